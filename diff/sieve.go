package diff

import (
	"strings"
	"unicode/utf8"

	"github.com/newsarc/newsarc/text"
)

// sentenceWords is where the words and numbers of a sentence stand in it.
type sentenceWords struct {
	words []wordAt
	cuts  int // how many pieces it has, with marks and spaces
}

// wordAt is a word of a sentence: where it stands, and a hash of it in lower case.
type wordAt struct {
	start, end int32
	hash       uint32
	number     bool
}

// cut finds the words of a sentence.
func (c *comparer) cut(s string) *sentenceWords {
	c.cuts = text.WordsInto(c.cuts, s)
	x := &sentenceWords{cuts: len(c.cuts), words: make([]wordAt, 0, len(c.cuts)/2+1)}
	for _, w := range c.cuts {
		if w.Kind == text.Letters || w.Kind == text.Number {
			x.words = append(x.words, wordAt{int32(w.Start), int32(w.End), foldedHash(w.Of(s)), w.Kind == text.Number})
		}
	}
	return x
}

func (w wordAt) kind() text.Kind {
	if w.number {
		return text.Number
	}
	return text.Letters
}

// foldedHash returns the hash (FNV-1a) of a word in lower case.
func foldedHash(s string) uint32 {
	const offset, prime = 2166136261, 16777619
	h := uint32(offset)
	for i := range len(s) {
		c := s[i]
		if c >= utf8.RuneSelf {
			h = offset
			for _, c := range []byte(strings.ToLower(s)) {
				h = (h ^ uint32(c)) * prime
			}
			return h
		}
		if 'A' <= c && c <= 'Z' {
			c |= 0x20
		}
		h = (h ^ uint32(c)) * prime
	}
	return h
}

// sieve holds the words that are sought in other sentences.
type sieve struct {
	slots []sought // a power of two of them; free where the word is empty
	shift uint8    // what is left of a hash is the slot to begin with
}

// sought is a word in one of its spellings, and the number that all of them have;
// -1 as long as it has none.
type sought struct {
	hash uint32
	fold int32
	word string
}

// sieve returns an empty sieve with room for n words.
func (c *comparer) sieve(n int) *sieve {
	bits := uint8(6)
	for 1<<bits < 2*n {
		bits++
	}
	if cap(c.slots) < 1<<bits {
		c.slots = make([]sought, 1<<bits)
	}
	c.slots = c.slots[:1<<bits]
	clear(c.slots)
	return &sieve{slots: c.slots, shift: 32 - bits}
}

// wordsOf returns the words of a sentence.
func (c *comparer) wordsOf(x *sentence) *sentenceWords {
	if x.known.words == nil {
		x.known.words = c.cut(x.line.text)
	}
	return x.known.words
}

// slot returns the place of a word, which is free where the word is not sought.
func (v *sieve) slot(hash uint32, word string) *sought {
	for i := hash * 2654435769 >> v.shift; ; i++ {
		x := &v.slots[i&uint32(len(v.slots)-1)]
		if x.word == "" || x.hash == hash && sameFolded(x.word, word) {
			return x
		}
	}
}

// sameFolded reports whether two words are one in lower case.
func sameFolded(a, b string) bool {
	if a == b {
		return true
	}
	for i := range min(len(a), len(b)) {
		c, d := a[i], b[i]
		if c >= utf8.RuneSelf || d >= utf8.RuneSelf {
			low := strings.ToLower(a) // not EqualFold: the lexicon keeps "ſ" and "s" apart
			return low == strings.ToLower(b)
		}
		if c != d && (c|0x20 != d|0x20 || c|0x20 < 'a' || c|0x20 > 'z') {
			return false
		}
	}
	return len(a) == len(b)
}

// seek makes a sieve of the words of the sentences that have no equal, lone by
// their numbers.
func (a *aligner) seek(lone []bool) *sieve {
	n := 0
	for _, side := range [][]sentence{a.old, a.new} {
		for i := range side {
			if lone[side[i].id] {
				n += len(a.wordsOf(&side[i]).words)
			}
		}
	}
	v := a.sieve(n)
	for _, side := range [][]sentence{a.old, a.new} {
		for i := range side {
			if !lone[side[i].id] {
				continue
			}
			s := side[i].line.text
			for _, w := range a.wordsOf(&side[i]).words {
				if x := v.slot(w.hash, s[w.start:w.end]); x.word == "" {
					*x = sought{w.hash, -1, s[w.start:w.end]}
				}
			}
		}
	}
	return v
}

// find returns the words sought that a sentence has, folded. A sentence of
// nothing but marks has them for words.
func (a *aligner) find(v *sieve, of *sentence) []int32 {
	x, s := a.wordsOf(of), of.line.text
	a.ops += x.cuts
	if len(x.words) == 0 {
		return a.words(a.line(s))
	}
	from := len(a.found)
	out := a.found
	for _, w := range x.words {
		if y := v.slot(w.hash, s[w.start:w.end]); y.word != "" {
			if y.fold < 0 {
				y.fold = a.lex.fold(a.lex.id(s[w.start:w.end], w.kind()))
			}
			out = append(out, y.fold)
		}
	}
	a.found = out
	return out[from:len(out):len(out)]
}
