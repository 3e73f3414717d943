package web

import (
	"net/url"
	"runtime"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/newsarc/newsarc/archive"
)

// TestSoak asks for every kind of page, over and over and several at a time,
// while revisions come in, and looks whether anything grows. "make bench" has the
// long round.
func TestSoak(t *testing.T) {
	a := newArchive(t)
	server := newServer(t, a, Options{})
	revs := revisions(t, a, quakeURL)
	story, pair := revs[0].Story, revs[0].Commit+".."+revs[1].Commit
	paths := []string{
		"/", "/silent", "/stories", storyURL(story), "/revision/" + revs[1].Commit, "/diff/" + pair, "/blame/" + revs[2].Commit,
		"/timeline?story=" + url.QueryEscape(story), "/topics", "/search?q=killed", "/source/post.example", "/feed.atom", "/feed.json",
		"/api/v1/changes", "/api/v1/diff/" + pair, "/timemap/link/" + quakeURL, "/evidence/" + pair, "/metrics", "/nowhere",
	}
	round := func(n int) (heap uint64, goroutines int) {
		var wait sync.WaitGroup
		for worker := range 4 {
			wait.Go(func() {
				for i := range 3 * len(paths) {
					path := paths[(i+worker)%len(paths)]
					if resp, _ := get(t, server, path); resp.StatusCode >= 500 {
						t.Errorf("%s: status %d", path, resp.StatusCode)
					}
				}
			})
		}
		add(t, a, archive.Input{Article: quake(50+n, "Quake, report "+strconv.Itoa(n)), Captured: time.Date(2024, 5, 15, n, 0, 0, 0, time.UTC)})
		wait.Wait()
		var m runtime.MemStats
		for range 2 {
			runtime.GC()
		}
		runtime.ReadMemStats(&m)
		return m.HeapInuse, runtime.NumGoroutine()
	}
	round(0)
	heap, goroutines := round(1)
	for n := 2; n < 5; n++ {
		round(n)
	}
	// What each round leaves for good is a few kept pages; a leak of as little as
	// 4 KB for each request would be 3 MB by then.
	if after, left := round(5); after > heap+3<<20 || left > goroutines+4 {
		t.Errorf("the heap grew from %d to %d bytes, goroutines from %d to %d", heap, after, goroutines, left)
	}
}
