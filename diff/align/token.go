package align

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/newsarc/newsarc/diff/english"
	"github.com/newsarc/newsarc/text"
)

// token is a word, number, punctuation mark or run of other characters of a
// sentence; white space lies between tokens. Its ends are grapheme borders.
type token struct {
	id         int32 // of its exact spelling, in a lexicon
	start, end int32 // bytes of the sentence
}

// class says what a spelling is made of.
type class uint8

const (
	mark     class = iota // punctuation, symbols
	stopWord              // a frequent function word
	cluster               // a part of a word in a script that writes no spaces
	word                  // any other letters
	number                // digits
)

// spelling is what the lexicon knows of a token's text.
type spelling struct {
	text  string
	hash  uint32 // of its lower-case form
	fold  int32  // id of that
	class class
}

// lexicon gives equal spellings equal numbers, so that comparing two tokens is
// comparing two integers. One lexicon serves one comparison.
type lexicon struct {
	spellings []spelling
	slots     []int32 // a power of two of them: 1 + the number of a spelling, found by its hash; 0: none
}

func newLexicon() *lexicon { return &lexicon{slots: make([]int32, 512)} }

// id returns the number of s, whose lower-case form has the hash.
func (l *lexicon) id(s string, hash uint32, kind text.Kind) int32 {
	id := l.exact(s, hash)
	if id >= 0 {
		return id
	}
	if 2*len(l.spellings) >= len(l.slots) {
		l.grow()
	}
	id = int32(len(l.spellings))
	l.spellings = append(l.spellings, spelling{text: s, hash: hash, fold: id})
	l.slots[l.free(hash)] = id + 1
	low := strings.ToLower(s)
	if low != s {
		fold := l.id(low, hash, kind)
		l.spellings[id].fold = fold
	}
	l.spellings[id].class = classOf(s, low, kind)
	return id
}

// exact returns the number of s, -1 if it has none.
func (l *lexicon) exact(s string, hash uint32) int32 {
	for i := hash; ; i++ {
		id := l.slots[l.slot(i)] - 1
		if id < 0 || l.spellings[id].hash == hash && l.spellings[id].text == s {
			return id
		}
	}
}

// folded returns the number of the lower-case form of s, -1 if none of its
// spellings is known.
func (l *lexicon) folded(s string, hash uint32) int32 {
	for i := hash; ; i++ {
		id := l.slots[l.slot(i)] - 1
		if id < 0 {
			return -1
		}
		if x := &l.spellings[id]; x.hash == hash && sameFolded(x.text, s) {
			return x.fold
		}
	}
}

func (l *lexicon) slot(i uint32) uint32 { return i & uint32(len(l.slots)-1) }

// free returns the slot for a spelling that has none.
func (l *lexicon) free(hash uint32) uint32 {
	i := l.slot(hash)
	for l.slots[i] != 0 {
		i = l.slot(i + 1)
	}
	return i
}

func (l *lexicon) grow() {
	l.slots = make([]int32, 2*len(l.slots))
	for id := range l.spellings {
		l.slots[l.free(l.spellings[id].hash)] = int32(id) + 1
	}
}

// reset empties the lexicon and keeps its memory.
func (l *lexicon) reset() {
	clear(l.spellings)
	l.spellings = l.spellings[:0]
	clear(l.slots)
}

// fold returns the number of the lower-case form of id.
func (l *lexicon) fold(id int32) int32 { return l.spellings[id].fold }

func (l *lexicon) class(id int32) class { return l.spellings[id].class }

// classOf tells what a token's text, low in lower case, is made of.
func classOf(s, low string, kind text.Kind) class {
	switch {
	case kind == text.Number:
		return number
	case kind != text.Letters:
		return mark
	case isCluster(s):
		return cluster
	case english.Function(low):
		return stopWord
	}
	return word
}

// unspaced are the scripts of which UAX 29 makes a token of each grapheme,
// though a grapheme is only a letter there. An ideograph is more than that.
var unspaced = []*unicode.RangeTable{unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar}

func isCluster(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return r >= 0x0E00 && unicode.In(r, unspaced...)
}

// tokens cuts s into words, numbers and marks. White space is left out,
// compounds are in their parts.
func (c *Aligner) tokens(s string) []token {
	c.atoms = c.cut(c.atoms[:0], s)
	return c.number(s, c.atoms)
}

// number returns the tokens that the atoms of s are.
func (c *Aligner) number(s string, atoms []atom) []token {
	out := c.tokenRoom.take(len(atoms))
	for i, p := range atoms {
		out[i] = token{c.lex.id(s[p.start:p.end], p.hash, p.kind), p.start, p.end}
	}
	return out
}
