package render

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
	"golang.org/x/text/width"
)

// Width returns how many columns s takes on a terminal: two for wide East
// Asian characters and emoji, none for marks. Escape sequences are not
// understood; measure before painting.
func Width(s string) int {
	if ascii(s) {
		return len(s)
	}
	n := 0
	for g := graphemes.FromString(s); g.Next(); {
		n += clusterWidth(g.Value())
	}
	return n
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// clusterWidth returns the columns of one grapheme cluster: those of its first
// character, since what follows stands on or beside it.
func clusterWidth(cluster string) int {
	r, _ := utf8.DecodeRuneInString(cluster)
	switch kind := width.LookupRune(r).Kind(); {
	case kind == width.EastAsianWide, kind == width.EastAsianFullwidth,
		strings.ContainsRune(cluster, 0xfe0f),                               // emoji presentation
		r >= 0x1f1e6 && r <= 0x1f1ff && utf8.RuneCountInString(cluster) > 1: // a flag
		return 2
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return 0
	}
	return 1
}

// Truncate cuts s to at most columns columns and marks the cut with an
// ellipsis; no number is cut, since its head reads as another number. With
// columns 0 nothing is cut.
func Truncate(s string, columns int) string {
	if columns <= 0 || Width(s) <= columns {
		return s
	}
	used, end := 0, 0
	for g := graphemes.FromString(s); g.Next(); {
		w := clusterWidth(g.Value())
		if used+w > columns-1 {
			break
		}
		used += w
		end += len(g.Value())
	}
	return strings.TrimRight(wholeNumber(s, end), " ") + "…"
}

// wholeNumber returns the first end bytes of s, less the beginning of a number
// that goes on behind them.
func wholeNumber(s string, end int) string {
	digit := func(i int) bool { return i >= 0 && i < len(s) && '0' <= s[i] && s[i] <= '9' }
	separator := func(i int) bool { return i >= 0 && i < len(s) && (s[i] == '.' || s[i] == ',') }
	if !digit(end) && (!separator(end) || !digit(end+1)) {
		return s[:end]
	}
	for digit(end-1) || separator(end-1) {
		end--
	}
	return s[:end]
}

// Pad fills s with spaces up to columns columns.
func Pad(s string, columns int) string {
	return s + strings.Repeat(" ", max(0, columns-Width(s)))
}

// wrap breaks s at spaces into lines of at most columns columns; a word that
// is longer is broken between graphemes. With columns 0 there is one line.
func wrap(s string, columns int) []string {
	if columns <= 0 || Width(s) <= columns {
		return []string{s}
	}
	var lines []string
	var line strings.Builder
	used := 0
	flush := func() {
		lines = append(lines, line.String())
		line.Reset()
		used = 0
	}
	for word := range strings.SplitSeq(s, " ") {
		w := Width(word)
		if used > 0 && used+1+w > columns {
			flush()
		}
		if used > 0 {
			line.WriteByte(' ')
			used++
		}
		for w > columns-used && w > columns {
			head := cutAt(word, columns-used)
			line.WriteString(head)
			flush()
			word = word[len(head):]
			w -= Width(head)
		}
		line.WriteString(word)
		used += w
	}
	flush()
	return lines
}

// cutAt returns the longest head of s that fits, at least one grapheme.
func cutAt(s string, columns int) string {
	used, end := 0, 0
	for g := graphemes.FromString(s); g.Next(); {
		used += clusterWidth(g.Value())
		if used > columns && end > 0 {
			break
		}
		end += len(g.Value())
	}
	return s[:end]
}
