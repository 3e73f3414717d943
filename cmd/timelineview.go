package cmd

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/diff"
	"github.com/newsarc/newsarc/internal/render"
	"github.com/newsarc/newsarc/internal/when"
	"github.com/newsarc/newsarc/timeline"
)

// view is what a printed timeline needs beside itself.
type view struct {
	title string
	made  time.Time
	text  render.Timelines
}

// timelineViews lists the forms in which a timeline is printed.
var timelineViews = []struct {
	format string
	print  func(io.Writer, *timeline.Timeline, *view) error
}{
	{"text", func(w io.Writer, tl *timeline.Timeline, v *view) error { return v.text.Text(w, tl) }},
	{"json", func(w io.Writer, tl *timeline.Timeline, _ *view) error { return render.JSON(w, tl) }},
	{"timelinejs", func(w io.Writer, tl *timeline.Timeline, v *view) error { return render.TimelineJS(w, tl, v.title) }},
	{"jsonld", func(w io.Writer, tl *timeline.Timeline, v *view) error { return render.TimelineJSONLD(w, tl, v.title) }},
	{"ical", func(w io.Writer, tl *timeline.Timeline, v *view) error {
		return render.TimelineICal(w, tl, v.title, v.made)
	}},
	{"csv", func(w io.Writer, tl *timeline.Timeline, _ *view) error { return render.TimelineCSV(w, tl) }},
	{"markdown", func(w io.Writer, tl *timeline.Timeline, v *view) error {
		return render.TimelineMarkdown(w, tl, v.title)
	}},
	{"html", func(w io.Writer, tl *timeline.Timeline, v *view) error { return render.TimelineHTML(w, tl, v.title) }},
	{"svg", func(w io.Writer, tl *timeline.Timeline, v *view) error { return render.TimelineSVG(w, tl, v.title) }},
}

// timelineFormats lists the names of the forms.
func timelineFormats() []string {
	names := make([]string, len(timelineViews))
	for i, v := range timelineViews {
		names[i] = v.format
	}
	return names
}

// printTimeline prints a timeline in one of its forms.
func printTimeline(e *env, o *timelineOptions, tl *timeline.Timeline) error {
	now, err := e.now()
	if err != nil {
		return err
	}
	v := &view{title: o.title(tl), made: now, text: e.timelineText()}
	for _, form := range timelineViews {
		if form.format == o.format {
			return form.print(e.stdout, tl, v)
		}
	}
	return fmt.Errorf("no format %q", o.format)
}

// timelineText returns how timelines are printed as text.
func (e *env) timelineText() render.Timelines {
	return render.Timelines{Terminal: e.term, Location: time.Local}
}

// title returns the name of a timeline: of its topic, of its only story, or
// what was asked for.
func (o *timelineOptions) title(tl *timeline.Timeline) string {
	switch {
	case o.topic != "":
		return o.topic
	case len(tl.Stories) == 1:
		return tl.Stories[0].Headline
	case o.Query != "":
		return o.Query
	case o.Source != "":
		return o.Source
	}
	return "What is reported"
}

// printSeries prints how a figure moved.
func printSeries(e *env, o *timelineOptions, tl *timeline.Timeline) error {
	points := timeline.Series(tl, o.series)
	if len(points) == 0 {
		sayRoles(e, tl)
	}
	switch {
	case o.format == "csv":
		return render.SeriesCSV(e.stdout, points)
	case o.format != "json":
		return e.timelineText().Series(e.stdout, points)
	case points == nil:
		points = []timeline.Point{}
	}
	return render.JSON(e.stdout, struct {
		schema
		Role   string           `json:"role"`
		Points []timeline.Point `json:"points"`
	}{schemaOf("series"), o.series, points})
}

// sayRoles says, where nobody counts what was asked for, what is counted.
func sayRoles(e *env, tl *timeline.Timeline) {
	roles := timeline.Roles(tl)
	if len(roles) == 0 {
		return
	}
	fmt.Fprintf(e.stderr, "hint: figures are told of %s\n", render.Safe(strings.Join(roles[:min(12, len(roles))], ", ")))
}

// explanationJSON is what timeline --explain --json prints.
type explanationJSON struct {
	schema
	*timeline.Explanation
	Changes []*render.DiffDocument `json:"changes"` // that brought the mentions, where a revision before lacked them
}

// printExplanation prints where an event comes from, and the changes that
// brought it.
func printExplanation(ctx context.Context, e *env, o *timelineOptions, a *archive.Archive, tl *timeline.Timeline) error {
	x, ok := timeline.Explain(tl, o.explain)
	if !ok {
		return noEvent(e, o, tl)
	}
	out := explanationJSON{schema: schemaOf("explanation"), Explanation: x, Changes: []*render.DiffDocument{}}
	if o.format != "json" {
		if err := e.timelineText().Explanation(e.stdout, x); err != nil {
			return err
		}
	}
	for i := range x.Steps {
		c, err := broughtBy(ctx, a, &x.Steps[i])
		if err != nil {
			return err
		}
		switch {
		case c == nil:
		case o.format == "json":
			out.Changes = append(out.Changes, render.NewDiffDocument(c.Result, c.options(e, 0)))
		default:
			fmt.Fprintln(e.stdout)
			if err := render.DiffText(e.stdout, only(c.Result, x.Steps[i].Mention.Sentence), c.options(e, 0)); err != nil {
				return err
			}
		}
	}
	if o.format == "json" {
		return render.JSON(e.stdout, out)
	}
	return nil
}

// noEvent says that no event has the id that was asked for, and which ones there
// are: those of the day, if it is one, else where to look.
func noEvent(e *env, o *timelineOptions, tl *timeline.Timeline) error {
	err := fmt.Errorf("no event has the id %q", o.explain)
	now, nowErr := e.now()
	if nowErr != nil {
		return nowErr
	}
	var hints []string
	if begin, end, whenErr := when.Period(o.explain, o.explain, now.In(time.Local)); whenErr == nil {
		for i := range tl.Events {
			if ev := &tl.Events[i]; ev.Time.Begin.Before(end) && begin.Before(ev.Time.End) && len(hints) < maxCandidates {
				hints = append(hints, ev.ID+"  "+ev.Time.Key()+"  "+render.Truncate(ev.Label, maxHeadline))
			}
		}
	}
	if len(hints) == 0 {
		hints = []string{strings.TrimSpace("newsarc timeline --all "+strings.Join(o.Stories, " ")) + ", which shows the id below each event"}
	}
	return hint(err, hints...)
}

// broughtBy returns the change with which a mention came; nil where its story
// began with it.
func broughtBy(ctx context.Context, a *archive.Archive, s *timeline.Step) (*comparison, error) {
	b := s.Brought
	if b.From == 0 {
		return nil, nil
	}
	from, err := readNamed(ctx, a, fmt.Sprintf("%s@%d", b.Story, b.From))
	if err != nil {
		return nil, err
	}
	to, err := readNamed(ctx, a, fmt.Sprintf("%s@%d", b.Story, b.To))
	if err != nil {
		return nil, err
	}
	c := compare(from, to)
	return &c, nil
}

// only returns of a comparison what became of one sentence of the new text.
func only(r *diff.Result, sentence string) *diff.Result {
	out := *r
	out.Fields, out.Moves, out.Pairs = nil, nil, nil
	for _, p := range r.Pairs {
		if slices.ContainsFunc(p.New, func(i int) bool { return r.NewSentences[i].Text == sentence }) {
			p.Move = 0
			out.Pairs = append(out.Pairs, p)
		}
	}
	return &out
}
