package web

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/internal/join"
	"github.com/newsarc/newsarc/internal/when"
	"github.com/newsarc/newsarc/news"
)

// revisionPage is what the page of a revision's text shows.
type revisionPage struct {
	Revision     *news.Revision
	Article      *news.Article
	Of           int            // revisions of the story
	Before, Next *news.Revision // nil where there is none
	Asked        string         // the moment a Memento client asked for; empty elsewhere
	Left         gaps           // the revisions before and after, if they cannot be read
}

// base returns the address of the site as the client sees it.
func base(r *http.Request) string {
	scheme := "http"
	if r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https" {
		scheme = "https"
	}
	return scheme + "://" + r.Host
}

// named resolves what a path names. Unless that is a whole commit id, the
// client should be sent to the address with one: canonical.
func (s *Server) named(ctx context.Context, name string) (rev news.Revision, canonical bool, err error) {
	rev, err = s.archive.Resolve(ctx, name)
	return rev, err == nil && name == rev.Commit, err
}

func (s *Server) revision(ctx context.Context, r *http.Request) (reply, error) {
	rev, canonical, err := s.named(ctx, r.PathValue("name"))
	if err != nil {
		return reply{}, err
	}
	if !canonical {
		return redirect("/revision/" + rev.Commit), nil
	}
	story, err := s.archive.Story(ctx, rev.Story)
	if err != nil {
		return reply{}, err
	}
	// The page links to the revisions around it.
	version := fmt.Sprint(rev.Number, " of ", story.Revisions)
	return s.kept(r, version, func() (reply, error) { return s.revisionPage(ctx, r, rev, "") })
}

// revisionPage shows the text of a revision. It carries the headers of a
// memento: it is one.
func (s *Server) revisionPage(ctx context.Context, r *http.Request, rev news.Revision, asked string) (reply, error) {
	with, err := join.Read(ctx, s.archive, rev)
	if err != nil {
		return reply{}, err
	}
	p := revisionPage{Revision: with, Article: with.Article, Asked: asked}
	if p.Before, err = join.Before(ctx, s.archive, with); s.leaveOut(ctx, &p.Left, nil, err) {
		p.Before = nil
	} else if err != nil {
		return reply{}, err
	}
	story, err := s.archive.Story(ctx, rev.Story)
	if err != nil {
		return reply{}, err
	}
	if p.Of = story.Revisions; rev.Number < story.Revisions {
		next, err := s.archive.Resolve(ctx, fmt.Sprintf("%s@%d", rev.Story, rev.Number+1))
		switch {
		case err == nil:
			p.Next = &next
		case !s.leaveOut(ctx, &p.Left, nil, err):
			return reply{}, err
		}
	}
	out, err := s.page("revision", page{Title: with.Headline, Section: "stories", Feed: query("story", rev.Story), Cite: cite(r, with), Data: p})
	if err == nil && rev.URL != "" {
		out.header = mementoHeaders(base(r), &rev)
	}
	out.passing = len(p.Left) > 0
	return out, err
}

// rangeOf resolves A..B, or one name for a revision and the one before it. old
// is nil where there is none.
func (s *Server) rangeOf(ctx context.Context, name string) (old *news.Revision, rev news.Revision, canonical bool, err error) {
	from, to, ok := strings.Cut(name, "..")
	if ok && isCommit(from) && isCommit(to) {
		before, err := s.archive.Resolve(ctx, from)
		if err != nil {
			return nil, rev, false, err
		}
		rev, err = s.archive.Resolve(ctx, to)
		return &before, rev, true, err
	}
	before, rev, err := s.archive.ResolveRange(ctx, name)
	if err != nil {
		return nil, rev, false, err
	}
	if before.Commit == "" {
		return nil, rev, name == rev.Commit, nil
	}
	return &before, rev, false, nil
}

// rangePath names two revisions by their commits.
func rangePath(old *news.Revision, rev news.Revision) string {
	if old == nil {
		return rev.Commit
	}
	return old.Commit + ".." + rev.Commit
}

// blamePage is what the page of sentences and their ages shows.
type blamePage struct {
	Revision   news.Revision
	Paragraphs [][]blamed
	Vanished   []blamed // latest first
	Cut        bool     // only the last revisions were looked at
	Revisions  int
	Left       gaps // revisions that could not be followed
}

// blamed is a sentence with the revisions that brought and changed it.
type blamed struct {
	Text   string
	Since  news.Revision   // has these words since
	Longer bool            // it may have had them before: no earlier revision was followed
	First  *news.Revision  // had it first, in other words; nil: the same
	Last   news.Revision   // had it last
	Before string          // commit before Since
	Age    int             // 0 oldest to 4 youngest
	Steps  []news.Revision // that changed it, oldest first
}

// blameLimit bounds the revisions that are followed.
const blameLimit = 80

func (s *Server) blame(ctx context.Context, r *http.Request) (reply, error) {
	rev, canonical, err := s.named(ctx, r.PathValue("name"))
	if err != nil {
		return reply{}, err
	}
	if !canonical {
		return redirect("/blame/" + rev.Commit), nil
	}
	p, err := s.blameOf(ctx, rev)
	if err != nil {
		return reply{}, err
	}
	c := cite(r, &rev)
	c.Text = "Since when is each sentence there: " + c.Text
	answer, err := s.page("blame", page{Title: "Since when? " + rev.Headline, Section: "stories", Feed: query("story", rev.Story), Cite: c, Data: p})
	answer.passing = len(p.Left) > 0
	return answer, err
}

// filterOf reads the parameters that narrow lists of revisions and stories.
func (s *Server) filterOf(v map[string][]string) (archive.Filter, error) {
	get := func(k string) string {
		if len(v[k]) == 0 {
			return ""
		}
		return v[k][0]
	}
	f := archive.Filter{Source: get("source"), Clock: archive.Clock(get("clock"))}
	switch f.Clock {
	case "", archive.ByCaptured, archive.ByPublished, archive.ByModified:
	default:
		return f, &badRequest{fmt.Sprintf("clock %q is none of captured, published, modified", f.Clock)}
	}
	var err error
	if f.Since, f.Until, err = when.Period(get("since"), get("until"), s.o.Now().UTC()); err != nil {
		return f, &badRequest{err.Error()}
	}
	return f, nil
}
