package archive

import (
	"context"
	"errors"
	"os"
	"sync"
	"sync/atomic"

	"github.com/newsarc/newsarc/archive/catalog"
	"github.com/newsarc/newsarc/archive/catalog/litecat"
	"github.com/newsarc/newsarc/archive/odb"
)

// GC consolidates packs as far as that pays, or all of them, and when asked
// heals: re-creates what can be re-created and removes what a crash left. A store
// that needs no care is left alone.
func (a *Archive) GC(ctx context.Context, o GCOptions) (GCSummary, error) {
	if a.o.ReadOnly {
		return GCSummary{}, ErrReadOnly
	}
	var s GCSummary
	m, ok := a.store.(odb.Maintainer)
	if !ok {
		return s, nil
	}
	if err := a.leave(ctx); err != nil {
		return s, err
	}
	if o.Heal {
		_, err := m.Heal(ctx, func(what string) { s.Healed = append(s.Healed, what) })
		if err != nil {
			return s, err
		}
		if err := a.healCatalog(ctx, &s); err != nil {
			return s, err
		}
	}
	done, err := m.Consolidate(ctx, odb.ConsolidateOptions{All: o.All, Progress: func(done, total int) {
		a.o.Progress(Progress{Task: "consolidating", Done: int64(done), Total: int64(total)})
	}})
	if err != nil {
		return s, err
	}
	if done.After.Packs == 0 && done.After.Loose == 0 { // nothing was to be done
		if done.Before, err = m.Stats(ctx); err != nil {
			return s, err
		}
		done.After = done.Before
	}
	s.PacksBefore, s.PacksAfter = done.Before.Packs, done.After.Packs
	s.LooseBefore, s.LooseAfter = done.Before.Loose, done.After.Loose
	s.BytesBefore, s.BytesAfter = done.Before.Bytes, done.After.Bytes
	return s, nil
}

// leave removes the catalog that an older newsarc kept in the folder of an archive
// in a database. What it alone knew, sightings of the last day, goes to the
// database.
func (a *Archive) leave(ctx context.Context) error {
	if _, err := os.Stat(a.left); a.left == "" || err != nil {
		return nil
	}
	if old, err := litecat.Open(ctx, a.left, litecat.Options{ReadOnly: true}); err == nil {
		list, err := old.NewSightings(ctx)
		if err == nil && len(list) > 0 {
			err = a.exact(ctx, func(c catalog.Catalog) error { return c.See(ctx, list) })
		}
		if err = errors.Join(err, old.Close()); err != nil {
			return err
		}
	}
	return litecat.Remove(a.left)
}

// healCatalog derives the catalog anew if it is not what git says.
func (a *Archive) healCatalog(ctx context.Context, s *GCSummary) error {
	return a.exact(ctx, func(c catalog.Catalog) error {
		v := &verifier{a: a, c: c, report: func(Problem) {}, rowsOnly: true}
		if err := v.run(ctx); err != nil || v.wrongRows == 0 {
			return err
		}
		s.Healed = append(s.Healed, "catalog: derived anew")
		if err := c.Reset(ctx); err != nil {
			return err
		}
		return a.refresh(ctx, c, true)
	})
}

// manyPacks is how many packs Add lets gather before it has them consolidated,
// and mostPacks how many where that is work, full ones aside: of 64 full batches
// some 50 make a pack that stays for good, and the others wait for more, so that
// each object of a bulk add is rewritten once.
const (
	manyPacks   = 16
	mostPacks   = 64
	workObjects = 100_000
)

// consolidator consolidates packs beside an Add, once at a time.
type consolidator struct {
	a       *Archive
	wg      sync.WaitGroup
	running atomic.Bool
}

// nudge begins a consolidation if there are many packs and none is under way.
func (c *consolidator) nudge(ctx context.Context) {
	m, ok := c.a.store.(odb.Maintainer)
	if !ok || !c.a.o.AutoGC {
		return
	}
	// An add of one revision, which finds few, is spared the look into each.
	if list, ok := m.(interface {
		Packs(context.Context) (int, error)
	}); ok {
		if n, err := list.Packs(ctx); err != nil || n < manyPacks {
			return
		}
	}
	s, err := m.Stats(ctx)
	small := s.Packs - s.Full
	if err != nil || small < manyPacks || small < mostPacks && s.Objects > workObjects || !c.running.CompareAndSwap(false, true) {
		return
	}
	c.wg.Go(func() {
		defer c.running.Store(false)
		_, err := m.Consolidate(ctx, odb.ConsolidateOptions{})
		var locked *odb.LockedError // by another process that does the same
		if err != nil && !errors.As(err, &locked) && ctx.Err() == nil {
			c.a.o.Notice("packs are not consolidated: " + err.Error())
		}
	})
}
