package timeline

import (
	"slices"
	"strings"

	"github.com/newsarc/newsarc/news"
)

// A keeper holds to the first reading of a sentence: the revision that has it
// first was written when the sentence was, so "yesterday" in a sentence that
// nobody has touched is still the day before that, whatever modified time a
// later revision claims. Where the claimed time of publication itself was
// changed, the new one is taken at its word.
type keeper struct {
	first map[string]*Event // by sentence and expression: as first read
	by    *news.Revision
}

// keep returns the events of a later revision with the times of their first
// reading. It changes none of those given.
func (k *keeper) keep(rev *news.Revision, events []Event) []Event {
	if k.by == nil || !k.by.Published.Equal(rev.Published) {
		k.by, k.first = rev, make(map[string]*Event, len(events))
	}
	var moved map[string]string // id as read now -> id as first read
	out, copied := events, false
	for i := range events {
		ev := &events[i]
		name := reading(ev)
		old, known := k.first[name]
		if !known || old.ID == ev.ID || !clocked(&ev.Mentions[0]) && moved[ev.Mentions[0].Anchor] == "" {
			if !known {
				k.first[name] = ev
			}
			continue
		}
		if !copied {
			out, copied, moved = slices.Clone(events), true, make(map[string]string)
		}
		out[i] = ev.as(old)
		moved[ev.ID] = old.ID
	}
	return out
}

// reading names a sentence and the expression in it that a time is of.
func reading(ev *Event) string {
	m := &ev.Mentions[0]
	return identify(m.Expression+"|"+m.Inherited, m.Sentence)
}

// clocked reports whether the time of a mention was counted from a claimed or
// captured time.
func clocked(m *Mention) bool {
	return strings.HasPrefix(m.Anchor, "modified ") || strings.HasPrefix(m.Anchor, "published ") || strings.HasPrefix(m.Anchor, "captured ")
}

// as returns ev with the time that the first reading gave it, and with the ids
// that follow from it.
func (ev *Event) as(first *Event) Event {
	out := *ev
	out.ID, out.Time, out.Modality, out.Weak, out.Label = first.ID, first.Time, first.Modality, first.Weak, first.Label
	ids := make(map[string]string, len(ev.Mentions))
	out.Mentions = slices.Clone(ev.Mentions)
	for i := range out.Mentions {
		m, old := &out.Mentions[i], identify(first.Time.Key(), ev.Mentions[i].Sentence)
		ids[m.ID] = old
		m.ID, m.Value = old, first.Time.Value
	}
	m, old := &out.Mentions[0], &first.Mentions[0]
	m.Rule, m.Anchor, m.Modality = old.Rule, old.Anchor, old.Modality
	out.Claims = slices.Clone(ev.Claims)
	for i := range out.Claims {
		c := &out.Claims[i]
		c.Mentions = slices.Clone(c.Mentions)
		for k, id := range c.Mentions {
			if now := ids[id]; now != "" {
				c.Mentions[k] = now
			}
		}
	}
	return out
}
