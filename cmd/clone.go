package cmd

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/archive/remote"
	"github.com/newsarc/newsarc/config"
)

func newClone(e *env) *cobra.Command {
	var asJSON bool
	var store string
	c := &cobra.Command{
		Use:   "clone [--json] [--store URL] ADDRESS [DIR]",
		Short: "Make an archive that has what another one has",
		Long: `Creates an archive in DIR and takes over what the archive at ADDRESS has: a folder, a
bare git repository, a URL (https, http, ssh, git, file), host:path, or a database.
DIR is named after ADDRESS if it is not given. The other archive becomes the remote
"origin" of the new one.

With --store the new archive keeps its revisions in a database, so this is also the
way from a folder into a database and back: both then have the same head.

An interrupted clone goes on from where it was when it is called again.`,
		Example: "newsarc clone https://git.example.org/news.git\nnewsarc clone ../colleague my-news\n" +
			"newsarc clone --store postgres://news@db.example.org/archive ./my-news shared-news",
		Args: rangeArgs(1, 2, "an address"),
		RunE: func(c *cobra.Command, args []string) error {
			dir := ""
			if len(args) > 1 {
				dir = args[1]
			}
			return runClone(c.Context(), e, args[0], dir, store, asJSON)
		},
	}
	jsonFlag(c, &asJSON)
	c.Flags().StringVar(&store, "store", "", "keep revisions in a database at `URL`: postgres://USER@HOST/DATABASE")
	return c
}

func runClone(ctx context.Context, e *env, address, dir, store string, asJSON bool) (err error) {
	if dir == "" {
		if dir = folderOf(address); dir == "" {
			return usage("clone", "the address does not say how to name the folder: give one")
		}
	}
	r, err := e.reach(ctx, address)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	// Whether there is anything is asked before anything is made.
	if refs, err := r.Refs(ctx); err != nil {
		return explainRemote(err, "")
	} else if refs[archive.Main].IsZero() {
		return fmt.Errorf("%s: %w", remote.Redact(address), archive.ErrEmptyRemote)
	}
	a, err := e.cloneInto(ctx, address, dir, store)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	done, err := a.Pull(ctx, r, archive.ExchangeOptions{Name: origin})
	if err != nil {
		return explainRemote(err, origin)
	}
	return printExchanged(e, exchange{schema: schemaOf("clone"), Remote: origin, Branches: done}, "came", asJSON)
}

// cloneInto makes the archive, or opens the one that an interrupted clone of the
// same address left.
func (e *env) cloneInto(ctx context.Context, address, dir, store string) (*archive.Archive, error) {
	options, err := e.archiveOptions()
	if err != nil {
		return nil, err
	}
	root, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	if options.Store, err = storeOf(root, store); err != nil {
		return nil, err
	}
	if entries, err := os.ReadDir(root); err == nil && len(entries) > 0 {
		return e.resumeClone(ctx, address, root, options)
	}
	a, err := archive.Init(ctx, root, options)
	if errors.Is(err, archive.ErrExists) {
		return nil, hint(err, "newsarc init --store "+archive.StoreName(options.Store)+" "+dir, "newsarc -C "+dir+" pull "+address)
	}
	if err != nil {
		return nil, err
	}
	err = os.MkdirAll(filepath.Join(root, archive.Dir), 0o777)
	if err == nil {
		_, err = e.writeTemplate(filepath.Join(root, config.FileName), store)
	}
	if err == nil {
		err = remote.ConfigOf(root, options.Store).Add(origin, address)
	}
	if err != nil {
		return nil, errors.Join(err, a.Close())
	}
	return a, nil
}

// resumeClone opens what an interrupted clone left.
func (e *env) resumeClone(ctx context.Context, address, root string, options archive.Options) (*archive.Archive, error) {
	taken := hint(fmt.Errorf("%s is not empty", root), "newsarc clone "+remote.Redact(address)+" OTHER-FOLDER")
	known := remote.ConfigOf(root, options.Store)
	was, err := known.Find(origin)
	if err != nil {
		return nil, taken
	}
	if abs, err := filepath.Abs(address); err != nil || was.URL != address && was.URL != abs {
		return nil, taken
	}
	a, err := archive.Open(ctx, root, options)
	if err != nil {
		return nil, err
	}
	if heads, err := a.Branches(ctx); err != nil || len(heads) > 0 {
		return nil, errors.Join(err, hint(fmt.Errorf("%s was cloned already", root), "newsarc -C "+root+" pull"), a.Close())
	}
	return a, nil
}

// folderOf names the folder of a clone after the last part of an address.
func folderOf(address string) string {
	if i := strings.IndexAny(address, "?#"); i >= 0 && strings.Contains(address, "://") {
		address = address[:i]
	}
	address = strings.TrimRight(filepath.ToSlash(address), "/")
	name := address[strings.LastIndexAny(address, "/:")+1:]
	name = strings.TrimSuffix(name, ".git")
	if name == "." || name == ".." || strings.Contains(address, "://") && strings.Count(address, "/") < 3 {
		return ""
	}
	return name
}
