package cmd

import (
	"context"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/internal/join"
	"github.com/newsarc/newsarc/internal/when"
	"github.com/newsarc/newsarc/news"
	"github.com/newsarc/newsarc/timeline"
)

type timelineOptions struct {
	selection
	topic, asOf           string
	format                string
	asJSON, asHTML, asSVG bool
	all                   bool
	series, explain       string
}

func newTimeline(e *env) *cobra.Command {
	o := &timelineOptions{}
	c := &cobra.Command{
		Use:   "timeline [flags] [STORY]...",
		Short: "Show what is said to have happened when, and who said so",
		Long: `Builds a timeline of the events that texts report, over all their revisions: of the
stories named, of those that answer --query, of a source, a section or a topic, or
of the whole archive. The same event told by several outlets is one event with all
its sources; figures that differ stay side by side.

Three clocks are told apart: --event-from and --event-to speak of when things
happened, --published-from and --published-to of what publishers claim,
--observed-from and --observed-to of when newsarc first saw a text say so. With
--as-of, only what had been seen by then counts. In what is printed, a day that heads
events is when they happened; "first seen", and the time before a figure of --series,
is when newsarc saw a text say so.`,
		Example: `newsarc timeline quake
newsarc timeline --query 'syria OR syrian' --max-dates 20 --per-date 2
newsarc timeline --as-of 2016-09-06T12:00:00Z --json quake
newsarc timeline --series killed quake
newsarc timeline --series killed --format csv quake >killed.csv
newsarc timeline --format timelinejs quake >quake.json
newsarc timeline --html --topic syria >syria.html`,
		Args:        cobra.ArbitraryArgs,
		Annotations: exitSkipped,
		RunE:        func(c *cobra.Command, args []string) error { return runTimeline(c, e, o, args) },

		ValidArgsFunction: e.completeNames,
	}
	o.declare(c)
	f := c.Flags()
	f.StringVar(&o.topic, "topic", "", "what the topic `NAME` selects; other flags go before it")
	f.StringVar(&o.asOf, "as-of", "", "only what had been seen at `TIME`")
	f.StringVar(&o.format, "format", "text", "`FORMAT`: "+strings.Join(timelineFormats(), ", "))
	f.BoolVar(&o.asHTML, "html", false, "print one self-contained page, as --format html")
	f.BoolVar(&o.asSVG, "svg", false, "print a picture, as --format svg")
	f.BoolVar(&o.all, "all", false, "all days and all events, whatever the configuration says")
	f.StringVar(&o.series, "series", "", "how one figure moved: `ROLE` such as killed, wounded, or a unit such as USD")
	f.StringVar(&o.explain, "explain", "", "where the event with this `ID` comes from, and why it has its time")
	jsonFlag(c, &o.asJSON)
	exclusive(c, "format", "json", "html", "svg")
	exclusive(c, "series", "explain")
	complete(c, "format", timelineFormats())
	if err := c.RegisterFlagCompletionFunc("topic", e.completeTopics); err != nil {
		panic(err)
	}
	c.AddCommand(newTimelineDiff(e))
	return c
}

func runTimeline(c *cobra.Command, e *env, o *timelineOptions, args []string) error {
	ctx := c.Context()
	o.Stories = args
	if err := o.check(); err != nil {
		return err
	}
	return e.withRest(ctx, func(a *archive.Archive, skip func(error)) error {
		s, err := o.selected(ctx, a, c)
		if err != nil {
			return err
		}
		options, err := o.options(e, &s)
		if err != nil {
			return err
		}
		tl, err := buildTimeline(ctx, e, a, &s, options, skip)
		if err != nil {
			return err
		}
		if len(tl.Events) == 0 {
			e.sayEmpty(ctx, a)
		}
		if err := e.page(); err != nil {
			return err
		}
		switch {
		case o.series != "":
			return printSeries(e, o, tl)
		case o.explain != "":
			return printExplanation(ctx, e, o, a, tl)
		}
		return printTimeline(e, o, tl)
	})
}

// check completes the format and refuses what makes no sense.
func (o *timelineOptions) check() error {
	switch {
	case o.asJSON:
		o.format = "json"
	case o.asHTML:
		o.format = "html"
	case o.asSVG:
		o.format = "svg"
	}
	if err := checkWord("timeline", "format", o.format, timelineFormats()); err != nil {
		return err
	}
	forms := []string{"text", "json"}
	switch {
	case o.explain != "" && !slices.Contains(forms, o.format):
		return usage("timeline", "--explain prints text or JSON, not %s", o.format)
	case o.series != "" && !slices.Contains(append(forms, "csv"), o.format):
		return usage("timeline", "--series prints text, JSON or CSV, not %s", o.format)
	}
	return nil
}

// selected returns the selection of the flags, over that of the topic.
func (o *timelineOptions) selected(ctx context.Context, a *archive.Archive, c *cobra.Command) (selection, error) {
	if o.topic == "" {
		return o.selection, nil
	}
	t, err := a.Topic(ctx, o.topic)
	if err != nil {
		return selection{}, err
	}
	kept, err := join.ParseTopic(t)
	if err != nil {
		return selection{}, err
	}
	return selection{o.overlay(c, kept)}, nil
}

// options returns how the timeline is built.
func (o *timelineOptions) options(e *env, s *selection) (timeline.Options, error) {
	if s.MaxDates == 0 {
		s.MaxDates = e.config.Timeline.MaxDates
	}
	if s.PerDate == 0 {
		s.PerDate = e.config.Timeline.PerDate
	}
	if o.all || o.series != "" || o.explain != "" {
		s.MaxDates, s.PerDate, s.MinSources = 0, 0, 0 // nothing that is asked for may be cut
	}
	out, err := s.options(e)
	if err == nil && o.asOf != "" {
		out.AsOf, err = e.asOf(o.asOf)
	}
	return out, err
}

// asOf reads an instant; a day, month or year stands for its last second.
func (e *env) asOf(s string) (time.Time, error) {
	now, err := e.now()
	if err != nil {
		return time.Time{}, err
	}
	at, err := when.AsOf(s, now.In(time.Local))
	if err != nil {
		return at, usage("timeline", "--as-of: %v", err)
	}
	return at, nil
}

// buildTimeline reads what a selection asks for and builds its timeline.
func buildTimeline(ctx context.Context, e *env, a *archive.Archive, s *selection, o timeline.Options, skip func(error)) (*timeline.Timeline, error) {
	// What is read is kept until the end of a short life: collecting garbage on
	// the way takes a fifth of the time and finds next to none.
	defer debug.SetGCPercent(debug.SetGCPercent(400))
	revs, err := s.Revisions(ctx, a, 0, skip)
	if err != nil {
		return nil, err
	}
	return buildOf(ctx, e, a, revs, o, skip)
}

// buildOf builds the timeline of revisions, but for texts that it has to skip.
func buildOf(ctx context.Context, e *env, a *archive.Archive, revs []*news.Revision, o timeline.Options, skip func(error)) (*timeline.Timeline, error) {
	progress := e.progressLine("reading events of")
	defer progress.Clear()
	return join.Build(ctx, a, revs, o, join.BuildOptions{
		Progress: func(done, total int) { progress.Advance(int64(done), float64(done)/float64(total)) },
		Bad: func(rev *news.Revision, err error) {
			progress.Clear()
			skip(concerning(rev, err))
		},
	})
}
