package diff

import (
	"strings"
	"unicode"
	"unicode/utf8"

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
	class class
	fold  int32 // id of the lower-case form
}

// lexicon gives equal spellings equal numbers, so that comparing two tokens is
// comparing two integers. One lexicon serves one comparison.
type lexicon struct {
	ids       map[string]int32
	spellings []spelling
}

func newLexicon() *lexicon { return &lexicon{ids: make(map[string]int32, 512)} }

func (l *lexicon) id(s string, kind text.Kind) int32 {
	if id, ok := l.ids[s]; ok {
		return id
	}
	id := int32(len(l.spellings))
	l.ids[s] = id
	l.spellings = append(l.spellings, spelling{class: classOf(s, kind), fold: id})
	if low := strings.ToLower(s); low != s {
		fold := l.id(low, kind)
		l.spellings[id].fold = fold
	}
	return id
}

// fold returns the number of the lower-case form of id.
func (l *lexicon) fold(id int32) int32 { return l.spellings[id].fold }

func (l *lexicon) class(id int32) class { return l.spellings[id].class }

// classOf tells what a token's text is made of.
func classOf(s string, kind text.Kind) class {
	switch {
	case kind == text.Number:
		return number
	case kind != text.Letters:
		return mark
	case isCluster(s):
		return cluster
	case stopWords()[strings.ToLower(s)]:
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
func (c *comparer) tokens(s string) []token {
	c.cuts = text.WordsInto(c.cuts, s)
	out := make([]token, 0, len(c.cuts)/2+4)
	for _, w := range c.cuts {
		// A space that carries a combining mark is seen, and one grapheme with it.
		if t := s[w.Start:w.End]; w.Kind != text.Space || strings.TrimSpace(t) != "" {
			out = append(out, token{c.lex.id(t, w.Kind), int32(w.Start), int32(w.End)})
		}
	}
	return out
}
