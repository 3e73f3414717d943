package cmd

import (
	"context"
	"fmt"

	"github.com/dustin/go-humanize"
	"github.com/spf13/cobra"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/internal/render"
)

type gcOptions struct {
	all, heal, asJSON bool
}

func newGC(e *env) *cobra.Command {
	o := &gcOptions{}
	c := &cobra.Command{
		Use:   "gc [--all] [--heal] [--json]",
		Short: "Consolidate packs, mend what can be mended",
		Long: `Consolidates the packs of the archive into a handful. "newsarc add" does it too,
when there are many, unless gc.auto is false. No revision is ever dropped.

With --heal, what can be made again from what is there is made again: the index of
a pack, the catalog, leftovers of a process that died.`,
		Example: `newsarc gc
newsarc gc --heal
newsarc gc --all`,
		Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error { return runGC(c.Context(), e, o) },
	}
	c.Flags().BoolVar(&o.all, "all", false, "make one pack, however much that rewrites")
	c.Flags().BoolVar(&o.heal, "heal", false, "make again what can be made again, remove leftovers")
	jsonFlag(c, &o.asJSON)
	return c
}

func runGC(ctx context.Context, e *env, o *gcOptions) error {
	return e.with(ctx, func(a *archive.Archive) error {
		sum, err := a.GC(ctx, archive.GCOptions{All: o.all, Heal: o.heal})
		if err != nil {
			return err
		}
		if o.asJSON {
			return render.JSON(e.stdout, struct {
				schema
				archive.GCSummary
			}{schemaOf("gc"), sum})
		}
		for _, line := range sum.Healed {
			fmt.Fprintf(e.stdout, "healed: %s\n", render.Safe(line))
		}
		_, err = fmt.Fprintf(e.stdout, "%s, %s (before: %s, %s)\n",
			count(sum.PacksAfter, "pack"), humanize.Bytes(uint64(sum.BytesAfter)),
			count(sum.PacksBefore, "pack"), humanize.Bytes(uint64(sum.BytesBefore)))
		return err
	})
}
