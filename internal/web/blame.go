package web

import (
	"context"
	"slices"

	"github.com/newsarc/newsarc/diff"
	"github.com/newsarc/newsarc/internal/join"
	"github.com/newsarc/newsarc/news"
)

// blameOf follows the sentences of a story up to a revision.
func (s *Server) blameOf(ctx context.Context, rev news.Revision) (blamePage, error) {
	p := blamePage{Revision: rev}
	revs, err := join.History(ctx, s.archive, &rev, blameLimit, s.skip(ctx, &p.Left))
	if err != nil {
		return p, err
	}
	p.Revisions, p.Cut = len(revs), revs[0].Number > 1
	before := func(b blamed) blamed {
		b.Longer = p.Cut && b.Since.Commit == revs[0].Commit
		return b
	}
	b := diff.History(revs)
	for i := range b.Present {
		o := &b.Present[i]
		for len(p.Paragraphs) <= o.Paragraph {
			p.Paragraphs = append(p.Paragraphs, nil)
		}
		p.Paragraphs[o.Paragraph] = append(p.Paragraphs[o.Paragraph], before(blamedOf(revs, o)))
	}
	for i := range b.Vanished {
		p.Vanished = append(p.Vanished, before(blamedOf(revs, &b.Vanished[i])))
	}
	slices.Reverse(p.Vanished)
	return p, nil
}

// blamedOf says of a sentence what its page shows.
func blamedOf(revs []*news.Revision, o *diff.Origin) blamed {
	since := o.Since()
	out := blamed{Text: o.Text, Since: *revs[since], Last: *revs[o.Last()]}
	if since > 0 {
		out.Before = revs[since-1].Commit
	}
	if o.First != since {
		out.First = revs[o.First]
	}
	if n := len(revs) - 1; n > 0 {
		out.Age = (since*4 + n - 1) / n
	}
	var steps []int
	for _, w := range o.Words {
		if w.First != o.First {
			steps = append(steps, w.First)
		}
	}
	slices.Sort(steps)
	for _, i := range slices.Compact(steps) {
		out.Steps = append(out.Steps, *revs[i])
	}
	return out
}
