package fetch

import (
	"context"
	"sync"
	"time"
)

// Clock tells the time and waits; tests bring their own.
type Clock interface {
	Now() time.Time
	// Sleep waits for d or until ctx is done, and returns ctx's error then.
	Sleep(ctx context.Context, d time.Duration) error
}

type wallClock struct{}

func (wallClock) Now() time.Time { return time.Now() }

func (wallClock) Sleep(ctx context.Context, d time.Duration) error { return Sleep(ctx, d) }

// Sleep waits for d or until ctx is done, and returns ctx's error then: the real
// pauses of a Clock that has its own time.
func Sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// gates lets one request at a time through to each host, with a pause between
// two. A host that is slow delays only those who wait for it.
type gates struct {
	clock Clock
	mu    sync.Mutex
	hosts map[string]*gate
}

type gate struct {
	turn chan struct{} // holds one token; who has it may ask the host
	next time.Time     // when the host may be asked again; guarded by turn
	most time.Duration // the pause of which next is the end; as next
	used time.Time     // guarded by gates.mu
}

// forgetAfter is how long an idle host is remembered, far above any pause.
const forgetAfter = time.Hour

func newGates(clock Clock) *gates { return &gates{clock: clock, hosts: map[string]*gate{}} }

// enter waits for the host's turn. The returned function ends it and says how
// long the host wants to be left alone.
func (g *gates) enter(ctx context.Context, host string) (leave func(pause time.Duration), err error) {
	h := g.host(host)
	select {
	case <-h.turn:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	// A clock that is set back makes no pause longer.
	if err := g.clock.Sleep(ctx, min(h.next.Sub(g.clock.Now()), h.most)); err != nil {
		h.turn <- struct{}{}
		return nil, err
	}
	return func(pause time.Duration) {
		h.next, h.most = g.clock.Now().Add(pause), pause
		h.turn <- struct{}{}
	}, nil
}

func (g *gates) host(name string) *gate {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := g.clock.Now()
	h := g.hosts[name]
	if h == nil {
		for other, old := range g.hosts {
			if now.Sub(old.used) > forgetAfter && len(old.turn) == 1 {
				delete(g.hosts, other)
			}
		}
		h = &gate{turn: make(chan struct{}, 1)}
		h.turn <- struct{}{}
		g.hosts[name] = h
	}
	h.used = now
	return h
}

// ready returns from when on a host may be asked without a wait; false while
// somebody asks it.
func (g *gates) ready(name string) (time.Time, bool) {
	h := g.host(name)
	select {
	case <-h.turn:
		next := h.next
		h.turn <- struct{}{}
		return next, true
	default:
		return time.Time{}, false
	}
}
