package timeline

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// take fills the timeline from the ranked days, as far as opts wants.
func (tl *Timeline) take(days []*dayRank, opts *Options) {
	for _, d := range days {
		full := opts.MaxDates > 0 && len(tl.Days) == opts.MaxDates
		events := d.events(opts, full)
		switch {
		case len(events) == 0:
		case full:
			tl.Omitted.Days++
			tl.Omitted.Events += len(events)
		default:
			tl.add(d, events, opts.PerDate)
		}
	}
	slices.SortStableFunc(tl.Days, func(a, b Day) int { return strings.Compare(a.Date, b.Date) })
	slices.SortStableFunc(tl.Events, func(a, b Event) int {
		return cmp.Or(a.Time.Begin.Compare(b.Time.Begin), a.Time.End.Compare(b.Time.End), cmp.Compare(b.Weight, a.Weight), strings.Compare(a.ID, b.ID))
	})
}

// add shows a day with at most limit events.
func (tl *Timeline) add(d *dayRank, events []Event, limit int) {
	day := Day{Date: d.key, Precision: d.prec, Weight: round(d.weight), Found: len(events)}
	day.Documents, day.Sources = d.tellers()
	if limit > 0 && len(events) > limit {
		tl.Omitted.Events += len(events) - limit
		events = events[:limit]
	}
	for i := range events {
		day.Events = append(day.Events, events[i].ID)
	}
	tl.Days = append(tl.Days, day)
	tl.Events = append(tl.Events, events...)
}

// events returns the events of the day that opts wants, most important first.
// With count set only their number matters.
func (d *dayRank) events(opts *Options, count bool) []Event {
	groups := cluster(d.members)
	if !count {
		order(groups)
	}
	var out []Event
	for _, g := range groups {
		ev := g.event()
		if ev.Sources < opts.MinSources || !inPeriod(ev.FirstObserved, opts.ObservedFrom, opts.ObservedTo) {
			continue
		}
		ev.Weight = round(max(0, min(1, g.leader.score)))
		out = append(out, ev)
	}
	return out
}

// tellers counts the stories and the publishers that speak of the day.
func (d *dayRank) tellers() (stories, sources int) {
	s, p := make(map[int]bool), make(map[string]bool)
	for _, m := range d.members {
		s[m.story] = true
		p[m.ev.Mentions[0].Source] = true
	}
	return len(s), len(p)
}

// round keeps three digits: enough to order by, and the same on every machine.
func round(x float64) float64 { return math.Round(x*1000) / 1000 }
