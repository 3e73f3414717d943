package timeline

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"
)

// Series returns how a figure moved over revisions and outlets: every claim of
// the role ("killed", "wounded") or, failing that, of the unit ("USD"), by
// event and then by observed time. Vague figures ("dozens") are left out.
func Series(tl *Timeline, role string) []Point {
	var out []Point
	for i := range tl.Events {
		ev := &tl.Events[i]
		first := len(out)
		for k := range ev.Claims {
			if c := &ev.Claims[k]; !c.Vague && c.Kind != Quote && (strings.EqualFold(c.Role, role) || strings.EqualFold(c.Unit, role)) {
				out = append(out, points(ev, c)...)
			}
		}
		mark(out[first:])
	}
	return out
}

// Roles lists what Series may be asked for: the roles and units of the figures
// of a timeline that are not vague, the most frequent first.
func Roles(tl *Timeline) []string {
	count := make(map[string]int)
	for i := range tl.Events {
		for k := range tl.Events[i].Claims {
			c := &tl.Events[i].Claims[k]
			if name := cmp.Or(c.Role, c.Unit); name != "" && !c.Vague && c.Kind != Quote {
				count[strings.ToLower(name)]++
			}
		}
	}
	return slices.SortedFunc(maps.Keys(count), func(a, b string) int {
		return cmp.Or(cmp.Compare(count[b], count[a]), strings.Compare(a, b))
	})
}

// points returns one point for each story that gives the claim, where it first
// did so.
func points(ev *Event, c *Claim) []Point {
	var out []Point
	for i := range ev.Mentions {
		m := &ev.Mentions[i]
		if !slices.Contains(c.Mentions, m.ID) || slices.ContainsFunc(out, func(p Point) bool { return p.Story == m.Story }) {
			continue
		}
		first := m.Spans[0]
		out = append(out, Point{
			Event: ev.ID, Label: ev.Label, Time: ev.Time, Observed: first.Captured,
			Story: m.Story, Source: m.Source, Revision: first.Revision, Claim: *c,
		})
	}
	return out
}

// mark orders the points of one event by observed time and marks those that
// are lower than what the same story said of the same thing before, by the
// same speaker. A figure that the text itself calls past is compared with none.
func mark(points []Point) {
	slices.SortStableFunc(points, func(a, b Point) int {
		return cmp.Or(a.Observed.Compare(b.Observed), strings.Compare(a.Story, b.Story), cmp.Compare(a.Revision, b.Revision),
			strings.Compare(a.Claim.Speaker, b.Claim.Speaker), cmp.Compare(a.Claim.Value, b.Claim.Value))
	})
	for i := range points {
		for k := i - 1; k >= 0 && !points[i].Claim.Former; k-- {
			p, q := &points[i], &points[k]
			if !q.Claim.Former && p.Story == q.Story && p.Revision != q.Revision && strings.EqualFold(p.Claim.Speaker, q.Claim.Speaker) && sameUnit(p.Claim.Unit, q.Claim.Unit) {
				p.Fell = p.Claim.Value < q.Claim.Value
				break
			}
		}
	}
}

// Explain says where an event comes from. It finds the event by its id, by the
// id of any of its mentions, or by a beginning of either that fits only one
// event; it reports false where there is no such event.
func Explain(tl *Timeline, id string) (*Explanation, bool) {
	ev := find(tl, id)
	if ev == nil {
		return nil, false
	}
	out := &Explanation{Event: *ev}
	for _, m := range ev.Mentions {
		out.Steps = append(out.Steps, Step{Mention: m, Reason: m.Reason(), Brought: tl.brought(&m)})
	}
	return out, true
}

func find(tl *Timeline, id string) *Event {
	if id == "" {
		return nil
	}
	var found *Event
	for i := range tl.Events {
		ev := &tl.Events[i]
		fits := strings.HasPrefix(ev.ID, id)
		for k := range ev.Mentions {
			if ev.Mentions[k].ID == id {
				return ev
			}
			fits = fits || strings.HasPrefix(ev.Mentions[k].ID, id)
		}
		if !fits {
			continue
		}
		if found != nil {
			return nil // several
		}
		found = ev
	}
	return found
}

// Reason says in a sentence how a mention came by its time: by which words and
// rule, counted from what.
func (m *Mention) Reason() string {
	switch m.Inherited {
	case byLede:
		return "the sentence names no time and opens the report; taken for the day of " + m.Anchor
	case byParagraph:
		return "the sentence names no time; inherited from the paragraph: " + quote(m.From)
	case bySubStory:
		return "the sentence names no time; inherited from the same sub-story: " + quote(m.From)
	case byOffset:
		return quote(m.Expression) + " counted from: " + quote(m.From)
	}
	s := quote(m.Expression) + " is " + m.Value + ", by rule " + m.Rule
	switch m.Anchor {
	case "", "text":
		return s + "; the words alone say so"
	case "mention":
		return s + ", counted from the time named before it"
	}
	return s + ", counted from " + m.Anchor
}

func quote(s string) string { return "“" + s + "”" }

// brought finds the change that brought a mention.
func (tl *Timeline) brought(m *Mention) Brought {
	first := m.Spans[0]
	b := Brought{Story: m.Story, To: first.Revision}
	i := slices.IndexFunc(tl.Stories, func(s Story) bool { return s.ID == m.Story })
	if i < 0 {
		return b
	}
	var before time.Time
	for _, r := range tl.Stories[i].Revisions {
		if r.Number == first.Revision {
			break
		}
		if !r.Captured.Before(before) {
			b.From, before = r.Number, r.Captured
		}
	}
	return b
}
