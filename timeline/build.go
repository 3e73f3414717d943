package timeline

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/newsarc/newsarc/news"
)

// Build joins the events of revisions into one timeline. It reads Article of
// each revision, or, where opts.Extract is given, whatever that reads.
func Build(revs []*news.Revision, opts Options) *Timeline {
	tl := &Timeline{
		Schema: Schema, Version: Version, AsOf: opts.AsOf, Query: opts.Query,
		Stories: []Story{}, Days: []Day{}, Events: []Event{},
	}
	stories := gather(revs, &opts)
	var all []*member
	for i := range stories {
		tl.Stories = append(tl.Stories, stories[i].Story)
		for k := range stories[i].events {
			if ev := &stories[i].events[k]; opts.wantsTime(ev.Time) {
				all = append(all, &member{ev: ev, story: i})
			}
		}
	}
	tl.take(rank(stories, all, opts.Query), &opts)
	return tl
}

// told is a story with what its revisions tell.
type told struct {
	Story
	events []Event
}

// gather reads the revisions that opts lets through, story by story.
func gather(revs []*news.Revision, opts *Options) []told {
	revs = slices.DeleteFunc(slices.Clone(revs), func(r *news.Revision) bool {
		return !opts.AsOf.IsZero() && r.Captured.After(opts.AsOf)
	})
	slices.SortStableFunc(revs, compareRevisions)
	extract := opts.Extract
	if extract == nil {
		extract = Extract
	}
	var out []told
	for len(revs) > 0 {
		n := 1
		for n < len(revs) && revs[n].Story == revs[0].Story {
			n++
		}
		if opts.wantsStory(revs[n-1]) {
			out = append(out, read(revs[:n], extract))
		}
		revs = revs[n:]
	}
	return out
}

func compareRevisions(a, b *news.Revision) int {
	return cmp.Or(strings.Compare(a.Story, b.Story), a.Captured.Compare(b.Captured), cmp.Compare(a.Number, b.Number),
		strings.Compare(a.Commit, b.Commit))
}

// wantsStory reports whether a story lies in the published period; one that
// claims no date counts by when it was captured.
func (o *Options) wantsStory(latest *news.Revision) bool {
	t := latest.Published.Time
	if t.IsZero() && latest.Article != nil {
		t = latest.Article.Published.Time
	}
	if t.IsZero() {
		t = latest.Captured
	}
	return inPeriod(t, o.PublishedFrom, o.PublishedTo)
}

func inPeriod(t, from, to time.Time) bool {
	return (from.IsZero() || !t.Before(from)) && (to.IsZero() || t.Before(to))
}

// wantsTime reports whether an event may lie in the event period.
func (o *Options) wantsTime(t Time) bool {
	return (o.EventFrom.IsZero() || t.End.After(o.EventFrom)) && (o.EventTo.IsZero() || t.Begin.Before(o.EventTo))
}

// read joins the events of the revisions of one story, given by observed time.
// A sentence that stands word for word in several revisions is one mention
// with several spans.
func read(revs []*news.Revision, extract func(*news.Revision) []Event) told {
	t := told{Story: describe(revs)}
	index := make(map[string]int) // id -> its event
	for n, rev := range revs {
		latest := n == len(revs)-1
		for _, ev := range extract(rev) {
			ev.Story = t.ID
			ev.FirstObserved, ev.LastObserved = rev.Captured, rev.Captured
			ev.Mentions = slices.Clone(ev.Mentions)
			for k := range ev.Mentions {
				t.stamp(&ev.Mentions[k], rev, latest)
			}
			ev.Claims = stampClaims(ev.Claims, rev.Captured, latest)
			if i, ok := index[ev.ID]; ok {
				t.events[i].merge(&ev)
				continue
			}
			index[ev.ID] = len(t.events)
			t.events = append(t.events, ev)
		}
	}
	return t
}

func describe(revs []*news.Revision) Story {
	last := revs[len(revs)-1]
	s := Story{ID: last.Story, Source: last.Source, URL: last.URL, Headline: last.Headline, Published: last.Published}
	if a := last.Article; a != nil {
		s.Source = cmp.Or(s.Source, a.Source)
		s.URL = cmp.Or(s.URL, a.URL)
		s.Headline = cmp.Or(s.Headline, a.Headline)
		if s.Published.IsZero() {
			s.Published = a.Published
		}
	}
	for _, r := range revs {
		s.Revisions = append(s.Revisions, Revision{r.Number, r.Commit, r.Captured, r.Headline})
	}
	return s
}

// stamp says which story and revision a mention stands in.
func (t *told) stamp(m *Mention, rev *news.Revision, latest bool) {
	m.Story, m.Source, m.URL, m.Published = t.ID, t.Source, t.URL, t.Published
	m.Present = latest
	m.Spans = slices.Clone(m.Spans)
	for i := range m.Spans {
		m.Spans[i].Revision, m.Spans[i].Commit, m.Spans[i].Captured = rev.Number, rev.Commit, rev.Captured
	}
}

func stampClaims(claims []Claim, captured time.Time, latest bool) []Claim {
	claims = slices.Clone(claims)
	for i := range claims {
		claims[i].Mentions = slices.Clone(claims[i].Mentions)
		claims[i].FirstObserved, claims[i].LastObserved, claims[i].Present = captured, captured, latest
	}
	return claims
}

// merge takes over what o, the same event elsewhere or later, adds.
func (ev *Event) merge(o *Event) {
	for _, m := range o.Mentions {
		ev.mention(m)
	}
	for _, c := range o.Claims {
		ev.claim(c)
	}
	for _, a := range o.Actors {
		if len(ev.Actors) < 6 {
			ev.Actors = union(ev.Actors, []string{a})
		}
	}
	ev.Place = cmp.Or(ev.Place, o.Place)
	ev.FirstObserved = earlier(ev.FirstObserved, o.FirstObserved)
	ev.LastObserved = later(ev.LastObserved, o.LastObserved)
}

func (ev *Event) mention(m Mention) {
	for i := range ev.Mentions {
		if old := &ev.Mentions[i]; old.ID == m.ID && old.Story == m.Story {
			old.Spans = append(old.Spans, m.Spans...)
			old.Present = old.Present || m.Present
			return
		}
	}
	ev.Mentions = append(ev.Mentions, m)
}

func (ev *Event) claim(c Claim) {
	for i := range ev.Claims {
		if old := &ev.Claims[i]; old.same(&c) {
			old.Mentions = union(old.Mentions, c.Mentions)
			old.FirstObserved = earlier(old.FirstObserved, c.FirstObserved)
			old.LastObserved = later(old.LastObserved, c.LastObserved)
			old.Present = old.Present || c.Present
			return
		}
	}
	ev.Claims = append(ev.Claims, c)
}

func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
