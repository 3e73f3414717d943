package timeline

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/newsarc/newsarc/text"
	"github.com/newsarc/newsarc/text/claim"
)

// labeller cuts a sentence to what happened. Nothing is reworded: a label is
// the sentence with parts left out, but for a pronoun at its head, which
// becomes the name that it stands for.
type labeller struct {
	s    string
	c    *claim.Claims
	full map[string]string // surname -> full name
	expr text.Span         // the time of this event; empty if inherited
	rest []text.Span       // the times of other events of the sentence
	from int               // where the clause that tells the event begins
	keep bool              // the time belongs into the label: "a day earlier"
}

// label returns the sentence without agency lead-in, attribution, linking
// words, side remarks and the time itself, which is shown beside it. What
// somebody says of himself keeps his name before it: "Putin: I have grounds to
// believe that it can happen".
func (l *labeller) label() string {
	sp, subject := l.clause()
	out := l.words(sp)
	if dangling()[lastWord(tidy(out))] {
		l.keep = true // "marched in support of" needs its "Tuesday"
		out = l.words(sp)
	}
	if subject != "" {
		if rest, ok := l.dropPronoun(out, subject); ok {
			out = subject + " " + rest
		}
	}
	out = tidy(out)
	if first, _, _ := strings.Cut(out, " "); wordsIn(out) < 3 || dangling()[lastWord(out)] || asking()[first] {
		out = tidy(l.s[l.from:])
	}
	if out == "" {
		return l.s
	}
	if who := l.quotedSpeaker(sp); who != "" && speaksOfSelf(out) {
		return who + ": " + capital(out)
	}
	return capital(out)
}

// words returns what of sp is kept.
func (l *labeller) words(sp text.Span) string {
	return trimLinks(afterSaying(l.without(l.drop(sp))))
}

// clause returns the part of the sentence that tells the event, and the name
// of who speaks if the part is what they said.
func (l *labeller) clause() (sp text.Span, subject string) {
	sp = text.Span{Start: l.from, End: len(l.s)}
	if said, ok := l.participle(sp); ok {
		return said, l.subject(said.Start)
	}
	best := text.Span{}
	for i := range l.c.Attributions {
		a := &l.c.Attributions[i]
		scope := cut(a.Scope, sp)
		said := a.Form != claim.Gave && !firstPerson(a.Source.Of(l.s)) // "I believe that" belongs to what is said
		if said && l.tells(a) && wordsIn(scope.Of(l.s)) >= 4 && scope.End-scope.Start > best.End-best.Start {
			best, subject = scope, ""
			if a.Cue.End <= a.Scope.Start {
				subject = a.Who // "Bittar said he", but not "he fired, Bittar said"
			}
		}
	}
	if best.End == 0 {
		return sp, ""
	}
	return best, subject
}

// tells reports whether what the attribution a says is the event: its time lies
// in the words said, or stands with the words of saying ("officials said on
// Friday"), by which news copy means what they said of Friday, if they told of
// something done. A warning or a promise made on Friday stays one, and what has
// a time of its own is only said on Friday.
func (l *labeller) tells(a *claim.Attribution) bool {
	const beside = 14
	after := l.expr.Start - a.Cue.End
	if l.expr.End == l.expr.Start || after < 0 && within(l.expr, a.Scope) || after > beside && within(l.expr, a.Scope) {
		return true
	}
	if after < 0 || after > beside {
		return false
	}
	if slices.ContainsFunc(l.rest, func(r text.Span) bool { return within(r, a.Scope) && !inAside(l.s, r) }) {
		return false
	}
	scope := a.Scope
	scope.Start = max(scope.Start, min(l.expr.End, scope.End))
	if scope.Start == scope.End {
		scope = a.Scope // the words said come first
	}
	return plainCues()[strings.ToLower(a.Cue.Of(l.s))] && !foretold(scope.Of(l.s)) && !hypothetical(scope.Of(l.s), scope, l.c)
}

var plainCues = set("said say says told tell tells reported added confirmed")

// participles open what the main clause reports or explains.
var participles = []string{
	"saying that ", "saying ", "adding that ", "adding ", "referring to ", "noting that ", "recalling ", "and that ",
}

// participle returns what follows "saying", "referring to" and the like, where
// the time stands in it: "Hollande posted a statement, saying he had met Putin
// on Sunday" is about the meeting.
func (l *labeller) participle(sp text.Span) (text.Span, bool) {
	if l.expr.End == l.expr.Start {
		return sp, false
	}
	for i, p := range parts(l.s, sp) {
		if i == 0 || p.Start > l.expr.Start {
			continue
		}
		head := strings.TrimLeft(p.Of(l.s), " ")
		for _, w := range participles {
			if rest, ok := strings.CutPrefix(head, w); ok {
				start := p.End - len(rest)
				return text.Span{Start: start, End: sp.End}, l.expr.Start >= start
			}
		}
	}
	return sp, false
}

// drop leaves out what tells of the other times of the sentence, where they
// stand in parts of their own between commas: the first event keeps what no
// other claims, a later one keeps its own part only.
func (l *labeller) drop(sp text.Span) text.Span {
	if len(l.rest) == 0 {
		return sp
	}
	list := parts(l.s, sp)
	if l.rest[0].Start < l.expr.Start {
		for _, p := range list {
			if !within(l.expr, p) {
				continue
			}
			if leansBack(p.Of(l.s)) || l.onlySays(p) {
				return sp
			}
			if wordsIn(p.Of(l.s)) >= 4 {
				return p
			}
		}
		return sp
	}
	for i := len(list) - 1; i > 0; i-- {
		other := slices.ContainsFunc(l.rest, func(r text.Span) bool { return within(r, list[i]) })
		if !other || within(l.expr, list[i]) {
			break
		}
		sp.End = list[i-1].End
	}
	return sp
}

// leansBack reports whether a part of a sentence cannot stand without the rest:
// "securing an area seized a day earlier", "in which 108 people were killed",
// "with a full ceasefire on 12 April".
func leansBack(part string) bool {
	w, _, _ := strings.Cut(strings.TrimLeft(part, " "), " ")
	if leaning()[w] {
		return true
	}
	return len(w) > 4 && w[0] >= 'a' && (strings.HasSuffix(w, "ing") || strings.HasSuffix(w, "ed"))
}

var leaning = set(`who which whose whom with in on at by for of from to after before since between despite up down compared as
	was were is are had has have will would said says only also just not than until including during
	left began won lost shot held kept broke hit cut rose fell went came made took found`)

// asking are words that open what somebody asks or leaves open.
var asking = set("whether how why what")

// dangling are words that no label ends with.
var dangling = set(`what which that who whose the a an of to and or with by for from in on at as than its his her their is are was were be has
	have had after before since until during between`)

// without returns the words of sp without the time expression, remarks in
// brackets and relative clauses that only describe.
func (l *labeller) without(sp text.Span) string {
	gaps := l.asides(sp)
	if l.expr.End > l.expr.Start && within(l.expr, sp) && !l.keep {
		if g := l.timeGap(sp); g.End > g.Start {
			gaps = append(gaps, g)
		}
	}
	slices.SortFunc(gaps, func(a, b text.Span) int { return cmp.Compare(a.Start, b.Start) })
	var sb strings.Builder
	pos := sp.Start
	for _, g := range gaps {
		if g.Start < pos {
			continue
		}
		sb.WriteString(l.s[pos:g.Start])
		sb.WriteByte(' ')
		pos = g.End
	}
	sb.WriteString(l.s[pos:sp.End])
	return sb.String()
}

// asides finds remarks in brackets, and relative clauses after a comma that
// follow at least five words. One that gives the time is no aside.
func (l *labeller) asides(sp text.Span) []text.Span {
	var gaps []text.Span
	s := l.s
	for i := sp.Start; i < sp.End; i++ {
		end := i
		switch {
		case s[i] == '(' && (i == 0 || s[i-1] == ' '):
			end += strings.IndexByte(s[i:sp.End], ')') + 1
		case s[i] == ',' && describes(s[i:sp.End]):
			end = sp.End
			if j := strings.IndexAny(s[i+1:sp.End], ",;"); j >= 0 {
				end = i + 1 + j
				if s[end] == ',' {
					end++
				}
			}
		}
		if end == i {
			continue
		}
		gap := text.Span{Start: i, End: end}
		short := s[i] == ',' && wordsIn(s[sp.Start:i]) < 5
		if i = end - 1; l.expr.End > l.expr.Start && within(l.expr, gap) {
			l.keep = true // "the dam, which was completed in 2011, holds ..." is about that
		} else if !short {
			gaps = append(gaps, gap)
		}
	}
	return gaps
}

// inAside reports whether a time stands in a clause that only describes someone
// or something.
func inAside(s string, expr text.Span) bool {
	p := partWith(s, expr)
	return p.Start > 0 && describes(s[p.Start-1:])
}

// describes reports whether s, from a comma on, adds a remark on the noun
// before it.
func describes(s string) bool {
	for _, w := range []string{", who ", ", whose ", ", which ", ", where "} {
		if strings.HasPrefix(s, w) {
			return true
		}
	}
	return false
}

// timeGap returns the expression with the words that tie it to the sentence
// and, at the head of a clause, the comma after it. Where the words give
// another sense than "on" it is empty: "by Friday", "since 2011".
func (l *labeller) timeGap(sp text.Span) text.Span {
	g := l.expr
	if l.ranges() {
		return text.Span{}
	}
	before := strings.TrimRight(l.s[sp.Start:g.Start], " ")
	word := lastWord(before)
	back := func() {
		g.Start = sp.Start + len(before) - len(word)
		before = strings.TrimRight(before[:len(before)-len(word)], " ")
		word = lastWord(before)
	}
	if strings.EqualFold(word, "the") && lengthy(g.Of(l.s)) {
		back() // "over the coming days"
	}
	switch strings.ToLower(word) {
	case "by", "until", "till", "since", "before", "after", "from", "between", "to", "than", "of", "the", "for":
		return text.Span{}
	}
	for ties()[strings.ToLower(word)] {
		back()
	}
	after := l.s[g.End:sp.End]
	switch {
	case strings.HasPrefix(after, " that ") && (word == "was" || word == "is"):
		return text.Span{} // "it was on Monday that"
	case strings.HasPrefix(word, `"`) && strings.HasPrefix(after, `"`) && ties()[strings.ToLower(word[1:])]:
		back() // "in the coming weeks", in quotation marks
		g.End++
	case strings.HasSuffix(l.s[sp.Start:g.Start], `"`) && strings.HasPrefix(after, `"`):
		g.Start, g.End = g.Start-1, g.End+1 // the time alone was quoted
	case strings.HasPrefix(after, "'s "), strings.HasPrefix(after, "’s "):
		g.End += strings.IndexByte(after, ' ')
	case strings.HasPrefix(after, ",") && (before == "" || strings.HasSuffix(before, ",")), strings.HasPrefix(after, ", when "):
		g.End++
	}
	return g
}

// ranges reports whether the time is one end of a range, "between April 23 and
// 28", "from 8pm to 6am": alone neither end could be left out.
func (l *labeller) ranges() bool {
	for _, o := range l.rest {
		a, b := l.expr, o
		if b.Start < a.Start {
			a, b = b, a
		}
		if a.End <= b.Start && b.Start-a.End <= len(" through ") && spans()[strings.Trim(l.s[a.End:b.Start], " ")] {
			return true
		}
	}
	return false
}

// spans are words and marks between the ends of a range.
var spans = set("and or to through until till - – —")

// ties are words that go with a time when it is left out.
var ties = set("on in at during late early later earlier over probably possibly just only perhaps")

// lengthy reports whether an expression names a length of time.
func lengthy(s string) bool {
	for _, w := range []string{"days", "weeks", "months", "hours", "years", "minutes"} {
		if strings.HasSuffix(s, w) {
			return true
		}
	}
	return false
}

// leadIn returns where the sentence proper begins after an agency's place and
// mark, which stand before the first sentences of a report only: "HANGZHOU,
// China -- ", "AMMAN (Reuters) - ".
func (r *reader) leadIn(i int) int {
	if i > 2 {
		return 0
	}
	return leadIn(r.sents[i].Text)
}

func leadIn(s string) int {
	head := s[:min(len(s), 160)]
	for _, mark := range []string{" -- ", " — ", " – ", " - "} {
		i := strings.Index(head, mark)
		if i <= 0 {
			continue
		}
		w, _, _ := strings.Cut(head[:i], " ")
		w = strings.Trim(w, ",|/()")
		agency := strings.Contains(head[:i], "(Reuters)") || strings.Contains(head[:i], "(AP)") || strings.Contains(head[:i], "(AFP)")
		if agency || len(w) > 2 && strings.ToUpper(w) == w && unicode.IsLetter(rune(w[0])) && i < 60 {
			return i + len(mark)
		}
	}
	return 0
}

// links are words that tie a sentence to the one before it and say nothing
// alone.
var links = []string{
	"Meanwhile", "However", "But", "And", "Also", "Elsewhere", "Earlier", "Separately", "Later", "Then", "Still", "Yet", "So",
	"In addition", "Instead", "Moreover", "Nevertheless", "Indeed", "that", "while", "although", "though", "and", "but", "when", "where",
}

// trimLinks takes linking words off the head.
func trimLinks(s string) string {
again:
	s = trimMarks(s, " ,;:-–—)]|")
	for _, w := range links {
		if rest, ok := strings.CutPrefix(s, w); ok && len(rest) > 0 && (rest[0] == ' ' || rest[0] == ',') {
			s = rest
			goto again
		}
	}
	return s
}

// tidy mends the spaces and marks that leaving out has left.
func tidy(s string) string {
	var sb strings.Builder
	space := false
	for _, r := range s {
		if unicode.IsSpace(r) {
			space = true
			continue
		}
		if space && sb.Len() > 0 && r != ',' && r != '.' && r != ';' && r != ':' {
			sb.WriteByte(' ')
		}
		space = false
		sb.WriteRune(r)
	}
	out := strings.ReplaceAll(sb.String(), ",,", ",")
	out = strings.TrimRight(out, " ,;:–—-")
	if strings.HasSuffix(out, ".") && strings.Count(lastWord(out), ".") == 1 { // not "U.S."
		out = strings.TrimRight(out[:len(out)-1], " ,;")
	}
	return strings.TrimRight(unquote(trimMarks(out, " ,;:.–—-")), " ,;")
}

// trimMarks takes marks off the head of s, but not the sign of a number: "-12
// degrees".
func trimMarks(s, marks string) string {
	out := strings.TrimLeft(s, marks)
	if cut := len(s) - len(out); cut > 0 && s[cut-1] == '-' && out != "" && '0' <= out[0] && out[0] <= '9' {
		return s[cut-1:]
	}
	return out
}

// unquote takes the marks off a label that is a quotation as a whole, and a
// lone mark off any.
func unquote(s string) string {
	switch n := strings.Count(s, `"`); {
	case n == 2 && strings.HasPrefix(s, `"`) && strings.HasSuffix(s, `"`):
		return strings.TrimRight(s[1:len(s)-1], " ,.")
	case n%2 == 1:
		return strings.TrimSpace(strings.Replace(s, `"`, "", 1))
	}
	return s
}

func capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if unicode.IsLower(r) {
		return string(unicode.ToUpper(r)) + s[n:]
	}
	return s
}
