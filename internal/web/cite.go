package web

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/newsarc/newsarc/news"
)

// citation is what somebody who quotes a view writes down.
type citation struct {
	Text     string
	Address  string // permanent
	Commit   string
	Head     bool // Commit is the archive's latest: the view is of all of it
	SHA256   string
	Evidence string // path of the evidence file
	JSON     string // path of the same for programs
	Manager  string // path of files for reference managers, without their extension
}

// cite says how to quote a revision.
func cite(r *http.Request, rev *news.Revision) *citation {
	c := &citation{
		Address: base(r) + "/revision/" + rev.Commit, Commit: rev.Commit, SHA256: rev.TextSHA256,
		Evidence: "/evidence/" + rev.Commit, Manager: "/cite/" + rev.Commit,
	}
	var claims []string
	if !rev.Published.IsZero() {
		claims = append(claims, "published (claimed) "+claimed(rev.Published))
	}
	if !rev.Modified.IsZero() {
		claims = append(claims, "modified (claimed) "+claimed(rev.Modified))
	}
	claims = append(claims, "captured "+clockTime(rev.Captured))
	c.Text = fmt.Sprintf("%s: “%s”, %s; revision %s, %s.", rev.Source, rev.Headline, strings.Join(claims, ", "), rev.Commit, c.Address)
	return c
}

// citeChange says how to quote a comparison.
func citeChange(r *http.Request, old, rev *news.Revision) *citation {
	c := cite(r, rev)
	if old == nil {
		return c
	}
	c.Manager = "" // which know texts, and no comparisons
	path := rangePath(old, *rev)
	c.Address, c.Evidence, c.JSON = base(r)+"/diff/"+path, "/evidence/"+path, "/api/v1/diff/"+path
	c.Text = fmt.Sprintf("%s: “%s”, as captured %s (revision %s), compared with the text captured %s (revision %s), %s.",
		rev.Source, rev.Headline, clockTime(rev.Captured), rev.Commit, clockTime(old.Captured), old.Commit, c.Address)
	return c
}

// citeStory says how to quote what became of a story up to its latest revision.
func citeStory(r *http.Request, id string, first, last *news.Revision) *citation {
	c := cite(r, last)
	c.Manager = ""
	c.Address, c.JSON = base(r)+storyURL(id), "/api/v1/log/"+escapePath(id)
	times := "captured " + clockTime(last.Captured)
	if first.Commit != last.Commit {
		c.Evidence = "/evidence/" + rangePath(first, *last)
		times = fmt.Sprintf("revisions captured %s to %s", clockTime(first.Captured), clockTime(last.Captured))
	}
	c.Text = fmt.Sprintf("%s: “%s”, %s; the latest is %s, %s.", last.Source, last.Headline, times, last.Commit, c.Address)
	return c
}

// citeView says how to quote a view of the whole archive: what it shows follows
// from the latest commit.
func (s *Server) citeView(ctx context.Context, r *http.Request, what, path, json string) (*citation, error) {
	heads, err := s.archive.Heads(ctx)
	if err != nil || heads.Main == "" {
		return nil, err
	}
	c := &citation{Address: base(r) + path, Commit: heads.Main, Head: true, JSON: json}
	c.Text = fmt.Sprintf("%s: %s; the archive at commit %s, %s.", s.o.Name, what, heads.Main, c.Address)
	return c, nil
}

// view renders a page of the whole archive, with how to cite it.
func (s *Server) view(ctx context.Context, r *http.Request, name string, p page, what, json string) (reply, error) {
	var err error
	if p.Cite, err = s.citeView(ctx, r, what, r.URL.RequestURI(), json); err != nil {
		return reply{}, err
	}
	return s.page(name, p)
}
