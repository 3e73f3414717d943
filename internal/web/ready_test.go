package web

import (
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/news"
)

// TestUnready asks while the server does not know the archive yet, and while the
// full-text index lacks much: whoever must wait is told so, the others not kept.
func TestUnready(t *testing.T) {
	t.Parallel()
	a := newArchive(t)
	var more []archive.Input
	for n := range littleBacklog + 1 {
		flood := &news.Article{Headline: "Flood " + strconv.Itoa(n), URL: "https://post.example/" + strconv.Itoa(n), Body: news.Body{{Sentences: []string{"A flood cut off the valley."}}}}
		more = append(more, archive.Input{Article: flood, Captured: time.Date(2024, 5, 15, 0, n, 0, 0, time.UTC)})
	}
	add(t, a, more...)
	meter := &Meter{}
	s, err := New(a, Options{Meter: meter})
	if err != nil {
		t.Fatal(err)
	}
	s.preparation.known = make(chan struct{})
	server := httptest.NewServer(s.Handler())
	defer server.Close()
	expect := func(path string, status int, parts ...string) {
		t.Helper()
		resp, body := get(t, server, path)
		if resp.StatusCode != status || status == http.StatusServiceUnavailable && resp.Header.Get("Retry-After") == "" {
			t.Errorf("%s: status %d, headers %v", path, resp.StatusCode, resp.Header)
		}
		for _, part := range parts {
			if !strings.Contains(body, part) {
				t.Errorf("%s: no %q in %s", path, part, body)
			}
		}
	}
	meter.Note(archive.Progress{Task: readingHistory, Done: 4000, Total: 100_000})
	expect("/stories", 503, "data-wait", "made anew", "4,000 of 100,000 revisions", `<progress max="100000" value="4000"`)
	expect("/api/v1/stories", 503, `"error": "The catalog of stories is being made anew`)
	expect("/robots.txt", 200)

	close(s.preparation.known)
	s.index <- struct{}{} // the background is at it
	meter.Note(archive.Progress{Task: indexing, Done: 50, Total: 107})
	expect("/stories", 200, "Flood")
	expect("/search?q=flood", 503, "data-wait", "50 of 107 revisions", "everything else works now", `value="flood"`)
	expect("/api/v1/search?q=flood", 503, "50 of 107 revisions")
	s.index.free()
	if len(s.preparation.more) != 1 {
		t.Error("nobody asked for the index")
	}
	if err := s.index1(t.Context()); err != nil {
		t.Fatal(err)
	}
	expect("/search?q=flood", 200, "Of the best 100 stories")
}
