package watch

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"syscall"
	"time"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/archive/odb/vfs"
	"github.com/newsarc/newsarc/ingest"
)

// The spaces of the archive's state that the watcher owns.
const (
	pageSpace   = "watch.page"   // page, by key
	hostSpace   = "watch.host"   // when a host that failed may be asked again
	noticeSpace = "watch.notice" // notice, by id
	metaSpace   = "watch"        // run
)

// runKey is the key of the run.
const runKey = "run"

// run says which process watches, or watched last.
type run struct {
	PID     int       `json:"pid"` // 0: none does
	Host    string    `json:"host"`
	Started time.Time `json:"started"`
	Beat    time.Time `json:"beat"`    // when it last said that it lives
	Flushed time.Time `json:"flushed"` // what was captured before is dealt with
}

// RunningError says that another process watches for this archive.
type RunningError struct {
	PID  int
	Host string
	Beat time.Time
}

func (e *RunningError) Error() string {
	if e.PID == 0 {
		return "another process watches already"
	}
	return fmt.Sprintf("process %d on %s watches already", e.PID, e.Host)
}

// deadAfter is how long after its last word a watcher counts as dead, if it
// cannot be asked.
const deadAfter = 5 * beat

// enter notes that this process watches, if no other does. The returned function
// notes that it does no more, and stores the sightings.
func (w *Watcher) enter(ctx context.Context) (leave func(context.Context) error, err error) {
	r, ok, err := readRun(ctx, w.state)
	if err != nil {
		return nil, err
	}
	release := func() error { return nil }
	switch file := w.options().Lock; {
	case file != "":
		if release, err = lock(file); errors.Is(err, vfs.ErrLocked) {
			return nil, &RunningError{PID: r.PID, Host: r.Host, Beat: r.Beat}
		}
		if err != nil {
			return nil, err
		}
	case ok && !w.options().Leased && r.alive(time.Now()):
		return nil, &RunningError{PID: r.PID, Host: r.Host, Beat: r.Beat}
	}
	w.mu.Lock()
	w.flushed, w.began = r.Flushed, time.Now()
	w.mu.Unlock()
	if err := w.saveRun(ctx, true); err != nil {
		return nil, errors.Join(err, release())
	}
	return func(ctx context.Context) error {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdown)
		defer cancel()
		_, err := w.a.StoreSightings(ctx)
		return errors.Join(err, w.saveRun(ctx, false), release())
	}, nil
}

// lock takes the lock on a file, which the system frees when the process dies.
func lock(file string) (release func() error, err error) {
	f, err := vfs.OS{}.Append(file)
	if err != nil {
		return nil, err
	}
	if err := f.TryLock(); err != nil {
		_ = f.Close()
		return nil, err
	}
	return f.Close, nil
}

// alive reports whether the process of a run is at work.
func (r *run) alive(now time.Time) bool {
	if r.PID == 0 || r.PID == os.Getpid() || now.Sub(r.Beat) > deadAfter {
		return false
	}
	if host, err := os.Hostname(); err != nil || host != r.Host {
		return true // it cannot be asked
	}
	p, err := os.FindProcess(r.PID)
	if err != nil {
		return false
	}
	defer p.Release()
	err = p.Signal(syscall.Signal(0))
	return err == nil || !errors.Is(err, os.ErrProcessDone)
}

func readRun(ctx context.Context, a State) (r run, ok bool, err error) {
	data, ok, err := a.State(ctx, metaSpace, runKey)
	if err != nil || !ok {
		return r, false, err
	}
	return r, json.Unmarshal(data, &r) == nil, nil
}

func (w *Watcher) runEntry(alive bool) archive.Entry {
	host, _ := os.Hostname()
	w.mu.Lock()
	r := run{Host: host, Started: w.began, Beat: time.Now(), Flushed: w.flushed}
	w.mu.Unlock()
	if alive {
		r.PID = os.Getpid()
	}
	return archive.Entry{Key: runKey, Value: mustJSON(r)}
}

func (w *Watcher) saveRun(ctx context.Context, alive bool) error {
	return w.state.SetStates(ctx, map[string][]archive.Entry{metaSpace: {w.runEntry(alive)}})
}

// mustJSON encodes what always can be.
func mustJSON(v any) []byte {
	data, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return data
}

// load reads what is remembered, derives it from the archive if it is lost, and
// queues all of it with the targets.
func (w *Watcher) load(ctx context.Context, q *queue) error {
	entries, err := w.state.States(ctx, pageSpace)
	if err != nil {
		return err
	}
	for _, e := range entries {
		p := &page{}
		if json.Unmarshal(e.Value, p) == nil && p.host() != "" {
			p.untangle(w.clock.Now())
			w.known[p.key()] = p
		}
	}
	if err := w.giveAway(ctx); err != nil {
		return err
	}
	if err := w.loadHosts(ctx, q); err != nil {
		return err
	}
	now := w.clock.Now()
	targets := w.targets(now)
	if len(entries) == 0 {
		if err := w.rebuild(ctx, targets, now); err != nil {
			return err
		}
	}
	for _, p := range targets {
		w.known[p.key()] = p
	}
	for _, p := range w.known {
		if w.follows(p) {
			q.put(w.rescheduled(p))
		}
	}
	w.log.Info("watching", "targets", len(targets), "pages", len(w.known))
	return w.notices.load(ctx)
}

// loadHosts reads which hosts wanted to be left alone.
func (w *Watcher) loadHosts(ctx context.Context, q *queue) error {
	entries, err := w.state.States(ctx, hostSpace)
	for _, e := range entries {
		h := q.host(e.Key)
		err := h.ready.UnmarshalText(e.Value)
		if err != nil || h.ready.Sub(w.clock.Now()) > dayWait { // else the clock was ahead
			h.ready = time.Time{}
		}
	}
	return err
}

// hostEntries returns what is to be remembered of the hosts of a batch.
func hostEntries(batch []*visit) []archive.Entry {
	var list []archive.Entry
	for _, v := range batch {
		switch {
		case v.canceled():
		case v.fails > 0:
			value, _ := v.hostAt.MarshalText() // of a time within a day
			list = append(list, archive.Entry{Key: v.host.name, Value: value})
		case v.recovered:
			list = append(list, archive.Entry{Key: v.host.name})
		}
	}
	return list
}

// targets returns the pages of the targets, due now if they were not looked at
// lately.
func (w *Watcher) targets(now time.Time) []*page {
	w.mu.Lock()
	defer w.mu.Unlock()
	var list []*page
	for _, t := range w.o.Targets {
		p := &page{URL: t.URL, Kind: t.Kind, First: now, Changed: now, Due: now}
		old := w.known[p.key()]
		switch {
		case old == nil:
		case t.Kind == Auto || t.Kind == old.Kind:
			q := *old
			p = &q
		}
		if p.Kind != Article || w.o.Once && p.Checked.IsZero() {
			p.Due = now
			if next := p.Checked.Add(w.o.Listing); !w.o.Once && next.After(now) {
				p.Due = next
			}
		}
		if p.Kind == Article && p.Due.IsZero() { // asked for by name: looked at, however old
			p.Due = now
		}
		if p.host() != "" {
			list = append(list, p)
		}
	}
	return list
}

// rescheduled returns an article as the schedule has it now, if that is sooner than
// it had it before.
func (w *Watcher) rescheduled(p *page) *page {
	o := w.options()
	if p.Kind != Article || len(p.Revisions) == 0 || p.Fails > 0 || p.Forbidden {
		return p
	}
	due := o.Schedule.next(p, p.Checked)
	if due.IsZero() || !p.Due.IsZero() && !due.Before(p.Due) {
		return p
	}
	again := *p
	again.Due = due
	return &again
}

// rebuild makes pages of the stories of the targets' sites.
func (w *Watcher) rebuild(ctx context.Context, targets []*page, now time.Time) error {
	sites := map[string][]string{}
	for _, p := range targets {
		sites[ingest.Site(p.URL)] = append(sites[ingest.Site(p.URL)], p.key())
	}
	for s, err := range w.a.Stories(ctx, archive.Filter{}) {
		if err != nil {
			return err
		}
		p := &page{URL: s.URL, First: s.First, Changed: s.Last, Checked: s.Last, Revisions: []string{s.Commit}, Changes: s.Revisions - 1}
		p.Via = sites[ingest.Site(s.URL)]
		p.Via = p.Via[:min(len(p.Via), maxVia)]
		if p.host() == "" || len(p.Via) == 0 || w.o.Schedule.every(now.Sub(s.Last)) == 0 {
			continue
		}
		if p.Due = w.o.Schedule.next(p, s.Last); p.Due.Before(now) {
			p.Due = now
		}
		w.known[p.key()] = p
	}
	if len(w.known) > 0 {
		w.log.Info("nothing is remembered of pages: taken from the archive", "pages", len(w.known))
	}
	return nil
}

// save writes what is remembered of the pages of a batch, with the notices that
// it called for, in one transaction; then what was seen unchanged.
func (w *Watcher) save(ctx context.Context, batch []*visit, notices []*notice) error {
	changed := map[string]*page{}
	for _, v := range batch {
		for _, p := range v.found {
			changed[p.key()] = p
		}
	}
	for _, v := range batch {
		if v.after != nil {
			changed[v.after.key()] = v.after
		}
	}
	var pages []archive.Entry
	for _, key := range slices.Sorted(maps.Keys(changed)) {
		pages = append(pages, archive.Entry{Key: key, Value: mustJSON(changed[key])})
	}
	var told []archive.Entry
	for _, n := range notices {
		told = append(told, archive.Entry{Key: n.ID, Value: mustJSON(n)})
	}
	w.mu.Lock()
	for _, v := range batch {
		if v.at.After(w.flushed) {
			w.flushed = v.at
		}
	}
	w.mu.Unlock()
	spaces := map[string][]archive.Entry{
		pageSpace: pages, hostSpace: hostEntries(batch), noticeSpace: told, metaSpace: {w.runEntry(true)},
	}
	for _, v := range batch {
		for _, h := range v.handed {
			handOver(spaces, partOf(h.URL), h)
		}
	}
	if err := w.state.SetStates(ctx, spaces); err != nil {
		return err
	}
	return w.a.See(ctx, seenIn(batch))
}

// seenIn returns the sightings of a batch.
func seenIn(batch []*visit) []archive.Sighting {
	var list []archive.Sighting
	for _, v := range batch {
		for _, commit := range v.seen() {
			list = append(list, archive.Sighting{Commit: commit, Last: v.at, Count: 1})
		}
	}
	return list
}
