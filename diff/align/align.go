// Package align says which sentences of two texts stand for each other, and which
// words differ between them.
//
// Sentences are paired in stages. Equal ones first: a longest common subsequence,
// then those out of order. The others by the words and word pairs that they
// share, rare ones counting for more, the most alike first, with a bonus beside a
// pair; parts of split and merged sentences compete with weaker pairs. Then what
// moved is told from what stayed. Inside a pair words are compared as numbers of
// a lexicon that both stages share, which is why they are one package: by go-diff
// up to a bound, cut at anchors beyond, so that time is linear for any input.
// docs/diff.md says more, docs/quality-diff.md how well it does.
//
// It knows no articles and no meaning. The same texts always give the same
// answer.
package align

import (
	"sync"

	"github.com/newsarc/newsarc/text"
)

// Aligner compares texts, in memory that it uses again. One is for one goroutine,
// and made by New or NewBrief.
type Aligner struct {
	lex    *lexicon
	runes  map[int32]rune // scratch of matcher.encode
	room   []sentence     // scratch of align
	reads  []wordsRead    // scratch of aligner.read
	cuts   []text.Word    // scratch of cut
	atoms  []atom         // scratch of tokens and atomsOf
	pairs  []Pair         // of the last result, if that is brief
	brief  bool           // results hold until Begin
	steps  int            // steps taken since Begin
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

	known chunk[atom] // of Known
}

// aligners keeps the memory of comparisons that are over.
var aligners = sync.Pool{New: func() any {
	return &Aligner{lex: newLexicon(), runes: map[int32]rune{}}
}}

// New returns an aligner for the texts of one comparison, to be freed after it.
// What it returns stays valid.
func New() *Aligner { return aligners.Get().(*Aligner) }

// Free gives the memory of c back, which is not to be used again.
func (c *Aligner) Free() {
	c.known = chunk[atom]{}
	if c.reset() {
		aligners.Put(c)
	}
}

// NewBrief returns an aligner for one comparison after the other, whose results
// hold only until Begin.
func NewBrief() *Aligner {
	c := aligners.New().(*Aligner)
	c.brief = true
	return c
}

// Begin begins the next comparison of a brief aligner. What it returned before
// is not to be used any more.
func (c *Aligner) Begin() { c.reset() }

// Forget takes back the memory of all that is known of sentences, which is not to
// be used any more.
func (c *Aligner) Forget() { c.known.forget() }

// maxKept bounds the words up to which the memory of a comparison is kept: what
// one huge text took is not held for small ones.
const maxKept = 1 << 13

// reset takes back the memory of a comparison that is over, unless that was of
// huge texts, of which it keeps only what is known.
func (c *Aligner) reset() bool {
	c.steps, c.coarse = 0, false
	if len(c.lex.spellings) > maxKept || cap(c.cuts) > maxKept || cap(c.atoms) > maxKept || cap(c.room) > maxKept/8 || cap(c.reads) > maxKept/8 || cap(c.pairs) > maxKept {
		brief, known := c.brief, c.known
		*c = *aligners.New().(*Aligner)
		c.brief, c.known = brief, known
		return false
	}
	c.lex.reset()
	clear(c.runes)
	clear(c.room)
	clear(c.reads)
	clear(c.pairs)
	c.room, c.reads, c.pairs = c.room[:0], c.reads[:0], c.pairs[:0]
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

// Known is what is known of a sentence from the comparisons before, wherever it
// stands. The zero value knows nothing.
type Known struct {
	id    int32  // in one comparison; see identify
	atoms []atom // its words and marks, nil until asked
}

// Lines are sentences, or other lines of text, with what is known of each: equal
// ones have the same.
type Lines struct {
	Texts []string
	Known []*Known
}

// Link says that two lines stand for each other, by their places.
type Link struct{ Old, New int }

// Counterparts returns which lines stand for each other, one for one.
func (c *Aligner) Counterparts(from, to Lines) []Link {
	groups := c.align(from, to).groups
	links := make([]Link, len(groups))
	for k, g := range groups {
		links[k] = Link{g.old[0], g.new[0]}
	}
	return links
}

// group is a set of sentences that stand for each other: one to one, one to
// several or several to one.
type group struct{ old, new []int }

// aligner finds which sentences of two texts stand for each other.
type aligner struct {
	*Aligner
	old, new []sentence
	distinct int   // how many different texts they have
	oldGroup []int // group of each old sentence, -1 for none
	newGroup []int
	groups   []group
	ends     []int // the memory of groups of two
	queue    queue // links that may be made
	expected []int // see expect
}

// align groups the sentences of two texts. Sentences in no group have no
// counterpart. What it returns holds until it is called again.
func (c *Aligner) align(from, to Lines) *aligner {
	olds, news := len(from.Texts), len(to.Texts)
	n := olds + news
	if cap(c.room) < n {
		c.room = make([]sentence, n+n/4)
	}
	c.room = c.room[:max(n, len(c.room))]
	a := &aligner{
		Aligner: c,
		old:     c.room[:olds], new: c.room[olds:n],
		oldGroup: c.none(olds), newGroup: c.none(news),
	}
	a.identify(from, to)
	a.groups, a.ends = a.groupRoom.take(min(olds, news))[:0], a.lasting(2 * min(olds, news))[:0]
	a.equal()
	a.alike()
	return a
}

// none returns n times -1.
func (c *Aligner) none(n int) []int {
	s := c.ints.take(n)
	for i := range s {
		s[i] = -1
	}
	return s
}

// lasting returns n numbers for the result, which a brief one gives back.
func (c *Aligner) lasting(n int) []int {
	if c.brief {
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
