package render

import (
	"slices"
	"strconv"
	"time"

	"github.com/newsarc/newsarc/timeline"
)

// timeScale maps times to columns of a drawing. timeline.js does the same for
// the part that a reader zooms to.
type timeScale struct {
	lo, hi time.Time
	width  float64
}

func (s timeScale) x(t time.Time) float64 {
	return s.width * t.Sub(s.lo).Seconds() / s.hi.Sub(s.lo).Seconds()
}

// wall returns what clock and calendar showed at t, as a time of UTC. A drawing
// lays out the days as the reports name them: Monday in Manila and Monday in
// New York stand at one place.
func wall(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, time.UTC)
}

// brief returns how long a vague period may be, and how far from the rest it
// may lie, that the first view of a drawing makes room for: "in the coming
// weeks" beside events of some weeks, but not beside those of two days.
func brief(span time.Duration) time.Duration {
	const day = 24 * time.Hour
	return min(max(3*span, 7*day), 45*day)
}

// focus returns the period that is worth drawing first: that of the events
// known to the day, and vague ones near by. A few far from all others (the
// year in which a party was founded) do not squeeze the rest; they are reached
// by zooming out.
func focus(events []timeline.Event) (lo, hi time.Time) {
	at := ends(events, func(t *timeline.Time) bool { return fineTime(t.Precision) })
	if len(at) == 0 {
		at = ends(events, func(*timeline.Time) bool { return true })
	}
	if len(at) == 0 {
		return time.Unix(0, 0).UTC(), time.Unix(86400, 0).UTC()
	}
	lo, hi = at[0], at[len(at)-1]
	// If the middle four fifths take less than a fifth of the whole, show them.
	if a, b := at[len(at)/10], at[len(at)-1-len(at)/10]; len(at) >= 20 && hi.Sub(lo) > 5*b.Sub(a) {
		lo, hi = a, b
	}
	far := brief(hi.Sub(lo))
	near := ends(events, func(t *timeline.Time) bool {
		return t.End.Sub(t.Begin) <= far && wall(t.End).After(lo.Add(-far)) && wall(t.Begin).Before(hi.Add(far)) && !fineTime(t.Precision)
	})
	if len(near) > 0 {
		lo, hi = earliest(lo, near[0]), latest(hi, near[len(near)-1])
	}
	margin := max(hi.Sub(lo)/40, 12*time.Hour)
	return lo.Add(-margin), hi.Add(margin)
}

// ends returns the ends of the events' times that are wanted, in order.
func ends(events []timeline.Event, want func(*timeline.Time) bool) []time.Time {
	var at []time.Time
	for i := range events {
		if t := &events[i].Time; want(t) {
			at = append(at, wall(t.Begin), wall(t.End))
		}
	}
	slices.SortFunc(at, time.Time.Compare)
	return at
}

func earliest(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

func fineTime(p timeline.Precision) bool {
	switch p {
	case timeline.Second, timeline.Minute, timeline.Hour, timeline.PartOfDay, timeline.DayLong:
		return true
	}
	return false
}

// tick is a mark of the time axis.
type tick struct {
	at    time.Time
	label string
}

// step is a distance between ticks.
type step struct {
	years, months, days, hours int
	layout                     string
}

func (s step) length() time.Duration {
	return time.Duration(s.years)*8766*time.Hour + time.Duration(s.months)*730*time.Hour + time.Duration(s.days)*24*time.Hour + time.Duration(s.hours)*time.Hour
}

var steps = []step{
	{hours: 1, layout: "15:04"},
	{hours: 3, layout: "15:04"},
	{hours: 6, layout: "2 Jan 15:04"},
	{hours: 12, layout: "2 Jan 15:04"},
	{days: 1, layout: "2 Jan"},
	{days: 2, layout: "2 Jan"},
	{days: 7, layout: "2 Jan"},
	{days: 14, layout: "2 Jan 2006"},
	{months: 1, layout: "Jan 2006"},
	{months: 3, layout: "Jan 2006"},
	{months: 6, layout: "Jan 2006"},
	{years: 1, layout: "2006"},
	{years: 2, layout: "2006"},
	{years: 5, layout: "2006"},
	{years: 10, layout: "2006"},
	{years: 25, layout: "2006"},
	{years: 50, layout: "2006"},
	{years: 100, layout: "2006"},
	{years: 500, layout: "2006"},
}

// ticks returns the marks of an axis, no closer than gap.
func (s timeScale) ticks(gap float64) []tick {
	st := steps[len(steps)-1]
	for _, c := range steps {
		if s.width*c.length().Seconds()/s.hi.Sub(s.lo).Seconds() >= gap {
			st = c
			break
		}
	}
	var out []tick
	for t := st.floor(s.lo); t.Before(s.hi) && len(out) < 200; t = st.next(t) {
		if !t.Before(s.lo) {
			out = append(out, tick{t, t.Format(st.layout)})
		}
	}
	return out
}

// floor returns the last tick at or before t.
func (s step) floor(t time.Time) time.Time {
	y, m, d := t.Date()
	switch {
	case s.years > 0:
		return time.Date(y-y%s.years, 1, 1, 0, 0, 0, 0, t.Location())
	case s.months > 0:
		return time.Date(y, m-(m-1)%time.Month(s.months), 1, 0, 0, 0, 0, t.Location())
	case s.days >= 7:
		return time.Date(y, m, d-(int(t.Weekday())+6)%7, 0, 0, 0, 0, t.Location()) // a Monday
	case s.days > 0:
		return time.Date(y, m, d-(d-1)%s.days, 0, 0, 0, 0, t.Location())
	}
	return time.Date(y, m, d, t.Hour()-t.Hour()%s.hours, 0, 0, 0, t.Location())
}

func (s step) next(t time.Time) time.Time {
	return t.AddDate(s.years, s.months, s.days).Add(time.Duration(s.hours) * time.Hour)
}

// px writes a length with at most one digit after the point.
func px(v float64) string { return strconv.FormatFloat(float64(int(v*10+0.5))/10, 'f', -1, 64) }
