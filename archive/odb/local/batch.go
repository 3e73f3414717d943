package local

import (
	"context"
	"errors"
	"fmt"

	"github.com/newsarc/newsarc/archive/odb"
)

// batch is an odb.Batch: objects go into one new pack, or several when they
// are many.
//
// An object that the store has already is stored once more, until the next
// consolidation. To leave it out would rest on a pack whose objects perhaps no
// ref leads to, such as one of a writer that died: git repack -ad, which may
// have begun already, would drop that pack after the batch has moved its refs.
type batch struct {
	s     *Store
	out   *packStream
	kept  []*keptPack
	ended bool
}

// Begin opens a batch.
func (s *Store) Begin(ctx context.Context) (odb.Batch, error) {
	return &batch{s: s}, ctx.Err()
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
	if b.out != nil && b.out.full() {
		if err := b.finish(); err != nil {
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

// finish completes the pack under way. Its name is durable once Commit has synced
// the directory.
func (b *batch) finish() error {
	out := b.out
	b.out = nil
	kept, err := out.finish()
	if err != nil {
		return fmt.Errorf("write pack: %w", err)
	}
	b.kept = append(b.kept, kept)
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
	err := ctx.Err()
	switch {
	case err != nil:
	case b.out != nil:
		err = b.finish()
	}
	switch {
	case err != nil:
	case len(moves) > 0:
		err = b.s.moveRefs(ctx, moves)
	case len(b.kept) > 0:
		err = b.s.fs.SyncDir(b.s.packs.dir)
	}
	// What cannot be tidied up does not undo what is done.
	if aerr := b.Abort(); err != nil {
		return errors.Join(err, aerr)
	}
	return nil
}

// Abort drops the batch.
func (b *batch) Abort() (err error) {
	if b.ended {
		return nil
	}
	b.ended = true
	if b.out != nil {
		err = b.out.abort()
	}
	for _, k := range b.kept {
		err = errors.Join(err, k.end())
	}
	return err
}
