package english

import (
	"strings"
	"unicode/utf8"
)

// Sense returns what stands for a word in all its forms and spellings.
func Sense(w string) string {
	if r := rankWords()[w]; r != "" {
		return strings.TrimRight(r, "stndrhx")
	}
	return Stem(british(w))
}

// inflected reports whether b is a with an ending of number or tense.
func inflected(a, b string) bool {
	end, ok := strings.CutPrefix(b, strings.TrimSuffix(a, "e"))
	if !ok {
		return false
	}
	switch end {
	case "s", "es", "ed", "d", "ing", "ly", "er", "ers", "'s", "ies":
		return true
	}
	return false
}

// Stem takes the endings of number and tense from an English word. It is rough
// on purpose: both sides are cut alike.
func Stem(w string) string {
	n := utf8.RuneCountInString(w)
	for _, e := range [...]string{"ingly", "edly", "ing", "ied", "ies", "ed", "es", "ly", "s", "e"} {
		if n-len(e) >= 3 && strings.HasSuffix(w, e) && !strings.HasSuffix(w, "ss") {
			w = strings.TrimSuffix(w, e)
			if e == "ied" || e == "ies" {
				w += "y"
			}
			break
		}
	}
	if k := len(w); k > 3 && w[k-1] == w[k-2] && w[k-1] != 'l' && w[k-1] != 's' { // "planned"
		w = w[:k-1]
	}
	return strings.TrimSuffix(w, "e")
}

// british writes a British spelling in the American way.
func british(w string) string {
	if len(w) < 6 {
		return w
	}
	for _, e := range [...][2]string{
		{"isation", "ization"},
		{"ising", "izing"},
		{"ised", "ized"},
		{"ise", "ize"},
		{"ises", "izes"},
		{"yse", "yze"},
		{"ysed", "yzed"},
		{"our", "or"},
		{"ours", "ors"},
		{"oured", "ored"},
		{"ouring", "oring"},
		{"tre", "ter"},
		{"tres", "ters"},
		{"ence", "ense"},
		{"elled", "eled"},
		{"elling", "eling"},
		{"eller", "eler"},
		{"ogue", "og"},
		{"ogues", "ogs"},
		{"ellers", "elers"},
		{"amme", "am"},
		{"ammes", "ams"},
		{"bours", "bors"},
		{"bour", "bor"},
		{"wards", "ward"},
	} {
		if s, ok := strings.CutSuffix(w, e[0]); ok && len(s) > 1 {
			return s + e[1]
		}
	}
	return w
}
