package cmd

import (
	"context"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/diff"
	"github.com/newsarc/newsarc/news"
)

// changeOf compares a revision with the one before it.
func changeOf(ctx context.Context, a *archive.Archive, rev news.Revision) (*comparison, error) {
	to, err := readRevision(ctx, a, rev)
	if err != nil {
		return nil, err
	}
	before, err := previous(ctx, a, rev)
	if err != nil {
		return nil, err
	}
	var from side
	if before != nil {
		if from, err = readRevision(ctx, a, *before); err != nil {
			return nil, err
		}
	}
	c := compare(from, to)
	return &c, nil
}

// byPublisher reports whether the newspaper made the change: an upgrade of an
// extractor or a merge of archives did not.
func (c *comparison) byPublisher() bool {
	class := c.new.revision.Class
	return c.old.revision != nil && (class == news.Publisher || class == news.CorrectionBy)
}

// silent reports whether facts changed while the newspaper said nothing of it:
// no new notice, no new modified time.
func (c *comparison) silent() bool { return c.byPublisher() && c.Candour() == diff.Silent }

// stamped reports whether the newspaper claims a change and shows none.
func (c *comparison) stamped() bool { return c.byPublisher() && c.Candour() == diff.Stamped }

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
