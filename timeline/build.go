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
		for k := range stories[i].members {
			m := &stories[i].members[k]
			m.story = i
			all = append(all, m)
		}
	}
	days, found := rank(stories, all, &opts)
	tl.take(days, found, stories, &opts)
	return tl
}

// told is a story with what its revisions tell.
type told struct {
	Story
	members []member
}

// occurrence is an event as one revision tells it. The event may be shared with
// whoever keeps what Extract gave, and is never changed.
type occurrence struct {
	ev     *Event
	rev    *news.Revision
	latest bool // the last revision read of its story
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
// A sentence that stands word for word in several revisions makes one member.
func read(revs []*news.Revision, extract func(*news.Revision) []Event) told {
	t := told{Story: describe(revs)}
	index := make(map[string]int) // id -> its member
	var k keeper
	for n, rev := range revs {
		events := extract(rev)
		if len(revs) > 1 {
			events = k.keep(rev, events)
		}
		t.members = slices.Grow(t.members, len(events))
		for k := range events {
			o := occurrence{&events[k], rev, n == len(revs)-1}
			if i, ok := index[o.ev.ID]; ok {
				t.members[i].more = append(t.members[i].more, o)
				continue
			}
			if len(revs) > 1 {
				index[o.ev.ID] = len(t.members)
			}
			t.members = append(t.members, member{occurrence: o})
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

// event returns a copy of the event that says which story and revision it
// stands in.
func (o *occurrence) event(s *Story) Event {
	ev := *o.ev
	ev.Story = s.ID
	ev.FirstObserved, ev.LastObserved = o.rev.Captured, o.rev.Captured
	ev.Actors = slices.Clone(ev.Actors)
	ev.Mentions = slices.Clone(ev.Mentions)
	for i := range ev.Mentions {
		m := &ev.Mentions[i]
		m.Story, m.Source, m.URL, m.Published, m.Present = s.ID, s.Source, s.URL, s.Published, o.latest
		m.Spans = slices.Clone(m.Spans)
		for k := range m.Spans {
			sp := &m.Spans[k]
			sp.Revision, sp.Commit, sp.Captured = o.rev.Number, o.rev.Commit, o.rev.Captured
		}
	}
	ev.Claims = slices.Clone(ev.Claims)
	for i := range ev.Claims {
		c := &ev.Claims[i]
		c.Mentions = slices.Clone(c.Mentions)
		c.FirstObserved, c.LastObserved, c.Present = o.rev.Captured, o.rev.Captured, o.latest
	}
	return ev
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
			old.Spans = inOrder(append(old.Spans, m.Spans...))
			old.Present = old.Present || m.Present
			return
		}
	}
	ev.Mentions = append(ev.Mentions, m)
}

// inOrder returns spans by when they were seen. Events are joined by likeness,
// and so the later revisions of a sentence may come first; the first span is
// taken for where the sentence began.
func inOrder(spans []Span) []Span {
	order := func(a, b Span) int {
		return cmp.Or(a.Captured.Compare(b.Captured), cmp.Compare(a.Revision, b.Revision))
	}
	if !slices.IsSortedFunc(spans, order) {
		slices.SortStableFunc(spans, order)
	}
	return spans
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
