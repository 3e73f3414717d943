package news

import (
	"strings"
	"testing"
	"time"
)

// FuzzIsLine holds the quick look to what it stands for.
func FuzzIsLine(f *testing.F) {
	for _, s := range []string{
		"", " ", "a", "a b", "a  b", " a", "a ", "a\tb", "a\u00a0b", "\u00a0a", "a\u202f", "a \u202fb", "caf\u00e9\u2028", "\ufeffa", "a\x7fb", "a\xffb",
		"a\u0085b", "“Yes,” she said.", "a\u3000b",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if got, want := isLine(s), lineOf(s) == s; got != want {
			t.Errorf("%q: a line is %v, want %v", s, got, want)
		}
		plain := strings.Trim(s, " ") == s && strings.IndexFunc(s, func(r rune) bool { return r < ' ' || r > '~' }) < 0
		if got := isPlainASCII(s); got != plain {
			t.Errorf("%q: plain is %v, want %v", s, got, plain)
		}
	})
}

// What is a valid time is so written that it is read as the same.
func TestValidTimes(t *testing.T) {
	valid := 0
	for _, year := range []int{1, 1969, 2024, 9999} {
		for _, offset := range []int{0, 60, -60, 61, 3600, -12 * 3600, 14 * 3600, day - 60, 60 - day, day, -day, 1} {
			for _, nano := range []int{0, 1} {
				at := Time{Time: time.Date(year, 12, 31, 23, 59, 59, nano, time.FixedZone("", offset))}
				if at.validate() != nil {
					continue
				}
				valid++
				if got, err := ParseTime(at.String()); err != nil || !got.Time.Equal(at.Time) || got.String() != at.String() {
					t.Errorf("%s is read as %s, %v", at, got, err)
				}
			}
		}
	}
	if valid != 4*10 {
		t.Errorf("%d are valid", valid)
	}
}
