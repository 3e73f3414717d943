package watch

import (
	"context"
	"runtime"
	"time"

	"github.com/newsarc/newsarc/internal/fetch"
)

// systemClock is the clock of the machine, as it hangs on the wall: what is due is
// due by it, also when the machine slept, which the monotonic clock does not count.
type systemClock struct{}

func (systemClock) Now() time.Time { return time.Now().Round(0) }

func (systemClock) Sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(max(d, 0))
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// SystemClock returns the clock that Options have by default.
func SystemClock() fetch.Clock { return systemClock{} }

// standing is a clock that stands still while somebody holds it. A simulation
// brings one, so that its time passes only when nothing is under way. Whoever
// sleeps on it gives up a hold for as long.
type standing interface {
	Hold()
	Release()
}

func (w *Watcher) hold() {
	if c, ok := w.clock.(standing); ok {
		c.Hold()
	}
}

func (w *Watcher) release() {
	if c, ok := w.clock.(standing); ok {
		c.Release()
	}
}

// after sends once, when a time has passed; whoever receives gets a hold on the
// clock with it. When ctx is done, it sends no more.
func (w *Watcher) after(ctx context.Context, d time.Duration) <-chan struct{} {
	c := make(chan struct{})
	w.hold()
	go func() {
		if w.clock.Sleep(ctx, d) == nil {
			select {
			case c <- struct{}{}:
				return
			case <-ctx.Done():
			}
		}
		w.release()
	}()
	return c
}

// alarm rings at one time, which may be changed.
type alarm struct {
	w      *Watcher
	at     time.Time
	cancel context.CancelFunc
	rings  <-chan struct{}
}

func newAlarm(w *Watcher) *alarm { return &alarm{w: w} }

// set sets the alarm to a time; the zero Time: to none.
func (a *alarm) set(ctx context.Context, at time.Time) {
	if a.at.Equal(at) {
		return
	}
	a.stop()
	if at.IsZero() {
		return
	}
	ctx, a.cancel = context.WithCancel(ctx)
	a.at, a.rings = at, a.w.after(ctx, at.Sub(a.w.clock.Now()))
}

// rang says that the alarm was heard.
func (a *alarm) rang() { a.stop() }

func (a *alarm) stop() {
	if a.cancel != nil {
		a.cancel()
	}
	a.at, a.cancel, a.rings = time.Time{}, nil, nil
}

// maxDecoding is how many pages are read at a time: it is work for a processor,
// and takes ten times the memory of a page.
func maxDecoding() int { return max(1, runtime.GOMAXPROCS(0)) }
