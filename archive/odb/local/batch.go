package local

import (
	"context"
	"errors"
	"fmt"

	"github.com/newsarc/newsarc/archive/odb"
)

// batch is an odb.Batch: objects go into one new pack, or several when they
// are many.
type batch struct {
	s     *Store
	packs *packList // as of Begin, to pass over what is there
	out   *packStream
	ended bool
	fresh map[*packFile]bool // packs touched because an object in them is reused
}

// Begin opens a batch.
func (s *Store) Begin(context.Context) (odb.Batch, error) {
	l, _, err := s.packs.reload()
	if err != nil {
		return nil, err
	}
	return &batch{s: s, packs: l}, nil
}

var errEnded = errors.New("batch has ended")

// Add takes an object.
func (b *batch) Add(o odb.New) error {
	if b.ended {
		return errEnded
	}
	if b.out != nil && b.out.has(o.ID) {
		return nil
	}
	// Loose objects do not count: stock git may not have made them durable.
	if p, _, ok := b.packs.find(o.ID); ok {
		return b.freshen(p)
	}
	if b.out != nil && b.out.full() {
		if err := b.roll(); err != nil {
			return err
		}
	}
	if b.out == nil {
		out, err := b.s.newPackStream()
		if err != nil {
			return err
		}
		b.out = out
	}
	return b.out.add(o)
}

// freshen marks a pack as used, once: git gc keeps what is young.
func (b *batch) freshen(p *packFile) error {
	if b.fresh[p] {
		return nil
	}
	if b.fresh == nil {
		b.fresh = make(map[*packFile]bool)
	}
	b.fresh[p] = true
	// It may belong to another user or be gone into a newer pack.
	_ = b.s.fs.Touch(p.path + ".pack")
	return nil
}

// roll makes the pack durable and lets the next object begin another.
func (b *batch) roll() error {
	out := b.out
	b.out = nil
	if err := out.finish(); err != nil {
		return err
	}
	l, _, err := b.s.packs.reload()
	if err != nil {
		return err
	}
	b.packs.release()
	b.packs = l
	return nil
}

// Get returns an object of the batch or of the store. The data of an object of
// the batch is shared and must not be changed.
func (b *batch) Get(ctx context.Context, id odb.ID) (odb.Object, error) {
	if b.out != nil {
		if o, ok, err := b.out.get(id); ok || err != nil {
			return o, err
		}
	}
	return b.s.Get(ctx, id)
}

// Commit makes the objects durable, then moves the refs.
func (b *batch) Commit(ctx context.Context, moves ...odb.Move) error {
	if b.ended {
		return errEnded
	}
	if err := ctx.Err(); err != nil {
		return errors.Join(err, b.Abort())
	}
	out := b.out
	b.out = nil
	defer func() { _ = b.Abort() }()
	if out != nil {
		if err := out.finish(); err != nil {
			return fmt.Errorf("write pack: %w", err)
		}
	} else if len(moves) > 0 {
		// The refs may lead to objects of a pack whose writer has not yet
		// made its name durable.
		if err := b.s.fs.SyncDir(b.s.packs.dir); err != nil {
			return err
		}
	}
	return b.s.moveRefs(ctx, moves)
}

// Abort drops the batch.
func (b *batch) Abort() error {
	if b.ended {
		return nil
	}
	b.ended = true
	b.packs.release()
	if b.out == nil {
		return nil
	}
	return b.out.abort()
}
