package news

import (
	"strings"
	"testing"
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
