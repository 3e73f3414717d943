package claim

import "strings"

// names finds the proper names of the sentence: runs of capitalised words, with
// the small words that tie them.
func (p *parser) names() {
	p.flat = p.headlineCase()
	for i := 0; i < len(p.toks); {
		if !p.toks[i].upper || !p.startsName(i) {
			i++
			continue
		}
		j := p.nameEnd(i)
		p.addName(i, j)
		i = j
	}
}

// headlineCase reports whether nearly all words of a sentence are capitalised,
// so that a capital tells nothing.
func (p *parser) headlineCase() bool {
	if p.sym(len(p.toks)-1, '.') {
		return false // a sentence
	}
	capital, long := 0, 0
	for _, t := range p.toks {
		if t.kind == word && t.end-t.start > 3 {
			long++
			if t.upper {
				capital++
			}
		}
	}
	return long > 3 && capital*10 >= long*8
}

// heads reports whether token i is at the head of a sentence, where any word
// has a capital.
func (p *parser) heads(i int) bool {
	if i == 0 {
		return true
	}
	t := p.toks[i-1]
	if t.kind == mark {
		return i == 1 || p.toks[i].glued
	}
	return t.kind == other && (p.sym(i-1, '.') && !p.inner(i-1) || p.sym(i-1, ':') || p.sym(i-1, '?') || p.sym(i-1, '!') || p.dash(i-1) && !p.toks[i].glued)
}

// startsName reports whether a name begins at token i.
func (p *parser) startsName(i int) bool {
	t := p.toks[i]
	if t.kind != word || !t.upper || t.class&(month|weekday) != 0 && !p.has(i+1, place) && !p.givenMonth(i) {
		return false
	}
	if t.class&(closed|determiner|adverb|numeral|vague|negative) != 0 && !p.givenMonth(i) && !(t.caps && t.word != "i" && t.end-t.start < 5 && !p.shouting()) {
		return t.word == "the" && p.is(i+1, "hague")
	}
	if t.word == "i" {
		return false
	}
	if !p.flat && !p.heads(i) || t.caps && !p.shouting() {
		return true
	}
	return p.knownName(i)
}

// givenMonth reports whether the name of a month at i is one of a person: "Jan
// Keller", "May Lindqvist".
func (p *parser) givenMonth(i int) bool {
	n := p.at(i + 1)
	return p.has(i, month) && p.toks[i].upper && n.kind == word && n.upper && !n.caps && n.word == ""
}

// shouting reports whether the sentence is written in capitals.
func (p *parser) shouting() bool {
	caps, long := 0, 0
	for _, t := range p.toks[:min(len(p.toks), 12)] {
		if t.kind == word && t.end-t.start > 2 {
			long++
			if t.caps {
				caps++
			}
		}
	}
	return long > 2 && caps*2 > long
}

// knownName reports whether the capitalised word at i, where every word would
// have a capital, is a name all the same: by the lexicon, or by what follows.
func (p *parser) knownName(i int) bool {
	t, n := p.toks[i], p.at(i+1)
	switch {
	case t.class&(first|nation) != 0, t.class&place != 0 && !commonPlace(t.word):
		return true
	case p.known != nil && p.known(p.str(t)):
		return true
	case t.class&title != 0:
		return n.upper && n.kind == word || p.sym(i+1, '.')
	case p.flat && i > 0:
		return false
	case n.kind == word && n.upper && !p.flat && n.class&(closed|determiner|month|weekday) == 0:
		return true
	case (t.class&place != 0 || t.word == "" && !ordinary(p.str(t))) && n.kind == word && n.class&(orgHead|title) != 0:
		return true // "Reading council", "Bath police"
	case t.class&place != 0 || t.class&orgHead != 0:
		return false
	case t.class != 0 || len(t.word) > 0 || ordinary(p.str(t)):
		return false
	case n.kind == clitic, p.sym(i+1, ':'), n.class&(says|saysWeak|auxiliary|be) != 0, p.sym(i+1, ','), n.class&verb != 0, n.word == "to":
		return true
	case n.kind == word && !n.upper && strings.HasSuffix(p.str(n), "ed"):
		return true
	}
	return false
}

// commonPlace reports whether a word of places is a common word too.
func commonPlace(w string) bool {
	switch w {
	case "north", "south", "east", "west", "northern", "southern", "eastern", "western", "central", "united", "states", "new", "bank",
		"strip", "city", "town", "village", "road", "street", "border", "river", "lake", "sea", "bay", "port", "park", "beach", "airport",
		"island", "islands", "mountain", "mountains", "mount", "bridge", "square", "district", "province", "county", "coast", "ocean",
		"black", "yellow", "salt", "bath", "nice", "mobile", "hama", "heights", "valley", "republic", "kingdom", "cape", "ivory", "reading", "canal", "strait", "desert":
		return true
	}
	return false
}

// ordinary reports whether a word of which the lexicon knows nothing looks like
// one that heads many sentences: a plural ("Rescuers", "Gunmen"), a participle,
// an adverb.
func ordinary(s string) bool {
	n := len(s)
	return n > 4 && (s[n-1] == 's' && s[n-2] != 's' || s[n-3:] == "men" || s[n-3:] == "ing" || s[n-2:] == "ed" || s[n-2:] == "ly")
}

// nameEnd returns the end of the name that begins at i.
func (p *parser) nameEnd(i int) int {
	org := p.has(i, orgHead|title)
	j := i + 1
	for j < len(p.toks) {
		t := p.toks[j]
		switch {
		case t.kind == word && t.upper && t.class&(month|weekday) == 0 && (t.class&(closed|determiner) == 0 || t.caps && t.glued):
			org = org || t.class&(orgHead|title) != 0
			j++
		case p.sym(j, '.') && t.glued && (p.has(j-1, title) || p.toks[j-1].end-p.toks[j-1].start == 1) && p.at(j+1).upper:
			j++
		case (p.dash(j) && t.glued && p.at(j+1).glued || p.sym(j, '&')) && p.at(j+1).kind <= number && (p.at(j+1).upper || p.dash(j)):
			j += 2
		case t.kind == number && t.glued:
			j++
		case t.kind == word && p.tie(t.word, org) && p.at(j+1).upper && p.at(j+1).kind == word && !p.has(j+1, month|weekday|closed):
			j += 2
		case t.kind == word && (t.word == "of" || t.word == "for") && org && p.is(j+1, "the") && p.at(j+2).upper:
			j += 3
		default:
			return p.endName(i, j)
		}
	}
	return p.endName(i, j)
}

// endName cuts from a name a compound that is no name: "Britain-based".
func (p *parser) endName(i, j int) int {
	for k := j - 1; k > i; k-- {
		if p.sym(k-1, '-') && p.toks[k].kind == word && !p.toks[k].upper && k-1 > i {
			return k - 1
		}
	}
	return j
}

// Ties reports whether a word in lower case can stand inside a name as it is.
func Ties(w string) bool {
	var p *parser
	return w == "the" || p.tie(w, true)
}

// tie reports whether a small word can stand inside a name.
func (p *parser) tie(w string, org bool) bool {
	switch w {
	case "of", "for":
		return org
	case "de", "la", "del", "bin", "ibn", "al", "el", "van", "von", "der", "da", "do", "dos", "du", "di", "den", "ben", "abu":
		return true
	}
	return false
}

// addName adds the name of tokens i to j, its titles apart.
func (p *parser) addName(i, j int) {
	core := i
	for k := i; k < j-1; k++ {
		if p.has(k, title) && !(p.is(k+1, "of") || p.is(k+1, "for")) {
			core = k + 1
			if p.sym(core, '.') {
				core++
			}
		} else if p.has(k, title) && p.is(k, "secretary") && p.is(k+1, "of") && k+3 < j {
			core = k + 3
		}
	}
	if core >= j {
		core = i
	}
	n := Name{Span: p.span(core, j), Title: p.span(i, core)}
	n.Kind = p.nameKind(core, j, core > i || p.has(i-1, title))
	if core == i && p.has(i-1, title) && i > 0 && !p.toks[i-1].upper {
		n.Title = p.span(i-1, i)
	}
	p.out.Names = append(p.out.Names, n)
}

// strange reports whether the lexicon knows none of the words from token i to
// j, as with most surnames.
func (p *parser) strange(i, j int) bool {
	for k := i; k < j; k++ {
		if t := p.toks[k]; t.kind == word && t.upper && (t.word != "" || t.caps) && t.end-t.start > 1 {
			return false
		}
	}
	return true
}

// nameKind says what the name of tokens i to j stands for.
func (p *parser) nameKind(i, j int, titled bool) NameKind {
	places, org, words := 0, false, 0
	for k := i; k < j; k++ {
		t := p.toks[k]
		if t.kind != word || !t.upper {
			continue
		}
		words++
		if t.class&(place|nation) != 0 {
			places++
		}
		org = org || t.class&orgHead != 0 && t.class&place == 0
	}
	t := p.toks[i]
	switch {
	case org:
		return Org
	case words == 1 && t.class&nation != 0 && t.class&place == 0:
		return Nation
	case places == words && words > 0:
		return Place
	case titled || words > 1 && (t.class&first != 0 || words < 4 && p.strange(i, j)):
		return Person
	case t.caps && words == 1 && j == i+1:
		return Org
	case words > 1 && (p.has(j, says|saysWeak) || p.is(j, "who") || p.sym(j, ',') && p.at(j+1).kind == number):
		return Person
	case p.is(i-1, "in") || p.is(i-1, "near"):
		return Place
	}
	return Other
}
