package pgstore

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/newsarc/newsarc/archive/odb"
)

// maxPending is how many bytes of packs a batch holds before it sends them
// ahead.
const maxPending = 16 << 20

// batch is an odb.Batch. It packs in memory; what is too much for that is sent
// ahead in transactions of its own, where no ref leads to it yet.
type batch struct {
	s     *Store
	ctx   context.Context // of Begin: Add has none
	out   *lanes
	ahead []sent // what is durable already
	ended bool
}

// sent is a pack that was sent ahead. Meanwhile another process may put its objects
// into another pack.
type sent struct {
	pack    int64
	objects []odb.ID
}

// Begin opens a batch.
func (s *Store) Begin(ctx context.Context) (odb.Batch, error) {
	return &batch{s: s, ctx: ctx, out: newLanes(s.opts.PackBytes)}, ctx.Err()
}

var errEnded = errors.New("batch has ended")

// Add takes an object.
func (b *batch) Add(o odb.New) error {
	if b.ended {
		return errEnded
	}
	if b.out.has(o.ID) {
		return nil
	}
	b.out.add(o)
	if b.out.size() < maxPending {
		return nil
	}
	return b.sendAhead()
}

// sendAhead makes the packs that are done durable.
func (b *batch) sendAhead() error {
	t := &transaction{packs: b.out.take()}
	if err := b.s.commit(b.ctx, t); err != nil {
		return err
	}
	for i, p := range t.packs {
		b.ahead = append(b.ahead, sent{t.ids[i], p.ids})
	}
	return nil
}

// Get returns an object of the batch or of the store.
func (b *batch) Get(ctx context.Context, id odb.ID) (odb.Object, error) {
	if o, ok, err := b.out.get(id); ok || err != nil {
		return o, err
	}
	return b.s.Get(ctx, id)
}

// Commit makes the objects durable and moves the refs, in one transaction.
func (b *batch) Commit(ctx context.Context, moves ...odb.Move) error {
	if b.ended {
		return errEnded
	}
	b.ended = true
	for _, m := range moves {
		if err := odb.CheckRefName(m.Name); err != nil {
			return err
		}
	}
	if err := ctx.Err(); err != nil {
		return context.Cause(ctx)
	}
	b.out.seal()
	moves = slices.Clone(moves)
	slices.SortFunc(moves, func(x, y odb.Move) int { return strings.Compare(x.Name, y.Name) })
	t := &transaction{packs: b.out.take(), ahead: b.ahead, moves: moves}
	if len(t.packs) == 0 && len(t.moves) == 0 {
		return nil
	}
	return b.s.commit(ctx, t)
}

// Abort drops the batch. What was sent ahead stays behind, and no ref leads to
// it.
func (b *batch) Abort() error {
	b.ended = true
	return nil
}
