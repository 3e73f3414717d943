package diff

import (
	"slices"
	"strings"
	"unicode"

	"github.com/newsarc/newsarc/diff/english"
	"github.com/newsarc/newsarc/text"
)

// sources compares who says what. Sources that only speak a quote that came or
// went are part of that.
func (c *comparison) sources(f *finder, spoken map[text.Span]bool) {
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
				f.add(c.signal(Attribution, c.came(n.all), n.all, detailAdded))
			}
		case n == nil:
			if o.colon || c.touchesOld(inner(o.Span)) >= 0 {
				f.add(c.signal(Attribution, o.all, c.gone(o.all), detailRemoved))
			}
		default:
			f.add(c.signal(Attribution, o.all, n.all, detailChanged))
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

// negations compares how often the two sides deny.
func (c *comparison) negations(f *finder) {
	o, n := c.old.cues, c.new.cues
	if len(o) != len(n) {
		c.negation(f, o, n)
		return
	}
	if x, y, ok := c.contrary(); ok && c.new.english {
		f.add(c.signal(Negation, x, y, detailChanged))
	}
}

// negation reports the first negation that one side has more than the other.
func (c *comparison) negation(f *finder, o, n []cueFact) {
	if len(n) > len(o) {
		for _, x := range n {
			if c.editedNew(x.Span) >= 0 {
				f.add(c.signal(Negation, c.came(x.Span), x.Span, detailAdded))
				return
			}
		}
	}
	for _, x := range o {
		if len(o) > len(n) && c.editedOld(x.Span) >= 0 {
			f.add(c.signal(Negation, x.Span, c.gone(x.Span), detailRemoved))
			return
		}
	}
}

// contrary looks for an edit that turns a word into its contrary by a prefix:
// "lawful", "unlawful".
func (c *comparison) contrary() (o, n text.Span, ok bool) {
	for _, e := range c.edits {
		a, b := english.Words(e.Old.Of(c.old.text)), english.Words(e.New.Of(c.new.text))
		if len(a) == len(b) && len(a) > 0 && len(a) < 8 {
			for i := range a {
				if english.Opposite(a[i], b[i]) || english.Opposite(b[i], a[i]) {
					return e.Old, e.New, true
				}
			}
		}
	}
	return o, n, false
}

// idle reports whether edit k, -1 for none, leaves the sense of a word alone: it
// does not touch it, or only mends a slip.
func (c *comparison) idle(k int) bool { return k < 0 || c.typo(c.edits[k]) }

// hedges compares how firmly the two sides speak.
func (c *comparison) hedges(f *finder) {
	o, n := cancel(c.old.hedges, c.new.hedges, func(x *cueFact) string { return x.key })
	if len(o) == 0 && len(n) == 0 {
		return
	}
	o = slices.DeleteFunc(o, func(x cueFact) bool { return c.idle(c.editedOld(x.Span)) })
	n = slices.DeleteFunc(n, func(x cueFact) bool { return c.idle(c.editedNew(x.Span)) })
	was, from := firmnessOf(o)
	is, to := firmnessOf(n)
	if was == is {
		return
	}
	way := firmness(was, is)
	switch {
	case len(o) == 0: // each word that came and turned the sentence this way
		for _, x := range n {
			if firmness(0, x.level) == way {
				f.add(c.signal(Hedge, c.came(x.Span), x.Span, way))
			}
		}
	case len(n) == 0:
		for _, x := range o {
			if firmness(x.level, 0) == way {
				f.add(c.signal(Hedge, x.Span, c.gone(x.Span), way))
			}
		}
	default:
		f.add(c.signal(Hedge, from, to, way))
	}
}

// firmnessOf returns how firmly the hedges let a sentence speak, and the text
// from the first to the last of them.
func firmnessOf(hedges []cueFact) (level int, all text.Span) {
	for _, x := range hedges {
		level += x.level
		all = cover(all, x.Span)
	}
	return level, all
}

// cover returns the span from the begin of a to the end of b.
func cover(a, b text.Span) text.Span {
	if a == (text.Span{}) {
		return b
	}
	return text.Span{Start: min(a.Start, b.Start), End: max(a.End, b.End)}
}
