package cmd

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"iter"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/internal/join"
	"github.com/newsarc/newsarc/internal/render"
	"github.com/newsarc/newsarc/news"
)

type logOptions struct {
	filter
	signals
	oneline  bool
	stat     bool
	patch    bool
	silent   bool
	noNoise  bool
	captures bool
	asJSON   bool
	asCSV    bool
}

func newLog(e *env) *cobra.Command {
	o := &logOptions{}
	c := &cobra.Command{
		Use:   "log [flags] [STORY | A..B]...",
		Short: "List revisions, newest first",
		Long: `Lists the revisions of the archive, of stories, or of ranges, newest first by the
time at which newsarc saw them, whatever --clock says. A story is named by its id,
by a part of its id that no other story has, or by its URL.

With --silent, only revisions that changed facts without saying so: figures,
quotes, names, dates, attributions or hedges differ, and there is neither a new
correction notice nor a new modified time. With --no-noise, revisions whose whole
change is noise, such as a new read-time counter, are left out. With --signal, only
revisions that changed something of a kind: a quote, a number, the headline.

With --captures, the captures that became no revisions, each with its reason: error
pages, walls, texts cut short. They say what was delivered, and nothing of what the
newspaper did to its text. "newsarc show --capture ID" prints what was received.

With --csv, one row for each revision with what it changed, for spreadsheets and
statistics: kinds of change, sentences and words that came and went, whether a notice
tells of it.`,
		Example: `newsarc log
newsarc log --oneline quake
newsarc log -p -n 1 quake
newsarc log --since 2016-09-01 --until 2016-09-30 --clock published
newsarc log --silent --source apnews.com
newsarc log --signal quote --since "7 days ago"
newsarc log --csv >changes.csv
newsarc log --captures quake`,
		Annotations:       exitSkipped,
		RunE:              func(c *cobra.Command, args []string) error { return runLog(c.Context(), e, o, args) },
		ValidArgsFunction: e.completeNames,
	}
	o.filter.declare(c)
	o.signals.declare(c)
	f := c.Flags()
	f.BoolVar(&o.oneline, "oneline", false, "one line for each revision, with the time at which newsarc saw it")
	f.BoolVar(&o.stat, "stat", false, "say how much each revision changed")
	f.BoolVarP(&o.patch, "patch", "p", false, "show what each revision changed")
	f.BoolVar(&o.silent, "silent", false, "only changes of fact that no notice tells of")
	earlierName(c, "silent", "substantive")
	f.BoolVar(&o.noNoise, "no-noise", false, "leave out revisions that changed only noise")
	f.BoolVar(&o.captures, "captures", false, "list captures that show no article instead")
	jsonFlag(c, &o.asJSON)
	f.BoolVar(&o.asCSV, "csv", false, "print a row for each revision and what it changed")
	exclusive(c, "stat", "patch", "captures", "csv")
	exclusive(c, "json", "csv", "oneline")
	for _, name := range []string{"signal", "silent", "no-noise"} { // what did not become a revision changed nothing
		exclusive(c, "captures", name)
	}
	return c
}

func runLog(ctx context.Context, e *env, o *logOptions, args []string) error {
	if o.captures {
		return runCaptures(ctx, e, o, args)
	}
	f, err := o.filter.filter(e, "log")
	if err == nil {
		err = o.signals.check("log")
	}
	if err != nil {
		return err
	}
	return e.withRest(ctx, func(a *archive.Archive, skip func(error)) error {
		if err := e.page(); err != nil {
			return err
		}
		p := &logPrinter{env: e, archive: a, options: o, clock: string(f.Clock)}
		// The limit counts what is shown, over all stories.
		limit := f.Limit
		if o.selects() || len(args) > 1 {
			f.Limit = 0
		}
		for rev, err := range logs(ctx, a, f, args) {
			if err != nil {
				return err
			}
			if limit > 0 && p.shown == limit {
				break
			}
			err = p.print(ctx, &rev)
			switch {
			case unreadable(err): // its text, or the one before
				skip(concerning(&rev, err))
			case err != nil:
				return err
			}
		}
		if p.shown == 0 {
			e.sayEmpty(ctx, a)
		}
		return p.finish()
	})
}

// selects reports whether what a revision changed decides if it is shown.
func (o *logOptions) selects() bool { return o.silent || o.noNoise || o.signals.asked() }

// leavesOut reports whether a change is not asked for.
func (o *logOptions) leavesOut(d *join.Digest, rev *news.Revision) bool {
	return o.silent && !d.Silent(rev) || o.noNoise && d.AllNoise || o.signals.asked() && !o.signals.in(d)
}

// logs yields the revisions that the names and the filter ask for, in one
// order of time, each once.
func logs(ctx context.Context, a *archive.Archive, f archive.Filter, names []string) iter.Seq2[news.Revision, error] {
	if len(names) == 1 {
		f.Story = names[0]
	}
	if len(names) <= 1 {
		return a.Log(ctx, f)
	}
	return func(yield func(news.Revision, error) bool) {
		var all []news.Revision
		for _, name := range names {
			f.Story = name
			for rev, err := range a.Log(ctx, f) {
				if err != nil {
					yield(rev, err)
					return
				}
				all = append(all, rev)
			}
		}
		slices.SortStableFunc(all, func(x, y news.Revision) int {
			c := cmp.Or(y.Captured.Compare(x.Captured), cmp.Compare(x.Story, y.Story), cmp.Compare(y.Number, x.Number))
			if f.Reverse {
				c = -c
			}
			return c
		})
		for _, rev := range slices.CompactFunc(all, func(x, y news.Revision) bool { return x.Commit == y.Commit }) {
			if !yield(rev, nil) {
				return
			}
		}
	}
}

// logPrinter prints revisions as a log.
type logPrinter struct {
	env     *env
	archive *archive.Archive
	options *logOptions
	clock   string             // that --since and --until read
	csv     *render.ChangesCSV // nil unless asked for
	shown   int
}

// print prints one revision, unless the options leave it out.
func (p *logPrinter) print(ctx context.Context, rev *news.Revision) error {
	o := p.options
	var c *comparison
	var d *join.Digest
	if o.selects() || o.asCSV {
		var err error
		if d, err = join.DigestOf(ctx, p.archive, rev); err != nil || o.leavesOut(d, rev) {
			return err
		}
	}
	if o.stat || o.patch {
		var err error
		if c, err = changeOf(ctx, p.archive, *rev); err != nil {
			return err
		}
	}
	p.shown++
	switch {
	case o.asJSON:
		return p.printJSON(rev, c)
	case o.asCSV:
		return p.row(rev, d)
	}
	w := p.env.stdout
	printer := render.Revisions{Terminal: p.env.term, Location: time.Local, Clock: p.clock}
	switch {
	case o.oneline:
		if err := printer.Line(w, rev); err != nil {
			return err
		}
	default:
		if p.shown > 1 {
			fmt.Fprintln(w)
		}
		if err := printer.Entry(w, rev); err != nil {
			return err
		}
	}
	return p.printChange(w, c)
}

// row prints a revision as a row, the first one below the header: an error that
// comes before it leaves the output empty.
func (p *logPrinter) row(rev *news.Revision, d *join.Digest) error {
	if p.csv == nil {
		var err error
		if p.csv, err = render.NewChangesCSV(p.env.stdout); err != nil {
			return err
		}
	}
	return p.csv.Row(&render.Change{
		Revision: rev, First: d.First, Kinds: d.Kinds, Candour: d.Candour, Silent: d.Silent(rev), AllNoise: d.AllNoise,
		Weight: d.Weight, Stat: d.Stat,
	})
}

// finish ends the rows; where there was none, the header is all.
func (p *logPrinter) finish() (err error) {
	if p.options.asCSV && p.csv == nil {
		p.csv, err = render.NewChangesCSV(p.env.stdout)
	}
	if p.csv == nil || err != nil {
		return err
	}
	return p.csv.Flush()
}

// printChange prints below a revision what it changed, where that is asked for.
func (p *logPrinter) printChange(w io.Writer, c *comparison) error {
	switch {
	case p.options.stat:
		return render.DiffStat(w, []render.Named{{Name: c.new.name, Result: c.Result}}, p.env.term)
	case p.options.patch:
		fmt.Fprintln(w)
		return render.DiffText(w, c.Result, c.options(p.env, p.env.config.Diff.Context))
	}
	return nil
}

func (p *logPrinter) printJSON(rev *news.Revision, c *comparison) error {
	line := join.Revision{Schema: schemaOf("revision"), Revision: *rev}
	if p.options.stat {
		stat := c.Stat()
		line.Stat = &stat
	}
	if p.options.patch {
		line.Change = render.NewDiffDocument(c.Result, c.options(p.env, 0))
	}
	return render.JSONLine(p.env.stdout, line)
}
