package archive

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/newsarc/newsarc/archive/commit"
	"github.com/newsarc/newsarc/archive/graph"
	"github.com/newsarc/newsarc/archive/odb"
)

// join makes the head of a branch out of the heads of two archives. It follows
// from what the two hold, and from nothing else: not from which is ours, nor from
// the merges that were made on the way. So whatever archives pull from each other,
// and in whatever order, those that hold the same have the same head.
//
// Merges that newsarc made hold nothing of their own. Below them are the commits
// to which no other commit leads, but for such merges: the tips. The head is the
// only tip, or the merge of all: of the oldest with the second, of that with the
// third, and so on, by committer date and then by id.
type join struct {
	a      *Archive
	b      odb.Batch
	branch string
	graph  *graph.Graph
	made   []odb.ID // merges that were not there before
}

func (a *Archive) newJoin(b odb.Batch, branch string) *join {
	return &join{a: a, b: b, branch: branch, graph: graph.New(b, nil)}
}

// heads returns the head of the branch that joins two; a zero one is none.
func (j *join) heads(ctx context.Context, x, y odb.ID) (odb.ID, error) {
	switch {
	case x == y || y.IsZero():
		return x, nil
	case x.IsZero():
		return y, nil
	}
	tips, err := j.tips(ctx, x, y)
	if err != nil {
		return odb.ID{}, err
	}
	head := tips[0]
	for _, tip := range tips[1:] {
		if head, err = j.pair(ctx, head, tip); err != nil {
			return odb.ID{}, err
		}
	}
	return head, nil
}

// tips returns the tips of two heads together, the oldest first.
func (j *join) tips(ctx context.Context, x, y odb.ID) ([]odb.ID, error) {
	left, right, err := j.graph.Apart(ctx, x, y)
	if err != nil {
		return nil, err
	}
	ofX, err := j.below(ctx, x)
	if err != nil {
		return nil, err
	}
	ofY, err := j.below(ctx, y)
	if err != nil {
		return nil, err
	}
	all := map[odb.ID]time.Time{}
	keep := func(mine, others map[odb.ID]time.Time, only []odb.ID) {
		own := graph.Set(only)
		for id, when := range mine {
			if _, both := others[id]; both || own[id] {
				all[id] = when
			}
		}
	}
	keep(ofX, ofY, left)
	keep(ofY, ofX, right)
	if len(ofX) > 1 || len(ofY) > 1 {
		if err := j.dropAncestors(ctx, all); err != nil {
			return nil, err
		}
	}
	return slices.SortedFunc(maps.Keys(all), func(p, q odb.ID) int {
		return cmp.Or(cmp.Compare(all[p].Unix(), all[q].Unix()), bytes.Compare(p[:], q[:]))
	}), nil
}

// below returns the commits on which the merges at a head stand, with their
// committer dates; the head itself if it is no merge of ours.
func (j *join) below(ctx context.Context, head odb.ID) (map[odb.ID]time.Time, error) {
	tips, met := map[odb.ID]time.Time{}, map[odb.ID]bool{}
	for todo := []odb.ID{head}; len(todo) > 0; {
		id := todo[len(todo)-1]
		if todo = todo[:len(todo)-1]; met[id] {
			continue
		}
		met[id] = true
		c, err := commit.Read(ctx, j.b, id)
		if err != nil {
			return nil, err
		}
		if c.Joined {
			todo = append(todo, c.Parents...)
		} else {
			tips[id] = c.Committer.When
		}
	}
	return tips, nil
}

// dropAncestors drops those of several commits that lead to another of them.
func (j *join) dropAncestors(ctx context.Context, tips map[odb.ID]time.Time) error {
	met := map[odb.ID]bool{}
	for _, tip := range slices.Collect(maps.Keys(tips)) {
		parents, err := j.graph.Parents(ctx, tip)
		if err != nil {
			return err
		}
		for _, p := range parents {
			before, err := j.graph.Walk(ctx, p, met)
			if err != nil {
				return err
			}
			for _, id := range before {
				met[id] = true
				delete(tips, id)
			}
		}
	}
	return nil
}

// pair makes the merge of two commits.
func (j *join) pair(ctx context.Context, x, y odb.ID) (odb.ID, error) {
	cx, err := commit.Read(ctx, j.b, x)
	if err != nil {
		return odb.ID{}, err
	}
	cy, err := commit.Read(ctx, j.b, y)
	if err != nil {
		return odb.ID{}, err
	}
	when := cx.Committer.When
	if cy.Committer.When.After(when) {
		when = cy.Committer.When
	}
	u := &union{join: j, x: x, y: y}
	if j.branch == Main {
		if err := u.compare(ctx); err != nil {
			return odb.ID{}, err
		}
	}
	tree, err := u.trees(ctx, "", cx.Tree, cy.Tree)
	if err != nil {
		return odb.ID{}, err
	}
	data := commit.Join(tree, x, y, when, u.apart)
	id := odb.Hash(odb.Commit, data)
	if have, err := j.has(ctx, id); have || err != nil {
		return id, err
	}
	j.made = append(j.made, id)
	return id, j.b.Add(odb.New{Object: odb.Object{Type: odb.Commit, Data: data}, ID: id})
}

func (j *join) has(ctx context.Context, id odb.ID) (bool, error) {
	_, err := j.b.Get(ctx, id)
	if errors.Is(err, odb.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}
