package watch

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/archive/odb"
)

// shards are the parts into which the targets of an archive fall that several
// machines watch for: each is watched by one of them at a time.
const shards = 16

// claimFor is how long a part belongs to a process that says nothing more.
const claimFor = 30 * time.Second

// Team watches for an archive that several machines share, together with those
// who do so on the others. The pages of one site make up one part with those of
// some other sites; each process claims its share of the parts by lease, and a
// Watcher of its own looks after each. What is remembered of a part lies in the
// database, so that whoever takes it over goes on where the last one was. A page
// belongs to the part of its own site, whichever targets lead to it: whoever finds
// a link to a page of another part hands it to that one.
type Team struct {
	a      *archive.Archive
	store  odb.Sharer
	o      Options
	holder string
	ttl    time.Duration
	count  counters

	told map[string]string // when something was last handed to a part, by part

	mu   sync.Mutex // guards live
	live map[string]*member
}

// member is the watcher of a part.
type member struct {
	w      *Watcher
	reload chan Options
	poke   chan struct{}
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
		a: a, store: store, o: o, ttl: claimFor, live: map[string]*member{}, told: map[string]string{},
		holder: fmt.Sprintf("%s/%d/%s", host, os.Getpid(), rand.Text()),
	}
}

// parts returns the targets of each part that has some, and the parts to which
// pages were handed.
func (t *Team) parts(ctx context.Context) (map[string][]Target, error) {
	parts := map[string][]Target{}
	for _, target := range t.o.Targets {
		part := partOf(target.URL)
		parts[part] = append(parts[part], target)
	}
	told, err := t.store.States(ctx, toldSpace)
	for _, e := range told {
		if _, ok := parts[e.Key]; !ok {
			parts[e.Key] = nil
		}
		if m := t.live[e.Key]; m != nil && t.told[e.Key] != string(e.Value) {
			wake(m.poke)
		}
		t.told[e.Key] = string(e.Value)
	}
	return parts, err
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
			over, err := t.over()
			if over && err == nil {
				over, err = t.settled(ctx, ended)
			}
			if over || err != nil {
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
	// Whoever cannot renew in time must not go on: another may have begun.
	renewing, cancel := context.WithTimeout(ctx, t.ttl*2/3)
	defer cancel()
	parts, err := t.parts(renewing)
	if err != nil {
		return err
	}
	held, share, err := t.store.Claim(renewing, t.claim(slices.Sorted(maps.Keys(parts))))
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
			t.start(ctx, name, parts[name], ended)
			t.o.Log.Info("claimed", "part", name, "targets", len(parts[name]))
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
	m := &member{reload: make(chan Options), poke: make(chan struct{}, 1), stop: stop, done: make(chan struct{})}
	o.Reload, o.place = m.reload, t.place(name, m)
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

// place returns the place of a part's watcher.
func (t *Team) place(name string, m *member) *place {
	keys := make(map[string]bool, len(t.o.Targets))
	for _, target := range t.o.Targets {
		address, _ := cutLogin(target.URL)
		keys[archive.NormalURL(address)] = true
	}
	return &place{part: name, team: keys, poke: m.poke}
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
		t.o.Log.Info("let go", "part", name)
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

// settled reports whether nothing is left of what parts handed to each other while
// their watchers ended, one after the other, as they do with Once. What is left is
// looked at: without the targets, which were.
func (t *Team) settled(ctx context.Context, ended chan<- struct{}) (bool, error) {
	parts, err := t.parts(ctx)
	if err != nil {
		return false, err
	}
	held, _, err := t.store.Claim(ctx, t.claim(slices.Sorted(maps.Keys(parts))))
	if err != nil {
		return false, err
	}
	done := true
	for _, name := range held {
		list, err := t.store.States(ctx, handedSpace+"/"+name)
		if err != nil {
			return false, err
		}
		if len(list) == 0 {
			continue
		}
		if t.live[name] != nil {
			if err := t.stop([]string{name}); err != nil {
				return false, err
			}
		}
		t.start(ctx, name, nil, ended)
		done = false
	}
	return done, nil
}

// reload takes new options. Each watcher gets its part of the targets; the next
// claim sees to parts that are new or gone.
func (t *Team) reload(o Options) {
	o.Once, o.Fetch, o.Log, o.NoCaptures = t.o.Once, t.o.Fetch, t.o.Log, t.o.NoCaptures
	reload := cmp.Or(o.Reload, t.o.Reload)
	t.o = o
	t.o.Reload = reload
	for _, name := range t.names() {
		m := t.live[name]
		mine := o
		mine.Targets = slices.DeleteFunc(slices.Clone(o.Targets), func(target Target) bool { return partOf(target.URL) != name })
		mine.Reload, mine.place = m.reload, t.place(name, m)
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

// space returns the name of a space of this part; one of another part, or of all
// of them, is named already.
func (p part) space(space string) string {
	if strings.Contains(space, "/") {
		return space
	}
	return space + "/" + p.name
}

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
