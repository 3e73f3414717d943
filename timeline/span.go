package timeline

import (
	"strings"

	"github.com/newsarc/newsarc/text"
)

// parts returns the stretches of sp between commas and semicolons, outside
// quotation marks.
func parts(s string, sp text.Span) []text.Span {
	var out []text.Span
	start, quoted := sp.Start, false
	paired := strings.Count(sp.Of(s), `"`)%2 == 0
	for i := sp.Start; i < sp.End; i++ {
		switch s[i] {
		case '"':
			quoted = !quoted && paired
		case ',', ';':
			// A comma inside a figure or before a year parts nothing.
			if quoted || i+1 < sp.End && s[i+1] != ' ' || i+2 < sp.End && '0' <= s[i+2] && s[i+2] <= '9' {
				continue
			}
			out = append(out, text.Span{Start: start, End: i})
			start = i + 1
		}
	}
	return append(out, text.Span{Start: start, End: sp.End})
}

// partWith returns the part of s between commas that holds sp.
func partWith(s string, sp text.Span) text.Span {
	whole := text.Span{Start: 0, End: len(s)}
	for _, p := range parts(s, whole) {
		if within(sp, p) {
			return p
		}
	}
	return whole
}

// within reports whether in lies in sp; an empty span lies anywhere.
func within(in, sp text.Span) bool {
	return in.End == in.Start || sp.Start <= in.Start && in.End <= sp.End
}

// cut returns the part of a that lies in b.
func cut(a, b text.Span) text.Span {
	a.Start, a.End = max(a.Start, b.Start), min(a.End, b.End)
	if a.Start > a.End {
		return text.Span{Start: b.Start, End: b.Start}
	}
	return a
}

func wordsIn(s string) int {
	n, in := 0, false
	for i := range len(s) {
		space := s[i] == ' '
		if !space && !in {
			n++
		}
		in = !space
	}
	return n
}

func lastWord(s string) string {
	return s[strings.LastIndexByte(s, ' ')+1:]
}
