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
	"github.com/newsarc/newsarc/config"
	"github.com/newsarc/newsarc/internal/render"
)

func newInit(e *env) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "init [--json] [DIR]",
		Short: "Create an archive",
		Long: `Creates an archive in DIR, or in the working directory: the configuration file
.newsarc.yaml, which marks its root, and the folder .newsarc, which holds a bare
git repository. In an archive that exists, nothing changes.`,
		Example: "newsarc init\nnewsarc init my-news",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			dir := "."
			if len(args) > 0 {
				dir = args[0]
			}
			return runInit(c.Context(), e, dir, asJSON)
		},
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return nil, cobra.ShellCompDirectiveFilterDirs
		},
	}
	jsonFlag(c, &asJSON)
	return c
}

func runInit(ctx context.Context, e *env, dir string, asJSON bool) error {
	options, err := e.archiveOptions()
	if err != nil {
		return err
	}
	root, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	created := true
	a, err := archive.Init(ctx, root, options)
	switch {
	case errors.Is(err, archive.ErrExists):
		created = false
	case err != nil:
		return err
	default:
		if err := a.Close(); err != nil {
			return err
		}
	}
	if err := writeTemplate(filepath.Join(root, config.FileName)); err != nil {
		return err
	}
	if asJSON {
		return render.JSON(e.stdout, struct {
			schema
			Root    string `json:"root"`
			Created bool   `json:"created"`
		}{schemaOf("init"), root, created})
	}
	if created {
		fmt.Fprintf(e.stdout, "Created an empty archive in %s\n", render.Safe(root))
	} else {
		fmt.Fprintf(e.stdout, "There is an archive in %s already; nothing changed\n", render.Safe(root))
	}
	return nil
}

// writeTemplate writes the documented default configuration, unless there is a
// configuration.
func writeTemplate(path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = f.Write(config.Template)
	return errors.Join(err, f.Close())
}
