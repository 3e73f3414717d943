package cmd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/internal/export"
	"github.com/newsarc/newsarc/internal/render"
	"github.com/newsarc/newsarc/news"
)

type exportOptions struct {
	filter
	format   string
	output   string
	all      bool
	baseURL  string
	evidence bool
}

func newExport(e *env) *cobra.Command {
	o := &exportOptions{}
	c := &cobra.Command{
		Use:   "export [flags] [STORY]...",
		Short: "Write texts in formats that other programs read",
		Long: `Writes the latest revision of each story, or of the stories given, in the order in
which they were captured; with --all-revisions every revision.

The formats:
` + formatList() + `
JSON lines and Markdown hold the text sentence by sentence, as it is archived: newsarc
add makes the same texts of them. A web archive holds the captures too, and after each
the text that was read from it. The site holds every story, revision and change, and a
timeline, but no search: its pages link to each other, and work from a disk too.

A revision that cannot be read is named on standard error; the others are written, and
the exit status is 1.`,
		Example: `newsarc export >news.jsonl
newsarc export --all-revisions --format markdown -o texts quake
newsarc export --format warc.gz --source apnews.com -o ap.warc.gz
newsarc export --format site --base-url https://example.org/archive -o public`,
		Annotations:       exitSkipped,
		RunE:              func(c *cobra.Command, args []string) error { return runExport(c.Context(), e, o, args) },
		ValidArgsFunction: e.completeNames,
	}
	o.declare(c)
	f := c.Flags()
	f.StringVar(&o.format, "format", "jsonl", "the `FORMAT` to write")
	f.StringVarP(&o.output, "output", "o", "", "write to `FILE`, or below that folder; - is standard output")
	f.BoolVar(&o.all, "all-revisions", false, "every revision, not only the latest of each story")
	f.StringVar(&o.baseURL, "base-url", "", "with --format site: the `ADDRESS` where the folder will be published")
	f.BoolVar(&o.evidence, "evidence", false, "with --format site: an evidence file for each revision and change too")
	complete(c, "format", formatNames())
	return c
}

func formatNames() (names []string) {
	for _, f := range export.Formats() {
		names = append(names, f.Name)
	}
	return append(names, siteFormat)
}

func formatList() string {
	var sb strings.Builder
	for _, f := range export.Formats() {
		fmt.Fprintf(&sb, "  %-9s %s\n", f.Name, f.Help)
	}
	fmt.Fprintf(&sb, "  %-9s %s\n", siteFormat, siteHelp)
	return sb.String()
}

func runExport(ctx context.Context, e *env, o *exportOptions, stories []string) error {
	switch {
	case o.format == siteFormat:
		return runExportSite(ctx, e, o, stories)
	case o.baseURL != "" || o.evidence:
		return usage("export", "--base-url and --evidence are for --format site")
	}
	format, ok := export.Lookup(o.format)
	if !ok {
		return checkWord("export", "format", o.format, formatNames())
	}
	f, err := o.filter.filter(e, "export")
	if err != nil {
		return err
	}
	return e.withRest(ctx, func(a *archive.Archive, skip func(error)) error {
		return o.write(e, format, func(w export.Writer) error {
			err := exportRevisions(ctx, a, w, o.revisions(ctx, a, f, stories), format.Captures, skip)
			return errors.Join(err, w.Close())
		})
	})
}

// write has a writer fill the output that the flags ask for. An export that fails
// leaves a file that was there as it was.
func (o *exportOptions) write(e *env, format export.Format, fill func(export.Writer) error) error {
	switch {
	case format.New == nil && (o.output == "" || o.output == "-"):
		return usage("export", "--format %s writes a folder: name it with -o", format.Name)
	case format.New == nil:
		if err := os.MkdirAll(o.output, 0o777); err != nil {
			return plainPath(err)
		}
		return fill(format.NewFolder(o.output))
	case o.output == "" || o.output == "-":
		return fill(format.New(e.stdout))
	}
	return writeWhole(o.output, func(w io.Writer) error { return fill(format.New(w)) })
}

// exportRevisions writes revisions, but for those that it has to skip.
func exportRevisions(ctx context.Context, a *archive.Archive, w export.Writer, revs iter.Seq2[news.Revision, error], captures bool, skip func(error)) error {
	for rev, err := range revs {
		if err != nil {
			return err
		}
		it, err := exportItem(ctx, a, rev, captures)
		if err != nil {
			if ctx.Err() != nil {
				return err
			}
			skip(fmt.Errorf("%s: %w", render.Name(&rev), err))
			continue
		}
		if err := w.Write(it); err != nil {
			return err
		}
	}
	return nil
}

func exportItem(ctx context.Context, a *archive.Archive, rev news.Revision, captures bool) (export.Item, error) {
	it := export.Item{Revision: rev}
	var err error
	if it.Article, err = a.Article(ctx, rev); err != nil {
		return it, err
	}
	if captures {
		it.Capture, it.CaptureExt, err = a.Capture(ctx, rev)
		if errors.Is(err, archive.ErrNoCapture) {
			err = nil
		}
	}
	return it, err
}

// revisions yields the revisions that the flags and arguments ask for.
func (o *exportOptions) revisions(ctx context.Context, a *archive.Archive, f archive.Filter, stories []string) iter.Seq2[news.Revision, error] {
	return func(yield func(news.Revision, error) bool) {
		filters := []archive.Filter{f}
		if len(stories) > 0 {
			filters = filters[:0]
			for _, name := range stories {
				s, err := a.Story(ctx, name)
				if err != nil {
					yield(news.Revision{}, err)
					return
				}
				one := f
				one.Story = s.ID
				filters = append(filters, one)
			}
		}
		for _, f := range filters {
			if !o.some(ctx, a, f, yield) {
				return
			}
		}
	}
}

// some yields the revisions of one filter and reports whether to go on.
func (o *exportOptions) some(ctx context.Context, a *archive.Archive, f archive.Filter, yield func(news.Revision, error) bool) bool {
	f.Reverse = !f.Reverse // oldest first unless the flag asks otherwise
	if o.all {
		for rev, err := range a.Log(ctx, f) {
			if !yield(rev, err) || err != nil {
				return false
			}
		}
		return true
	}
	for s, err := range a.Stories(ctx, f) {
		if err != nil {
			yield(news.Revision{}, err)
			return false
		}
		for rev, err := range a.Log(ctx, archive.Filter{Story: s.ID, Limit: 1}) {
			if !yield(rev, err) || err != nil {
				return false
			}
		}
	}
	return true
}
