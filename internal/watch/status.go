package watch

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/newsarc/newsarc/ingest"
)

// Status says how the watching of an archive goes, by what is remembered: it can
// be asked for whether a watcher runs or not.
type Status struct {
	Running   bool         `json:"running"`
	PID       int          `json:"pid,omitempty"`
	Machine   string       `json:"machine,omitempty"` // on which it runs, or ran last
	Started   time.Time    `json:"started,omitzero"`
	Beat      time.Time    `json:"beat,omitzero"` // when it last said that it lives
	Listings  int          `json:"listings"`      // feeds, sitemaps and front pages
	Articles  int          `json:"articles"`      // that are looked at again
	Retired   int          `json:"retired"`       // too old, or no articles
	Forbidden int          `json:"forbidden"`     // articles that robots.txt forbids
	Changes   int          `json:"changes"`       // revisions that the looks added after the first of each
	Due       int          `json:"due"`           // pages whose time has come
	Next      time.Time    `json:"next,omitzero"` // when the next one's time comes
	Failing   int          `json:"failing"`       // pages of which the last look failed
	Walls     int          `json:"walls"`         // articles of which the last look showed less than the whole
	Waiting   int          `json:"waiting_notices"`
	Untold    int          `json:"failed_notices"`
	Hosts     []HostStatus `json:"hosts"`
	Pages     []PageStatus `json:"pages"`
}

// HostStatus says how a host fares. Last and Next are of its pages.
type HostStatus struct {
	Host      string    `json:"host"`
	Listings  int       `json:"listings"`
	Articles  int       `json:"articles"`
	Retired   int       `json:"retired"`
	Forbidden int       `json:"forbidden"`
	Changes   int       `json:"changes"`
	Last      time.Time `json:"last,omitzero"`
	Next      time.Time `json:"next,omitzero"`
	Wait      time.Time `json:"wait,omitzero"` // not asked before, because it fails
	Failing   int       `json:"failing"`
	Walls     int       `json:"walls"`
	Error     string    `json:"error,omitempty"` // of the latest look that failed, or showed a wall

	failed time.Time // when that was
}

// PageStatus says how a page fares.
type PageStatus struct {
	URL       string         `json:"url"`
	Moved     string         `json:"moved,omitempty"` // where the publisher moved it
	Host      string         `json:"host"`
	Kind      string         `json:"kind"` // article, feed, sitemap, front; auto: not looked at yet
	First     time.Time      `json:"first"`
	Changed   time.Time      `json:"changed"`
	Last      time.Time      `json:"last,omitzero"`
	Next      time.Time      `json:"next,omitzero"` // none: it is not looked at again
	Changes   int            `json:"changes"`
	Fails     int            `json:"fails"` // in a row
	Quality   ingest.Quality `json:"quality,omitempty"`
	Forbidden bool           `json:"forbidden"` // by robots.txt
	Error     string         `json:"error,omitempty"`
}

// ReadStatus reads the status at a time.
func ReadStatus(ctx context.Context, state State, now time.Time) (Status, error) {
	s := Status{Pages: []PageStatus{}}
	r, ok, err := readRun(ctx, state)
	if err != nil {
		return s, err
	}
	if ok {
		s.Running, s.Machine, s.Started, s.Beat = r.alive(time.Now()), r.Host, r.Started, r.Beat
		if s.Running {
			s.PID = r.PID
		}
	}
	entries, err := state.States(ctx, pageSpace)
	if err != nil {
		return s, err
	}
	hosts := map[string]*HostStatus{}
	for _, e := range entries {
		var p page
		if json.Unmarshal(e.Value, &p) != nil {
			continue
		}
		h := hosts[p.host()]
		if h == nil {
			h = &HostStatus{Host: p.host()}
			hosts[h.Host] = h
		}
		s.page(h, &p, now)
	}
	if err := hostWaits(ctx, state, hosts, now); err != nil {
		return s, err
	}
	s.Hosts = make([]HostStatus, 0, len(hosts))
	for _, h := range hosts {
		s.Hosts = append(s.Hosts, *h)
	}
	slices.SortFunc(s.Hosts, func(a, b HostStatus) int { return cmp.Compare(a.Host, b.Host) })
	slices.SortFunc(s.Pages, func(a, b PageStatus) int {
		return cmp.Or(cmp.Compare(a.Host, b.Host), -a.Last.Compare(b.Last), cmp.Compare(a.URL, b.URL))
	})
	return s, s.notices(ctx, state)
}

// page counts a page, for its host and in all.
func (s *Status) page(h *HostStatus, p *page, now time.Time) {
	s.Pages = append(s.Pages, PageStatus{
		URL: p.URL, Moved: p.To, Host: h.Host, Kind: string(cmp.Or(p.Kind, "article")), First: p.First, Changed: p.Changed,
		Last: p.Checked, Next: p.Due, Changes: p.Changes, Fails: p.Fails, Quality: p.Quality, Forbidden: p.Forbidden, Error: p.Error,
	})
	h.Changes += p.Changes
	s.Changes += p.Changes
	if p.Checked.After(h.Last) {
		h.Last = p.Checked
	}
	switch {
	case p.Kind != Article:
		h.Listings++
		s.Listings++
	case p.Forbidden:
		h.Forbidden++
		s.Forbidden++
		return
	case p.Due.IsZero():
		h.Retired++
		s.Retired++
		return
	default:
		h.Articles++
		s.Articles++
	}
	s.trouble(h, p)
	if h.Next.IsZero() || p.Due.Before(h.Next) {
		h.Next = p.Due
	}
	if !p.Due.After(now) {
		s.Due++
	} else if s.Next.IsZero() || p.Due.Before(s.Next) {
		s.Next = p.Due
	}
}

// trouble counts what is wrong with a page that is looked at again.
func (s *Status) trouble(h *HostStatus, p *page) {
	switch {
	case p.Quality != "":
		h.Walls++
		s.Walls++
	case p.Fails > 0 || p.Kind != Article && p.Error != "":
		h.Failing++
		s.Failing++
	default:
		return
	}
	if !p.Checked.Before(h.failed) {
		h.failed, h.Error = p.Checked, p.Error
	}
}

// hostWaits notes which hosts are left alone for a while.
func hostWaits(ctx context.Context, state State, hosts map[string]*HostStatus, now time.Time) error {
	entries, err := state.States(ctx, hostSpace)
	for _, e := range entries {
		var at time.Time
		if h := hosts[e.Key]; h != nil && at.UnmarshalText(e.Value) == nil && at.After(now) {
			h.Wait = at
		}
	}
	return err
}

func (s *Status) notices(ctx context.Context, state State) error {
	entries, err := state.States(ctx, noticeSpace)
	counts := map[status]int{}
	for _, e := range entries {
		var t notice
		if json.Unmarshal(e.Value, &t) == nil {
			counts[t.Status]++
		}
	}
	s.Waiting, s.Untold = counts[pending]+counts[started], counts[failed]
	return err
}

// Summary counts what a watcher has done since it was started.
type Summary struct {
	Visits  int `json:"visits"` // pages whose look is noted
	Added   int `json:"added"`  // revisions
	Kept    int `json:"kept"`   // captures that show no article
	Failed  int `json:"failed"` // looks that failed, and articles that were refused
	Notices int `json:"notices"`
}

// Summary returns what was done so far.
func (w *Watcher) Summary() Summary { return w.count.summary() }

func (c *counters) summary() Summary {
	return Summary{
		Visits: int(c.visits.Load()), Added: int(c.added.Load()), Kept: int(c.kept.Load()), Failed: int(c.troubles.Load()),
		Notices: int(c.notices.Load()),
	}
}
