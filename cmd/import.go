package cmd

import (
	"context"
	"errors"
	"iter"
	"time"

	"github.com/spf13/cobra"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/archive/foreign"
	"github.com/newsarc/newsarc/ingest"
	"github.com/newsarc/newsarc/internal/backfill"
)

func newImport(e *env) *cobra.Command {
	c := &cobra.Command{
		Use:   "import KIND",
		Short: "Archive what others kept of the news",
		Long: `Takes over past versions of stories: from a web archive, or from the archive of
another program. Each becomes a revision with the time at which it was seen there, and
takes its place among the revisions that are there already; nothing is rewritten. A
second run adds nothing, and an import that was interrupted goes on where it ended.`,
		Example: `newsarc import wayback https://example.org/2016/09/quake
newsarc import timemap timemap.link
newsarc import newsdiffs ~/newsdiffs/articles
newsarc import diffengine ~/.diffengine/diffengine.db`,
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) > 0 {
				return unknownCommand(c, args[0])
			}
			return c.Help()
		},
	}
	c.AddCommand(newImportWayback(e), newImportTimemap(e), newImportNewsDiffs(e), newImportDiffEngine(e))
	return c
}

// importOptions are the flags of every kind of import.
type importOptions struct {
	addOptions
	since, until string
	again        bool
}

func (o *importOptions) declare(c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&o.source, "source", "", "the publisher of texts that name none")
	f.BoolVarP(&o.dryRun, "dry-run", "n", false, "read and check, archive nothing")
	f.BoolVarP(&o.quiet, "quiet", "q", false, "print only what is refused")
	f.BoolVarP(&o.verbose, "verbose", "v", false, "list every text, the unchanged too")
	jsonFlag(c, &o.asJSON)
	exclusive(c, "quiet", "verbose", "json")
}

// declarePeriod declares the flags of imports that may leave captures unread.
func (o *importOptions) declarePeriod(c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&o.since, "since", "", "only what was captured at or after `TIME`")
	f.StringVar(&o.until, "until", "", "only what was captured at or before `TIME`; a day, month or year is taken to its end")
	f.BoolVar(&o.again, "again", false, "read captures that an earlier run has read too")
}

func newImportNewsDiffs(e *env) *cobra.Command {
	o := &importOptions{}
	c := &cobra.Command{
		Use:   "newsdiffs [flags] FOLDER",
		Short: "Take over the repository of a NewsDiffs installation",
		Long: `Reads every version of every article from the git repository of NewsDiffs, or from all
the repositories in a folder. The time of capture is that of the commit.`,
		Example: `newsarc import newsdiffs ~/newsdiffs/articles`,
		Args:    rangeArgs(1, 1, "the folder of the repository"),
		RunE: func(c *cobra.Command, args []string) error {
			return runImport(c.Context(), e, o, func(*archive.Archive, *reporter) (iter.Seq[ingest.Item], error) {
				return readable(backfill.Versions(foreign.NewsDiffs(c.Context(), args[0]), "newsdiffs"))
			})
		},
	}
	o.declare(c)
	return c
}

func newImportDiffEngine(e *env) *cobra.Command {
	o := &importOptions{}
	c := &cobra.Command{
		Use:     "diffengine [flags] FILE",
		Short:   "Take over the database of a diffengine",
		Long:    `Reads every version of every entry from the SQLite database of diffengine.`,
		Example: `newsarc import diffengine ~/.diffengine/diffengine.db`,
		Args:    rangeArgs(1, 1, "the file of the database"),
		RunE: func(c *cobra.Command, args []string) error {
			return runImport(c.Context(), e, o, func(*archive.Archive, *reporter) (iter.Seq[ingest.Item], error) {
				return readable(backfill.Versions(foreign.DiffEngine(c.Context(), args[0]), "diffengine"))
			})
		},
	}
	o.declare(c)
	return c
}

// readable looks at the first item: that there is no archive of the kind asked
// for is an error of the command, not of one item. What it returns can be read
// once, to the end or not; it must be.
func readable(items iter.Seq[ingest.Item]) (iter.Seq[ingest.Item], error) {
	next, stop := iter.Pull(items)
	first, ok := next()
	if ok && first.Where == "" && first.Err != nil {
		stop()
		return nil, plainPath(first.Err)
	}
	return func(yield func(ingest.Item) bool) {
		defer stop()
		for it := first; ok && yield(it); it, ok = next() {
		}
	}, nil
}

// runImport archives what an import reads.
func runImport(ctx context.Context, e *env, o *importOptions, read func(*archive.Archive, *reporter) (iter.Seq[ingest.Item], error)) error {
	return e.withOptions(ctx, o.whole, func(a *archive.Archive) error {
		r := newReporter(e, &o.addOptions)
		items, err := read(a, r)
		if err != nil {
			return err
		}
		return importItems(ctx, e, o, a, r, items, r.outcome)
	})
}

// importItems archives items, and tells report what becomes of each. What shows
// something else than an article is kept as a capture.
func importItems(ctx context.Context, e *env, o *importOptions, a *archive.Archive, r *reporter, items iter.Seq[ingest.Item], report func(archive.Outcome)) error {
	t := &intake{env: e, options: &o.addOptions, reporter: r}
	if !o.dryRun {
		t.open(a)
	}
	n := int64(0)
	inputs := func(yield func(archive.Input) bool) {
		for item := range items {
			n++
			r.progress.Advance(n, -1)
			if item.Err != nil {
				t.refuse(ctx, &item)
				continue
			}
			input := o.input(e, item, time.Time{})
			if err := input.Article.Validate(); err != nil {
				r.refuse(item.Where, err)
				continue
			}
			if !yield(input) {
				return
			}
		}
	}
	if o.dryRun {
		for input := range inputs {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			r.dry(&input)
		}
		return r.finish(archive.Summary{}, false)
	}
	defer roomyGC()()
	sum, err := a.Add(ctx, inputs, report)
	err = errors.Join(err, t.close(ctx, &sum))
	if refused := r.finish(sum, err != nil); err == nil {
		return refused
	}
	return err
}
