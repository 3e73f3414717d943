package watch

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/ingest"
	"github.com/newsarc/newsarc/ingest/all"
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
	Due     time.Time `json:"due,omitzero"` // zero: never again

	fetch.Validators
	SHA256    string         `json:"sha256,omitempty"`    // of the bytes last received
	Revisions []string       `json:"revisions,omitempty"` // commits that have the text as it was last seen
	Quality   ingest.Quality `json:"quality,omitempty"`   // of what came last
	Fails     int            `json:"fails,omitempty"`     // in a row
	Misses    int            `json:"misses,omitempty"`    // how often it was no article, if it never was one
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

// Items reads what came back for an address: its articles, with the addresses
// that led to them as aliases. What stands in the place of an article has an
// *ingest.QualityError and the bytes received.
func Items(resp *fetch.Response) []ingest.Item {
	asked := resp.URL
	if len(resp.Redirects) > 0 {
		asked = resp.Redirects[0].From
	}
	raw := ingest.Raw{
		Name: asked, Reader: bytes.NewReader(resp.Body), MediaType: resp.Header.Get("Content-Type"), URL: resp.URL, Captured: resp.Started,
	}
	if isFront(resp.URL) && !isFront(asked) {
		why := &ingest.QualityError{Quality: ingest.FrontPage, Reason: "it was redirected to " + resp.URL}
		return []ingest.Item{{Raw: resp.Body, Ext: "html", Captured: resp.Started, Where: asked, Err: why}}
	}
	items := slices.Collect(all.Decode(raw))
	for i := range items {
		it := &items[i]
		it.Captured = resp.Started
		if it.Article == nil {
			continue
		}
		if it.Article.URL == "" && it.Article.ID == "" {
			it.Article.URL = resp.URL
		}
		if len(items) == 1 { // the entries of a live blog share their address
			addAliases(it, resp)
		}
	}
	return items
}

// addAliases adds the addresses that led to an article. One that only a passing
// redirect led from is one too: somebody may ask for the article by it.
func addAliases(it *ingest.Item, resp *fetch.Response) {
	a := it.Article
	if a.URL == "" {
		return
	}
	known := map[string]bool{archive.NormalURL(a.URL): true}
	for _, u := range a.Aliases {
		known[archive.NormalURL(u)] = true
	}
	add := func(u string) {
		if key := archive.NormalURL(u); !known[key] {
			known[key] = true
			a.Aliases = append(a.Aliases, u)
		}
	}
	for _, r := range resp.Redirects {
		add(r.From)
	}
	add(resp.URL)
}

// isFront reports whether an address is that of a whole site.
func isFront(address string) bool {
	u, err := url.Parse(address)
	return err == nil && strings.Trim(u.Path, "/") == "" && u.RawQuery == ""
}

// reasonOf returns the reason for which a capture without an article is kept;
// empty where it is not worth keeping.
func reasonOf(it *ingest.Item) (ingest.Quality, string) {
	var quality *ingest.QualityError
	if !errors.As(it.Err, &quality) || it.Raw == nil {
		return "", ""
	}
	return quality.Quality, fmt.Sprintf("%s: %s", quality.Quality, quality.Reason)
}

// KeptOf returns an item that shows no article as a capture to be kept; false
// where there is nothing to keep. The address is the one asked for.
func KeptOf(it *ingest.Item, address string) (archive.Kept, bool) {
	_, why := reasonOf(it)
	if why == "" {
		return archive.Kept{}, false
	}
	return archive.Kept{URL: address, Captured: it.Captured, Data: it.Raw, Ext: it.Ext, Extractor: it.Extractor, Reason: why}, true
}

// gone returns the item that says that a page is not there any more; false where
// the answer says something else.
func gone(resp *fetch.Response, err error) (ingest.Item, bool) {
	var status *fetch.StatusError
	if resp == nil || !errors.As(err, &status) {
		return ingest.Item{}, false
	}
	switch status.Status {
	case http.StatusNotFound, http.StatusGone, http.StatusUnavailableForLegalReasons:
		why := &ingest.QualityError{Quality: ingest.NotFound, Reason: status.Error()}
		return ingest.Item{Raw: resp.Body, Ext: "html", Captured: resp.Started, Err: why}, true
	}
	return ingest.Item{}, false
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
