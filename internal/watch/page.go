package watch

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/ingest"
	"github.com/newsarc/newsarc/internal/fetch"
)

// page is what is remembered of an address that is looked at again and again.
type page struct {
	URL     string    `json:"url"`            // by which it was found
	To      string    `json:"to,omitempty"`   // where the publisher moved it for good
	Kind    Kind      `json:"kind,omitempty"` // empty: an article
	First   time.Time `json:"first"`          // when it was found
	Changed time.Time `json:"changed"`        // when its text last changed, as far as is known
	Checked time.Time `json:"checked,omitzero"`
	Due     time.Time `json:"due,omitzero"`      // zero: never again
	Via     []string  `json:"via,omitempty"`     // the keys of the targets by which it was found
	Changes int       `json:"changes,omitempty"` // revisions that its looks added after the first

	fetch.Validators
	SHA256    string         `json:"sha256,omitempty"`    // of the bytes last received
	Revisions []string       `json:"revisions,omitempty"` // commits that have the text as it was last seen
	Quality   ingest.Quality `json:"quality,omitempty"`   // of what came last
	Fails     int            `json:"fails,omitempty"`     // in a row
	Misses    int            `json:"misses,omitempty"`    // how often it was no article, if it never was one
	Forbidden bool           `json:"forbidden,omitempty"` // by robots.txt
	Error     string         `json:"error,omitempty"`     // of the last look
}

// key names the page, whatever the spelling of its address.
func (p *page) key() string { return archive.NormalURL(p.URL) }

// ask returns the address to ask for.
func (p *page) ask() string {
	if p.To != "" {
		return p.To
	}
	return p.URL
}

// host returns whose turn it is to be asked.
func (p *page) host() string {
	u, err := url.Parse(p.ask())
	if err != nil {
		return ""
	}
	return strings.ToLower(u.Hostname())
}

// untangle takes back what a clock that was ahead left behind: a page is not to
// wait until that time comes.
func (p *page) untangle(now time.Time) {
	if p.Changed.After(now) {
		p.Changed = now
	}
	if !p.Checked.After(now) {
		return
	}
	p.Checked = now
	if !p.Due.IsZero() {
		p.Due = now
	}
}

// settled returns the address to ask for the next time: the one to which the
// publisher moved the page for good.
func settled(resp *fetch.Response, asked string) string {
	if resp.NotModified && len(resp.Redirects) == 0 {
		return asked
	}
	for _, r := range resp.Redirects {
		if r.Status != http.StatusMovedPermanently && r.Status != http.StatusPermanentRedirect {
			return asked
		}
		asked = r.To
	}
	return asked
}
