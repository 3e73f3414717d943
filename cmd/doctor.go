package cmd

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/internal/render"
)

func newDoctor(e *env) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "doctor [--json]",
		Short: "Say what endangers the archive",
		Long: `Looks at what surrounds the archive, and says what endangers the promise that what
was added stays: a disk without working fsync or locks, too little space, locks that
were left, settings by which stock git or the database drops what it was given, a
folder that another program synchronises, a clock that is behind. Also worth knowing:
which stories stand there twice, since two archives that were joined had given them
different ids. Each finding is a line, with what can be done about it. Nothing is
changed. "newsarc verify" looks at the archive itself.`,
		Example:     "newsarc doctor\nnewsarc doctor --json",
		Args:        noArgs,
		RunE:        func(c *cobra.Command, _ []string) error { return runDoctor(c.Context(), e, asJSON) },
		Annotations: map[string]string{exitOne: "something endangers the archive"},
	}
	jsonFlag(c, &asJSON)
	return c
}

func runDoctor(ctx context.Context, e *env, asJSON bool) error {
	return e.with(ctx, func(a *archive.Archive) error {
		list, err := a.Examine(ctx)
		if err != nil {
			return err
		}
		twice, err := doubled(ctx, a)
		if err != nil {
			return err
		}
		dangers := 0
		for _, f := range append(list, twice...) {
			if f.Danger {
				dangers++
			}
			if err := printFinding(e, f, asJSON); err != nil {
				return err
			}
		}
		switch {
		case asJSON:
		case dangers == 0:
			fmt.Fprintln(e.stdout, "nothing endangers this archive, as far as can be seen from here")
		default:
			fmt.Fprintf(e.stdout, "%s\n", count(dangers, "danger"))
		}
		if dangers > 0 {
			return errNo
		}
		return nil
	})
}

// printFinding prints a finding, and below it what can be done about it.
func printFinding(e *env, f archive.Finding, asJSON bool) error {
	if asJSON {
		return render.JSONLine(e.stdout, struct {
			schema
			archive.Finding
		}{schemaOf("finding"), f})
	}
	level := "note"
	if f.Danger {
		level = "danger"
	}
	_, err := fmt.Fprintf(e.stdout, "%s: %s: %s\n    hint: %s\n", level, f.Check, render.Safe(f.What), render.Safe(f.Hint))
	return err
}
