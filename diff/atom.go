package diff

import (
	"strings"
	"unicode/utf8"

	"github.com/newsarc/newsarc/text"
)

// atom is a word, number or mark of a sentence: where it stands, and a hash of
// it in lower case.
type atom struct {
	start, end int32
	hash       uint32
	kind       text.Kind
}

// cut appends the atoms of s.
func (c *comparer) cut(out []atom, s string) []atom {
	c.cuts = text.WordsInto(c.cuts, s)
	for _, w := range c.cuts {
		t := w.Of(s)
		// A space that carries a combining mark is seen, and one grapheme with it.
		if w.Kind == text.Space && (len(t) == 1 || strings.TrimSpace(t) == "") {
			continue
		}
		out = append(out, atom{int32(w.Start), int32(w.End), foldedHash(t), w.Kind})
	}
	return out
}

// worded reports whether p is more than a mark.
func (p *atom) worded() bool { return p.kind == text.Letters || p.kind == text.Number }

// atoms returns the atoms of a sentence, which are known in later comparisons.
func (c *comparer) atomsOf(x *sentence) []atom {
	if x.known.atoms == nil {
		c.atoms = c.cut(c.atoms[:0], x.line.text)
		x.known.atoms = c.memo.atoms.take(len(c.atoms))
		copy(x.known.atoms, c.atoms)
	}
	return x.known.atoms
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
