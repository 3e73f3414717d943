package claim

import (
	"strings"

	"github.com/newsarc/newsarc/text"
)

// Harms reports whether words hold one that may say what befell somebody:
// "killed". It is a quick look before Fate.
func Harms(words string) bool {
	for w := range strings.FieldsSeq(words) {
		if e := lookupFolded(strings.Trim(w, ".,;")); e != nil && e.class&(harm|suffers) != 0 {
			return true
		}
	}
	return condition(words)
}

// condition reports whether words are how somebody is in hospital.
func condition(words string) bool {
	switch strings.ToLower(strings.TrimSpace(words)) {
	case "critical", "stable", "serious", "grave":
		return true
	}
	return false
}

// Fate returns what the words at a span of a sentence say befell somebody, ""
// if they do not or if it is not a person: "injured" in "the driver was
// injured". Extract has those whom the text counts; this is for one alone.
func Fate(sentence string, at text.Span) Role {
	p := parsers.Get().(*parser)
	defer parsers.Put(p)
	p.count(sentence, "")
	for i, t := range p.toks {
		if int(t.start) < at.Start || int(t.end) > at.End || t.kind != word {
			continue
		}
		if condition(p.str(t)) && p.is(i+1, "condition") && p.someone(i) {
			return Role(strings.ToLower(p.str(t)))
		}
		if t.class&(harm|suffers) != 0 && p.particled(i) && (p.passive(i) || t.class&suffers != 0) && p.someone(i) {
			return t.role
		}
	}
	return ""
}

// fateReach is how many words before a verb its subject may stand.
const fateReach = 10

// someone reports whether a person stands before the verb at i, in its clause.
func (p *parser) someone(i int) bool {
	for j := i - 1; j >= 0 && j >= i-fateReach; j-- {
		t := p.toks[j]
		if t.class&person != 0 || p.is(j, "he") || p.is(j, "she") || p.is(j, "they") || p.is(j, "who") {
			return true
		}
		if p.sym(j, ';') || p.is(j, "and") || p.is(j, "but") {
			return false
		}
	}
	return false
}
