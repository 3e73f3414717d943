package web

import (
	"bytes"
	"context"
	"fmt"
	"html/template"
	"net/http"
	"slices"

	"github.com/newsarc/newsarc/diff"
	"github.com/newsarc/newsarc/internal/join"
	"github.com/newsarc/newsarc/internal/render"
	"github.com/newsarc/newsarc/news"
)

// diffPage is what the page of a comparison shows.
type diffPage struct {
	Old, New  *news.Revision
	SameStory bool
	Kinds     []diff.SignalKind
	Digest    join.Digest
	Silent    bool
	Facts     bool // only changes of fact are shown
	Noise     bool // changes that say nothing are shown too
	HasNoise  int
	Path      string
	Fragment  template.HTML
}

func (s *Server) diff(ctx context.Context, r *http.Request) (reply, error) {
	old, rev, canonical, err := s.rangeOf(ctx, r.PathValue("range"))
	if err != nil {
		return reply{}, err
	}
	if !canonical {
		to := "/diff/" + rangePath(old, rev)
		if r.URL.RawQuery != "" {
			to += "?" + r.URL.RawQuery
		}
		return redirect(to), nil
	}
	// Two texts do not change; what may is a revision's number.
	version := ""
	for _, r := range []*news.Revision{old, &rev} {
		if r != nil {
			version += fmt.Sprint(r.Story, "@", r.Number, " ")
		}
	}
	return s.kept(r, version, func() (reply, error) { return s.diffPage(ctx, r, old, rev) })
}

func (s *Server) diffPage(ctx context.Context, r *http.Request, old *news.Revision, rev news.Revision) (reply, error) {
	c, err := join.Compare(ctx, s.archive, old, rev)
	if err != nil {
		return reply{}, err
	}
	v := r.URL.Query()
	p := diffPage{
		Old: c.Old, New: c.New, Kinds: c.Kinds(), Facts: v.Get("facts") != "", Noise: v.Get("noise") != "",
		HasNoise: len(c.Noise), Path: "/diff/" + rangePath(old, rev),
	}
	p.Digest = join.Digest{First: old == nil, Summary: c.Summary(), Kinds: p.Kinds, Candour: c.Candour(), Weight: c.Weight}
	p.Silent = p.Digest.Silent(&rev) && adjacent(old, &rev)
	p.SameStory = old == nil || old.Story == rev.Story
	shown := c.Result
	switch {
	case p.Facts:
		shown = factsOnly(c.Result)
	case !p.Noise:
		shown = withoutNoise(c.Result)
	}
	var b bytes.Buffer
	if err := render.DiffFragment(&b, shown, diffOptions(c, -1), "d"); err != nil {
		return reply{}, err
	}
	p.Fragment = template.HTML(b.String()) //nolint:gosec // package render escapes all text
	return s.page("diff", page{
		Title: "Changed: " + rev.Headline, Section: "stories", Feed: query("story", rev.Story),
		Styles: []string{"diff.css"}, Cite: citeChange(r, c.Old, c.New), Data: p,
	})
}

// compare sends a form's choice to the address of the comparison.
func (s *Server) compare(_ context.Context, r *http.Request) (reply, error) {
	a, b := r.URL.Query().Get("a"), r.URL.Query().Get("b")
	if !isCommit(a) || !isCommit(b) {
		return reply{}, &badRequest{"a comparison needs two revisions, a and b"}
	}
	return redirect("/diff/" + a + ".." + b), nil
}

// adjacent reports whether one revision follows the other in their story.
func adjacent(old, rev *news.Revision) bool {
	return old != nil && old.Story == rev.Story && old.Number+1 == rev.Number
}

// diffOptions names the two sides of a comparison.
func diffOptions(c *join.Change, context int) render.DiffOptions {
	o := render.DiffOptions{Context: context, NewName: render.Name(c.New), NewRevision: c.New, OldRevision: c.Old}
	if c.Old != nil {
		o.OldName = render.Name(c.Old)
	}
	return o
}

// factsOnly returns of a comparison the sentences and fields that changed in
// fact, and sums up those.
func factsOnly(r *diff.Result) *diff.Result {
	out := *r
	out.Pairs, out.Moves, out.Noise, out.Signals, out.Fields = nil, nil, nil, nil, nil
	place := map[int]int{-1: -1}
	fields := map[string]bool{}
	for _, sig := range r.Signals {
		if !sig.Kind.Fact() && sig.Kind != diff.Correction {
			continue
		}
		if sig.Pair < 0 {
			fields[sig.Old.Field], fields[sig.New.Field] = true, true
		} else if _, ok := place[sig.Pair]; !ok {
			place[sig.Pair] = -2
		}
	}
	for i, p := range r.Pairs {
		if _, ok := place[i]; ok {
			place[i] = len(out.Pairs)
			p.Move = 0
			out.Pairs = append(out.Pairs, p)
		}
	}
	for _, sig := range r.Signals {
		if at, ok := place[sig.Pair]; ok && (sig.Kind.Fact() || sig.Kind == diff.Correction) {
			sig.Pair = at
			out.Signals = append(out.Signals, sig)
		}
	}
	for _, f := range r.Fields {
		if fields[f.Name] {
			out.Fields = append(out.Fields, f)
		}
	}
	return &out
}

// withoutNoise returns a comparison in which what is only noise is shown as the
// new text has it, unmarked.
func withoutNoise(r *diff.Result) *diff.Result {
	if len(r.Noise) == 0 {
		return r
	}
	out := *r
	out.Noise = nil
	out.Pairs = slices.Clone(r.Pairs)
	noisy := map[string]bool{}
	for _, n := range r.Noise {
		switch {
		case n.Pair < 0:
			noisy[n.Old.Field], noisy[n.New.Field] = true, true
		case !slices.ContainsFunc(r.Signals, func(s diff.Signal) bool { return s.Pair == n.Pair }) && r.Pairs[n.Pair].Kind == diff.Edited:
			out.Pairs[n.Pair].Kind, out.Pairs[n.Pair].Edits = diff.Same, nil
		}
	}
	out.Fields = slices.DeleteFunc(slices.Clone(r.Fields), func(f diff.Field) bool {
		return noisy[f.Name] && !slices.ContainsFunc(r.Signals, func(s diff.Signal) bool {
			return s.Pair < 0 && (s.Old.Field == f.Name || s.New.Field == f.Name)
		})
	})
	return &out
}
