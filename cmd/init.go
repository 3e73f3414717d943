package cmd

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/archive/odb/vfs"
	"github.com/newsarc/newsarc/config"
	"github.com/newsarc/newsarc/internal/render"
)

func newInit(e *env) *cobra.Command {
	var asJSON bool
	var store string
	c := &cobra.Command{
		Use:   "init [--json] [--store URL] [DIR]",
		Short: "Create an archive",
		Long: `Creates an archive in DIR, or in the working directory: the configuration file
.newsarc.yaml, which marks its root, and the folder .newsarc, which holds a bare
git repository. In an archive that exists, nothing changes.

With --store, or archive.store in the configuration, the revisions are kept in a
PostgreSQL database, which many machines can share: on the first it is made, on
the others the folder joins it. Catalog and full-text index lie there too.
Passwords belong into ~/.pgpass.`,
		Example: "newsarc init\nnewsarc init my-news\nnewsarc init --store postgres://news@db.example.org/archive my-news",
		Args:    rangeArgs(0, 1, "one folder"),
		RunE: func(c *cobra.Command, args []string) error {
			dir := "."
			if len(args) > 0 {
				dir = args[0]
			}
			return runInit(c.Context(), e, dir, store, asJSON)
		},
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return nil, cobra.ShellCompDirectiveFilterDirs
		},
	}
	jsonFlag(c, &asJSON)
	c.Flags().StringVar(&store, "store", "", "keep revisions in a database at `URL`: postgres://USER@HOST/DATABASE")
	return c
}

func runInit(ctx context.Context, e *env, dir, store string, asJSON bool) error {
	options, err := e.archiveOptions()
	if err != nil {
		return err
	}
	root, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	if options.Store, err = storeOf(root, store); err != nil {
		return err
	}
	created, err := create(ctx, root, options)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(root, 0o777); err != nil {
		return err
	}
	joined, err := e.writeTemplate(filepath.Join(root, config.FileName), store)
	if err != nil {
		return err
	}
	if asJSON {
		return render.JSON(e.stdout, struct {
			schema
			Root    string `json:"root"`
			Created bool   `json:"created"`
		}{schemaOf("init"), root, created})
	}
	what := render.Safe(root)
	if options.Store != "" {
		what = render.Safe(archive.StoreName(options.Store)) + ", with its folder in " + what
	}
	switch {
	case created:
		fmt.Fprintf(e.stdout, "Created an empty archive in %s\n", what)
	case options.Store != "" && joined:
		fmt.Fprintf(e.stdout, "Joined the archive in %s\n", what)
	default:
		fmt.Fprintf(e.stdout, "There is an archive in %s already; nothing changed\n", what)
	}
	return nil
}

// create creates an archive, and reports whether there was none.
func create(ctx context.Context, root string, options archive.Options) (created bool, err error) {
	a, err := archive.Init(ctx, root, options)
	switch {
	case errors.Is(err, archive.ErrExists):
		return false, nil
	case err != nil:
		return false, err
	}
	return true, a.Close()
}

// storeOf returns where the archive of a folder keeps its revisions: what the
// flag says, else its configuration, which the flag may not contradict.
func storeOf(root, flag string) (string, error) {
	c, err := config.Load(root)
	if err != nil {
		return "", err
	}
	if _, err := os.Stat(filepath.Join(root, config.FileName)); err == nil && flag != "" && flag != c.Archive.Store {
		return "", hint(fmt.Errorf("%s has a configuration that names another store", root),
			"newsarc init --store "+archive.StoreName(flag)+" OTHER-FOLDER")
	}
	if flag == "" {
		return c.Archive.Store, nil
	}
	return flag, nil
}

// writeTemplate writes the documented default configuration, unless there is a
// configuration, and reports whether it did. A store that the flag named is put
// in; one of the environment is not.
func (e *env) writeTemplate(path, store string) (wrote bool, err error) {
	text, mode := config.Template, os.FileMode(0o666)
	if store != "" {
		text = config.WithStore(store)
		if archive.StoreName(store) != store {
			mode = 0o600
			fmt.Fprintf(e.stderr, "newsarc: %s holds a password; in ~/.pgpass it is safer\n", render.Safe(path))
		}
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if errors.Is(err, fs.ErrExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if _, err = f.Write(text); err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return false, err
	}
	// Without its name, nobody would find an archive there after a power cut. The
	// folder's own name is secured where that may be done.
	_ = vfs.OS{}.SyncDir(filepath.Dir(filepath.Dir(path)))
	return true, vfs.OS{}.SyncDir(filepath.Dir(path))
}
