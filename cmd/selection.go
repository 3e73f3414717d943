package cmd

import (
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/newsarc/newsarc/internal/join"
	"github.com/newsarc/newsarc/timeline"
)

// selection holds the flags that say what a timeline is made of.
type selection struct{ join.Selection }

// declare declares the flags of a selection.
func (s *selection) declare(c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&s.Query, "query", "", "stories that answer `QUERY` (see newsarc search), and what they say of it first")
	f.StringVar(&s.Source, "source", "", "only what this publisher (`HOST` or name) said")
	f.StringVar(&s.Section, "section", "", "only stories of this `SECTION`")
	f.StringVar(&s.EventFrom, "event-from", "", "only events at or after `TIME`")
	f.StringVar(&s.EventTo, "event-to", "", "only events at or before `TIME`")
	f.StringVar(&s.PublishedFrom, "published-from", "", "only stories published at or after `TIME`")
	f.StringVar(&s.PublishedTo, "published-to", "", "only stories published at or before `TIME`")
	f.StringVar(&s.ObservedFrom, "observed-from", "", "only events first seen at or after `TIME`")
	f.StringVar(&s.ObservedTo, "observed-to", "", "only events first seen at or before `TIME`")
	f.IntVar(&s.MaxDates, "max-dates", 0, "at most `N` days, the most important; 0: all")
	f.IntVar(&s.PerDate, "per-date", 0, "at most `N` events a day, the most important; 0: all")
	f.IntVar(&s.MinSources, "min-sources", 0, "only events that `N` publishers tell")
}

// overlay puts what the flags of a command say over a selection that was kept.
func (s *selection) overlay(c *cobra.Command, kept join.Selection) join.Selection {
	out := kept
	for _, f := range []struct {
		flag     string
		to, from *string
	}{
		{"query", &out.Query, &s.Query},
		{"source", &out.Source, &s.Source},
		{"section", &out.Section, &s.Section},
		{"event-from", &out.EventFrom, &s.EventFrom},
		{"event-to", &out.EventTo, &s.EventTo},
		{"published-from", &out.PublishedFrom, &s.PublishedFrom},
		{"published-to", &out.PublishedTo, &s.PublishedTo},
		{"observed-from", &out.ObservedFrom, &s.ObservedFrom},
		{"observed-to", &out.ObservedTo, &s.ObservedTo},
	} {
		if c.Flags().Changed(f.flag) {
			*f.to = *f.from
		}
	}
	for _, f := range []struct {
		flag     string
		to, from *int
	}{
		{"max-dates", &out.MaxDates, &s.MaxDates},
		{"per-date", &out.PerDate, &s.PerDate},
		{"min-sources", &out.MinSources, &s.MinSources},
	} {
		if c.Flags().Changed(f.flag) {
			*f.to = *f.from
		}
	}
	out.Stories = append(slices.Clone(kept.Stories), s.Stories...)
	return out
}

// options returns what the selection asks of a timeline.
func (s *selection) options(e *env) (timeline.Options, error) {
	now, err := e.now()
	if err != nil {
		return timeline.Options{}, err
	}
	o, err := s.Options(now.In(time.Local))
	if err != nil {
		return o, usage("timeline", "--%v", err)
	}
	return o, nil
}
