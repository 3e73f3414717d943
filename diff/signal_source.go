package diff

import (
	"strings"
	"unicode"

	"github.com/newsarc/newsarc/text"
)

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

func inner(s text.Span) text.Span {
	if s.End-s.Start > 2 {
		return text.Span{Start: s.Start + 1, End: s.End - 1}
	}
	return s
}

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

func sameSource(a, b *sourceFact) bool {
	if a.key == b.key || !a.pronoun && withoutFigures(a.key) == withoutFigures(b.key) {
		return true
	}
	if a.pronoun || b.pronoun {
		return nameKey(a.who) == nameKey(b.who) && !(a.pronoun && b.pronoun)
	}
	if !a.named && !b.named && misspelled(a.key, b.key) {
		return true
	}
	x, y := a.whoKey, b.whoKey
	return x == y || capital(a.who) && capital(b.who) && (partOf(x, y) || partOf(y, x))
}

func misspelled(a, b string) bool {
	x, y := strings.Fields(a), strings.Fields(b)
	if len(x) != len(y) {
		return false
	}
	for i := range x {
		if x[i] != y[i] && !slip(x[i], y[i]) {
			return false
		}
	}
	return true
}

func withoutFigures(key string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return -1
		}
		return r
	}, key)
}

func capital(s string) bool {
	for _, r := range s {
		return unicode.IsUpper(r)
	}
	return false
}

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

func (c *comparison) contrary() (o, n text.Span, ok bool) {
	for _, e := range c.edits {
		a, b := wordsOf(e.Old.Of(c.old.text)), wordsOf(e.New.Of(c.new.text))
		if len(a) == len(b) && len(a) > 0 && len(a) < 8 {
			for i := range a {
				if opposite(a[i], b[i]) || opposite(b[i], a[i]) {
					return e.Old, e.New, true
				}
			}
		}
	}
	return o, n, false
}

func opposite(a, b string) bool {
	if len(a) < 4 || !strings.HasSuffix(b, a) {
		return false
	}
	switch strings.TrimSuffix(b, a) {
	case "un", "in", "im", "ir", "il", "non", "dis":
		return true
	}
	return false
}

func (c *comparison) hedges(f *finder) {
	o, n := cancel(c.old.hedges, c.new.hedges, func(x *cueFact) string { return x.key })
	if len(o) == 0 && len(n) == 0 {
		return
	}
	was, is := 0, 0
	var from, to text.Span
	for _, x := range o {
		was += x.level
		from = cover(from, x.Span)
	}
	for _, x := range n {
		is += x.level
		to = cover(to, x.Span)
	}
	if was == is {
		return
	}
	if len(o) == 0 {
		from = c.came(to)
	}
	if len(n) == 0 {
		to = c.gone(from)
	}
	f.add(c.signal(Hedge, from, to, firmness(was, is)))
}

func cover(a, b text.Span) text.Span {
	if a == (text.Span{}) {
		return b
	}
	return text.Span{Start: min(a.Start, b.Start), End: max(a.End, b.End)}
}
