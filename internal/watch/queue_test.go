package watch

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// TestQueue drives a queue at random beside a model that sorts: what is taken is
// always of the earliest of the hosts that may be asked, each page is there once,
// and none is lost.
func TestQueue(t *testing.T) {
	start := time.Date(2024, 5, 16, 9, 0, 0, 0, time.UTC)
	rapid.Check(t, func(t *rapid.T) {
		q := newQueue()
		now := start
		waits := map[string]*page{}
		busy := map[*host]bool{}
		anyone := func(*host) bool { return true }
		at := func(p *page) time.Time {
			h := q.hosts[p.host()]
			if h.ready.After(p.Due) {
				return h.ready
			}
			return p.Due
		}
		t.Repeat(map[string]func(*rapid.T){
			"put": func(t *rapid.T) {
				p := &page{URL: fmt.Sprintf("https://h%d.example/%d", rapid.IntRange(0, 3).Draw(t, "host"), rapid.IntRange(0, 9).Draw(t, "page"))}
				delete(waits, p.key())
				if s := rapid.IntRange(-1, 100).Draw(t, "due"); s >= 0 {
					p.Due = start.Add(time.Duration(s) * time.Second)
					waits[p.key()] = p
				}
				q.put(p)
			},
			"pass": func(t *rapid.T) { now = now.Add(time.Duration(rapid.IntRange(0, 10).Draw(t, "seconds")) * time.Second) },
			"take": func(t *rapid.T) {
				h, p := q.take(now, anyone)
				for _, other := range waits {
					if g := q.hosts[other.host()]; !busy[g] && !at(other).After(now) && (p == nil || at(other).Before(p.Due) && at(other).Before(at(p))) {
						t.Fatalf("took %v and not %v", p, other)
					}
				}
				if p == nil {
					return
				}
				if waits[p.key()] != p || busy[h] || p.Due.After(now) || h.ready.After(now) {
					t.Fatalf("took %+v of %+v", p, h)
				}
				delete(waits, p.key())
				busy[h] = true
			},
			"free": func(t *rapid.T) {
				for h := range busy {
					delete(busy, h)
					q.free(h, now.Add(time.Duration(rapid.IntRange(0, 5).Draw(t, "pause"))*time.Second))
					return
				}
			},
			"": func(t *rapid.T) {
				if len(q.places) != len(waits) {
					t.Fatalf("%d pages wait, want %d", len(q.places), len(waits))
				}
			},
		})
	})
}

// TestSlowHostsStandAside shows that hosts that may not be asked do not keep
// others from being asked.
func TestSlowHostsStandAside(t *testing.T) {
	q := newQueue()
	now := time.Now()
	for i, name := range []string{"slow", "fast"} {
		q.put(&page{URL: "https://" + name + ".example/", Due: now.Add(time.Duration(i) * time.Second)})
	}
	q.hosts["slow.example"].slow = true
	may := func(h *host) bool { return !h.slow }
	if h, _ := q.take(now.Add(time.Minute), may); h == nil || h.name != "fast.example" {
		t.Errorf("took of %+v", h)
	}
	if h, _ := q.take(now.Add(time.Minute), may); h != nil {
		t.Errorf("took of %+v", h)
	}
	if !q.overdue(now.Add(time.Minute), time.Hour) {
		t.Error("the slow host is forgotten")
	}
}
