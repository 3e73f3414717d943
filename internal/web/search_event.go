package web

import (
	"context"
	"net/url"
	"strconv"
	"time"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/internal/join"
	"github.com/newsarc/newsarc/internal/render"
	"github.com/newsarc/newsarc/internal/when"
	"github.com/newsarc/newsarc/timeline"
)

const (
	// byEvent is the third clock of a search: the times that texts speak of.
	byEvent = "event"
	// eventHits is how many of the best hits are read for the times that they
	// speak of, and eventTime how long a request goes on reading. A text takes
	// milliseconds the first time, and next to nothing after that: the next
	// request begins where this one ended.
	eventHits = 2000
	eventTime = 4 * time.Second
	// eventsShown is how many sentences of a hit are shown.
	eventsShown = 3
)

// mention is a sentence of a text that speaks of a time.
type mention struct {
	Time     string    `json:"time"` // for readers
	Value    string    `json:"value"`
	Begin    time.Time `json:"begin"`
	End      time.Time `json:"end"`
	Sentence string    `json:"sentence"`
}

// eventHit is a hit of a search by event time.
type eventHit struct {
	archive.Hit
	Mentions []mention // in the order of the text
}

// period is what since and until ask for; a zero side is open.
type period struct{ begin, end time.Time }

// holds reports whether a time lies in the period. Days are those of the report,
// wherever it was written, and a year that is mentioned is not in one of its
// months.
func (p period) holds(t *timeline.Time) bool {
	begin, end := wall(t.Begin), wall(t.End)
	return (p.begin.IsZero() || !begin.Before(p.begin)) && (p.end.IsZero() || !end.After(p.end))
}

// wall is the time that a clock on the wall showed, as if it hung in UTC.
func wall(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, time.UTC)
}

// byEvents is what a search by event time found.
type byEvents struct {
	hits   []eventHit  // best first
	years  map[int]int // how many of the texts read speak of each year
	read   int         // texts
	unread int         // texts that answer and come after those, for another request
	more   bool        // others answer, which no request reads
	left   gaps        // texts that cannot be read
}

// findByEvent returns those hits that speak of a time in the period.
func (s *Server) findByEvent(ctx context.Context, v url.Values) (*byEvents, error) {
	var in period
	var err error
	if in.begin, in.end, err = when.Period(v.Get("since"), v.Get("until"), s.o.Now().UTC()); err != nil {
		return nil, &badRequest{err.Error()}
	}
	o, err := s.searchOptions(url.Values{"q": v["q"], "source": v["source"], "all": v["all"]}, eventHits)
	if err != nil {
		return nil, err
	}
	if err := s.catchUp(ctx); err != nil {
		return nil, err
	}
	f := &byEvents{years: map[int]int{}}
	o.Unreadable = s.skip(ctx, &f.left)
	candidates, err := s.archive.Search(ctx, v.Get("q"), o)
	if err != nil {
		return nil, badQuery(err)
	}
	f.more = len(candidates) > eventHits
	candidates = candidates[:min(len(candidates), eventHits)]
	for begin := time.Now(); f.read < len(candidates) && (f.read == 0 || time.Since(begin) < s.eventTime); f.read++ {
		err := s.readEvents(ctx, f, &candidates[f.read], in)
		if err != nil && !s.leaveOut(ctx, &f.left, nil, err) {
			return nil, err
		}
	}
	f.unread = len(candidates) - f.read
	return f, nil
}

// readEvents adds what the text of a hit speaks of.
func (s *Server) readEvents(ctx context.Context, f *byEvents, candidate *archive.Hit, in period) error {
	events, err := join.EventsOf(ctx, s.archive, &candidate.Revision)
	if err != nil {
		return err
	}
	hit := eventHit{Hit: *candidate}
	seen := map[int]bool{}
	for j := range events {
		if m, ok := mentionOf(&events[j]); ok {
			seen[m.Begin.Year()] = true
			if n := len(hit.Mentions); in.holds(&events[j].Time) && (n == 0 || hit.Mentions[n-1].Sentence != m.Sentence) {
				hit.Mentions = append(hit.Mentions, m)
			}
		}
	}
	for y := range seen {
		f.years[y]++
	}
	if len(hit.Mentions) > 0 {
		f.hits = append(f.hits, hit)
	}
	return nil
}

// mentionOf returns the sentence of an event, if it names a time itself and not
// more than a year.
func mentionOf(e *timeline.Event) (mention, bool) {
	if len(e.Mentions) == 0 || e.Mentions[0].Inherited != "" || e.Time.Begin.AddDate(1, 0, 1).Before(e.Time.End) {
		return mention{}, false
	}
	return mention{Time: render.SpellTime(e.Time), Value: e.Time.Value, Begin: e.Time.Begin, End: e.Time.End, Sentence: e.Sentence}, true
}

// page cuts a page out of the hits. Others follow at next, or may follow when the
// next request has read more; -1: none do.
func (f *byEvents) page(v url.Values, limit int) (page []eventHit, next int, err error) {
	from := 0
	if c := v.Get("cursor"); c != "" {
		if from, err = strconv.Atoi(c); err != nil || from < 0 {
			return nil, 0, &badRequest{"the cursor is none that was given out"}
		}
	}
	from = min(from, len(f.hits))
	to := min(from+limit, len(f.hits))
	next = -1
	if to < len(f.hits) || f.unread > 0 {
		next = to
	}
	return f.hits[from:to], next, nil
}

// fillByEvent looks for what the page of a search by event time shows.
func (s *Server) fillByEvent(ctx context.Context, p *searchPage, v url.Values) error {
	f, err := s.findByEvent(ctx, v)
	if err != nil {
		return err
	}
	shown, next, err := f.page(v, hitsPerPage)
	if err != nil {
		return err
	}
	for i := range shown {
		hit := found(&shown[i].Hit)
		hit.Events = shown[i].Mentions[:min(len(shown[i].Mentions), eventsShown)]
		p.Hits = append(p.Hits, hit)
	}
	if next >= 0 {
		p.More = moreOf("/search", v, next)
	}
	sources := map[string]int{}
	for i := range f.hits {
		sources[f.hits[i].Revision.Source]++
	}
	p.Counted, p.MoreStories, p.Read, p.Unread, p.Left = len(f.hits), f.more, f.read, f.unread, f.left
	p.Sources = facetList(sources, v, func(name string) []string { return []string{"source", name} })
	p.Events = facetList(f.years, v, func(y string) []string { return []string{"clock", byEvent, "since", y, "until", y} })
	return nil
}

// moreOf returns the address of the page of a list that begins at an index.
func moreOf(path string, v url.Values, next int) string { return more(path, v, strconv.Itoa(next)) }

// apiHit is a hit in the API: of a search by event time with what it speaks of.
type apiHit struct {
	join.Hit
	Events []mention `json:"events,omitempty"`
}

// apiByEvent answers a search by event time, as apiHits does.
func (s *Server) apiByEvent(ctx context.Context, v url.Values, limit int, left *gaps) (items []apiHit, next int, unread bool, err error) {
	f, err := s.findByEvent(ctx, v)
	if err != nil {
		return nil, 0, false, err
	}
	*left = f.left
	hits, next, err := f.page(v, limit)
	for i := range hits {
		items = append(items, apiHit{newHit(&hits[i].Hit), hits[i].Mentions})
	}
	return items, next, f.unread > 0, err
}

// newHit is join.NewHit, whose marks are a list even where there are none.
func newHit(h *archive.Hit) join.Hit {
	out := join.NewHit(h)
	if out.Marks == nil {
		out.Marks = [][2]int{}
	}
	return out
}
