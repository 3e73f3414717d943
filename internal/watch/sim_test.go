package watch

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http/httptest"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"reflect"
	"runtime"
	"runtime/pprof"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/archive/odb/pgstore/pgtest"
	"github.com/newsarc/newsarc/internal/fetch"
)

// simulation is what a process that watches the simulated web is told.
type simulation struct {
	Dir      string // of archive and request log
	Store    string // of an archive that several processes share
	Clock    string // address of the clock that they share
	Outlets  int
	Articles int // of each outlet
	Span     time.Duration
	Start    time.Time // of this process
}

// simEnv carries a simulation to a process that is to be killed.
const simEnv = "NEWSARC_WATCH_SIMULATION"

var simSchedule = Schedule{{2 * time.Hour, 20 * time.Minute}, {24 * time.Hour, 2 * time.Hour}}

const (
	simListing = 15 * time.Minute
	simBatch   = 30 * time.Second
)

func TestMain(m *testing.M) {
	if s := os.Getenv(simEnv); s != "" {
		var sim simulation
		err := json.Unmarshal([]byte(s), &sim)
		if err == nil {
			ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
			err = sim.run(ctx)
			stop()
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(pgtest.Main(m))
}

func (s *simulation) requests() string { return filepath.Join(s.Dir, "requests") }

// run watches the simulated web until the span is over.
func (s *simulation) run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	requests, err := os.OpenFile(s.requests(), os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o666)
	if err != nil {
		return err
	}
	defer requests.Close()
	until := simStart.Add(s.Span)
	clock := &simClock{now: s.Start, until: until, end: cancel}
	if s.Clock != "" {
		if clock, err = dialClock(s.Clock, until, cancel); err != nil {
			return err
		}
	}
	web := newWeb(s.Outlets, s.Articles, s.Span)
	server := httptest.NewUnstartedServer(newSimServer(web, clock, func(t time.Time, host, path string) {
		fmt.Fprintf(requests, "%d %s %s %d\n", t.UnixNano(), host, path, os.Getpid()) // one write: a kill cuts no line
	}))
	server.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	server.Start()
	defer server.Close()

	if s.Store != "" {
		return s.join(ctx, clock, s.options(web, clock, server.Listener.Addr().String()))
	}
	a, err := archive.Open(ctx, s.Dir, archive.Options{Now: clock.Now, AutoGC: true})
	if err != nil {
		return err
	}
	w := New(a, s.options(web, clock, server.Listener.Addr().String()))
	if file := os.Getenv("WATCH_PROFILE"); file != "" {
		f, err := os.Create(file)
		if err != nil {
			return err
		}
		defer f.Close()
		if err := pprof.StartCPUProfile(f); err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
	}
	err = w.Run(ctx)
	return errors.Join(err, a.Close())
}

func (s *simulation) options(web []*outlet, clock *simClock, address string) Options {
	o := Options{
		Schedule: simSchedule, Listing: simListing, Batch: simBatch, Log: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError})),
		Fetch: fetch.Options{
			UserAgent: "newsarc/test", Clock: clock,
			Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
				var d net.Dialer
				return d.DialContext(ctx, network, address)
			},
		},
	}
	for _, outlet := range web {
		t := Target{URL: "http://" + outlet.host + "/feed", Kind: Auto}
		switch outlet.kind {
		case sitemapOutlet:
			t.URL = "http://" + outlet.host + "/sitemap.xml"
		case frontOutlet:
			t.URL = "http://" + outlet.host + "/"
		}
		o.Targets = append(o.Targets, t)
	}
	return o
}

// command returns a process that runs the simulation.
func (s *simulation) command(t *testing.T) *exec.Cmd {
	t.Helper()
	data, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), simEnv+"="+string(data), "GORACE=atexit_sleep_ms=0")
	return cmd
}

// process starts a process that runs the simulation.
func (s *simulation) process(t *testing.T) *exec.Cmd {
	t.Helper()
	cmd := s.command(t)
	cmd.Stderr = &bytes.Buffer{}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd
}

// request is a line of the log.
type request struct {
	at         time.Time
	host, path string
	by         string // the process
}

func (s *simulation) log(t *testing.T) []request {
	t.Helper()
	data, err := os.ReadFile(s.requests())
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	var list []request
	for line := range strings.Lines(string(data)) {
		part := strings.Fields(line)
		ns, err := strconv.ParseInt(part[0], 10, 64)
		if err != nil || len(part) != 4 {
			t.Fatalf("log says %q", line)
		}
		list = append(list, request{time.Unix(0, ns).UTC(), part[1], part[2], part[3]})
	}
	slices.SortStableFunc(list, func(x, y request) int { return x.at.Compare(y.at) })
	return list
}

// TestSimulatedWeb watches a small web for most of a day, with the watcher killed
// again and again; make stress-watch watches a large one.
func TestSimulatedWeb(t *testing.T) {
	s := &simulation{Dir: t.TempDir(), Outlets: 12, Articles: 10, Span: 12 * time.Hour, Start: simStart}
	kills := 3
	if n, err := strconv.Atoi(os.Getenv("STRESS_WATCH")); err == nil && n > 0 {
		s.Outlets, s.Articles, kills = n, 67, 8
	} else if testing.Short() {
		s.Outlets, s.Articles, kills = 10, 10, 1
	}
	a, err := archive.Init(t.Context(), s.Dir, archive.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	var restarts []time.Time
	var cpu time.Duration
	var memory int64
	began := time.Now()
	for try := 0; ; try++ {
		cmd := s.process(t)
		done := make(chan error, 1)
		go func() { done <- cmd.Wait() }()
		killed := false
		if try < kills {
			s.killAfter(t, cmd, done, (try+1)*s.Outlets*s.Articles*3/2)
			killed = true
		}
		err := <-done
		cpu += cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
		memory = max(memory, peak(cmd.ProcessState))
		if !killed {
			if err != nil {
				t.Fatalf("%v\n%s", err, cmd.Stderr)
			}
			break
		}
		if list := s.log(t); len(list) > 0 {
			s.Start = list[len(list)-1].at.Add(time.Minute) // it takes a while to notice
		}
		restarts = append(restarts, s.Start)
	}
	c := &simCheck{t: t, sim: s, web: newWeb(s.Outlets, s.Articles, s.Span), restarts: restarts}
	c.run()
	took := time.Since(began)
	t.Logf("%d articles, %d requests, %d revisions in %.1f s, %.1f s of processor (server included): %.0f requests and %.0f captures a second of processor; at most %d MB; killed %d times",
		s.Outlets*s.Articles, c.requests, c.revisions, took.Seconds(), cpu.Seconds(), float64(c.requests)/cpu.Seconds(), float64(c.captures)/cpu.Seconds(), memory>>20, len(restarts))
}

// peak returns the most memory that a process had, in bytes; 0 where the system
// does not say.
func peak(s *os.ProcessState) int64 {
	usage := reflect.Indirect(reflect.ValueOf(s.SysUsage()))
	if usage.Kind() != reflect.Struct || !usage.FieldByName("Maxrss").IsValid() {
		return 0
	}
	n := usage.FieldByName("Maxrss").Int()
	if runtime.GOOS == "linux" {
		n <<= 10 // there it counts kilobytes
	}
	return n
}

// killAfter kills the process when it has made so many requests.
func (s *simulation) killAfter(t *testing.T, cmd *exec.Cmd, done chan error, requests int) {
	t.Helper()
	var lines lineCounter
	defer lines.close()
	for lines.count(s.requests()) < requests {
		select {
		case err := <-done:
			done <- err
			t.Fatalf("ended before it was killed: %v\n%s", err, cmd.Stderr)
		case <-time.After(10 * time.Millisecond):
		}
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
}

// lineCounter counts the lines of a file that grows.
type lineCounter struct {
	f *os.File
	n int
}

func (c *lineCounter) count(file string) int {
	if c.f == nil {
		c.f, _ = os.Open(file) // it may not be there yet
	}
	var b [64 << 10]byte
	for c.f != nil {
		n, err := c.f.Read(b[:])
		if c.n += bytes.Count(b[:n], []byte("\n")); err != nil {
			break
		}
	}
	return c.n
}

func (c *lineCounter) close() {
	if c.f != nil {
		_ = c.f.Close()
	}
}
