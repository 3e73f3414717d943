package watch

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/archive/odb/pgstore/pgtest"
	"github.com/newsarc/newsarc/internal/fetch"
)

// teamEnv makes the test binary a process of a team: its value is the store, the
// argument after "--" the address of the web.
const teamEnv = "NEWSARC_WATCH_TEAM"

const (
	teamOutlets  = 8
	teamArticles = 3
)

func teamHost(i int) string { return fmt.Sprintf("www.outlet%d.example", i) }

// runTeam watches as one process of several until it is interrupted.
func runTeam(store, web string) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	dir, err := os.MkdirTemp("", "newsarc-team-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	a, err := archive.Open(ctx, dir, archive.Options{Store: store})
	if err != nil {
		return err
	}
	defer a.Close()
	shared, _ := a.Sharer()
	o := Options{
		Schedule: Schedule{{1000 * time.Hour, 150 * time.Millisecond}}, Listing: 300 * time.Millisecond, Batch: 50 * time.Millisecond,
		Log: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError})),
		Fetch: fetch.Options{
			UserAgent: fmt.Sprintf("newsarc/%d", os.Getpid()), Delay: time.Millisecond,
			Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
				return new(net.Dialer).DialContext(ctx, network, web)
			},
		},
	}
	for i := range teamOutlets {
		o.Targets = append(o.Targets, Target{URL: "http://" + teamHost(i) + "/feed", Kind: Auto})
	}
	t := NewTeam(a, shared, o)
	t.ttl = 2 * time.Second
	return t.Run(ctx)
}

// teamWeb is a web whose articles are all of the version that is asked for, and
// which notes who asks.
type teamWeb struct {
	mu      sync.Mutex
	version int
	asking  map[string]string // who asks a host now
	asked   map[string]string // who asked it last
	clashes []string
}

func (web *teamWeb) set(version int) {
	web.mu.Lock()
	defer web.mu.Unlock()
	web.version = version
}

// enter notes a request; the returned function notes its end.
func (web *teamWeb) enter(r *http.Request) (version int, leave func()) {
	web.mu.Lock()
	defer web.mu.Unlock()
	who := r.UserAgent()
	if other := web.asking[r.Host]; other != "" {
		web.clashes = append(web.clashes, fmt.Sprintf("%s is asked by %s and %s", r.Host, other, who))
	}
	web.asking[r.Host], web.asked[r.Host] = who, who
	return web.version, func() {
		web.mu.Lock()
		defer web.mu.Unlock()
		delete(web.asking, r.Host)
	}
}

func (web *teamWeb) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	version, leave := web.enter(r)
	defer leave()
	switch {
	case r.URL.Path == "/feed":
		w.Header().Set("Content-Type", "application/rss+xml")
		fmt.Fprintf(w, `<?xml version="1.0"?><rss version="2.0"><channel><title>%s</title>`, r.Host)
		for i := range teamArticles {
			fmt.Fprintf(w, `<item><title>River report %d</title><link>http://%s/2024/05/01/river-report-%d</link></item>`, i, r.Host, i)
		}
		io.WriteString(w, "</channel></rss>")
	case strings.HasPrefix(r.URL.Path, "/2024/"):
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, `<!doctype html><html lang="en"><head><title>River report</title><meta property="og:type" content="article">
<meta property="article:published_time" content="2024-05-01T08:00:00Z"></head><body><article><h1>River report %s</h1>
<p>The river stood at %d meters on Wednesday, the harbour office of %s said in its report.</p>
<p>Ferries went on as planned, and no house was flooded along the northern bank of the river.</p>
<p>The office will report again as soon as the level has changed by more than ten centimeters.</p></article></body></html>`,
			r.URL.Path[len(r.URL.Path)-1:], 3+version, r.Host)
	default:
		http.NotFound(w, r)
	}
}

func (web *teamWeb) hosts() map[string]string {
	web.mu.Lock()
	defer web.mu.Unlock()
	hosts := map[string]string{}
	for host, who := range web.asked {
		hosts[host] = who
	}
	return hosts
}

// TestTeam has three processes watch for one database. Each change is archived
// once, no host is asked by two at a time, and when one process is killed the
// others take over what it looked after.
func TestTeam(t *testing.T) {
	store := pgtest.Shared(t).Schema()
	a, err := archive.Init(t.Context(), t.TempDir(), archive.Options{Store: store})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	web := &teamWeb{version: 1, asking: map[string]string{}, asked: map[string]string{}}
	server := httptest.NewServer(web)
	defer server.Close()
	team := map[string]*exec.Cmd{}
	for range 3 {
		cmd := exec.Command(os.Args[0], "-test.run=^$", "--", server.Listener.Addr().String())
		cmd.Env = append(os.Environ(), teamEnv+"="+store, "GORACE=atexit_sleep_ms=0", "TMPDIR="+t.TempDir()) // also of the one that is killed
		cmd.Stderr = os.Stderr
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		team[fmt.Sprintf("newsarc/%d", cmd.Process.Pid)] = cmd
	}
	awaitTeam(t, "the first texts", func() bool { return archived(t, a, 1) })
	awaitTeam(t, "three who watch", func() bool { return len(watchers(web)) == 3 })
	web.set(2)
	awaitTeam(t, "the second texts", func() bool { return archived(t, a, 2) })
	dead := web.hosts()[teamHost(0)]
	_ = team[dead].Process.Kill()
	_ = team[dead].Wait()
	delete(team, dead)
	web.mu.Lock()
	clear(web.asking) // it asks no more
	web.mu.Unlock()
	web.set(3)
	awaitTeam(t, "the third texts", func() bool { return archived(t, a, 3) })
	if now := watchers(web); now[dead] || len(now) != 2 {
		t.Errorf("after the end of %s, hosts are asked by %v", dead, now)
	}
	for _, cmd := range team {
		_ = cmd.Process.Signal(os.Interrupt)
	}
	for _, cmd := range team {
		if err := cmd.Wait(); err != nil {
			t.Errorf("a watcher: %v", err)
		}
	}
	if !archived(t, a, 3) {
		t.Error("in the end, not every change is there once")
	}
	if len(web.clashes) > 0 {
		t.Errorf("%d times a host was asked by two: %s", len(web.clashes), web.clashes[0])
	}
	shared, _ := a.Sharer()
	s, err := ReadStatus(t.Context(), Together(shared), time.Now())
	if err != nil || s.Listings != teamOutlets || s.Articles != teamOutlets*teamArticles || s.Running {
		t.Errorf("status: %+v, %v", s, err)
	}
}

// archived reports whether each article has so many revisions.
func archived(t *testing.T, a *archive.Archive, revisions int) bool {
	t.Helper()
	n := 0
	for s, err := range a.Stories(t.Context(), archive.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		if s.Revisions > revisions {
			t.Fatalf("%s has %d revisions, want at most %d", s.ID, s.Revisions, revisions)
		}
		if s.Revisions == revisions {
			n++
		}
	}
	return n == teamOutlets*teamArticles
}

// watchers returns who asked the hosts last.
func watchers(web *teamWeb) map[string]bool {
	all := map[string]bool{}
	for _, who := range web.hosts() {
		all[who] = true
	}
	return all
}

func awaitTeam(t *testing.T, what string, done func() bool) {
	t.Helper()
	for deadline := time.Now().Add(60 * time.Second); !done(); time.Sleep(100 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%s are not there after a minute", what)
		}
	}
}
