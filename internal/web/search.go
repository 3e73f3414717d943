package web

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/news"
)

const (
	hitsPerPage = 20
	facetHits   = 100  // stories that the facets count
	maxOffset   = 1000 // how far a search can be paged
)

// searchPage is what a search's page shows.
type searchPage struct {
	Query, Source, Clock, Since, Until string
	All                                bool // every revision was looked at
	Hits                               []foundText
	Sources, Published, Captured       []facet
	Events                             []facet // years, of a search by event time
	EventsLink                         string  // to a search by event time
	Counted                            int     // stories that the facets count
	MoreStories                        bool    // there are more
	Read, Unread                       int     // texts, of a search by event time that ran out of time
	Left                               gaps
	More                               string
	Timeline                           string
}

// foundText is a hit with its snippet cut at the marks.
type foundText struct {
	Revision    news.Revision
	First, Last int
	Pieces      []piece
	Events      []mention // of a search by event time
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

// searchOptions reads the parameters of a search for so many hits.
func (s *Server) searchOptions(v url.Values, limit int) (o archive.SearchOptions, err error) {
	if err := checkQuery(v.Get("q")); err != nil {
		return o, err
	}
	if o.Filter, err = s.filterOf(v); err != nil {
		return o, err
	}
	if c := v.Get("cursor"); c != "" {
		if o.Offset, err = strconv.Atoi(c); err != nil || o.Offset < 0 || o.Offset > maxOffset {
			return o, &badRequest{"the cursor is none that was given out"}
		}
	}
	o.AllRevisions = v.Get("all") != ""
	o.Limit = limit + 1
	return o, nil
}

// find runs the search that parameters ask for; with more hits than limit,
// others follow at next, else that is -1. It counts facets on the first page only.
func (s *Server) find(ctx context.Context, v url.Values, limit int, left *gaps) (hits []archive.Hit, facets archive.Facets, next int, err error) {
	o, err := s.searchOptions(v, limit)
	if err != nil {
		return nil, facets, 0, err
	}
	if err := s.catchUp(ctx); err != nil {
		return nil, facets, 0, err
	}
	best := facetHits
	if o.Offset > 0 {
		best = 0
	}
	o.Unreadable = s.skip(ctx, left)
	hits, facets, err = s.archive.SearchFacets(ctx, v.Get("q"), o, best)
	if err != nil {
		return nil, facets, 0, badQuery(err)
	}
	next = -1
	if len(hits) > limit {
		hits = hits[:limit]
		if o.Offset+limit <= maxOffset {
			next = o.Offset + limit
		}
	}
	return hits, facets, next, nil
}

func (s *Server) search(ctx context.Context, r *http.Request) (reply, error) {
	v := r.URL.Query()
	p := searchPage{
		Query: v.Get("q"), Source: v.Get("source"), Clock: v.Get("clock"), Since: v.Get("since"), Until: v.Get("until"),
		All: v.Get("all") != "",
	}
	out := page{Title: "Search", Section: "search", Query: p.Query, Feed: "-"}
	if p.Query != "" {
		if err := s.fill(ctx, &p, v); err != nil {
			return reply{}, err
		}
		p.EventsLink = "/search?" + string(query("q", p.Query, "source", p.Source, "all", v.Get("all"), "clock", byEvent))
		p.Timeline = "/timeline?" + string(query("q", p.Query, "source", p.Source))
		out.Title, out.Feed = p.Query+" – Search", query("q", p.Query, "source", p.Source)
	}
	out.Data = p
	if p.Query == "" {
		return s.page("search", out)
	}
	answer, err := s.view(ctx, r, "search", out, "search for “"+p.Query+"”", "/api/v1/search?"+v.Encode())
	answer.passing = p.Unread > 0 || len(p.Left) > 0
	return answer, err
}

// fill looks for what the page shows.
func (s *Server) fill(ctx context.Context, p *searchPage, v url.Values) error {
	if p.Clock == byEvent {
		return s.fillByEvent(ctx, p, v)
	}
	hits, facets, next, err := s.find(ctx, v, hitsPerPage, &p.Left)
	if err != nil {
		return err
	}
	for i := range hits {
		p.Hits = append(p.Hits, found(&hits[i]))
	}
	if next >= 0 {
		p.More = moreOf("/search", v, next)
	}
	p.facets(&facets, v)
	return nil
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

// facets shows how the best stories lie over sources and over the years of two
// of the clocks.
func (p *searchPage) facets(f *archive.Facets, v url.Values) {
	p.Counted, p.MoreStories = f.Counted, f.More
	year := func(clock archive.Clock) func(string) []string {
		return func(y string) []string { return []string{"clock", string(clock), "since", y, "until", y} }
	}
	p.Sources = facetList(f.Sources, v, func(name string) []string { return []string{"source", name} })
	p.Published = facetList(f.Published, v, year(archive.ByPublished))
	p.Captured = facetList(f.Captured, v, year(archive.ByCaptured))
}

func facetList[K string | int](counts map[K]int, v url.Values, set func(string) []string) []facet {
	var list []facet
	for key, n := range counts {
		label := fmt.Sprint(key)
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
