package cmd

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/spf13/cobra"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/config"
	"github.com/newsarc/newsarc/diff"
	"github.com/newsarc/newsarc/internal/render"
	"github.com/newsarc/newsarc/news"
)

// open opens the archive that the command line means. The caller closes it.
func (e *env) open(ctx context.Context) (*archive.Archive, error) {
	return e.openWith(ctx, func(*archive.Options) {})
}

// openWith opens it with options that a command adjusts.
func (e *env) openWith(ctx context.Context, adjust func(*archive.Options)) (*archive.Archive, error) {
	if e.root == "" {
		return nil, config.ErrNoRoot
	}
	options, err := e.archiveOptions()
	if err != nil {
		return nil, err
	}
	adjust(&options)
	a, err := archive.Open(ctx, e.root, options)
	if errors.Is(err, archive.ErrNoArchive) || options.Store != "" && errors.Is(err, fs.ErrNotExist) {
		return nil, hint(err, "newsarc init "+e.root)
	}
	return a, err
}

// with opens the archive, runs f on it and closes it.
func (e *env) with(ctx context.Context, f func(*archive.Archive) error) error {
	return e.withOptions(ctx, func(*archive.Options) {}, f)
}

// withOptions does that with options that a command adjusts.
func (e *env) withOptions(ctx context.Context, adjust func(*archive.Options), f func(*archive.Archive) error) (err error) {
	a, err := e.openWith(ctx, adjust)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	err = f(a)
	var name *archive.NameError
	if errors.As(err, &name) && name.What != "topic" && isEmpty(ctx, a) {
		return hint(fmt.Errorf("%w: the archive is empty", err), addHint)
	}
	return err
}

// addHint is what to do about an empty archive.
const addHint = "newsarc add FILE"

// isEmpty reports whether an archive has no revision.
func isEmpty(ctx context.Context, a *archive.Archive) bool {
	for range a.Log(ctx, archive.Filter{Limit: 1}) {
		return false
	}
	return true
}

// sayEmpty says where a list is empty if that is because the archive is.
func (e *env) sayEmpty(ctx context.Context, a *archive.Archive) {
	if isEmpty(ctx, a) {
		fmt.Fprintf(e.stderr, "newsarc: the archive is empty\nhint: %s\n", addHint)
	}
}

// archiveOptions returns what an archive takes from the environment and the
// configuration.
func (e *env) archiveOptions() (archive.Options, error) {
	now, err := e.now()
	if err != nil {
		return archive.Options{}, err
	}
	clock := time.Now
	if e.getenv("GIT_COMMITTER_DATE") != "" {
		clock = func() time.Time { return now }
	}
	options := archive.Options{
		Identify: func() archive.Identity {
			name, email := e.identity()
			return archive.Identity{Name: name, Email: email}
		},
		Now:      clock,
		Location: time.Local,
		Source:   e.config.Add.Source,
		AutoGC:   e.config.GC.Auto,
		Store:    e.config.Archive.Store,
		Brief:    true,
		Notice:   func(s string) { fmt.Fprintf(e.stderr, "newsarc: %s\n", render.Safe(s)) },
		Progress: e.progress(),
	}
	if e.config.Add.Summary {
		options.Summarize = newSummarizer
	}
	return options, nil
}

// progress shows on a terminal how long work on an archive goes. Work that has
// progress to show takes long enough to be interrupted.
func (e *env) progress() func(archive.Progress) {
	var line *render.Progress
	task := ""
	return func(p archive.Progress) {
		e.listen()
		if p.Task != task {
			line.Clear()
			task, line = p.Task, e.progressLine(p.Task)
		}
		part := -1.0
		if p.Total > 0 {
			part = float64(p.Done) / float64(p.Total)
		}
		line.Advance(p.Done, part)
		if p.Total > 0 && p.Done >= p.Total {
			line.Clear()
		}
	}
}

// completeNames completes the names of stories and revisions from the catalog.
func (e *env) completeNames(c *cobra.Command, _ []string, prefix string) ([]string, cobra.ShellCompDirective) {
	// The shell asks while a person types: whatever goes wrong, say nothing.
	if e.enter() != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	a, err := e.open(c.Context())
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	defer a.Close()
	return a.Complete(c.Context(), prefix), cobra.ShellCompDirectiveNoFileComp
}

// summarizer says in one line what changed between two texts: what a revision
// keeps in its commit.
type summarizer struct{ lines diff.Lines }

func newSummarizer() archive.Summarizer { return &summarizer{} }

// Between implements archive.Summarizer. A first revision changes nothing.
func (s *summarizer) Between(before, after *news.Article) string {
	if before == nil {
		return ""
	}
	return s.lines.Between(before, after)
}

// Forget implements archive.Summarizer.
func (s *summarizer) Forget() { s.lines.Forget() }
