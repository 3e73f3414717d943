package align

import (
	"cmp"
	"slices"
)

const (
	// candidateVisits bounds how many places are looked up for one sentence;
	// its rarest words are looked up first.
	candidateVisits = 2048
	// candidateKeep is how many of the sentences with most words in common are
	// looked at closely.
	candidateKeep = 10

	// A pair is linked from a score of minAlike, which counts the bonus for
	// each neighbour that is linked alike; but never below minBare without it.
	minAlike       = 0.30
	minBare        = 0.15
	neighbourBonus = 0.12

	// bareShare is what is left of a score that only function words make.
	bareShare = 0.5

	// pairShare is the part that word pairs have in a score, which words
	// alone make otherwise.
	pairShare = 0.1
)

// candidate is a link that may be made: of two free sentences, or of a free
// one to a group as a further part of its whole.
type candidate struct {
	kind  linkKind
	i, j  int
	score float64
	off   int // sentences between j and where i would be if only its neighbours counted
}

type linkKind uint8

const (
	oneToOne  linkKind = iota // old i, new j
	splitPart                 // group i, new j
	mergePart                 // group i, old j
)

// alike links sentences that were edited, split or merged: the most alike
// first. A pair next to a pair already linked gets a bonus.
func (a *aligner) alike() {
	old, new := a.unlinked(a.oldGroup), a.unlinked(a.newGroup)
	if len(old) == 0 || len(new) == 0 {
		return
	}
	a.read(old, new)
	a.expect()
	a.queue = a.candidates(old, new)
	for len(a.queue) > 0 {
		c := a.queue.pop()
		switch c.kind {
		case oneToOne:
			if a.free(c.i, c.j) {
				a.linkAlike(c.i, c.j)
			}
		case splitPart:
			a.addPart(a.splits(), c)
		case mergePart:
			a.addPart(a.merges(), c)
		}
	}
}

func (a *aligner) unlinked(groups []int) []int {
	out := a.ints.take(len(groups))[:0]
	for i, g := range groups {
		if g < 0 {
			out = append(out, i)
		}
	}
	return out
}

// linkAlike links i and j and puts up what that makes likelier: their
// neighbours, and further parts of either.
func (a *aligner) linkAlike(i, j int) {
	a.link(i, j)
	g := len(a.groups) - 1
	for _, d := range []int{-1, 1} {
		if i, j := i+d, j+d; a.free(i, j) {
			a.offer(i, j)
		}
	}
	a.offerParts(a.splits(), g)
	a.offerParts(a.merges(), g)
}

func (a *aligner) free(i, j int) bool {
	return i >= 0 && j >= 0 && i < len(a.old) && j < len(a.new) && a.oldGroup[i] < 0 && a.newGroup[j] < 0
}

// offer puts up the pair i, j if it is likely enough.
func (a *aligner) offer(i, j int) {
	if s := a.score(i, j); s >= minAlike {
		a.queue.push(candidate{oneToOne, i, j, s, a.off(i, j)})
	}
}

// expect notes for every old sentence where it would be in the new text by the
// equal sentence in front of it.
func (a *aligner) expect() {
	a.expected = a.ints.take(len(a.old))
	next := 0
	for i, g := range a.oldGroup {
		if g >= 0 {
			next = a.groups[g].new[0]
		}
		a.expected[i] = next
		next++
	}
}

func (a *aligner) off(i, j int) int {
	return max(a.expected[i]-j, j-a.expected[i])
}

// candidates returns for each old sentence the new ones that share most of its
// words, and those at the place where it would be.
func (a *aligner) candidates(old, new []int) queue {
	x := a.postings(new)
	x.shared = a.floats.take(len(a.new))
	var q queue
	for _, i := range old {
		js := a.nearest(i, x)
		for j := a.expected[i] - 1; j <= a.expected[i]+1; j++ {
			if a.free(i, j) && !slices.Contains(js, j) {
				js = append(js, j)
			}
		}
		for _, j := range js {
			if s := a.score(i, j); s >= minAlike {
				q.push(candidate{oneToOne, i, j, s, a.off(i, j)})
			}
		}
	}
	return q
}

// postings lists for each word the free new sentences that hold it, all in one
// slice: those of word w are in[from[w]:from[w+1]].
type postings struct {
	from   []int32
	in     []int32
	shared []float64 // scratch of nearest: weight of words in common, all zero
	found  []int32   // scratch of nearest
	words  []entry   // scratch of nearest
}

func (a *aligner) postings(new []int) *postings {
	x := &postings{from: a.int32s.take(len(a.lex.spellings) + 1)}
	for _, j := range new {
		for _, e := range a.new[j].bag {
			x.from[e.word+1]++
		}
	}
	for w := 1; w < len(x.from); w++ {
		x.from[w] += x.from[w-1]
	}
	x.in = a.int32s.take(int(x.from[len(x.from)-1]))
	next := a.int32s.take(len(x.from))
	copy(next, x.from)
	for _, j := range new {
		for _, e := range a.new[j].bag {
			x.in[next[e.word]] = int32(j)
			next[e.word]++
		}
	}
	a.steps += len(x.in)
	return x
}

func (x *postings) of(w int32) []int32 { return x.in[x.from[w]:x.from[w+1]] }

// nearest returns the new sentences that share most with old sentence i.
func (a *aligner) nearest(i int, x *postings) []int {
	x.words = append(x.words[:0], a.old[i].bag...)
	slices.SortFunc(x.words, func(p, q entry) int {
		return cmp.Or(cmp.Compare(len(x.of(p.word)), len(x.of(q.word))), cmp.Compare(p.word, q.word))
	})
	x.found = x.found[:0]
	visits := 0
	for _, e := range x.words {
		js := x.of(e.word)
		if visits += len(js); visits > candidateVisits {
			break
		}
		for _, j := range js {
			if x.shared[j] == 0 {
				x.found = append(x.found, j)
			}
			x.shared[j] += e.weight
		}
	}
	a.steps += visits + len(x.words)
	best := a.ints.take(candidateKeep + 4)[:0] // and those at its place
	for _, j := range x.found {
		best = a.keepBest(best, i, int(j), x.shared)
	}
	for _, j := range x.found {
		x.shared[j] = 0
	}
	return best
}

// keepBest puts j in its place among the best for i, by score and then by
// place, and drops the last when there are too many.
func (a *aligner) keepBest(best []int, i, j int, score []float64) []int {
	better := func(p, q int) bool {
		return score[p] > score[q] || score[p] == score[q] && (a.off(i, p) < a.off(i, q) || a.off(i, p) == a.off(i, q) && p < q)
	}
	if len(best) == candidateKeep && !better(j, best[len(best)-1]) {
		return best
	}
	best = append(best, j)
	for k := len(best) - 1; k > 0 && better(best[k], best[k-1]); k-- {
		best[k], best[k-1] = best[k-1], best[k]
	}
	return best[:min(len(best), candidateKeep)]
}

// score says how likely it is that i became j.
func (a *aligner) score(i, j int) float64 {
	s := a.likeness(&a.old[i], &a.new[j])
	if s < minBare {
		return 0
	}
	for _, d := range []int{-1, 1} {
		if p, q := i+d, j+d; p >= 0 && q >= 0 && p < len(a.old) && q < len(a.new) && a.oldGroup[p] >= 0 && a.oldGroup[p] == a.newGroup[q] {
			s += neighbourBonus
		}
	}
	return s
}

// likeness is the share of words and word pairs that two sentences have in
// common.
func (c *Aligner) likeness(x, y *sentence) float64 {
	if x.total+y.total == 0 {
		return 0
	}
	shared, content := c.overlap(x, y)
	words := 2 * shared / (x.total + y.total)
	if !content {
		words *= bareShare
	}
	if len(x.pairs)+len(y.pairs) == 0 {
		return words
	}
	pairs := 2 * float64(c.sharedPairs(x, y)) / float64(len(x.pairs)+len(y.pairs))
	return (1-pairShare)*words + pairShare*pairs
}

// queue is a heap with the best candidate on top.
type queue []candidate

// push puts up x.
func (q *queue) push(x candidate) {
	h := append(*q, x)
	for i := len(h) - 1; i > 0; {
		up := (i - 1) / 2
		if !h[i].before(&h[up]) {
			break
		}
		h[i], h[up] = h[up], h[i]
		i = up
	}
	*q = h
}

// pop takes the best candidate.
func (q *queue) pop() candidate {
	h := *q
	top := h[0]
	n := len(h) - 1
	h[0] = h[n]
	h = h[:n]
	for i := 0; ; {
		k := 2*i + 1
		if k+1 < n && h[k+1].before(&h[k]) {
			k++
		}
		if k >= n || !h[k].before(&h[i]) {
			break
		}
		h[i], h[k] = h[k], h[i]
		i = k
	}
	*q = h
	return top
}

// before reports whether p goes first. Two that are equal in all are one.
func (p *candidate) before(r *candidate) bool {
	if p.score != r.score {
		return p.score > r.score
	}
	return cmp.Or(cmp.Compare(p.off, r.off), cmp.Compare(p.kind, r.kind), cmp.Compare(p.i, r.i), cmp.Compare(p.j, r.j)) < 0
}
