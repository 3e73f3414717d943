package main

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// load asks a server for pages and collects the times of its answers.
type load struct {
	site   string
	client *http.Client

	mu     sync.Mutex
	times  map[string][]time.Duration
	failed map[string]int
	first  error // of those that failed
	states []state
	after  state // when all is answered and the connections are closed

	patience time.Duration // how long the server has to notice that they are
}

// state is what the server says of itself at a moment of the load.
type state struct {
	at                          time.Duration
	heap, goroutines, cacheSize int64
}

func newLoad(site string) *load {
	return &load{
		site: strings.TrimSuffix(site, "/"), times: map[string][]time.Duration{}, failed: map[string]int{}, patience: 10 * time.Second,
		client: &http.Client{Timeout: time.Minute, Transport: &http.Transport{MaxIdleConnsPerHost: 256}},
	}
}

// get asks for a path and reads the answer.
func (l *load) get(ctx context.Context, path string) ([]byte, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, l.site+path, nil)
	if err != nil {
		return nil, err
	}
	resp, err := l.client.Do(r)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s", path, resp.Status)
	}
	return body, err
}

// settle waits until the server has indexed what a large add left to it.
func (l *load) settle(ctx context.Context) error {
	for {
		_, err := l.get(ctx, "/search?q=index")
		if err == nil || !strings.Contains(err.Error(), "503") {
			return err
		}
		select {
		case <-time.After(time.Second):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// measure asks for the pages while beside, if there is something, goes on.
func (l *load) measure(ctx context.Context, o *options, paths map[string][]string, stdout io.Writer, beside func(context.Context)) error {
	fmt.Fprintf(stdout, "%d stories, %d comparisons, %d searches; %d requests a second for %v\n",
		len(paths["story"]), len(paths["diff"]), len(paths["search"]), o.rate, o.length)
	var others sync.WaitGroup
	during, enough := context.WithCancel(ctx)
	if beside != nil {
		others.Go(func() { beside(during) })
	}
	others.Go(func() { l.watch(during, o.length/10) })
	l.fire(ctx, paths, o.rate, o.length)
	enough()
	others.Wait()
	l.print(stdout)
	return ctx.Err()
}

// fire sends each request at its moment. Which page of a kind it is for is left
// to chance, the same with each run.
func (l *load) fire(ctx context.Context, paths map[string][]string, rate int, length time.Duration) {
	rnd := rand.New(rand.NewPCG(1, 2))
	var wait sync.WaitGroup
	begin := time.Now()
	for i := range int(length.Seconds() * float64(rate)) {
		due := begin.Add(time.Duration(i) * time.Second / time.Duration(rate))
		time.Sleep(time.Until(due))
		if ctx.Err() != nil {
			break
		}
		kind := kinds[i%len(kinds)]
		path := paths[kind][rnd.IntN(len(paths[kind]))]
		wait.Go(func() {
			_, err := l.get(ctx, path)
			l.note(kind, time.Since(due), err)
		})
	}
	wait.Wait()
}

func (l *load) note(kind string, took time.Duration, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err != nil {
		l.failed[kind]++
		if l.first == nil {
			l.first = err
		}
		return
	}
	l.times[kind] = append(l.times[kind], took)
}

// watch notes now and then what the server says of itself.
func (l *load) watch(ctx context.Context, every time.Duration) {
	begin := time.Now()
	tick := time.NewTicker(max(every, time.Second))
	defer tick.Stop()
	for {
		if s, err := l.state(ctx); err == nil {
			s.at = time.Since(begin)
			l.states = append(l.states, s)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// state reads the server's own figures.
func (l *load) state(ctx context.Context) (s state, err error) {
	data, err := l.get(ctx, "/metrics")
	if err != nil {
		return s, err
	}
	want := map[string]*int64{
		"go_memstats_heap_inuse_bytes": &s.heap, "go_goroutines": &s.goroutines, "newsarc_cache_bytes": &s.cacheSize,
	}
	for line := range strings.Lines(string(data)) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), " ")
		if to := want[name]; to != nil {
			if *to, err = strconv.ParseInt(value, 10, 64); err != nil {
				return s, err
			}
		}
	}
	return s, nil
}

// quantile returns the time that a part of the answers of a kind stayed within.
func (l *load) quantile(kind string, part float64) time.Duration {
	t := l.times[kind]
	if len(t) == 0 {
		return 0
	}
	slices.Sort(t)
	return t[min(int(part*float64(len(t))), len(t)-1)]
}

func (l *load) print(w io.Writer) {
	fmt.Fprintln(w, "page    answers  failed       p50       p90       p99       max")
	for _, kind := range kinds {
		at := func(part float64) string { return millis(l.quantile(kind, part)) }
		fmt.Fprintf(w, "%-7s %7d %7d %9s %9s %9s %9s\n", kind, len(l.times[kind]), l.failed[kind], at(.5), at(.9), at(.99), at(1))
	}
	if l.first != nil {
		fmt.Fprintln(w, "the first that failed:", l.first)
	}
	fmt.Fprintln(w, "  after  goroutines  heap in use  answers kept")
	for _, s := range l.states {
		fmt.Fprintf(w, "%7v %11d %12s %13s\n", s.at.Round(time.Second), s.goroutines, mib(s.heap), mib(s.cacheSize))
	}
}

func millis(d time.Duration) string { return fmt.Sprintf("%.1f ms", float64(d.Microseconds())/1000) }
func mib(n int64) string            { return fmt.Sprintf("%.1f MiB", float64(n)/(1<<20)) }
