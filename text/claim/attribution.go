package claim

import "github.com/newsarc/newsarc/text"

// found is an attribution with its tokens.
type found struct {
	from, to   int // the attribution
	src, last  int // its source
	cue, until int // its verb
	form       Form
	trails     bool // its words stand before it
}

// attributions finds who vouches for what in the sentence.
func (p *parser) attributions() {
	p.found = p.found[:0]
	for i := 0; i < len(p.toks); i++ {
		if p.toks[i].word == "" && !p.sym(i, ':') {
			continue // every cue is in the lexicon
		}
		f, ok := p.attributionAt(i)
		if !ok {
			continue
		}
		p.found = append(p.found, f)
		i = max(i, f.to-1)
	}
	p.scopes()
}

// attributionAt reads the attribution whose cue is at token i.
func (p *parser) attributionAt(i int) (found, bool) {
	t := p.toks[i]
	if t.class&(says|saysWeak) != 0 && (p.noun(i) || t.upper && !p.flat && p.at(i-1).upper && !p.heads(i)) {
		return found{}, false // "an estimated 40", "Port Said"
	}
	switch {
	case t.word == "according" && p.is(i+1, "to"):
		return p.cited(i, i+2)
	case (t.word == "citing" || t.word == "quoting") && p.at(i-1).word != "without":
		return p.cited(i, i+1)
	case t.word == "quoted" && p.passive(i) && p.is(i+1, "as"):
		f := found{cue: i, until: i + 1, to: min(i+3, len(p.toks)), form: Said}
		f.src, f.last = p.subject(i - 1)
		f.from = f.src
		return f, f.src < f.last
	case t.word == "quoted":
		f, ok := p.cited(i, i+1)
		if p.is(f.to, "as") && p.is(f.to+1, "saying") {
			f.to += 2
		}
		f.trails = false
		return f, ok && p.is(f.to-1, "saying")
	case t.word == "words" && p.is(i+1, "of") && p.is(i-1, "the") && p.is(i-2, "in"):
		f, ok := p.cited(i-2, i+2)
		return f, ok
	case t.kind == other && p.sym(i, ':'):
		return p.colon(i)
	case t.class&says != 0 && !p.reported(i):
		return p.said(i)
	case t.class&saysWeak != 0 && p.vouches(i):
		return p.said(i)
	}
	if p.calls(i) {
		return p.said(i)
	}
	if p.gives(i) || p.countsAfter(i) {
		f, ok := p.said(i)
		f.form = Gave
		return f, ok && !f.trails
	}
	return found{}, false
}

// noun reports whether the word at i stands where no finite verb can: behind an
// article, as in "an estimated 40", "the alleged thief".
func (p *parser) noun(i int) bool {
	switch p.at(i - 1).word {
	case "a", "an", "the", "his", "her", "its", "their", "our", "my", "no", "this", "of", "in", "by", "for", "with", "from":
		return true
	}
	return false
}

// reported reports whether the verb at i is a passive or an infinitive, as in
// "is said to" or "refused to say".
func (p *parser) reported(i int) bool {
	return p.passive(i) || p.is(i-1, "to") || p.is(i-1, "being") || p.is(i-1, "not") && p.is(i-2, "did") ||
		p.is(i, "added") && p.at(i-1).kind != mark && !p.sym(i-1, ',') && !p.is(i+1, "that") && !p.nameBefore(i)
}

// nameBefore reports whether a name or a pronoun stands before token i.
func (p *parser) nameBefore(i int) bool {
	t := p.at(i - 1)
	return t.upper && i > 1 || t.class&pronoun != 0
}

// vouches reports whether a verb that may say something does so here: a clause,
// a quote or a colon follows, or a quote goes before.
func (p *parser) vouches(i int) bool {
	if p.passive(i) || p.is(i-1, "to") || p.is(i-1, "the") || p.is(i-1, "a") {
		return false
	}
	if p.at(i-1).kind == mark || p.sym(i-1, ',') && p.at(i-2).kind == mark {
		return true
	}
	for j := i - 1; j >= 0 && j > i-9; j-- { // "…," the sheriff, Cody Hunt, had warned
		if t := p.toks[j]; t.kind == mark {
			if t.glued && j > 0 {
				return true
			}
			break
		} else if t.class&(conjunction|preposition|says) != 0 {
			break
		}
	}
	if p.at(i+1).kind == other && p.sym(i+1, '.') && !p.at(i+2).glued { // ", analysts believe."
		return true
	}
	for j := i + 1; j < len(p.toks) && j < i+9; j++ {
		t := p.toks[j]
		switch {
		case j == i+1 && p.is(j, "that"), j < i+7 && t.kind == mark && !t.glued, j == i+1 && p.sym(j, ':'):
			return true
		case t.class&(be|auxiliary) != 0 && j > i+1:
			return true
		case t.class&verb != 0 && j > i+1 && t.class&(harm|suffers|person) == 0 && !p.is(j-1, "to") && t.class&hedging == 0:
			return p.has(i+1, pronoun|determiner) || p.at(i+1).upper
		case t.kind == other && j == i+1 && p.sym(j, ',') && p.at(j+1).kind == mark: // Lee writes, "…"
			return true
		case t.class&preposition != 0 && j == i+1: // "reported on Monday that"
			return p.is(i+2, "that") || p.is(i+3, "that") || p.is(i+4, "that")
		case t.kind >= mark, t.class&conjunction != 0:
			return false
		}
	}
	return false
}

// calls reports whether the verb at i gives something a name between quote
// marks: "called it “a crime”".
func (p *parser) calls(i int) bool {
	switch p.toks[i].word {
	case "called", "calls", "calling", "described", "describes", "dubbed", "labeled", "labelled", "branded", "denounced", "hailed":
	default:
		return false
	}
	if p.passive(i) || p.noun(i) || p.is(i-1, "to") {
		return false
	}
	for j := i + 1; j < len(p.toks) && j < i+9; j++ {
		if t := p.toks[j]; t.kind == mark {
			return !t.glued
		} else if t.kind != word || t.class&conjunction != 0 && !p.is(j, "as") {
			return false
		}
	}
	return false
}

// gives reports whether token i is "put", "puts" or "gave" with a toll or a
// number behind it.
func (p *parser) gives(i int) bool {
	switch p.toks[i].word {
	case "put", "puts", "gave", "set":
	default:
		return false
	}
	for j := i + 1; j < len(p.toks) && j < i+8; j++ {
		if p.has(j, tally) || p.is(j, "number") || p.is(j, "figure") || p.is(j, "count") || p.is(j, "total") {
			return true
		}
		if p.toks[j].kind >= mark {
			return false
		}
	}
	return false
}

// countsAfter reports whether a number of casualties follows the verb at i:
// "reported 53 dead".
func (p *parser) countsAfter(i int) bool {
	switch p.toks[i].word {
	case "reported", "reports", "confirmed", "confirms", "estimated", "estimates", "counted", "recorded", "registered", "listed",
		"expects", "expect", "predicts", "predicted", "forecast", "forecasts":
	default:
		return false
	}
	if p.passive(i) || p.is(i-1, "to") {
		return false
	}
	for j := i + 1; j < len(p.toks) && j < i+7; j++ {
		t := p.toks[j]
		if t.kind == number || t.class&numeral != 0 || t.class&tally != 0 {
			return true
		}
		if t.kind >= mark || t.class&(preposition|conjunction) != 0 && !p.is(j, "at") && !p.is(j, "than") && !p.is(j, "about") && !p.is(j, "of") {
			return false
		}
	}
	return false
}

// cited reads the source behind "according to" and its like.
func (p *parser) cited(cue, i int) (found, bool) {
	end := p.sourceEnd(i)
	if end == i {
		return found{}, false
	}
	return found{from: cue, to: end, src: i, last: end, cue: cue, until: i, form: AccordingTo, trails: cue > 0}, true
}

// sourceEnd returns the end of the source that begins at token i and runs to
// the right.
func (p *parser) sourceEnd(i int) int {
	j := i
	for ; j < len(p.toks) && j < i+16; j++ {
		t := p.toks[j]
		switch {
		case t.kind == mark, t.kind == other && !p.inner(j), t.class&(auxiliary|be|pronoun) != 0 && j > i:
			return j
		case p.sym(j-1, '-') && t.glued: // "state-run"
		case t.class&(says|verb) != 0 && j > i && !t.upper, t.upper && t.class&weekday != 0:
			return j
		case t.class&conjunction != 0 && !(p.is(j, "and") && p.listed(j)):
			return j
		case t.class&preposition != 0 && !p.is(j, "of") && !p.is(j, "for") && !p.is(j, "at") && !p.is(j, "with") && !p.is(j, "in") && !p.is(j, "from"):
			return j
		case t.class&preposition != 0 && j == i:
			return j
		case (p.is(j, "in") || p.is(j, "at") || p.is(j, "from") || p.is(j, "with")) && (p.has(j+1, determiner) && !p.at(j+2).upper ||
			!p.at(j+1).upper && p.at(j+1).class&determiner == 0 || p.has(j+1, weekday|month)):
			return j
		}
	}
	return j
}

// inner reports whether the punctuation at j stands within a name or a word.
func (p *parser) inner(j int) bool {
	if !p.toks[j].glued {
		return false
	}
	return p.sym(j, '.') && (p.has(j-1, title) || p.at(j-1).end-p.at(j-1).start == 1) || p.sym(j, '-') && p.at(j+1).glued || p.sym(j, '&')
}

// listed reports whether the "and" at j joins two names or two nouns of a
// source.
func (p *parser) listed(j int) bool {
	a, b := p.at(j-1), p.at(j+1)
	return a.upper && b.upper || a.class&person != 0 && b.class&person != 0
}

// said reads the attribution of the verb of saying at i.
func (p *parser) said(i int) (found, bool) {
	f := found{cue: i, until: i + 1, form: Said}
	switch p.at(i).word {
	case "saying", "stating":
		f.src, f.last = p.doer()
		f.from, f.to = i, i+1
		return f, f.src < f.last && (p.sym(i-1, ',') || p.speech(i-1))
	case "telling", "adding", "arguing", "claiming", "warning", "suggesting", "insisting":
		f.src, f.last = p.doer()
		f.from, f.to = i, i+1
		return f, f.src < f.last && p.sym(i-1, ',')
	}
	if end := p.inverted(i); end > 0 { // "…," said Kerry
		f.from, f.src, f.last, f.to, f.trails = i, i+1, end, end, i > 0
		return f, true
	}
	f.src, f.last = p.subject(i)
	if f.src >= f.last {
		return f, false
	}
	f.from, f.to = f.src, i+1
	if p.has(i, says) && (p.is(i, "told") || p.is(i, "tells") || p.is(i, "tell") || p.is(i, "telling")) {
		f.to = p.listener(i + 1)
	}
	f.trails = f.from > p.floor()+3 && (p.sym(f.from-1, ',') || p.at(f.from-1).kind == mark) && p.closesClause(f.to) ||
		f.from > 0 && p.at(f.from-1).kind == mark && !p.is(f.to, "that")
	return f, true
}

// inverted returns the end of a subject that stands behind the verb at i, 0 if
// there is none there.
func (p *parser) inverted(i int) int {
	quoted := i > 0 && p.toks[i-1].kind == mark
	if p.has(i, says) && (p.is(i, "told") || p.is(i, "tells")) && i > 0 {
		return 0
	}
	if !quoted && !p.sym(i-1, ',') && i > 0 || p.has(i+1, preposition|conjunction|adverb|weekday) || p.at(i+1).kind != word {
		return 0
	}
	end := p.sourceEnd(i + 1)
	if end == i+1 || p.has(i+1, pronoun) && end < len(p.toks) && p.toks[end].kind == word {
		return 0
	}
	if e := p.at(end); !quoted && (e.kind == mark || e.kind <= number && end < len(p.toks) && e.class&(preposition|weekday) == 0 || !p.bears(i+1, end)) {
		return 0
	}
	return end
}

// speech reports whether token i is something said or written: "a statement
// saying".
func (p *parser) speech(i int) bool {
	switch p.at(i).word {
	case "statement", "letter", "report", "message", "tweet", "post", "memo", "note", "email", "release":
		return true
	}
	return false
}

// closesClause reports whether an attribution that ends before token i stands
// behind its words rather than before them.
func (p *parser) closesClause(i int) bool {
	t := p.at(i)
	return i >= len(p.toks) || t.kind == other || t.class&(preposition|adverb|weekday) != 0 || t.kind == word && t.upper && t.class&weekday != 0
}

// listener returns the end of the one who was told.
func (p *parser) listener(i int) int {
	if p.has(i, pronoun) {
		return i + 1
	}
	j := i
	for j < len(p.toks) && j < i+6 && (p.toks[j].kind == word && p.toks[j].class&(closed&^preposition) == 0 && !p.is(j, "that") || p.inner(j) || p.toks[j].kind == clitic) {
		if p.has(j, preposition|weekday) || j > i && p.has(j, determiner) {
			break
		}
		j++
	}
	return j
}

// scopes settles which words each attribution covers, and writes them out.
func (p *parser) scopes() {
	for k, f := range p.found {
		a := Attribution{
			Span: p.span(f.from, f.to), Source: p.span(f.src, f.last), Cue: p.span(f.cue, f.until), Form: f.form,
		}
		a.Who = p.src[a.Source.Start:a.Source.End]
		prev, next := 0, len(p.src)
		if k > 0 {
			prev = int(p.toks[p.found[k-1].to-1].end)
			if p.found[k-1].trails && !p.sym(p.found[k-1].to, ',') {
				prev = max(prev, int(p.toks[p.found[k-1].to-1].end))
			}
		}
		if k+1 < len(p.found) {
			next = int(p.toks[p.found[k+1].from].start)
		}
		switch {
		case f.form == Gave:
			a.Scope = text.Span{Start: a.Start, End: next}
		case !f.trails:
			a.Scope = text.Span{Start: a.End, End: next}
		case p.sym(f.to, ',') && p.at(f.to+1).kind == mark:
			a.Scope = text.Span{Start: prev, End: next}
		default:
			a.Scope = text.Span{Start: prev, End: a.Start}
		}
		a.Scope.End = max(a.Scope.Start, a.Scope.End)
		p.out.Attributions = append(p.out.Attributions, a)
	}
}
