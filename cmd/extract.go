package cmd

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/newsarc/newsarc/ingest"
	"github.com/newsarc/newsarc/internal/join"
	"github.com/newsarc/newsarc/internal/render"
)

func newExtract(e *env) *cobra.Command {
	var explain bool
	c := &cobra.Command{
		Use:   "extract [--explain] FILE|FOLDER|-...",
		Short: "Print the articles that files hold, as JSON lines",
		Long: `Reads files as "newsarc add" does and prints what it finds, one JSON object for each
article, without an archive. With --explain each says where its parts were found and
what was seen and not taken.`,
		Example: `newsarc extract page.html
newsarc extract --explain page.html | jq -c '.trace[]'`,
		Args: minArgs(1, "a file, a folder or -"),
		RunE: func(c *cobra.Command, args []string) error { return runExtract(c.Context(), e, explain, args) },
	}
	c.Flags().BoolVar(&explain, "explain", false, "say what came from where")
	return c
}

// extractJSON is a line of extract.
type extractJSON struct {
	schema
	Where     string          `json:"where"`
	Extractor string          `json:"extractor,omitempty"`
	Capture   bool            `json:"capture"` // whether add would keep the bytes too
	Article   join.Article    `json:"article"`
	Trace     []ingest.Origin `json:"trace,omitempty"`
}

func runExtract(ctx context.Context, e *env, explain bool, args []string) error {
	in, err := newReader(e, args)
	if err != nil {
		return err
	}
	r := newReporter(e, &addOptions{quiet: true})
	for item := range in.items() {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if item.Err != nil {
			r.refuse(item.Where, item.Err)
			continue
		}
		line := extractJSON{
			schema: schemaOf("article"), Where: item.Where, Extractor: item.Extractor,
			Capture: item.Raw != nil, Article: join.NewArticle(item.Article),
		}
		if explain {
			line.Trace = item.Trace
		}
		if err := render.JSONLine(e.stdout, line); err != nil {
			return err
		}
	}
	if r.refused > 0 {
		return errSaid
	}
	return nil
}
