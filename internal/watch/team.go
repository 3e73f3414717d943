package watch

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"hash/fnv"
	"log/slog"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/internal/answer"
)

// shards are the parts into which the targets of an archive fall that several
// machines watch for: each is watched by one of them at a time.
const shards = 16

// claimFor is how long a part belongs to a process that says nothing more.
const claimFor = 30 * time.Second

// Team watches for an archive that several machines share, together with those
// who do so on the others. The targets of one site make up one part with those of
// some other sites; each process claims its share of the parts by lease, and a
// Watcher of its own looks after each. What is remembered of a part lies in the
// database, so that whoever takes it over goes on where the last one was. A page
// to which targets of two sites lead may be looked at for either.
type Team struct {
	a      *archive.Archive
	store  odb.Sharer
	o      Options
	holder string
	ttl    time.Duration
	count  counters

	mu   sync.Mutex // guards o from here on
	live map[string]*member
}

// member is the watcher of a part.
type member struct {
	w      *Watcher
	reload chan Options
	stop   context.CancelFunc
	done   chan struct{}
	err    error // set before done is closed
}

// NewTeam returns this process's place in the team of an archive.
func NewTeam(a *archive.Archive, store odb.Sharer, o Options) *Team {
	host, _ := os.Hostname()
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Team{
		a: a, store: store, o: o, ttl: claimFor, live: map[string]*member{},
		holder: fmt.Sprintf("%s/%d/%s", host, os.Getpid(), rand.Text()),
	}
}

// shardOf returns the part to which a target belongs: all targets of a site
// belong to the same.
func shardOf(t Target) string {
	h := fnv.New32a()
	_, _ = h.Write([]byte(answer.Site(t.URL)))
	return fmt.Sprintf("%02d", h.Sum32()%shards)
}

// parts returns the targets of each part that has some.
func (t *Team) parts() map[string][]Target {
	parts := map[string][]Target{}
	for _, target := range t.o.Targets {
		parts[shardOf(target)] = append(parts[shardOf(target)], target)
	}
	return parts
}

func (t *Team) claim(names []string) odb.Claim {
	return odb.Claim{Group: "watch", Holder: t.holder, Names: names, TTL: t.ttl}
}

// Run watches until ctx is done, or with Once until every part that nobody else
// has was looked at. What the process claims is free again when it returns.
func (t *Team) Run(ctx context.Context) (err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer func() {
		err = errors.Join(err, t.stop(t.names()), t.store.Release(context.WithoutCancel(ctx), t.claim(nil)))
	}()
	tick := time.NewTicker(t.ttl / 4) // by the real clock: it is about the process
	defer tick.Stop()
	ended := make(chan struct{}, 1)
	for {
		if err := t.take(ctx, ended); err != nil {
			if ctx.Err() != nil || t.o.Once {
				return unlessDone(ctx, err)
			}
			// Without a claim that is sure to hold nothing may be watched; what
			// the watchers say to that is of no interest.
			t.o.Log.Error("the parts cannot be claimed: watching pauses", "error", err)
			_ = t.stop(t.names())
		}
		select {
		case <-tick.C:
		case <-ended:
			if over, err := t.over(); over || err != nil {
				return err
			}
		case o := <-t.o.Reload:
			t.reload(o)
		case <-ctx.Done():
			return nil
		}
	}
}

// take renews the claims, lets go of what is more than this process's share, and
// begins to watch what it has claimed anew.
func (t *Team) take(ctx context.Context, ended chan<- struct{}) error {
	parts := t.parts()
	names := make([]string, 0, len(parts))
	for name := range parts {
		names = append(names, name)
	}
	slices.Sort(names)
	// Whoever cannot renew in time must not go on: another may have begun.
	renewing, cancel := context.WithTimeout(ctx, t.ttl*2/3)
	held, share, err := t.store.Claim(renewing, t.claim(names))
	cancel()
	if err != nil {
		return err
	}
	lost := slices.DeleteFunc(t.names(), func(name string) bool { return slices.Contains(held, name) })
	if err := t.stop(lost); err != nil {
		return err
	}
	if len(held) > share && !t.o.Once {
		surplus := held[share:]
		held = held[:share]
		if err := errors.Join(t.stop(surplus), t.store.Release(ctx, t.claim(surplus))); err != nil {
			return err
		}
	}
	for _, name := range held {
		if t.live[name] == nil {
			t.o.Log.Info("claimed", "part", name, "targets", len(parts[name]))
			t.start(ctx, name, parts[name], ended)
		}
	}
	if t.o.Once && len(t.live) == 0 {
		wake(ended) // others have it all
	}
	return nil
}

// start has a part watched.
func (t *Team) start(ctx context.Context, name string, targets []Target, ended chan<- struct{}) {
	o := t.o
	o.Targets, o.State, o.Lock, o.Leased = targets, part{t.store, name}, "", true
	ctx, stop := context.WithCancel(ctx)
	m := &member{reload: make(chan Options), stop: stop, done: make(chan struct{})}
	o.Reload = m.reload
	m.w = New(t.a, o)
	m.w.count = &t.count
	t.mu.Lock()
	t.live[name] = m
	t.mu.Unlock()
	go func() {
		m.err = m.w.Run(ctx)
		close(m.done)
		wake(ended)
	}()
}

// wake wakes who waits on a channel that holds one token.
func wake(c chan<- struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

func (t *Team) names() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	names := make([]string, 0, len(t.live))
	for name := range t.live {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// stop ends the watching of parts; what was received is archived first.
func (t *Team) stop(names []string) error {
	var err error
	for _, name := range names {
		t.live[name].stop()
	}
	for _, name := range names {
		m := t.live[name]
		<-m.done
		err = errors.Join(err, m.err)
		t.mu.Lock()
		delete(t.live, name)
		t.mu.Unlock()
	}
	return err
}

// over reports whether every watcher has ended, as they do with Once; that one
// fails ends them all.
func (t *Team) over() (bool, error) {
	for _, name := range t.names() {
		select {
		case <-t.live[name].done:
			if err := t.live[name].err; err != nil {
				return true, nil // Run's stop returns it
			}
		default:
			return false, nil
		}
	}
	return t.o.Once, nil
}

// reload takes new options. Each watcher gets its part of the targets; the next
// claim sees to parts that are new or gone.
func (t *Team) reload(o Options) {
	o.Once, o.Fetch, o.Log, o.NoCaptures = t.o.Once, t.o.Fetch, t.o.Log, t.o.NoCaptures
	reload := cmp.Or(o.Reload, t.o.Reload)
	t.o = o
	t.o.Reload = reload
	parts := t.parts()
	for _, name := range t.names() {
		m := t.live[name]
		mine := o
		mine.Targets, mine.Reload = parts[name], m.reload
		select {
		case m.reload <- mine:
		case <-m.done:
		}
	}
}

// Summary returns what was done so far.
func (t *Team) Summary() Summary { return t.count.summary() }

// pages returns how many pages are known.
func (t *Team) pages() (n int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, m := range t.live {
		n += len(m.w.pages())
	}
	return n
}

// ServeMetrics serves the metrics on a loopback address, until ctx is done.
func (t *Team) ServeMetrics(ctx context.Context, address string) (stop func(), err error) {
	return serveMetrics(ctx, address, t.o.Log, &t.count, t.pages)
}

// part keeps the state of one part apart from that of others.
type part struct {
	store State
	name  string
}

func (p part) space(space string) string { return space + "/" + p.name }

func (p part) State(ctx context.Context, space, key string) ([]byte, bool, error) {
	return p.store.State(ctx, p.space(space), key)
}

func (p part) States(ctx context.Context, space string) ([]archive.Entry, error) {
	return p.store.States(ctx, p.space(space))
}

func (p part) SetStates(ctx context.Context, spaces map[string][]archive.Entry) error {
	mine := make(map[string][]archive.Entry, len(spaces))
	for space, list := range spaces {
		mine[p.space(space)] = list
	}
	return p.store.SetStates(ctx, mine)
}

// Together returns the state of all parts as one, for ReadStatus.
func Together(store odb.Sharer) State { return together{store} }

type together struct{ odb.Sharer }

// State returns the latest run; the other values are of one part each.
func (s together) State(ctx context.Context, space, key string) (latest []byte, found bool, err error) {
	var beat time.Time
	for i := range shards {
		state := part{s.Sharer, fmt.Sprintf("%02d", i)}
		data, ok, err := state.State(ctx, space, key)
		if err != nil || !ok {
			if err != nil {
				return nil, false, err
			}
			continue
		}
		if r, _, err := readRun(ctx, state); !found || err == nil && r.PID != 0 && r.Beat.After(beat) {
			latest, found, beat = data, true, r.Beat
		}
	}
	return latest, found, nil
}

// States returns the entries of all parts.
func (s together) States(ctx context.Context, space string) (all []archive.Entry, err error) {
	for i := range shards {
		list, err := part{s.Sharer, fmt.Sprintf("%02d", i)}.States(ctx, space)
		if err != nil {
			return nil, err
		}
		all = append(all, list...)
	}
	return all, nil
}
