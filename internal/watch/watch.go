// Package watch looks at news pages again and again and archives what changed:
// the articles that feeds, sitemaps and front pages list, for as long as they may
// change, also when they have left the list.
//
// One goroutine owns the plan: what is due when, at which host. Requests run
// beside each other, one at a time for each host; what they bring is collected
// for a moment and archived in one batch. What is remembered of a page moves on
// only after what the page brought is durable, so that a kill at any moment costs
// a repeated request and nothing else. How a page is fetched is package fetch's
// business, what it says ingest's, and what it means diff's.
package watch

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/internal/fetch"
)

// Options say what is watched and how.
type Options struct {
	Targets  []Target
	Schedule Schedule      // DefaultSchedule when empty
	Listing  time.Duration // how often targets that list others are read; 5 min when 0
	Notices  []Rule
	Fetch    fetch.Options // Retries is ignored: the plan knows better when
	Once     bool          // stop when nothing is due
	Log      *slog.Logger  // nil: nothing is logged
	// NoCaptures keeps texts only, not the bytes received.
	NoCaptures bool
	// Reload delivers what replaces Targets, Schedule, Listing and Notices.
	Reload <-chan Options
}

// Target is an address that is watched because somebody said so.
type Target struct {
	URL  string
	Kind Kind // Auto: as it looks
}

// Limits of what goes on at a time.
const (
	maxRequests = 64               // to different hosts
	slowAnswer  = 5 * time.Second  // a host that takes longer is slow
	maxSlow     = maxRequests / 2  // of the requests, those to slow hosts
	hostWait    = 2 * time.Minute  // with Once: hosts that fail longer are not waited for
	beat        = time.Minute      // how often the watcher says that it lives
	sightings   = 24 * time.Hour   // how often sightings are stored in git
	shutdown    = 30 * time.Second // how long the last batch may take
)

// Watcher watches. It is used once.
type Watcher struct {
	a      *archive.Archive
	client *fetch.Client
	clock  fetch.Clock
	log    *slog.Logger
	count  counters

	// Owned by the goroutine of Run.
	queue   *queue
	running int       // requests under way
	slow    int       // those of them to slow hosts
	stored  time.Time // when sightings were last stored in git

	mu      sync.Mutex
	o       Options
	known   map[string]*page // every page, by key; who changes one replaces it
	flushed time.Time        // what was captured before is dealt with
	began   time.Time

	visits  chan *visit   // from requests to the committer
	settled chan []*visit // from the committer back to the plan
	flying  counter       // visits that did not reach the committer
	decode  chan struct{} // a token for each page that may be read at a time
	notices *notifier
}

// New returns a watcher for an archive.
func New(a *archive.Archive, o Options) *Watcher {
	o.Fetch.Retries = 0
	if o.Fetch.Clock == nil {
		o.Fetch.Clock = systemClock{}
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	w := &Watcher{
		a: a, client: fetch.New(o.Fetch), clock: o.Fetch.Clock, log: o.Log, queue: newQueue(),
		known: map[string]*page{}, visits: make(chan *visit), settled: make(chan []*visit),
		decode: make(chan struct{}, maxDecoding()),
	}
	w.setOptions(o)
	w.notices = newNotifier(w)
	return w
}

// setOptions replaces what a reload may change.
func (w *Watcher) setOptions(o Options) {
	if len(o.Schedule) == 0 {
		o.Schedule = DefaultSchedule
	}
	o.Listing = cmp.Or(o.Listing, 5*time.Minute)
	w.mu.Lock()
	defer w.mu.Unlock()
	o.Once, o.Fetch, o.Log, o.Reload, o.NoCaptures = o.Once || w.o.Once, w.o.Fetch, w.log, cmp.Or(o.Reload, w.o.Reload), o.NoCaptures || w.o.NoCaptures
	w.o = o
}

func (w *Watcher) options() Options {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.o
}

// Run watches until ctx is done, or with Once until nothing is due. It returns
// nil then: that the watcher was told to stop is no error. What was received by
// that time is archived first.
func (w *Watcher) Run(ctx context.Context) (err error) {
	defer w.client.Close()
	if err := w.enter(ctx); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.leave(ctx)) }()
	if err := w.load(ctx); err != nil {
		return err
	}
	if err := w.readAnew(ctx); err != nil {
		return err
	}
	whole := ctx
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	w.hold()
	var committing, notifying sync.WaitGroup
	c := newCommitter(w)
	committing.Go(func() {
		defer close(w.settled)
		c.run(ctx, cancel)
	})
	notifying.Go(func() { w.notices.run(ctx) })
	w.plan(ctx)
	cancel(errStopped)
	w.drain()
	committing.Wait()
	notifying.Wait()
	if w.options().Once {
		w.notices.last(whole)
	}
	if cause := context.Cause(ctx); !errors.Is(cause, context.Canceled) && !errors.Is(cause, errStopped) {
		return cause
	}
	return nil
}

// errStopped ends the watcher when it has nothing left to do.
var errStopped = errors.New("nothing is due")

// drain waits for the requests under way, then ends the committer.
func (w *Watcher) drain() {
	for w.running > 0 {
		w.settle(<-w.settled)
	}
	close(w.visits)
	for range w.settled {
	}
}

// plan starts what is due and takes back what came of it, until it is over. It
// begins with a hold on the clock.
func (w *Watcher) plan(ctx context.Context) {
	alarm := newAlarm(w)
	defer alarm.stop()
	life := time.NewTicker(beat) // by the real clock: it is about the process
	defer life.Stop()
	for {
		w.start(ctx)
		if w.options().Once && w.running == 0 && !w.queue.overdue(w.clock.Now(), hostWait) {
			w.release()
			return
		}
		alarm.set(ctx, w.wake())
		w.release()
		select {
		case done := <-w.settled:
			w.hold()
			w.settle(done)
		case <-alarm.rings:
			alarm.rang()
		case <-life.C:
			w.hold()
			w.alive(ctx)
		case o := <-w.options().Reload:
			w.hold()
			w.reload(o)
		case <-ctx.Done():
			return
		}
	}
}

// wake returns when the plan has something to do if nothing else happens.
func (w *Watcher) wake() time.Time {
	if w.running >= maxRequests {
		return time.Time{}
	}
	at, ok := w.queue.next()
	if now := w.clock.Now(); ok && !at.After(now) { // slow hosts that have to wait for each other
		at = now.Add(time.Second)
	}
	return at
}

// start starts every request that is due and may run.
func (w *Watcher) start(ctx context.Context) {
	now := w.clock.Now()
	for w.running < maxRequests && ctx.Err() == nil {
		h, p := w.queue.take(now, func(h *host) bool { return !h.slow || w.slow < maxSlow })
		if h == nil {
			return
		}
		w.running++
		if h.slow {
			w.slow++
		}
		w.hold()
		w.flying.add(1)
		v := &visit{w: w, host: h, wasSlow: h.slow, before: *p}
		go v.run(ctx)
	}
}

// settle takes back visits whose result is durable.
func (w *Watcher) settle(done []*visit) {
	for _, v := range done {
		w.running--
		if v.wasSlow {
			w.slow--
		}
		w.queue.free(v.host, v.hostAt)
		if v.after != nil {
			w.queue.put(v.after)
		} else {
			p := v.before
			w.queue.put(&p)
		}
		for _, p := range v.found {
			w.queue.put(p)
		}
		w.release()
	}
}

// reload takes new options: targets that are new are looked at now, those that
// are gone no more.
func (w *Watcher) reload(o Options) {
	w.setOptions(o)
	w.notices.reload()
	wanted := map[string]bool{}
	for _, p := range w.targets(w.clock.Now()) {
		wanted[p.key()] = true
		if w.queue.places[p.key()] == nil {
			w.queue.put(p)
		}
	}
	for key, waiting := range w.queue.places {
		if waiting.page.Kind != Article && waiting.page.Kind != Sitemap && !wanted[key] {
			w.queue.remove(waiting)
		}
	}
	w.log.Info("configuration read again", "targets", len(o.Targets))
}

// alive says that this watcher runs, and once a day stores its sightings.
func (w *Watcher) alive(ctx context.Context) {
	err := w.saveRun(ctx, true)
	if now := w.clock.Now(); err == nil && now.Sub(w.stored) >= sightings {
		w.stored = now
		_, err = w.a.StoreSightings(ctx)
	}
	if err != nil && ctx.Err() == nil {
		w.log.Error("state cannot be written", "error", err)
	}
}

// String describes a target for messages.
func (t Target) String() string {
	if t.Kind == Auto {
		return t.URL
	}
	return fmt.Sprintf("%s (%s)", t.URL, cmp.Or(t.Kind, "page"))
}

// Handler serves the metrics.
func (w *Watcher) Handler() http.Handler { return http.HandlerFunc(w.serveMetrics) }
