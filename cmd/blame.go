package cmd

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/diff"
	"github.com/newsarc/newsarc/internal/render"
	"github.com/newsarc/newsarc/news"
)

type blameOptions struct {
	words, reverse, asJSON bool
}

func newBlame(e *env) *cobra.Command {
	o := &blameOptions{}
	c := &cobra.Command{
		Use:   "blame [--words] [--reverse] [--json] REVISION",
		Short: "Say since which revision each sentence has been there",
		Long: `Prints the text of a revision, each sentence after the revision since which it has
stood there in these words, and in brackets the one that first had it in other words. A
sentence is followed through edits, moves, splits and merges, and when it comes back
after an absence.

With --words, words that are younger than their sentence stand in braces after the
revision that brought them: {@4 6.2}. With --reverse, the sentences that a revision had
and the given one has not, each after the revisions that had it.`,
		Example: `newsarc blame quake
newsarc blame --words quake@4
newsarc blame --reverse quake`,
		Args:              rangeArgs(1, 1, "a story or a revision"),
		RunE:              func(c *cobra.Command, args []string) error { return runBlame(c.Context(), e, o, args[0]) },
		ValidArgsFunction: e.completeNames,
	}
	f := c.Flags()
	f.BoolVar(&o.words, "words", false, "say it of words too")
	f.BoolVar(&o.reverse, "reverse", false, "the sentences that vanished")
	jsonFlag(c, &o.asJSON)
	return c
}

func runBlame(ctx context.Context, e *env, o *blameOptions, name string) error {
	return e.with(ctx, func(a *archive.Archive) error {
		revs, err := historyUntil(ctx, a, name)
		if err != nil {
			return err
		}
		b := diff.History(revs)
		if err := e.page(); err != nil {
			return err
		}
		p := render.Blame{Terminal: e.term, Location: time.Local, Words: o.words}
		switch {
		case o.asJSON:
			return render.JSON(e.stdout, newBlameJSON(b))
		case o.reverse:
			return p.Vanished(e.stdout, b)
		}
		return p.Present(e.stdout, b)
	})
}

// historyUntil reads the revisions of a story up to the one that a name means,
// oldest first.
func historyUntil(ctx context.Context, a *archive.Archive, name string) ([]*news.Revision, error) {
	last, err := a.Resolve(ctx, name)
	if err != nil {
		return nil, err
	}
	var revs []*news.Revision
	for rev, err := range a.Log(ctx, archive.Filter{Story: last.Story, Reverse: true}) {
		if err != nil {
			return nil, err
		}
		if rev.Number > last.Number {
			break
		}
		s, err := readRevision(ctx, a, rev)
		if err != nil {
			return nil, err
		}
		revs = append(revs, s.revision)
	}
	return revs, nil
}

// blameJSON is what blame --json prints. Revisions are named by their number.
type blameJSON struct {
	schema
	Revisions []news.Revision `json:"revisions"`
	Present   []originJSON    `json:"present"`  // in the order of the text
	Vanished  []originJSON    `json:"vanished"` // by when last seen
}

// originJSON is a sentence and when it was seen.
type originJSON struct {
	Text      string     `json:"text"`
	Paragraph int        `json:"paragraph"`
	Start     int        `json:"start"` // bytes of the text of the revision that last had it
	End       int        `json:"end"`
	First     int        `json:"first"` // first had it, in whatever words
	Since     int        `json:"since"` // first had these words
	Last      int        `json:"last"`
	Seen      [][2]int   `json:"seen"` // unbroken runs of revisions with these words
	Words     []wordJSON `json:"words"`
}

// wordJSON is a word of a sentence and the revision that first had it there.
type wordJSON struct {
	Start int `json:"start"` // bytes of the sentence
	End   int `json:"end"`
	First int `json:"first"`
}

func newBlameJSON(b *diff.Blame) blameJSON {
	out := blameJSON{schema: schemaOf("blame"), Revisions: []news.Revision{}}
	for _, rev := range b.Revisions {
		out.Revisions = append(out.Revisions, *rev)
	}
	number := func(i int) int { return b.Revisions[i].Number }
	convert := func(origins []diff.Origin) []originJSON {
		all := make([]originJSON, 0, len(origins))
		for i := range origins {
			o := &origins[i]
			j := originJSON{
				Text: o.Text, Paragraph: o.Paragraph, Start: o.Start, End: o.End,
				First: number(o.First), Since: number(o.Since()), Last: number(o.Last()),
			}
			for _, s := range o.Seen {
				j.Seen = append(j.Seen, [2]int{number(s.From), number(s.To)})
			}
			for _, w := range o.Words {
				j.Words = append(j.Words, wordJSON{w.Start, w.End, number(w.First)})
			}
			all = append(all, j)
		}
		return all
	}
	out.Present, out.Vanished = convert(b.Present), convert(b.Vanished)
	return out
}
