package cmd

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/archive/remote"
)

func newPull(e *env) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "pull [--json] [REMOTE]",
		Short: "Take over what another archive has",
		Long: `Takes over the revisions, captures, sightings and topics that another archive has
and this one has not. If both grew, they are joined without conflict: every archive
that holds the same ends with the same head, whoever pulled from whom. REMOTE is the
name of a remote or an address: a folder, a bare git repository, a URL, a database.
Without one it is origin, or the only remote.

What comes is checked before it is joined. If the remote no longer has what it had,
it is refused. An interrupted pull changed nothing; the next one goes on from where
it was.`,
		Example:           "newsarc pull\nnewsarc pull ../colleague\nnewsarc pull https://git.example.org/news.git",
		Args:              rangeArgs(0, 1, "at most one remote"),
		RunE:              func(c *cobra.Command, args []string) error { return runPull(c.Context(), e, args, asJSON) },
		ValidArgsFunction: e.completeRemotes,
	}
	jsonFlag(c, &asJSON)
	return c
}

func runPull(ctx context.Context, e *env, args []string, asJSON bool) error {
	from, err := e.remoteOf(args)
	if err != nil {
		return err
	}
	return e.with(ctx, func(a *archive.Archive) (err error) {
		r, err := e.reach(ctx, from.URL)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, r.Close()) }()
		done, err := a.Pull(ctx, r, archive.ExchangeOptions{Name: from.Name})
		if err != nil {
			return explainRemote(err, from.Name)
		}
		if err := printExchanged(e, exchange{schema: schemaOf("pull"), Remote: nameOf(from), Branches: done}, "came", asJSON); err != nil {
			return err
		}
		return e.sayDoubled(ctx, a, done)
	})
}

// sayDoubled says how many stories stand in the archive twice after histories were
// joined.
func (e *env) sayDoubled(ctx context.Context, a *archive.Archive, done []archive.Exchanged) error {
	if !slices.ContainsFunc(done, func(d archive.Exchanged) bool { return d.Ref == archive.Main && d.Joined }) {
		return nil
	}
	list, err := doubled(ctx, a)
	if err == nil && len(list) > 0 {
		fmt.Fprintf(e.stderr, "newsarc: the two archives gave %s different ids: such a story stands here twice\nhint: newsarc doctor\n",
			count(len(list), "page"))
	}
	return err
}

// nameOf returns how a remote is called in output.
func nameOf(r remote.Named) string {
	if r.Name != "" {
		return r.Name
	}
	return remote.Redact(r.URL)
}

// completeRemotes completes the names of remotes.
func (e *env) completeRemotes(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	if e.enter() != nil || e.root == "" {
		return nil, cobra.ShellCompDirectiveFilterDirs
	}
	list, err := remote.ConfigOf(e.root, e.config.Archive.Store).List()
	if err != nil || len(list) == 0 {
		return nil, cobra.ShellCompDirectiveFilterDirs
	}
	var names []string
	for _, r := range list {
		names = append(names, r.Name)
	}
	return names, cobra.ShellCompDirectiveDefault
}
