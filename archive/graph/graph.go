// Package graph walks along commits and their parents: what leads to a head, what
// leads to one of two heads only, the lines between merges, and around what is
// damaged. What is usual, a line without merges, costs no more than it returns.
//
// It does not know what commits hold.
package graph

import (
	"context"
	"slices"

	"github.com/newsarc/newsarc/archive/commit"
	"github.com/newsarc/newsarc/archive/odb"
)

// step is after how many commits progress is told.
const step = 4000

// Graph is as much of the history as was walked.
type Graph struct {
	from     odb.Getter
	progress func(done int)
	// Bad is told of commits that cannot be read, which then count as roots; if
	// it is nil, they end the walk.
	Bad     func(odb.ID, error)
	parents map[odb.ID][]odb.ID // of all commits met, also of those that cannot be read
	broken  map[odb.ID]bool     // that cannot be read
}

// New returns a graph of which nothing was walked yet. If progress is not nil, it is
// told now and then how many commits were met.
func New(from odb.Getter, progress func(done int)) *Graph {
	return &Graph{from: from, progress: progress, parents: map[odb.ID][]odb.ID{}, broken: map[odb.ID]bool{}}
}

// Parents returns the parents of a commit, which is read once.
func (g *Graph) Parents(ctx context.Context, id odb.ID) ([]odb.ID, error) {
	if list, ok := g.parents[id]; ok {
		return list, nil
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	list, err := commit.Parents(ctx, g.from, id)
	if err != nil {
		if g.Bad == nil || !odb.IsDamage(err) {
			return nil, err
		}
		g.Bad(id, err)
		g.broken[id] = true
	}
	g.parents[id] = list
	if n := len(g.parents); n%step == 0 && g.progress != nil {
		g.progress(n)
	}
	return list, nil
}

// Walk returns the commits that lead to a head and are not to be skipped, the
// parents of each before it, its first parent's line last. What leads to a
// skipped one must be skipped too.
func (g *Graph) Walk(ctx context.Context, head odb.ID, skip map[odb.ID]bool) (order []odb.ID, err error) {
	if head.IsZero() || skip[head] {
		return nil, nil
	}
	type step struct {
		id   odb.ID
		todo []odb.ID
	}
	met := map[odb.ID]bool{}
	var stack []step
	enter := func(id odb.ID) error {
		met[id] = true
		parents, err := g.Parents(ctx, id)
		stack = append(stack, step{id, parents})
		return err
	}
	if err := enter(head); err != nil {
		return nil, err
	}
	for len(stack) > 0 {
		top := &stack[len(stack)-1]
		if n := len(top.todo); n > 0 {
			next := top.todo[n-1]
			if top.todo = top.todo[:n-1]; !met[next] && !skip[next] {
				if err := enter(next); err != nil {
					return nil, err
				}
			}
			continue
		}
		if !g.broken[top.id] {
			order = append(order, top.id)
		}
		stack = stack[:len(stack)-1]
	}
	return order, nil
}

// Apart returns the commits to which only one of two heads leads, parents before
// children. A zero head is one to which nothing leads.
func (g *Graph) Apart(ctx context.Context, x, y odb.ID) (left, right []odb.ID, err error) {
	if left, right, ok, err := g.fork(ctx, x, y); ok || err != nil {
		clear(g.broken) // what it met of them is older than all that it returns
		return left, right, err
	}
	toX, err := g.Walk(ctx, x, nil)
	if err != nil {
		return nil, nil, err
	}
	toY, err := g.Walk(ctx, y, nil)
	if err != nil {
		return nil, nil, err
	}
	inX, inY := Set(toX), Set(toY)
	right = slices.DeleteFunc(toY, func(id odb.ID) bool { return inX[id] })
	left = slices.DeleteFunc(toX, func(id odb.ID) bool { return inY[id] })
	return left, right, nil
}

// Set returns the commits of a list as a set.
func Set(ids []odb.ID) map[odb.ID]bool {
	set := make(map[odb.ID]bool, len(ids))
	for _, id := range ids {
		set[id] = true
	}
	return set
}

// fork is Apart for two lines that part from each other before either meets a
// merge, and for a merge with one of the heads as a parent: what is usual costs
// no more than it returns.
func (g *Graph) fork(ctx context.Context, x, y odb.ID) (left, right []odb.ID, ok bool, err error) {
	if x.IsZero() || y.IsZero() {
		return nil, nil, false, nil
	}
	if parents, err := g.Parents(ctx, y); err != nil {
		return nil, nil, false, err
	} else if len(parents) == 2 && slices.Contains(parents, x) {
		other := parents[0]
		if other == x {
			other = parents[1]
		}
		_, right, ok, err = g.fork(ctx, x, other)
		return nil, append(right, y), ok, err
	}
	sides := [2]walker{newWalker(x), newWalker(y)}
	for !sides[0].over || !sides[1].over {
		for i := range sides {
			if sides[i].over {
				continue
			}
			at := sides[i].at
			if n, met := sides[1-i].place[at]; met {
				mine, other := sides[i].ids[:len(sides[i].ids)-1], sides[1-i].ids[:n]
				slices.Reverse(mine)
				slices.Reverse(other)
				if i == 0 {
					return mine, other, true, nil
				}
				return other, mine, true, nil
			}
			if err := sides[i].step(ctx, g); err != nil {
				return nil, nil, false, err
			}
		}
	}
	return nil, nil, false, nil
}

// walker walks along single parents.
type walker struct {
	at    odb.ID
	ids   []odb.ID // newest first, the last one is at
	place map[odb.ID]int
	over  bool
}

func newWalker(id odb.ID) walker {
	return walker{at: id, ids: []odb.ID{id}, place: map[odb.ID]int{id: 0}}
}

func (l *walker) step(ctx context.Context, g *Graph) error {
	parents, err := g.Parents(ctx, l.at)
	if l.over = len(parents) != 1; l.over {
		return err
	}
	l.at = parents[0]
	l.place[l.at] = len(l.ids)
	l.ids = append(l.ids, l.at)
	return err
}

// Segments parts commits into lines. A merge begins one.
func (g *Graph) Segments(order []odb.ID) (list []Segment) {
	var last odb.ID
	for _, id := range order {
		parents := g.parents[id]
		gap := len(parents) > 0 && g.broken[parents[0]]
		if len(list) == 0 || gap || len(parents) != 1 || parents[0] != last {
			list = append(list, Segment{Gap: gap})
		}
		s := &list[len(list)-1]
		s.IDs = append(s.IDs, id)
		last = id
	}
	return list
}
