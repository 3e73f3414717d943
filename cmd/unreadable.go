package cmd

import (
	"context"
	"errors"
	"fmt"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/internal/render"
	"github.com/newsarc/newsarc/news"
)

// withRest does what with does, for a command about many revisions: what is damaged
// does not hide the rest. Each revision that f has to skip is named on standard
// error, and the command ends with status 1.
func (e *env) withRest(ctx context.Context, f func(a *archive.Archive, skip func(error)) error) error {
	var skipped error
	skip := func(err error) {
		skipped = errors.Join(skipped, err)
		fmt.Fprintf(e.stderr, "newsarc: %s\n", oneLine(err))
	}
	err := e.withOptions(ctx, func(o *archive.Options) { o.Unreadable = skip }, func(a *archive.Archive) error { return f(a, skip) })
	if err != nil || skipped == nil {
		return err
	}
	for _, h := range hints(skipped) {
		fmt.Fprintf(e.stderr, "hint: %s\n", render.Safe(h))
	}
	return errNo
}

// unreadable reports whether an error is about a revision that cannot be read.
func unreadable(err error) bool {
	var u *archive.UnreadableError
	return errors.As(err, &u)
}

// concerning says of an error that hides a revision which one that is, unless the
// error does.
func concerning(rev *news.Revision, err error) error {
	var u *archive.UnreadableError
	if errors.As(err, &u) && u.Commit == rev.Commit {
		return err
	}
	return fmt.Errorf("%s: %w", render.Name(rev), err)
}
