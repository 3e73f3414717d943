package claim

import (
	"slices"
	"strings"
)

// group is where a quantity stands among the tokens.
type group struct {
	from, to int // tokens, to exclusive
	figures  int // token of its first figure
	article  bool
	role     Role
}

// harmed is what the words so far say of the quantities to come.
type harmed struct {
	role  Role // of the last verb that takes an object: "killing"
	toll  Role // of the last noun or phrase that has a figure: "the death toll", "the number of dead"
	first int  // the first group of a run that waits for a verb behind it
}

// casualties gives the quantities of people their roles, and drops the articles
// that got none. It reads from left to right and keeps what the last verb takes
// as object ("killing"), what figure a toll announces, and the run of
// quantities that waits for a verb behind it ("three soldiers and a civilian
// were killed").
func (p *parser) casualties() {
	if len(p.groups) == 0 {
		p.out.Quantities = nil
		return
	}
	var h harmed
	g, tolls := 0, p.tolls()
	for i := 0; i < len(p.toks); i++ {
		for g < len(p.groups) && p.groups[g].from < i {
			g++ // read over on the way to a verb
		}
		if g == len(p.groups) {
			break // what is to come befalls nobody
		}
		if i == p.groups[g].from {
			i = p.meet(g, &h) - 1
			g++
			continue
		}
		t := p.toks[i]
		switch {
		case p.object(i) != "":
			h.role = p.object(i)
		case t.kind == other && (p.sym(i, ';') || p.sym(i, '.') && !p.inner(i)):
			h.role, h.toll = "", ""
		case t.kind == mark:
			h.role = ""
		case t.class&(harm|suffers|tally) != 0 && !p.nounish(i):
			p.govern(i, &h)
		case tolls && p.tollPhrase(i) != "": // "the number of those who lost their homes"
			h.toll = p.tollPhrase(i)
		case p.tollNoun(i) != "":
			h.toll = p.tollNoun(i)
		case t.word == "lives" && p.is(i+1, "of") && p.cost(i) != "": // "claimed the lives of five"
			h.role = p.cost(i)
		case h.role != "" && p.blocks(i):
			h.role = ""
		}
	}
	p.settle()
}

// meet gives group g its role, by the words behind it or by those before, and
// returns the token after what it has read.
func (p *parser) meet(g int, h *harmed) int {
	gr := &p.groups[g]
	if g > 0 && !p.joined(p.groups[g-1].to, gr.from) {
		h.first = g
	}
	if !p.peopled(g) {
		return gr.to
	}
	switch {
	case h.toll != "" && (p.figureOf(gr.from) || p.out.Quantities[g].Of.Start == p.out.Quantities[g].Of.End && !p.has(gr.from-1, preposition)):
		gr.role = h.toll
	case h.role != "" && !p.subjectOf(g):
		gr.role = h.role
	case g > 0 && p.ofThem(g):
		gr.role = p.groups[g-1].role
	}
	r, to := p.follows(g)
	if r == "" && gr.role == "" {
		r, to = p.held(g), gr.to
	}
	if r == "" {
		return gr.to
	}
	p.assign(h.first, g, r)
	for k := g + 1; k < len(p.groups) && p.groups[k].from < to; k++ { // read over: ", including nine children,"
		switch {
		case p.family(k): // "a family of four were killed": the four, not the family
			p.groups[k].role, p.groups[k-1].role = r, ""
		case p.peopled(k) && (p.is(p.groups[k].from-1, "including") || p.ofThem(k)):
			p.groups[k].role = r
		}
	}
	h.role = p.partOf(r, to)
	if g > 0 && p.groups[g-1].role == "" && p.ofThem(g) {
		p.groups[g].role = r
	}
	return to
}

// figureOf reports whether the words before token i lead from a toll to its
// figure: "stands at", "has reached", "rose to more than".
func (p *parser) figureOf(i int) bool {
	switch p.at(i - 1).word {
	case "at", "to", "of", "reached", "reaches", "reaching", "is", "was", "were", "are", "over", "past", "from", "hit", "topped", "passed",
		"exceeded", "now", "include", "included", "includes", "numbered", "surpassed", "totaled", "totalled", "by", "and", "between", "than":
		return true
	}
	return p.has(i-1, tally) || p.sym(i-1, ',') || p.sym(i-1, ':')
}

// partOf returns role if the words at token i begin to tell whom it befell
// among others: "including three children".
func (p *parser) partOf(role Role, i int) Role {
	for n := 0; n < 6 && !p.is(i, "including") && !p.is(i, "among") && (p.sym(i, ',') || p.dash(i) || p.has(i, weekday|preposition|adverb) || p.at(i).upper); n++ {
		i++
	}
	if p.is(i, "including") || p.is(i, "among") && (p.is(i+1, "them") || p.is(i+1, "whom")) {
		return role
	}
	return ""
}

// nounish reports whether a word of harm at i is used as something else, as in
// "was missing evidence" and "the missing man".
func (p *parser) nounish(i int) bool {
	return p.is(i, "missing") && p.has(i-1, be|verb) && p.at(i+1).kind == word && p.at(i+1).class&closed == 0
}

// govern keeps what the word of harm at i says of the quantities that follow.
func (p *parser) govern(i int, h *harmed) {
	t := p.toks[i]
	switch {
	case t.word == "death" && p.possessed(i): // "eight months after the leader's death, two ministers ..."
	case t.class&tally != 0, t.word == "murders" && p.has(i+1, preposition), p.is(i-1, "the") && (t.word == "dead" || t.word == "wounded" || t.word == "injured" || t.word == "missing"), p.numberOf(i):
		h.toll = t.role
	case !p.particled(i):
	case (t.word == "forced" || t.word == "forcing") && !p.forcedOut(i):
	case t.word == "pulled" && !p.pulledOut(i):
	case t.word == "dead" && (p.is(i-1, "shot") || p.is(i-1, "struck")) && !p.passive(i-1):
		h.role = Killed
	case t.class&harm == 0, (t.word == "driven" || t.word == "driving") && !p.numeric(i+1) && !p.has(i+1, preposition|determiner|adverb):
	case p.passive(i):
		h.role = ""
	default:
		h.role = t.role
	}
}

// possessed reports whether the word at i belongs to someone: "Gaddafi's",
// "his".
func (p *parser) possessed(i int) bool {
	w := p.at(i - 1).word
	return strings.HasSuffix(w, "'s") || strings.HasSuffix(w, "’s") || w == "his" || w == "her"
}

// particled reports whether the verb at i has the particle without which it
// says nothing of harm.
func (p *parser) particled(i int) bool {
	pt, ok := particles[p.at(i).word]
	return !ok || p.is(i+1, pt.with)
}

// tolls reports whether the sentence has the words "number of" or what means the
// same.
func (p *parser) tolls() bool {
	for i := 1; i < len(p.toks); i++ {
		if p.is(i, "of") && p.counter(i-1) {
			return true
		}
	}
	return false
}

// counter reports whether token i is a word for how many there are.
func (p *parser) counter(i int) bool {
	return p.is(i, "number") || p.is(i, "count") || p.is(i, "total")
}

// numberOf reports whether the word of harm at i ends a phrase such as "the
// number of people killed".
func (p *parser) numberOf(i int) bool {
	for j := i - 1; j > 0 && j > i-8; j-- {
		if p.is(j, "of") && p.counter(j-1) {
			return true
		}
		if p.toks[j].kind != word || p.toks[j].class&(conjunction|verb) != 0 && !p.is(j, "who") && !p.is(j, "reported") {
			return false
		}
	}
	return false
}

// passive reports whether the participle at i belongs to a form of to be
// before it.
func (p *parser) passive(i int) bool {
	if strings.HasSuffix(p.str(p.toks[i]), "ing") {
		return false
	}
	for j := i - 1; j >= 0 && j >= i-5; j-- {
		switch t := p.toks[j]; {
		case t.class&be != 0:
			return true
		case t.class&adverb == 0 && !p.manner(j) && !p.is(j, "confirmed") && !p.is(j, "reported") && !p.is(j, "feared") && !p.is(j, "believed") && !p.is(j, "shot"):
			return false
		}
	}
	return false
}

// manner reports whether token i looks like an adverb: "slightly".
func (p *parser) manner(i int) bool {
	t := p.at(i)
	return t.kind == word && !t.upper && t.class == 0 && strings.HasSuffix(p.str(t), "ly")
}

// blocks reports whether token i ends the government of a verb: a preposition,
// a finite verb, the begin of another clause.
func (p *parser) blocks(i int) bool {
	t := p.toks[i]
	if pt, ok := particles[p.at(i-1).word]; ok && p.is(i, pt.with) {
		return false
	}
	switch t.word {
	case "himself", "herself", "themselves", "itself", "down", "away", "of", "at", "to", "than", "about", "over", "under", "as", "and", "or",
		"including", "some", "more", "around", "between", "up", "among", "them", "many":
		return false
	case "was", "were": // "among those killed were two children"
		return !p.has(i-1, harm|suffers)
	}
	return t.class&(preposition|conjunction|auxiliary|be|says|verb|pronoun) != 0
}

// follows reports the role that the words after group g give it, and the token
// where the search may go on: "35 killed", "48 people were killed", "10 others
// were reported missing".
func (p *parser) follows(g int) (Role, int) {
	gr := p.groups[g]
	if r := p.within(g); r != "" {
		return r, gr.to
	}
	if p.is(gr.to, "the") && p.is(gr.to+1, "number") && p.is(gr.to+2, "of") { // "bringing to 98 the number of soldiers killed"
		for i := gr.to + 3; i < gr.to+9; i++ {
			if p.has(i, harm|suffers) {
				return p.toks[i].role, i + 1
			}
		}
	}
	passive := false
	for i, n := gr.to, 0; i < len(p.toks) && n < 16; n++ {
		t := p.toks[i]
		if r, to := p.phrase(i, passive); r != "" {
			return r, to
		}
		switch {
		case p.toDeath(i) > 0: // "bled to death"
			return Killed, p.toDeath(i)
		case p.ailing(i) > 0: // "suffered minor burns"
			return Wounded, p.ailing(i)
		case p.is(i+1, "with") && p.ailing(i+1) > 0: // "escaped with minor injuries"
			return Wounded, p.ailing(i + 1)
		case passive && p.is(i+1, "by") && (t.word == "hit" || t.word == "struck") && p.near(i+6, 4, missile):
			return Wounded, i + 1
		case t.word == "shot" && (passive || i == gr.to && p.reduced(i)) && !p.shotDead(i):
			return Wounded, i + 1
		case t.class&suffers != 0 && t.role != Displaced, t.class&suffers != 0 && (passive || t.word == "fled" || t.word == "flee"):
			return t.role, i + 1
		case t.class&harm != 0 && p.particled(i):
			if passive || i == gr.to && p.reduced(i) || p.is(i+1, "themselves") {
				return t.role, i + 1
			}
			return "", 0
		case t.class&tally != 0 && i == gr.to:
			return t.role, i + 1
		case t.class&be != 0:
			passive = true
		case t.class&(adverb|auxiliary) != 0, p.manner(i), passive && t.class&(says|saysWeak) != 0, p.leads(i):
		default:
			if passive {
				if r, to := p.broughtTo(i); r != "" {
					return r, to
				}
			}
			j := p.aside(i, gr.to)
			if j == i {
				if q := &p.out.Quantities[g]; q.Of.Start < q.Of.End { // "She was 18 and died"
					return p.andDied(i)
				}
				return "", 0
			}
			i = j
			continue
		}
		i++
	}
	return "", 0
}

// leads reports whether the word at i may stand between people and what befell
// them.
func (p *parser) leads(i int) bool {
	switch p.toks[i].word {
	case "who", "reported", "confirmed", "feared", "believed", "presumed", "among", "the", "listed", "as", "thought", "known", "to",
		"others", "pronounced", "seriously", "critically", "so", "far", "shot", "stabbed", "burned", "beaten", "hacked", "more", "left", "said",
		"taken", "held", "fallen", "buried", "did", "burnt", "crushed", "trampled", "starved", "frozen", "choked", "ended", "up", "came", "out", "emerged", "staggered", "sent", "home", "lay", "lie", "lying", "aged", "together", "living":
		return true
	}
	return false
}

// aside returns the end of what stands between people and their verb without
// being part of either, i if there is nothing of the kind: "of the security
// forces", "and soldiers", ", most of them women,".
func (p *parser) aside(i, from int) int {
	switch t := p.toks[i]; {
	case t.class&preposition != 0 && t.class&conjunction == 0:
		j := i + 1
		for p.has(j, determiner) {
			j++
		}
		if end := p.nounPhrase(j); end > j {
			return end
		}
		if p.has(j, month|weekday) || p.at(j).kind == number {
			return j + 1
		}
	case p.is(i, "and") && i == from && !p.numeric(i+1) && !p.has(i+1, determiner):
		if end := p.nounPhrase(i + 1); end > i+1 && p.has(end-1, person) {
			return end
		}
	case t.kind == other && (p.sym(i, ',') || p.sym(i, '(') || p.dash(i) && !t.glued):
		for j := i + 1; j < len(p.toks) && j < i+14; j++ {
			if u := p.toks[j]; u.kind == other && (p.sym(j, ',') || p.sym(j, ')') || p.dash(j) && !u.glued) {
				if p.has(j+1, be|auxiliary|suffers) || p.is(j+2, "to") && p.is(j+3, "death") {
					return j + 1
				}
				return i
			}
			if p.has(j, says|saysWeak) {
				return i
			}
		}
	}
	return i
}

// within returns the role that a word inside group g gives: "48 deaths", "three
// wounded soldiers", "claimed 40 lives".
func (p *parser) within(g int) Role {
	q, gr := &p.out.Quantities[g], p.groups[g]
	if q.Of.Start == q.Of.End {
		return ""
	}
	switch {
	case p.is(gr.to-1, "lives"):
		return p.cost(gr.from)
	case p.is(gr.to-1, "victims") && p.is(gr.from-1, "claimed"), p.is(gr.to-1, "victims") && p.is(gr.from-1, "claiming"):
		return Killed
	case p.is(gr.to-1, "bodies") || p.is(gr.to-1, "corpses") || p.is(gr.to-1, "coffins"):
		return Killed
	case (p.is(gr.to-1, "cases") || p.is(gr.to-1, "patients")) && p.disease(gr.to-2):
		return Infected
	case gr.to-2 > gr.figures && p.is(gr.to-2, "the") && p.at(gr.to-1).class&(harm|suffers) != 0: // "one in five of the wounded"
		return p.at(gr.to - 1).role
	case p.is(gr.to-1, "cases") && gr.to-2 > gr.figures && p.caseWord(gr.to-2),
		p.is(gr.to-1, "cases") && p.is(gr.to, "of") && p.at(gr.to+1).kind == word && p.at(gr.to+1).class&determiner != 0:
		return Infected
	}
	for i := gr.figures; i < gr.to; i++ {
		if t := p.toks[i]; t.class&tally != 0 || t.class&(harm|suffers) != 0 && (t.class&verb != 0 || t.word == "dead") && i < gr.to-1 {
			return t.role
		}
	}
	return ""
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
	p.quantityRoom, p.out.Quantities = p.out.Quantities[:0], slices.Clone(p.out.Quantities[:k])
}
