package claim

import (
	"sync"

	"github.com/newsarc/newsarc/text"
)

// parsers keeps the scratch space of Extract.
var parsers = sync.Pool{New: func() any { return new(parser) }}

// Extract returns the claims of one sentence.
func Extract(sentence string) Claims {
	p := parsers.Get().(*parser)
	defer parsers.Put(p)
	c, _ := p.extract(sentence, "")
	return c
}

// extract draws the claims of a sentence in which the quote with the mark carry
// may be open, and returns the mark that is open at its end.
func (p *parser) extract(sentence, carry string) (Claims, string) {
	p.out = Claims{}
	p.groups = p.groups[:0]
	p.tokenize(sentence)
	left := p.quotes(carry)
	p.quantities()
	p.casualties()
	p.attributions()
	p.names()
	p.modals()
	p.speakers()
	p.givers()
	return p.out, left
}

// speakers joins each quote with the attribution nearest to it.
func (p *parser) speakers() {
	for i := range p.out.Quotes {
		q := &p.out.Quotes[i]
		q.By = p.speaker(q)
		if q.By >= 0 {
			q.Speaker = p.out.Attributions[q.By].Who
		}
	}
}

// speaker returns the attribution that names the speaker of q, -1 for none: the
// one that touches the quote, else the one whose scope holds it, else the last
// before it.
func (p *parser) speaker(q *Quote) int {
	best := -1
	for k, a := range p.out.Attributions {
		if a.Start >= q.Start && a.End <= q.End {
			continue // someone speaks within the quote
		}
		if a.Start >= q.End && gap(p.src[q.End:a.Start]) == 0 {
			return k
		}
		if a.End <= q.Start && gap(p.src[a.End:q.Start]) <= 2 {
			best = k
			continue
		}
		if contains(a.Scope, q.Start) {
			best = k
		}
	}
	return best
}

// gap counts the words in s.
func gap(s string) int {
	n, in := 0, false
	for _, r := range s {
		l := isLetter(r) || isDigit(r)
		if l && !in {
			n++
		}
		in = l
	}
	return n
}

// givers says of each quantity who gave it.
func (p *parser) givers() {
	for i := range p.out.Quantities {
		q := &p.out.Quantities[i]
		for k, a := range p.out.Attributions {
			if contains(a.Scope, q.Start) {
				q.By = k
			}
		}
	}
}

func contains(s text.Span, i int) bool { return s.Start <= i && i < s.End }
