package timeline

import (
	"cmp"
	"slices"
	"strings"

	"github.com/newsarc/newsarc/text"
	"github.com/newsarc/newsarc/text/claim"
)

// afterSaying takes the time of the saying off the head of what was said: "on
// Thursday that 150 people had died".
func afterSaying(s string) string {
	head, rest, ok := strings.Cut(s, " that ")
	w, after, _ := strings.Cut(strings.TrimLeft(s, " "), " ")
	switch {
	case ok && wordsIn(head) <= 4 && (w == "on" || w == "late" || w == "early" || w == "in"):
		return rest
	case weekdays()[w] && after != "" && after[0] >= 'a' && after[0] <= 'z':
		return after // "said Thursday it lost"
	}
	return s
}

var weekdays = set("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")

// quotedSpeaker returns who says the words of a quotation that sp begins in.
func (l *labeller) quotedSpeaker(sp text.Span) string {
	for i := range l.c.Quotes {
		if q := &l.c.Quotes[i]; q.Speaker != "" && q.Start <= sp.Start+2 && sp.Start < q.End {
			return cmp.Or(l.full[lastWord(q.Speaker)], q.Speaker)
		}
	}
	return ""
}

// speaksOfSelf reports whether words have an I or we in them.
func speaksOfSelf(s string) bool {
	for w := range strings.FieldsSeq(s) {
		switch strings.ToLower(strings.Trim(w, `"',.;:?!`)) {
		case "i", "we", "my", "our", "us", "me", "i'm", "we're", "i've", "we've", "i’m", "we’re", "i’ve", "we’ve", "i'll", "we'll", "i’ll", "we’ll":
			return true
		}
	}
	return false
}

// subject returns the first person or body that the sentence names before at.
func (l *labeller) subject(at int) string {
	for k := range l.c.Names {
		if n := &l.c.Names[k]; n.Start < at && n.Kind != claim.Place && n.Kind != claim.Nation {
			name := n.Span.Of(l.s)
			return cmp.Or(l.full[name], name)
		}
	}
	return ""
}

// onlySays reports whether a part of the sentence is who said the rest, and
// when: "the president's office said Saturday".
func (l *labeller) onlySays(p text.Span) bool {
	for i := range l.c.Attributions {
		a := &l.c.Attributions[i]
		if within(a.Cue, p) && l.expr.Start >= a.Cue.End && a.Scope.Start < p.Start && a.Scope.End <= a.Source.Start {
			return true
		}
	}
	return false
}

// dropPronoun takes a pronoun off the head that stands for who spoke: "he" and
// "she" are a person, "it" is a body, "they" are several.
func (l *labeller) dropPronoun(s, who string) (string, bool) {
	w, rest, ok := strings.Cut(s, " ")
	switch strings.ToLower(w) {
	case "he", "she":
		return rest, ok && l.person(who)
	case "they":
		return rest, ok && !l.person(who)
	case "it":
		return rest, ok && !l.person(who) && l.named(who)
	}
	return s, false
}

// named reports whether a speaker is called by a name, and not "her spokesman".
func (l *labeller) named(who string) bool {
	return slices.ContainsFunc(l.c.Names, func(n claim.Name) bool { return strings.Contains(who, n.Span.Of(l.s)) })
}

// person reports whether a speaker is one person: known by a full name, or by
// what the sentence says of him.
func (l *labeller) person(who string) bool {
	if l.full[lastWord(who)] == who {
		return true
	}
	for i := range l.c.Names {
		if n := &l.c.Names[i]; n.Kind == claim.Person && n.Span.Of(l.s) == who {
			return true
		}
	}
	return false
}

func firstPerson(s string) bool {
	switch s {
	case "I", "i", "we", "We":
		return true
	}
	return false
}
