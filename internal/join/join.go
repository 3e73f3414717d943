// Package join joins the steps that the command line and the web site share: it
// takes revisions out of an archive, gives them to diff and timeline, and keeps
// in the archive's cache what is costly to derive. It also holds the JSON
// documents that both print.
//
// It decides nothing about texts and draws nothing: package diff compares,
// package timeline dates, package render shows.
package join

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/news"
)

// Read returns a revision with its text.
func Read(ctx context.Context, a *archive.Archive, rev news.Revision) (*news.Revision, error) {
	article, err := a.Article(ctx, rev)
	if err != nil {
		return nil, err
	}
	rev.Article = article
	return &rev, nil
}

// Before returns the revision before one, without its text; nil for the first
// of its story.
func Before(ctx context.Context, a *archive.Archive, rev *news.Revision) (*news.Revision, error) {
	if rev.Number <= 1 {
		return nil, nil
	}
	before, err := a.Resolve(ctx, fmt.Sprintf("%s@%d", rev.Story, rev.Number-1))
	return &before, err
}

// ahead is how many texts are asked for at once.
const ahead = 200

// Skip is told of a revision that cannot be read and is left out; its error is an
// *archive.UnreadableError. Where it is nil, nothing is left out: the error ends
// the work.
type Skip func(err error)

// over reports whether an error is over once skip was told of it.
func (skip Skip) over(err error) bool {
	var u *archive.UnreadableError
	if skip == nil || !errors.As(err, &u) {
		return false
	}
	skip(err)
	return true
}

// History returns the revisions of a story up to one of them, oldest first and
// with their texts. With a limit above 0 it returns no more than the last so
// many. That of the last one is never left out.
func History(ctx context.Context, a *archive.Archive, last *news.Revision, limit int, skip Skip) ([]*news.Revision, error) {
	var without []news.Revision
	for rev, err := range a.Log(ctx, archive.Filter{Story: last.Story, Reverse: true}) {
		if skip.over(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if rev.Number > last.Number {
			break
		}
		if limit <= 0 || rev.Number > last.Number-limit {
			without = append(without, rev)
		}
	}
	var revs []*news.Revision
	for some := range slices.Chunk(without, ahead) {
		a.Prefetch(ctx, some)
		for _, rev := range some {
			with, err := Read(ctx, a, rev)
			if rev.Commit != last.Commit && skip.over(err) {
				continue
			}
			if err != nil {
				return nil, err
			}
			revs = append(revs, with)
		}
	}
	return revs, nil
}

// Collect returns the revisions that a filter lets through, without their
// texts. The error is a *LimitError where there are more than limit, 0 for none.
func Collect(ctx context.Context, a *archive.Archive, f archive.Filter, limit int, skip Skip) ([]*news.Revision, error) {
	var out []*news.Revision
	for rev, err := range a.Log(ctx, f) {
		if skip.over(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if limit > 0 && len(out) == limit {
			return nil, &LimitError{limit}
		}
		out = append(out, &rev)
	}
	return out, nil
}

// LimitError says that a question is about more revisions than may be looked at.
type LimitError struct{ Limit int }

func (e *LimitError) Error() string {
	return fmt.Sprintf("that is about more than %d revisions", e.Limit)
}
