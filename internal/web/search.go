package web

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/news"
)

const (
	hitsPerPage = 20
	facetHits   = 60   // hits that the facets count
	maxOffset   = 1000 // how far a search can be paged
)

// searchPage is what a search's page shows.
type searchPage struct {
	Query, Source, Clock, Since, Until string
	All                                bool // every revision was looked at
	Hits                               []foundText
	Sources, Published, Captured       []facet
	Counted                            int // hits that the facets count
	More                               string
	Timeline                           string
}

// foundText is a hit with its snippet cut at the marks.
type foundText struct {
	Revision    news.Revision
	First, Last int
	Pieces      []piece
}

type piece struct {
	Text string
	Mark bool
}

// facet narrows a search.
type facet struct {
	Label string
	Count int
	Link  string
}

// checkQuery refuses queries that are too long to be one.
func checkQuery(q string) error {
	if len(q) > maxQueryText {
		return &badRequest{"the query is longer than " + strconv.Itoa(maxQueryText) + " bytes"}
	}
	return nil
}

// badQuery marks the errors of a search that are the asker's fault.
func badQuery(err error) error {
	if errors.Is(err, archive.ErrQuery) {
		return &badRequest{err.Error()}
	}
	return err
}

// find runs the search that parameters ask for; with more hits than limit,
// others follow.
func (s *Server) find(ctx context.Context, v url.Values, limit int) (hits []archive.Hit, next int, err error) {
	text := v.Get("q")
	if err := checkQuery(text); err != nil {
		return nil, 0, err
	}
	f, err := s.filterOf(v)
	if err != nil {
		return nil, 0, err
	}
	offset := 0
	if c := v.Get("cursor"); c != "" {
		if offset, err = strconv.Atoi(c); err != nil || offset < 0 || offset > maxOffset {
			return nil, 0, &badRequest{"the cursor is none that was given out"}
		}
	}
	if err := s.catchUp(ctx); err != nil {
		return nil, 0, err
	}
	f.Limit = limit + 1
	hits, err = s.archive.Search(ctx, text, archive.SearchOptions{Filter: f, AllRevisions: v.Get("all") != "", Offset: offset})
	if err != nil {
		return nil, 0, badQuery(err)
	}
	if len(hits) > limit {
		hits = hits[:limit]
		if offset+limit <= maxOffset {
			next = offset + limit
		}
	}
	return hits, next, nil
}

func (s *Server) search(ctx context.Context, r *http.Request) (reply, error) {
	v := r.URL.Query()
	p := searchPage{
		Query: v.Get("q"), Source: v.Get("source"), Clock: v.Get("clock"), Since: v.Get("since"), Until: v.Get("until"),
		All: v.Get("all") != "",
	}
	out := page{Title: "Search", Section: "search", Query: p.Query, Feed: "-"}
	if p.Query != "" {
		// The first page reads more than it shows, for the facets.
		limit := facetHits
		if v.Get("cursor") != "" {
			limit = hitsPerPage
		}
		hits, next, err := s.find(ctx, v, limit)
		if err != nil {
			return reply{}, err
		}
		if v.Get("cursor") == "" {
			p.facets(hits, v)
			if len(hits) > hitsPerPage {
				hits, next = hits[:hitsPerPage], hitsPerPage
			}
		}
		for i := range hits {
			p.Hits = append(p.Hits, found(&hits[i]))
		}
		if next > 0 {
			p.More = more("/search", v, strconv.Itoa(next))
		}
		p.Timeline = "/timeline?" + query("q", p.Query, "source", p.Source)
		out.Title, out.Feed = p.Query+" – Search", query("q", p.Query, "source", p.Source)
	}
	out.Data = p
	return s.page("search", out)
}

// found cuts the snippet of a hit at its marks.
func found(h *archive.Hit) foundText {
	f := foundText{Revision: h.Revision, First: h.First, Last: h.Last}
	at := 0
	for _, m := range h.Marks {
		if m[0] > at {
			f.Pieces = append(f.Pieces, piece{h.Snippet[at:m[0]], false})
		}
		f.Pieces = append(f.Pieces, piece{h.Snippet[m[0]:m[1]], true})
		at = m[1]
	}
	if at < len(h.Snippet) {
		f.Pieces = append(f.Pieces, piece{h.Snippet[at:], false})
	}
	return f
}

// facets counts the best hits by source and by year of two of the clocks; the
// third one, event time, is the timeline's.
func (p *searchPage) facets(hits []archive.Hit, v url.Values) {
	p.Counted = len(hits)
	sources, published, captured := map[string]int{}, map[string]int{}, map[string]int{}
	for _, h := range hits {
		sources[h.Revision.Source]++
		captured[h.Revision.Captured.Format("2006")]++
		if !h.Revision.Published.IsZero() {
			published[h.Revision.Published.Format("2006")]++
		}
	}
	year := func(clock archive.Clock) func(string) []string {
		return func(y string) []string { return []string{"clock", string(clock), "since", y, "until", y} }
	}
	p.Sources = facetList(sources, v, func(name string) []string { return []string{"source", name} })
	p.Published = facetList(published, v, year(archive.ByPublished))
	p.Captured = facetList(captured, v, year(archive.ByCaptured))
}

func facetList(counts map[string]int, v url.Values, set func(string) []string) []facet {
	var list []facet
	for label, n := range counts {
		next := url.Values{}
		for _, k := range []string{"q", "source", "clock", "since", "until", "all"} {
			if s := v.Get(k); s != "" {
				next.Set(k, s)
			}
		}
		pairs := set(label)
		for i := 0; i < len(pairs); i += 2 {
			next.Set(pairs[i], pairs[i+1])
		}
		list = append(list, facet{label, n, "/search?" + next.Encode()})
	}
	slices.SortFunc(list, func(a, b facet) int { return cmp.Or(b.Count-a.Count, cmp.Compare(a.Label, b.Label)) })
	return list[:min(len(list), 12)]
}
