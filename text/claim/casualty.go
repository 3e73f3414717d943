package claim

import "slices"

// group is where a quantity stands among the tokens.
type group struct {
	from, to int // tokens, to exclusive
	figures  int // token of its first figure
	article  bool
	role     Role
	active   bool // the role was taken from a verb before it
}

// casualties gives the quantities of people their roles, and drops the articles
// that got none. It reads from left to right and keeps two things: the role of
// the last verb that takes an object ("killing"), and the run of quantities
// that wait for a verb behind them ("three soldiers and a civilian were
// killed").
func (p *parser) casualties() {
	var role Role // of the verb or noun that governs what follows
	first := 0    // the first group of the waiting run
	g := 0
	for i := 0; i < len(p.toks); i++ {
		if g < len(p.groups) && i == p.groups[g].from {
			if g > 0 && !p.joined(p.groups[g-1].to, i) {
				first = g
			}
			p.meet(g, role)
			if r, to := p.follows(g); r != "" {
				p.assign(first, g, r)
				role = p.partOf(r, to)
				i = to - 1
				g++
				continue
			}
			i = p.groups[g].to - 1
			g++
			continue
		}
		t := p.toks[i]
		switch {
		case t.kind == other && (p.sym(i, ';') || p.sym(i, '.')) || t.kind == mark:
			role = ""
		case t.class&(harm|suffers|tally) != 0 && !p.nounish(i):
			role = p.govern(i, role)
		case role != "" && p.blocks(i):
			role = ""
		}
	}
	p.settle()
}

// partOf returns role if the words at token i begin to tell whom it befell
// among others: "including three children".
func (p *parser) partOf(role Role, i int) Role {
	for p.sym(i, ',') || p.dash(i) {
		i++
	}
	if p.is(i, "including") || p.is(i, "among") && (p.is(i+1, "them") || p.is(i+1, "whom")) {
		return role
	}
	return ""
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

// nounish reports whether a word of harm at i is used as something else:
// "deadly wounds", "the dead man", "missing evidence", "the killing of".
func (p *parser) nounish(i int) bool {
	t := p.toks[i]
	switch t.word {
	case "missing":
		return p.has(i-1, be|verb) && p.at(i+1).kind == word && p.at(i+1).class&closed == 0
	}
	return false
}

// govern returns the role that the word of harm at i gives to what follows.
func (p *parser) govern(i int, role Role) Role {
	t := p.toks[i]
	switch {
	case t.class&tally != 0:
		return t.role
	case t.class&harm == 0:
		return role
	case p.passive(i) && !p.is(i+1, "were"):
		return ""
	}
	return t.role
}

// passive reports whether the participle at i belongs to a form of to be
// before it.
func (p *parser) passive(i int) bool {
	for j := i - 1; j >= 0 && j >= i-4; j-- {
		switch t := p.toks[j]; {
		case t.class&be != 0:
			return true
		case t.class&adverb == 0 && !p.is(j, "confirmed") && !p.is(j, "reported") && !p.is(j, "feared") && !p.is(j, "believed"):
			return false
		}
	}
	return false
}

// blocks reports whether token i ends the government of a verb: a preposition,
// a finite verb, the begin of another clause.
func (p *parser) blocks(i int) bool {
	t := p.toks[i]
	switch t.word {
	case "himself", "herself", "themselves", "itself":
		return false
	case "was", "were": // "among those killed were two children"
		if p.has(i-1, harm|suffers) {
			return false
		}
	}
	switch t.word {
	case "of", "at", "to", "than", "about", "over", "under", "as", "and", "or", "including", "from", "among", "them", "by", "that", "some",
		"rose", "rises", "rising", "stands", "stood", "is", "was", "had", "has", "have", "reached", "reaches", "climbed", "fell",
		"risen", "passed", "jumped", "grew", "increased", "put", "revised", "climbs", "topped", "around", "between", "up", "were",
		"now", "lowered", "hit", "could", "may", "might", "would", "more", "likely", "expected", "according", "will", "been":
		return !p.tallied(i)
	}
	return t.class&(preposition|conjunction|auxiliary|be|says|verb|pronoun) != 0
}

// tallied reports whether the word at i may stand between a verb or a noun of
// harm and its figure.
func (p *parser) tallied(i int) bool {
	switch p.toks[i].word {
	case "of", "at", "to", "than", "about", "over", "under", "as", "and", "or", "including", "some", "more", "around", "between", "up", "among", "them":
		return true
	}
	for j := i - 1; j >= 0 && j > i-12; j-- { // the toll rose, has risen, stands
		if p.has(j, tally) {
			return !p.is(i, "by") || p.is(i-1, "rose") || p.is(i-1, "risen")
		}
	}
	return false
}

// meet gives group g the role of the verb before it, unless the group is the
// subject of a verb of its own.
func (p *parser) meet(g int, role Role) {
	if role == "" || !p.peopled(g) {
		return
	}
	to := p.groups[g].to
	if p.has(to, auxiliary|be) && !p.has(p.groups[g].from-1, tally) && p.is(p.groups[g].from-1, "and") {
		return
	}
	p.groups[g].role, p.groups[g].active = role, true
}

// follows reports the role that the words after group g give it, and the token
// where the search may go on: "35 killed", "48 people were killed", "10 others
// were reported missing".
func (p *parser) follows(g int) (Role, int) {
	if !p.peopled(g) {
		return "", 0
	}
	q, gr := &p.out.Quantities[g], p.groups[g]
	if q.Of.Start < q.Of.End { // "48 deaths", "three wounded soldiers"
		for i := gr.figures; i < gr.to; i++ {
			if t := p.toks[i]; t.class&tally != 0 || t.class&(harm|suffers) != 0 && t.class&verb != 0 && i < gr.to-1 {
				return t.role, gr.to
			}
		}
	}
	passive := false
	for i, n := gr.to, 0; i < len(p.toks) && n < 12; i, n = i+1, n+1 {
		t := p.toks[i]
		switch {
		case t.class&suffers != 0 && t.role != Displaced || t.class&suffers != 0 && (passive || t.word == "fled"):
			return t.role, i + 1
		case t.class&harm != 0:
			if passive || i == gr.to && p.reduced(i) {
				return t.role, i + 1
			}
			return "", 0
		case t.class&tally != 0 && i == gr.to:
			return t.role, i + 1
		case t.class&be != 0:
			passive = true
		case t.class&(adverb|auxiliary) != 0, p.is(i, "who"), p.is(i, "reported"), p.is(i, "confirmed"), p.is(i, "feared"),
			p.is(i, "believed"), p.is(i, "presumed"), p.is(i, "among"), p.is(i, "the"), p.is(i, "listed"), p.is(i, "as"), p.is(i, "thought"),
			p.is(i, "known"), p.is(i, "to"), p.is(i, "others"), p.is(i, "pronounced"), p.is(i, "seriously"), p.is(i, "critically"):
		default:
			return "", 0
		}
	}
	return "", 0
}

// reduced reports whether the participle at i stands without its auxiliary and
// not before an object: "48 people killed in", "35 dead and 10 wounded".
func (p *parser) reduced(i int) bool {
	t := p.at(i + 1)
	switch p.at(i).word {
	case "killing", "wounding", "injuring", "arresting":
		return false
	}
	return t.kind != word && t.kind != number || t.class&(preposition|conjunction|adverb|weekday|be|auxiliary|verb) != 0
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
		if t := p.toks[i]; t.class&(person|tally|nation|harm|suffers|pronoun) != 0 || p.is(i, "those") {
			return true
		}
	}
	return personal(p.src[q.Of.Start:q.Of.End])
}

// personal reports whether a noun that the lexicon does not know looks like
// people: "Islamists", "looters", "electricians".
func personal(s string) bool {
	for _, suffix := range [...]string{"ers", "ors", "ists", "ians", "men", "ees", "er", "ist", "ian", "ants"} {
		if len(s) > len(suffix)+2 && s[len(s)-len(suffix):] == suffix {
			return true
		}
	}
	return false
}

// assign gives role to the groups first to g, as far as they may be people and
// have none of their own.
func (p *parser) assign(first, g int, role Role) {
	for k := first; k <= g; k++ {
		if p.peopled(k) && (k == g || p.groups[k].role == "") {
			p.groups[k].role = role
		}
	}
}

// settle writes the roles into the quantities and drops articles without one.
func (p *parser) settle() {
	k := 0
	for g, gr := range p.groups {
		q := p.out.Quantities[g]
		if gr.role != "" {
			q.Role = gr.role
			if q.Kind == Count {
				q.Kind = Casualty
			}
		}
		if gr.article && gr.role == "" {
			continue
		}
		p.out.Quantities[k] = q
		k++
	}
	p.out.Quantities = slices.Clip(p.out.Quantities[:k])
}
