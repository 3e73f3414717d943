package cmd

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/internal/evidence"
	"github.com/newsarc/newsarc/internal/render"
)

func newEvidence(e *env) *cobra.Command {
	var output string
	c := &cobra.Command{
		Use:   "evidence [-o FILE] REVISION | A B | A..B",
		Short: "Write a file that shows others what the archive holds",
		Long: `Writes a zip file with what one revision, or the comparison of two, rests on: the
texts, the commits that name them, the bytes that were received, the comparison,
the SHA-256 of each, and a README that says how to check all of it with stock git
and sha256sum, without newsarc. The same revisions always give the same file.

It shows that the parts belong together and stand in the archive's history. When a
text was there is the archive's word; that of others is a copy of a commit id which
they kept at the time, such as a remote that "newsarc push" goes to.`,
		Example: `newsarc evidence quake@3
newsarc evidence -o dam.zip quake@4..quake@5`,
		Args:              rangeArgs(1, 2, "a revision"),
		RunE:              func(c *cobra.Command, args []string) error { return runEvidence(c.Context(), e, output, args) },
		ValidArgsFunction: e.completeNames,
	}
	c.Flags().StringVarP(&output, "output", "o", "", "write to `FILE`, - is standard output; by default evidence-COMMIT.zip, or evidence-COMMIT-COMMIT.zip, here")
	return c
}

func runEvidence(ctx context.Context, e *env, output string, args []string) error {
	return e.with(ctx, func(a *archive.Archive) error {
		from, to, err := ends(ctx, a, args)
		if err != nil {
			return err
		}
		c := evidence.Case{Old: from, New: to}
		if len(args) == 1 && !strings.Contains(args[0], "..") {
			c.Old = nil // of one revision, not of what it changed
		}
		if output == "-" {
			return evidence.Write(ctx, e.stdout, a, c)
		}
		if output == "" {
			output = c.Name()
		}
		if err := writeWhole(output, func(w io.Writer) error { return evidence.Write(ctx, w, a, c) }); err != nil {
			return err
		}
		what := render.Name(&to)
		if c.Old != nil {
			what = render.Name(c.Old) + " and " + what
		}
		fmt.Fprintf(e.stdout, "wrote %s, evidence of %s\n", render.Safe(output), render.Safe(what))
		return nil
	})
}
