package claim

import (
	"unicode"
	"unicode/utf8"

	"github.com/newsarc/newsarc/text"
)

// opened is a quote whose closing mark is still to come.
type opened struct {
	mark string // the opening mark
	tok  int    // its token, -1 if it stands in an earlier sentence
}

// quotes finds the quotes of the sentence. carry is the mark of a quote that
// an earlier sentence left open, empty for none; what is left open at the end
// is returned.
func (p *parser) quotes(carry string) string {
	var stack [4]opened
	open := stack[:0]
	if carry != "" {
		open = append(open, opened{carry, -1})
	}
	lastSingle := p.lastSingle()
	for i := 0; i < len(p.toks); i++ {
		if p.toks[i].kind != mark {
			continue
		}
		m := p.str(p.toks[i])
		switch p.turn(i, m, open, lastSingle) {
		case 0:
			if len(m) == 1 || m == "’" {
				p.toks[i].kind = clitic // an apostrophe: "the rebels' leader"
			}
		case +1:
			if n := len(open); n > 0 && open[n-1].mark == m { // the one before was never closed
				p.addQuote(open[n-1].tok, -1, i, n-1)
				open = open[:n-1]
			}
			if len(open) < 3 {
				open = append(open, opened{m, i})
			}
		case -1:
			n := len(open) - 1
			for n >= 0 && !closes(m, open[n].mark) {
				n--
			}
			switch {
			case n >= 0:
				p.addQuote(open[n].tok, i, i, n)
				open = open[:n]
			case len(open) == 0 && len(p.out.Quotes) == 0:
				p.addQuote(-1, i, i, 0)
			}
		}
	}
	if len(open) == 0 {
		return ""
	}
	p.addQuote(open[0].tok, -1, len(p.toks), 0)
	return open[0].mark
}

// lastSingle returns the last token that may close a single quote.
func (p *parser) lastSingle() int {
	for i := len(p.toks) - 1; i > 0; i-- {
		if t := p.toks[i]; t.kind == mark && t.glued && !(p.at(i+1).glued && p.at(i+1).kind <= number) {
			if s := p.str(t); s == "'" || s == "’" {
				return i
			}
		}
	}
	return -1
}

// turn reports whether the mark m at token i opens a quote (+1), closes one
// (-1), or is none (0).
func (p *parser) turn(i int, m string, open []opened, lastSingle int) int {
	before := i > 0 && p.toks[i].glued && !p.opening(i-1)
	after := p.at(i + 1).glued
	top := ""
	if len(open) > 0 {
		top = open[len(open)-1].mark
	}
	switch m {
	case "„", "‚", "「", "『", "‹", "``":
		return +1
	case "“", "‘", "`":
		if closes(m, top) && before && (!after || top == "„" || top == "‚") {
			return -1
		}
		return +1
	case "«":
		if top == "»" {
			return -1
		}
		return +1
	case "»":
		if top == "«" || len(open) == 0 && before {
			return -1
		}
		return +1
	case "'", "’":
		return p.turnSingle(i, m, top, before, after, lastSingle)
	case `"`, "＂":
		switch {
		case before && !after:
			if p.toks[i-1].kind == number && len(open) == 0 {
				return 0 // inches
			}
			return -1
		case !before && after:
			return +1
		case top == m:
			return -1
		case i == len(p.toks)-1 && len(open) == 0:
			return 0
		}
		return +1
	}
	return -1
}

// turnSingle is turn for the marks that may be apostrophes. top is the mark of
// the innermost open quote; before and after say whether text touches the mark.
func (p *parser) turnSingle(i int, m, top string, before, after bool, lastSingle int) int {
	switch {
	case before && after && p.at(i+1).kind <= number:
		return 0
	case m == "'" && (top == "'" || top == "`") || m == "’" && (top == "‘" || top == "‚" || top == "’"):
		if !before || after && p.at(i+1).kind < mark || i < lastSingle && p.pluralOwner(i) {
			return 0
		}
		return -1
	case !before && after && i < lastSingle && p.at(i+1).kind != number && (m == "'" || p.at(i+1).upper):
		return +1
	}
	return 0
}

// opening reports whether token i is punctuation after which a quote opens.
func (p *parser) opening(i int) bool {
	t := p.toks[i]
	if t.kind == mark {
		return !t.glued || i == 0
	}
	return t.kind == other && (p.sym(i, '(') || p.sym(i, '[') || p.dash(i) || p.sym(i, '/') || p.sym(i, ':'))
}

// pluralOwner reports whether the mark at i is the apostrophe of a plural:
// "officials' homes".
func (p *parser) pluralOwner(i int) bool {
	s := p.str(p.toks[i-1])
	n := p.at(i + 1)
	return p.toks[i-1].kind == word && s[len(s)-1] == 's' && n.kind == word && !n.upper
}

// closes reports whether the mark c can close what o opened.
func closes(c, o string) bool {
	switch o {
	case "“":
		return c == "”" || c == `"`
	case "„":
		return c == "“" || c == "”" || c == `"`
	case "”":
		return c == "”"
	case "‘", "`":
		return c == "’" || c == "'"
	case "‚":
		return c == "‘" || c == "’"
	case "’":
		return c == "’"
	case "«":
		return c == "»"
	case "»":
		return c == "«"
	case "‹":
		return c == "›"
	case "「":
		return c == "」"
	case "『":
		return c == "』"
	case "``":
		return c == "''" || c == `"`
	}
	return c == o || o == `"` && c == "”"
}

// addQuote adds the quote between the marks at the tokens open and shut, -1 for
// a mark that is not in this sentence. A quote without a closing mark ends
// before token end.
func (p *parser) addQuote(open, shut, end, depth int) {
	q := Quote{Depth: min(depth, 1), Open: shut < 0, Runs: open < 0, By: -1}
	q.Span = text.Span{Start: 0, End: len(p.src)}
	if len(p.toks) > 0 {
		q.Span = p.span(max(open, 0), max(end, 1))
	}
	q.Inner = q.Span
	if open >= 0 {
		q.Inner.Start = int(p.toks[open].end)
	}
	if shut >= 0 {
		q.End = int(p.toks[shut].end)
		q.Inner.End = int(p.toks[shut].start)
	}
	q.Inner.End = max(q.Inner.End, q.Inner.Start)
	q.Inner = trimmed(p.src, q.Inner)
	q.Partial = !q.Runs && !q.Open && partial(p.src[q.Inner.Start:q.Inner.End])
	p.out.Quotes = append(p.out.Quotes, q)
}

// trimmed takes the white space from the ends of a span, as French sets it
// inside its marks.
func trimmed(s string, in text.Span) text.Span {
	for in.Start < in.End {
		r, n := utf8.DecodeRuneInString(s[in.Start:in.End])
		if !isSpace(r) {
			break
		}
		in.Start += n
	}
	for in.Start < in.End {
		r, n := utf8.DecodeLastRuneInString(s[in.Start:in.End])
		if !isSpace(r) {
			break
		}
		in.End -= n
	}
	return in
}

// partial reports whether a quote is a few words only: it begins small and
// does not end like a sentence.
func partial(s string) bool {
	if s == "" {
		return true
	}
	r, _ := utf8.DecodeRuneInString(s)
	if unicode.IsUpper(r) && len(s) > 30 {
		return false
	}
	words := 1
	for i := 0; i < len(s); i++ {
		if s[i] == ' ' {
			words++
		}
	}
	switch s[len(s)-1] {
	case '.', '!', '?', ',':
		return words < 4 && !unicode.IsUpper(r)
	}
	return words < 8 || !unicode.IsUpper(r)
}
