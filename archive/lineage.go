package archive

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/newsarc/newsarc/archive/odb"
)

// segment is a part of a branch without a gap.
type segment struct {
	ids []odb.ID // oldest first
	gap bool     // the commit before it cannot be read
}

// lineage returns the commits that lead from one, exclusive, to another, along
// first parents, oldest first. found says that the first was met. Where a commit
// cannot be read, bad is told, and the walk goes on with the history that led to
// it, as far as that can be found.
func (a *Archive) lineage(ctx context.Context, head, from odb.ID, bad func(odb.ID, error)) (list []segment, found bool, err error) {
	var cur segment
	seen := map[odb.ID]bool{} // filled when there is a gap: a whole history is a lot to keep
	end := func(gap bool) {
		slices.Reverse(cur.ids)
		cur.gap = gap
		list = append(list, cur)
		cur = segment{}
	}
	id := head
	for n := 1; id != from && !id.IsZero(); n++ {
		if err := ctx.Err(); err != nil {
			return nil, false, err
		}
		parent, err := a.parentOf(ctx, id)
		if err == nil {
			cur.ids = append(cur.ids, id)
			id = parent
			if n%chunk == 0 {
				a.o.Progress(Progress{Task: "walking history", Done: int64(n)})
			}
			continue
		}
		if !isDamage(err) {
			return nil, false, err
		}
		bad(id, err)
		seen[id] = true
		for _, id := range cur.ids {
			seen[id] = true
		}
		end(true)
		if id, err = a.orphan(ctx, seen); err != nil {
			return nil, false, err
		}
	}
	end(false)
	slices.Reverse(list)
	return list, id == from, nil
}

// parentOf returns the first parent of a commit, zero if it has none.
func (a *Archive) parentOf(ctx context.Context, id odb.ID) (odb.ID, error) {
	data, err := get(ctx, a.store, odb.Commit, id)
	if err != nil {
		return odb.ID{}, err
	}
	parent, err := firstParent(data)
	if err != nil {
		err = fmt.Errorf("commit %s: %w", id, err)
	}
	return parent, err
}

// firstParent reads no more of a commit than its first parent.
func firstParent(data []byte) (odb.ID, error) {
	_, rest, ok := bytes.Cut(data, []byte("\n"))
	if !ok || !bytes.HasPrefix(data, []byte("tree ")) {
		return odb.ID{}, errCommit
	}
	rest, ok = bytes.CutPrefix(rest, []byte("parent "))
	if !ok {
		return odb.ID{}, nil
	}
	if len(rest) < 40 {
		return odb.ID{}, errCommit
	}
	return odb.ParseID(string(rest[:40]))
}

// orphan looks through all objects for the history that a damaged commit has cut
// off: of the commits that hold a revision and were not seen yet, those that lead
// to one to which none leads, the longest such line. It returns its last commit.
func (a *Archive) orphan(ctx context.Context, seen map[odb.ID]bool) (odb.ID, error) {
	parents := map[odb.ID]odb.ID{}
	for id, err := range a.store.Objects(ctx) {
		if err != nil {
			return odb.ID{}, err
		}
		if seen[id] {
			continue
		}
		o, err := a.store.Get(ctx, id)
		if err != nil || o.Type != odb.Commit {
			continue
		}
		if c, err := parseCommit(o.Data); err == nil && validStory(c.Trailers[keyStory]) && c.Trailers[keyExtension] == "" {
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
		for id := tip; !id.IsZero() && !seen[id]; id = parents[id] {
			n++
		}
		if n > most || n == most && bytes.Compare(tip[:], best[:]) < 0 {
			best, most = tip, n
		}
	}
	return best, nil
}

// isDamage reports whether an error says that an object is missing or damaged.
func isDamage(err error) bool {
	var damaged *odb.DamagedError
	return errors.As(err, &damaged) || errors.Is(err, odb.ErrNotFound) || errors.Is(err, errCommit) || errors.Is(err, errTree)
}
