package claim

import "strings"

// subjectOf reports whether group g has a verb of its own behind it, so that the
// verb before does not take it as object: "killed three, and 40 were at".
func (p *parser) subjectOf(g int) bool {
	to, from := p.groups[g].to, p.groups[g].from
	return p.has(to, auxiliary|be) && p.is(from-1, "and") && !p.has(from-1, tally)
}

// ofThem reports whether group g is part of the one before: "69 of them", "nine
// of them children".
func (p *parser) ofThem(g int) bool {
	to := p.groups[g].to
	return p.is(to-1, "them") || p.is(to-1, "whom")
}

// family reports whether group g says how many the one before are: "a family of
// four".
func (p *parser) family(g int) bool {
	return g > 0 && p.groups[g-1].article && p.is(p.groups[g-1].to-1, "family") && p.groups[g-1].to == p.groups[g].from-1 && p.is(p.groups[g].from-1, "of")
}

// joined reports whether only a comma or "and" stands between two quantities.
func (p *parser) joined(from, to int) bool {
	if to-from > 3 {
		return false
	}
	for i := from; i < to; i++ {
		if !p.sym(i, ',') && !p.is(i, "and") && !p.is(i, "or") && !p.is(i, "including") && !p.is(i, "plus") && !p.is(i, "with") {
			return false
		}
	}
	return true
}

// peopled reports whether group g can be people.
func (p *parser) peopled(g int) bool {
	q := &p.out.Quantities[g]
	if q.Kind != Count && q.Kind != Percent {
		return false
	}
	gr := p.groups[g]
	if q.Of.Start == q.Of.End {
		return true
	}
	for i := gr.figures; i < gr.to; i++ {
		if t := p.toks[i]; t.class&(person|tally|nation|harm|suffers|pronoun) != 0 || p.is(i, "those") || p.is(i, "lives") {
			return true
		}
	}
	return personal(q.Of.Of(p.src))
}

// personal reports whether a noun that the lexicon does not know looks like
// people: "Islamists", "looters", "electricians".
func personal(s string) bool {
	for _, suffix := range [...]string{"ers", "ors", "ists", "ians", "men", "ees", "er", "ist", "ian", "ants", "girls", "boys", "women", "folk", "children"} {
		if len(s) > len(suffix)+2 && strings.HasSuffix(s, suffix) {
			return true
		}
	}
	return false
}
