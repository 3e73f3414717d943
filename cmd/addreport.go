package cmd

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/ingest/all"
	"github.com/newsarc/newsarc/internal/join"
	"github.com/newsarc/newsarc/internal/render"
	"github.com/newsarc/newsarc/news"
)

// maxListed bounds the list of added revisions; --verbose and --json list all.
const maxListed = 20

// reporter says what becomes of each text that is added. Results go to
// standard output, refusals to standard error.
type reporter struct {
	env      *env
	options  *addOptions
	progress *render.Progress

	mu       sync.Mutex // texts are refused while others are archived
	listed   int
	unlisted int
	refused  int // those that never reached the archive
	held     int // those of them that were kept as captures
	hinted   map[string]bool
	dried    int
	err      error
}

func newReporter(e *env, o *addOptions) *reporter {
	r := &reporter{env: e, options: o}
	if !o.quiet {
		r.progress = e.progressLine("reading")
	}
	return r
}

// outcomeJSON is a line of add --json.
type outcomeJSON struct {
	schema
	Status   archive.Status `json:"status"`
	Where    string         `json:"where,omitempty"`
	Revision *news.Revision `json:"revision,omitempty"`
	Match    archive.Match  `json:"match,omitzero"`
	Error    string         `json:"error,omitempty"`
}

// outcome reports what the archive did with a text.
func (r *reporter) outcome(o archive.Outcome) {
	if o.Status == archive.Refused {
		r.tell(o.Input.Where, o.Err)
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	w := r.env.stdout
	switch {
	case r.options.asJSON:
		r.keep(render.JSONLine(w, outcomeJSON{schemaOf("outcome"), o.Status, o.Input.Where, &o.Revision, o.Match, ""}))
	case r.options.quiet, o.Status == archive.Unchanged && !r.options.verbose:
		return
	case r.listed >= maxListed && !r.options.verbose:
		r.unlisted++
		return
	default:
		r.listed++
		r.progress.Clear()
		p := render.Revisions{Terminal: r.env.term, Location: time.Local}
		status := string(o.Status)
		if o.Revision.Class == news.Extraction {
			status = "reread" // by today's extractor, before what comes next is compared with it
		}
		r.keep(p.Outcome(w, status, &o.Revision, byLikeness(o.Match)))
	}
	r.keep(w.Flush()) // who reads this may rely on it: it is durable
}

// byLikeness says how a text was matched where the reader should look at it;
// else the empty string.
func byLikeness(m archive.Match) string {
	switch {
	case m.Kind == archive.ByLikeness:
		return fmt.Sprintf("taken for the same story: %.0f%% of its word triples are the same; --new keeps apart", 100*m.Likeness)
	case m.Near != "":
		return fmt.Sprintf("not taken for a revision of %s: only %.0f%% of its word triples are the same; --story joins", m.Near, 100*m.Likeness)
	}
	return ""
}

// refuse reports a text that cannot be read.
func (r *reporter) refuse(where string, err error) {
	r.mu.Lock()
	r.refused++
	r.mu.Unlock()
	r.tell(where, err)
}

// hint says what to do about an error, once for all inputs that ask for the same.
func (r *reporter) hint(where string, err error) {
	var unsupported *all.UnsupportedError
	if errors.As(err, &unsupported) {
		if _, statErr := os.Stat(where); statErr != nil {
			return // the program that reads it wants a file
		}
	}
	for _, h := range hints(err) {
		kind := strings.ReplaceAll(h, where, "")
		if !r.hinted[kind] {
			if r.hinted == nil {
				r.hinted = map[string]bool{}
			}
			r.hinted[kind] = true
			fmt.Fprintf(r.env.stderr, "hint: %s\n", render.Safe(h))
		}
	}
}

// hold reports a capture that is no text, before it is kept.
func (r *reporter) hold(where string, err error) {
	r.mu.Lock()
	r.refused++
	r.mu.Unlock()
	r.say(where, err, true)
}

// kept reports a capture that was kept without a text.
func (r *reporter) kept(where string, k *archive.Kept) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.held++
	if r.options.asJSON {
		r.keep(render.JSONLine(r.env.stdout, struct {
			schema
			Status  archive.Status `json:"status"`
			Where   string         `json:"where"`
			Capture *archive.Kept  `json:"capture"`
		}{schemaOf("outcome"), "kept", where, k}))
	}
}

// tell says why a text was refused.
func (r *reporter) tell(where string, err error) { r.say(where, err, false) }

// say says what is wrong with a text; held means that JSON will say it later.
func (r *reporter) say(where string, err error, held bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if where != "" {
		err = fmt.Errorf("%s: %w", where, err)
	}
	r.progress.Clear()
	fmt.Fprintf(r.env.stderr, "newsarc: %s\n", oneLine(err))
	r.hint(where, err)
	if r.options.asJSON && !held {
		r.keep(render.JSONLine(r.env.stdout, outcomeJSON{
			schema: schemaOf("outcome"), Status: archive.Refused, Where: where, Error: oneLine(err),
		}))
	}
}

// dry reports what would be given to the archive.
func (r *reporter) dry(in *archive.Input) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.dried++
	if r.options.asJSON {
		r.keep(render.JSONLine(r.env.stdout, struct {
			schema
			Where   string       `json:"where"`
			Article join.Article `json:"article"`
		}{schemaOf("item"), in.Where, join.NewArticle(in.Article)}))
		return
	}
	if !r.options.quiet {
		r.progress.Clear()
		published := ""
		if !in.Article.Published.IsZero() {
			published = " (" + in.Article.Published.String() + ")"
		}
		fmt.Fprintf(r.env.stdout, "would add  %s  %s%s\n", render.Safe(in.Where), render.Safe(in.Article.Headline), published)
	}
}

// keep remembers the first error of writing; finish returns it.
func (r *reporter) keep(err error) {
	if r.err == nil {
		r.err = err
	}
}

// finish prints the summary; failed says that the archive gave up. Its error
// says whether anything was refused.
func (r *reporter) finish(sum archive.Summary, failed bool) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.progress.Clear()
	sum.Read += r.refused + r.dried
	sum.Refused += r.refused
	w := r.env.stdout
	switch {
	case r.options.asJSON:
		r.keep(render.JSONLine(w, struct {
			schema
			archive.Summary
		}{schemaOf("add"), sum}))
	case r.options.quiet:
	case r.options.dryRun:
		fmt.Fprintf(w, "nothing was archived: %s can be added, %d refused\n", count(r.dried, "text"), sum.Refused)
	default:
		if r.unlisted > 0 {
			fmt.Fprintf(w, "and %s more; --verbose lists them\n", count(r.unlisted, "revision"))
		}
		if failed {
			fmt.Fprintf(w, "%s added before the work ended\n", count(sum.Added, "revision"))
		} else {
			fmt.Fprintln(w, summaryLine(sum)+r.heldLine())
		}
	}
	if r.err == nil && sum.Refused > 0 {
		return errSaid
	}
	return r.err
}

// heldLine ends the summary with what was kept.
func (r *reporter) heldLine() string {
	if r.held == 0 {
		return ""
	}
	return fmt.Sprintf(", of which %s kept: newsarc log --captures", count(r.held, "capture"))
}

// summaryLine says what an add did.
func summaryLine(sum archive.Summary) string {
	s := "nothing new"
	if sum.Added > 0 {
		s = count(sum.Added, "revision") + " added"
		if sum.Stories > 0 {
			s += ", " + count(sum.Stories, "new story")
		}
	}
	return fmt.Sprintf("%s; %d unchanged, %d refused", s, sum.Unchanged, sum.Refused)
}
