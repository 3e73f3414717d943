package diff

import (
	"cmp"
	"container/heap"
	"slices"
)

const (
	// candidateVisits bounds how many places are looked up for one sentence;
	// its rarest words are looked up first.
	candidateVisits = 4096
	// candidateKeep is how many of the sentences with most words in common are
	// looked at closely.
	candidateKeep = 10

	// A pair is linked from a score of minAlike, which counts the bonus for
	// each neighbour that is linked alike; but never below minBare without it.
	minAlike       = 0.30
	minBare        = 0.15
	neighbourBonus = 0.12

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
	old, new := unlinked(a.oldGroup), unlinked(a.newGroup)
	if len(old) == 0 && len(new) == 0 {
		return
	}
	a.queue = a.candidates(old, new)
	heap.Init(&a.queue)
	for len(a.queue) > 0 {
		c := heap.Pop(&a.queue).(candidate)
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

func unlinked(groups []int) []int {
	var out []int
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
		heap.Push(&a.queue, candidate{oneToOne, i, j, s})
	}
}

// candidates returns for each old sentence the new ones that share most of its
// words.
func (a *aligner) candidates(old, new []int) queue {
	where := map[int32][]int{}
	for _, j := range new {
		for _, e := range a.new[j].bag {
			where[e.word] = append(where[e.word], j)
		}
	}
	var q queue
	shared := make([]float64, len(a.new))
	for _, i := range old {
		for _, j := range a.nearest(i, where, shared) {
			if s := a.score(i, j); s >= minAlike {
				q = append(q, candidate{oneToOne, i, j, s})
			}
		}
	}
	return q
}

// nearest returns the new sentences that share most with old sentence i.
// shared is scratch, all zero.
func (a *aligner) nearest(i int, where map[int32][]int, shared []float64) []int {
	bag := slices.Clone(a.old[i].bag)
	slices.SortFunc(bag, func(p, q entry) int {
		return cmp.Or(cmp.Compare(len(where[p.word]), len(where[q.word])), cmp.Compare(p.word, q.word))
	})
	var found []int
	visits := 0
	for _, e := range bag {
		js := where[e.word]
		if visits += len(js); visits > candidateVisits {
			break
		}
		for _, j := range js {
			if shared[j] == 0 {
				found = append(found, j)
			}
			shared[j] += e.weight
		}
	}
	a.ops += visits
	slices.SortFunc(found, func(p, q int) int {
		return cmp.Or(cmp.Compare(shared[q], shared[p]), cmp.Compare(p, q))
	})
	for _, j := range found {
		shared[j] = 0
	}
	return found[:min(len(found), candidateKeep)]
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
func (c *comparer) likeness(x, y *sentence) float64 {
	if x.total+y.total == 0 {
		return 0
	}
	words := 2 * c.overlap(x, y) / (x.total + y.total)
	if len(x.pairs)+len(y.pairs) == 0 {
		return words
	}
	pairs := 2 * float64(c.sharedPairs(x, y)) / float64(len(x.pairs)+len(y.pairs))
	return (1-pairShare)*words + pairShare*pairs
}

// queue is a heap with the best candidate on top.
type queue []candidate

func (q queue) Len() int      { return len(q) }
func (q queue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q *queue) Push(x any)   { *q = append(*q, x.(candidate)) }
func (q *queue) Pop() any {
	n := len(*q) - 1
	x := (*q)[n]
	*q = (*q)[:n]
	return x
}

func (q queue) Less(i, j int) bool {
	p, r := q[i], q[j]
	return cmp.Or(cmp.Compare(r.score, p.score), cmp.Compare(p.kind, r.kind), cmp.Compare(p.i, r.i), cmp.Compare(p.j, r.j)) < 0
}
