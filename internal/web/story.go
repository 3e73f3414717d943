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

const (
	storyPageSize = 60  // revisions in the table of a story's page
	storyOverview = 300 // latest revisions that its first page sums up
	storyLedger   = 12  // headlines that need no unfolding
)

// storyCaptures is how many captures without a revision it shows.
const storyCaptures = 20

// storyPage is what a story's page shows.
type storyPage struct {
	Story     archive.Story
	Latest    *news.Article
	Last      string          // commit of the latest revision that can be read; empty: none can
	Revisions []storyRevision // latest first; the table shows the first storyPageSize
	Left      gaps            // of them, and of other parts of the page
	Older     bool            // the page goes on where another ended, and has no more than the table
	Cut       bool            // there are more revisions than the page sums up
	Headlines []headline      // oldest first
	Fold      bool            // they are many
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
		p.More = storyURL(story.ID) + "?" + string(query("cursor", next))
	}
	latest, err := s.latest(ctx, &p)
	if err != nil {
		return reply{}, err
	}
	p.Last = latest.Commit
	if p.Older = cursor != ""; p.Older {
		return s.finishStory(r, &p, latest)
	}
	p.ledger()
	if err := s.notices(ctx, &p); err != nil {
		return reply{}, err
	}
	if err := s.captures(ctx, &p); err != nil {
		return reply{}, err
	}
	p.Strip = newStrip(p.Revisions)
	return s.finishStory(r, &p, latest)
}

// finishStory renders the page of a story.
func (s *Server) finishStory(r *http.Request, p *storyPage, latest *news.Revision) (reply, error) {
	story := p.Story
	out := page{Title: story.Headline, Section: "stories", Feed: query("story", story.ID), Data: p}
	if n := len(p.Revisions); n > 0 {
		out.Cite = citeStory(r, story.ID, &p.Revisions[n-1].Revision, latest)
	}
	answer, err := s.page("story", out)
	answer.passing = len(p.Left) > 0
	return answer, err
}

// latest returns the revision that was seen last; where that is damaged, the
// latest one of the page. p.Latest stays empty where its text cannot be read.
func (s *Server) latest(ctx context.Context, p *storyPage) (*news.Revision, error) {
	p.Latest = &news.Article{}
	last, err := s.archive.Resolve(ctx, p.Story.ID+"@latest")
	if err == nil {
		var with *news.Revision
		if with, err = join.Read(ctx, s.archive, last); err == nil {
			p.Latest = with.Article
			return &last, nil
		}
	}
	if _, ok := gapOf(nil, err); !ok {
		return nil, err
	}
	if last.Commit == "" && len(p.Revisions) > 0 {
		last = p.Revisions[0].Revision
	}
	return &last, nil
}

// storyRevisions reads a page of a story's revisions and what each changed; for the
// first page, more of them than its table shows.
func (s *Server) storyRevisions(ctx context.Context, p *storyPage, cursor string) (next string, err error) {
	most := storyPageSize
	if cursor == "" {
		most = storyOverview
	}
	var logged []entryOfLog
	for rev, err := range s.archive.Log(ctx, archive.Filter{Story: p.Story.ID, After: cursor, Limit: most + 1}) {
		if _, ok := gapOf(nil, err); err != nil && !ok {
			return "", err
		}
		logged = append(logged, entryOfLog{rev: rev, err: err})
	}
	p.Cut = len(logged) > most
	shown := logged[:min(len(logged), most)]
	for i := range shown {
		var before *entryOfLog
		if i+1 < len(logged) {
			before = &logged[i+1]
		}
		sr, err := s.storyRevision(ctx, &shown[i], before)
		switch n := len(p.Left); {
		case s.leaveOut(ctx, &p.Left, &shown[i].rev, err):
			p.Left[n].at = len(p.Revisions)
		case err != nil:
			return "", err
		default:
			p.Revisions = append(p.Revisions, sr)
		}
	}
	if n := len(p.Revisions); n > 0 {
		p.First = p.Revisions[n-1].Commit
	}
	if len(logged) > storyPageSize {
		l := &shown[storyPageSize-1]
		next = cursorOf(&l.rev, l.err)
	}
	return next, nil
}

// storyRevision returns a revision with what changed since the one before; nil:
// there is none.
func (s *Server) storyRevision(ctx context.Context, l, before *entryOfLog) (storyRevision, error) {
	sr := storyRevision{Revision: l.rev}
	if l.err != nil {
		return sr, l.err
	}
	var old *news.Revision
	if before != nil {
		if before.err != nil {
			return sr, before.err
		}
		old = &before.rev
		sr.Before = old.Commit
	}
	var err error
	if sr.Change, err = join.DigestBetween(ctx, s.archive, old, &l.rev); err == nil {
		sr.Silent = sr.Change.Silent(&l.rev)
	}
	return sr, err
}

// Rows returns the revisions of the table, and what stands in place of those that
// cannot be read.
func (p *storyPage) Rows() []row[storyRevision] {
	all := rows(p.Revisions, p.Left)
	return all[:min(len(all), storyPageSize)]
}

// Comparable returns the revisions whose texts can be compared, as far as is
// known, the latest first.
func (p *storyPage) Comparable() []news.Revision {
	var list []news.Revision
	for _, r := range rows(p.Revisions, p.Left) {
		switch {
		case r.Entry != nil:
			list = append(list, r.Entry.Revision)
		case r.Gap.Readable:
			list = append(list, news.Revision{Commit: r.Gap.Commit, Number: r.Gap.Number, Captured: r.Gap.Captured})
		}
	}
	return list
}

// Oldest returns the oldest revision that the page sums up, Newest the newest.
func (p *storyPage) Oldest() int { return p.Revisions[len(p.Revisions)-1].Number }
func (p *storyPage) Newest() int { return p.Revisions[0].Number }

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
	p.Fold = len(p.Headlines) > storyLedger
}

// notices finds the revisions that brought a correction or another notice.
func (s *Server) notices(ctx context.Context, p *storyPage) error {
	for _, rev := range p.Revisions {
		if !slices.Contains(rev.Change.Kinds, diff.Correction) {
			continue
		}
		var err error
		if rev.Notes, err = s.newNotes(ctx, &rev); err == nil {
			p.Notices = append(p.Notices, rev)
		} else if _, ok := gapOf(nil, err); !ok { // the table names it
			return err
		}
	}
	return nil
}

// newNotes returns the notes that a revision has and the one before has not.
func (s *Server) newNotes(ctx context.Context, rev *storyRevision) ([]news.Note, error) {
	now, err := s.archive.Article(ctx, rev.Revision)
	if err != nil {
		return nil, err
	}
	if rev.Before == "" {
		return now.Notes, nil
	}
	before, err := s.archive.Resolve(ctx, rev.Before)
	if err != nil {
		return nil, err
	}
	old, err := s.archive.Article(ctx, before)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(slices.Clone(now.Notes), func(n news.Note) bool { return slices.Contains(old.Notes, n) }), nil
}

// captures finds the captures of the story that show no whole article.
func (s *Server) captures(ctx context.Context, p *storyPage) error {
	for k, err := range s.archive.Kept(ctx, archive.Filter{Story: p.Story.ID, Limit: storyCaptures}) {
		if n := len(p.Left); s.leaveOut(ctx, &p.Left, nil, err) {
			p.Left[n].at = len(p.Revisions)
			continue
		}
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
	stripBar    = 7
)

// strip draws revisions along time, each as high as its change is large.
type strip struct {
	Bars        []bar
	Width, Base int
	Height      int
	Thick       int // of a bar
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
	s.Thick = max(1, min(stripBar, gap-1))
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
