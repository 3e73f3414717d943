package cmd

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/internal/join"
	"github.com/newsarc/newsarc/internal/render"
)

type storiesOptions struct {
	filter
	signals
	silent bool
	asJSON bool
}

func newStories(e *env) *cobra.Command {
	o := &storiesOptions{}
	c := &cobra.Command{
		Use:   "stories [flags] [TEXT]",
		Short: "List stories, the latest changed first",
		Long: `Lists the stories of the archive, or those with TEXT in their headline, the one
with the latest revision first. Each has the day of its latest capture and the number
of its revisions.

With --silent, only stories with a silent change: a revision that changed facts
with neither a new correction notice nor a new modified time, or that carries a
new modified time and the same text. With --signal, only stories that changed
something of a kind: a quote, a number, the headline; both together: silently so.
Each such revision is named below its story.`,
		Example: `newsarc stories
newsarc stories --source apnews.com --since "7 days ago"
newsarc stories --silent
newsarc stories --signal quote --since 2016-09
newsarc stories --json quake`,
		Args:        rangeArgs(0, 1, "one text"),
		Annotations: exitSkipped,
		RunE:        func(c *cobra.Command, args []string) error { return runStories(c.Context(), e, o, args) },
	}
	o.filter.declare(c)
	o.signals.declare(c)
	c.Flags().BoolVar(&o.silent, "silent", false, "only stories with a silent change, and which")
	earlierName(c, "silent", "changed")
	jsonFlag(c, &o.asJSON)
	return c
}

func runStories(ctx context.Context, e *env, o *storiesOptions, args []string) error {
	f, err := o.filter.filter(e, "stories")
	if err == nil {
		err = o.signals.check("stories")
	}
	if err != nil {
		return err
	}
	if len(args) > 0 {
		f.Match = args[0]
	}
	limit := f.Limit
	if o.silent || o.signals.asked() {
		f.Limit = 0 // counted after those without such a change are left out
	}
	return e.withRest(ctx, func(a *archive.Archive, skip func(error)) error {
		if err := e.page(); err != nil {
			return err
		}
		shown := 0
		for story, err := range a.Stories(ctx, f) {
			if err != nil {
				return err
			}
			if limit > 0 && shown == limit {
				break
			}
			line := join.Story{Schema: schemaOf("story"), Story: story}
			if o.silent || o.signals.asked() {
				if err := o.find(ctx, a, &line, skip); err != nil {
					return err
				}
				if len(line.Silent)+len(line.Changes) == 0 {
					continue
				}
			}
			shown++
			if err := printStory(e, o, line); err != nil {
				return err
			}
		}
		if shown == 0 {
			e.sayEmpty(ctx, a)
		}
		return nil
	})
}

// find fills in the changes of a story that are asked for, but for those that it
// has to skip.
func (o *storiesOptions) find(ctx context.Context, a *archive.Archive, line *join.Story, skip func(error)) error {
	for rev, err := range a.Log(ctx, archive.Filter{Story: line.Story.ID, Reverse: true}) {
		if err != nil {
			return err
		}
		d, err := join.DigestOf(ctx, a, &rev)
		if unreadable(err) {
			skip(concerning(&rev, err))
			continue
		}
		if err != nil {
			return err
		}
		why := d.WhySilent(&rev)
		switch {
		case o.signals.asked() && !o.signals.in(d), o.silent && why == "":
		case o.silent:
			line.Silent = append(line.Silent, join.Silent{
				Revision: rev.Number, Commit: rev.Commit, Captured: rev.Captured, Why: why, Summary: rev.Summary,
			})
		default:
			line.Changes = append(line.Changes, join.StoryChange{
				Revision: rev.Number, Commit: rev.Commit, Captured: rev.Captured, Kinds: d.Kinds, Summary: rev.Summary,
			})
		}
	}
	return nil
}

func printStory(e *env, o *storiesOptions, line join.Story) error {
	if o.asJSON {
		return render.JSONLine(e.stdout, line)
	}
	p := render.Revisions{Terminal: e.term, Location: time.Local}
	s := line.Story
	if err := p.Story(e.stdout, s.ID, s.Headline, s.Revisions, s.Last); err != nil {
		return err
	}
	for _, silent := range line.Silent {
		if err := p.Silent(e.stdout, silent.Revision, silent.Captured, silent.Why == join.WhyModified, silent.Summary); err != nil {
			return err
		}
	}
	for _, c := range line.Changes {
		if err := p.Silent(e.stdout, c.Revision, c.Captured, false, c.Summary); err != nil {
			return err
		}
	}
	return nil
}
