package claim

import (
	"strings"
	"sync"
	"unicode/utf8"
)

// MayCount reports whether sentence i may have a quantity of this value. It is a
// quick look: most sentences have other figures or none, and no word for one, and
// need not be read for it.
func (t *Text) MayCount(i int, low, high float64) bool {
	m := t.memory(i)
	if !m.looked {
		m.looked, m.numbers = true, numbersIn(t.sentences[i])
	}
	return low == 1 && high == 1 || m.numbers.may(low) && m.numbers.may(high) // "a man"
}

// MayQuote reports whether sentence i may have a quote, or a part of one.
func (t *Text) MayQuote(i int) bool { return t.mayQuote(i) || t.carry(i) != "" }

// numbers are the values that the quantities of a sentence may have.
type numbers struct {
	any  bool // it has a word of numberWords, or else what may change the value of digits
	n    int
	digs [6]float64 // the values of the first n numbers in digits
}

// may reports whether a quantity may have the value v.
func (x *numbers) may(v float64) bool {
	if x.any {
		return true
	}
	for _, d := range x.digs[:x.n] {
		if d == v || d == -v {
			return true
		}
	}
	return false
}

// numbersIn looks for numbers in s: digits that nothing scales or parts, and
// anything else that may be read as a number.
func numbersIn(s string) numbers {
	var x numbers
	for i := 0; i < len(s); {
		c := s[i]
		switch {
		case '0' <= c && c <= '9':
			start := i
			i = scanNumber(s, i)
			if x.n == len(x.digs) || i < len(s) && s[i] == '/' {
				return numbers{any: true}
			}
			x.digs[x.n] = figure(s[start:i])
			x.n++
		case asciiLetter(c):
			start := i
			for i++; i < len(s) && asciiLetter(s[i]); i++ {
			}
			if mayNumber(s[start:i]) {
				return numbers{any: true}
			}
		case c < utf8.RuneSelf:
			i++
		default:
			r, n := utf8.DecodeRuneInString(s[i:])
			if !plainMark(r) {
				return numbers{any: true}
			}
			i += n
		}
	}
	return x
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
