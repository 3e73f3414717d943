package diff

import (
	"math"
	"slices"
)

// sentence is a sentence as the aligner sees it.
type sentence struct {
	id    int32 // equal for equal texts
	known *known
	line  line // its tokens only where the sentence has no equal

	// What is compared of a sentence that has no equal.
	bag   []entry  // its words by number, sorted
	pairs []uint64 // its word pairs, sorted
	total float64  // weight of all its words
}

// entry is a word of a bag.
type entry struct {
	word   int32 // folded spelling
	count  int32
	weight float64 // of one occurrence
}

// number gives equal sentences equal numbers.
func (a *aligner) number(from, to []string) {
	olds, news := a.memo.all(from), a.memo.all(to)
	for _, x := range olds {
		x.id = -1
	}
	for _, x := range news {
		x.id = -1
	}
	fill := func(dst []sentence, src []string, all []*known) {
		for i, x := range all {
			if x.id < 0 {
				x.id = int32(a.distinct)
				a.distinct++
			}
			dst[i] = sentence{id: x.id, known: x, line: line{text: src[i]}}
		}
	}
	fill(a.old, from, olds)
	fill(a.new, to, news)
}

// wordsRead is what is read of a sentence, of those that are equal to each other
// only once.
type wordsRead struct {
	line  line    // of a sentence that has no equal
	words []int32 // its words; of one that has an equal, the ones sought
	times int32   // how often it stands in both texts
}

// read finds the words of the sentences that have no equal, given by their
// indices, and weighs them: the weight of a word falls with the number of
// sentences of both texts that hold it. In the other sentences only those words
// are looked for.
func (a *aligner) read(old, new []int) {
	lone := make([]bool, a.distinct) // by the number of a sentence
	for _, i := range old {
		lone[a.old[i].id] = true
	}
	for _, j := range new {
		lone[a.new[j].id] = true
	}
	sought := a.seek(lone)
	a.reads = slices.Grow(a.reads[:0], a.distinct)[:a.distinct]
	clear(a.reads)
	for _, side := range [][]sentence{a.old, a.new} {
		for i := range side {
			x := &side[i]
			switch y := &a.reads[x.id]; {
			case y.times > 0:
				y.times++
			case lone[x.id]:
				y.times, y.line = 1, a.line(x.line.text)
				y.words = a.words(y.line)
			default:
				y.times, y.words = 1, a.find(sought, x)
			}
		}
	}
	holds := make([]int32, len(a.lex.spellings))
	last := make([]int32, len(a.lex.spellings)) // the sentence, from 1, that was counted last
	for id := range a.reads {
		for _, w := range a.reads[id].words {
			if last[w] != int32(id)+1 {
				last[w] = int32(id) + 1
				holds[w] += a.reads[id].times
			}
		}
	}
	n := float64(len(a.old) + len(a.new))
	fill := func(x *sentence) {
		x.line = a.reads[x.id].line
		a.weigh(x, a.reads[x.id].words, holds, n)
	}
	for _, i := range old {
		fill(&a.old[i])
	}
	for _, j := range new {
		fill(&a.new[j])
	}
}

// words returns the folded words of a line; its marks where it has nothing
// else.
func (a *aligner) words(l line) []int32 {
	words := make([]int32, 0, len(l.tokens))
	for _, t := range l.tokens {
		if a.lex.class(t.id) != mark {
			words = append(words, a.lex.fold(t.id))
		}
	}
	if len(words) == 0 {
		words = append(words, idsOf(l.tokens)...)
	}
	a.ops += len(l.tokens)
	return words
}

// stopShare is what a function word counts beside a word of the same
// frequency. In short texts frequency alone does not tell them apart.
const stopShare = 0.5

// weigh sets what is compared of x. holds says how many of the n sentences hold
// a word.
func (a *aligner) weigh(x *sentence, words []int32, holds []int32, n float64) {
	if len(words) > 1 {
		x.pairs = make([]uint64, 0, len(words)-1)
	}
	for k := 1; k < len(words); k++ {
		x.pairs = append(x.pairs, uint64(words[k-1])<<32|uint64(words[k]))
	}
	slices.Sort(x.pairs)
	sorted := slices.Sorted(slices.Values(words))
	x.bag = make([]entry, 0, len(words))
	for _, w := range sorted {
		k := len(x.bag)
		if k == 0 || x.bag[k-1].word != w {
			weight := math.Log(1 + n/float64(holds[w]))
			if a.lex.class(w) == stopWord {
				weight *= stopShare
			}
			x.bag = append(x.bag, entry{word: w, weight: weight})
			k++
		}
		x.bag[k-1].count++
		x.total += x.bag[k-1].weight
	}
}

// overlap returns the weight of the words that x and y share, and whether one
// of them is more than a function word.
func (c *comparer) overlap(x, y *sentence) (w float64, content bool) {
	i, j := 0, 0
	for i < len(x.bag) && j < len(y.bag) {
		switch p, q := &x.bag[i], &y.bag[j]; {
		case p.word < q.word:
			i++
		case p.word > q.word:
			j++
		default:
			if n := min(p.count, q.count); n > 0 {
				w += p.weight * float64(n)
				content = content || c.lex.class(p.word) != stopWord
			}
			i, j = i+1, j+1
		}
	}
	c.ops += i + j + 1
	return w, content
}

// sharedPairs returns how many word pairs x and y share.
func (c *comparer) sharedPairs(x, y *sentence) int {
	n, i, j := 0, 0, 0
	for i < len(x.pairs) && j < len(y.pairs) {
		switch p, q := x.pairs[i], y.pairs[j]; {
		case p < q:
			i++
		case p > q:
			j++
		default:
			n, i, j = n+1, i+1, j+1
		}
	}
	c.ops += i + j + 1
	return n
}
