package web

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// buckets are the upper bounds of the histogram of times.
var buckets = []time.Duration{
	time.Millisecond, 5 * time.Millisecond, 10 * time.Millisecond, 25 * time.Millisecond, 50 * time.Millisecond,
	100 * time.Millisecond, 250 * time.Millisecond, time.Second, 5 * time.Second, 20 * time.Second,
}

// metrics counts requests in the form that Prometheus reads.
type metrics struct {
	mu       sync.Mutex
	inFlight int
	counts   map[series]int64
	times    map[string]*histogram

	unreadable atomic.Int64 // entries that lists had to leave out
}

// series names a counter. Routes are those of the table, never paths: a client
// cannot make more of them.
type series struct {
	route  string
	status int
}

type histogram struct {
	counts []int64 // one for each bucket
	n      int64
	sum    time.Duration
}

func newMetrics() *metrics {
	return &metrics{counts: map[series]int64{}, times: map[string]*histogram{}}
}

// enter counts a request and returns how many there are now.
func (m *metrics) enter() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.inFlight++
	return m.inFlight
}

func (m *metrics) leave(route string, status int, took time.Duration) {
	if route == "" {
		route = "none"
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.inFlight--
	m.counts[series{route, status}]++
	h := m.times[route]
	if h == nil {
		h = &histogram{counts: make([]int64, len(buckets))}
		m.times[route] = h
	}
	h.n++
	h.sum += took
	for i, b := range buckets {
		if took <= b {
			h.counts[i]++
		}
	}
}

// serve answers /metrics; c is the cache of answers.
func (m *metrics) serve(c *cache) (reply, error) {
	var mem runtime.MemStats
	runtime.ReadMemStats(&mem)
	m.mu.Lock()
	defer m.mu.Unlock()
	var sb strings.Builder
	head := func(name, kind, help string) {
		fmt.Fprintf(&sb, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, kind)
	}
	head("newsarc_requests_total", "counter", "Requests answered.")
	var keys []series
	for k := range m.counts {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b series) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
	for _, k := range keys {
		fmt.Fprintf(&sb, "newsarc_requests_total{route=%q,status=\"%d\"} %d\n", k.route, k.status, m.counts[k])
	}
	head("newsarc_request_seconds", "histogram", "Time to answer.")
	for _, route := range sortedKeys(m.times) {
		h := m.times[route]
		for i, b := range buckets {
			fmt.Fprintf(&sb, "newsarc_request_seconds_bucket{route=%q,le=\"%g\"} %d\n", route, b.Seconds(), h.counts[i])
		}
		fmt.Fprintf(&sb, "newsarc_request_seconds_bucket{route=%q,le=\"+Inf\"} %d\n", route, h.n)
		fmt.Fprintf(&sb, "newsarc_request_seconds_sum{route=%q} %g\nnewsarc_request_seconds_count{route=%q} %d\n", route, h.sum.Seconds(), route, h.n)
	}
	head("newsarc_requests_in_flight", "gauge", "Requests being answered.")
	fmt.Fprintf(&sb, "newsarc_requests_in_flight %d\n", m.inFlight)
	size, hits, made := c.figures()
	head("newsarc_cache_bytes", "gauge", "Bytes of answers that are kept.")
	fmt.Fprintf(&sb, "newsarc_cache_bytes %d\n", size)
	head("newsarc_cache_hits_total", "counter", "Answers that had been kept.")
	fmt.Fprintf(&sb, "newsarc_cache_hits_total %d\n", hits)
	head("newsarc_cache_made_total", "counter", "Answers that were made and kept.")
	fmt.Fprintf(&sb, "newsarc_cache_made_total %d\n", made)
	head("newsarc_unreadable_total", "counter", "Entries of lists left out since the archive is damaged there.")
	fmt.Fprintf(&sb, "newsarc_unreadable_total %d\n", m.unreadable.Load())
	head("go_goroutines", "gauge", "Goroutines.")
	fmt.Fprintf(&sb, "go_goroutines %d\n", runtime.NumGoroutine())
	head("go_memstats_heap_inuse_bytes", "gauge", "Bytes of the heap in use.")
	fmt.Fprintf(&sb, "go_memstats_heap_inuse_bytes %d\n", mem.HeapInuse)
	head("go_memstats_sys_bytes", "gauge", "Bytes taken from the system.")
	fmt.Fprintf(&sb, "go_memstats_sys_bytes %d\n", mem.Sys)
	return reply{contentType: "text/plain; version=0.0.4; charset=utf-8", body: []byte(sb.String()), cache: "no-store"}, nil
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
