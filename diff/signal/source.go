package signal

import (
	"strings"
	"unicode"

	"github.com/newsarc/newsarc/diff/english"
	"github.com/newsarc/newsarc/text"
)

// sources compares who says what. Sources that only speak a quote that came or
// went are part of that.
func (c *comparison) sources(f *search, spoken map[text.Span]bool) {
	o, n := c.unspoken(c.old.sources, c.new.sources, spoken), c.unspoken(c.new.sources, c.old.sources, spoken)
	like := func(o, n *sourceFact) int {
		if c.near(o.all, n.all) {
			return 2
		}
		return 1
	}
	couple(o, n, like, func(o, n *sourceFact) {
		switch {
		case o == nil:
			if n.colon || c.touchesNew(inner(n.Span)) >= 0 {
				f.add(c.signal(Attribution, c.came(n.all), n.all, Added))
			}
		case n == nil:
			if o.colon || c.touchesOld(inner(o.Span)) >= 0 {
				f.add(c.signal(Attribution, o.all, c.gone(o.all), Removed))
			}
		default:
			f.add(c.signal(Attribution, o.all, n.all, Changed))
		}
	})
}

// inner returns s without its ends, which an edit beside it touches too.
func inner(s text.Span) text.Span {
	if s.End-s.Start > 2 {
		return text.Span{Start: s.Start + 1, End: s.End - 1}
	}
	return s
}

// unspoken returns the sources of a that are none of b's.
func (c *comparison) unspoken(a, b []sourceFact, spoken map[text.Span]bool) []sourceFact {
	var out []sourceFact
	seen := map[string]bool{}
	for i := range a {
		x := &a[i]
		if spoken[x.Span] || seen[x.key] {
			continue
		}
		seen[x.key] = true
		same := false
		for j := 0; j < len(b) && j < 200 && !same; j++ {
			same = sameSource(x, &b[j])
		}
		if !same {
			out = append(out, *x)
		}
	}
	return out
}

// sameSource reports whether two sources are one: the same words, the same
// person under a longer name, or a pronoun that stands for it.
func sameSource(a, b *sourceFact) bool {
	if a.key == b.key || !a.pronoun && withoutFigures(a.key) == withoutFigures(b.key) {
		return true
	}
	if a.pronoun || b.pronoun {
		return nameKey(a.who) == nameKey(b.who) && !(a.pronoun && b.pronoun)
	}
	if !a.named && !b.named && english.Slips(strings.Fields(a.key), strings.Fields(b.key)) {
		return true
	}
	x, y := a.whoKey, b.whoKey
	return x == y || english.Capital(a.who) && english.Capital(b.who) && (partOf(x, y) || partOf(y, x))
}

// withoutFigures returns a source without its digits, whose change is told as a
// change of number: "a 21-year-old student".
func withoutFigures(key string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return -1
		}
		return r
	}, key)
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
