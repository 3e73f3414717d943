package claim

import (
	"sort"
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
	left := p.count(sentence, carry)
	p.attributions()
	p.names()
	p.modals()
	p.speakers()
	p.givers()
	return p.out, left
}

// count reads a sentence as far as its quantities, but for who gave them.
func (p *parser) count(sentence, carry string) string {
	p.out = Claims{Quantities: p.quantityRoom[:0]}
	p.groups = p.groups[:0]
	p.tokenize(sentence)
	left := p.quotes(carry)
	p.quantities()
	p.casualties()
	return left
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
// one that touches the quote, else the one whose scope holds it.
func (p *parser) speaker(q *Quote) int {
	as := p.out.Attributions
	after := p.from(q.End)
	if after < len(as) && !worded(p.src[q.End:as[after].Start], 0) {
		return after
	}
	before := p.from(q.Start) - 1
	for before >= 0 && as[before].End > q.Start { // "said" inside the quote
		before--
	}
	switch {
	case before >= 0 && !worded(p.src[as[before].End:q.Start], 2):
		return before
	case before >= 0 && contains(as[before].Scope, q.Start):
		return before
	case after < len(as) && contains(as[after].Scope, q.Start):
		return after
	case after < len(as) && !q.Partial && !worded(p.src[q.End:as[after].Start], 8): // "…," the sheriff, Cody Hunt, warned
		return after
	}
	return -1
}

// from returns the first attribution that begins at byte i or after it.
func (p *parser) from(i int) int {
	return sort.Search(len(p.out.Attributions), func(k int) bool { return p.out.Attributions[k].Start >= i })
}

// worded reports whether s has more than n words.
func worded(s string, n int) bool {
	in := false
	for _, r := range s {
		l := isLetter(r) || isDigit(r)
		if l && !in {
			if n == 0 {
				return true
			}
			n--
		}
		in = l
	}
	return false
}

// givers says of each quantity who gave it.
func (p *parser) givers() {
	for i := range p.out.Quantities {
		q := &p.out.Quantities[i]
		k := p.from(q.Start)
		switch as := p.out.Attributions; {
		case k > 0 && contains(as[k-1].Scope, q.Start):
			q.By = k - 1
		case k < len(as) && contains(as[k].Scope, q.Start):
			q.By = k
		}
	}
}

func contains(s text.Span, i int) bool { return s.Start <= i && i < s.End }
