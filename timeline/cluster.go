package timeline

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"
)

// member is an event of one story on its way into a timeline, with what
// comparing and ranking need.
type member struct {
	occurrence
	more  []occurrence // in later revisions
	story int
	day   int // index of its day in ranking.list

	ids    []int32   // its words, as dense numbers, in order
	weight []float64 // of its words, unit length
	score  float64   // how well its sentence stands for the day
}

// isLede reports whether the sentence opens a report and names no day.
func (m *member) isLede() bool { return m.ev.Mentions[0].Inherited == byLede }

// present reports whether the latest revision read of the story has the
// sentence.
func (m *member) present() bool {
	return m.latest || len(m.more) > 0 && m.more[len(m.more)-1].latest
}

// cosine compares the words of two members.
func (m *member) cosine(o *member) float64 {
	i, j, s := 0, 0, 0.0
	for i < len(m.ids) && j < len(o.ids) {
		switch a, b := m.ids[i], o.ids[j]; {
		case a == b:
			s += m.weight[i] * o.weight[j]
			i++
			j++
		case a < b:
			i++
		default:
			j++
		}
	}
	return s
}

// The likeness of sentences from which two events of one day are the same.
// Chosen on wire copy: reports of one attack by two agencies stand at 0.4 to
// 0.6, two attacks of one day in one country at 0.1 to 0.3. Events that name
// different places must be nearly copies.
const (
	sameEvent      = 0.5
	sameEventHere  = 0.35 // both name the same place and give the same kind of figure
	sameEventThere = 0.8  // they name different places
)

// same reports whether two members of one day tell of one event.
func (m *member) same(o *member) bool {
	if m.ev.ID == o.ev.ID {
		return true
	}
	need := sameEvent
	switch a, b := m.ev.Place, o.ev.Place; {
	case a != "" && b != "" && !strings.Contains(a, b) && !strings.Contains(b, a):
		need = sameEventThere
	case a != "" && a == b && shareRole(m.ev.Claims, o.ev.Claims):
		need = sameEventHere
	}
	return m.cosine(o) >= need
}

func shareRole(a, b []Claim) bool {
	for i := range a {
		for j := range b {
			if a[i].Kind == Casualty && b[j].Kind == Casualty && a[i].Role == b[j].Role {
				return true
			}
		}
	}
	return false
}

// group is the members that tell of one event; the leader has the best
// sentence.
type group struct {
	leader  *member
	members []*member
}

// clustering finds the events of days when they are asked for: only the days
// that are shown, and the day before each, are worth the work.
type clustering struct {
	score func(*dayRank)
	days  map[string]*dayRank // by key
}

// near returns the day n days from d, nil where there is none.
func (c *clustering) near(d *dayRank, n int) *dayRank {
	if d.prec != DayLong {
		return nil
	}
	return c.days[d.begin.AddDate(0, 0, n).Format(time.DateOnly)]
}

// events returns the events of a day. Its own dated sentences make them. The
// openings of reports, which name no day, join an event of the day before or
// of their own day that they are like, or stand for themselves.
func (c *clustering) events(d *dayRank) []*group {
	own := c.dated(d)
	before, after := c.near(d, -1), c.near(d, 1)
	for _, m := range d.members {
		if m.isLede() && (before == nil || c.dated(before).dated(m) == nil) {
			own.join(m)
		}
	}
	if after != nil {
		for _, m := range after.members {
			if !m.isLede() {
				continue
			}
			if g := own.dated(m); g != nil {
				g.members = append(g.members, m)
			}
		}
	}
	slices.SortStableFunc(own.groups, func(a, b *group) int { return cmp.Compare(b.leader.score, a.leader.score) })
	return own.groups
}

// dated joins the dated sentences of a day that tell of one event. They come by
// score, so that the best sentence leads each group and gives the event its
// label; each joins the first leader that it is like, never a chain of likes,
// since chains join everything that happened in a war on one day.
func (c *clustering) dated(d *dayRank) *clusterer {
	if d.events != nil {
		return d.events
	}
	c.score(d)
	d.events = &clusterer{byWord: make(map[int32][]int32, 4*len(d.members))}
	for _, m := range d.members {
		if !m.isLede() {
			d.events.join(m)
		}
	}
	return d.events
}

type clusterer struct {
	groups []*group
	byWord map[int32][]int32 // telling word -> groups whose leader has it, by number
	led    []*group          // by number
	tried  []int32           // by number: the last member that was compared with it
	n      int32             // the member being placed
}

// join adds m to the group that it is like, or makes it the leader of another.
func (c *clusterer) join(m *member) {
	g := c.find(m)
	if g == nil {
		g = &group{leader: m}
		c.lead(g)
		c.groups = append(c.groups, g)
	}
	g.members = append(g.members, m)
}

// dated returns the group of a dated sentence that m is like, nil if there is
// none.
func (c *clusterer) dated(m *member) *group {
	if g := c.find(m); g != nil && !g.leader.isLede() {
		return g
	}
	return nil
}

// telling is the weight from which a word of a sentence is worth looking up:
// two sentences that reach sameEventHere share at least one such word.
const telling = 0.15

// find returns the first group whose leader tells the same event as m. Only
// those that share a telling word are looked at.
func (c *clusterer) find(m *member) *group {
	c.n++
	best := int32(math.MaxInt32)
	for i, id := range m.ids {
		if m.weight[i] <= telling {
			continue
		}
		for _, k := range c.byWord[id] {
			if k >= best {
				break // in order of age
			}
			if c.tried[k] == c.n {
				continue
			}
			c.tried[k] = c.n
			if m.same(c.led[k].leader) {
				best = k
			}
		}
	}
	if best == math.MaxInt32 {
		return nil
	}
	return c.led[best]
}

// lead makes g the group with the next number.
func (c *clusterer) lead(g *group) {
	for i, id := range g.leader.ids {
		if g.leader.weight[i] > telling {
			c.byWord[id] = append(c.byWord[id], int32(len(c.led)))
		}
	}
	c.led = append(c.led, g)
	c.tried = append(c.tried, -1)
}

// event makes one event of the group.
func (g *group) event(stories []told) Event {
	ev := g.leader.event(&stories[g.leader.story].Story)
	for _, m := range g.members {
		if m != g.leader {
			o := m.event(&stories[m.story].Story)
			ev.merge(&o)
		}
		for k := range m.more {
			o := m.more[k].event(&stories[m.story].Story)
			ev.merge(&o)
		}
	}
	slices.SortStableFunc(ev.Mentions, func(a, b Mention) int {
		return cmp.Or(a.Spans[0].Captured.Compare(b.Spans[0].Captured), strings.Compare(a.Story, b.Story),
			cmp.Compare(a.Spans[0].Start, b.Spans[0].Start))
	})
	ev.settle()
	return ev
}

// settle fills in what follows from the mentions.
func (ev *Event) settle() {
	ev.ID = ev.Mentions[0].ID
	sources, present := make(map[string]bool), make(map[string]bool)
	for i := range ev.Mentions {
		m := &ev.Mentions[i]
		sources[m.Source] = true
		present[m.Story] = present[m.Story] || m.Present
		if m.Modality == Happened {
			ev.Modality = Happened // what one text foretold another tells as done
		}
	}
	ev.Sources = len(sources)
	ev.Presence = presence(present)
	slices.SortStableFunc(ev.Claims, func(a, b Claim) int {
		return cmp.Or(cmp.Compare(kindOrder[a.Kind], kindOrder[b.Kind]), strings.Compare(a.Role, b.Role), a.FirstObserved.Compare(b.FirstObserved))
	})
}

func presence(stories map[string]bool) Presence {
	n := 0
	for _, p := range stories {
		if p {
			n++
		}
	}
	switch n {
	case 0:
		return Absent
	case len(stories):
		return Present
	}
	return Partly
}

var kindOrder = map[ClaimKind]int{Casualty: 0, Count: 1, Money: 2, Percent: 3, Measure: 4, Quote: 5}
