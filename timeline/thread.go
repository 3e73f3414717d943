package timeline

import (
	"slices"
	"strings"

	"github.com/newsarc/newsarc/text"
	"github.com/newsarc/newsarc/text/claim"
	"github.com/newsarc/newsarc/text/timex"
)

// A thread is the state of the rules by which a sentence without a time of its
// own takes one. Wire copy tells a day's event once with its day ("Monday's
// bombings struck Homs, Tartus and Damascus") and goes on for paragraphs
// without naming it again ("State TV said 35 people were killed"). So such a
// sentence inherits the time of the last dated sentence before it
//
//   - if it gives casualties: anything else is left undated rather than guessed;
//   - if it tells of something done, not planned or possible;
//   - if no subhead and at most reach sentences stand between.
//
// It joins the event that is being told, unless it opens another: by an
// indefinite subject ("A suicide bomber on a motorcycle ..."), by "Elsewhere"
// or "Another", or because the text has turned to another of the places that
// the dated sentence listed.
type thread struct {
	sentence int      // the dated sentence; -1: none
	event    int      // its event
	places   []string // those that it names
	current  int      // the event being told; -1: a new one
	place    string   // where the text is now
	role     string   // of the last casualty figure
	counted  int      // the last event of the sub-story that gave casualties; -1: none
}

var noThread = thread{sentence: -1, event: -1, current: -1, counted: -1}

// reach is how many sentences a time carries on; long reports of one day's
// events run to thirty or more.
const reach = 40

// The rules of inheritance, as Mention.Inherited names them.
const (
	byParagraph = "paragraph" // same paragraph as a dated sentence
	bySubStory  = "sub-story" // same sub-story, see thread
	byOffset    = "offset"    // "a day after ..." counted from a dated sentence
	byLede      = "published" // opening sentence of a report that names no day
)

// follow makes sentence i, whose events begin at first, the dated sentence of
// the thread, if it tells of something done on a known day.
func (r *reader) follow(i, first int) {
	for k := first; k < len(r.events); k++ {
		ev := &r.events[k]
		if ev.Time.Precision.fine() && ev.Modality == Happened && ev.Mentions[0].Anchor != "mention" {
			counted := r.thread.counted
			if opensEvent(r.sents[i].Text) {
				counted = -1 // "Another of Monday's bombings ...": the figures to come are of this one
			}
			r.thread = thread{sentence: i, event: k, places: r.places(i), current: k, place: ev.Place, counted: counted}
			r.noteRole(ev.Claims)
			return
		}
	}
}

func (r *reader) noteRole(claims []Claim) {
	for _, c := range claims {
		if c.Kind == Casualty {
			r.thread.role, r.thread.counted = c.Role, r.thread.current
		}
	}
}

// continued returns the event that a sentence with figures goes on with: the
// one being told, or, if that has no casualties, the last one that has. "The
// Observatory put the death toll at 53" after a sentence on a dam is still
// about the quake. It returns -1 if there is none.
func (r *reader) continued() int {
	th := &r.thread
	if th.current < 0 || th.counted < 0 {
		return th.current
	}
	for _, c := range r.events[th.current].Claims {
		if c.Kind == Casualty {
			return th.current
		}
	}
	return th.counted
}

// inherit gives sentence i the time of the thread, if the rules allow.
func (r *reader) inherit(i int) bool {
	th := &r.thread
	if th.sentence < 0 || i-th.sentence > reach {
		return false
	}
	l := r.labeller(i)
	opens := opensEvent(l.s)
	r.turn(i, opens)
	opens = opens || r.elsewhere(i)
	figures := r.figures(i)
	told, _ := l.clause()
	anchor := &r.events[th.event]
	if len(figures) == 0 || foretold(l.s) || modality(l.s, told, l.c, anchor.Time, r.ref) != Happened {
		return false
	}
	goesOn := r.continued()
	if opens {
		goesOn = -1
	}
	from := r.sents[th.sentence].Text
	if goesOn >= 0 && goesOn != th.current {
		anchor, from = &r.events[goesOn], r.events[goesOn].Sentence
	}
	m := r.mention(i, dated{time: anchor.Time})
	m.Rule, m.Inherited, m.From, m.Anchor = "inherited", bySubStory, from, anchor.ID
	if r.sents[i].Paragraph == r.sents[th.sentence].Paragraph && i-th.sentence <= 3 {
		m.Inherited = byParagraph
	}
	m.Modality = Happened
	for k := range figures {
		figures[k].Mentions = []string{m.ID}
	}
	if goesOn >= 0 {
		th.current = goesOn
		r.noteRole(figures)
		ev := &r.events[goesOn]
		ev.Mentions = append(ev.Mentions, m)
		ev.Claims = join(ev.Claims, figures...)
		return true
	}
	ev := r.event(i, anchor.Time, m, text.Span{Start: 0, End: len(l.s)}, l)
	ev.Claims = join(figures, ev.Claims...)
	if ev.Place == "" {
		ev.Place = th.place
	}
	th.current, th.place = len(r.events), ev.Place
	r.events = append(r.events, ev)
	r.noteRole(figures)
	return true
}

// turn notices that the text moves to another place. A place that the dated
// sentence listed closes the event being told: what follows is of that place.
func (r *reader) turn(i int, opens bool) {
	th := &r.thread
	if opens || len(th.places) < 2 {
		return
	}
	for _, p := range r.places(i) {
		p, _, _ = strings.Cut(p, "-") // "the Tartus-Homs highway"
		if p == th.place {
			return
		}
		if slices.Contains(th.places, p) {
			th.place, th.current = p, -1
			return
		}
	}
}

// elsewhere reports whether a sentence says that it happens in another place
// than the event being told: one that is not named more often in the article,
// as the country of a city is.
func (r *reader) elsewhere(i int) bool {
	s := r.sents[i].Text
	p := r.placeOf(i, text.Span{Start: 0, End: len(s)})
	now := r.thread.place
	if p != "" && now == "" {
		return strings.Contains(s, " also ") || strings.Contains(s, " others ") // "Two people were also killed in Hama"
	}
	return p != "" && now != "" && !strings.Contains(p, now) && !strings.Contains(now, p) && r.placeCount[p] <= r.placeCount[now]
}

// figures returns the casualties that sentence i gives. "The Observatory put
// the figure at 38" says no more than a number; it counts what the figure
// before it counted.
func (r *reader) figures(i int) []Claim {
	s, c := r.sents[i].Text, &r.claims[i]
	var out []Claim
	for k := range c.Quantities {
		q := &c.Quantities[k]
		cl, ok := figure(s, q)
		if !ok {
			continue
		}
		if q.By >= 0 {
			cl.Speaker = r.speaker(i, &c.Attributions[q.By])
		}
		if cl.Kind == Count && cl.Unit == "" && r.thread.role != "" && q.By >= 0 && c.Attributions[q.By].Form == claim.Gave {
			cl.Kind, cl.Role = Casualty, r.thread.role
		}
		if cl.Kind == Casualty {
			out = append(out, cl)
		}
	}
	return out
}

// opensEvent reports whether a sentence begins to tell of something new.
func opensEvent(s string) bool {
	w, rest, _ := strings.Cut(s, " ")
	switch strings.Trim(w, ",") {
	case "Elsewhere", "Another", "Separately", "A", "An", "Gunmen", "Militants":
		return true
	case "In": // "In Homs, a car bomb ..."
		_, after, _ := strings.Cut(rest, ", ")
		return strings.HasPrefix(after, "a ") || strings.HasPrefix(after, "an ") || strings.HasPrefix(after, "another ")
	}
	return false
}

// offset reads "came a day after the militants lost a link": the clause tells of
// an event so long before (or, with "before", after) the time of the thread.
func (r *reader) offset(i int) bool {
	th := &r.thread
	if th.sentence < 0 || i-th.sentence > reach {
		return false
	}
	sent := &r.sents[i]
	for k := range r.exprs[i] {
		e := &r.exprs[i][k]
		if e.Start < sent.Start || e.End > sent.End {
			continue
		}
		n, unit, sharp := length(e.Value)
		clause, sign := clauseAfter(sent.Text[e.End-sent.Start:])
		if !sharp || sign == 0 || unit == 'H' || unit == 'm' || wordsIn(clause) < 4 {
			continue
		}
		anchor := &r.events[th.event]
		t := shift(anchor.Time, -sign*n, unit)
		m := r.mention(i, dated{time: t, expr: text.Span{Start: e.Start - sent.Start, End: e.End - sent.Start}, e: e})
		m.Rule, m.Inherited, m.From, m.Anchor = byOffset, byOffset, r.sents[th.sentence].Text, anchor.ID
		l := r.labeller(i)
		l.from = len(sent.Text) - len(clause)
		r.events = append(r.events, r.event(i, t, m, text.Span{Start: l.from, End: len(sent.Text)}, l))
		return true
	}
	return false
}

// clauseAfter returns what follows "after" or "before", and the sign of the
// step back from the anchor.
func clauseAfter(s string) (clause string, sign int) {
	if c, ok := strings.CutPrefix(s, " after "); ok {
		return c, 1
	}
	if c, ok := strings.CutPrefix(s, " before "); ok {
		return c, -1
	}
	return "", 0
}

// shift moves a time by n units, to a day; in units longer than a day the day
// is approximate.
func shift(t Time, n int, unit byte) Time {
	b := advance(midnight(t.Begin), n, unit)
	return Time{Value: b.Format("2006-01-02"), Begin: b, End: b.AddDate(0, 0, 1), Precision: DayLong, Approximate: unit != 'D'}
}

// lede dates the opening of a report that names no day: it is taken to tell of
// the day of publication, and marked weak.
func (r *reader) lede(i int) {
	s := r.sents[i].Text
	if i >= 3 || r.ref.IsZero() || r.refName == "captured" || wordsIn(s) < 6 || strings.HasPrefix(s, `"`) || strings.HasPrefix(s, "“") {
		return
	}
	t := shift(Time{Begin: r.ref}, 0, 'D')
	t.Approximate = true
	m := r.mention(i, dated{time: t})
	m.Rule, m.Inherited, m.Anchor = "inherited", byLede, anchored(r.refName, timex.Reference{Time: r.ref})
	r.events = append(r.events, r.event(i, t, m, text.Span{Start: 0, End: len(s)}, r.labeller(i)))
}
