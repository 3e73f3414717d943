package timeline

import (
	"strings"
	"time"

	"github.com/newsarc/newsarc/news"
	"github.com/newsarc/newsarc/text/timex"
)

// reference returns what the relative expressions of a revision are resolved
// against: when the publisher says that the text was written, in the zone of
// the dateline where that is known. A modification long after publication is
// more often a repair than a rewriting ("Monday" stays the old Monday), so it
// counts for three days only. Without any claim the captured time has to do.
func reference(rev *news.Revision) (ref timex.Reference, name string) {
	const rewriting = 3 * 24 * time.Hour
	a := rev.Article
	pub, mod := a.Published, a.Modified
	switch {
	case !mod.IsZero() && (pub.IsZero() || mod.After(pub.Time) && mod.Sub(pub.Time) <= rewriting):
		return claimed(a, mod), "modified"
	case !pub.IsZero():
		return claimed(a, pub), "published"
	case !rev.Captured.IsZero():
		return claimed(a, news.Time{Time: rev.Captured}), "captured"
	}
	return timex.Reference{Language: a.Language}, ""
}

// claimed returns the reference that a claimed time makes. A day is the day as
// printed, wherever the report was written.
func claimed(a *news.Article, t news.Time) timex.Reference {
	ref := timex.Reference{Time: t.Time, DateOnly: t.DateOnly, Language: a.Language}
	switch zone := datelineZone(a); {
	case zone == nil:
	case t.DateOnly:
		ref.Time = time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, zone)
	default:
		ref.Time = t.In(zone)
	}
	return ref
}

// anchored says in words what an expression was counted from.
func anchored(name string, ref timex.Reference) string {
	out := name + " " + ref.Time.Format(time.DateOnly)
	if zone := ref.Time.Location().String(); strings.Contains(zone, "/") {
		out += " in " + zone
	}
	return out
}

// bareTimes are the rules of times of day that name no day: "at noon", "in the
// morning". "This morning" and "tonight" name one.
var bareTimes = set("time.clock time.dotted time.clock-part time.early-part time.in-part time.overnight")

// tagged returns the time expressions of an article, with what the ones that
// ask the reference were counted from. A time of day without a day is counted
// from the day of publication, also where other expressions are counted from a
// later modification: nothing in "at noon" says that it was written anew, and a
// touched-up comma must not move it by a day.
func tagged(rev *news.Revision, ref timex.Reference, name string) ([]timex.Expression, []string) {
	body := rev.Article.Body.Text()
	all := timex.Tag(body, ref)
	from := make([]string, len(all))
	for k := range all {
		from[k] = anchored(name, ref)
	}
	if pub := rev.Article.Published; name == "modified" && !pub.IsZero() {
		first := claimed(rev.Article, pub)
		if first.Time.Format(time.DateOnly) != ref.Time.Format(time.DateOnly) {
			countFrom(all, from, timex.Tag(body, first), anchored("published", first))
		}
	}
	return all, from
}

// countFrom puts the times of day of first into all where they name no day
// and follow none. The same words stand at the same places in both.
func countFrom(all []timex.Expression, from []string, first []timex.Expression, anchor string) {
	follows := false // the last day named is one that was put in
	k := 0
	for i := range all {
		e := &all[i]
		for k < len(first) && first[k].Start < e.Start {
			k++
		}
		bare := bareTimes()[e.Rule] && (e.Anchor == "reference" || follows && e.Anchor == "mention")
		if bare && k < len(first) && first[k].Start == e.Start && first[k].Rule == e.Rule {
			*e, from[i], follows = first[k], anchor, true
		} else if Precision(e.Granularity.String()).fine() {
			follows = false
		}
	}
}

// moment turns an expression into an event time. It reports false for what
// names no period: lengths of time, sets, "now".
func moment(e *timex.Expression, words string, ref time.Time) (Time, bool) {
	t := Time{Value: e.Value, Begin: e.Begin, End: e.Until, Precision: Precision(e.Granularity.String())}
	// "Early Tuesday" is no guess: it says more than the day, not less.
	t.Approximate = e.Mod == timex.Approx || !t.Precision.fine() && (e.Mod == timex.Start || e.Mod == timex.Mid || e.Mod == timex.End)
	if e.Type == timex.Set {
		return t, false
	}
	if !e.Begin.IsZero() {
		if e.Type == timex.Duration || t.Precision == "" {
			t.Precision, t.Approximate, t.Value = Range, true, interval(e.Begin, e.Until)
		}
		return t, t.valid()
	}
	if e.Type != timex.Duration || ref.IsZero() {
		return t, false
	}
	return stretch(t, words, ref)
}

// stretch gives "the next few days" and "the past two weeks" their period. Where
// no number is given the ends are a guess, and marked approximate: "few" and a
// bare plural are taken for up to five.
func stretch(t Time, words string, ref time.Time) (Time, bool) {
	forward, directed := direction(words)
	n, unit, sharp := length(t.Value)
	if !directed || unit == 0 {
		return t, false
	}
	t.Precision, t.Approximate = Range, true
	if !sharp {
		n = 5
	}
	from := midnight(ref)
	if unit == 'H' || unit == 'm' {
		from = ref
	}
	if forward {
		t.Begin, t.End = from, advance(from, n, unit)
	} else {
		t.Begin, t.End = advance(from, -n, unit), from
	}
	t.Value = interval(t.Begin, t.End)
	return t, t.valid()
}

// interval writes a range of days (ISO 8601, 5.5.2).
func interval(begin, end time.Time) string {
	return begin.Format(time.DateOnly) + "/" + end.Format(time.DateOnly)
}

// valid reports whether t is a period of which JSON can speak: RFC 3339 has no
// years before Christ ("the last 2,014 years" begin there) and none of five
// digits.
func (t Time) valid() bool {
	return t.End.After(t.Begin) && t.Begin.Year() >= 1 && t.End.Year() <= 9999
}

// direction tells "the coming weeks" from "recent weeks".
func direction(words string) (forward, ok bool) {
	for w := range strings.FieldsSeq(words) {
		switch strings.ToLower(w) {
		case "next", "coming", "following", "ahead":
			return true, true
		case "past", "last", "recent", "previous", "preceding":
			return false, true
		}
	}
	return false, false
}

// length reads a TIMEX3 duration of one unit: P2W, PXD, PT48H. sharp is false
// where the number is X. Minutes are 'm', months 'M'.
func length(value string) (n int, unit byte, sharp bool) {
	s, ok := strings.CutPrefix(value, "P")
	if !ok || len(s) < 2 {
		return 0, 0, false
	}
	clock := s[0] == 'T'
	s = strings.TrimPrefix(s, "T")
	unit = s[len(s)-1]
	if clock && unit == 'M' {
		unit = 'm'
	}
	digits := s[:len(s)-1]
	if digits == "X" {
		return 0, unit, false
	}
	for _, c := range []byte(digits) {
		if c < '0' || c > '9' || n > 10000 {
			return 0, 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, unit, n > 0
}

// advance moves t by n units.
func advance(t time.Time, n int, unit byte) time.Time {
	switch unit {
	case 'D':
		return t.AddDate(0, 0, n)
	case 'W':
		return t.AddDate(0, 0, 7*n)
	case 'M':
		return t.AddDate(0, n, 0)
	case 'Q':
		return t.AddDate(0, 3*n, 0)
	case 'Y':
		return t.AddDate(n, 0, 0)
	case 'H':
		return t.Add(time.Duration(n) * time.Hour)
	case 'm':
		return t.Add(time.Duration(n) * time.Minute)
	}
	return t
}

func midnight(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, t.Location())
}

// fine reports whether the time is known to the day or better.
func (p Precision) fine() bool {
	switch p {
	case Second, Minute, Hour, PartOfDay, DayLong:
		return true
	}
	return false
}

// Key returns the day on which the event stands ("2016-09-05"), or the coarser
// period where no day is known ("2016-09", "2011"; a range is named by its
// first day and a tilde).
func (t Time) Key() string {
	switch {
	case t.Precision.fine():
		return t.Begin.Format(time.DateOnly)
	case t.Precision == Range || t.Value == "":
		return t.Begin.Format(time.DateOnly) + "~"
	}
	return t.Value
}
