package timeline

import (
	"strings"
	"time"

	"github.com/newsarc/newsarc/text"
	"github.com/newsarc/newsarc/text/timex"
)

// settle moves a time that its clause shows to lie on the other side of the
// report: ahead what is foretold, back what is told as done.
func (r *reader) settle(i int, t Time, e *timex.Expression, sp text.Span) Time {
	if e.Anchor != "reference" || r.ref.IsZero() {
		return t
	}
	s := r.sents[i].Text
	clause := clauseOf(s, text.Span{Start: 0, End: len(s)}, sp)
	if bareTimes()[e.Rule] {
		return r.goneBy(t, s[clause.Start:clause.End])
	}
	if foretold(s[clause.Start:min(clause.End, sp.Start)]) {
		return r.toCome(t, e)
	}
	return t
}

// toCome moves a weekday of the past week into the next, and a month that is
// over into the next year: "Rain is forecast for Thursday", "hope to have a
// vaccine by October".
func (r *reader) toCome(t Time, e *timex.Expression) Time {
	if !t.End.Before(r.ref) {
		return t
	}
	switch {
	case strings.Contains(e.Rule, "weekday") && r.ref.Sub(t.Begin) <= 7*24*time.Hour:
		t.Begin, t.End = t.Begin.AddDate(0, 0, 7), t.End.AddDate(0, 0, 7)
		t.Value = t.Begin.Format(time.DateOnly) + strings.TrimLeft(t.Value, "0123456789-")
	case e.Rule == "date.month" && t.Precision == Month && r.ref.Sub(t.Begin) <= 366*24*time.Hour:
		t.Begin, t.End = t.Begin.AddDate(1, 0, 0), t.End.AddDate(1, 0, 0)
		t.Value = t.Begin.Format("2006-01")
	}
	return t
}

// goneBy moves a time of day of the reference's day, which the clause tells of
// as done though it still lies ahead, back by a day: "was questioned
// overnight", "were cut shortly after midnight".
func (r *reader) goneBy(t Time, clause string) Time {
	day := midnight(r.ref)
	if !t.End.After(r.ref) || t.Begin.Before(day) || t.Begin.After(day.AddDate(0, 0, 1)) || !toldAsDone(clause) {
		return t
	}
	if r.ref.Equal(day) && t.Begin.Before(day.AddDate(0, 0, 1)) && !strings.HasSuffix(t.Value, "TNI") {
		return t // only the day of the report is known: it may have been written late
	}
	_, clock, _ := strings.Cut(t.Value, "T")
	t.Begin, t.End = t.Begin.AddDate(0, 0, -1), t.End.AddDate(0, 0, -1)
	if clock == "24:00" {
		clock = "00:00"
	}
	t.Value = t.Begin.Format(time.DateOnly) + "T" + clock
	return t
}

// toldAsDone reports whether a clause has a verb of the past and none of the
// present or future.
func toldAsDone(clause string) bool {
	past := false
	for w := range strings.FieldsSeq(clause) {
		w = strings.ToLower(strings.Trim(w, `"',.;:`))
		switch {
		case w == "will", w == "would", w == "is", w == "are", w == "be", w == "to", w == "may", w == "could", w == "can":
			return false
		case verbs()[w] && w != "he" && w != "she" && w != "it" && w != "they" && w != "has" && w != "have" && w != "does" && w != "says",
			strings.HasSuffix(w, "ed") && len(w) > 4:
			past = true
		}
	}
	return past
}
