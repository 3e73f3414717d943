package cmd

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/newsarc/newsarc/ingest"
	"github.com/newsarc/newsarc/internal/join"
	"github.com/newsarc/newsarc/internal/render"
)

type extractOptions struct {
	explain bool
	follow  follow

	all    bool
	since  string
	source string
	dryRun bool
	asJSON bool
}

func newExtract(e *env) *cobra.Command {
	o := &extractOptions{}
	c := &cobra.Command{
		Use:   "extract [--explain] FILE|FOLDER|URL|-... | --all [--since VERSION] [--dry-run]",
		Short: "Print the articles that files and addresses hold, as JSON lines",
		Long: `Reads files, folders and addresses as "newsarc add" does and prints what it finds, one
JSON object for each article, without an archive. With --explain each says where its
parts were found and what was seen and not taken; so does what is no article.

With --all, the kept captures of an archive are read again with the extractors of today,
where an older one made the latest text of a story; --since names the version before
which ("newsarc show --json" says who made a text). Where the text comes out different, it
becomes a revision of class "extraction": an upgrade never looks like an edit by the
newspaper. "newsarc add" does the same for a story before it adds a newer text of it.`,
		Example: `newsarc extract page.html
newsarc extract --explain https://example.org/2016/09/06/quake.html | jq -c '.trace[]'
newsarc extract --all --dry-run`,
		Args: o.args,
		RunE: func(c *cobra.Command, args []string) error {
			if o.all {
				return runExtractAll(c.Context(), e, o)
			}
			return runExtract(c.Context(), e, o, args)
		},
	}
	followFlag(c, &o.follow)
	c.Flags().BoolVar(&o.explain, "explain", false, "say what came from where")
	f := c.Flags()
	f.BoolVar(&o.all, "all", false, "read the captures of the archive again")
	f.StringVar(&o.since, "since", "", "with --all: what extractors before `VERSION` made; by default, before those of today")
	f.StringVar(&o.source, "source", "", "with --all: only what this publisher (`HOST` or name) said")
	f.BoolVarP(&o.dryRun, "dry-run", "n", false, "with --all: say what would change, archive nothing")
	f.BoolVar(&o.asJSON, "json", false, "with --all: print JSON")
	exclusive(c, "all", "explain")
	return c
}

// args checks what --all takes and what else needs.
func (o *extractOptions) args(c *cobra.Command, args []string) error {
	if o.all {
		return noArgs(c, args)
	}
	for _, name := range []string{"since", "source", "dry-run"} {
		if c.Flags().Changed(name) {
			return fmt.Errorf("--%s goes with --all", name)
		}
	}
	return minArgs(1, "a file, a folder, a URL or -")(c, args)
}

// extractJSON is a line of extract.
type extractJSON struct {
	schema
	Where     string          `json:"where"`
	Extractor string          `json:"extractor,omitempty"`
	Capture   bool            `json:"capture"`           // whether add would keep the bytes too
	Quality   ingest.Quality  `json:"quality,omitempty"` // of what does not show the whole article
	Reason    string          `json:"reason,omitempty"`
	Article   *join.Article   `json:"article"`
	Trace     []ingest.Origin `json:"trace,omitempty"`
}

func runExtract(ctx context.Context, e *env, o *extractOptions, args []string) error {
	in, err := newReader(ctx, e, args)
	if err != nil {
		return err
	}
	t := &intake{env: e, options: &addOptions{quiet: true, follow: o.follow}}
	t.reporter = newReporter(e, t.options)
	if err := t.visit(ctx, in); err != nil {
		return err
	}
	for item := range in.items() {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if item.Err != nil {
			t.reporter.refuse(item.Where, item.Err)
		}
		if item.Err == nil || o.explain && item.Extractor != "" {
			if err := render.JSONLine(e.stdout, newExtractJSON(&item, o.explain)); err != nil {
				return err
			}
		}
	}
	if t.reporter.refused > 0 {
		return errSaid
	}
	return nil
}

func newExtractJSON(item *ingest.Item, explain bool) extractJSON {
	line := extractJSON{
		schema: schemaOf("item"), Where: item.Where, Extractor: item.Extractor, Capture: item.Raw != nil,
		Quality: item.Quality, Reason: item.Reason,
	}
	if item.Article != nil {
		a := join.NewArticle(item.Article)
		line.Article = &a
	}
	if explain {
		line.Trace = item.Trace
	}
	return line
}
