package signal

import (
	"github.com/newsarc/newsarc/diff/align"
	"github.com/newsarc/newsarc/news"
	"github.com/newsarc/newsarc/text"
)

// layout reports moves and paragraphs that are cut otherwise.
func (f *search) layout() {
	r := f.r
	for _, m := range r.Moves {
		first, last := r.Pairs[m.Pairs[0]], r.Pairs[m.Pairs[len(m.Pairs)-1]]
		if f.noisyMove(m) {
			continue
		}
		o := text.Span{Start: r.From.Sentences[first.Old[0]].Start, End: r.From.Sentences[last.Old[len(last.Old)-1]].End}
		n := text.Span{Start: r.To.Sentences[first.New[0]].Start, End: r.To.Sentences[last.New[len(last.New)-1]].End}
		if o.End < o.Start || n.End < n.Start {
			o, n = align.Extent(r.From.Sentences, first.Old), align.Extent(r.To.Sentences, first.New)
		}
		f.add(Signal{Kind: Layout, Pair: m.Pairs[0], Detail: Moved, Old: evidence(r.From.Body, o), New: evidence(r.To.Body, n)})
	}
	f.paragraphs()
}

// paragraphs reports where neighbouring sentences that stayed neighbours came
// into one paragraph or into two.
func (f *search) paragraphs() {
	r := f.r
	for k := 1; k < len(r.Pairs); k++ {
		a, b := &r.Pairs[k-1], &r.Pairs[k]
		if len(a.Old) == 0 || len(a.New) == 0 || len(b.Old) == 0 || len(b.New) == 0 {
			continue
		}
		i, j := a.Old[len(a.Old)-1], a.New[len(a.New)-1]
		if b.Old[0] != i+1 || b.New[0] != j+1 {
			continue
		}
		was := r.From.Sentences[i].Paragraph == r.From.Sentences[i+1].Paragraph
		is := r.To.Sentences[j].Paragraph == r.To.Sentences[j+1].Paragraph
		if was == is {
			continue
		}
		detail := Joined
		if was {
			detail = Cut
		}
		f.add(Signal{
			Kind: Layout, Pair: k, Detail: detail,
			Old: evidence(r.From.Body, text.Span{Start: r.From.Sentences[i+1].Start, End: r.From.Sentences[i+1].End}),
			New: evidence(r.To.Body, text.Span{Start: r.To.Sentences[j+1].Start, End: r.To.Sentences[j+1].End}),
		})
	}
	f.kinds()
}

// kinds reports sentences that became a heading, a quote, an item, or no longer
// are one.
func (f *search) kinds() {
	r := f.r
	for k := range r.Pairs {
		p := &r.Pairs[k]
		if len(p.Old) == 0 || len(p.New) == 0 {
			continue
		}
		o, n := r.From.Sentences[p.Old[0]], r.To.Sentences[p.New[0]]
		was, is := r.Old.Body[o.Paragraph].Kind, r.New.Body[n.Paragraph].Kind
		if was == is || o.Index > 0 {
			continue
		}
		f.add(Signal{
			Kind: Layout, Pair: k, Detail: string(kindName(was) + " -> " + kindName(is)),
			Old: evidence(r.From.Body, text.Span{Start: o.Start, End: o.End}), New: evidence(r.To.Body, text.Span{Start: n.Start, End: n.End}),
		})
	}
}

func kindName(k news.ParagraphKind) news.ParagraphKind {
	if k == news.Text {
		return "text"
	}
	return k
}
