package web

import (
	"context"
	"net/http"
	"net/url"

	"github.com/newsarc/newsarc/archive"
)

// changesPage is what a page with a list of changes shows.
type changesPage struct {
	Rows    []row[change]
	More    string // address of the next page; empty: there is none
	Scanned int
	All     bool // changes of form are shown too
	Base    string
}

// changesPageOf makes a page out of a list; path and v are of the request.
func changesPageOf(list changeList, path string, v url.Values) changesPage {
	p := changesPage{Rows: rows(list.items, list.left), Scanned: list.scanned + list.passed, All: v.Get("all") != "", Base: path}
	if list.next != "" {
		p.More = more(path, v, list.next)
	}
	return p
}

// more returns the address of the next page of a list.
func more(path string, v url.Values, cursor string) string {
	next := url.Values{}
	for k := range v {
		next.Set(k, v.Get(k))
	}
	next.Set("cursor", cursor)
	return path + "?" + next.Encode()
}

// front shows the latest changes.
func (s *Server) front(ctx context.Context, r *http.Request) (reply, error) {
	v := r.URL.Query()
	q, err := parseChanges(v)
	if err != nil {
		return reply{}, err
	}
	list, err := s.changes(ctx, q)
	if err != nil {
		return reply{}, err
	}
	p, err := s.view(ctx, r, "front", page{
		Title: "Latest changes", Section: "front",
		Feed: query("source", q.source, "signal", string(q.signal), "all", v.Get("all")),
		Data: changesPageOf(list, "/", v),
	}, "latest changes", "/api/v1/changes?"+r.URL.RawQuery)
	p.passing = len(list.left) > 0
	return p, err
}

// silent shows changes of fact that nothing on the page told of.
func (s *Server) silent(ctx context.Context, r *http.Request) (reply, error) {
	v := r.URL.Query()
	q, err := parseChanges(v)
	if err != nil {
		return reply{}, err
	}
	q.silent = true
	list, err := s.changes(ctx, q)
	if err != nil {
		return reply{}, err
	}
	v.Set("silent", "1")
	p, err := s.view(ctx, r, "silent", page{
		Title: "Silent changes", Section: "silent",
		Feed: query("silent", "1", "source", q.source), Data: changesPageOf(list, "/silent", r.URL.Query()),
	}, "silent changes", "/api/v1/changes?"+v.Encode())
	p.passing = len(list.left) > 0
	return p, err
}

// storiesPage is what the list of stories shows.
type storiesPage struct {
	Items  []archive.Story
	Match  string
	Source string
	More   string
}

func (s *Server) stories(ctx context.Context, r *http.Request) (reply, error) {
	v := r.URL.Query()
	items, next, err := s.storyList(ctx, v, 50)
	if err != nil {
		return reply{}, err
	}
	p := storiesPage{Items: items, Match: v.Get("match"), Source: v.Get("source")}
	if next != "" {
		p.More = more("/stories", v, next)
	}
	return s.view(ctx, r, "stories", page{Title: "Stories", Section: "stories", Feed: query("source", p.Source), Data: p},
		"list of stories", "/api/v1/stories?"+v.Encode())
}

// storyList returns a page of stories, the one with the latest revision first.
func (s *Server) storyList(ctx context.Context, v url.Values, usual int) (items []archive.Story, next string, err error) {
	limit, err := limitOf(v, usual)
	if err != nil {
		return nil, "", err
	}
	if err := checkCursor(v.Get("cursor")); err != nil {
		return nil, "", err
	}
	f, err := s.filterOf(v)
	if err != nil {
		return nil, "", err
	}
	f.Match, f.After = v.Get("match"), v.Get("cursor")
	for story, err := range s.archive.Stories(ctx, f) {
		if err != nil {
			return nil, "", err
		}
		if len(items) == limit {
			return items, items[limit-1].Commit, nil
		}
		items = append(items, story)
	}
	return items, "", nil
}

func (s *Server) about(_ context.Context, r *http.Request) (reply, error) {
	return s.page("about", page{Title: "About this archive", Section: "about", Data: base(r)})
}
