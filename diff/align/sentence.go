package align

import (
	"math"
	"slices"
)

// sentence is a sentence as the aligner sees it.
type sentence struct {
	id    int32 // equal for equal texts
	known *Known
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

// identify gives equal sentences equal numbers.
func (a *aligner) identify(from, to Lines) {
	for _, x := range from.Known {
		x.id = -1
	}
	for _, x := range to.Known {
		x.id = -1
	}
	fill := func(dst []sentence, src Lines) {
		for i, x := range src.Known {
			if x.id < 0 {
				x.id = int32(a.distinct)
				a.distinct++
			}
			dst[i] = sentence{id: x.id, known: x, line: line{text: src.Texts[i]}}
		}
	}
	fill(a.old, from)
	fill(a.new, to)
}

// wordsRead is what is read of a sentence, of those that are equal to each other
// only once.
type wordsRead struct {
	line  line    // of a sentence that has no equal
	words []int32 // its words
	times int32   // how often it stands in both texts
	lone  bool    // it has no equal, at least not always
	done  bool
}

// read finds the words of the sentences that have no equal, given by their
// indices, and weighs them: the weight of a word falls with the number of
// sentences of both texts that hold it. In the other sentences only those words
// are looked for.
func (a *aligner) read(old, new []int) {
	a.reads = slices.Grow(a.reads[:0], a.distinct)[:a.distinct]
	clear(a.reads)
	for _, i := range old {
		a.readLone(&a.old[i])
	}
	for _, j := range new {
		a.readLone(&a.new[j])
	}
	for _, side := range [][]sentence{a.old, a.new} {
		for i := range side {
			a.reads[side[i].id].times++
		}
	}
	h := holdings{holds: a.int32s.take(len(a.lex.spellings)), last: a.int32s.take(len(a.lex.spellings))}
	for _, side := range [][]sentence{a.old, a.new} {
		for i := range side {
			if y := &a.reads[side[i].id]; !y.done {
				y.done = true
				h.id, h.times = side[i].id+1, y.times
				a.count(&h, &side[i], y)
			}
		}
	}
	n := float64(len(a.old) + len(a.new))
	for _, i := range old {
		a.weigh(&a.old[i], h.holds, n)
	}
	for _, j := range new {
		a.weigh(&a.new[j], h.holds, n)
	}
}

// readLone reads the words of a sentence that has no equal.
func (a *aligner) readLone(x *sentence) {
	y := &a.reads[x.id]
	if !y.lone {
		y.lone = true
		y.line = line{x.line.text, a.number(x.line.text, a.atomsOf(x))}
		y.words = a.words(y.line)
	}
	x.line = y.line
}

// holdings counts the sentences that hold each word.
type holdings struct {
	holds []int32
	last  []int32 // the sentence that was counted last, by its number from 1
	id    int32   // the sentence that is counted
	times int32   // how often it stands in the texts
}

func (h *holdings) add(word int32) {
	if word >= 0 && h.last[word] != h.id {
		h.last[word] = h.id
		h.holds[word] += h.times
	}
}

// count counts the words of x, of which y was read: all if it has no equal, else
// those that a sentence without an equal has. A sentence of nothing but marks has
// them for words.
func (a *aligner) count(h *holdings, x *sentence, y *wordsRead) {
	if y.lone {
		for _, w := range y.words {
			h.add(w)
		}
		return
	}
	s, atoms, worded := x.line.text, a.atomsOf(x), false
	a.steps += len(atoms)
	for i := range atoms {
		if p := &atoms[i]; p.worded() {
			worded = true
			h.add(a.lex.folded(s[p.start:p.end], p.hash))
		}
	}
	for i := range atoms {
		if p := &atoms[i]; !worded {
			h.add(a.lex.exact(s[p.start:p.end], p.hash))
		}
	}
}

// words returns the folded words of a line; its marks where it has nothing
// else.
func (a *aligner) words(l line) []int32 {
	words := a.int32s.take(len(l.tokens))[:0]
	for _, t := range l.tokens {
		if a.lex.class(t.id) != mark {
			words = append(words, a.lex.fold(t.id))
		}
	}
	if len(words) == 0 {
		for _, t := range l.tokens {
			words = append(words, t.id)
		}
	}
	a.steps += len(l.tokens)
	return words
}

// stopShare is what a function word counts beside a word of the same
// frequency. In short texts frequency alone does not tell them apart.
const stopShare = 0.5

// weigh sets what is compared of x, whose words were read. holds says how many of
// the n sentences hold a word.
func (a *aligner) weigh(x *sentence, holds []int32, n float64) {
	words := a.reads[x.id].words
	x.pairs = a.pairRoom.take(max(len(words)-1, 0))
	for k := range x.pairs {
		x.pairs[k] = uint64(words[k])<<32 | uint64(words[k+1])
	}
	slices.Sort(x.pairs)
	sorted := a.int32s.take(len(words))
	copy(sorted, words)
	slices.Sort(sorted)
	x.bag = a.bagRoom.take(len(words))[:0]
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
func (c *Aligner) overlap(x, y *sentence) (w float64, content bool) {
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
	c.steps += i + j + 1
	return w, content
}

// sharedPairs returns how many word pairs x and y share.
func (c *Aligner) sharedPairs(x, y *sentence) int {
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
	c.steps += i + j + 1
	return n
}
