package claim

import (
	"strings"
	"sync"
	"unicode/utf8"
)

// MayCount reports whether sentence i may have a quantity other than a single
// one in a word ("a man"). It is a quick look: most sentences have no figure and
// no word for one, and need not be read for it.
func (t *Text) MayCount(i int) bool {
	m := t.memory(i)
	if m.counts == 0 {
		if m.counts = 1; mayCount(t.sentences[i]) {
			m.counts = 2
		}
	}
	return m.counts == 2
}

// MayQuote reports whether sentence i may have a quote, or a part of one.
func (t *Text) MayQuote(i int) bool { return t.mayQuote(i) || t.carry(i) != "" }

// mayCount reports whether s has a digit, a word of numberWords, or characters
// that may be read as either.
func mayCount(s string) bool {
	for i := 0; i < len(s); {
		c := s[i]
		switch {
		case '0' <= c && c <= '9':
			return true
		case asciiLetter(c):
			start := i
			for i++; i < len(s) && asciiLetter(s[i]); i++ {
			}
			if mayNumber(s[start:i]) {
				return true
			}
		case c < utf8.RuneSelf:
			i++
		default:
			r, n := utf8.DecodeRuneInString(s[i:])
			if !plainMark(r) {
				return true
			}
			i += n
		}
	}
	return false
}

// plainMark reports whether r is a mark of punctuation that a word or a number
// cannot go on behind.
func plainMark(r rune) bool {
	switch r {
	case '“', '”', '‘', '’', '–', '—', '…', '€', '£', '•':
		return true
	}
	return false
}

// mayNumber reports whether a word may be one that stands for a number: there is
// one with its first and last letter and its length.
func mayNumber(w string) bool {
	if len(w) >= 32 {
		return false
	}
	return numberEnds()[w[0]&31][w[len(w)-1]&31]>>len(w)&1 == 1
}

// numberEnds holds the lengths of the words for numbers, by their first and last
// letters.
var numberEnds = sync.OnceValue(func() *[32][32]uint32 {
	ends := new([32][32]uint32)
	for w, c := range everyWord() {
		if c&(numeral|scale|vague|fraction) == 0 && w != "half" {
			continue
		}
		for part := range strings.FieldsFuncSeq(w, func(r rune) bool { return r >= utf8.RuneSelf || !asciiLetter(byte(r)) }) {
			ends[part[0]&31][part[len(part)-1]&31] |= 1 << len(part)
		}
	}
	return ends
})
