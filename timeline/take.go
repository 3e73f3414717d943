package timeline

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// take fills the timeline from the ranked days, as far as opts wants. The events
// of days that are left out are not joined, so that a few days of a large
// archive cost little; Omitted counts their sentences.
func (tl *Timeline) take(days []*dayRank, found *clustering, stories []told, opts *Options) {
	for _, d := range days {
		if opts.MaxDates > 0 && len(tl.Days) == opts.MaxDates && opts.wantsAll() {
			tl.Omitted.Days++
			tl.Omitted.Events += len(d.members)
			continue
		}
		groups := opts.want(found.events(d), stories)
		switch {
		case len(groups) == 0:
		case opts.MaxDates > 0 && len(tl.Days) == opts.MaxDates:
			tl.Omitted.Days++
			tl.Omitted.Events += len(groups)
		default:
			tl.add(d, groups, stories, opts.PerDate)
		}
	}
	slices.SortStableFunc(tl.Days, func(a, b Day) int { return strings.Compare(a.Date, b.Date) })
	slices.SortStableFunc(tl.Events, func(a, b Event) int {
		return cmp.Or(a.Time.Begin.Compare(b.Time.Begin), a.Time.End.Compare(b.Time.End), cmp.Compare(b.Weight, a.Weight), strings.Compare(a.ID, b.ID))
	})
}

// wantsAll reports whether every event passes want.
func (o *Options) wantsAll() bool {
	return o.MinSources <= 1 && o.ObservedFrom.IsZero() && o.ObservedTo.IsZero()
}

// want drops the groups that the options filter out.
func (o *Options) want(groups []*group, stories []told) []*group {
	if o.wantsAll() {
		return groups
	}
	return slices.DeleteFunc(groups, func(g *group) bool {
		sources := make(map[string]bool)
		first := g.leader.rev.Captured
		for _, m := range g.members {
			sources[stories[m.story].Source] = true
			first = earlier(first, m.rev.Captured)
		}
		return len(sources) < o.MinSources || !inPeriod(first, o.ObservedFrom, o.ObservedTo)
	})
}

// add shows a day with at most limit events, most important first.
func (tl *Timeline) add(d *dayRank, groups []*group, stories []told, limit int) {
	day := Day{Date: d.key, Precision: d.prec, Weight: round(d.weight), Found: len(groups)}
	day.Documents, day.Sources = d.tellers(stories)
	if limit <= 0 || limit > len(groups) {
		limit = len(groups)
	}
	order(groups, min(limit, 100))
	tl.Omitted.Events += len(groups) - limit
	for _, g := range groups[:limit] {
		ev := g.event(stories)
		ev.Weight = round(max(0, min(1, g.leader.score)))
		day.Events = append(day.Events, ev.ID)
		tl.Events = append(tl.Events, ev)
	}
	tl.Days = append(tl.Days, day)
}

// tellers counts the stories and the publishers that speak of the day.
func (d *dayRank) tellers(all []told) (stories, sources int) {
	s, p := make(map[int]bool), make(map[string]bool)
	for _, m := range d.members {
		s[m.story] = true
		p[all[m.story].Source] = true
	}
	return len(s), len(p)
}

// round keeps three digits: enough to order by, and the same on every machine.
func round(x float64) float64 { return math.Round(x*1000) / 1000 }
