package align

import (
	"fmt"
	"slices"
	"strings"

	"github.com/newsarc/newsarc/news"
	"github.com/newsarc/newsarc/text"
)

// check rebuilds both texts from the result. A pair that would not rebuild is
// a mistake of ours; it must not become a wrong statement about the text, so
// it is replaced by one edit over all of it.
func (r *Alignment) check() {
	for k := range r.Pairs {
		p := &r.Pairs[k]
		if p.Kind == Same || len(p.Old) == 0 || len(p.New) == 0 || r.rebuilds(p) {
			continue
		}
		p.Edits = []Edit{{Old: Extent(r.Old.Sentences, p.Old), New: Extent(r.New.Sentences, p.New)}}
		r.Coarse = true
		r.Repaired++
	}
}

// Extent returns the span from the first of some sentences to the end of the
// last, given by their indices in all.
func Extent(all []news.Sentence, which []int) text.Span {
	return text.Span{Start: all[which[0]].Start, End: all[which[len(which)-1]].End}
}

// rebuilds reports whether p's edits turn the old sentences into the new ones:
// between two edits both texts must be equal, and the edits themselves quote
// the texts. White space between two sentences is no part of either.
func (r *Alignment) rebuilds(p *Pair) bool {
	from, to := Extent(r.Old.Sentences, p.Old), Extent(r.New.Sentences, p.New)
	for _, e := range append(slices.Clip(p.Edits), Edit{
		Old: text.Span{Start: from.End, End: from.End},
		New: text.Span{Start: to.End, End: to.End},
	}) {
		if e.Old.Start < from.Start || e.New.Start < to.Start ||
			e.Old.End < e.Old.Start || e.New.End < e.New.Start || e.Old.End > from.End || e.New.End > to.End {
			return false
		}
		s := stretch(r.Old.Body, r.Old.Sentences, p.Old, text.Span{Start: from.Start, End: e.Old.Start})
		t := stretch(r.New.Body, r.New.Sentences, p.New, text.Span{Start: to.Start, End: e.New.Start})
		if !equalStretch(s, t) {
			return false
		}
		from.Start, to.Start = e.Old.End, e.New.End
	}
	return true
}

// apart stands for the gap between two sentences of a pair that do not follow
// each other. No article holds it.
const apart = "\x00"

// stretch returns the part of span that lies in the given sentences, with the
// gaps between them.
func stretch(body string, all []news.Sentence, which []int, span text.Span) string {
	if len(which) == 1 && span.Start < span.End && all[which[0]].Start <= span.Start && span.End <= all[which[0]].End {
		return body[span.Start:span.End]
	}
	return within(body, all, which, span)
}

// within is stretch for any number of sentences.
func within(body string, all []news.Sentence, which []int, span text.Span) string {
	var s string
	for k, i := range which {
		if lo, hi := max(all[i].Start, span.Start), min(all[i].End, span.End); lo < hi {
			s += body[lo:hi]
		}
		if k+1 < len(which) && span.Start <= all[i].End && all[which[k+1]].Start <= span.End {
			if next := which[k+1]; next == i+1 {
				s += gapText(body, all, i, next)
			} else {
				s += apart
			}
		}
	}
	return s
}

// equalStretch reports whether what lies between two edits is equal. A gap
// between sentences that are apart counts as a space, and at the end of a
// stretch as nothing, since no edit can hold it.
func equalStretch(s, t string) bool {
	if s == t {
		return true
	}
	spaced := func(s string) string { return strings.ReplaceAll(s, apart, " ") }
	bare := func(s string) string { return spaced(strings.Trim(s, apart)) }
	return spaced(s) == spaced(t) || bare(s) == spaced(t) || spaced(s) == bare(t) || bare(s) == bare(t)
}

// Rebuild says where the pairs and edits of r contradict the two texts; nil when
// each text follows from the other and r.
func (r *Alignment) Rebuild() error {
	oldSeen, newSeen := make([]int, len(r.Old.Sentences)), make([]int, len(r.New.Sentences))
	for k := range r.Pairs {
		p := &r.Pairs[k]
		for _, i := range p.Old {
			oldSeen[i]++
		}
		for _, j := range p.New {
			newSeen[j]++
		}
		switch {
		case p.Kind == Same && r.Old.Sentences[p.Old[0]].Text != r.New.Sentences[p.New[0]].Text:
			return fmt.Errorf("pair %d: called the same and differs", k)
		case len(p.Old) > 0 && len(p.New) > 0 && !r.rebuilds(p):
			return fmt.Errorf("pair %d: edits do not give the new text", k)
		}
	}
	for i, n := range oldSeen {
		if n != 1 {
			return fmt.Errorf("old sentence %d is in %d pairs", i, n)
		}
	}
	for j, n := range newSeen {
		if n != 1 {
			return fmt.Errorf("new sentence %d is in %d pairs", j, n)
		}
	}
	return nil
}
