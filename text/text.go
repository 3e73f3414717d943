// Package text finds the parts of running text: paragraphs, sentences, words.
// It works on byte offsets and never changes a character. What the words mean
// is the work of its sub-packages: timex finds time expressions, claim finds
// quantities, quotes and names.
//
// Everything here takes time linear in the length of the text and accepts any
// bytes, valid UTF-8 or not.
package text

import (
	"unicode"
	"unicode/utf8"
)

// Span is a half-open range of bytes of some text.
type Span struct{ Start, End int }

// Of returns the part of s that sp names.
func (sp Span) Of(s string) string { return s[sp.Start:sp.End] }

// trim narrows sp so that it neither begins nor ends with white space.
func trim(s string, sp Span) Span {
	for sp.Start < sp.End {
		r, n := utf8.DecodeRuneInString(s[sp.Start:sp.End])
		if !unicode.IsSpace(r) {
			break
		}
		sp.Start += n
	}
	for sp.Start < sp.End {
		r, n := utf8.DecodeLastRuneInString(s[sp.Start:sp.End])
		if !unicode.IsSpace(r) {
			break
		}
		sp.End -= n
	}
	return sp
}

// space returns the end of the white space that begins at i, and whether a
// blank line or a paragraph separator is in it.
func space(s string, i int) (end int, blank bool) {
	lines := 0
	for i < len(s) {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == '\n', r == '\u2028', r == '\u0085', r == '\r' && (i+1 == len(s) || s[i+1] != '\n'):
			lines++
		case r == '\u2029':
			lines += 2
		case !unicode.IsSpace(r):
			return i, lines > 1
		}
		i += n
	}
	return i, lines > 1
}

// Paragraphs returns the blocks of s that blank lines separate, in order and
// without the white space around them. What stands between two spans is white
// space.
func Paragraphs(s string) []Span {
	var out []Span
	start, i := 0, 0
	for i < len(s) {
		// Nearly all of a text is ASCII without line breaks: one look at eight
		// bytes, or at one.
		if i > start && plainEight(s, i) && s[i+7] != ' ' {
			i += 8
			continue
		}
		if c := s[i]; c > ' ' && c < utf8.RuneSelf || c == ' ' && i > start && i+1 < len(s) && s[i+1] > ' ' && s[i+1] < utf8.RuneSelf {
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if !unicode.IsSpace(r) {
			i += n
			continue
		}
		end, blank := space(s, i)
		if blank && start < i {
			out = append(out, Span{start, i})
		}
		if blank || start == i {
			start = end
		}
		i = end
	}
	if last := trim(s, Span{start, len(s)}); last.Start < last.End {
		out = append(out, last)
	}
	return out
}

// plainEight reports whether the eight bytes of s at i are printable ASCII, with
// no space beside another. It looks at all at once and may miss some.
func plainEight(s string, i int) bool {
	if i+8 > len(s) || s[i] == ' ' && (i == 0 || s[i-1] == ' ') {
		return false
	}
	const ones, tops = 0x0101010101010101, 0x8080808080808080
	b := s[i : i+8]
	x := uint64(b[0]) | uint64(b[1])<<8 | uint64(b[2])<<16 | uint64(b[3])<<24 |
		uint64(b[4])<<32 | uint64(b[5])<<40 | uint64(b[6])<<48 | uint64(b[7])<<56
	if (x|(x-' '*ones))&tops != 0 {
		return false
	}
	y := x ^ ' '*ones
	spaces := (y - ones) & ^y & tops
	return spaces&(spaces<<8) == 0
}
