package claim

import "strings"

// counted finds the noun phrase that the number before token i counts, sets Of
// and returns the token after it.
func (p *parser) counted(q *Quantity, i int) int {
	j := i
	if p.is(j, "of") { // "dozens of people", "three of the attackers", "half of"
		j++
		if p.is(j, "them") || p.is(j, "those") || p.is(j, "whom") || p.is(j, "us") {
			q.Of = p.span(j, j+1)
			return j + 1
		}
		for p.has(j, determiner) {
			j++
		}
		if p.at(j).kind == number && p.at(j+1).kind == word && p.at(j+1).class&closed == 0 { // "seven of the 25 members"
			if end := p.nounPhrase(j + 1); end > j+1 {
				q.Of = p.span(j, end)
				return end
			}
		}
	}
	if p.is(j, "more") || p.is(j, "additional") || p.is(j, "other") || p.is(j, "fewer") {
		if p.is(j, "more") && p.is(j+1, "than") {
			return i
		}
		j++
	}
	if p.at(j).kind == mark && p.at(j+1).kind == word && p.at(j+1).glued {
		j++
	}
	if p.ailing(j) > 0 || p.lastPeriod(j) { // "one suffered burns", "to 38 last summer"
		return i
	}
	if j > i+1 && p.is(j-1, "the") && p.has(j, harm|suffers) && !p.participle(j) { // "one in five of the wounded"
		q.Of = p.span(j, j+1)
		return j + 1
	}
	end := p.nounPhrase(j)
	if end == j {
		if j > i && (p.is(j-1, "more") || p.is(j-1, "additional")) {
			return j // "thousands more"
		}
		return i
	}
	q.Of = p.span(j, end)
	return end
}

// lastPeriod reports whether a time such as "last summer" begins at token i.
func (p *parser) lastPeriod(i int) bool {
	if !p.is(i, "last") && !p.is(i, "next") {
		return false
	}
	return p.has(i+1, period|month|weekday) || p.is(i+1, "summer") || p.is(i+1, "winter") || p.is(i+1, "spring") || p.is(i+1, "autumn") || p.is(i+1, "fall") || p.is(i+1, "season")
}

// nounPhrase returns the end of the run of words at i that may be one noun
// phrase.
func (p *parser) nounPhrase(i int) int {
	j := i
	for j < len(p.toks) && j-i < 8 {
		t := p.toks[j]
		switch {
		case t.kind == word && p.phraseWord(i, j):
		case t.kind == clitic && j > i && p.at(j+1).kind == word:
		case p.sym(j, '-') && t.glued && p.at(j+1).glued && j > i:
		case t.kind == number && p.sym(j-1, '-') && j > i:
		default:
			return p.trim(i, j)
		}
		if t.class&person != 0 && !(p.at(j+1).kind == word && p.at(j+1).class&person != 0) && !p.sym(j+1, '-') && p.at(j+1).kind != clitic {
			return j + 1
		}
		j++
	}
	return p.trim(i, j)
}

// phraseWord reports whether the word at j can stand in the noun phrase that
// begins at i.
func (p *parser) phraseWord(i, j int) bool {
	t := p.toks[j]
	if p.sym(j-1, '-') && t.glued { // "Russian-backed", "remotely-detonated"
		return true
	}
	if j > i && t.class == 0 && strings.HasSuffix(p.str(t), "ed") && strings.HasSuffix(p.str(p.toks[j-1]), "s") {
		return false // "the two sides blamed"
	}
	if t.class&(harm|suffers) != 0 && t.class&closed == 0 {
		return p.participle(j)
	}
	if t.class&closed != 0 {
		return t.class&verb != 0 && t.class&(closed&^verb) == 0 && j == i && p.participle(j)
	}
	if t.class&(weekday|month) != 0 && t.upper {
		return false
	}
	return t.class&determiner == 0 && (j == i || t.class&(adverb|numeral) == 0 || t.word == "together") &&
		!(t.class&adverb != 0 && p.at(j+1).class&closed != 0)
}

// participle reports whether the verb at j stands before a noun like an
// adjective: "three wounded soldiers".
func (p *parser) participle(j int) bool {
	t := p.at(j + 1)
	return t.kind == word && t.class&(closed|adverb|determiner|month|weekday) == 0 && t.class&person != 0
}

// trim takes from the end of the phrase what is no noun.
func (p *parser) trim(i, j int) int {
	for j > i && (p.toks[j-1].kind != word && p.toks[j-1].kind != number || p.has(j-1, adverb)) {
		j--
	}
	return j
}

// single reports whether the article at i stands for the number one: "a
// civilian". Whether it is kept depends on what befell the civilian.
func (p *parser) single(i int) bool {
	if !p.is(i, "a") && !p.is(i, "an") {
		return false
	}
	end := p.nounPhrase(i + 1)
	return end > i+1 && end <= i+5 && p.has(end-1, person)
}

// addSingle adds the article at i as a quantity of one, to be kept only with a
// role.
func (p *parser) addSingle(i int) {
	end := p.nounPhrase(i + 1)
	p.groups = append(p.groups, group{from: i, to: end, figures: i, article: true})
	p.out.Quantities = append(p.out.Quantities, Quantity{
		Span: p.span(i, end), Number: p.span(i, i+1), Low: 1, High: 1, Kind: Count, Of: p.span(i+1, end), By: -1,
	})
}

// bound reads the words before token i that limit its number, and returns
// where they begin.
func (p *parser) bound(i int) (int, Bound) {
	a, b := p.at(i-1).word, p.at(i-2).word
	c := p.at(i - 3).word
	switch {
	case b == "at" && a == "least":
		return i - 2, AtLeast
	case b == "no" && (a == "fewer" || a == "less"), c == "no" && (b == "fewer" || b == "less") && a == "than":
		if a == "than" {
			return i - 3, AtLeast
		}
	case (b == "more" || b == "greater" || b == "higher") && a == "than":
		if c == "no" {
			return i - 3, UpTo
		}
		return i - 2, MoreThan
	case (b == "fewer" || b == "less" || b == "lower") && a == "than":
		return i - 2, FewerThan
	case b == "up" && a == "to", b == "at" && a == "most":
		return i - 2, UpTo
	case (b == "many" || b == "much" || b == "high") && a == "as" && c == "as":
		return i - 3, UpTo
	case b == "well" && a == "over", b == "just" && a == "over":
		return i - 2, MoreThan
	case b == "just" && (a == "under" || a == "below"), b == "close" && a == "to":
		return i - 2, Nearly
	}
	switch a {
	case "over", "exceeding", "above", "surpassing", "topping":
		return i - 1, MoreThan
	case "under", "below":
		return i - 1, FewerThan
	case "about", "around", "some", "roughly", "approximately", "circa":
		return i - 1, About
	case "nearly", "almost":
		return i - 1, Nearly
	case "estimated":
		return i - 1, About
	case "maximum", "max":
		return i - 1, UpTo
	case "minimum":
		return i - 1, AtLeast
	case "only", "just", "exactly", "fully", "precisely":
		return i - 1, Exact
	}
	return i, Exact
}

// boundAfter reads the words that limit the number before token i: "48 or
// more", "or so".
func (p *parser) boundAfter(i int) (int, Bound) {
	if !p.is(i, "or") {
		return i, Exact
	}
	switch p.at(i + 1).word {
	case "more":
		return i + 2, AtLeast
	case "so":
		return i + 2, About
	case "fewer", "less":
		return i + 2, UpTo
	}
	return i, Exact
}

// bareCount reports whether a number without a noun is a quantity at all: as a
// toll, after a bound, at the head of a clause.
func (p *parser) bareCount(f figures) bool {
	if _, b := p.bound(f.from); b != Exact {
		return true
	}
	if p.is(f.from-1, "all") && p.has(f.to, preposition) { // "all six on board"
		return true
	}
	if p.ailing(f.to) > 0 && p.has(f.from-1, conjunction) { // "and one suffered burns"
		return true
	}
	return f.vague || f.part || f.scaled || p.toks[f.from].kind == number || p.has(f.to, harm|suffers|be|auxiliary) ||
		f.low >= 2 && f.from > 0 && p.has(f.from-1, harm|preposition|says|verb|adverb|conjunction)
}
