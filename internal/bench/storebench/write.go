package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/archive/odb/local"
	"github.com/newsarc/newsarc/archive/odb/odbtest"
	"github.com/newsarc/newsarc/archive/odb/pgstore"
)

// crowds are the numbers of goroutines that write.
var crowds = []int{1, 8, 64}

// open makes the bare store of a place.
func (p place) open(ctx context.Context) (odb.Store, error) {
	if p.store == "" {
		return local.Init(ctx, filepath.Join(p.dir, "archive.git"), local.Options{})
	}
	return pgstore.Init(ctx, p.store, pgstore.Options{})
}

// groups measures the stores alone: each goroutine waits for one revision to be
// durable before it brings the next, and one puts what waits into one batch.
func (b *bench) groups(ctx context.Context) error {
	for _, n := range crowds {
		for _, p := range b.places(fmt.Sprint("groups", n)) {
			s, err := p.open(ctx)
			if err != nil {
				return err
			}
			q := &queue{s: s, feed: b.feed()}
			rate, err := b.crowd(ctx, n, p, q.submit)
			if err := errors.Join(err, s.Close()); err != nil {
				return err
			}
			b.add(fmt.Sprintf("objects and refs: durable revisions/s, %d at a time", n), p, rate, "64 at a time: 5,000")
		}
	}
	return nil
}

// feed returns made-up revisions one after the other, to any goroutine. They
// were made before the clock runs.
func (b *bench) feed() func() *odbtest.Revision {
	if b.revisions == nil {
		b.revisions = slices.Collect(odbtest.Corpus{Seed: 1}.Revisions(20_000))
	}
	var n atomic.Int64
	return func() *odbtest.Revision { return &b.revisions[int(n.Add(1)-1)%len(b.revisions)] }
}

// queue puts what several goroutines bring into common batches, as
// archive.Submit does.
type queue struct {
	s       odb.Store
	feed    func() *odbtest.Revision
	im      odbtest.Importer
	turn    sync.Mutex
	mu      sync.Mutex
	waiting []*waiter
}

type waiter struct {
	r    *odbtest.Revision
	done bool
	err  error
}

func (q *queue) submit(ctx context.Context) error {
	w := &waiter{r: q.feed()}
	q.mu.Lock()
	q.waiting = append(q.waiting, w)
	q.mu.Unlock()
	q.turn.Lock()
	defer q.turn.Unlock()
	if !w.done {
		q.mu.Lock()
		group := q.waiting
		q.waiting = nil
		q.mu.Unlock()
		err := q.write(ctx, group)
		for _, w := range group {
			w.done, w.err = true, err
		}
	}
	return w.err
}

func (q *queue) write(ctx context.Context, group []*waiter) error {
	from := q.im.Head
	batch, err := q.s.Begin(ctx)
	if err != nil {
		return err
	}
	for _, w := range group {
		if err := q.im.Add(batch, w.r); err != nil {
			return errors.Join(err, batch.Abort())
		}
	}
	return batch.Commit(ctx, odb.Move{Name: odbtest.Main, Old: from, New: q.im.Head})
}

// crowd has n goroutines call submit for a while and returns how often a second
// it succeeded, with the processor time of the server and of this process.
func (b *bench) crowd(ctx context.Context, n int, p place, submit func(context.Context) error) (r rate, err error) {
	var count atomic.Int64
	var wg sync.WaitGroup
	errs := make(chan error, n)
	before := b.usage(p)
	begin := time.Now()
	for range n {
		wg.Go(func() {
			for time.Since(begin) < b.each && ctx.Err() == nil {
				if err := submit(ctx); err != nil {
					errs <- err
					return
				}
				count.Add(1)
			}
		})
	}
	wg.Wait()
	close(errs)
	took := time.Since(begin)
	r.perSecond = float64(count.Load()) / took.Seconds()
	r.cpu = (b.usage(p) - before) / time.Duration(max(count.Load(), 1))
	return r, errors.Join(<-errs, ctx.Err())
}

// optimistic measures what groups are better than: 64 goroutines that each
// commit one revision in a transaction of its own, and build it again when
// another was faster.
func (b *bench) optimistic(ctx context.Context) error {
	p := b.places("optimistic")[1]
	s, err := p.open(ctx)
	if err != nil {
		return err
	}
	var n atomic.Int64
	rate, err := b.crowd(ctx, 64, p, func(ctx context.Context) error {
		return oneByOne(ctx, s, fmt.Sprintf("revision %d of a story of which this is the text\n", n.Add(1)))
	})
	if err := errors.Join(err, s.Close()); err != nil {
		return err
	}
	b.add("the same, each in a transaction of its own, 64 at a time", p, rate, "at most 1/10 of that")
	return nil
}

// oneByOne commits a revision of a single file: less than an archive's.
func oneByOne(ctx context.Context, s odb.Store, text string) error {
	for {
		head, err := s.Ref(ctx, odbtest.Main)
		if err != nil && !errors.Is(err, odb.ErrNotFound) {
			return err
		}
		im := odbtest.Importer{Head: head}
		batch, err := s.Begin(ctx)
		if err != nil {
			return err
		}
		r := odbtest.Revision{Path: "wire.example/2024/05/01/story.md", Text: text, Message: "Story\n", Author: "A <a@example.org>", Modified: time.Unix(1, 0), Captured: time.Unix(1, 0)}
		if err := im.Add(batch, &r); err != nil {
			return err
		}
		err = batch.Commit(ctx, odb.Move{Name: odbtest.Main, Old: head, New: im.Head})
		if !errors.As(err, new(*odb.MovedError)) {
			return err
		}
	}
}

// submitters measures the whole way in: matching, encoding, objects, refs and
// catalog.
func (b *bench) submitters(ctx context.Context) error {
	for _, n := range crowds {
		for _, p := range b.places(fmt.Sprint("submit", n)) {
			a, err := archive.Init(ctx, p.dir, p.options())
			if err != nil {
				return err
			}
			next := b.feed()
			rate, err := b.crowd(ctx, n, p, func(ctx context.Context) error {
				in, err := input(*next())
				if err != nil {
					return err
				}
				_, err = a.Submit(ctx, in)
				return err
			})
			if err := errors.Join(err, a.Close()); err != nil {
				return err
			}
			b.add(fmt.Sprintf("whole archive, catalog included: durable revisions/s, %d at a time", n), p, rate, "")
		}
	}
	return nil
}
