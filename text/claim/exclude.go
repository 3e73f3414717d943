package claim

// excluded reports whether the digits at i are no quantity: a day, a year, a
// time, a rank, or part of a name.
func (p *parser) excluded(i int) bool {
	t := p.toks[i]
	next := p.at(i + 1)
	prev := p.at(i - 1)
	switch {
	case next.glued && next.kind == word && (next.end-next.start == 2 && rankEnding(p.str(next)) || p.str(next) == "s"):
		return true // 5th, 1980s
	case prev.kind == word && t.glued:
		return dollars[p.str(prev)] == "" && signs[p.str(prev)] == "" && prev.class&currency == 0 // F16, G20
	case t.glued && p.dash(i-1) && p.at(i-1).glued && p.at(i-2).kind == word && p.at(i-2).class&(numeral|month) == 0:
		return true // B-52, COVID-19
	case p.month(i-1) || p.sym(i-1, '.') && p.month(i-2):
		return true
	case p.month(i+1) && p.toks[i+1].upper && (p.at(i+1).word != "may" || !p.is(i+2, "be") && !p.is(i+2, "have")):
		return true
	case p.clock(i):
		return true
	case p.year(i):
		return true
	case prev.kind == word && prev.word == "no" && prev.upper || p.sym(i-1, '.') && p.is(i-2, "no") && p.at(i-2).upper:
		return true
	case p.sym(i-1, '#') || p.sym(i-1, '/') && p.at(i-1).glued && t.glued:
		return true
	case p.label(i):
		return true
	}
	return false
}

// pastDate returns the token after the excluded digits at i, and after a
// range, a day or a year that belongs to them.
func (p *parser) pastDate(i int) int {
	for j := i + 1; ; j++ {
		t := p.at(j)
		switch {
		case t.glued && (p.dash(j) || p.sym(j, '/') || p.sym(j, ':') || p.sym(j, '.')) && p.at(j+1).kind == number && p.at(j+1).glued:
			j++
		case t.glued && t.kind == word:
		default:
			return j
		}
	}
}

func rankEnding(s string) bool {
	switch s {
	case "st", "nd", "rd", "th", "ST", "ND", "RD", "TH":
		return true
	}
	return false
}

// month reports whether token i is the name of a month, with its capital.
func (p *parser) month(i int) bool { return p.has(i, month) && p.toks[i].upper }

// clock reports whether the digits at i are a time of day.
func (p *parser) clock(i int) bool {
	n := p.at(i + 1)
	switch {
	case p.sym(i+1, ':') && n.glued && p.at(i+2).kind == number && p.at(i+2).glued,
		p.sym(i-1, ':') && p.at(i-1).glued && p.toks[i].glued && p.at(i-2).kind == number:
		return true
	case n.kind == word:
		switch p.str(n) {
		case "am", "pm", "a.m", "p.m", "a.m.", "p.m.", "AM", "PM", "GMT", "UTC", "o'clock", "o’clock", "ET", "EDT", "EST", "BST", "CET":
			return true
		}
	}
	return false
}

// year reports whether the digits at i are a year rather than a count.
func (p *parser) year(i int) bool {
	t := p.toks[i]
	if t.end-t.start != 4 {
		return false
	}
	v := figure(p.str(t))
	if v < 1500 || v >= 2100 {
		return false
	}
	if n := p.at(i + 1); n.kind == word && !n.glued && n.class&(person|unit|currency|scale|period) != 0 || p.sym(i+1, '%') || p.is(i+1, "percent") {
		return n.class&person != 0 && p.src[n.end-1] != 's' && p.at(i+2).kind == word && p.at(i+2).class&closed == 0 // "the 2001 terrorist attacks"
	}
	if p.at(i-1).kind == other && signs[p.str(p.at(i-1))] != "" {
		return false
	}
	if p.dash(i+1) && p.at(i+1).glued && p.at(i+2).kind == word {
		return false
	}
	_, b := p.bound(i)
	if b != Exact && !p.is(i-1, "about") && !p.is(i-1, "around") {
		return false
	}
	n := p.at(i + 1)
	plural := n.kind == word && !n.upper && n.class&closed == 0 && p.src[n.end-1] == 's'
	return !plural || p.is(i-1, "in") || p.is(i-1, "since") || p.is(i-1, "the")
}

// label reports whether the digits at i are part of a name: Flight 370, Article
// 5, Group of 20.
func (p *parser) label(i int) bool {
	prev := p.at(i - 1)
	if p.is(i-1, "of") && p.is(i-2, "group") && p.at(i-2).upper {
		return true
	}
	switch prev.word {
	case "flight", "article", "chapter", "page", "route", "highway", "resolution", "section", "channel", "phase", "level", "room",
		"interstate", "formula", "apollo", "boeing", "airbus", "version", "volume", "day", "stage", "gate", "pier", "platform":
		return prev.upper || prev.word == "page" || prev.word == "chapter" || prev.word == "article"
	}
	n := p.at(i + 1)
	if p.dash(i+1) && n.glued && p.at(i+2).kind == number {
		return false // a score: "beat Veria 4-2"
	}
	if prev.kind != word || !prev.upper || i < 2 || prev.class&(closed|adverb|determiner|month|weekday|place|numeral|hedging) != 0 {
		return false
	}
	return n.kind != word || n.class&(closed|adverb) != 0 && n.class&(harm|suffers) == 0
}

// scoreAt reports whether f is a game's or a vote's score, such as "3-2".
func (p *parser) scoreAt(f figures) bool {
	if f.to-f.from != 3 || !p.dash(f.from+1) || p.toks[f.from].kind != number {
		return false
	}
	if f.low > f.high {
		return true
	}
	for _, i := range [...]int{f.from - 3, f.from - 2, f.from - 1, f.to, f.to + 1} {
		switch p.at(i).word {
		case "won", "win", "wins", "lost", "lose", "beat", "beats", "defeated", "vote", "voted", "votes", "score", "scored",
			"victory", "defeat", "lead", "led", "leads", "draw", "drew", "tie", "tied", "loss", "ruling", "ruled", "decision":
			return true
		}
	}
	return false
}
