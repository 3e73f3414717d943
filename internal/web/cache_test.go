package web

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/newsarc/newsarc/archive"
)

func TestCache(t *testing.T) {
	c := newCache(4 * (cacheOver + 102))
	put := func(key, version string, n int) { c.put(key, version, reply{body: make([]byte, n)}) }
	for _, key := range []string{"a", "b", "c", "d"} {
		put(key, "1", 100)
	}
	if _, ok := c.get("a", "1"); !ok {
		t.Error("what fits is not kept")
	}
	put("e", "1", 100)
	if _, ok := c.get("b", "1"); ok {
		t.Error("what was used last is kept too long")
	}
	if _, ok := c.get("a", "2"); ok {
		t.Error("an old version is given out")
	}
	put("a", "2", 50)
	if p, ok := c.get("a", "2"); !ok || len(p.body) != 50 {
		t.Error("a new version is not kept")
	}
	put("huge", "1", 10_000)
	if _, ok := c.get("huge", "1"); ok {
		t.Error("an answer larger than the cache is kept")
	}
	size := 0
	for _, e := range c.items {
		size += e.Value.(*cached).size()
	}
	if got, _, _ := c.figures(); int(got) != size || size > c.max || c.order.Len() != len(c.items) {
		t.Errorf("size %d of %d, entries of %d bytes, %d in order, %d by key", got, c.max, size, c.order.Len(), len(c.items))
	}
}

// TestLive looks at pages, adds a revision, and looks again: none of them may
// come out of the cache as it was.
func TestLive(t *testing.T) {
	a := newArchive(t)
	server := newServer(t, a, Options{})
	revs := revisions(t, a, quakeURL)
	story, last := revs[0].Story, revs[3].Commit
	paths := []string{
		"/", "/silent", "/stories", storyURL(story), "/revision/" + last, "/timeline?story=" + url.QueryEscape(story), "/topic/quake",
		"/search?q=killed", "/source/post.example", "/feed.atom", "/feed.json", "/timemap/link/" + quakeURL, "/api/v1/changes",
		"/api/v1/stories", "/api/v1/story/" + story, "/api/v1/log/" + story, "/api/v1/search?q=killed", "/api/v1/source/post.example",
		"/api/v1/timeline?story=" + url.QueryEscape(story),
	}
	before := map[string]string{}
	for range 2 {
		for _, path := range paths {
			resp, body := get(t, server, path)
			if had, ok := before[path]; ok && had != body || resp.StatusCode != http.StatusOK {
				t.Errorf("%s: status %d, the same twice: %v", path, resp.StatusCode, had == body)
			}
			before[path] = body
		}
	}
	add(t, a, archive.Input{Article: quake(47, "Quake kills 47"), Captured: time.Date(2024, 5, 15, 0, 0, 0, 0, time.UTC)})
	for _, path := range paths {
		if _, body := get(t, server, path); body == before[path] {
			t.Errorf("%s is as it was before a revision was added", path)
		}
	}
	if _, err := a.SetTopic(t.Context(), "quake", []byte("query: nowhere\n")); err != nil {
		t.Fatal(err)
	}
	if _, body := get(t, server, "/topic/quake"); strings.Contains(body, "killed") {
		t.Error("a topic's page is as it was before the topic changed")
	}
}

// TestSlots holds a slot to coming free whatever becomes of the request.
func TestSlots(t *testing.T) {
	s, err := New(newArchive(t), Options{})
	if err != nil {
		t.Fatal(err)
	}
	do := func(h handler, cost cost) int {
		w := httptest.NewRecorder()
		r := httptest.NewRequest(http.MethodGet, "http://localhost/", nil)
		s.guard(s.serve(route{name: "test", cost: cost, form: plain, do: h})).ServeHTTP(w, r)
		return w.Code
	}
	for name, h := range map[string]handler{
		"panic": func(context.Context, *http.Request) (reply, error) { panic("test") },
		"error": func(context.Context, *http.Request) (reply, error) { return reply{}, fmt.Errorf("test") },
	} {
		for range 3 {
			do(h, seeking)
			if got := do(h, heavy); got != http.StatusInternalServerError {
				t.Errorf("%s: status %d", name, got)
			}
		}
		if len(s.work)+len(s.heavy)+len(s.seeks) > 0 {
			t.Errorf("%s: %d slots are held, %d of them for heavy work, %d for searches", name, len(s.work), len(s.heavy), len(s.seeks))
		}
	}
	// All slots for heavy work, or for searches, are taken: light work goes on, and
	// searches do beside heavy work.
	for range cap(s.heavy) {
		if err := s.heavy.take(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	x := func(context.Context, *http.Request) (reply, error) { return reply{body: []byte("x")}, nil }
	if got := do(x, seeking); got != http.StatusOK {
		t.Errorf("a search beside heavy work: status %d", got)
	}
	for range cap(s.seeks) {
		if err := s.seeks.take(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if got := do(x, cheap); got != http.StatusOK {
		t.Errorf("light work beside heavy: status %d", got)
	}
	if cap(s.seeks)+cap(s.heavy) >= cap(s.work) {
		t.Errorf("searches and heavy work may take all of %d slots", cap(s.work))
	}
	s.metrics.inFlight = crowd
	if got := do(func(context.Context, *http.Request) (reply, error) { return reply{}, nil }, cheap); got != http.StatusServiceUnavailable {
		t.Errorf("one too many: status %d", got)
	}
}
