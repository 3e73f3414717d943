package timeline

import (
	"encoding/hex"
	"hash/fnv"
	"slices"
	"strings"
	"time"

	"github.com/newsarc/newsarc/news"
	"github.com/newsarc/newsarc/text"
	"github.com/newsarc/newsarc/text/claim"
	"github.com/newsarc/newsarc/text/timex"
)

// Rules names the rules by which Extract reads a text. It changes whenever
// Extract may give another answer for the same revision, so that kept answers
// are known to be old.
const Rules = "timeline/6"

// Extract returns the events that the text of a revision tells, in the order of
// the text. It looks at Article, and at Captured only where the article claims
// no date. What the events say of stories, revisions and observed times is
// filled in by Build.
func Extract(rev *news.Revision) []Event {
	if rev.Article == nil {
		return nil
	}
	r := newReader(rev)
	for i := range r.sents {
		r.sentence(i)
	}
	if len(r.events) > 0 {
		w := wordingOf(r.terms)
		for i := range r.events {
			ev := &r.events[i]
			ev.text, ev.Time.Begin, ev.Time.End = w, offsetOnly(ev.Time.Begin), offsetOnly(ev.Time.End)
		}
	}
	return r.events
}

// offsetOnly forgets the name of a zone, which JSON and Marshal do not keep:
// what is printed must not depend on where an event comes from.
func offsetOnly(t time.Time) time.Time {
	_, offset := t.Zone()
	if offset == 0 {
		return t.UTC()
	}
	return t.In(time.FixedZone("", offset))
}

// reader is the state of Extract.
type reader struct {
	body    news.Body
	sents   []news.Sentence
	exprs   [][]timex.Expression // by sentence; offsets in the whole text
	anchors [][]string           // what each is counted from if it asks the reference
	claims  []claim.Claims       // by sentence
	terms   [][]uint32           // by sentence
	ref     time.Time
	refName string

	full       map[string]string // surname -> full name
	placeCount map[string]int
	speakers   []string
	thread     thread
	events     []Event
}

func newReader(rev *news.Revision) *reader {
	ref, name := reference(rev)
	r := &reader{body: rev.Article.Body, ref: ref.Time, refName: name, thread: noThread}
	r.sents = r.body.Sentences()
	r.tag(tagged(rev, ref, name))
	r.claim()
	r.learn()
	r.terms = make([][]uint32, len(r.sents))
	for i := range r.sents {
		r.terms[i] = terms(r.sents[i].Text)
	}
	return r
}

// tag deals the time expressions of the text out to its sentences.
func (r *reader) tag(all []timex.Expression, anchors []string) {
	r.exprs, r.anchors = make([][]timex.Expression, len(r.sents)), make([][]string, len(r.sents))
	k := 0
	for i := range r.sents {
		from := k
		for k < len(all) && all[k].Start < r.sents[i].End {
			k++
		}
		r.exprs[i], r.anchors[i] = all[from:k], anchors[from:k]
	}
}

func (r *reader) claim() {
	paragraphs := make([][]string, len(r.body))
	for i, p := range r.body {
		paragraphs[i] = p.Sentences
	}
	r.claims = make([]claim.Claims, 0, len(r.sents))
	for _, p := range claim.Document(paragraphs) {
		r.claims = append(r.claims, p...)
	}
}

// dated is a time that a sentence gives, with the words that give it.
type dated struct {
	time   Time
	expr   text.Span // in the sentence
	e      *timex.Expression
	anchor string // what e is counted from if it asks the reference
}

// sentence adds the events of sentence i.
func (r *reader) sentence(i int) {
	if r.body[r.sents[i].Paragraph].Kind == news.Heading {
		r.thread = noThread // a subhead begins another sub-story
		return
	}
	times := r.times(i)
	if len(times) == 0 {
		if !r.offset(i) && !r.inherit(i) {
			r.lede(i)
		}
		return
	}
	s := r.sents[i].Text
	times = mainFirst(s, times)
	clause := text.Span{Start: 0, End: len(s)}
	for k := range times {
		if k > 0 {
			clause = partWith(s, times[k].expr)
		}
		l := r.labeller(i)
		l.expr, l.rest = times[k].expr, others(times, k)
		l.keep = k > 0 && times[k].e.Anchor == "mention"
		ev := r.event(i, times[k].time, r.mention(i, times[k]), clause, l)
		switch {
		case k == 0:
			ev.Claims = r.claimsBesides(i, times[0].expr, times[1:], ev.ID)
		case within(times[0].expr, clause):
			ev.Claims = nil // they are of the first time of the part
		}
		r.events = append(r.events, ev)
	}
	r.follow(i, len(r.events)-len(times))
}

// mainFirst puts times of the main clause before those that only describe
// someone or something: "Militants freed 27 workers, who were seized in May,
// officials said Saturday" is first of all about Saturday.
func mainFirst(s string, times []dated) []dated {
	if len(times) < 2 || !inAside(s, times[0].expr) {
		return times
	}
	for k := range times[1:] {
		if d := times[k+1]; !inAside(s, d.expr) {
			return slices.Insert(slices.Delete(slices.Clone(times), k+1, k+2), 0, d)
		}
	}
	return times
}

func (r *reader) labeller(i int) labeller {
	return labeller{s: r.sents[i].Text, c: &r.claims[i], full: r.full, from: max(r.leadIn(i), r.stampEnd(i))}
}

// times returns the distinct times of sentence i. Of two that lie in each other
// the finer stays.
func (r *reader) times(i int) []dated {
	sent := &r.sents[i]
	var out []dated
	for k := range r.exprs[i] {
		e := &r.exprs[i][k]
		if e.Start < sent.Start || e.End > sent.End {
			continue
		}
		sp := text.Span{Start: e.Start - sent.Start, End: e.End - sent.Start}
		t, ok := moment(e, sp.Of(sent.Text), r.ref)
		if ok && !r.stamp(i, e, sp) && !compared(sent.Text[:sp.Start]) {
			out = keepFiner(out, dated{r.settle(i, t, e, sp), sp, e, r.anchors[i][k]})
		}
	}
	return out
}

// keepFiner adds d to a list, unless one of the two lies in the other and they
// stand together: "Monday, 5 September" and the month of it.
func keepFiner(list []dated, d dated) []dated {
	const together = 12
	for k := range list {
		a, b := &list[k].time, &d.time
		apart := d.expr.Start-list[k].expr.End > together
		switch {
		case apart && a.Precision.fine() && a.Key() == b.Key():
			return list // the same day again, often of the saying
		case apart:
		case !a.Begin.Before(b.Begin) && !a.End.After(b.End):
			return list
		case !b.Begin.Before(a.Begin) && !b.End.After(a.End):
			list[k] = d
			return list
		}
	}
	return append(list, d)
}

// stamp reports whether a date is the time stamp of a page, of an entry or of a
// reader's comment and not part of the story told: in brackets at the head,
// beside a bar, before "wrote:", or the very day of publication written out in
// figures at the head of the text.
func (r *reader) stamp(i int, e *timex.Expression, sp text.Span) bool {
	s := r.sents[i].Text
	words, after := sp.Of(s), s[sp.End:]
	if sp.End <= max(r.leadIn(i), r.stampEnd(i)) {
		return true
	}
	if !strings.ContainsAny(words, "0123456789") {
		return false
	}
	if e.Type == timex.Clock && dayInFigures(strings.TrimSpace(s[:sp.Start])) || dayInFigures(strings.TrimSpace(words)) && sp.Start == 0 && clockFollows(after) {
		return true // "03 February 12 17:03 GMT" at the head
	}
	if bracketed := s[0] == '(' || s[0] == '['; bracketed && sp.End <= strings.IndexAny(s, ")]") {
		return true
	}
	if strings.HasPrefix(after, " |") || strings.HasSuffix(s[:sp.Start], "| ") || strings.Contains(after[:min(len(after), 40)], " wrote:") {
		return true
	}
	if r.ref.IsZero() || e.Begin.IsZero() || e.Begin.Format(time.DateOnly) != r.ref.Format(time.DateOnly) ||
		e.Type == timex.Clock && !hasYear(words) {
		return false
	}
	if strings.Contains(s[:sp.Start], "article appeared") || strings.Contains(s[:sp.Start], "article was published") {
		return true
	}
	if strings.HasPrefix(s, "Updated") || strings.HasPrefix(s, "Published") {
		return true
	}
	return i < 3 && !r.tells(i, s[:sp.Start]) && sp.Start < 100
}

// stampEnd returns where the day of publication ends that a page has set between
// the headline and the report, "... on trial Thursday 13 January 2005 03.10 GMT The
// ministry said": what follows is the sentence. It is 0 if there is none.
func (r *reader) stampEnd(i int) int {
	const nextDay = 36 * time.Hour // sites claim the time of publication in zones of their own
	sent := &r.sents[i]
	if i > 2 || r.ref.IsZero() {
		return 0
	}
	for k := range r.exprs[i] {
		e := &r.exprs[i][k]
		if e.Start < sent.Start || e.End > sent.End || e.Begin.IsZero() || e.Begin.Sub(r.ref).Abs() > nextDay {
			continue
		}
		words := sent.Text[e.Start-sent.Start : e.End-sent.Start]
		weekday, _, _ := strings.Cut(words, " ")
		after := sent.Text[e.End-sent.Start:]
		rest := afterClock(after)
		if weekdays()[weekday] && hasYear(words) && !r.tells(i, sent.Text[:e.Start-sent.Start]) && rest != "" &&
			rest[0] >= 'A' && rest[0] <= 'Z' && wordsIn(rest) > 3 {
			return len(sent.Text) - len(rest)
		}
	}
	return 0
}

// afterClock returns what follows the time of day at the head of s, " 03.10 GMT
// The", or s without its spaces if there is none; "" if s goes on with a mark.
func afterClock(s string) string {
	rest, ok := strings.CutPrefix(s, " ")
	if !ok {
		return ""
	}
	if w, after, _ := strings.Cut(rest, " "); len(w) >= 4 && len(w) <= 5 && w[0] >= '0' && w[0] <= '9' && (w[len(w)-3] == '.' || w[len(w)-3] == ':') {
		rest = after
		if z, more, _ := strings.Cut(rest, " "); len(z) >= 3 && len(z) <= 4 && strings.ToUpper(z) == z {
			rest = more
		}
	}
	return rest
}

// tells reports whether the words of sentence i before a date lead up to it as
// a story does, "killed 31 people on": those of a stamp, "Posted on", are few.
func (r *reader) tells(i int, before string) bool {
	lead := min(r.leadIn(i), len(before))
	words := strings.Fields(before[lead:])
	if len(words) < 4 {
		return false
	}
	switch words[len(words)-1] {
	case "on", "since", "until", "by", "from", "before", "after", "late", "early":
		return true
	}
	return false
}

// dayInFigures reports whether s is nothing but a day in figures, or with the name of
// the month, and its year.
func dayInFigures(s string) bool {
	n, digits := 0, 0
	for w := range strings.FieldsSeq(s) {
		n++
		if strings.ContainsAny(w, "0123456789") {
			digits++
		}
	}
	return digits > 0 && n <= 4 && (digits > 1 || n == 1)
}

// clockFollows reports whether s goes on with a time of day: " 17:03".
func clockFollows(s string) bool {
	s = strings.TrimLeft(s, " ,")
	return len(s) > 4 && s[0] >= '0' && s[0] <= '9' && (s[1] == ':' || s[2] == ':')
}

// hasYear reports whether four digits stand together.
func hasYear(s string) bool {
	n := 0
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			n = 0
		} else if n++; n == 4 {
			return true
		}
	}
	return false
}

// compared reports whether the words before a date make it only something to
// measure by: "the youngest since 1958", "four times as many as in 2014".
func compared(before string) bool {
	for _, w := range []string{" than in ", " as in ", " than on ", " compared with ", " compared to ", " than a ", " than "} {
		if strings.HasSuffix(before, w) {
			return true
		}
	}
	since, ok := strings.CutSuffix(before, " since ")
	if !ok {
		return false
	}
	for w := range strings.FieldsSeq(since) {
		if superlatives()[w] {
			return true
		}
	}
	return false
}

var superlatives = set(`first worst most best least largest biggest highest lowest deadliest bloodiest youngest oldest strongest weakest longest
	shortest steepest fastest slowest heaviest fewest lightest hottest coldest busiest`)

func others(times []dated, k int) []text.Span {
	var out []text.Span
	for j := range times {
		if j != k {
			out = append(out, times[j].expr)
		}
	}
	return out
}

// mention describes sentence i as the place where d is told.
func (r *reader) mention(i int, d dated) Mention {
	sent := &r.sents[i]
	m := Mention{
		ID:       identify(d.time.Key(), sent.Text),
		Sentence: sent.Text,
		Value:    d.time.Value,
		Spans:    []Span{{Start: sent.Start, End: sent.End}},
	}
	if d.e != nil {
		m.Expression, m.Rule, m.Anchor = d.expr.Of(sent.Text), d.e.Rule, d.e.Anchor
		if m.Anchor == "reference" {
			m.Anchor = d.anchor
		}
		m.Spans[0].ExprStart, m.Spans[0].ExprEnd = d.e.Start, d.e.End
	}
	for k := range r.claims[i].Attributions {
		if a := &r.claims[i].Attributions[k]; a.Form != claim.Gave && within(d.expr, a.Scope) {
			m.Speaker = r.speaker(i, a)
			break
		}
	}
	return m
}

// event builds the event that mention m of sentence i tells in a clause.
func (r *reader) event(i int, t Time, m Mention, clause text.Span, l labeller) Event {
	told, _ := l.clause()
	told = cut(told, clause)
	if l.expr.End > l.expr.Start {
		if !within(l.expr, told) {
			told = clause // the time is that of the saying
		}
		told = clauseOf(l.s, told, l.expr)
	}
	m.Modality = modality(l.s, told, l.c, t, r.ref)
	return Event{
		ID: m.ID, Time: t, Label: l.label(), Sentence: m.Sentence, Modality: m.Modality,
		Place: r.placeOf(i, clause), Actors: r.actorsOf(i, clause),
		Claims:   r.claimsOf(i, clause, m.ID),
		Mentions: []Mention{m},
		Weak:     t.Approximate || !t.Precision.fine(),
		terms:    r.terms[i],
		position: i,
	}
}

// identify makes the stable id of a mention: a hash of the time that it tells
// of and of the letters and digits of its sentence, so that a repaired comma
// makes no other event.
func identify(key, sentence string) string {
	h := fnv.New64a()
	buf := make([]byte, 0, len(key)+len(sentence))
	buf = append(buf, key...)
	for i := range len(sentence) {
		switch c := sentence[i]; {
		case 'A' <= c && c <= 'Z':
			buf = append(buf, c|0x20)
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9', c >= 0x80:
			buf = append(buf, c)
		}
	}
	h.Write(buf)
	return hex.EncodeToString(h.Sum(nil)[:6])
}
