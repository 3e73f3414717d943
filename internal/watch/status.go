package watch

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/newsarc/newsarc/archive"
)

// Status says how the watching of an archive goes, by what is remembered: it can
// be asked for whether a watcher runs or not.
type Status struct {
	Running  bool      `json:"running"`
	PID      int       `json:"pid,omitempty"`
	Host     string    `json:"host,omitempty"`
	Beat     time.Time `json:"beat,omitzero"` // when the watcher last said that it lives
	Articles int       `json:"articles"`      // that are looked at again
	Retired  int       `json:"retired"`       // too old, or no articles
	Due      int       `json:"due"`           // of the articles: their time has come
	Next     time.Time `json:"next,omitzero"` // when the next one's time comes
	Listings []Listing `json:"listings"`
	Trouble  []Trouble `json:"trouble"`
	Walls    int       `json:"walls"` // articles of which the last look showed less than the whole
	Pending  int       `json:"pending_notices"`
	Untold   int       `json:"failed_notices"`
}

// Listing is a feed, sitemap or front page.
type Listing struct {
	URL     string    `json:"url"`
	Kind    Kind      `json:"kind"`
	Checked time.Time `json:"checked,omitzero"`
	Error   string    `json:"error,omitempty"`
}

// Trouble is a host whose pages cannot be had.
type Trouble struct {
	Host  string `json:"host"`
	Pages int    `json:"pages"`
	Error string `json:"error"` // of one of them
}

// ReadStatus reads the status at a time.
func ReadStatus(ctx context.Context, a *archive.Archive, now time.Time) (Status, error) {
	s := Status{Listings: []Listing{}, Trouble: []Trouble{}}
	r, ok, err := readRun(ctx, a)
	if err != nil {
		return s, err
	}
	if ok {
		s.Running, s.Host, s.Beat = r.alive(time.Now()), r.Host, r.Beat
		if s.Running {
			s.PID = r.PID
		}
	}
	entries, err := a.States(ctx, pageSpace)
	if err != nil {
		return s, err
	}
	trouble := map[string]*Trouble{}
	for _, e := range entries {
		var p page
		if json.Unmarshal(e.Value, &p) == nil {
			s.page(&p, now, trouble)
		}
	}
	for _, t := range trouble {
		s.Trouble = append(s.Trouble, *t)
	}
	slices.SortFunc(s.Trouble, func(a, b Trouble) int { return cmp.Or(b.Pages-a.Pages, cmp.Compare(a.Host, b.Host)) })
	slices.SortFunc(s.Listings, func(a, b Listing) int { return cmp.Compare(a.URL, b.URL) })
	return s, s.notices(ctx, a)
}

func (s *Status) page(p *page, now time.Time, trouble map[string]*Trouble) {
	if p.Fails > 0 {
		t := trouble[p.host()]
		if t == nil {
			t = &Trouble{Host: p.host(), Error: p.Error}
			trouble[p.host()] = t
		}
		t.Pages++
	}
	switch {
	case p.Kind != Article:
		s.Listings = append(s.Listings, Listing{URL: p.URL, Kind: p.Kind, Checked: p.Checked, Error: p.Error})
		return
	case p.Due.IsZero():
		s.Retired++
		return
	}
	s.Articles++
	if p.Quality != "" {
		s.Walls++
	}
	if !p.Due.After(now) {
		s.Due++
	} else if s.Next.IsZero() || p.Due.Before(s.Next) {
		s.Next = p.Due
	}
}

func (s *Status) notices(ctx context.Context, a *archive.Archive) error {
	entries, err := a.States(ctx, noticeSpace)
	for _, e := range entries {
		var t notice
		if json.Unmarshal(e.Value, &t) != nil {
			continue
		}
		switch t.Status {
		case pending, started:
			s.Pending++
		case failed:
			s.Untold++
		}
	}
	return err
}
