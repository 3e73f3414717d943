package archive

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/newsarc/newsarc/archive/catalog"
	"github.com/newsarc/newsarc/archive/commit"
	"github.com/newsarc/newsarc/archive/graph"
	"github.com/newsarc/newsarc/archive/odb"
)

// chunk is how many commits the catalog takes in one transaction.
const chunk = 4000

// patience is for how long a reader waits for another machine that brings the
// catalog up to date, before it makes do with what there is; pause is how often it
// looks.
const (
	patience = 5 * time.Second
	pause    = 20 * time.Millisecond
)

// refresh brings the catalog up to the head of the main branch. If exact is not
// set, an older state will do where several machines share the catalog.
func (a *Archive) refresh(ctx context.Context, c catalog.Catalog, exact bool) error {
	begin := time.Now()
	for {
		s, err := c.Standing(ctx, a.head)
		if err != nil || !s.Behind() {
			return err
		}
		old := s.Shared && !exact && !s.Partial && !s.At.IsZero() // would do
		if old && s.ReadOnly && time.Since(begin) > a.patience/20 {
			a.tellOnce("the catalog is behind the history, and cannot be written here: what was added last is missing")
			return nil
		}
		if s.ReadOnly && !old {
			return catalog.ErrReadOnly
		}
		done := false
		if !s.ReadOnly {
			if done, err = a.tryCatchUp(ctx, c); err != nil {
				return err
			}
		}
		if done {
			continue
		}
		if old && time.Since(begin) > a.patience {
			a.tellOnce("another process is bringing the catalog up to date: what was added last is missing")
			return nil
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(pause):
		}
	}
}

// tellOnce gives a notice that would be much the same each time.
func (a *Archive) tellOnce(format string, args ...any) {
	a.mu.Lock()
	told := a.told[format]
	if a.told == nil {
		a.told = map[string]bool{}
	}
	a.told[format] = true
	a.mu.Unlock()
	if !told {
		a.o.Notice(fmt.Sprintf(format, args...))
	}
}

// tryCatchUp brings the catalog up to date, if no other process is at it.
func (a *Archive) tryCatchUp(ctx context.Context, c catalog.Catalog) (done bool, err error) {
	unlock, ok, err := c.TryLock(ctx)
	if err != nil || !ok {
		return false, err
	}
	defer unlock()
	s, err := c.Standing(ctx, a.head) // another may just have ended
	if err != nil || !s.Behind() {
		return true, err
	}
	err = a.catchUp(ctx, c, s.At, s.Head)
	if errors.Is(err, catalog.ErrStale) {
		err = nil // another process is at it too: see how far it got
	}
	return true, err
}

// lockDerived takes the lock of who derives, and waits for another for a while.
func (a *Archive) lockDerived(ctx context.Context, c catalog.Catalog) (unlock func(), ok bool, err error) {
	for begin := time.Now(); ; {
		unlock, ok, err = c.TryLock(ctx)
		if ok || err != nil || time.Since(begin) > a.patience {
			return unlock, ok, err
		}
		select {
		case <-ctx.Done():
			return nil, false, context.Cause(ctx)
		case <-time.After(pause):
		}
	}
}

// catchUp takes the catalog from one commit to a later one. If the later one
// does not descend from it, the branch was moved back or the catalog belongs to
// another archive: it is emptied and derived from the beginning.
func (a *Archive) catchUp(ctx context.Context, c catalog.Catalog, at, head odb.ID) error {
	bad := func(_ odb.ID, err error) { a.o.Notice(err.Error() + ": see verify") }
	segments, found, err := a.lineage(ctx, head, at, bad)
	if err != nil {
		return err
	}
	if found && !at.IsZero() {
		last, err := a.lastPaths(ctx, segments)
		if err != nil {
			return err
		}
		if moved, err := last.outdated(ctx, c, segments); err != nil {
			return err
		} else if moved { // rare, and cheaper to get right from the beginning
			if segments, _, err = a.lineage(ctx, head, odb.ID{}, bad); err != nil {
				return err
			}
			found = false
		}
	}
	if !found {
		if err := c.Reset(ctx); err != nil {
			return err
		}
		at = odb.ID{}
	}
	return a.readSegments(ctx, c, segments, "reading history", bad, func(ids []odb.ID, changes []change) error {
		rows := make([]catalog.Change, len(changes))
		for i := range changes {
			rows[i] = changes[i].row()
			rows[i].Again = len(segments) > 1
		}
		to := ids[len(ids)-1]
		err := c.Apply(ctx, at, to, rows)
		at = to
		return err
	})
}

// lineage returns the commits that lead from one, exclusive, to another.
func (a *Archive) lineage(ctx context.Context, head, from odb.ID, bad func(odb.ID, error)) ([]graph.Segment, bool, error) {
	return graph.Lineage(ctx, a.store, head, from, bad, a.walking)
}

// walking tells how many commits were met on a walk.
func (a *Archive) walking(done int) {
	a.o.Progress(Progress{Task: "walking history", Done: int64(done)})
}

// readSegments reads the revisions of the commits of segments and calls f with
// them, some thousands of commits at a time. It needs of the catalog what it has
// of commits that come before these.
func (a *Archive) readSegments(ctx context.Context, c catalog.Catalog, segments []graph.Segment, task string,
	bad func(odb.ID, error), f func(ids []odb.ID, changes []change) error,
) error {
	p := Progress{Task: task}
	for _, s := range segments {
		p.Total += int64(len(s.IDs))
	}
	last, err := a.lastPaths(ctx, segments)
	if err != nil {
		return err
	}
	gens := &generations{a: a, c: c, known: map[odb.ID]int64{}}
	for _, s := range segments {
		if len(s.IDs) == 0 {
			continue
		}
		h, generation, err := a.begin(ctx, &s, gens)
		if err != nil {
			return err
		}
		h.last = last
		for ids := range slices.Chunk(s.IDs, a.chunk) {
			changes, err := h.next(ctx, ids, bad)
			if err != nil {
				return err
			}
			n := 0
			for i := range changes {
				for ids[n] != changes[i].id {
					n++
				}
				changes[i].generation = generation + int64(n)
			}
			if err := f(ids, changes); err != nil {
				return err
			}
			generation += int64(len(ids))
			p.Done += int64(len(ids))
			a.o.Progress(p)
		}
		gens.known[s.IDs[len(s.IDs)-1]] = generation - 1
	}
	return nil
}

// begin returns the history that leads to a segment, and the generation of the
// segment's first commit.
func (a *Archive) begin(ctx context.Context, s *graph.Segment, gens *generations) (h *history, generation int64, err error) {
	parents, err := commit.Parents(ctx, a.store, s.IDs[0])
	if err != nil && !odb.IsDamage(err) {
		return nil, 0, err
	}
	var before odb.ID
	for i, id := range parents {
		if i == 0 && !s.Gap {
			before = id
		}
		n, err := gens.of(ctx, id)
		if err != nil {
			return nil, 0, err
		}
		generation = max(generation, n)
	}
	h = a.historyAfter(ctx, before)
	h.lost = h.lost || s.Gap
	return h, generation + 1, ctx.Err()
}

// generations finds how far commits are from their roots.
type generations struct {
	a     *Archive
	c     catalog.Catalog
	known map[odb.ID]int64
}

// of returns the generation of a commit, 0 of the zero id and of one that cannot
// be read. It asks the catalog for the nearest commits that it has.
func (g *generations) of(ctx context.Context, id odb.ID) (int64, error) {
	stack := []odb.ID{id}
	for len(stack) > 0 {
		id := stack[len(stack)-1]
		n, wait, err := g.try(ctx, id)
		switch {
		case err != nil:
			return 0, err
		case len(wait) > 0:
			stack = append(stack, wait...)
		default:
			g.known[id] = n
			stack = stack[:len(stack)-1]
		}
	}
	return g.known[id], nil
}

// try returns the generation of a commit, or what must be known before.
func (g *generations) try(ctx context.Context, id odb.ID) (n int64, wait []odb.ID, err error) {
	if n, ok := g.known[id]; ok || id.IsZero() {
		return n, nil, nil
	}
	c, err := commit.Read(ctx, g.a.store, id)
	if err != nil {
		if odb.IsDamage(err) {
			err = nil
		}
		return 0, nil, err
	}
	if story := c.Trailers[commit.KeyStory]; story != "" {
		if n, ok, err := g.c.Generation(ctx, story, id); ok || err != nil {
			return n, nil, err
		}
	}
	for _, p := range c.Parents {
		if m, ok := g.known[p]; ok {
			n = max(n, m)
		} else {
			wait = append(wait, p)
		}
	}
	return n + 1, wait, ctx.Err()
}
