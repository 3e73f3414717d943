package timeline

import (
	"strings"
	"time"

	"github.com/newsarc/newsarc/text"
	"github.com/newsarc/newsarc/text/claim"
)

// modality tells from the words of a clause and from where its time lies
// whether a text tells of something as done. What lies wholly ahead of the day
// of the report is planned at best, whatever the tense; "can happen in the next
// few days" is as planned as "will". A clause that says "may" or "if" is
// possible, one that says "did not" or "called off" is denied.
func modality(s string, clause text.Span, c *claim.Claims, t Time, ref time.Time) Modality {
	part := clause.Of(s)
	if denied(s, clause, c) {
		return Denied
	}
	if hypothetical(part, clause, c) {
		return Possible
	}
	if ref.IsZero() {
		return Happened
	}
	ahead := t.Begin.Format(time.DateOnly) > ref.Format(time.DateOnly)
	open := t.End.After(ref)
	if ahead || open && (foretold(part) || t.Precision == Range && !t.Begin.Before(midnight(ref))) {
		return Planned
	}
	return Happened
}

// clauseOf returns the clause of s that holds sp: what lies between marks, or
// between words that open another clause. A few words before a time are no
// clause: "to resume quickly, probably later this week".
func clauseOf(s string, in, sp text.Span) text.Span {
	out := in
	before := in.Start
	for i := in.Start; i < out.End; i++ {
		switch {
		case !opensClause(s[i:in.End]):
		case i < sp.Start:
			before, out.Start = out.Start, i
		case i >= sp.End:
			out.End = i
		}
	}
	if s[out.Start] == ',' && wordsIn(s[out.Start:sp.Start]) < 4 {
		out.Start = before
	}
	return out
}

// opensClause reports whether the mark or word at the head of s opens another
// clause.
func opensClause(s string) bool {
	switch s[0] {
	case ',', ';', ':':
		return len(s) > 2 && s[1] == ' ' && (s[2] < '0' || s[2] > '9')
	case ' ':
	default:
		return false
	}
	w, rest, _ := strings.Cut(s[1:], " ")
	switch w {
	case "that", "who", "which", "when", "while", "because", "whether", "if", "although", "though", "where", "as":
		return true
	case "and", "but", "or":
		// Another verb: "cut its rate on Thursday and said it would".
		next, _, _ := strings.Cut(rest, " ")
		if verbs()[next] || strings.HasSuffix(next, "ed") && len(next) > 4 {
			return true
		}
	}
	return false
}

var verbs = set(`said says told will would has had have was were is are did does could may might can he she it they left took made came went fell rose
	began met led won lost shot held kept broke set put hit cut`)

// denied reports whether a negation turns the verb of the clause, or a word
// says that nothing came of it.
func denied(s string, clause text.Span, c *claim.Claims) bool {
	for _, n := range c.Negations {
		if !within(n.Span, clause) {
			continue
		}
		switch w := strings.ToLower(n.Of(s)); {
		case w == "not":
			before := lastWord(strings.TrimRight(s[clause.Start:n.Start], " "))
			if auxiliaries()[strings.ToLower(before)] {
				return true
			}
		case w == "never", strings.HasSuffix(w, "n't"), strings.HasSuffix(w, "n’t"), strings.HasPrefix(w, "denie"), w == "deny":
			return true
		}
	}
	part := clause.Of(s)
	if strings.Contains(part, "called off") || strings.Contains(part, "call off") {
		return true
	}
	dropped := strings.Contains(part, "canceled") || strings.Contains(part, "cancelled") || strings.Contains(part, "scrapped")
	return dropped && (strings.Contains(part, "planned") || strings.Contains(part, "scheduled"))
}

var auxiliaries = set("did does do has have had was were is are will would could can must should may might")

// hypothetical reports whether the clause leaves open that its event happens.
func hypothetical(part string, clause text.Span, c *claim.Claims) bool {
	for _, h := range c.Hedges {
		if h.Level <= -3 && within(h.Span, clause) {
			return true
		}
	}
	for _, w := range []string{"If ", " if ", " unless ", " whether "} {
		if strings.HasPrefix(part, w) || strings.Contains(part, w) {
			return true
		}
	}
	return false
}

// intentions are words that foretell when "to" or "for" follows.
var intentions = set(`is are was were be plan plans planned planning due set going scheduled expect expects expected intend intends aim aims hope hopes
	likely about poised preparing prepares want wants vowed agreed promised`)

// foretold reports whether the words speak of what is still to come.
func foretold(s string) bool {
	last := ""
	for w := range strings.FieldsSeq(s) {
		w = strings.ToLower(strings.Trim(w, `"',`))
		switch w {
		case "will", "shall", "would", "won't", "expects", "predicts", "forecasts":
			return true
		case "to":
			if intentions()[last] {
				return true
			}
		case "for":
			switch last {
			case "scheduled", "set", "planned", "due", "forecast":
				return true
			}
		}
		last = w
	}
	return false
}
