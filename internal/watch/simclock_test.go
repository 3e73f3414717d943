package watch

import (
	"container/heap"
	"context"
	"sync"
	"time"
)

// simClock is the clock of a simulation. It stands still while somebody holds it
// and goes on to the next moment at which somebody wakes when nobody does.
type simClock struct {
	mu    sync.Mutex
	now   time.Time
	until time.Time // the end of the simulation
	end   func()    // called then
	holds int
	sleep ordered[*sleeper]

	// Of a clock that several processes share: what to call when something is under
	// way again, and when nothing is. busy returns the time.
	busy func() time.Time
	idle func(wake time.Time)
}

type sleeper struct {
	at    time.Time
	wake  chan struct{}
	index int // -1: woken
}

func (c *simClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *simClock) Hold() {
	c.mu.Lock()
	c.held()
	c.mu.Unlock()
}

func (c *simClock) held() {
	if c.holds++; c.holds == 1 && c.busy != nil {
		if now := c.busy(); now.After(c.now) {
			c.now = now
		}
	}
}

func (c *simClock) Release() {
	c.mu.Lock()
	c.holds--
	c.advance()
	c.mu.Unlock()
}

// Sleep gives up the hold of its caller for as long as it lasts.
func (c *simClock) Sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 || ctx.Err() != nil {
		return ctx.Err()
	}
	c.mu.Lock()
	s := &sleeper{at: c.now.Add(d), wake: make(chan struct{})}
	heap.Push(&c.sleep, s)
	c.holds--
	c.advance()
	c.mu.Unlock()
	select {
	case <-s.wake:
		return nil
	case <-ctx.Done():
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if s.index >= 0 {
		heap.Remove(&c.sleep, s.index)
		c.held()
	}
	return ctx.Err()
}

// advance wakes the first sleeper if nothing is under way.
func (c *simClock) advance() {
	switch {
	case c.holds < 0:
		panic("the clock was released more often than held")
	case c.holds > 0:
	case c.idle != nil:
		c.sayIdle()
	case len(c.sleep) == 0:
	case c.sleep[0].at.After(c.until):
		if c.end != nil {
			go c.end()
			c.end = nil
		}
	default:
		c.now = c.sleep[0].at
		c.wakeFirst()
	}
}

// wakeFirst gives the first sleeper a hold.
func (c *simClock) wakeFirst() {
	s := heap.Pop(&c.sleep).(*sleeper)
	c.holds++
	close(s.wake)
}

func (s *sleeper) before(other *sleeper) bool { return s.at.Before(other.at) }
func (s *sleeper) place() *int                { return &s.index }
