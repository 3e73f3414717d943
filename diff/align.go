package diff

// comparer holds what one comparison shares between its stages.
type comparer struct {
	lex    *lexicon
	runes  map[int32]rune // scratch of matcher.encode
	ops    int            // steps taken, for the tests that bound them
	coarse bool           // precision was given up somewhere
}

func newComparer() *comparer {
	return &comparer{lex: newLexicon(), runes: map[int32]rune{}}
}

// group is a set of sentences that stand for each other: one to one, one to
// several or several to one.
type group struct{ old, new []int }

// aligner finds which sentences of two texts stand for each other.
type aligner struct {
	*comparer
	old, new []sentence
	oldGroup []int // group of each old sentence, -1 for none
	newGroup []int
	groups   []group
	queue    queue // links that may be made
}

// align groups the sentences of two texts. Sentences in no group have no
// counterpart.
func (c *comparer) align(from, to []string) *aligner {
	a := &aligner{
		comparer: c,
		old:      make([]sentence, len(from)), new: make([]sentence, len(to)),
		oldGroup: none(len(from)), newGroup: none(len(to)),
	}
	a.read(from, to)
	a.equal()
	a.alike()
	return a
}

func none(n int) []int {
	s := make([]int, n)
	for i := range s {
		s[i] = -1
	}
	return s
}

// link makes i and j a group of their own.
func (a *aligner) link(i, j int) {
	a.oldGroup[i], a.newGroup[j] = len(a.groups), len(a.groups)
	a.groups = append(a.groups, group{[]int{i}, []int{j}})
}

// equal links the sentences that are equal to the letter: first those in the
// same order, then what was moved, k-th to k-th where a sentence is repeated.
func (a *aligner) equal() {
	var is, js []int
	var s, t []int32
	in := map[int32]int{}
	for _, x := range a.new {
		in[x.id]++
	}
	for i, x := range a.old {
		if in[x.id] > 0 {
			is, s = append(is, i), append(s, x.id)
		}
	}
	clear(in)
	for _, id := range s {
		in[id]++
	}
	for j, x := range a.new {
		if in[x.id] > 0 {
			js, t = append(js, j), append(t, x.id)
		}
	}
	for _, r := range a.match(s, t) {
		for k := range r.n {
			a.link(is[r.a+k], js[r.b+k])
		}
	}
	rest := map[int32][]int{}
	for _, i := range is {
		if a.oldGroup[i] < 0 {
			rest[a.old[i].id] = append(rest[a.old[i].id], i)
		}
	}
	for _, j := range js {
		id := a.new[j].id
		if a.newGroup[j] < 0 && len(rest[id]) > 0 {
			a.link(rest[id][0], j)
			rest[id] = rest[id][1:]
		}
	}
}
