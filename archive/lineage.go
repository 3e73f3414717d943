package archive

import (
	"bytes"
	"context"
	"slices"

	"github.com/newsarc/newsarc/archive/commit"
	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/archive/storyid"
)

// segment is a line of commits, each the first parent of the next.
type segment struct {
	ids []odb.ID // oldest first
	gap bool     // the commit before it cannot be read
}

// lineage returns the commits that lead from one, exclusive, to another, along
// all parents, those of a commit before it. found says that all that led to the
// first leads to the other as well, but for merges that newsarc made: these hold
// nothing of their own. Where a commit cannot be read, bad is told, and the walk
// goes on with the history that led to it, as far as that can be found. If found is
// false, the list is the whole history of the head.
func (a *Archive) lineage(ctx context.Context, head, from odb.ID, bad func(odb.ID, error)) (list []segment, found bool, err error) {
	if chain, ok, err := a.chain(ctx, from, head); ok || err != nil {
		return []segment{{ids: chain}}, true, err
	}
	g := newGraph(a.store, func(done int) {
		a.o.Progress(Progress{Task: "walking history", Done: int64(done)})
	})
	g.bad = bad
	left, right, err := g.apart(ctx, from, head)
	if err != nil {
		return nil, false, err
	}
	if !from.IsZero() && (len(g.broken) > 0 || !a.allJoined(ctx, left)) {
		list, _, err = a.lineage(ctx, head, odb.ID{}, bad)
		return list, false, err
	}
	list = g.segments(right)
	met := setOf(right)
	for len(g.broken) > 0 {
		clear(g.broken)
		tip, err := a.orphan(ctx, g.parents)
		if err != nil {
			return nil, false, err
		}
		more, err := g.walk(ctx, tip, met)
		if err != nil {
			return nil, false, err
		}
		for _, id := range more {
			met[id] = true
		}
		list = append(g.segments(more), list...)
	}
	return list, true, nil
}

// allJoined reports whether commits are all merges that newsarc made.
func (a *Archive) allJoined(ctx context.Context, ids []odb.ID) bool {
	return !slices.ContainsFunc(ids, func(id odb.ID) bool {
		c, err := commit.Read(ctx, a.store, id)
		return err != nil || !c.Joined
	})
}

// chain returns the commits from one, exclusive, to another, oldest first, if
// they are a line without merges: the usual case, which costs what it returns.
func (a *Archive) chain(ctx context.Context, from, to odb.ID) (ids []odb.ID, ok bool, err error) {
	for id := to; id != from; {
		if err := ctx.Err(); err != nil || id.IsZero() {
			return nil, false, err
		}
		parents, err := commit.Parents(ctx, a.store, id)
		if err != nil || len(parents) > 1 {
			return nil, false, nil // to be looked at closely
		}
		if ids = append(ids, id); len(ids)%chunk == 0 {
			a.o.Progress(Progress{Task: "walking history", Done: int64(len(ids))})
		}
		id = odb.ID{}
		if len(parents) > 0 {
			id = parents[0]
		}
	}
	slices.Reverse(ids)
	return ids, true, nil
}

// orphan looks through all objects for the history that a damaged commit has cut
// off: of the commits that hold a revision and were not seen yet, those that lead
// to one to which none leads, the longest such line. It returns its last commit.
func (a *Archive) orphan(ctx context.Context, seen map[odb.ID][]odb.ID) (odb.ID, error) {
	parents := map[odb.ID]odb.ID{}
	for id, err := range a.store.Objects(ctx) {
		if err != nil {
			return odb.ID{}, err
		}
		if _, ok := seen[id]; ok {
			continue
		}
		o, err := a.store.Get(ctx, id)
		if err != nil || o.Type != odb.Commit {
			continue
		}
		if c, err := commit.Parse(o.Data); err == nil && storyid.Valid(c.Trailers[commit.KeyStory]) && c.Trailers[commit.KeyExtension] == "" {
			parents[id] = c.Parent
		}
	}
	tips := make(map[odb.ID]bool, len(parents))
	for id := range parents {
		tips[id] = true
	}
	for _, parent := range parents {
		delete(tips, parent)
	}
	var best odb.ID
	most := 0
	for tip := range tips {
		n := 0
		for id := tip; !id.IsZero(); id = parents[id] {
			if _, ok := seen[id]; ok {
				break
			}
			n++
		}
		if n > most || n == most && bytes.Compare(tip[:], best[:]) < 0 {
			best, most = tip, n
		}
	}
	return best, nil
}
