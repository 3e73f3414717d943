// Package text finds the parts of running text: paragraphs, sentences, words.
// It works on byte offsets and never changes a character. What the words mean
// is the work of its sub-packages: timex finds time expressions, claim finds
// quantities, quotes and names.
//
// Everything here takes time linear in the length of the text and accepts any
// bytes, valid UTF-8 or not.
package text

import (
	"slices"
	"strings"
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
	onlyFeeds := onlyFeeds(s)
	start, _ := space(s, 0)
	for i := start; i < len(s); {
		at := lineBreak(s, i, onlyFeeds)
		if at < 0 {
			break
		}
		end, blank := space(s, at)
		if blank {
			out = append(out, trim(s, Span{start, at}))
			start = end
		}
		i = end
	}
	if last := trim(s, Span{start, len(s)}); last.Start < last.End {
		out = append(out, last)
	}
	return out
}

// breaks end lines as a line feed and a carriage return do.
var breaks = []string{"\u0085", "\u2028", "\u2029"}

// onlyFeeds reports whether no line of s ends but at a line feed.
func onlyFeeds(s string) bool {
	return strings.IndexByte(s, '\r') < 0 && !slices.ContainsFunc(breaks, func(sep string) bool { return strings.Contains(s, sep) })
}

// lineBreak returns where the line of s that goes on at i ends; negative if it is
// the last. Nearly all texts have line feeds only, and those are found at the
// speed of memory.
func lineBreak(s string, i int, onlyFeeds bool) int {
	if onlyFeeds {
		if at := strings.IndexByte(s[i:], '\n'); at >= 0 {
			return i + at
		}
		return -1
	}
	for ; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\n', c == '\r':
			return i
		case c >= utf8.RuneSelf && slices.ContainsFunc(breaks, func(sep string) bool { return strings.HasPrefix(s[i:], sep) }):
			return i
		}
	}
	return -1
}
