package watch

import (
	"fmt"
	"testing"
	"time"
)

// TestClockAhead starts on a machine whose clock is ten years ahead, as one
// without a battery may be, and again when the clock is right: nothing waits for
// ten years.
func TestClockAhead(t *testing.T) {
	b := newBench(t, ferryTown)
	o := b.options(Options{}, "http://a.example/feed")
	ahead := 10 * 365 * 24 * time.Hour
	b.clock.now = simStart.Add(ahead)
	b.until(ahead+time.Hour, o)
	if got := len(b.revisions()); got != 1 {
		t.Fatalf("%d revisions, want 1", got)
	}
	b.clock.now = simStart
	w := b.until(2*time.Hour, o)
	if got := w.Summary().Visits; got < 10 {
		t.Errorf("in two hours of the right time %d pages were looked at", got)
	}
	for _, p := range w.pages() {
		if p.Due.After(simStart.Add(48 * time.Hour)) {
			t.Errorf("%s waits until %v", p.URL, p.Due)
		}
	}
}

// TestClockSetBack sets the clock back while a watcher runs: what waits keeps its
// order and waits as long as it did.
func TestClockSetBack(t *testing.T) {
	b := newBench(t, nil)
	p := newPlanner(New(b.a, b.options(Options{}, "http://a.example/0")))
	for i := range 5 {
		page := &page{URL: fmt.Sprintf("http://h%d.example/%d", i%2, i), Due: simStart.Add(time.Duration(i) * time.Minute)}
		p.w.known[page.key()] = page
		p.queue.put(page)
	}
	p.queue.host("h1.example").ready = simStart.Add(90 * time.Second)
	p.setBack(simStart.Add(-30 * time.Second)) // no more than clocks are put right
	if at, _ := p.queue.next(); !at.Equal(simStart) {
		t.Errorf("the first is due at %v, want %v", at, simStart)
	}
	p.beat = simStart
	now := simStart.AddDate(0, 0, -3)
	p.setBack(now)
	var order []string
	for range 5 {
		h, page := p.queue.take(now.Add(10*time.Minute), func(*host) bool { return true })
		if h == nil {
			t.Fatalf("only %q are due", order)
		}
		order = append(order, fmt.Sprint(page.URL, " ", page.Due.Sub(now)))
		if known := p.w.known[page.key()]; known != page {
			t.Errorf("%s is known as it was", page.URL)
		}
		p.queue.free(h, h.ready)
	}
	want := "[http://h0.example/0 0s http://h1.example/1 1m0s http://h0.example/2 2m0s http://h1.example/3 3m0s http://h0.example/4 4m0s]"
	if got := fmt.Sprint(order); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got := p.queue.host("h1.example").ready; !got.Equal(now.Add(90 * time.Second)) {
		t.Errorf("a host is left alone until %v", got)
	}
}
