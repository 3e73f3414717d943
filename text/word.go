package text

import (
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
	"github.com/clipperhouse/uax29/v2/words"
)

// Kind says what a Word is made of, by its first character.
type Kind uint8

// The kinds of words.
const (
	Space   Kind = iota // white space
	Letters             // a word: "don't", "G20", an ideograph
	Number              // digits with their marks and suffixes: "48,000", "1.5", "9:30", "20th"
	Punct               // punctuation
	Symbol              // currency, mathematics, emoji, and everything else
)

// String returns the kind's name.
func (k Kind) String() string {
	return [...]string{"space", "letters", "number", "punct", "symbol"}[k]
}

// Word is a run of characters that belong together.
type Word struct {
	Span
	Kind Kind
}

// Words cuts s into words, numbers, punctuation and white space by the word
// boundaries of Unicode (UAX 29), with three changes: a run of white space is
// one Word, a clock time (9:30) is one Word, and no grapheme is ever cut. The
// spans tile s: each begins where the last one ended.
func Words(s string) []Word { return WordsInto(make([]Word, 0, len(s)/3+4), s) }

// WordsInto is Words into the memory of dst, whose content is lost.
func WordsInto(dst []Word, s string) []Word {
	if isASCII(s) {
		return asciiWords(dst[:0], s)
	}
	return unicodeWords(dst[:0], s)
}

func unicodeWords(out []Word, s string) []Word {
	it := words.FromString(s)
	gr := grapheme{s: s}
	start := 0
	for it.Next() {
		end := it.End()
		if !gr.boundary(start, end) {
			continue
		}
		out = appendWord(out, s, Word{Span{start, end}, kindOf(s[start:end])})
		start = end
	}
	return out
}

// grapheme finds out whether a word boundary cuts a grapheme, which UAX 29
// allows in a few scripts.
type grapheme struct {
	s    string
	it   *graphemes.Iterator[string]
	base int // offset in s of the text that it walks over
	seen int // the last boundary that it has reached
}

// boundary reports whether a grapheme ends at end; one is known to begin at
// start, and calls come in ascending order.
func (g *grapheme) boundary(start, end int) bool {
	if g.s[end-1] < utf8.RuneSelf && (end == len(g.s) || g.s[end] < utf8.RuneSelf) {
		return true // UAX 29 keeps CR LF in one word
	}
	if g.it == nil || g.seen < start {
		it := graphemes.FromString(g.s[start:])
		g.it, g.base, g.seen = it, start, start
	}
	for g.seen < end && g.it.Next() {
		g.seen = g.base + g.it.End()
	}
	return g.seen == end
}

// appendWord adds w to ws, joining it to its neighbours where they are one.
func appendWord(ws []Word, s string, w Word) []Word {
	n := len(ws)
	switch {
	case n > 0 && w.Kind == Space && ws[n-1].Kind == Space:
		ws[n-1].End = w.End
		return ws
	case n > 1 && w.Kind == Number && ws[n-1].Of(s) == ":" && ws[n-2].Kind == Number:
		ws[n-2].End = w.End
		return ws[:n-1]
	}
	return append(ws, w)
}

func kindOf(s string) Kind {
	if c := s[0] | 0x20; c >= 'a' && c <= 'z' {
		return Letters
	}
	r, _ := utf8.DecodeRuneInString(s)
	switch {
	case unicode.IsLetter(r), unicode.IsMark(r):
		return Letters
	case unicode.IsDigit(r):
		return Number
	case unicode.IsSpace(r):
		return Space
	case unicode.IsPunct(r):
		return Punct
	}
	return Symbol
}
