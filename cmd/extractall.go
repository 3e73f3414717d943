package cmd

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/ingest/all"
	"github.com/newsarc/newsarc/internal/render"
	"github.com/newsarc/newsarc/internal/reread"
	"github.com/newsarc/newsarc/news"
)

// runExtractAll reads the captures of an archive again.
func runExtractAll(ctx context.Context, e *env, o *extractOptions) error {
	than, err := extractors(o.since)
	if err != nil {
		return err
	}
	return e.with(ctx, func(a *archive.Archive) error {
		r := newRereading(e, o)
		inputs := reread.All(ctx, a, reread.Options{
			Filter: archive.Filter{Source: o.source}, Older: reread.Older(than...), Same: r.same, Failed: r.failed,
		})
		if !o.dryRun {
			_, err := a.Add(ctx, inputs, r.outcome)
			return r.finish(err)
		}
		for in := range inputs {
			if err := r.dry(ctx, a, &in); err != nil {
				return err
			}
		}
		return r.finish(ctx.Err())
	})
}

// extractors returns the versions before which texts are read again: those of
// today, or the one given.
func extractors(since string) ([]string, error) {
	today := all.Extractors()
	if since == "" {
		return today, nil
	}
	name, version, _ := strings.Cut(since, "/")
	n, err := strconv.Atoi(version)
	for _, t := range today {
		known, latest, _ := strings.Cut(t, "/")
		if most, _ := strconv.Atoi(latest); known == name && err == nil && n > 0 && n <= most {
			return []string{since}, nil
		}
	}
	return nil, usage("extract", "--since takes the name and version of an extractor, one of %s or before, got %q", strings.Join(today, " "), since)
}

// rereading reports what becomes of captures that are read again.
type rereading struct {
	env      *env
	options  *extractOptions
	progress *render.Progress

	stay, changed, bad int
	read               int64
	err                error // of writing
}

func newRereading(e *env, o *extractOptions) *rereading {
	return &rereading{env: e, options: o, progress: e.progressLine("reading again")}
}

func (r *rereading) same(string) {
	r.stay++
	r.advance()
}

func (r *rereading) advance() {
	r.read++
	r.progress.Advance(r.read, -1)
}

// failed reports a capture that today's extractor cannot read: the text that is
// there stays.
func (r *rereading) failed(story string, err error) {
	r.bad++
	r.advance()
	if story != "" {
		err = fmt.Errorf("%s: %w", story, err)
	}
	r.progress.Clear()
	fmt.Fprintf(r.env.stderr, "newsarc: %s\n", oneLine(err))
}

// rereadJSON is a line of extract --all.
type rereadJSON struct {
	schema
	Story     string         `json:"story"`
	Summary   string         `json:"summary"` // what is different
	Extractor string         `json:"extractor"`
	Revision  *news.Revision `json:"revision,omitempty"` // what was written; absent with --dry-run
}

// outcome reports a text that was written.
func (r *rereading) outcome(o archive.Outcome) {
	switch o.Status {
	case archive.Refused:
		r.failed(o.Input.Where, o.Err)
		return
	case archive.Unchanged:
		r.stay++
		return
	}
	r.tell(o.Input, o.Revision.Summary, &o.Revision)
	if r.err == nil {
		r.err = r.env.stdout.Flush() // it is durable
	}
}

// dry reports a text that would be written.
func (r *rereading) dry(ctx context.Context, a *archive.Archive, in *archive.Input) error {
	rev, err := a.Resolve(ctx, in.Story)
	if err != nil {
		return err
	}
	old, err := a.Article(ctx, rev)
	if err != nil {
		return err
	}
	r.tell(in, new(summarizer).Between(old, in.Article), nil)
	return r.err
}

func (r *rereading) tell(in *archive.Input, summary string, rev *news.Revision) {
	r.changed++
	r.advance()
	if r.err != nil {
		return
	}
	if r.options.asJSON {
		r.err = render.JSONLine(r.env.stdout, rereadJSON{schemaOf("reread"), in.Story, summary, in.Extractor, rev})
		return
	}
	r.progress.Clear()
	verb := "read again"
	if rev == nil {
		verb = "would read"
	}
	p := render.Revisions{Terminal: r.env.term, Location: time.Local}
	r.err = p.Reread(r.env.stdout, verb, in.Story, in.Article.Headline, summary)
}

// finish prints the summary; err is the archive's.
func (r *rereading) finish(err error) error {
	r.progress.Clear()
	if err != nil {
		return err
	}
	w := r.env.stdout
	switch {
	case r.options.asJSON:
		r.err = render.JSONLine(w, struct {
			schema
			Changed int  `json:"changed"`
			Same    int  `json:"same"`
			Failed  int  `json:"failed"`
			DryRun  bool `json:"dry_run,omitempty"`
		}{schemaOf("extract"), r.changed, r.stay, r.bad, r.options.dryRun})
	case r.changed+r.stay+r.bad == 0:
		fmt.Fprintln(w, "nothing to read again: no text was made by an older extractor")
	default:
		fmt.Fprintf(w, "%s read again: %d texts differ, %d stay as they are, %d cannot be read\n", count(r.changed+r.stay+r.bad, "capture"), r.changed, r.stay, r.bad)
	}
	if r.options.dryRun && !r.options.asJSON {
		fmt.Fprintln(w, "nothing was archived")
	}
	if r.err == nil && r.bad > 0 {
		return errSaid
	}
	return r.err
}
