package cmd

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/archive/remote"
	"github.com/newsarc/newsarc/internal/render"
)

func newRemote(e *env) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "remote [--json] [COMMAND]",
		Short: "Remember other archives by name",
		Long: `Lists the remotes: other archives that "newsarc pull" and "newsarc push" know by
name. They lie in the configuration of the archive's repository, where stock git
finds them too. No password is ever stored: HTTPS hosts are given that of
NEWSARC_REMOTE_PASSWORD or ~/.netrc; SSH hosts are reached by your ssh program.`,
		Example: "newsarc remote\nnewsarc remote add origin git@git.example.org:news.git\nnewsarc remote remove origin",
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) > 0 {
				return unknownCommand(c, args[0])
			}
			return runRemotes(c.Context(), e, asJSON)
		},
	}
	jsonFlag(c, &asJSON)
	c.AddCommand(&cobra.Command{
		Use:     "add NAME ADDRESS",
		Short:   "Remember a remote",
		Example: "newsarc remote add origin https://git.example.org/news.git\nnewsarc remote add backup /mnt/backup/news.git",
		Args:    rangeArgs(2, 2, "a name and an address"),
		RunE: func(_ *cobra.Command, args []string) error {
			known, err := e.remotes()
			if err != nil {
				return err
			}
			err = known.Add(args[0], args[1])
			if errors.Is(err, remote.ErrExists) {
				return hint(err, "newsarc remote remove "+args[0])
			}
			return explainRemote(err, args[0])
		},
	}, &cobra.Command{
		Use:               "remove NAME",
		Short:             "Forget a remote, and what was seen of it",
		Long:              `Forgets a remote and what was last seen of it. No revision is dropped.`,
		Example:           "newsarc remote remove origin",
		Args:              rangeArgs(1, 1, "a name"),
		RunE:              func(c *cobra.Command, args []string) error { return runRemoteRemove(c.Context(), e, args[0]) },
		ValidArgsFunction: e.completeRemotes,
	})
	return c
}

func runRemotes(ctx context.Context, e *env, asJSON bool) error {
	known, err := e.remotes()
	if err != nil {
		return err
	}
	list, err := known.List()
	if err != nil || len(list) == 0 {
		return err
	}
	return e.with(ctx, func(a *archive.Archive) error {
		for _, r := range list {
			seen, err := a.Tracked(ctx, r.Name)
			if err != nil {
				return err
			}
			r.URL = remote.Redact(r.URL)
			if asJSON {
				render.JSONLine(e.stdout, struct {
					schema
					remote.Named
					Seen map[string]string `json:"seen"` // branch to commit, when last pulled or pushed
				}{schemaOf("remote"), r, seen})
				continue
			}
			head := "not seen yet"
			if id := seen[archive.Main]; id != "" {
				head = id[:12]
			}
			fmt.Fprintf(e.stdout, "%s\t%s\t%s\n", r.Name, head, render.Safe(r.URL))
		}
		return nil
	})
}

func runRemoteRemove(ctx context.Context, e *env, name string) error {
	known, err := e.remotes()
	if err != nil {
		return err
	}
	if err := known.Remove(name); err != nil {
		return hint(err, "newsarc remote")
	}
	return e.with(ctx, func(a *archive.Archive) error { return a.Forget(ctx, name) })
}
