package claim

import "strings"

// subject finds the subject of the verb at token i, which stands before it, and
// returns its tokens.
func (p *parser) subject(i int) (from, to int) {
	j := i - 1
	for j >= p.floor() && (p.has(j, adverb) || p.manner(j) || p.has(j, hedging) || p.has(j, auxiliary) || p.is(j, "been")) {
		j--
	}
	if j < p.floor() {
		return 0, 0
	}
	if p.sym(j, ',') { // Cafarella, a Syria expert with the institute, said
		if from, to := p.beforeApposition(j); from < to {
			return from, to
		}
		return 0, 0
	}
	if p.is(j, "and") || p.is(j, "but") { // "Obama praised the plan and said"
		return p.doer()
	}
	j = p.pastParenthesis(j)
	if p.is(j, "who") || p.is(j, "which") {
		j--
		if p.sym(j, ',') {
			j--
		}
	}
	return p.phraseBefore(j)
}

// floor returns the first token that the attributions found so far leave.
func (p *parser) floor() int {
	if n := len(p.found); n > 0 {
		return p.found[n-1].to
	}
	return 0
}

// doer returns the subject of a participle such as ", saying": the source
// before it, else what the sentence begins with.
func (p *parser) doer() (from, to int) {
	if n := len(p.found); n > 0 {
		return p.found[n-1].src, p.found[n-1].last
	}
	for from < len(p.toks) && p.toks[from].kind == mark {
		from++
	}
	if p.has(from, pronoun) {
		return from, from + 1
	}
	noun := from
	for p.has(noun, determiner) {
		noun++
	}
	to = p.nounPhrase(noun)
	for k := noun + 1; k < to; k++ { // up to a verb in the past
		if t := p.toks[k]; t.kind == word && !t.upper && strings.HasSuffix(p.str(t), "ed") {
			to = k
		}
	}
	if !p.bears(noun, to) {
		return 0, 0
	}
	return from, to
}

// beforeApposition returns the noun phrase before the apposition that the comma
// at j closes.
func (p *parser) beforeApposition(j int) (from, to int) {
	for k := j - 1; k >= p.floor() && k > j-40; k-- {
		if p.toks[k].kind == mark {
			return 0, 0
		}
		if p.sym(k, ',') && k < j-1 {
			if p.name(k+1, j) { // the mayor, Ann Lee, said
				return k + 1, j
			}
			from, to = p.phraseBefore(p.pastParenthesis(k - 1))
			if from < to && p.bears(from, to) {
				return from, to
			}
		}
	}
	return 0, 0
}

// pastParenthesis returns the token before the short parenthesis that ends with
// token j, j itself if there is none: "the Local Committees (LCC) said".
func (p *parser) pastParenthesis(j int) int {
	if !p.sym(j, ')') {
		return j
	}
	for k := j - 1; k >= p.floor() && k > j-8; k-- {
		if p.sym(k, '(') {
			return k - 1
		}
	}
	return j
}

// name reports whether the tokens are all of a name: capitalised words that are
// no titles.
func (p *parser) name(from, to int) bool {
	for i := from; i < to; i++ {
		if t := p.toks[i]; !(t.kind == word && t.upper && t.class&(title|orgHead|closed) == 0 || p.inner(i)) {
			return false
		}
	}
	return to-from > 0 && to-from < 5
}

// bears reports whether the tokens can name someone who speaks.
func (p *parser) bears(from, to int) bool {
	for i := from; i < to; i++ {
		if t := p.toks[i]; t.upper && t.class&(closed|month|weekday) == 0 || t.class&(person|pronoun|orgHead|title) != 0 {
			return true
		}
	}
	return false
}

// phraseBefore returns the noun phrase that ends with token j.
func (p *parser) phraseBefore(j int) (from, to int) {
	end := j + 1
	switch p.at(j).word {
	case "them", "us":
		if p.is(j-1, "of") && j > 1 { // "one of them"
			return j - 2, end
		}
		return 0, 0
	case "me", "him", "himself", "herself", "themselves", "itself", "yourself", "there", "here":
		return 0, 0
	}
	if p.has(j, pronoun) {
		return j, end
	}
	if p.at(j).kind != word && p.at(j).kind != clitic && p.at(j).kind != number {
		return 0, 0
	}
	for ; j >= p.floor() && j > end-18; j-- {
		t := p.toks[j]
		switch {
		case t.kind == clitic, t.kind == number && j < end-1, t.kind == other && p.inner(j):
			continue
		case t.kind != word:
			return p.tidy(j+1, end)
		case t.class&preposition != 0:
			if !p.carries(j) {
				return p.tidy(j+1, end)
			}
		case t.class&conjunction != 0 && !(p.is(j, "and") && p.listed(j)), t.class&(auxiliary|be|pronoun) != 0 && !t.caps,
			t.class&says != 0 && j < end-1, t.class&verb != 0 && j < end-1 && !t.upper && t.class&person == 0 && !(p.has(j-1, determiner) || p.sym(j-1, '-')),
			t.class&weekday != 0 && t.upper:
			return p.tidy(j+1, end)
		}
	}
	return p.tidy(j+1, end)
}

// carries reports whether the preposition at j ties two nouns of one phrase: "a
// spokesman for the ministry", "the head of the council".
func (p *parser) carries(j int) bool {
	if j == 0 {
		return false
	}
	prev := p.toks[j-1]
	switch p.toks[j].word {
	case "of", "for":
		return prev.kind == word && prev.class&closed == 0
	case "at", "with", "in", "from":
		return prev.kind == word && (prev.class&(person|title) != 0 || personal(p.str(prev)))
	}
	return false
}

// tidy drops from the head of a phrase what is no part of it.
func (p *parser) tidy(from, to int) (int, int) {
	for from < to && (p.toks[from].kind != word && p.toks[from].kind != number || p.has(from, adverb|conjunction) && !p.toks[from].caps) {
		from++
	}
	for k := from + 1; k < to; k++ { // "Last month the UN"
		if (p.is(k, "the") || p.is(k, "a") || p.is(k, "an")) && p.toks[k-1].kind == word && p.toks[k-1].class&(preposition|conjunction|determiner) == 0 {
			from = k
		}
	}
	return from, to
}

// colon reads the speaker before the colon at i, at the head of the sentence:
// "Putin: We will not".
func (p *parser) colon(i int) (found, bool) {
	if i == 0 || i > 7 || len(p.found) > 0 || p.at(i+1).kind == other && i+1 >= len(p.toks) || i+1 >= len(p.toks) {
		return found{}, false
	}
	if p.toks[i+1].glued && p.toks[i+1].kind != mark {
		return found{}, false
	}
	for j := range i {
		t := p.toks[j]
		switch {
		case t.kind == word && (t.upper || j > 0 && t.class&(preposition|determiner) != 0 || t.class&(person|title|orgHead) != 0 || t.class&closed == 0 && j > 0 && p.toks[0].upper):
		case p.inner(j), t.kind == clitic:
		default:
			return found{}, false
		}
		if t.class&(auxiliary|be|conjunction) != 0 && !t.caps {
			return found{}, false
		}
	}
	if !p.bears(0, i) || notSpeaker(strings.ToLower(p.str(p.toks[i-1]))) {
		return found{}, false
	}
	return found{from: 0, to: i + 1, src: 0, last: i, cue: i, until: i + 1, form: Colon}, true
}

// notSpeaker reports whether a word before a colon names a part of a text
// rather than someone.
func notSpeaker(w string) bool {
	switch w {
	case "update", "correction", "note", "editor's", "clarification", "breaking", "watch", "related", "more", "photos", "video",
		"analysis", "opinion", "exclusive", "live", "read", "source", "credit", "credits", "photo", "image", "picture", "pictures", "gallery", "caption", "file", "number", "total", "others", "other", "results", "score":
		return true
	}
	return false
}
