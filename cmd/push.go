package cmd

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"github.com/newsarc/newsarc/archive"
)

func newPush(e *env) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "push [--json] [REMOTE]",
		Short: "Give another archive what this one has",
		Long: `Gives another archive, or a bare git repository that is to become one, all that it
does not have. If it has what is not here, nothing is sent: pull first. REMOTE is as
with "newsarc pull". An interrupted push left whole revisions or nothing; the next
one goes on from there.`,
		Example:           "newsarc push\nnewsarc push git@git.example.org:news.git\nnewsarc push /mnt/backup/news.git",
		Args:              rangeArgs(0, 1, "at most one remote"),
		RunE:              func(c *cobra.Command, args []string) error { return runPush(c.Context(), e, args, asJSON) },
		ValidArgsFunction: e.completeRemotes,
	}
	jsonFlag(c, &asJSON)
	return c
}

func runPush(ctx context.Context, e *env, args []string, asJSON bool) error {
	to, err := e.remoteOf(args)
	if err != nil {
		return err
	}
	return e.with(ctx, func(a *archive.Archive) (err error) {
		r, err := e.reach(ctx, to.URL)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, r.Close()) }()
		done, err := a.Push(ctx, r, archive.ExchangeOptions{Name: to.Name})
		if err != nil {
			if len(args) == 0 {
				return explainRemote(err, "")
			}
			return explainRemote(err, args[0])
		}
		return printExchanged(e, exchange{schema: schemaOf("push"), Remote: nameOf(to), Branches: done}, "went", asJSON)
	})
}
