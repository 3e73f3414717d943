package web

import (
	"context"
	"net/url"
	"strconv"
	"time"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/internal/join"
	"github.com/newsarc/newsarc/internal/render"
	"github.com/newsarc/newsarc/timeline"
)

const (
	// byEvent is the third clock of a search: the times that texts speak of.
	byEvent = "event"
	// eventHits is how many of the best hits are read for the times that they
	// speak of. Reading one takes milliseconds, the first time.
	eventHits = 200
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

// findByEvent returns those of the best hits that speak of a time in the period,
// best first, and of how many hits speak of each year.
func (s *Server) findByEvent(ctx context.Context, v url.Values) (hits []eventHit, years map[int]int, more bool, err error) {
	var in period
	if in.begin, in.end, err = join.Period(v.Get("since"), v.Get("until"), s.o.Now().UTC()); err != nil {
		return nil, nil, false, &badRequest{err.Error()}
	}
	all := url.Values{"q": v["q"], "source": v["source"], "all": v["all"]}
	candidates, _, next, err := s.find(ctx, all, eventHits)
	if err != nil {
		return nil, nil, false, err
	}
	years = map[int]int{}
	for i := range candidates {
		events, err := join.EventsOf(ctx, s.archive, &candidates[i].Revision)
		if err != nil {
			return nil, nil, false, err
		}
		hit := eventHit{Hit: candidates[i]}
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
			years[y]++
		}
		if len(hit.Mentions) > 0 {
			hits = append(hits, hit)
		}
	}
	return hits, years, next > 0, nil
}

// mentionOf returns the sentence of an event, if it names a time itself and not
// more than a year.
func mentionOf(e *timeline.Event) (mention, bool) {
	if len(e.Mentions) == 0 || e.Mentions[0].Inherited != "" || e.Time.Begin.AddDate(1, 0, 1).Before(e.Time.End) {
		return mention{}, false
	}
	return mention{Time: render.SpellTime(e.Time), Value: e.Time.Value, Begin: e.Time.Begin, End: e.Time.End, Sentence: e.Sentence}, true
}

// eventPage cuts a page out of the hits of a search by event time.
func eventPage(hits []eventHit, v url.Values, limit int) (page []eventHit, next int, err error) {
	from := 0
	if c := v.Get("cursor"); c != "" {
		if from, err = strconv.Atoi(c); err != nil || from < 0 {
			return nil, 0, &badRequest{"the cursor is none that was given out"}
		}
	}
	from = min(from, len(hits))
	to := min(from+limit, len(hits))
	if to < len(hits) {
		next = to
	}
	return hits[from:to], next, nil
}

// fillByEvent looks for what the page of a search by event time shows.
func (s *Server) fillByEvent(ctx context.Context, p *searchPage, v url.Values) error {
	hits, years, more, err := s.findByEvent(ctx, v)
	if err != nil {
		return err
	}
	shown, next, err := eventPage(hits, v, hitsPerPage)
	if err != nil {
		return err
	}
	for i := range shown {
		f := found(&shown[i].Hit)
		f.Events = shown[i].Mentions[:min(len(shown[i].Mentions), eventsShown)]
		p.Hits = append(p.Hits, f)
	}
	if next > 0 {
		p.More = moreOf("/search", v, next)
	}
	sources := map[string]int{}
	for i := range hits {
		sources[hits[i].Revision.Source]++
	}
	p.Counted, p.MoreStories = len(hits), more
	p.Sources = facetList(sources, v, func(name string) []string { return []string{"source", name} })
	p.Events = facetList(years, v, func(y string) []string { return []string{"clock", byEvent, "since", y, "until", y} })
	return nil
}

// moreOf returns the address of the page of a list that begins at an index.
func moreOf(path string, v url.Values, next int) string { return more(path, v, strconv.Itoa(next)) }

// apiHit is a hit in the API: of a search by event time with what it speaks of.
type apiHit struct {
	join.Hit
	Events []mention `json:"events,omitempty"`
}

// apiByEvent answers a search by event time.
func (s *Server) apiByEvent(ctx context.Context, v url.Values, limit int) (items []apiHit, next int, err error) {
	hits, _, _, err := s.findByEvent(ctx, v)
	if err != nil {
		return nil, 0, err
	}
	hits, next, err = eventPage(hits, v, limit)
	for i := range hits {
		items = append(items, apiHit{newHit(&hits[i].Hit), hits[i].Mentions})
	}
	return items, next, err
}

// newHit is join.NewHit, whose marks are a list even where there are none.
func newHit(h *archive.Hit) join.Hit {
	out := join.NewHit(h)
	if out.Marks == nil {
		out.Marks = [][2]int{}
	}
	return out
}
