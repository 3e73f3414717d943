package cmd

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/internal/cite"
	"github.com/newsarc/newsarc/internal/render"
)

type citeOptions struct {
	format  string
	baseURL string
}

func newCite(e *env) *cobra.Command {
	o := &citeOptions{}
	var formats strings.Builder
	for _, f := range cite.Formats() {
		fmt.Fprintf(&formats, "  %-9s %s\n", f.Name, f.Help)
	}
	c := &cobra.Command{
		Use:   "cite [flags] REVISION...",
		Short: "Print a reference to a revision",
		Long: `Prints a reference that names a revision for good: what the publisher claims, when
newsarc saw the text, the commit id, which never changes, and the SHA-256 of the text.

The formats:
` + formats.String() + `
With --base-url it gives the address of the revision on a site too, one that "newsarc
serve" or "newsarc export --format site" makes.`,
		Example: `newsarc cite quake@3
newsarc cite --format bibtex quake@3 >>references.bib
newsarc cite --base-url https://archive.example.org quake@first`,
		Args:              minArgs(1, "a revision"),
		RunE:              func(c *cobra.Command, args []string) error { return runCite(c.Context(), e, o, args) },
		ValidArgsFunction: e.completeNames,
	}
	c.Flags().StringVar(&o.format, "format", "text", "the `FORMAT` to print")
	c.Flags().StringVar(&o.baseURL, "base-url", "", "the `ADDRESS` of a site of the archive")
	complete(c, "format", citeFormats())
	return c
}

func citeFormats() (names []string) {
	for _, f := range cite.Formats() {
		names = append(names, f.Name)
	}
	return names
}

func runCite(ctx context.Context, e *env, o *citeOptions, args []string) error {
	at := slices.Index(citeFormats(), o.format)
	if at < 0 {
		return checkWord("cite", "format", o.format, citeFormats())
	}
	return e.with(ctx, func(a *archive.Archive) error {
		var refs []cite.Reference
		for _, name := range args {
			side, err := readNamed(ctx, a, name)
			if err != nil {
				return err
			}
			r := cite.Reference{Revision: side.revision, Byline: side.article.Byline}
			if o.baseURL != "" {
				r.Address = strings.TrimRight(o.baseURL, "/") + "/revision/" + side.revision.Commit
			}
			if o.format == "text" { // the only one that people read where it is printed
				safe := *side.revision
				safe.Headline, safe.Source, safe.URL = render.Safe(safe.Headline), render.Safe(safe.Source), render.Safe(safe.URL)
				r.Revision, r.Byline = &safe, render.Safe(r.Byline)
			}
			refs = append(refs, r)
		}
		return cite.Formats()[at].Write(e.stdout, refs)
	})
}
