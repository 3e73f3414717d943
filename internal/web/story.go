package web

import (
	"context"
	"fmt"
	"math"
	"net/http"
	"slices"
	"time"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/diff"
	"github.com/newsarc/newsarc/internal/join"
	"github.com/newsarc/newsarc/news"
)

// storyPageSize is how many revisions a story's page shows.
const storyPageSize = 60

// storyCaptures is how many captures without a revision it shows.
const storyCaptures = 20

// storyPage is what a story's page shows.
type storyPage struct {
	Story     archive.Story
	Latest    *news.Article
	Revisions []storyRevision // latest first
	Headlines []headline      // oldest first
	Notices   []storyRevision // revisions that brought a notice
	Strip     strip
	First     string // commit of the oldest revision shown
	More      string

	Seen     archive.Sighting // of the latest text, unchanged
	Captures []archive.Kept   // that became no revision, latest first
}

// storyRevision is a revision with what it changed.
type storyRevision struct {
	news.Revision
	Before string // commit of the revision before
	Change *join.Digest
	Silent bool
	Notes  []news.Note // that it brought
}

// headline is an entry of the ledger: what stood above the story, and when.
type headline struct {
	Text     string
	Revision news.Revision // the first one seen with it
	Again    bool          // it stood there before
}

func (s *Server) story(ctx context.Context, r *http.Request) (reply, error) {
	name := r.PathValue("id")
	story, err := s.archive.Story(ctx, name)
	if err != nil {
		return reply{}, err
	}
	if story.ID != name {
		return redirect(storyURL(story.ID)), nil
	}
	cursor := r.URL.Query().Get("cursor")
	if err := checkCursor(cursor); err != nil {
		return reply{}, err
	}
	// Revisions are only added: their number tells whether the page is as it was.
	heads, err := s.archive.Heads(ctx)
	if err != nil {
		return reply{}, err
	}
	p := storyPage{Story: story}
	if p.Seen, _, err = s.archive.Sighting(ctx, story.Commit); err != nil {
		return reply{}, err
	}
	version := fmt.Sprint(story.Commit, story.Revisions, heads.Captures, p.Seen.Count)
	return s.kept(r, version, func() (reply, error) { return s.storyPage(ctx, r, p, cursor) })
}

func (s *Server) storyPage(ctx context.Context, r *http.Request, p storyPage, cursor string) (reply, error) {
	story := p.Story
	next, err := s.storyRevisions(ctx, &p, cursor)
	if err != nil {
		return reply{}, err
	}
	if next != "" {
		p.More = storyURL(story.ID) + "?" + query("cursor", next)
	}
	latest, err := s.archive.Resolve(ctx, story.Commit)
	if err != nil {
		return reply{}, err
	}
	if p.Latest, err = s.archive.Article(ctx, latest); err != nil {
		return reply{}, err
	}
	p.ledger()
	if err := s.notices(ctx, &p); err != nil {
		return reply{}, err
	}
	if err := s.captures(ctx, &p); err != nil {
		return reply{}, err
	}
	p.Strip = newStrip(p.Revisions)
	out := page{Title: story.Headline, Section: "stories", Feed: query("story", story.ID), Data: p}
	if n := len(p.Revisions); n > 0 {
		out.Cite = citeStory(r, story.ID, &p.Revisions[n-1].Revision, &latest)
	}
	return s.page("story", out)
}

// storyRevisions reads a page of a story's revisions and what each changed.
func (s *Server) storyRevisions(ctx context.Context, p *storyPage, cursor string) (next string, err error) {
	var revs []news.Revision
	for rev, err := range s.archive.Log(ctx, archive.Filter{Story: p.Story.ID, After: cursor, Limit: storyPageSize + 1}) {
		if err != nil {
			return "", err
		}
		revs = append(revs, rev)
	}
	for i := range revs[:min(len(revs), storyPageSize)] {
		var before *news.Revision
		if i+1 < len(revs) {
			before = &revs[i+1]
		}
		d, err := join.DigestBetween(ctx, s.archive, before, &revs[i])
		if err != nil {
			return "", err
		}
		sr := storyRevision{Revision: revs[i], Change: d, Silent: d.Silent(&revs[i])}
		if before != nil {
			sr.Before = before.Commit
		}
		p.Revisions = append(p.Revisions, sr)
	}
	if n := len(p.Revisions); n > 0 {
		p.First = p.Revisions[n-1].Commit
		if len(revs) > n {
			next = p.First
		}
	}
	return next, nil
}

// ledger lists what headlines stood above the story, in order.
func (p *storyPage) ledger() {
	for _, rev := range slices.Backward(p.Revisions) {
		n := len(p.Headlines)
		if n > 0 && p.Headlines[n-1].Text == rev.Headline {
			continue
		}
		again := slices.ContainsFunc(p.Headlines, func(h headline) bool { return h.Text == rev.Headline })
		p.Headlines = append(p.Headlines, headline{rev.Headline, rev.Revision, again})
	}
}

// notices finds the revisions that brought a correction or another notice.
func (s *Server) notices(ctx context.Context, p *storyPage) error {
	for _, rev := range p.Revisions {
		if !slices.Contains(rev.Change.Kinds, diff.Correction) {
			continue
		}
		now, err := s.archive.Article(ctx, rev.Revision)
		if err != nil {
			return err
		}
		var had []news.Note
		if rev.Before != "" {
			before, err := s.archive.Resolve(ctx, rev.Before)
			if err != nil {
				return err
			}
			old, err := s.archive.Article(ctx, before)
			if err != nil {
				return err
			}
			had = old.Notes
		}
		rev.Notes = slices.DeleteFunc(slices.Clone(now.Notes), func(n news.Note) bool { return slices.Contains(had, n) })
		p.Notices = append(p.Notices, rev)
	}
	return nil
}

// captures finds the captures of the story that show no whole article.
func (s *Server) captures(ctx context.Context, p *storyPage) error {
	for k, err := range s.archive.Kept(ctx, archive.Filter{Story: p.Story.ID, Limit: storyCaptures}) {
		if err != nil {
			return err
		}
		p.Captures = append(p.Captures, k)
	}
	return nil
}

// The drawing of a story's revisions, in user units.
const (
	stripWidth  = 960
	stripHeight = 96
	stripBase   = 92 // the line on which the bars stand
	stripPad    = 12
	stripGap    = 10 // between bars of revisions that are close in time
)

// strip draws revisions along time, each as high as its change is large.
type strip struct {
	Bars        []bar
	Width, Base int
	Height      int
	From, To    time.Time
}

// bar is a revision in the drawing.
type bar struct {
	X, Y, Height int
	storyRevision
}

func newStrip(revs []storyRevision) strip {
	s := strip{Width: stripWidth, Base: stripBase, Height: stripHeight}
	if len(revs) < 2 {
		return s
	}
	s.From, s.To = revs[len(revs)-1].Captured, revs[0].Captured
	span := max(s.To.Sub(s.From).Seconds(), 1)
	gap := min(stripGap, (stripWidth-2*stripPad)/len(revs))
	heaviest := 1.0
	for _, rev := range revs {
		heaviest = max(heaviest, rev.Change.Weight)
	}
	x := stripPad - gap
	for _, rev := range slices.Backward(revs) {
		at := stripPad + int(rev.Captured.Sub(s.From).Seconds()/span*(stripWidth-2*stripPad))
		x = max(at, x+gap)
		h := 6 + int(74*math.Sqrt(rev.Change.Weight/heaviest))
		if rev.Change.First {
			h = 80
		}
		s.Bars = append(s.Bars, bar{x, stripBase - h, h, rev})
	}
	// What was pushed beyond the right edge pushes back.
	right := stripWidth - stripPad
	for i := len(s.Bars) - 1; i >= 0 && s.Bars[i].X > right; i-- {
		s.Bars[i].X = right
		right -= gap
	}
	return s
}
