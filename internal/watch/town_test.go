package watch

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/diff"
	"github.com/newsarc/newsarc/internal/fetch"
	"github.com/newsarc/newsarc/news"
)

// town is a small web whose pages change at given times of the simulation's clock.
type town struct {
	clock *simClock

	mu    sync.Mutex
	pages map[string][]state // by host and path
	asked []string
}

// state is what a page shows from a time on; an empty body: it is gone.
type state struct {
	at   time.Duration // since simStart
	body string
}

func (s *town) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	user, _, _ := r.BasicAuth()
	s.asked = append(s.asked, strings.TrimSpace(r.Host+r.URL.Path+" "+user))
	body := ""
	for _, state := range s.pages[r.Host+r.URL.Path] {
		if s.clock.Now().Sub(simStart) >= state.at {
			body = state.body
		}
	}
	if body == "" {
		http.NotFound(w, r)
		return
	}
	_, _ = io.WriteString(w, body)
}

// count returns how often an address was asked for.
func (s *town) count(address string) (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, a := range s.asked {
		if a == address {
			n++
		}
	}
	return n
}

// fareArticle is a page on the fares of a ferry.
func fareArticle(crowns int) string {
	return fmt.Sprintf(`<!doctype html><html lang="en"><head><title>Ferry fares rise</title><meta property="og:type" content="article"></head>
<body><article><h1>Ferry fares rise</h1>
<p>A ticket for the harbour ferry costs %d crowns from June on. The council decided on Thursday with eleven votes to four.</p>
<p>Children under ten go on travelling for nothing. Whoever has a ticket for the whole year keeps it at the old price until it ends.</p>
<p>The line lost money in each of the last six years, most of it in winter when hardly anybody takes the boat.</p>
</article></body></html>`, crowns)
}

func feedOf(links ...string) string {
	s := `<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>`
	for _, l := range links {
		s += "<item><title>An item</title><link>" + l + "</link></item>"
	}
	return s + "</channel></rss>"
}

// bench is what a test of a watcher needs.
type bench struct {
	t     *testing.T
	dir   string
	a     *archive.Archive
	clock *simClock
	town  *town
	log   bytes.Buffer
	addr  string
}

// newBench returns an empty archive and a web. When its test ends, no goroutine is
// to be left.
func newBench(t *testing.T, pages map[string][]state) *bench {
	t.Helper()
	left := goleak.IgnoreCurrent()
	t.Cleanup(func() { goleak.VerifyNone(t, left) })
	b := &bench{t: t, dir: t.TempDir(), clock: &simClock{now: simStart}}
	b.town = &town{clock: b.clock, pages: pages}
	server := httptest.NewServer(b.town)
	t.Cleanup(server.Close)
	b.addr = server.Listener.Addr().String()
	a, err := archive.Init(t.Context(), b.dir, archive.Options{Now: b.clock.Now, Summarize: archive.SummarizeBy(oneLine)})
	if err != nil {
		t.Fatal(err)
	}
	b.a = a
	t.Cleanup(func() { _ = b.a.Close() })
	return b
}

// oneLine says what changed between two texts.
func oneLine(before, after *news.Article) string {
	if before == nil {
		return ""
	}
	return diff.Articles(before, after, diff.Options{}).Summary()
}

func (b *bench) options(o Options, targets ...string) Options {
	for _, t := range targets {
		o.Targets = append(o.Targets, Target{URL: t, Kind: Auto})
	}
	o.Log = slog.New(slog.NewTextHandler(&b.log, nil))
	o.Fetch = fetch.Options{Clock: b.clock, Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, network, b.addr)
	}}
	return o
}

// until watches until so long after simStart.
func (b *bench) until(end time.Duration, o Options) *Watcher {
	b.t.Helper()
	ctx, cancel := context.WithCancel(b.t.Context())
	defer cancel()
	b.clock.mu.Lock()
	b.clock.until, b.clock.end, b.clock.holds = simStart.Add(end), cancel, 0
	b.clock.mu.Unlock()
	w := New(b.a, o)
	if err := w.Run(ctx); err != nil {
		b.t.Fatal(err)
	}
	return w
}

// revisions returns what is archived, oldest first.
func (b *bench) revisions() (list []news.Revision) {
	b.t.Helper()
	for rev, err := range b.a.Log(b.t.Context(), archive.Filter{Reverse: true}) {
		if err != nil {
			b.t.Fatal(err)
		}
		list = append(list, rev)
	}
	return list
}

// hook takes webhooks; it answers with the statuses given, then with 204.
type hook struct {
	mu       sync.Mutex
	statuses []int
	clock    *simClock
	at       []time.Time
	bodies   []string
	keys     map[string]int
}

func (h *hook) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	defer h.mu.Unlock()
	body, _ := io.ReadAll(r.Body)
	status := http.StatusNoContent
	if len(h.at) < len(h.statuses) {
		status = h.statuses[len(h.at)]
	}
	h.at = append(h.at, h.clock.Now())
	if status/100 == 2 {
		h.bodies = append(h.bodies, string(body))
		h.keys[r.Header.Get("Idempotency-Key")]++
	}
	w.WriteHeader(status)
}

func (b *bench) hook(statuses ...int) (*hook, string) {
	h := &hook{statuses: statuses, clock: b.clock, keys: map[string]int{}}
	server := httptest.NewServer(h)
	b.t.Cleanup(server.Close)
	return h, server.URL + "/hook"
}
