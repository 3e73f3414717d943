package cmd

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/newsarc/newsarc/diff"
	"github.com/newsarc/newsarc/internal/render"
	"github.com/newsarc/newsarc/news"
)

func newAlign(e *env) *cobra.Command {
	var noIndex bool
	c := &cobra.Command{
		Use:   "align A B | --no-index FILE FILE",
		Short: "Print which sentences of two texts stand for each other, as JSON lines",
		Long: `Prints every sentence of two revisions, or of the articles in two files, exactly once:
as part of a pair that is the same, edited, split, merged, inserted or deleted, and with
the number of the move that it is part of, if it changed its place.`,
		Example: `newsarc align quake@1 quake@2
newsarc align --no-index old.txt new.txt | jq -c 'select(.kind != "same")'`,
		Args:              rangeArgs(2, 2, "two revisions, or with --no-index two files"),
		RunE:              func(c *cobra.Command, args []string) error { return runAlign(c.Context(), e, noIndex, args) },
		ValidArgsFunction: e.completeNames,
	}
	c.Flags().BoolVar(&noIndex, "no-index", false, "read files instead of revisions")
	return c
}

// alignJSON is a line of align.
type alignJSON struct {
	schema
	Kind diff.Kind      `json:"kind"`
	Move int            `json:"move,omitempty"`
	Old  []sentenceJSON `json:"old"`
	New  []sentenceJSON `json:"new"`
}

// sentenceJSON is a sentence with its place: its number in the body, from 0,
// and its byte span.
type sentenceJSON struct {
	Number int    `json:"number"`
	Start  int    `json:"start"`
	End    int    `json:"end"`
	Text   string `json:"text"`
}

func runAlign(ctx context.Context, e *env, noIndex bool, args []string) error {
	sides, err := e.readSides(ctx, args, noIndex)
	if err != nil {
		return err
	}
	r := diff.Articles(sides[0].article, sides[1].article, diff.Options{Structure: true})
	for _, p := range r.Pairs {
		line := alignJSON{
			schema: schemaOf("pair"), Kind: p.Kind, Move: p.Move,
			Old: sentences(r.OldSentences, p.Old), New: sentences(r.NewSentences, p.New),
		}
		if err := render.JSONLine(e.stdout, line); err != nil {
			return err
		}
	}
	return nil
}

func sentences(all []news.Sentence, indices []int) []sentenceJSON {
	out := make([]sentenceJSON, 0, len(indices))
	for _, i := range indices {
		s := all[i]
		out = append(out, sentenceJSON{i, s.Start, s.End, s.Text})
	}
	return out
}
