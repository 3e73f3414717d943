package align

import "slices"

// stayed tells for each group whether it kept its place: the largest set of
// sentences no two of which changed their order. All others moved. This
// is the least number of moves that explains the order (NewsEdits, algorithm
// 2, removes crossing edges for the same end).
func (a *aligner) stayed() []bool {
	order := a.inNewOrder()
	firsts := a.ints.take(len(order))
	for k, g := range order {
		firsts[k] = a.groups[g].old[0]
	}
	stayed := make([]bool, len(a.groups))
	if slices.IsSorted(firsts) {
		for g := range stayed {
			stayed[g] = true
		}
		return stayed
	}
	sizes := make([]int64, len(order))
	for k, g := range order {
		sizes[k] = a.size(g)
	}
	for _, k := range a.increasing(firsts, sizes) {
		stayed[order[k]] = true
	}
	return stayed
}

// size weighs group g: by its sentences, and where that decides nothing, by its
// length.
func (a *aligner) size(g int) int64 {
	x := a.groups[g]
	length := 0
	for _, i := range x.old {
		length += len(a.old[i].line.text)
	}
	return int64(max(len(x.old), len(x.new)))<<32 + int64(length)
}

// moves joins moved pairs that follow each other in both texts into one move.
func (r *Alignment) moves(a *aligner, stayed []bool) {
	if !slices.Contains(stayed, false) {
		return
	}
	// before[g] counts the sentences that stayed in front of group g.
	oldBefore, newBefore := make([]int, len(a.groups)), make([]int, len(a.groups))
	next := make([]int, len(a.groups)) // the group after g in the old text
	count := 0
	last := -1
	for i, g := range a.oldGroup {
		if g < 0 || a.groups[g].old[0] != i {
			continue
		}
		oldBefore[g] = count
		if stayed[g] {
			count += len(a.groups[g].old)
		}
		if last >= 0 {
			next[last] = g
		}
		last = g
	}
	next[last] = -1
	count, last = 0, -1
	for k := range r.Pairs {
		p := &r.Pairs[k]
		if len(p.Old) == 0 || len(p.New) == 0 {
			continue
		}
		g := a.newGroup[p.New[0]]
		newBefore[g] = count
		if stayed[g] {
			count += len(p.Old)
			last = g
			continue
		}
		if last < 0 || stayed[last] || next[last] != g {
			r.Moves = append(r.Moves, Move{
				Down: newBefore[g] > oldBefore[g],
				By:   max(newBefore[g]-oldBefore[g], oldBefore[g]-newBefore[g]),
			})
		}
		m := len(r.Moves) - 1
		r.Moves[m].Pairs = append(r.Moves[m].Pairs, k)
		p.Move = m + 1
		last = g
	}
}
