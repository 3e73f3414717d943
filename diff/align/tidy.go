package align

import (
	"cmp"
	"slices"
)

const (
	// joinFrom is how many words must have changed on both sides of a single
	// equal function word or punctuation mark for it to count as changed with
	// them.
	joinFrom = 4
	// moveLookups bounds how many places of one word are tried as the other
	// end of a move inside a pair.
	moveLookups = 4
	// moveSteps bounds the steps spent on finding moves inside a pair, by word
	// of the pair. Only texts that repeat themselves come near it.
	moveSteps = 16
)

// join makes one hunk of two that a single function word or mark parts: a
// shortest script finds such words by accident, a reader sees one rewording.
// Measured on human edit spans (docs/quality-diff.md).
func (d *wordDiff) join() {
	before := 0 // changed words since the last match
	last := -1  // the new token matched last
	for i, j := range d.oldTo {
		if j < 0 {
			before++
			continue
		}
		before += j - last - 1
		if after := d.changedAfter(i); before > 0 && after > 0 && before+after >= joinFrom && d.slight(i) {
			d.unpair(i)
			before += 2
		} else {
			before = 0
		}
		last = j
	}
}

// changedAfter counts the words between matched token i and the next match.
func (d *wordDiff) changedAfter(i int) int {
	next := i + 1
	for next < len(d.oldTo) && d.oldTo[next] < 0 {
		next++
	}
	end := len(d.newTo)
	if next < len(d.oldTo) {
		end = d.oldTo[next]
	}
	return next - i - 1 + end - d.oldTo[i] - 1
}

// slight reports whether matched token i carries little: a function word, a
// mark, a letter.
func (d *wordDiff) slight(i int) bool {
	c := d.lex.class(d.a.tokens[i].id)
	return c == stopWord || c == mark || c == cluster
}

// findMoves finds words that left one place in the pair and came back in
// another. They are shown as edits, and told apart from words that are new.
func (d *wordDiff) findMoves() {
	d.oldMove, d.moved = d.ints.take(len(d.oldTo)), d.ints.take(len(d.newTo))
	where := map[int32][]int{}
	for j, i := range d.newTo {
		if i < 0 && !d.slightNew(j) {
			where[d.jds[j]] = append(where[d.jds[j]], j)
		}
	}
	if len(where) == 0 {
		return
	}
	var found []relocation
	done := map[int]int{} // by diagonal: where the last run on it ended
	steps := moveSteps * (len(d.ids) + len(d.jds))
	for i, j := range d.oldTo {
		if j >= 0 {
			continue
		}
		at := where[d.ids[i]]
		for _, j := range at[:min(len(at), moveLookups)] {
			if i < done[j-i] {
				continue
			}
			s := d.extend(i, j)
			if steps -= s.n; steps < 0 {
				return
			}
			done[j-i] = s.i + s.n
			found = append(found, s)
		}
	}
	slices.SortFunc(found, func(s, t relocation) int {
		return cmp.Or(cmp.Compare(t.n, s.n), cmp.Compare(s.i, t.i), cmp.Compare(s.j, t.j))
	})
	d.mark(found)
}

// mark numbers the moves, longest first, in the order of the old text.
func (d *wordDiff) mark(found []relocation) {
	var taken []relocation
	for _, s := range found {
		free := true
		for k := range s.n {
			free = free && d.oldMove[s.i+k] == 0 && d.moved[s.j+k] == 0
		}
		if !free {
			continue
		}
		for k := range s.n {
			d.oldMove[s.i+k], d.moved[s.j+k] = -1, -1
		}
		taken = append(taken, s)
	}
	slices.SortFunc(taken, func(s, t relocation) int { return cmp.Compare(s.i, t.i) })
	for n, s := range taken {
		for k := range s.n {
			d.oldMove[s.i+k], d.moved[s.j+k] = n+1, n+1
		}
	}
}

func (d *wordDiff) slightNew(j int) bool {
	c := d.lex.class(d.b.tokens[j].id)
	return c == stopWord || c == mark || c == cluster
}

// relocation is a run of words that was moved inside a pair.
type relocation struct{ i, j, n int }

// extend returns the longest run of equal unmatched words around i and j.
func (d *wordDiff) extend(i, j int) relocation {
	same := func(i, j int) bool {
		d.steps++
		return i >= 0 && j >= 0 && i < len(d.ids) && j < len(d.jds) &&
			d.oldTo[i] < 0 && d.newTo[j] < 0 && d.ids[i] == d.jds[j]
	}
	n := 1
	for same(i-1, j-1) {
		i, j, n = i-1, j-1, n+1
	}
	for same(i+n, j+n) {
		n++
	}
	return relocation{i, j, n}
}
