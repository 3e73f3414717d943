package graph

import (
	"bytes"
	"context"
	"slices"

	"github.com/newsarc/newsarc/archive/commit"
	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/archive/storyid"
)

// Segment is a line of commits, each the first parent of the next.
type Segment struct {
	IDs []odb.ID // oldest first
	Gap bool     // the commit before it cannot be read
}

// Lineage returns the commits that lead from one, exclusive, to another, along
// all parents, those of a commit before it. found says that all that led to the
// first leads to the other as well, but for merges that newsarc made: these hold
// nothing of their own. Where a commit cannot be read, bad is told, and the walk
// goes on with the history that led to it, as far as that can be found. If found is
// false, the list is the whole history of the head.
func Lineage(ctx context.Context, store odb.Store, head, from odb.ID, bad func(odb.ID, error), progress func(done int)) (list []Segment, found bool, err error) {
	if chain, ok, err := Between(ctx, store, from, head, progress); ok || err != nil {
		return []Segment{{IDs: chain}}, true, err
	}
	g := New(store, progress)
	g.Bad = bad
	left, right, err := g.Apart(ctx, from, head)
	if err != nil {
		return nil, false, err
	}
	if !from.IsZero() && (len(g.broken) > 0 || !AllJoined(ctx, store, left)) {
		list, _, err = Lineage(ctx, store, head, odb.ID{}, bad, progress)
		return list, false, err
	}
	list = g.Segments(right)
	met := Set(right)
	for len(g.broken) > 0 {
		clear(g.broken)
		tip, err := orphan(ctx, store, g.parents)
		if err != nil {
			return nil, false, err
		}
		more, err := g.Walk(ctx, tip, met)
		if err != nil {
			return nil, false, err
		}
		for _, id := range more {
			met[id] = true
		}
		list = append(g.Segments(more), list...)
	}
	return list, true, nil
}

// AllJoined reports whether commits are all merges that newsarc made.
func AllJoined(ctx context.Context, g odb.Getter, ids []odb.ID) bool {
	return !slices.ContainsFunc(ids, func(id odb.ID) bool {
		c, err := commit.Read(ctx, g, id)
		return err != nil || !c.Joined
	})
}

// Between returns the commits from one, exclusive, to another, oldest first, if
// they are a line without merges: the usual case, which costs what it returns.
func Between(ctx context.Context, g odb.Getter, from, to odb.ID, progress func(done int)) (ids []odb.ID, ok bool, err error) {
	for id := to; id != from; {
		if err := ctx.Err(); err != nil || id.IsZero() {
			return nil, false, err
		}
		parents, err := commit.Parents(ctx, g, id)
		if err != nil || len(parents) > 1 {
			return nil, false, nil // to be looked at closely
		}
		if ids = append(ids, id); len(ids)%step == 0 && progress != nil {
			progress(len(ids))
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
func orphan(ctx context.Context, store odb.Store, seen map[odb.ID][]odb.ID) (odb.ID, error) {
	parents := map[odb.ID]odb.ID{}
	for id, err := range store.Objects(ctx) {
		if err != nil {
			return odb.ID{}, err
		}
		if _, ok := seen[id]; ok {
			continue
		}
		o, err := store.Get(ctx, id)
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
