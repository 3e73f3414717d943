package diff

import (
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/newsarc/newsarc/text"
)

// sentence is a sentence as the aligner sees it.
type sentence struct {
	id   int32 // equal for equal texts
	line line  // its tokens only where the sentence has no equal

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
	ids := a.texts
	fill := func(dst []sentence, src []string) {
		for i, s := range src {
			id, ok := ids[s]
			if !ok {
				id = int32(len(ids))
				ids[s] = id
			}
			dst[i] = sentence{id: id, line: line{text: s}}
		}
	}
	fill(a.old, from)
	fill(a.new, to)
	a.distinct = len(ids)
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
	var sought wordSieve
	for _, side := range [][]sentence{a.old, a.new} {
		for i := range side {
			if lone[side[i].id] {
				a.seek(&sought, side[i].line.text)
			}
		}
	}
	lines := make([]line, a.distinct)
	words := make([][]int32, a.distinct) // of each; of those that have an equal, the ones sought
	times := make([]int32, a.distinct)   // how often each stands in both texts
	for _, side := range [][]sentence{a.old, a.new} {
		for i := range side {
			x := &side[i]
			switch times[x.id]++; {
			case times[x.id] > 1:
			case lone[x.id]:
				lines[x.id] = a.line(x.line.text)
				words[x.id] = a.words(lines[x.id])
			default:
				words[x.id] = a.find(&sought, x.line.text)
			}
		}
	}
	holds := make([]int32, len(a.lex.spellings))
	last := make([]int32, len(a.lex.spellings)) // the sentence, from 1, that was counted last
	for id, ws := range words {
		for _, w := range ws {
			if last[w] != int32(id)+1 {
				last[w] = int32(id) + 1
				holds[w] += times[id]
			}
		}
	}
	n := float64(len(a.old) + len(a.new))
	fill := func(x *sentence) {
		x.line = lines[x.id]
		a.weigh(x, words[x.id], holds, n)
	}
	for _, i := range old {
		fill(&a.old[i])
	}
	for _, j := range new {
		fill(&a.new[j])
	}
}

// wordSieve holds the folded words that are sought in other sentences, and lets
// most others pass at a look at their ends and length.
type wordSieve struct {
	words map[string]bool
	sieve [16]uint64
}

func sieveBit(w string) (at, bit int) {
	h := uint32(w[0]|0x20)*31 ^ uint32(w[len(w)-1]|0x20)*131 ^ uint32(len(w))*1031
	return int(h >> 6 & 15), int(h & 63)
}

// seek adds the words of a sentence to those that are sought.
func (a *aligner) seek(sought *wordSieve, s string) {
	if sought.words == nil {
		sought.words = make(map[string]bool, 64)
	}
	a.cuts = text.WordsInto(a.cuts, s)
	for _, w := range a.cuts {
		t := strings.ToLower(w.Of(s))
		sought.words[t] = true
		at, bit := sieveBit(t)
		sought.sieve[at] |= 1 << bit
	}
}

// find returns the words sought that a sentence has, folded. A sentence of
// nothing but marks has them for words.
func (a *aligner) find(sought *wordSieve, s string) []int32 {
	a.cuts = text.WordsInto(a.cuts, s)
	a.ops += len(a.cuts)
	var out []int32
	worded := false
	var buf [32]byte
	for _, w := range a.cuts {
		if w.Kind != text.Letters && w.Kind != text.Number {
			continue
		}
		worded = true
		t := w.Of(s)
		if low, ok := lowerASCII(buf[:0], t); ok {
			if at, bit := sieveBit(t); sought.sieve[at]>>bit&1 == 0 || !sought.words[string(low)] {
				continue
			}
		} else if !sought.words[strings.ToLower(t)] {
			continue
		}
		out = append(out, a.lex.fold(a.lex.id(t, w.Kind)))
	}
	if !worded {
		return a.words(a.line(s))
	}
	return out
}

// lowerASCII appends s in lower case, if it is a short word of ASCII.
func lowerASCII(dst []byte, s string) ([]byte, bool) {
	if len(s) > cap(dst) {
		return nil, false
	}
	for i := range len(s) {
		c := s[i]
		if c >= utf8.RuneSelf {
			return nil, false
		}
		if 'A' <= c && c <= 'Z' {
			c |= 0x20
		}
		dst = append(dst, c)
	}
	return dst, true
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
