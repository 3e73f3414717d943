package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestStallIsCounted holds the load to an open loop: while a server stalls, the
// requests that fall into that time are late, and not only the one it stalls on.
func TestStallIsCounted(t *testing.T) {
	var mu sync.Mutex
	n := 0
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		if n++; n == 50 {
			time.Sleep(400 * time.Millisecond)
		}
	}))
	defer server.Close()
	l := newLoad(server.URL)
	l.fire(t.Context(), map[string][]string{"story": {"/"}, "diff": {"/"}, "search": {"/"}}, 200, time.Second)
	all, late := 0, 0
	for _, kind := range kinds {
		for _, took := range l.times[kind] {
			if all++; took > 100*time.Millisecond {
				late++
			}
		}
	}
	// 80 requests have their moment in those 400 ms, 60 of them in the first 300.
	if all != 200 || late < 50 {
		t.Errorf("%d of %d answers are late", late, all)
	}
}

func TestFailuresAreCounted(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	defer server.Close()
	l := newLoad(server.URL)
	l.fire(t.Context(), map[string][]string{"story": {"/a"}, "diff": {"/b"}, "search": {"/c"}}, 300, 20*time.Millisecond)
	if got := fmt.Sprint(l.failed); got != "map[diff:2 search:2 story:2]" || l.first == nil {
		t.Errorf("failed: %s, %v", got, l.first)
	}
}

func TestSectionIsReplaced(t *testing.T) {
	file := filepath.Join(t.TempDir(), "web.md")
	if err := os.WriteFile(file, []byte("# Speed\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, start := range []time.Duration{11 * time.Millisecond, 22 * time.Millisecond} {
		r := &report{options: &options{size: "10k", rate: 200}, load: newLoad(""), start: start}
		if err := r.write(file); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if s := string(got); !strings.HasPrefix(s, "# Speed\n") || strings.Contains(s, "11.0 ms") || strings.Count(s, "22.0 ms") != 1 {
		t.Errorf("got %s", s)
	}
}

// TestGrowth tells a server that keeps something from one that does not.
func TestGrowth(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, "go_goroutines 12\ngo_memstats_heap_inuse_bytes 1\n")
	}))
	defer server.Close()
	heaps := func(every time.Duration, mib ...int64) (states []state) {
		for i, n := range mib {
			states = append(states, state{at: time.Duration(i) * every, heap: n << 20, goroutines: 10})
		}
		return states
	}
	for _, test := range []struct {
		name   string
		states []state
		want   string
	}{
		{"steady", heaps(time.Minute, 60, 80, 61, 75, 66, 78, 63, 90, 61, 70), ""},
		{"short", heaps(time.Second, 10, 20, 50, 60, 80, 90), ""},
		{"growing", heaps(time.Minute, 60, 65, 70, 75, 80, 85, 90, 95, 100, 110), "the heap grows: at most 80.0 MiB in the first half of the load, 110.0 MiB in the second"},
		{"left over", []state{{goroutines: 3}}, "3 goroutines before the load, 12 after it"},
	} {
		l := newLoad(server.URL)
		l.states, l.patience = test.states, time.Millisecond
		got := ""
		if err := l.growth(t.Context()); err != nil {
			got = err.Error()
		}
		if got != test.want {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
		}
	}
}
