package cmd

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/internal/join"
	"github.com/newsarc/newsarc/internal/render"
)

type searchOptions struct {
	filter
	all    bool
	offset int
	asJSON bool
}

func newSearch(e *env) *cobra.Command {
	o := &searchOptions{}
	c := &cobra.Command{
		Use:   "search [flags] QUERY...",
		Short: "Find texts, best first",
		Long: `Finds the texts that hold all words of the query, best first: in the latest
revision of each story, or in every revision with --all-revisions, which also says
in which revisions of a story the words stood. "Words in quotes" must follow one
another, -word must not occur, either OR other asks for one of the two, and word*
for words that begin so. Without -n, 20 are shown.`,
		Example: `newsarc search border checkpoint
newsarc search '"car bomb" Homs OR Tartus'
newsarc search --all-revisions --source apnews.com 'deni*'
newsarc search --json quake | jq -r .revision.story`,
		Args:        minArgs(1, "a query"),
		RunE:        func(c *cobra.Command, args []string) error { return runSearch(c.Context(), e, o, args) },
		Annotations: map[string]string{exitOne: "no text answers the query"},
	}
	o.declare(c)
	o.limit = 20
	c.Flags().BoolVar(&o.all, "all-revisions", false, "look in every revision, not only in the latest")
	c.Flags().IntVar(&o.offset, "offset", 0, "pass over the first `N`")
	jsonFlag(c, &o.asJSON)
	return c
}

func runSearch(ctx context.Context, e *env, o *searchOptions, args []string) error {
	f, err := o.filter.filter(e, "search")
	if err != nil {
		return err
	}
	if f.Limit == 0 {
		f.Limit = allHits
	}
	query := strings.Join(args, " ")
	return e.with(ctx, func(a *archive.Archive) error {
		hits, err := a.Search(ctx, query, archive.SearchOptions{Filter: f, AllRevisions: o.all, Offset: o.offset})
		if err != nil {
			return err
		}
		if err := e.page(); err != nil {
			return err
		}
		for _, hit := range hits {
			if err := printHit(e, o, hit); err != nil {
				return err
			}
		}
		if len(hits) == 0 {
			return e.elsewhen(ctx, a, o, f, query)
		}
		return nil
	})
}

// allHits is more texts than any query finds.
const allHits = 1 << 30

// elsewhen ends a search of the latest revisions that found nothing: where an
// earlier text answers, the words have gone since, which is worth knowing.
func (e *env) elsewhen(ctx context.Context, a *archive.Archive, o *searchOptions, f archive.Filter, query string) error {
	if o.all || o.offset > 0 {
		return errNo
	}
	f.Limit = 1
	hits, err := a.Search(ctx, query, archive.SearchOptions{Filter: f, AllRevisions: true})
	if err != nil {
		return err
	}
	if len(hits) == 0 {
		e.sayEmpty(ctx, a)
	} else {
		fmt.Fprintf(e.stderr, "newsarc: the latest texts do not answer this, earlier ones do\nhint: newsarc search --all-revisions '%s'\n",
			render.Safe(strings.ReplaceAll(query, "'", `'\''`)))
	}
	return errNo
}

func printHit(e *env, o *searchOptions, hit archive.Hit) error {
	if o.asJSON {
		return render.JSONLine(e.stdout, join.NewHit(&hit))
	}
	p := render.Revisions{Terminal: e.term, Location: time.Local}
	return p.Hit(e.stdout, &hit.Revision, hit.Snippet, hit.Marks, hit.First, hit.Last)
}
