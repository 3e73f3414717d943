package cmd

import (
	"context"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/internal/join"
	"github.com/newsarc/newsarc/news"
)

// changeOf compares a revision with the one before it.
func changeOf(ctx context.Context, a *archive.Archive, rev news.Revision) (*comparison, error) {
	to, err := readRevision(ctx, a, rev)
	if err != nil {
		return nil, err
	}
	before, err := join.Before(ctx, a, &rev)
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

// silentChanges finds the silent changes of a story, oldest first.
func silentChanges(ctx context.Context, a *archive.Archive, story string) ([]join.Silent, error) {
	var out []join.Silent
	for rev, err := range a.Log(ctx, archive.Filter{Story: story, Reverse: true}) {
		if err != nil {
			return nil, err
		}
		d, err := join.DigestOf(ctx, a, &rev)
		if err != nil {
			return nil, err
		}
		why := ""
		switch {
		case d.Silent(&rev):
			why = join.WhyFacts
		case d.Stamped(&rev):
			why = join.WhyModified
		default:
			continue
		}
		out = append(out, join.Silent{Revision: rev.Number, Commit: rev.Commit, Captured: rev.Captured, Why: why, Summary: rev.Summary})
	}
	return out, nil
}
