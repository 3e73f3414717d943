package cmd

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/diff"
	"github.com/newsarc/newsarc/internal/join"
	"github.com/newsarc/newsarc/internal/render"
)

type blameOptions struct {
	words, reverse, asJSON bool
}

func newBlame(e *env) *cobra.Command {
	o := &blameOptions{}
	c := &cobra.Command{
		Use:   "blame [--words] [--reverse] [--json] REVISION",
		Short: "Say since which revision each sentence has been there",
		Long: `Prints the text of a revision, each sentence after the revision since which it has
stood there in these words, and in brackets the one that first had it in other words. A
sentence is followed through edits, moves, splits and merges, and when it comes back
after an absence.

With --words, words that are younger than their sentence stand in braces after the
revision that brought them: {@4 6.2}. With --reverse, the sentences that a revision had
and the given one has not, each after the revisions that had it.`,
		Example: `newsarc blame quake
newsarc blame --words quake@4
newsarc blame --reverse quake`,
		Args:              rangeArgs(1, 1, "a story or a revision"),
		RunE:              func(c *cobra.Command, args []string) error { return runBlame(c.Context(), e, o, args[0]) },
		ValidArgsFunction: e.completeNames,
	}
	f := c.Flags()
	f.BoolVar(&o.words, "words", false, "say it of words too")
	f.BoolVar(&o.reverse, "reverse", false, "the sentences that vanished")
	jsonFlag(c, &o.asJSON)
	return c
}

func runBlame(ctx context.Context, e *env, o *blameOptions, name string) error {
	return e.withRest(ctx, func(a *archive.Archive, skip func(error)) error {
		last, err := a.Resolve(ctx, name)
		if err != nil {
			return err
		}
		revs, err := join.History(ctx, a, &last, 0, skip)
		if err != nil {
			return err
		}
		b := diff.History(revs)
		if err := e.page(); err != nil {
			return err
		}
		p := render.Blame{Terminal: e.term, Location: time.Local, Words: o.words}
		switch {
		case o.asJSON:
			return render.JSON(e.stdout, join.NewBlame(b))
		case o.reverse:
			return p.Vanished(e.stdout, b)
		}
		return p.Present(e.stdout, b)
	})
}
