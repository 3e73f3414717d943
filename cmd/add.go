package cmd

import (
	"context"
	"errors"
	"iter"
	"time"

	"github.com/spf13/cobra"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/ingest"
	"github.com/newsarc/newsarc/internal/when"
)

type addOptions struct {
	story    string
	apart    bool
	source   string
	captured string
	dryRun   bool
	quiet    bool
	verbose  bool
	asJSON   bool
	follow   follow
}

func newAdd(e *env) *cobra.Command {
	o := &addOptions{}
	c := &cobra.Command{
		Use:   "add [flags] FILE|FOLDER|URL|-...",
		Short: "Archive texts",
		Long: `Reads texts and archives each as a revision of its story: text copied off a page,
Markdown with front matter, JSON and JSON lines, web pages, feeds, web archives (WARC),
saved pages (MHTML), NewsML-G2 and ninjs; compressed or not; all files of a folder;
standard input for "-". What a file is, is seen from its content.

A text belongs to the story that has its id or its URL; without either, to the story
of the same source whose words are mostly the same, and says so. A story that already
has the text gets no revision. Several revisions of one story may come in one call, in
any order: their own times put them in order.

A page is fetched from its URL, and a feed or a sitemap stands for the newest pages that
it lists; --follow says how many. Fetching heeds robots.txt, leaves pauses, asks only for
what changed since the last time, and notes redirects as other addresses of the story.

What cannot be read is listed on standard error with its reason; the rest goes in. A page
that shows something else in the place of its article, or less than it (an error page, a
wall, a text cut short), is kept as a capture and never taken for a new text: see
"newsarc log --captures". A revision is reported as added when it would survive a power
cut, and never before.`,
		Example: `newsarc add quake.txt
newsarc add ~/clippings
newsarc add --story quake --captured 2016-09-07T08:00:00Z quake-tuesday.txt
curl -s https://example.org/feed.jsonl | newsarc add -
newsarc add --dry-run *.html
newsarc add https://example.org/2016/09/06/quake.html
newsarc add --follow 20 https://example.org/feed.xml`,
		Args: minArgs(1, "a file, a folder, a URL or -"),
		RunE: func(c *cobra.Command, args []string) error { return runAdd(c.Context(), e, o, args) },
	}
	f := c.Flags()
	followFlag(c, &o.follow)
	f.StringVar(&o.story, "story", "", "take every text as a revision of `STORY`")
	f.BoolVar(&o.apart, "new", false, "keep apart: do not match a text to a story by its words")
	f.StringVar(&o.source, "source", "", "the publisher (`HOST` or name) of texts that name none")
	f.StringVar(&o.captured, "captured", "", "`TIME` at which texts were seen that do not say it themselves")
	f.BoolVarP(&o.dryRun, "dry-run", "n", false, "read and check, archive nothing")
	f.BoolVarP(&o.quiet, "quiet", "q", false, "print only what is refused")
	f.BoolVarP(&o.verbose, "verbose", "v", false, "list every text, the unchanged too")
	jsonFlag(c, &o.asJSON)
	exclusive(c, "story", "new")
	exclusive(c, "quiet", "verbose", "json")
	if err := c.RegisterFlagCompletionFunc("story", e.completeNames); err != nil {
		panic(err)
	}
	return c
}

func runAdd(ctx context.Context, e *env, o *addOptions, args []string) error {
	captured, err := o.capturedTime(e)
	if err != nil {
		return err
	}
	in, err := newReader(ctx, e, args)
	if err != nil {
		return err
	}
	r := newReporter(e, o)
	in.progress = r.progress
	t := &intake{env: e, options: o, reporter: r}
	if err := t.visit(ctx, in); err != nil {
		return err
	}
	inputs := o.inputs(ctx, e, in, captured, t)
	if in.much() { // the ballast alone would start a collection
		defer roomyGC()()
	}
	if o.dryRun {
		for input := range inputs {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			r.dry(&input)
		}
		return r.finish(archive.Summary{}, false)
	}
	return e.withOptions(ctx, o.whole, func(a *archive.Archive) error {
		t.open(a)
		sum, err := a.Add(ctx, t.renewed(ctx, inputs), t.outcome)
		err = errors.Join(err, t.close(ctx, &sum))
		if refused := r.finish(sum, err != nil); err == nil {
			return refused
		}
		return err
	})
}

// whole asks the archive for all of a revision where all of it is printed.
func (o *addOptions) whole(a *archive.Options) { a.Whole = o.asJSON }

// capturedTime reads --captured: an instant, or the beginning of a period.
func (o *addOptions) capturedTime(e *env) (time.Time, error) {
	if o.captured == "" {
		return time.Time{}, nil
	}
	now, err := e.now()
	if err != nil {
		return time.Time{}, err
	}
	begin, _, err := when.Parse(o.captured, now.In(time.Local))
	if err != nil {
		return begin, usage("add", "--captured: %v", err)
	}
	return begin, nil
}

// inputs makes inputs for the archive of what the reader yields; what cannot be
// read is reported and left out.
func (o *addOptions) inputs(ctx context.Context, e *env, in *reader, captured time.Time, t *intake) iter.Seq[archive.Input] {
	return func(yield func(archive.Input) bool) {
		for item := range in.items() {
			if item.Err != nil {
				t.refuse(ctx, &item)
				continue
			}
			named := item.Article.Source != ""
			input := o.input(e, item, captured)
			if !named { // else it is as its decoder has checked it
				if err := input.Article.Validate(); err != nil {
					t.reporter.refuse(item.Where, err)
					continue
				}
			}
			if !yield(input) {
				return
			}
		}
	}
}

func (o *addOptions) input(e *env, item ingest.Item, captured time.Time) archive.Input {
	if item.Article.Source == "" {
		item.Article.Source = o.source
	}
	if item.Captured.IsZero() {
		item.Captured = captured
	}
	input := archive.Input{
		Article: item.Article, Captured: item.Captured, Extractor: item.Extractor,
		Story: o.story, New: o.apart, Where: item.Where,
	}
	if e.config.Archive.Captures != "never" {
		input.Capture, input.CaptureExt, input.MediaType = item.Raw, item.Ext, item.MediaType
	}
	return input
}
