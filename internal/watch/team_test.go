package watch

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/archive/odb/pgstore/pgtest"
	"github.com/newsarc/newsarc/internal/fetch"
)

// join watches the simulated web as one process of a team.
func (s *simulation) join(ctx context.Context, clock *simClock, o Options) error {
	dir, err := os.MkdirTemp(s.Dir, "member-")
	if err != nil {
		return err
	}
	a, err := archive.Open(ctx, dir, archive.Options{Store: s.Store, Now: clock.Now})
	if err != nil {
		return err
	}
	defer a.Close()
	shared, _ := a.Sharer()
	o.Log = slog.New(slog.NewTextHandler(os.Stderr, nil))
	t := NewTeam(a, shared, o)
	t.ttl = 3 * time.Second
	clock.Hold()
	clock.Release() // from here on it goes when nothing is under way
	return t.Run(ctx)
}

// team is the processes of a simulation, and which parts each of them has.
type team struct {
	t   *testing.T
	mu  sync.Mutex
	has map[string]map[string]bool // parts by process
	cmd map[string]*exec.Cmd
	log map[string][]string // last lines
	eof sync.WaitGroup
}

var claimLine = regexp.MustCompile(`msg="?(claimed|let go)"? part=(\d+)`)

// start starts one more process.
func (m *team) start(s *simulation) {
	m.t.Helper()
	cmd := s.command(m.t)
	out, err := cmd.StderrPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		m.t.Fatal(err)
	}
	pid := strconv.Itoa(cmd.Process.Pid)
	m.mu.Lock()
	m.cmd[pid], m.has[pid] = cmd, map[string]bool{}
	m.mu.Unlock()
	m.eof.Go(func() {
		in := bufio.NewScanner(out)
		for in.Scan() {
			m.mu.Lock()
			if f := claimLine.FindStringSubmatch(in.Text()); f != nil {
				if m.has[pid][f[2]] = true; f[1] != "claimed" {
					delete(m.has[pid], f[2])
				}
			}
			m.log[pid] = append(m.log[pid][max(0, len(m.log[pid])-9):], in.Text())
			m.mu.Unlock()
		}
	})
}

// spread waits until every part is with one process, and each process has some.
func (m *team) spread(parts int) {
	m.t.Helper()
	steady := 0
	for deadline := time.Now().Add(time.Minute); steady < 10; time.Sleep(100 * time.Millisecond) {
		if time.Now().After(deadline) {
			m.t.Fatalf("after a minute the parts are with %v", m.has)
		}
		m.mu.Lock()
		all, n, idle := map[string]bool{}, 0, false
		for _, has := range m.has {
			maps.Copy(all, has)
			n += len(has)
			idle = idle || len(has) == 0
		}
		if steady++; len(all) != parts || n != parts || idle {
			steady = 0
		}
		m.mu.Unlock()
	}
}

// TestTeam has three processes watch the simulated web for one database. Each
// change is archived once, a host is asked by one of them, also for the pages to
// which lists of other hosts lead, and when one process is killed the others go on
// where it was.
func TestTeam(t *testing.T) {
	s := &simulation{Dir: t.TempDir(), Store: pgtest.Shared(t).Schema(), Outlets: 12, Articles: 10, Span: 6 * time.Hour, Start: simStart}
	clock := newSharedClock(t, simStart.Add(s.Span))
	clock.hold()
	s.Clock = clock.l.Addr().String()
	a, err := archive.Init(t.Context(), s.Dir, archive.Options{Store: s.Store})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	parts := map[string]bool{}
	for _, o := range newWeb(s.Outlets, s.Articles, s.Span) {
		parts[partOf("http://"+o.host)] = true
	}
	m := &team{t: t, has: map[string]map[string]bool{}, cmd: map[string]*exec.Cmd{}, log: map[string][]string{}}
	for range 3 {
		m.start(s)
	}
	m.spread(len(parts))
	clock.release()

	var lines lineCounter
	defer lines.close()
	for lines.count(s.requests()) < 400 {
		time.Sleep(10 * time.Millisecond)
	}
	clock.hold()
	m.mu.Lock()
	dead := slices.MaxFunc(slices.Collect(maps.Keys(m.has)), func(x, y string) int { return len(m.has[x]) - len(m.has[y]) })
	cmd := m.cmd[dead]
	delete(m.cmd, dead)
	delete(m.has, dead)
	m.mu.Unlock()
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	c := &simCheck{t: t, sim: s, web: newWeb(s.Outlets, s.Articles, s.Span)}
	c.restarts = append(c.restarts, clock.skip(time.Minute)) // it takes a while to notice
	m.spread(len(parts))
	clock.release()

	select {
	case <-clock.over:
	case <-time.After(3 * time.Minute):
		t.Fatalf("the simulation does not end: %s", m.log)
	}
	for _, cmd := range m.cmd {
		_ = cmd.Process.Signal(os.Interrupt)
	}
	m.eof.Wait()
	_ = cmd.Wait()
	for pid, cmd := range m.cmd {
		if err := cmd.Wait(); err != nil {
			t.Errorf("a watcher: %v: %s", err, m.log[pid])
		}
	}
	c.run()
	asked := map[string][]string{} // who asked a host, one after the other
	for _, r := range s.log(t) {
		if r.at.Equal(simStart) {
			continue // the team gathers: parts go from one to another
		}
		if n := len(asked[r.host]); n == 0 || asked[r.host][n-1] != r.by {
			asked[r.host] = append(asked[r.host], r.by)
		}
	}
	for host, by := range asked {
		if len(by) > 2 || len(by) == 2 && by[0] != dead {
			t.Errorf("%s was asked by %s; %s was killed", host, by, dead)
		}
	}
	shared, _ := a.Sharer()
	status, err := ReadStatus(t.Context(), Together(shared), time.Now())
	if err != nil || status.Listings != s.Outlets || status.Running {
		t.Errorf("status: %+v, %v", status, err)
	}
	t.Logf("%d requests, %d revisions", c.requests, c.revisions)
}

// A link to a page of a site that is no target is looked at once, by the part of
// its own site, also by a process that looks once and ends.
func TestTeamOnce(t *testing.T) {
	a, err := archive.Init(t.Context(), t.TempDir(), archive.Options{Store: pgtest.Shared(t).Schema()})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	var mu sync.Mutex
	asked := map[string]int{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		asked[r.Host+r.URL.Path]++
		mu.Unlock()
		switch r.URL.Path {
		case "/feed":
			_, _ = io.WriteString(w, feedOf("http://www.outlet3.example/2024/05/fares", "http://www.outlet4.example/2024/05/fares"))
		case "/2024/05/fares":
			_, _ = io.WriteString(w, fareArticle(30))
		default:
			http.NotFound(w, r)
		}
	}))
	defer server.Close()
	shared, _ := a.Sharer()
	o := Options{Once: true, Fetch: fetch.Options{Delay: time.Millisecond, Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, server.Listener.Addr().String())
	}}}
	for i := range 3 {
		o.Targets = append(o.Targets, Target{URL: fmt.Sprintf("http://www.outlet%d.example/feed", i), Kind: Auto})
	}
	for range 2 { // the second time nothing is due but the feeds
		if err := NewTeam(a, shared, o).Run(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 5 {
		want := map[string]int{"feed": 2, "2024/05/fares": 0}
		if i > 2 {
			want = map[string]int{"feed": 0, "2024/05/fares": 1}
		}
		for path, n := range want {
			if got := asked[fmt.Sprintf("www.outlet%d.example/%s", i, path)]; got != n {
				t.Errorf("outlet %d: %s was asked for %d times, want %d", i, path, got, n)
			}
		}
	}
	for story, err := range a.Stories(t.Context(), archive.Filter{}) {
		if err != nil || story.Revisions != 1 {
			t.Errorf("%+v, %v", story, err)
		}
	}
}
