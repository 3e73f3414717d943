package diff

import (
	"fmt"
	"strings"

	"github.com/newsarc/newsarc/news"
	"github.com/newsarc/newsarc/text"
)

// check rebuilds both texts from the result. A pair that would not rebuild is
// a mistake of ours; it must not become a wrong statement about the text, so
// it is replaced by one edit over all of it.
func (r *Result) check() {
	for k := range r.Pairs {
		p := &r.Pairs[k]
		if p.Kind == Same || len(p.Old) == 0 || len(p.New) == 0 || r.rebuilds(p) {
			continue
		}
		p.Edits = []Edit{{r.extent(r.OldSentences, p.Old), r.extent(r.NewSentences, p.New)}}
		r.Coarse = true
		r.repaired++
	}
}

func (r *Result) extent(all []news.Sentence, which []int) text.Span {
	return text.Span{Start: all[which[0]].Start, End: all[which[len(which)-1]].End}
}

// rebuilds reports whether replacing the old words of p's edits by the new
// ones gives the new sentences.
func (r *Result) rebuilds(p *Pair) bool {
	var sb strings.Builder
	at := r.OldSentences[p.Old[0]].Start
	for _, e := range p.Edits {
		if e.Old.Start < at || e.Old.End < e.Old.Start || e.New.End < e.New.Start || e.Old.End > len(r.oldText) || e.New.End > len(r.newText) {
			return false
		}
		sb.WriteString(within(r.oldText, r.OldSentences, p.Old, text.Span{Start: at, End: e.Old.Start}))
		sb.WriteString(within(r.newText, r.NewSentences, p.New, e.New))
		at = e.Old.End
	}
	sb.WriteString(within(r.oldText, r.OldSentences, p.Old, text.Span{Start: at, End: r.OldSentences[p.Old[len(p.Old)-1]].End}))
	want := within(r.newText, r.NewSentences, p.New, r.extent(r.NewSentences, p.New))
	return sb.String() == want
}

// within returns the part of span that lies in the given sentences, with gaps
// between sentences as joined writes them.
func within(body string, all []news.Sentence, which []int, span text.Span) string {
	var sb strings.Builder
	for k, i := range which {
		s := all[i]
		lo, hi := max(s.Start, span.Start), min(s.End, span.End)
		if lo < hi {
			sb.WriteString(body[lo:hi])
		}
		if k+1 < len(which) && span.Start <= s.End && all[which[k+1]].Start <= span.End {
			sb.WriteString(gapText(body, all, i, which[k+1]))
		}
	}
	return sb.String()
}

// Rebuild says where the pairs and edits of r contradict the two texts; nil when
// each text follows from the other and r.
func (r *Result) Rebuild() error {
	oldSeen, newSeen := make([]int, len(r.OldSentences)), make([]int, len(r.NewSentences))
	for k := range r.Pairs {
		p := &r.Pairs[k]
		for _, i := range p.Old {
			oldSeen[i]++
		}
		for _, j := range p.New {
			newSeen[j]++
		}
		switch {
		case p.Kind == Same && r.OldSentences[p.Old[0]].Text != r.NewSentences[p.New[0]].Text:
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
