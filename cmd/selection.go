package cmd

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/spf13/cobra"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/news"
	"github.com/newsarc/newsarc/timeline"
)

// selection says what a timeline is made of. A topic keeps one: its fields are
// those of the topic's file.
type selection struct {
	Query   string   `json:"query,omitempty" yaml:"query,omitempty"`
	Stories []string `json:"stories,omitempty" yaml:"stories,omitempty"`
	Source  string   `json:"source,omitempty" yaml:"source,omitempty"`
	Section string   `json:"section,omitempty" yaml:"section,omitempty"`

	EventFrom     string `json:"event_from,omitempty" yaml:"event_from,omitempty"`
	EventTo       string `json:"event_to,omitempty" yaml:"event_to,omitempty"`
	PublishedFrom string `json:"published_from,omitempty" yaml:"published_from,omitempty"`
	PublishedTo   string `json:"published_to,omitempty" yaml:"published_to,omitempty"`
	ObservedFrom  string `json:"observed_from,omitempty" yaml:"observed_from,omitempty"`
	ObservedTo    string `json:"observed_to,omitempty" yaml:"observed_to,omitempty"`

	MaxDates   int `json:"max_dates,omitempty" yaml:"max_dates,omitempty"`
	PerDate    int `json:"per_date,omitempty" yaml:"per_date,omitempty"`
	MinSources int `json:"min_sources,omitempty" yaml:"min_sources,omitempty"`
}

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
func (s *selection) overlay(c *cobra.Command, kept selection) selection {
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
	o := timeline.Options{
		Query: queryWords(s.Query), MaxDates: s.MaxDates, PerDate: s.PerDate, MinSources: s.MinSources,
	}
	for _, p := range []struct {
		from, to   string
		begin, end *time.Time
	}{
		{s.EventFrom, s.EventTo, &o.EventFrom, &o.EventTo},
		{s.PublishedFrom, s.PublishedTo, &o.PublishedFrom, &o.PublishedTo},
		{s.ObservedFrom, s.ObservedTo, &o.ObservedFrom, &o.ObservedTo},
	} {
		var err error
		if *p.begin, *p.end, err = e.period(p.from, p.to); err != nil {
			return o, usage("timeline", "%v", err)
		}
	}
	return o, nil
}

// queryWords returns the words of a full-text query that a text should hold.
func queryWords(query string) []string {
	var words []string
	for field := range strings.FieldsSeq(query) {
		if field == "OR" || strings.HasPrefix(field, "-") {
			continue
		}
		words = append(words, strings.FieldsFunc(strings.ToLower(field), func(r rune) bool {
			return !unicode.IsLetter(r) && !unicode.IsDigit(r)
		})...)
	}
	return words
}

// revisions returns the revisions that the selection asks for, without their
// texts: those of the stories named and those that answer the query; if neither
// is given, all of the source and section.
func (s *selection) revisions(ctx context.Context, a *archive.Archive) ([]*news.Revision, error) {
	if s.Query == "" && len(s.Stories) == 0 {
		revs, err := collect(ctx, a, archive.Filter{Source: s.Source, Reverse: true})
		if err != nil {
			return nil, err
		}
		return s.ofSection(ctx, a, revs)
	}
	named, err := s.storiesNamed(ctx, a)
	if err != nil {
		return nil, err
	}
	found, err := s.storiesFound(ctx, a)
	if err != nil {
		return nil, err
	}
	var out []*news.Revision
	for _, id := range named {
		revs, err := collect(ctx, a, archive.Filter{Story: id, Reverse: true})
		if err != nil {
			return nil, err
		}
		out = append(out, revs...)
	}
	for _, id := range found {
		if slices.Contains(named, id) {
			continue
		}
		revs, err := collect(ctx, a, archive.Filter{Story: id, Reverse: true})
		if err != nil {
			return nil, err
		}
		if revs, err = s.ofSection(ctx, a, revs); err != nil {
			return nil, err
		}
		out = append(out, revs...)
	}
	return out, nil
}

// storiesNamed returns the ids of the stories that the selection names.
func (s *selection) storiesNamed(ctx context.Context, a *archive.Archive) ([]string, error) {
	var ids []string
	for _, name := range s.Stories {
		story, err := a.Story(ctx, name)
		if err != nil {
			return nil, err
		}
		ids = append(ids, story.ID)
	}
	slices.Sort(ids)
	return slices.Compact(ids), nil
}

// storiesFound returns the ids of the stories of which any revision answers the
// query.
func (s *selection) storiesFound(ctx context.Context, a *archive.Archive) ([]string, error) {
	if s.Query == "" {
		return nil, nil
	}
	narrow := archive.Filter{Source: s.Source, Limit: math.MaxInt32}
	hits, err := a.Search(ctx, s.Query, archive.SearchOptions{Filter: narrow, AllRevisions: true})
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, hit := range hits {
		ids = append(ids, hit.Revision.Story)
	}
	slices.Sort(ids)
	return slices.Compact(ids), nil
}

// ofSection keeps the revisions of stories whose latest text stands in the
// section asked for.
func (s *selection) ofSection(ctx context.Context, a *archive.Archive, revs []*news.Revision) ([]*news.Revision, error) {
	if s.Section == "" {
		return revs, nil
	}
	latest := map[string]*news.Revision{}
	for _, rev := range revs {
		if old := latest[rev.Story]; old == nil || cmp.Compare(old.Number, rev.Number) < 0 {
			latest[rev.Story] = rev
		}
	}
	inside := map[string]bool{}
	for id, rev := range latest {
		article, err := a.Article(ctx, *rev)
		if err != nil {
			return nil, err
		}
		inside[id] = strings.EqualFold(article.Section, s.Section)
	}
	return slices.DeleteFunc(revs, func(rev *news.Revision) bool { return !inside[rev.Story] }), nil
}

// collect returns the revisions that a filter lets through.
func collect(ctx context.Context, a *archive.Archive, f archive.Filter) ([]*news.Revision, error) {
	var out []*news.Revision
	for rev, err := range a.Log(ctx, f) {
		if err != nil {
			return nil, err
		}
		out = append(out, &rev)
	}
	return out, nil
}
