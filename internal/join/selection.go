package join

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
	"unicode"

	"go.yaml.in/yaml/v3"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/internal/when"
	"github.com/newsarc/newsarc/news"
	"github.com/newsarc/newsarc/timeline"
)

// Selection says what a timeline is made of. A topic keeps one: its fields are
// those of the topic's file.
type Selection struct {
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

// ParseTopic reads the selection of a topic.
func ParseTopic(t archive.Topic) (Selection, error) {
	var s Selection
	dec := yaml.NewDecoder(bytes.NewReader(t.Text))
	dec.KnownFields(true)
	if err := dec.Decode(&s); err != nil {
		return s, fmt.Errorf("topic %s: %w", t.Name, err)
	}
	return s, nil
}

// Options returns what the selection asks of a timeline. Words such as
// "yesterday" are read by now and in its zone. Its error begins with the name of
// the bound that makes no sense, as the flag has it: "event-from: ".
func (s *Selection) Options(now time.Time) (timeline.Options, error) {
	o := timeline.Options{
		Query: queryWords(s.Query), MaxDates: s.MaxDates, PerDate: s.PerDate, MinSources: s.MinSources,
	}
	for _, p := range []struct {
		name, from, to string
		begin, end     *time.Time
	}{
		{"event", s.EventFrom, s.EventTo, &o.EventFrom, &o.EventTo},
		{"published", s.PublishedFrom, s.PublishedTo, &o.PublishedFrom, &o.PublishedTo},
		{"observed", s.ObservedFrom, s.ObservedTo, &o.ObservedFrom, &o.ObservedTo},
	} {
		var err error
		if *p.begin, _, err = when.Period(p.from, "", now); err != nil {
			return o, fmt.Errorf("%s-from: %w", p.name, err)
		}
		if _, *p.end, err = when.Period("", p.to, now); err != nil {
			return o, fmt.Errorf("%s-to: %w", p.name, err)
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

// Revisions returns the revisions that the selection asks for, without their
// texts: those of the stories named and those that answer the query; if neither
// is given, all of the source and section. With a limit above 0 the error is a
// *LimitError where there are more.
func (s *Selection) Revisions(ctx context.Context, a *archive.Archive, limit int, skip Skip) ([]*news.Revision, error) {
	if s.Query == "" && len(s.Stories) == 0 {
		revs, err := Collect(ctx, a, archive.Filter{Source: s.Source, Reverse: true}, limit, skip)
		if err != nil {
			return nil, err
		}
		return s.ofSection(ctx, a, revs, skip)
	}
	named, err := s.StoriesNamed(ctx, a)
	if err != nil {
		return nil, err
	}
	found, err := s.StoriesFound(ctx, a, limit)
	if err != nil {
		return nil, err
	}
	var out []*news.Revision
	for i, id := range slices.Concat(named, found) {
		if i >= len(named) && slices.Contains(named, id) {
			continue
		}
		revs, err := Collect(ctx, a, archive.Filter{Story: id, Reverse: true}, limit, skip)
		if err != nil {
			return nil, err
		}
		if i >= len(named) {
			if revs, err = s.ofSection(ctx, a, revs, skip); err != nil {
				return nil, err
			}
		}
		if out = append(out, revs...); limit > 0 && len(out) > limit {
			return nil, &LimitError{limit}
		}
	}
	return out, nil
}

// StoriesNamed returns the ids of the stories that the selection names.
func (s *Selection) StoriesNamed(ctx context.Context, a *archive.Archive) ([]string, error) {
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

// StoriesFound returns the ids of the stories of which any revision answers the
// query, of the best limit of them where that is above 0.
func (s *Selection) StoriesFound(ctx context.Context, a *archive.Archive, limit int) ([]string, error) {
	if s.Query == "" {
		return nil, nil
	}
	if limit <= 0 {
		limit = math.MaxInt32
	}
	narrow := archive.Filter{Source: s.Source, Limit: limit}
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
func (s *Selection) ofSection(ctx context.Context, a *archive.Archive, revs []*news.Revision, skip Skip) ([]*news.Revision, error) {
	if s.Section == "" {
		return revs, nil
	}
	latest := map[string]*news.Revision{}
	for _, rev := range revs {
		if old := latest[rev.Story]; old == nil || old.Number < rev.Number {
			latest[rev.Story] = rev
		}
	}
	wanted := make([]news.Revision, 0, len(latest))
	for _, rev := range latest {
		wanted = append(wanted, *rev)
	}
	a.Prefetch(ctx, wanted)
	inside := map[string]bool{}
	for id, rev := range latest {
		article, err := a.Article(ctx, *rev)
		if skip.over(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		inside[id] = strings.EqualFold(article.Section, s.Section)
	}
	return slices.DeleteFunc(revs, func(rev *news.Revision) bool { return !inside[rev.Story] }), nil
}
