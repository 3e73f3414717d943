package diff

import (
	"sync"

	"github.com/newsarc/newsarc/text"
)

// comparer holds what one comparison shares between its stages.
type comparer struct {
	lex    *lexicon
	runes  map[int32]rune // scratch of matcher.encode
	room   []sentence     // scratch of align
	reads  []wordsRead    // scratch of aligner.read
	cuts   []text.Word    // scratch of cut
	atoms  []atom         // scratch of tokens and atomsOf
	memo   *memo          // what is known of sentences
	ops    int            // steps taken, for the tests that bound them
	coarse bool           // precision was given up somewhere

	// Memory of what is dropped when the comparison is over.
	ints      slab[int]
	int32s    slab[int32]
	floats    slab[float64]
	tokenRoom slab[token]
	pairRoom  slab[uint64]
	bagRoom   slab[entry]
	groupRoom slab[group]
	runRoom   slab[run]
}

// comparers keeps the memory of comparisons that are over.
var comparers = sync.Pool{New: func() any {
	return &comparer{lex: newLexicon(), runes: map[int32]rune{}}
}}

func newComparer(m *memo) *comparer {
	var c *comparer
	switch {
	case m == nil || !m.brief:
		c = comparers.Get().(*comparer)
	case m.comparer == nil:
		m.comparer = comparers.New().(*comparer)
		c = m.comparer
	default:
		c = m.comparer
		c.reset() // the result before had memory of it
	}
	c.memo, c.ops, c.coarse = m, 0, false
	if m != nil {
		m.begin()
	}
	return c
}

// maxKept bounds the words up to which the memory of a comparison is kept: what
// one huge text took is not held for small ones.
const maxKept = 1 << 13

// free gives the memory of a comparison back, of which nothing may be used after
// that, but for a brief one.
func (c *comparer) free() {
	if c.memo != nil && c.memo.brief {
		return
	}
	c.memo = nil
	if c.reset() {
		comparers.Put(c)
	}
}

// reset takes back the memory of a comparison that is over, unless that was of
// huge texts.
func (c *comparer) reset() bool {
	if len(c.lex.spellings) > maxKept || cap(c.cuts) > maxKept || cap(c.atoms) > maxKept || cap(c.room) > maxKept/8 || cap(c.reads) > maxKept/8 {
		*c = *comparers.New().(*comparer)
		return false
	}
	c.lex.reset()
	clear(c.runes)
	clear(c.room)
	clear(c.reads)
	c.room, c.reads = c.room[:0], c.reads[:0]
	c.ints.reset()
	c.int32s.reset()
	c.floats.reset()
	c.tokenRoom.reset()
	c.pairRoom.reset()
	c.bagRoom.reset()
	c.groupRoom.reset()
	c.runRoom.reset()
	return true
}

// group is a set of sentences that stand for each other: one to one, one to
// several or several to one.
type group struct{ old, new []int }

// aligner finds which sentences of two texts stand for each other.
type aligner struct {
	*comparer
	old, new []sentence
	distinct int   // how many different texts they have
	oldGroup []int // group of each old sentence, -1 for none
	newGroup []int
	groups   []group
	ends     []int // the memory of groups of two
	queue    queue // links that may be made
	expected []int // see expect
}

// align groups the sentences of two texts, of which olds and news are known. Sentences in no group have no
// counterpart. What it returns holds until it is called again.
func (c *comparer) align(from, to []string, olds, news []*known) *aligner {
	n := len(from) + len(to)
	if cap(c.room) < n {
		c.room = make([]sentence, n+n/4)
	}
	c.room = c.room[:max(n, len(c.room))]
	a := &aligner{
		comparer: c,
		old:      c.room[:len(from)], new: c.room[len(from):n],
		oldGroup: c.none(len(from)), newGroup: c.none(len(to)),
	}
	a.identify(from, to, olds, news)
	a.groups, a.ends = a.groupRoom.take(min(len(from), len(to)))[:0], a.lasting(2 * min(len(from), len(to)))[:0]
	a.equal()
	a.alike()
	return a
}

// none returns n times -1.
func (c *comparer) none(n int) []int {
	s := c.ints.take(n)
	for i := range s {
		s[i] = -1
	}
	return s
}

// lasting returns n numbers for the result, which a brief one gives back.
func (c *comparer) lasting(n int) []int {
	if c.memo.brief {
		return c.ints.take(n)
	}
	return make([]int, n)
}

// link makes i and j a group of their own.
func (a *aligner) link(i, j int) {
	a.oldGroup[i], a.newGroup[j] = len(a.groups), len(a.groups)
	a.ends = append(a.ends, i, j)
	n := len(a.ends)
	a.groups = append(a.groups, group{a.ends[n-2 : n-1 : n-1], a.ends[n-1 : n : n]})
}

// equal links the sentences that are equal to the letter: first those in the
// same order, then what was moved, k-th to k-th where a sentence is repeated.
func (a *aligner) equal() {
	olds, news := a.ids(a.old), a.ids(a.new)
	is, js := a.common(olds, news), a.common(news, olds)
	m := a.matcher()
	for _, r := range a.match(a.pick(olds, is), a.pick(news, js)) {
		for k := range r.n {
			m.add(is[r.a+k], js[r.b+k], 1)
		}
	}
	m.straighten(0, olds, news, 0, 0)
	for _, r := range settle(m.runs, olds, news) {
		for k := range r.n {
			a.link(r.a+k, r.b+k)
		}
	}
	if len(a.groups) == min(len(is), len(js)) {
		return
	}
	rest := map[int32][]int{}
	for _, i := range is {
		if a.oldGroup[i] < 0 {
			rest[olds[i]] = append(rest[olds[i]], i)
		}
	}
	for _, j := range js {
		if at := rest[news[j]]; a.newGroup[j] < 0 && len(at) > 0 {
			a.link(at[0], j)
			rest[news[j]] = at[1:]
		}
	}
}

func (a *aligner) ids(all []sentence) []int32 {
	ids := a.int32s.take(len(all))
	for i := range all {
		ids[i] = all[i].id
	}
	return ids
}

// common returns the indices of the elements of x that y holds too.
func (a *aligner) common(x, y []int32) []int {
	in := a.int32s.take(a.distinct)
	for _, id := range y {
		in[id] = 1
	}
	out := a.ints.take(len(x))[:0]
	for i, id := range x {
		if in[id] == 1 {
			out = append(out, i)
		}
	}
	return out
}

func (a *aligner) pick(x []int32, at []int) []int32 {
	out := a.int32s.take(len(at))
	for k, i := range at {
		out[k] = x[i]
	}
	return out
}
