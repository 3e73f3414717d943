package cmd

import (
	"context"
	"fmt"
	"time"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/internal/render"
	"github.com/newsarc/newsarc/news"
)

// runCaptures lists the captures that became no revisions.
func runCaptures(ctx context.Context, e *env, o *logOptions, args []string) error {
	if len(args) > 1 {
		return usage("log", "--captures takes one story, got %q too", args[1])
	}
	f, err := o.filter.filter(e, "log")
	if err != nil {
		return err
	}
	if len(args) == 1 {
		f.Story = args[0]
	}
	return e.with(ctx, func(a *archive.Archive) error {
		if err := e.page(); err != nil {
			return err
		}
		p := render.Revisions{Terminal: e.term, Location: time.Local}
		for k, err := range a.Kept(ctx, f) {
			if err != nil {
				return err
			}
			if o.asJSON {
				err = render.JSONLine(e.stdout, newKeptJSON(&k))
			} else {
				err = p.Kept(e.stdout, keptView(&k))
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// keptJSON is a line of log --captures --json.
type keptJSON struct {
	schema
	*archive.Kept
}

func newKeptJSON(k *archive.Kept) keptJSON { return keptJSON{schemaOf("capture"), k} }

func keptView(k *archive.Kept) render.Kept {
	return render.Kept{Commit: k.Commit, Story: k.Story, URL: k.URL, Captured: k.Captured, Reason: k.Reason}
}

// showKept shows a capture that became no revision, named by its commit; false
// where the name is none of one.
func showKept(ctx context.Context, e *env, o *showOptions, a *archive.Archive, name string) (bool, error) {
	k, err := a.KeptCapture(ctx, name)
	if err != nil {
		return false, err
	}
	switch {
	case o.asJSON:
		return true, render.JSONLine(e.stdout, newKeptJSON(&k))
	case o.raw:
		return true, hint(fmt.Errorf("%.10s is a capture and has no text", k.Commit), "newsarc show --capture "+k.Commit[:10])
	case o.capture:
		_, err = e.stdout.Write(k.Data)
		return true, err
	}
	p := render.Revisions{Terminal: e.term, Location: time.Local}
	if err := p.Kept(e.stdout, keptView(&k)); err != nil {
		return true, err
	}
	fmt.Fprintf(e.stdout, "\nnewsarc show --capture %.10s prints the %s received.\n", k.Commit, count(len(k.Data), "byte"))
	return true, nil
}

// keptSince prints, below a revision, what was captured of its story since that
// does not show the article: it is no change of the text.
func keptSince(ctx context.Context, e *env, a *archive.Archive, rev *news.Revision) error {
	n := 0
	var last archive.Kept
	for k, err := range a.Kept(ctx, archive.Filter{Story: rev.Story, Since: rev.Captured, Limit: 100}) {
		if err != nil {
			return ctx.Err() // the text was shown; what is wrong with the list, log --captures says
		}
		if n == 0 {
			last = k
		}
		n++
	}
	if n == 0 {
		return nil
	}
	s, err := a.Story(ctx, rev.Story)
	if err != nil || s.Commit != rev.Commit {
		return err // of an earlier revision there is a later one, which says more
	}
	p := render.Revisions{Terminal: e.term, Location: time.Local}
	return p.KeptSince(e.stdout, n, keptView(&last))
}
