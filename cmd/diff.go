package cmd

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/diff"
	"github.com/newsarc/newsarc/internal/join"
	"github.com/newsarc/newsarc/internal/render"
	"github.com/newsarc/newsarc/news"
)

type diffOptions struct {
	noIndex, history  bool
	wordDiff          string
	sideBySide        bool
	stat, numstat     bool
	summary           bool
	asJSON, asHTML    bool
	exitCode, quiet   bool
	noNoise           bool
	context           int
	contextFromConfig bool
}

// diffForms are the flags of which at most one may be given.
var diffForms = []string{"word-diff", "side-by-side", "stat", "numstat", "summary", "json", "html", "quiet"}

func newDiff(e *env) *cobra.Command {
	o := &diffOptions{}
	c := &cobra.Command{
		Use:   "diff [flags] [REVISION | A B | A..B | --history STORY | --no-index FILE FILE]",
		Short: "Show what changed between two texts",
		Long: `Compares two revisions, of one story or of two, or two files: headline and other
fields each as what it is, then the text sentence by sentence and word by word. A
sentence that only changed its place is marked as moved, not as removed and added.

One REVISION is compared with the one before it; without a name, the latest of the
archive is. A..B may leave out one end: the story's first or latest revision.`,
		Example: `newsarc diff quake
newsarc diff quake@1 quake@3
newsarc diff --word-diff quake@1..
newsarc diff --summary --history quake
newsarc diff --html quake@2..quake@5 >quake.html
newsarc diff --no-index old.txt new.txt`,
		RunE: func(c *cobra.Command, args []string) error {
			o.contextFromConfig = !c.Flags().Changed("unified")
			return runDiff(c.Context(), e, o, args)
		},
		ValidArgsFunction: e.completeNames,
		Annotations:       map[string]string{exitOne: "the texts differ, and --exit-code or --quiet was given"},
	}
	f := c.Flags()
	f.BoolVar(&o.noIndex, "no-index", false, "compare two files; no archive is needed")
	f.BoolVar(&o.history, "history", false, "compare every revision of a story with the one before it, oldest first")
	f.StringVar(&o.wordDiff, "word-diff", "", "weave both texts into one and mark the words: plain, color or porcelain")
	f.Lookup("word-diff").NoOptDefVal = "auto"
	f.BoolVarP(&o.sideBySide, "side-by-side", "y", false, "old and new text in two columns")
	f.BoolVar(&o.stat, "stat", false, "only count words and sentences")
	f.BoolVar(&o.numstat, "numstat", false, "only count words, for programs")
	f.BoolVar(&o.summary, "summary", false, "only say in one line what changed")
	f.BoolVar(&o.asHTML, "html", false, "print one self-contained page")
	f.BoolVar(&o.exitCode, "exit-code", false, "end with status 1 if the texts differ")
	f.BoolVar(&o.quiet, "quiet", false, "print nothing, imply --exit-code")
	f.BoolVar(&o.noNoise, "no-noise", false, "take texts that differ only in noise for the same")
	f.IntVarP(&o.context, "unified", "U", 0, "show `N` unchanged sentences around a change")
	jsonFlag(c, &o.asJSON)
	exclusive(c, diffForms...)
	exclusive(c, "no-index", "history")
	complete(c, "word-diff", []string{"plain", "color", "porcelain"})
	return c
}

func runDiff(ctx context.Context, e *env, o *diffOptions, args []string) error {
	if err := o.check(e, args); err != nil {
		return err
	}
	var err error
	differ := false
	show := func(pairs []comparison) error {
		pairs = slices.DeleteFunc(pairs, func(p comparison) bool { return !p.differs(o.noNoise) })
		differ = len(pairs) > 0
		if o.quiet {
			return nil
		}
		if err := e.page(); err != nil {
			return err
		}
		return printDiff(e, o, pairs)
	}
	if o.noIndex {
		var sides []side
		if sides, err = e.readSides(ctx, args, true); err == nil {
			err = show([]comparison{compare(sides[0], sides[1])})
		}
	} else {
		err = e.with(ctx, func(a *archive.Archive) error {
			pairs, err := comparisons(ctx, a, o.history, args)
			if err != nil {
				return err
			}
			return show(pairs)
		})
	}
	if err == nil && differ && (o.exitCode || o.quiet) {
		return errNo
	}
	return err
}

// check refuses what makes no sense and completes the options.
func (o *diffOptions) check(e *env, args []string) error {
	switch {
	case o.noIndex && len(args) != 2:
		return usage("diff", "--no-index needs two files")
	case o.history && len(args) != 1:
		return usage("diff", "--history needs one story")
	case len(args) > 2:
		return usage("diff", "diff takes two revisions, got %q too", args[2])
	case o.context < 0:
		return usage("diff", "-U takes a number from 0, got %d", o.context)
	}
	switch {
	case o.wordDiff == "auto" && e.term.Color:
		o.wordDiff = string(render.WordColor)
	case o.wordDiff == "auto":
		o.wordDiff = string(render.WordPlain)
	case o.wordDiff != "" && !slices.Contains(render.WordModes, render.WordMode(o.wordDiff)):
		return usage("diff", "--word-diff takes one of %q, got %q", render.WordModes, o.wordDiff)
	}
	if o.contextFromConfig {
		o.context = e.config.Diff.Context
	}
	return nil
}

// comparison is two texts and what differs between them.
type comparison struct {
	old, new side
	*diff.Result
}

func compare(from, to side) comparison {
	return comparison{from, to, diff.Articles(from.article, to.article, diff.Options{})}
}

// differs reports whether the texts differ in something that matters.
func (c *comparison) differs(noNoise bool) bool { return c.Changed() && !(noNoise && c.AllNoise) }

// comparisons makes the comparisons that names ask for.
func comparisons(ctx context.Context, a *archive.Archive, history bool, names []string) ([]comparison, error) {
	if history {
		return storyHistory(ctx, a, names[0])
	}
	from, to, err := ends(ctx, a, names)
	if err != nil {
		return nil, err
	}
	var before side
	if from != nil {
		if before, err = readRevision(ctx, a, *from); err != nil {
			return nil, err
		}
	}
	after, err := readRevision(ctx, a, to)
	if err != nil {
		return nil, err
	}
	return []comparison{compare(before, after)}, nil
}

// ends finds the two revisions to compare; from is nil where there is none
// before the first.
func ends(ctx context.Context, a *archive.Archive, names []string) (from *news.Revision, to news.Revision, err error) {
	switch {
	case len(names) == 2:
		before, err := a.Resolve(ctx, names[0])
		if err != nil {
			return nil, to, err
		}
		to, err = a.Resolve(ctx, names[1])
		return &before, to, err
	case len(names) == 1 && strings.Contains(names[0], ".."):
		before, to, err := a.ResolveRange(ctx, names[0])
		return &before, to, err
	case len(names) == 1:
		to, err = a.Resolve(ctx, names[0])
	default:
		to, err = latest(ctx, a)
	}
	if err != nil {
		return nil, to, err
	}
	from, err = join.Before(ctx, a, &to)
	return from, to, err
}

// storyHistory compares every revision of a story with the one before it.
func storyHistory(ctx context.Context, a *archive.Archive, name string) ([]comparison, error) {
	story, err := a.Story(ctx, name)
	if err != nil {
		return nil, err
	}
	var pairs []comparison
	var before side
	for rev, err := range a.Log(ctx, archive.Filter{Story: story.ID, Reverse: true}) {
		if err != nil {
			return nil, err
		}
		after, err := readRevision(ctx, a, rev)
		if err != nil {
			return nil, err
		}
		pairs = append(pairs, compare(before, after))
		before = after
	}
	return pairs, nil
}

// options returns how a comparison is shown.
func (c *comparison) options(e *env, context int) render.DiffOptions {
	return render.DiffOptions{
		Terminal: e.term, Context: context,
		OldName: c.old.name, NewName: c.new.name, OldRevision: c.old.revision, NewRevision: c.new.revision,
	}
}

// printDiff prints comparisons in the form that the options ask for.
func printDiff(e *env, o *diffOptions, pairs []comparison) error {
	named := make([]render.Named, len(pairs))
	for i, p := range pairs {
		named[i] = render.Named{Name: p.new.name, Result: p.Result}
	}
	switch {
	case o.stat:
		return render.DiffStat(e.stdout, named, e.term)
	case o.numstat:
		return render.DiffNumstat(e.stdout, named)
	case o.summary:
		return render.DiffSummary(e.stdout, named, e.term)
	case o.asHTML:
		return printDiffHTML(e.stdout, e, o, pairs)
	}
	for i, p := range pairs {
		if i > 0 && !o.asJSON {
			fmt.Fprintln(e.stdout)
		}
		if err := printPair(e.stdout, o, &p, p.options(e, o.context)); err != nil {
			return err
		}
	}
	return nil
}

// printDiffHTML prints comparisons as one page, under the latest headline.
func printDiffHTML(w io.Writer, e *env, o *diffOptions, pairs []comparison) error {
	title := "No change"
	all := make([]render.Compared, len(pairs))
	for i, p := range pairs {
		all[i] = render.Compared{Result: p.Result, Options: p.options(e, o.context)}
		if p.new.article != nil {
			title = p.new.article.Headline
		}
	}
	return render.DiffHTML(w, title, all)
}

func printPair(w io.Writer, o *diffOptions, p *comparison, how render.DiffOptions) error {
	switch {
	case o.asJSON && o.history:
		return render.JSONLine(w, render.NewDiffDocument(p.Result, how))
	case o.asJSON:
		return render.DiffJSON(w, p.Result, how)
	case o.wordDiff != "":
		return render.DiffWords(w, p.Result, render.WordMode(o.wordDiff), how)
	case o.sideBySide:
		return render.DiffSideBySide(w, p.Result, how)
	}
	return render.DiffText(w, p.Result, how)
}
