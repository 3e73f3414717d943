package diff

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
	"github.com/clipperhouse/uax29/v2/words"
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
	word                  // any other letters
	number                // holds a digit
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

func (l *lexicon) id(s string) int32 {
	if id, ok := l.ids[s]; ok {
		return id
	}
	id := int32(len(l.spellings))
	l.ids[s] = id
	l.spellings = append(l.spellings, spelling{class: classOf(s), fold: id})
	if low := strings.ToLower(s); low != s {
		fold := l.id(low)
		l.spellings[id].fold = fold
	}
	return id
}

// fold returns the number of the lower-case form of id.
func (l *lexicon) fold(id int32) int32 { return l.spellings[id].fold }

func (l *lexicon) class(id int32) class { return l.spellings[id].class }

func classOf(s string) class {
	c := mark
	for _, r := range s {
		switch {
		case unicode.IsDigit(r):
			return number
		case unicode.IsLetter(r):
			c = word
		}
	}
	if c == word && stopWords[strings.ToLower(s)] {
		return stopWord
	}
	return c
}

// tokens cuts s into tokens by the word rules of UAX 29, appending to dst.
// Those rules may cut a grapheme (before THAI SARA AM, after a prepended
// mark); such tokens are joined again.
func (l *lexicon) tokens(dst []token, s string) []token {
	it := words.FromString(s)
	var g *graphemes.Iterator[string] // in ASCII each character is one
	if !isASCII(s) {
		g = graphemes.FromString(s)
	}
	start := 0
	for it.Next() {
		end := it.End()
		if g != nil {
			for g.End() < end && g.Next() {
			}
			if g.End() != end {
				continue // inside a grapheme: the token goes on
			}
		}
		if t := s[start:end]; !isSpace(t) {
			dst = append(dst, token{l.id(t), int32(start), int32(end)})
		}
		start = end
	}
	return dst
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func isSpace(s string) bool {
	for _, r := range s {
		if !unicode.IsSpace(r) {
			return false
		}
	}
	return true
}
