package english

import (
	"strings"
	"unicode"

	"github.com/newsarc/newsarc/text/claim"
)

// Opposite reports whether b is a with a prefix that denies.
func Opposite(a, b string) bool {
	if len(a) < 3 || !strings.HasSuffix(b, a) {
		return false
	}
	prefix := strings.TrimSuffix(b, a)
	if len(a) == 3 {
		return prefix == "un" // "fit", "unfit"
	}
	switch prefix {
	case "un", "in", "im", "ir", "il", "non", "dis":
		return true
	}
	return false
}

// Slips reports whether two stretches of as many words differ in slips and in
// nothing else.
func Slips(a, b []string) bool {
	if len(a) != len(b) {
		return false
	}
	n := 0
	for i := range a {
		if a[i] != b[i] {
			if !Slip(a[i], b[i]) {
				return false
			}
			n++
		}
	}
	return n > 0
}

// Slip reports whether one of two words is the other misspelled.
func Slip(a, b string) bool {
	if a == b || inflected(a, b) || inflected(b, a) || british(a) == british(b) || claim.Known(a) && claim.Known(b) {
		return false
	}
	ra, rb := []rune(a), []rune(b)
	if len(ra) > 24 || len(rb) > 24 || strings.ContainsFunc(a+b, unicode.IsDigit) {
		return false
	}
	d := distance(ra, rb)
	short := min(len(ra), len(rb))
	if d == 1 && short >= 3 && (ra[0] == rb[0] || short >= 6) {
		return true
	}
	return d == 2 && short >= 6 && ra[0] == rb[0]
}

// distance returns how many letters must be added, taken, changed or swapped
// with their neighbour to make b of a.
func distance(a, b []rune) int {
	var rows [3][32]int
	for j := range len(b) + 1 {
		rows[1][j] = j
	}
	for i := 1; i <= len(a); i++ {
		prev2, prev, row := &rows[(i+2)%3], &rows[i%3], &rows[(i+1)%3]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(prev[j]+1, row[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], prev2[j-2]+1)
			}
		}
	}
	return rows[(len(a)+1)%3][len(b)]
}
