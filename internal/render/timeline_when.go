package render

import (
	"slices"
	"strings"
	"time"

	"github.com/newsarc/newsarc/timeline"
)

// SpellTime writes an event time for a reader: "4 September 2016, night",
// "about September 2016", "6 to 10 September 2016, roughly". It names the zone
// where a clock time is given.
func SpellTime(t timeline.Time) string {
	s := spellPeriod(t)
	if t.Approximate {
		if t.Precision == timeline.Range {
			return s + ", roughly"
		}
		return "about " + s
	}
	return s
}

func spellPeriod(t timeline.Time) string {
	b := t.Begin
	switch t.Precision {
	case timeline.Second, timeline.Minute:
		return b.Format("2 January 2006, 15:04 MST")
	case timeline.Hour:
		return b.Format("2 January 2006, 15h MST")
	case timeline.PartOfDay:
		return strings.TrimSuffix(b.Format("2 January 2006")+", "+partOfDay(t.Value), ", ")
	case timeline.DayLong:
		return b.Format("2 January 2006")
	case timeline.Month:
		return b.Format("January 2006")
	case timeline.Year:
		return b.Format("2006")
	case timeline.Decade:
		return b.Format("2006") + "s"
	case timeline.Week:
		return "week of " + b.Format("2 January 2006")
	}
	return spellRange(b, t.End.Add(-time.Second))
}

// spellRange writes a period by its first and last day, saying once what both
// have in common.
func spellRange(b, e time.Time) string {
	last := e.Format("2 January 2006")
	switch {
	case b.Format(time.DateOnly) == e.Format(time.DateOnly):
		return last
	case b.Year() == e.Year() && b.Month() == e.Month():
		return b.Format("2") + " to " + last
	case b.Year() == e.Year():
		return b.Format("2 January") + " to " + last
	}
	return b.Format("2 January 2006") + " to " + last
}

// elsewhere reports whether the place of an event is known only from what
// stands around its sentence, so that the label needs it. A place that the
// label was cut from is not where what is left of it happened.
func elsewhere(ev *timeline.Event) bool {
	return ev.Place != "" && !strings.Contains(ev.Sentence, ev.Place) && slices.ContainsFunc(ev.Mentions, func(m timeline.Mention) bool {
		return m.Sentence == ev.Sentence && (m.Inherited == "sub-story" || m.Inherited == "paragraph")
	})
}
