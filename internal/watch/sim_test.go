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
	"path/filepath"
	"reflect"
	"runtime"
	"runtime/pprof"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/archive/odb/pgstore/pgtest"
	"github.com/newsarc/newsarc/internal/fetch"
	"github.com/newsarc/newsarc/news"
)

// simulation is what a process that watches the simulated web is told.
type simulation struct {
	Dir      string // of archive and request log
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
			err = sim.run(context.Background())
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	if url := os.Getenv(teamEnv); url != "" {
		if err := runTeam(url, os.Args[len(os.Args)-1]); err != nil {
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
	clock := &simClock{now: s.Start, until: simStart.Add(s.Span), end: cancel}
	web := newWeb(s.Outlets, s.Articles, s.Span)
	server := httptest.NewUnstartedServer(newSimServer(web, clock, func(t time.Time, host, path string) {
		fmt.Fprintf(requests, "%d %s %s\n", t.UnixNano(), host, path) // one write: a kill cuts no line
	}))
	server.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	server.Start()
	defer server.Close()

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

// process starts a process that runs the simulation.
func (s *simulation) process(t *testing.T) *exec.Cmd {
	t.Helper()
	data, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), simEnv+"="+string(data), "GORACE=atexit_sleep_ms=0")
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
		if err != nil || len(part) != 3 {
			t.Fatalf("log says %q", line)
		}
		list = append(list, request{time.Unix(0, ns).UTC(), part[1], part[2]})
	}
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

// simCheck holds the archive and the requests to what the web was.
type simCheck struct {
	t        *testing.T
	sim      *simulation
	web      []*outlet
	restarts []time.Time

	requests, captures, revisions int
}

func (c *simCheck) run() {
	c.politeness()
	ctx := c.t.Context()
	a, err := archive.Open(ctx, c.sim.Dir, archive.Options{})
	if err != nil {
		c.t.Fatal(err)
	}
	defer a.Close()
	kept := map[string][]archive.Kept{}
	for k, err := range a.Kept(ctx, archive.Filter{}) {
		if err != nil {
			c.t.Fatal(err)
		}
		kept[archive.NormalURL(k.URL)] = append(kept[archive.NormalURL(k.URL)], k)
	}
	missed, checked := 0, 0
	for _, o := range c.web {
		for _, art := range o.articles {
			revs := c.history(ctx, a, art)
			c.revisions += len(revs)
			must := c.article(art, revs)
			checked += must
			if len(revs) == 0 && must == 0 {
				missed++
			}
			c.kept(art, kept[archive.NormalURL(art.url())])
		}
	}
	if checked == 0 {
		c.t.Error("no change had to be archived: the test shows nothing")
	}
	c.t.Logf("%d changes had to be archived, %d articles could not be seen", checked, missed)
	if sum, err := a.Verify(ctx, archive.VerifyOptions{ReadData: 1}, func(p archive.Problem) { c.t.Error(p) }); err != nil || sum.Revisions == 0 {
		c.t.Errorf("verify: %+v, %v", sum, err)
	}
}

// history returns what is archived of an article, oldest first.
func (c *simCheck) history(ctx context.Context, a *archive.Archive, art *simArticle) []news.Revision {
	var revs []news.Revision
	for rev, err := range a.Log(ctx, archive.Filter{Story: art.url(), Reverse: true}) {
		if errors.Is(err, archive.ErrNotFound) {
			return nil
		}
		if err != nil {
			c.t.Fatal(err)
		}
		if rev.Article, err = a.Article(ctx, rev); err != nil {
			c.t.Fatal(err)
		}
		revs = append(revs, rev)
	}
	return revs
}

// text says what version a revision is of.
func text(a *news.Article) string { return a.Headline + "\n" + a.Body[0].Sentences[1] }

func (a *simArticle) text(v version) string {
	return fmt.Sprintf("%s\nThe report has %d pages.", a.headline(v), 100+v.content)
}

// article checks that what is archived is what was published, in its order, each
// change once; and that whatever stood for long enough is there. It returns how
// many those were.
func (c *simCheck) article(art *simArticle, revs []news.Revision) (must int) {
	c.t.Helper()
	for i, rev := range revs {
		v, ok := art.shows(rev.Captured)
		if !ok || art.text(v) != text(rev.Article) {
			c.t.Errorf("%s@%d, captured %s, says %q, the page said %q", rev.Story, rev.Number, rev.Captured.Format(time.TimeOnly), text(rev.Article), art.text(v))
		}
		if rev.Article.Body[0].Sentences == nil || !strings.Contains(rev.Article.Body.Text(), "The café opposite") {
			c.t.Errorf("%s@%d: the characters are wrong", rev.Story, rev.Number)
		}
		if i > 0 && text(revs[i-1].Article) == text(rev.Article) && revs[i-1].URL == rev.URL {
			c.t.Errorf("%s@%d repeats the revision before it", rev.Story, rev.Number)
		}
	}
	end := simStart.Add(c.sim.Span)
	for i, v := range art.versions {
		until := end
		if i+1 < len(art.versions) && art.versions[i+1].at.Before(end) {
			until = art.versions[i+1].at
		}
		within := 0
		var last time.Time // the change that was known when the version came
		for _, rev := range revs {
			if !rev.Captured.Before(v.at.Add(-time.Second)) && rev.Captured.Before(until) && text(rev.Article) == art.text(v) {
				within++
			}
			if rev.Captured.Before(v.at) {
				last = rev.Captured
			}
		}
		if !c.due(art, v.at, until, last, i == 0) {
			continue
		}
		must++
		if within == 0 {
			c.t.Errorf("%s (outlet kind %d, article kind %d): version %d stood from %s to %s and is not archived", art.url(), art.outlet.kind, art.kind, i, v.at.Format(time.TimeOnly), until.Format(time.TimeOnly))
		}
	}
	return must
}

// due reports whether what stood from one time to another must have been seen.
func (c *simCheck) due(art *simArticle, from, until, last time.Time, first bool) bool {
	// Every other page of the host may have come before it, and each restart
	// takes a minute and the requests under way.
	pause := 2 * time.Second
	switch art.outlet.kind {
	case slowOutlet:
		pause += slowTime
	case strictOutlet:
		pause += crawlDelay
	}
	wait := time.Minute + 2*simBatch + time.Duration(c.sim.Articles)*pause
	for _, r := range c.restarts {
		if !r.Before(from) && r.Before(until.Add(2*time.Minute)) {
			wait += 2*time.Minute + simListing
		}
	}
	// What stood behind an outage or a wall could not be seen; after it, the wait
	// may have grown to its longest.
	for t := from; t.Before(until); t = t.Add(time.Minute) {
		if _, down := art.outlet.outage(t); down || art.struck(t) {
			from = t.Add(time.Minute)
		}
	}
	if art.outlet.kind == failingOutlet || art.outlet.kind == busyOutlet || art.outlet.kind == silentOutlet || art.kind == unreliable {
		wait += longWait
	}
	if first || last.IsZero() {
		// It is found only while it is on its outlet's list.
		if leaves := art.leaves(); !leaves.IsZero() && leaves.Before(until) {
			until = leaves
		}
		return until.Sub(from) > wait+simListing+simSchedule[0].Every
	}
	every := simSchedule.every(until.Sub(last))
	return every > 0 && until.Sub(from) > wait+every
}

// kept checks that what stood in an article's place is kept as a capture, once
// for each time that it came.
func (c *simCheck) kept(art *simArticle, list []archive.Kept) {
	c.t.Helper()
	word := map[articleKind]string{goneAway: "not-found", botWalled: "bot-page", softGone: "not-found", unreliable: "not-found"}[art.kind]
	if len(list) > 1+len(c.restarts) {
		c.t.Errorf("%s: %d captures kept without a text", art.url(), len(list))
	}
	for _, k := range list {
		if word == "" || !strings.HasPrefix(k.Reason, word+": ") || !art.struck(k.Captured) {
			c.t.Errorf("%s: kept %q at %s", art.url(), k.Reason, k.Captured)
		}
	}
}

// politeness checks the requests against what each outlet asks for.
func (c *simCheck) politeness() {
	last := map[string]request{}
	hosts := map[string]*outlet{}
	for _, o := range c.web {
		hosts[o.host] = o
	}
	for _, r := range c.sim.log(c.t) {
		c.requests++
		if strings.HasPrefix(r.path, "/2024/") {
			c.captures++
		}
		o := hosts[r.host]
		if strings.HasPrefix(r.path, "/private") {
			c.t.Errorf("%s%s was asked for, which robots.txt forbids", r.host, r.path)
		}
		before, ok := last[r.host]
		last[r.host] = r
		if !ok {
			continue
		}
		pause := time.Second
		if o.kind == strictOutlet && before.path != "/robots.txt" {
			pause = crawlDelay
		}
		if got := r.at.Sub(before.at); got < pause {
			c.t.Errorf("%s: %v between %s and %s, want %v", r.host, got, before.path, r.path, pause)
		}
		if until, down := o.outage(before.at); o.kind == busyOutlet && down && r.at.Before(until) {
			c.t.Errorf("%s: asked for %s at %s, before the time that it had named", r.host, r.path, r.at.Format(time.TimeOnly))
		}
	}
}
