package diff

import (
	"math"
	"slices"
)

// sentence is a sentence as the aligner sees it.
type sentence struct {
	id    int32 // equal for equal texts
	line  line
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

// read fills in the sentences of both texts. The weight of a word falls with
// the number of sentences that hold it.
func (a *aligner) read(from, to []string) {
	ids := map[string]int32{}
	var distinct []*sentence
	fill := func(dst []sentence, src []string) {
		for i, s := range src {
			id, ok := ids[s]
			if !ok {
				id = int32(len(ids))
				ids[s] = id
				x := a.sentence(s)
				x.id = id
				distinct = append(distinct, &x)
			}
			dst[i] = *distinct[id]
		}
	}
	fill(a.old, from)
	fill(a.new, to)
	a.weigh()
}

func (a *aligner) sentence(s string) sentence {
	x := sentence{line: a.line(s)}
	words := make([]int32, 0, len(x.line.tokens))
	for _, t := range x.line.tokens {
		if a.lex.class(t.id) != mark {
			words = append(words, a.lex.fold(t.id))
		}
	}
	if len(words) == 0 { // nothing but marks
		for _, t := range x.line.tokens {
			words = append(words, t.id)
		}
	}
	a.ops += len(x.line.tokens)
	for k := 1; k < len(words); k++ {
		x.pairs = append(x.pairs, uint64(words[k-1])<<32|uint64(words[k]))
	}
	slices.Sort(x.pairs)
	slices.Sort(words)
	for _, w := range words {
		if n := len(x.bag); n > 0 && x.bag[n-1].word == w {
			x.bag[n-1].count++
		} else {
			x.bag = append(x.bag, entry{word: w, count: 1})
		}
	}
	return x
}

// stopShare is what a function word counts beside a word of the same
// frequency. In short texts frequency alone does not tell them apart.
const stopShare = 0.5

// weigh sets the weights of all words from the number of sentences that hold
// them.
func (a *aligner) weigh() {
	df := make([]int32, len(a.lex.spellings))
	each := func(f func(x *sentence)) {
		for i := range a.old {
			f(&a.old[i])
		}
		for j := range a.new {
			f(&a.new[j])
		}
	}
	each(func(x *sentence) {
		for _, e := range x.bag {
			df[e.word]++
		}
	})
	n := float64(len(a.old) + len(a.new))
	each(func(x *sentence) {
		x.total = 0
		for k := range x.bag {
			e := &x.bag[k]
			e.weight = math.Log(1 + n/float64(df[e.word]))
			if a.lex.class(e.word) == stopWord {
				e.weight *= stopShare
			}
			x.total += e.weight * float64(e.count)
		}
	})
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
