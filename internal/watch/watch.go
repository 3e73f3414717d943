// Package watch looks at news pages again and again and archives what changed:
// the articles that feeds, sitemaps and front pages list, for as long as they may
// change, also when they have left the list.
//
// One goroutine owns the plan: what is due when, at which host. Requests run
// beside each other, one at a time for each host; what they bring is collected
// for a moment and archived in one batch, by another goroutine, while the hosts
// are asked on. What is remembered of a page moves on only after what the page
// brought is durable, so that a kill at any moment costs a repeated request and
// nothing else. How a page is fetched is package fetch's business, what it says
// ingest's, and what it means diff's.
package watch

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
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
	Batch    time.Duration // how long what was received may wait for more to be written with it; 2 s when 0
	Notices  []Rule
	Fetch    fetch.Options // Retries is ignored: the plan knows better when
	Once     bool          // stop when nothing is due
	Log      *slog.Logger  // nil: nothing is logged
	// NoCaptures keeps texts only, not the bytes received.
	NoCaptures bool
	// Lock is a file that only one watcher holds at a time; empty: none, and what
	// is remembered of other watchers has to do.
	Lock string
	// Leased says that somebody has seen to it that no other watcher runs.
	Leased bool
	// State remembers what a watcher has to know again after a restart; the
	// archive when nil.
	State State
	place *place // in a team; nil: it watches alone
	// Reload delivers what replaces Targets, Schedule, Listing, Batch and Notices.
	Reload <-chan Options
}

// State keeps values by space and key. *archive.Archive is one, which keeps them
// in its catalog.
type State interface {
	State(ctx context.Context, space, key string) (value []byte, ok bool, err error)
	States(ctx context.Context, space string) ([]archive.Entry, error)
	// SetStates changes entries of several spaces, all or none of them; one
	// without a value is removed.
	SetStates(ctx context.Context, spaces map[string][]archive.Entry) error
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
	a       *archive.Archive
	state   State
	client  *fetch.Client
	clock   fetch.Clock
	log     *slog.Logger
	count   *counters
	notices *notifier

	mu      sync.Mutex
	o       Options
	wanted  map[string]bool          // the keys of the targets
	logins  map[string]*url.Userinfo // by the origin of the targets that name one
	known   map[string]*page         // every page, by key; who changes one replaces it
	given   map[string]string        // what was handed to other parts of links, by key
	flushed time.Time                // what was captured before is dealt with
	began   time.Time

	answered chan *visit   // from requests to the plan
	batches  chan []*visit // from the plan to the writer
	settled  chan written  // and back
	decode   chan struct{} // a token for each page that may be read at a time
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
	if o.State == nil {
		o.State = a
	}
	w := &Watcher{
		a: a, state: o.State, count: &counters{}, client: fetch.New(o.Fetch), clock: o.Fetch.Clock, log: o.Log, known: map[string]*page{}, given: map[string]string{},
		answered: make(chan *visit), batches: make(chan []*visit), settled: make(chan written),
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
	o.Batch = cmp.Or(o.Batch, 2*time.Second)
	wanted, logins := map[string]bool{}, map[string]*url.Userinfo{}
	o.Targets = slices.Clone(o.Targets)
	for i := range o.Targets {
		t := &o.Targets[i]
		address, login := cutLogin(t.URL)
		if u, err := url.Parse(address); err == nil && login != nil {
			logins[origin(u)] = login
		}
		t.URL = address // a login is neither remembered nor logged
		wanted[archive.NormalURL(t.URL)] = true
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if old := w.o; old.State != nil {
		o.Once, o.Fetch, o.Log, o.Lock, o.Leased, o.State, o.NoCaptures = old.Once, old.Fetch, old.Log, old.Lock, old.Leased, old.State, old.NoCaptures
		o.Reload, o.place = cmp.Or(o.Reload, old.Reload), cmp.Or(o.place, old.place)
	}
	w.o, w.wanted, w.logins = o, wanted, logins
}

func (w *Watcher) options() Options {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.o
}

// follows reports whether a page is a target, or was found through one.
func (w *Watcher) follows(p *page) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.wanted[p.key()] || slices.ContainsFunc(p.Via, func(key string) bool { return w.wanted[key] || w.o.place.wants(key) })
}

// isTarget reports whether somebody asked for a page by its address.
func (w *Watcher) isTarget(p *page) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.wanted[p.key()]
}

// cutLogin parts an address from the login in it; nil if there is none.
func cutLogin(address string) (string, *url.Userinfo) {
	u, err := url.Parse(address)
	if err != nil || u.User == nil {
		return address, nil
	}
	login := u.User
	u.User = nil
	return u.String(), login
}

// origin returns what a login is good for.
func origin(u *url.URL) string { return u.Scheme + "://" + strings.ToLower(u.Host) }

// address returns the address to send a request to: with the login of its origin,
// if a target names one.
func (w *Watcher) address(ask string) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.logins) == 0 {
		return ask
	}
	u, err := url.Parse(ask)
	if err != nil {
		return ask
	}
	if u.User = w.logins[origin(u)]; u.User == nil {
		return ask
	}
	return u.String()
}

// pages returns every page that is known.
func (w *Watcher) pages() []*page {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Collect(maps.Values(w.known))
}

// Run watches until ctx is done, or with Once until nothing is due. It returns
// nil then: that the watcher was told to stop is no error. What was received by
// that time is archived first.
func (w *Watcher) Run(ctx context.Context) (err error) {
	defer w.client.Close()
	w.hold()
	defer w.release()
	leave, err := w.enter(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, leave(ctx)) }()
	p := newPlanner(w)
	if err := w.load(ctx, p.queue); err != nil {
		return unlessDone(ctx, err)
	}
	if err := p.takeHanded(ctx); err != nil {
		return unlessDone(ctx, err)
	}
	if err := w.readAnew(ctx); err != nil {
		return unlessDone(ctx, err)
	}
	telling, cancel := context.WithCancel(ctx)
	defer cancel()
	var notifying sync.WaitGroup
	w.hold()
	notifying.Go(func() { w.notices.run(telling) })
	err = p.run(ctx)
	cancel()
	notifying.Wait()
	if w.options().Once && err == nil {
		w.notices.last(ctx)
	}
	return err
}

// unlessDone returns an error that is not just the end of ctx.
func unlessDone(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
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
