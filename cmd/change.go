package cmd

import (
	"context"
	"fmt"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/diff"
	"github.com/newsarc/newsarc/news"
)

// change is what a revision changed against the one before it.
type change struct {
	*diff.Result
	from *news.Revision // nil: the first of its story
	to   news.Revision
}

// changeOf compares a revision with the one before it.
func changeOf(ctx context.Context, a *archive.Archive, rev news.Revision) (*change, error) {
	to, err := readRevision(ctx, a, rev)
	if err != nil {
		return nil, err
	}
	c := &change{to: *to.revision}
	var before *news.Article
	if rev.Number > 1 {
		from, err := readNamed(ctx, a, fmt.Sprintf("%s@%d", rev.Story, rev.Number-1))
		if err != nil {
			return nil, err
		}
		c.from, before = from.revision, from.article
	}
	c.Result = diff.Articles(before, to.article, diff.Options{})
	return c, nil
}

// byPublisher reports whether the newspaper made the change: an upgrade of an
// extractor or a merge of archives did not.
func (c *change) byPublisher() bool {
	return c.from != nil && (c.to.Class == news.Publisher || c.to.Class == news.CorrectionBy)
}

// silent reports whether facts changed while the newspaper said nothing of it:
// no new notice, no new modified time.
func (c *change) silent() bool { return c.byPublisher() && c.Candour() == diff.Silent }

// stamped reports whether the newspaper claims a change and shows none.
func (c *change) stamped() bool { return c.byPublisher() && c.Candour() == diff.Stamped }

// Why a revision is listed by stories --changed.
const (
	whyFacts    = "facts"    // facts changed and nothing says so
	whyModified = "modified" // a new modified time, and the same text
)

// silentChanges finds the silent changes of a story, oldest first.
func silentChanges(ctx context.Context, a *archive.Archive, story string) ([]silentJSON, error) {
	var out []silentJSON
	for rev, err := range a.Log(ctx, archive.Filter{Story: story, Reverse: true}) {
		if err != nil {
			return nil, err
		}
		c, err := changeOf(ctx, a, rev)
		if err != nil {
			return nil, err
		}
		why := ""
		switch {
		case c.silent():
			why = whyFacts
		case c.stamped():
			why = whyModified
		default:
			continue
		}
		out = append(out, silentJSON{rev.Number, rev.Commit, rev.Captured, why, rev.Summary})
	}
	return out, nil
}
