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
