package cmd

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/internal/join"
	"github.com/newsarc/newsarc/internal/render"
	"github.com/newsarc/newsarc/news"
)

type showOptions struct {
	raw     bool
	capture bool
	asJSON  bool
}

func newShow(e *env) *cobra.Command {
	o := &showOptions{}
	c := &cobra.Command{
		Use:   "show [--raw | --capture | --json] [REVISION]...",
		Short: "Show the text of a revision",
		Long: `Shows a revision: what is known of it, and its text; without a name, the latest
revision of the archive. With --raw, the stored form byte for byte; with --capture,
the bytes that were received.

A revision is named by its commit id or the beginning of it, or by its story:

  STORY               the latest revision, also STORY@latest
  STORY@3             the third, by the time at which newsarc saw it
  STORY~1             the one before the latest
  STORY@first         the first
  STORY@{2016-09-06}  the latest that newsarc had seen by the end of that day; also
                      2016-09, "6 Sep 2016 14:00", yesterday, "2 weeks ago", Tuesday
  STORY@{published}   the latest that it had seen at the time of publication that the
                      publisher claims, else the first

The id of a capture (newsarc log --captures) shows that.`,
		Example: `newsarc show quake
newsarc show quake@1
newsarc show --capture quake >quake.html
newsarc show --json quake | jq .article.headline`,
		RunE:              func(c *cobra.Command, args []string) error { return runShow(c.Context(), e, o, args) },
		ValidArgsFunction: e.completeNames,
	}
	f := c.Flags()
	f.BoolVar(&o.raw, "raw", false, "the stored form, byte for byte")
	f.BoolVar(&o.capture, "capture", false, "the bytes that were received")
	jsonFlag(c, &o.asJSON)
	exclusive(c, "raw", "capture", "json")
	return c
}

func runShow(ctx context.Context, e *env, o *showOptions, args []string) error {
	return e.with(ctx, func(a *archive.Archive) error {
		if !o.capture {
			if err := e.page(); err != nil {
				return err
			}
		}
		if len(args) == 0 {
			rev, err := latest(ctx, a)
			if err != nil {
				return err
			}
			return show(ctx, e, o, a, rev)
		}
		for i, name := range args {
			rev, err := a.Resolve(ctx, name)
			if errors.Is(err, archive.ErrNotFound) {
				if shown, keptErr := showKept(ctx, e, o, a, name); shown {
					if keptErr != nil {
						return keptErr
					}
					continue
				}
			}
			if err != nil {
				return err
			}
			if i > 0 && !o.raw && !o.capture && !o.asJSON {
				fmt.Fprintln(e.stdout)
			}
			if err := show(ctx, e, o, a, rev); err != nil {
				return err
			}
		}
		return nil
	})
}

// show prints one revision.
func show(ctx context.Context, e *env, o *showOptions, a *archive.Archive, rev news.Revision) error {
	switch {
	case o.raw:
		text, err := a.Text(ctx, rev)
		if err != nil {
			return err
		}
		_, err = e.stdout.Write(text)
		return err
	case o.capture:
		data, _, err := a.Capture(ctx, rev)
		if errors.Is(err, archive.ErrNoCapture) {
			return hint(err, "newsarc show --raw "+render.Name(&rev))
		}
		if err != nil {
			return err
		}
		_, err = e.stdout.Write(data)
		return err
	}
	article, err := a.Article(ctx, rev)
	if err != nil {
		return err
	}
	if o.asJSON {
		rev.Article = article
		return render.JSON(e.stdout, join.NewShow(&rev))
	}
	p := render.Revisions{Terminal: e.term, Location: time.Local}
	if err := p.Entry(e.stdout, &rev); err != nil {
		return err
	}
	fmt.Fprintln(e.stdout)
	if err := p.Article(e.stdout, article); err != nil {
		return err
	}
	return keptSince(ctx, e, a, &rev)
}

// latest returns the revision of the archive that was seen last.
func latest(ctx context.Context, a *archive.Archive) (news.Revision, error) {
	for rev, err := range a.Log(ctx, archive.Filter{Limit: 1}) {
		return rev, err
	}
	return news.Revision{}, hint(errors.New("the archive is empty"), addHint)
}
