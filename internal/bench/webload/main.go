// Command webload asks a running "newsarc serve" for pages at an even rate, as
// many readers would, and prints how long it took them: it finds stories,
// comparisons and words to search for by itself. It does not wait for one answer
// before it asks again, so that a slow server cannot hide behind its slowness.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
)

func main() {
	if err := run(context.Background(), os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "webload:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, stdout io.Writer) error {
	flags := flag.NewFlagSet("webload", flag.ContinueOnError)
	site := flags.String("site", "http://127.0.0.1:8017", "address of the server")
	rate := flags.Int("rate", 200, "requests a second")
	length := flags.Duration("for", 30*time.Second, "how long")
	stories := flags.Int("stories", 100, "stories to ask for in turn, at most 100")
	if err := flags.Parse(args); err != nil {
		return err
	}
	l := &load{site: strings.TrimSuffix(*site, "/"), client: &http.Client{
		Timeout: time.Minute, Transport: &http.Transport{MaxIdleConnsPerHost: 256},
	}}
	paths, err := l.paths(ctx, *stories)
	if err != nil {
		return err
	}
	before, err := l.metrics(ctx)
	if err != nil {
		return err
	}
	l.fire(ctx, paths, *rate, *length)
	after, err := l.metrics(ctx)
	if err != nil {
		return err
	}
	l.report(stdout)
	for _, name := range []string{"go_memstats_heap_inuse_bytes", "go_memstats_sys_bytes", "go_goroutines"} {
		fmt.Fprintf(stdout, "%s: %s before, %s after\n", name, before[name], after[name])
	}
	return nil
}

// kinds are the pages that readers ask for, in turn.
var kinds = []string{"story", "diff", "search"}

// load collects the times of answers.
type load struct {
	site   string
	client *http.Client

	mu     sync.Mutex
	times  map[string][]time.Duration
	failed map[string]int
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

// paths returns the addresses of pages of every kind.
func (l *load) paths(ctx context.Context, n int) (map[string][]string, error) {
	data, err := l.get(ctx, fmt.Sprintf("/api/v1/stories?limit=%d", n))
	if err != nil {
		return nil, err
	}
	var list struct {
		Items []struct{ Story, Headline, Commit string }
	}
	if err := json.Unmarshal(data, &list); err != nil {
		return nil, err
	}
	word := regexp.MustCompile(`\pL{4,}`)
	out := map[string][]string{}
	for _, s := range list.Items {
		out["story"] = append(out["story"], "/story/"+s.Story)
		if words := word.FindAllString(s.Headline, -1); len(words) > 1 {
			out["search"] = append(out["search"], "/search?q="+words[0]+"+"+words[len(words)-1])
		}
	}
	if data, err = l.get(ctx, fmt.Sprintf("/api/v1/changes?all=1&limit=%d", n)); err != nil {
		return nil, err
	}
	var changes struct {
		Items []struct {
			Before   string
			Revision struct{ Commit string }
		}
	}
	if err := json.Unmarshal(data, &changes); err != nil {
		return nil, err
	}
	for _, c := range changes.Items {
		if c.Before != "" {
			out["diff"] = append(out["diff"], "/diff/"+c.Before+".."+c.Revision.Commit)
		}
	}
	for _, kind := range kinds {
		if len(out[kind]) == 0 {
			return nil, fmt.Errorf("the archive has nothing for a page of kind %s", kind)
		}
	}
	return out, nil
}

// fire asks at an even rate, whether answers have come or not.
func (l *load) fire(ctx context.Context, paths map[string][]string, rate int, length time.Duration) {
	l.times, l.failed = map[string][]time.Duration{}, map[string]int{}
	var wait sync.WaitGroup
	tick := time.NewTicker(time.Second / time.Duration(rate))
	defer tick.Stop()
	for i := range int(length.Seconds() * float64(rate)) {
		due := <-tick.C
		kind := kinds[i%len(kinds)]
		path := paths[kind][i/len(kinds)%len(paths[kind])]
		wait.Go(func() {
			_, err := l.get(ctx, path)
			took := time.Since(due)
			l.mu.Lock()
			defer l.mu.Unlock()
			if err != nil {
				l.failed[kind]++
				return
			}
			l.times[kind] = append(l.times[kind], took)
		})
	}
	wait.Wait()
}

func (l *load) report(w io.Writer) {
	fmt.Fprintln(w, "page    answers  failed      p50      p90      p99      max")
	for _, kind := range kinds {
		t := l.times[kind]
		slices.Sort(t)
		at := func(part float64) time.Duration {
			if len(t) == 0 {
				return 0
			}
			return t[min(int(part*float64(len(t))), len(t)-1)].Round(100 * time.Microsecond)
		}
		fmt.Fprintf(w, "%-7s %7d %7d %8v %8v %8v %8v\n", kind, len(t), l.failed[kind], at(.5), at(.9), at(.99), at(1))
	}
}

// metrics reads the server's own figures.
func (l *load) metrics(ctx context.Context) (map[string]string, error) {
	data, err := l.get(ctx, "/metrics")
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	for line := range strings.Lines(string(data)) {
		if name, value, ok := strings.Cut(strings.TrimSpace(line), " "); ok {
			out[name] = value
		}
	}
	return out, nil
}
