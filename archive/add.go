package archive

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/newsarc/newsarc/archive/catalog"
	"github.com/newsarc/newsarc/archive/odb"
)

// A batch ends when it has so many inputs, when their texts fill so much memory,
// when the first of them has waited so long, or when none came for a while.
const (
	maxBatchItems = 2000
	maxBatchBytes = 32 << 20
	maxBatchWait  = 5 * time.Second
	maxBatchIdle  = 200 * time.Millisecond
)

// Add archives a stream of inputs. It works in batches, in bounded memory; each
// batch is whole or absent, and report is called for its inputs, from one
// goroutine at a time, only after it is durable. Several revisions of one story
// are ordered by their times. The error is about the archive: bad inputs are
// Refused and the rest goes on.
func (a *Archive) Add(ctx context.Context, inputs iter.Seq[Input], report func(Outcome)) (Summary, error) {
	if a.o.ReadOnly {
		return Summary{}, ErrReadOnly
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	ad := &adder{
		a: a, report: report, now: a.o.Now(),
		work: make(chan *item), items: make(chan *item, a.batchItems/4),
		room: newWeight(2 * maxBatchBytes), packs: consolidator{a: a},
	}
	var workers, writing sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(ad.prepare)
	}
	writing.Go(func() {
		_, _ = a.catalog(ctx) // while the first inputs are read; if it fails, write says so
		if err := ad.run(ctx); err != nil {
			cancel(err)
		}
		ad.room.open() // whoever waits must see that it is over
	})
	ad.feed(ctx, inputs)
	close(ad.work)
	close(ad.items)
	workers.Wait()
	writing.Wait()
	ad.packs.wg.Wait()
	return ad.summary, context.Cause(ctx)
}

// adder is the state of one Add: inputs are fed in by the caller's goroutine,
// prepared by several, and collected into batches by one.
type adder struct {
	a       *Archive
	report  func(Outcome)
	now     time.Time // stands in for all inputs without a time: one call is one moment
	work    chan *item
	items   chan *item // in the order of the stream
	room    *weight
	summary Summary
	packs   consolidator

	main, captures *branch // as the last batch left them
	last           struct {
		id         odb.ID // of a commit
		generation int64  // its own
	}
}

// feed takes the inputs as long as there is room for them.
func (ad *adder) feed(ctx context.Context, inputs iter.Seq[Input]) {
	seq := 0
	for in := range inputs {
		it := &item{in: in, seq: seq, ready: make(chan struct{})}
		seq++
		if ctx.Err() != nil || !ad.room.take(it.weigh()) {
			return
		}
		select {
		case ad.work <- it:
		case <-ctx.Done():
			return
		}
		select {
		case ad.items <- it:
		case <-ctx.Done():
			return
		}
	}
}

// weigh estimates the memory that an input holds until it is reported.
func (it *item) weigh() int {
	n := 1024 + len(it.in.Capture)
	if a := it.in.Article; a != nil {
		for _, p := range a.Body {
			for _, s := range p.Sentences {
				n += 2*len(s) + 16
			}
		}
	}
	it.weight = n
	return n
}

func (ad *adder) prepare() {
	for it := range ad.work {
		ad.a.prepare(it, ad.now)
		close(it.ready)
	}
}

// run collects prepared items into batches and writes them, until the stream
// ends.
func (ad *adder) run(ctx context.Context) error {
	var batch []*item
	var first time.Time
	size := 0
	timer := time.NewTimer(maxBatchIdle)
	defer timer.Stop()
	flush := func() error {
		err := ad.write(ctx, batch)
		ad.room.give(size)
		batch, size = nil, 0
		return err
	}
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case it, ok := <-ad.items:
			if !ok {
				return flush()
			}
			<-it.ready
			if batch = append(batch, it); len(batch) == 1 {
				first = time.Now()
			}
			timer.Reset(maxBatchIdle)
			if size += it.weight; len(batch) < ad.a.batchItems && size < maxBatchBytes && time.Since(first) < maxBatchWait {
				continue
			}
		case <-timer.C:
		}
		if err := flush(); err != nil {
			return err
		}
	}
}

// How often a batch is made again because stock git, which takes no lock of
// ours, has committed meanwhile: so often as a whole, then in halves, which are
// quicker to make, down to single items.
const (
	triesWhole  = 2
	triesSingle = 50
)

// write makes a batch durable and reports it.
func (ad *adder) write(ctx context.Context, items []*item) error {
	if len(items) == 0 {
		return nil
	}
	for try := 1; ; try++ {
		err := ad.tryWrite(ctx, items)
		var moved *odb.MovedError
		if err == nil {
			break
		}
		ad.main, ad.captures = nil, nil
		switch half := len(items) / 2; {
		case !errors.As(err, &moved), try == triesSingle:
			return err
		case half > 0 && try == triesWhole:
			if err := ad.write(ctx, items[:half]); err != nil {
				return err
			}
			return ad.write(ctx, items[half:])
		}
	}
	for _, it := range items {
		ad.tell(it)
	}
	ad.packs.nudge(ctx)
	return nil
}

// tell counts an item and reports it.
func (ad *adder) tell(it *item) {
	s := &ad.summary
	s.Read++
	out := Outcome{Input: &it.in, Status: it.status, Revision: it.rev, Match: it.match}
	switch {
	case it.err != nil:
		s.Refused++
		out.Status, out.Err = Refused, it.err
	case it.status == Added:
		s.Added++
		if it.first {
			s.Stories++
		}
	default:
		s.Unchanged++
	}
	if ad.report != nil {
		ad.report(out)
	}
}

// tryWrite writes a batch under the writer lock.
func (ad *adder) tryWrite(ctx context.Context, items []*item) (err error) {
	good := slices.DeleteFunc(slices.Clone(items), func(it *item) bool { return it.err != nil })
	if len(good) == 0 {
		return nil
	}
	a := ad.a
	unlock, err := a.store.Lock(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	return a.exact(ctx, func(c catalog.Catalog) error {
		for _, it := range good {
			if it.target != nil { // from an earlier try
				a.prepare(it, ad.now)
			}
		}
		b, err := a.store.Begin(ctx)
		if err != nil {
			return err
		}
		defer func() { _ = b.Abort() }()
		w, err := ad.newWriter(ctx, c, b, good)
		if err != nil {
			return err
		}
		if err := w.build(ctx, good); err != nil {
			ad.main, ad.captures = nil, nil // their trees are ahead of the store
			return err
		}
		return ad.commit(ctx, w, good)
	})
}

func (ad *adder) newWriter(ctx context.Context, c catalog.Catalog, b odb.Batch, items []*item) (w *writer, err error) {
	w = &writer{a: ad.a, c: c, b: b, most: len(items), paths: map[string]bool{}}
	if w.m, err = ad.a.newMatcher(ctx, c, b, items); err != nil {
		return nil, err
	}
	if w.main, err = ad.a.openBranch(ctx, Main, ad.main); err != nil {
		return nil, err
	}
	if w.captures, err = ad.a.openBranch(ctx, Captures, ad.captures); err != nil {
		return nil, err
	}
	ad.main, ad.captures = w.main, w.captures
	if ad.last.id != w.main.head || w.main.head.IsZero() {
		gens := &generations{a: ad.a, c: c, known: map[odb.ID]int64{}}
		if ad.last.generation, err = gens.of(ctx, w.main.head); err != nil {
			return nil, err
		}
		ad.last.id = w.main.head
	}
	w.generation = ad.last.generation
	return w, nil
}

// build matches the items to their stories, then writes them in the order of
// their times.
func (w *writer) build(ctx context.Context, items []*item) error {
	items = slices.Clone(items)
	slices.SortStableFunc(items, (*item).order)
	for _, it := range items {
		if err := ctx.Err(); err != nil {
			return err
		}
		err := w.m.match(ctx, it)
		var refused refusal
		if errors.As(err, &refused) {
			it.err = refused.error
			continue
		}
		if err != nil {
			return err
		}
	}
	items = slices.DeleteFunc(items, func(it *item) bool { return it.err != nil })
	if err := w.lookUp(ctx, items); err != nil {
		return err
	}
	if err := w.readRows(ctx, items); err != nil {
		return err
	}
	if err := w.recall(ctx, items); err != nil {
		return err
	}
	w.ahead = w.a.lookAhead(items)
	defer w.ahead.stop()
	for _, it := range items {
		if err := ctx.Err(); err != nil {
			return err
		}
		it.first = it.target.isNew && it.target.Revisions == 0
		if err := w.add(ctx, it); err != nil {
			return fmt.Errorf("%s: %w", it.target.Path, err)
		}
	}
	return nil
}

// commit moves the refs, then brings the catalog after them. What happens to the
// catalog does not touch what is durable: if it fails, the next reader catches
// up.
func (ad *adder) commit(ctx context.Context, w *writer, items []*item) error {
	if len(w.changes) == 0 {
		return nil
	}
	if err := w.b.Commit(ctx, append(w.main.moves(), w.captures.moves()...)...); err != nil {
		ad.main, ad.captures = nil, nil
		return err
	}
	ad.last.id, ad.last.generation = w.main.head, w.generation
	err := w.c.Apply(ctx, w.main.was, w.main.head, w.changes)
	if errors.Is(err, catalog.ErrStale) {
		err = ad.a.refresh(ctx, w.c, true)
	}
	if err == nil {
		err = w.passCaptures(ctx)
	}
	if err == nil {
		err = w.renumber(ctx, items)
	}
	if err != nil {
		ad.a.o.Notice(fmt.Sprintf("the revisions are stored, the catalog is behind: %v", err))
	}
	return nil
}

// weight is a semaphore that lets in as much as it has room for, and one thing
// of any size when it is empty.
type weight struct {
	mu   sync.Mutex
	cond *sync.Cond
	free int
	size int
	over bool
}

func newWeight(size int) *weight {
	w := &weight{free: size, size: size}
	w.cond = sync.NewCond(&w.mu)
	return w
}

// take waits for room; false when there will be none.
func (w *weight) take(n int) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	for !w.over && n > w.free && w.free < w.size {
		w.cond.Wait()
	}
	w.free -= n
	return !w.over
}

func (w *weight) give(n int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.free += n
	w.cond.Broadcast()
}

// open lets everybody go.
func (w *weight) open() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.over = true
	w.cond.Broadcast()
}
