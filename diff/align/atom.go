package align

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
func (c *Aligner) cut(out []atom, s string) []atom {
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
func (c *Aligner) atomsOf(x *sentence) []atom {
	if x.known.atoms == nil {
		c.atoms = c.cut(c.atoms[:0], x.line.text)
		x.known.atoms = c.known.take(len(c.atoms))
		copy(x.known.atoms, c.atoms)
	}
	return x.known.atoms
}

// foldedHash returns a hash of a word in lower case.
func foldedHash(s string) uint32 {
	h, ascii := hashOf(s)
	if !ascii {
		h, _ = hashOf(strings.ToLower(s))
	}
	return h
}

// hashOf returns a hash of s, the same for both cases of a letter of ASCII, and
// whether s has nothing else.
func hashOf(s string) (hash uint32, ascii bool) {
	const prime = 0x9e3779b97f4a7c15
	var h, eight uint64
	var any byte
	for i := range len(s) {
		any |= s[i]
		eight = eight<<8 | uint64(s[i]|0x20)
		if i&7 == 7 {
			h, eight = (h^eight)*prime, 0
			h ^= h >> 32
		}
	}
	return uint32((h ^ eight) * prime >> 32), any < utf8.RuneSelf
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
