package timeline

import (
	"encoding/binary"
	"errors"
	"time"
)

// Marshal returns what Extract found in a form that is small and quick to read,
// for whoever keeps it beside a text. It belongs to one version of Rules: it is
// no format to store for good. It holds nothing that Build fills in.
//
// All strings stand once in a table at the front, since sentences recur in
// mentions; the rest is numbers.
func Marshal(events []Event) []byte {
	w := writer{index: make(map[string]uint64)}
	w.num(len(events))
	w.sizes(events)
	if len(events) > 0 {
		w.wording(events[0].text)
	}
	for i := range events {
		w.event(&events[i])
	}
	out := make([]byte, 0, len(magic)+len(w.text)+len(w.body)+4*len(w.ends)+16)
	out = append(out, magic...)
	out = binary.AppendUvarint(out, uint64(len(w.ends)))
	last := 0
	for _, e := range w.ends {
		out = binary.AppendUvarint(out, uint64(e-last))
		last = e
	}
	out = append(out, w.text...)
	return append(out, w.body...)
}

const magic = "\x00nt2"

var errEncoding = errors.New("not the events of a text")

// Unmarshal reads what Marshal wrote.
func Unmarshal(data []byte) ([]Event, error) {
	if len(data) < len(magic) || string(data[:len(magic)]) != magic {
		return nil, errEncoding
	}
	r := decoder{b: data[len(magic):]}
	r.table()
	events := make([]Event, r.count())
	r.slabs()
	var text *wording
	if len(events) > 0 {
		text = r.wording()
	}
	for i := range events {
		events[i].text = text
		r.event(&events[i])
	}
	if r.bad || len(r.b) > 0 {
		return nil, errEncoding
	}
	return events, nil
}

var (
	precisions = []Precision{
		"", Second, Minute, Hour, PartOfDay, DayLong, Week, Weekend, Month, Season, Quarter, Half, Year, Decade, Century, Range,
	}
	modalities = []Modality{Happened, Planned, Possible, Denied}
	claimKinds = []ClaimKind{Casualty, Money, Percent, Count, Measure, Quote}
)

type writer struct {
	text  []byte
	ends  []int
	index map[string]uint64
	body  []byte
}

func (w *writer) num(n int)    { w.body = binary.AppendVarint(w.body, int64(n)) }
func (w *writer) bits(n int64) { w.body = binary.AppendVarint(w.body, n) }

func (w *writer) str(s string) {
	k, ok := w.index[s]
	if !ok {
		k = uint64(len(w.ends))
		w.index[s] = k
		w.text = append(w.text, s...)
		w.ends = append(w.ends, len(w.text))
	}
	w.body = binary.AppendUvarint(w.body, k)
}

func (w *writer) strs(list []string) {
	w.num(len(list))
	for _, s := range list {
		w.str(s)
	}
}

func (w *writer) flag(b bool) {
	if b {
		w.num(1)
	} else {
		w.num(0)
	}
}

func (w *writer) time(t time.Time) {
	_, offset := t.Zone()
	w.bits(t.Unix())
	w.num(offset)
}

// sizes writes how much all events hold together, so that a reader makes one
// list of each kind and not thousands.
func (w *writer) sizes(events []Event) {
	var terms, claims, mentions, names int
	for i := range events {
		ev := &events[i]
		terms += len(ev.terms)
		claims += len(ev.Claims)
		mentions += len(ev.Mentions)
		names += len(ev.Actors)
		for k := range ev.Claims {
			names += len(ev.Claims[k].Mentions)
		}
	}
	w.num(terms)
	w.num(claims)
	w.num(mentions)
	w.num(names)
}

func (w *writer) wording(t *wording) {
	w.num(t.sentences)
	w.num(len(t.terms))
	for i, term := range t.terms {
		w.body = binary.LittleEndian.AppendUint32(w.body, term)
		w.body = binary.AppendUvarint(w.body, uint64(t.counts[i]))
	}
}

func (w *writer) event(ev *Event) {
	w.str(ev.ID)
	w.str(ev.Time.Value)
	w.time(ev.Time.Begin)
	w.time(ev.Time.End)
	w.num(indexOf(precisions, ev.Time.Precision))
	w.flag(ev.Time.Approximate)
	w.str(ev.Label)
	w.str(ev.Sentence)
	w.str(ev.Place)
	w.strs(ev.Actors)
	w.num(indexOf(modalities, ev.Modality))
	w.flag(ev.Weak)
	w.num(ev.position)
	w.num(len(ev.terms))
	for _, t := range ev.terms {
		w.body = binary.LittleEndian.AppendUint32(w.body, t)
	}
	w.num(len(ev.Claims))
	for i := range ev.Claims {
		w.claim(&ev.Claims[i])
	}
	w.num(len(ev.Mentions))
	for i := range ev.Mentions {
		w.mention(&ev.Mentions[i])
	}
}

func (w *writer) claim(c *Claim) {
	w.num(indexOf(claimKinds, c.Kind))
	w.str(c.Role)
	w.str(c.Text)
	w.body = appendFloat(w.body, c.Value)
	w.body = appendFloat(w.body, c.Max)
	w.str(c.Bound)
	w.str(c.Unit)
	w.flag(c.Vague)
	w.flag(c.Former)
	w.str(c.Speaker)
	w.strs(c.Mentions)
}

func (w *writer) mention(m *Mention) {
	for _, s := range []string{m.ID, m.Sentence, m.Speaker, m.Expression, m.Value, m.Rule, m.Anchor, m.Inherited, m.From} {
		w.str(s)
	}
	w.num(indexOf(modalities, m.Modality))
	s := &m.Spans[0]
	for _, n := range []int{s.Start, s.End, s.ExprStart, s.ExprEnd} {
		w.num(n)
	}
}

func indexOf[T comparable](list []T, v T) int {
	for i := range list {
		if list[i] == v {
			return i
		}
	}
	return 0
}
