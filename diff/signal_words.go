package diff

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/newsarc/newsarc/diff/english"
	"github.com/newsarc/newsarc/text/claim"
)

// linking are the words before a name that tie it to something else, so that
// its place in the sentence says nothing of who did what.
var linking = english.Set(`of in on at to for from with about into near during after before since under over through between the a an`)

// nameKey returns a name without its dots, in lower case.
func nameKey(s string) string {
	s = strings.ToLower(s)
	s = strings.TrimPrefix(s, "the ")
	s = strings.ReplaceAll(s, ".", "")
	if k := sameNames[s]; k != "" {
		return k
	}
	if plainName(s) {
		return s
	}
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) }), " ")
}

// plainName reports whether s is of small letters of ASCII, with single spaces
// between words.
func plainName(s string) bool {
	for i := range len(s) {
		if !isLower(s[i]) && (s[i] != ' ' || i == 0 || i == len(s)-1 || s[i-1] == ' ') {
			return false
		}
	}
	return true
}

// sameNames are names that are written in two ways.
var sameNames = map[string]string{
	"us": "united states", "usa": "united states", "america": "united states", "united states of america": "united states",
	"uk": "united kingdom", "britain": "united kingdom", "great britain": "united kingdom",
	"un": "united nations", "eu": "european union", "uae": "united arab emirates", "isis": "islamic state", "isil": "islamic state",
	"is": "islamic state", "nato": "north atlantic treaty organization", "kiev": "kyiv", "burma": "myanmar",
	"fbi": "federal bureau of investigation", "who": "world health organization", "imf": "international monetary fund",
	"american": "us american", "british": "british",
}

// sameName reports whether two names may be one: equal, one part of the other
// ("Obama"), or one the initials of the other ("WHO"). A place is another one
// with every word that it gains ("South Korea").
func sameName(a, b nameFact) bool {
	if a.key == b.key {
		return true
	}
	if a.kind == claim.Place || b.kind == claim.Place || a.kind == claim.Nation || b.kind == claim.Nation {
		return initials(a.key) == b.key || initials(b.key) == a.key
	}
	return partOf(a.key, b.key) || partOf(b.key, a.key) || initials(a.key) == b.key || initials(b.key) == a.key
}

// partOf reports whether all words of a are words of b.
func partOf(a, b string) bool {
	if a == "" {
		return false
	}
	for w := range strings.FieldsSeq(a) {
		if !hasWord(b, w) {
			return false
		}
	}
	return true
}

func hasWord(s, w string) bool {
	for v := range strings.FieldsSeq(s) {
		if v == w {
			return true
		}
	}
	return false
}

// initials returns the first letters of a name of several words, without its
// small words.
func initials(key string) string {
	var sb strings.Builder
	n := 0
	for w := range strings.FieldsSeq(key) {
		if w == "of" || w == "the" || w == "for" || w == "and" {
			continue
		}
		r, _ := utf8.DecodeRuneInString(w)
		sb.WriteRune(r)
		n++
	}
	if n < 2 {
		return ""
	}
	return sb.String()
}

// sourceKey returns a source without articles, in lower case.
func sourceKey(s string) string {
	words := english.Words(s)
	k := 0
	for _, w := range words {
		if w == "the" || w == "a" || w == "an" {
			continue
		}
		words[k] = strings.TrimSuffix(w, "'s")
		k++
	}
	return strings.Join(words[:k], " ")
}

// capitalInside reports whether a word of s other than its first begins with a
// capital, or the only one does.
func capitalInside(s string) bool {
	words := strings.Fields(s)
	for i, w := range words {
		if (i > 0 || len(words) == 1) && english.Capital(w) {
			return true
		}
	}
	return false
}

func isPronoun(s string) bool {
	switch strings.ToLower(s) {
	case "he", "she", "they", "it", "i", "we", "who":
		return true
	}
	return false
}

// sayingLevel says how far a verb of saying vouches for what is said: below
// zero where the writer stands back from it, above where the writer takes it as
// true.
func sayingLevel(verb string) int {
	switch verb {
	case "suspect", "suspects", "suspected", "fear", "feared":
		return -2
	case "claimed", "claims", "claim", "suggest", "suggested", "believes", "believe", "hinted":
		return -1
	case "admit", "acknowledge", "concede", "reveal", "revealed", "acknowledged", "acknowledges", "admitted", "admits", "conceded":
		return 1
	}
	return 0
}

// nounOf returns the stem of the last word of what a quantity of s counts.
func nounOf(s string, q *claim.Quantity) string {
	last := ""
	for w := range english.WordSeq(q.Of.Of(s)) {
		last = w
	}
	return english.Stem(english.Fold(last))
}

// newFigure returns the quantity q of sentence s, which stands at base.
func newFigure(s string, base int, q claim.Quantity) figureFact {
	noun := nounOf(s, &q)
	f := figureFact{Span: shift(q.Span, base), q: q, noun: noun, unit: q.Unit}
	if q.Kind == claim.Casualty {
		f.unit = string(q.Role)
	}
	f.key = figureKey(&q, noun)
	return f
}

// figureKey returns what two figures that are the same have in common.
func figureKey(q *claim.Quantity, noun string) string {
	buf := make([]byte, 0, 64)
	for _, p := range [...]string{string(q.Kind), q.Unit, string(q.Bound), string(q.Role), noun} {
		buf = append(append(buf, p...), ' ')
	}
	buf = strconv.AppendFloat(buf, q.Low, 'g', -1, 64)
	if q.High != q.Low {
		buf = strconv.AppendFloat(append(buf, '-'), q.High, 'g', -1, 64)
	}
	return string(buf)
}

func isLower(c byte) bool { return 'a' <= c && c <= 'z' }
