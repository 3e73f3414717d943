package timeline

import (
	"cmp"
	"slices"
	"strings"
)

// Diff says what b tells that a does not and the other way round: events that
// appeared, vanished or moved in time, and claims that changed. An event is the
// same if the two share a mention, or if their sentences are alike; of events
// that appear and vanish, those with alike sentences have moved.
func Diff(a, b *Timeline) *Changes {
	out := &Changes{Appeared: []Event{}, Vanished: []Event{}, Moved: []Moved{}, Claims: []ClaimChange{}}
	oldOf, newOf := pair(a.Events, b.Events)
	for j := range b.Events {
		ev := &b.Events[j]
		i, ok := oldOf[j]
		switch {
		case !ok:
			out.Appeared = append(out.Appeared, *ev)
		default:
			old := &a.Events[i]
			if !old.Time.Begin.Equal(ev.Time.Begin) || !old.Time.End.Equal(ev.Time.End) {
				out.Moved = append(out.Moved, Moved{ID: ev.ID, Label: ev.Label, From: old.Time, To: ev.Time})
			}
			out.Claims = append(out.Claims, claimChanges(old, ev)...)
		}
	}
	for i := range a.Events {
		if _, ok := newOf[i]; !ok {
			out.Vanished = append(out.Vanished, a.Events[i])
		}
	}
	return out
}

// pair finds the events of old and new that are the same, best likeness first.
func pair(old, new []Event) (oldOf, newOf map[int]int) {
	type candidate struct {
		i, j int
		like float64
	}
	var all []candidate
	for j := range new {
		for i := range old {
			if l := likeness(&old[i], &new[j]); l > 0 {
				all = append(all, candidate{i, j, l})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.like, a.like), cmp.Compare(a.i, b.i), cmp.Compare(a.j, b.j))
	})
	oldOf, newOf = make(map[int]int), make(map[int]int)
	for _, c := range all {
		if _, taken := newOf[c.i]; taken {
			continue
		}
		if _, taken := oldOf[c.j]; taken {
			continue
		}
		newOf[c.i], oldOf[c.j] = c.j, c.i
	}
	return oldOf, newOf
}

// likeness is above 0 for events that are the same: by a mention they share, or
// by their words, less when they stand on other days.
func likeness(a, b *Event) float64 {
	if a.ID == b.ID {
		return 3
	}
	for i := range a.Mentions {
		for k := range b.Mentions {
			if a.Mentions[i].ID == b.Mentions[k].ID {
				return 2
			}
		}
	}
	overlap := jaccard(a.words(), b.words())
	switch near := a.Time.Begin.Before(b.Time.End) && b.Time.Begin.Before(a.Time.End); {
	case near && overlap >= 0.5:
		return 1 + overlap
	case !near && overlap >= 0.7 && shareStory(a, b):
		return overlap
	}
	return 0
}

func (ev *Event) words() []uint32 {
	if ev.terms == nil {
		return terms(ev.Sentence) // a timeline that was read from JSON
	}
	return ev.terms
}

func jaccard(a, b []uint32) float64 {
	if len(a) == 0 || len(b) == 0 {
		return 0
	}
	i, j, both := 0, 0, 0
	for i < len(a) && j < len(b) {
		switch {
		case a[i] == b[j]:
			both++
			i++
			j++
		case a[i] < b[j]:
			i++
		default:
			j++
		}
	}
	return float64(both) / float64(len(a)+len(b)-both)
}

func shareStory(a, b *Event) bool {
	for i := range a.Mentions {
		for k := range b.Mentions {
			if a.Mentions[i].Story == b.Mentions[k].Story {
				return true
			}
		}
	}
	return false
}

// claimChanges compares what is claimed of one event. A figure that changed is
// told from one that vanished and one that appeared by its role and speaker.
func claimChanges(a, b *Event) []ClaimChange {
	gone, come := onlyIn(a.Claims, b.Claims), onlyIn(b.Claims, a.Claims)
	var out []ClaimChange
	for i := range gone {
		ch := ClaimChange{ID: b.ID, Label: b.Label, Time: b.Time, Old: &gone[i]}
		k := slices.IndexFunc(come, func(c Claim) bool {
			return c.Kind == gone[i].Kind && c.Role == gone[i].Role && strings.EqualFold(c.Speaker, gone[i].Speaker) && sameUnit(c.Unit, gone[i].Unit)
		})
		if k >= 0 {
			found := come[k]
			ch.New = &found
			come = slices.Delete(come, k, k+1)
		}
		out = append(out, ch)
	}
	for i := range come {
		out = append(out, ClaimChange{ID: b.ID, Label: b.Label, Time: b.Time, New: &come[i]})
	}
	return out
}

// onlyIn returns the present claims of a that b does not have.
func onlyIn(a, b []Claim) []Claim {
	var out []Claim
	for i := range a {
		if a[i].Present && !slices.ContainsFunc(b, func(c Claim) bool { return c.Present && c.same(&a[i]) }) {
			out = append(out, a[i])
		}
	}
	return out
}
