package cmd

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/internal/render"
	"github.com/newsarc/newsarc/news"
	"github.com/newsarc/newsarc/timeline"
)

type timelineDiffOptions struct {
	selection
	stories  []string
	asJSON   bool
	exitCode bool
}

func newTimelineDiff(e *env) *cobra.Command {
	o := &timelineDiffOptions{}
	c := &cobra.Command{
		Use:   "diff [flags] A B | A..B",
		Short: "Show which events and claims came, went and changed",
		Long: `Compares two timelines: of what two revisions tell, or of what was on record at two
times. Listed are events that appeared, that vanished, that moved in time, and
claims that changed. Times compare the whole archive, or what --story, --query,
--source and --section select.`,
		Example: `newsarc timeline diff quake@1 quake@3
newsarc timeline diff quake@1..
newsarc timeline diff --story quake 2016-09-06T12:00:00Z 2016-09-07`,
		Args: rangeArgs(1, 2, "two revisions or two times"),
		RunE: func(c *cobra.Command, args []string) error { return runTimelineDiff(c.Context(), e, o, args) },

		Annotations:       map[string]string{exitOne: "the timelines differ, and --exit-code was given; or a revision is damaged or missing"},
		ValidArgsFunction: e.completeNames,
	}
	f := c.Flags()
	f.StringArrayVar(&o.stories, "story", nil, "with times: what `STORY` tells; may be repeated")
	f.StringVar(&o.Query, "query", "", "with times: what stories tell that answer `QUERY`")
	f.StringVar(&o.Source, "source", "", "with times: what this publisher (`HOST` or name) tells")
	f.StringVar(&o.Section, "section", "", "with times: what stories of this `SECTION` tell")
	f.BoolVar(&o.exitCode, "exit-code", false, "end with status 1 if the timelines differ")
	jsonFlag(c, &o.asJSON)
	if err := c.RegisterFlagCompletionFunc("story", e.completeNames); err != nil {
		panic(err)
	}
	return c
}

func runTimelineDiff(ctx context.Context, e *env, o *timelineDiffOptions, args []string) error {
	o.Stories = o.stories
	return e.withRest(ctx, func(a *archive.Archive, skip func(error)) error {
		before, after, err := o.timelines(ctx, e, a, args, skip)
		if err != nil {
			return err
		}
		changes := timeline.Diff(before, after)
		if err := e.page(); err != nil {
			return err
		}
		if o.asJSON {
			err = render.JSON(e.stdout, struct {
				schema
				*timeline.Changes
			}{schemaOf("timeline-diff"), changes})
		} else {
			err = e.timelineText().Changes(e.stdout, changes)
		}
		if err == nil && o.exitCode && len(changes.Appeared)+len(changes.Vanished)+len(changes.Moved)+len(changes.Claims) > 0 {
			return errNo
		}
		return err
	})
}

// timelines builds the two timelines that the arguments name.
func (o *timelineDiffOptions) timelines(ctx context.Context, e *env, a *archive.Archive, args []string, skip func(error)) (before, after *timeline.Timeline, err error) {
	if len(args) == 2 {
		from, fromErr := e.asOf(args[0])
		to, toErr := e.asOf(args[1])
		if fromErr == nil && toErr == nil {
			if before, err = buildTimeline(ctx, e, a, &o.selection, timeline.Options{AsOf: from}, skip); err != nil {
				return nil, nil, err
			}
			after, err = buildTimeline(ctx, e, a, &o.selection, timeline.Options{AsOf: to}, skip)
			return before, after, err
		}
	} else if !strings.Contains(args[0], "..") {
		return nil, nil, usage("timeline diff", "%q is neither two revisions nor a range A..B", args[0])
	}
	from, to, err := ends(ctx, a, args)
	if err != nil {
		return nil, nil, err
	}
	if before, err = ofRevision(ctx, e, a, *from, skip); err != nil {
		return nil, nil, err
	}
	after, err = ofRevision(ctx, e, a, to, skip)
	return before, after, err
}

// ofRevision builds the timeline of what one revision tells.
func ofRevision(ctx context.Context, e *env, a *archive.Archive, rev news.Revision, skip func(error)) (*timeline.Timeline, error) {
	tl, err := buildOf(ctx, e, a, []*news.Revision{&rev}, timeline.Options{}, skip)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", render.Name(&rev), err)
	}
	return tl, nil
}
