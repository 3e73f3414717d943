package timeline

import (
	"strings"
	"time"

	"github.com/newsarc/newsarc/text"
	"github.com/newsarc/newsarc/text/claim"
)

// modality tells from the words of the clause and from where its time lies
// whether a text tells of something as done. What lies wholly ahead of the
// report is planned at best, whatever the tense; "can happen in the next few
// days" is as planned as "will". A clause that says "may" or "if" is possible.
func modality(s string, clause text.Span, c *claim.Claims, t Time, ref time.Time) Modality {
	if denied(s, clause, c) {
		return Denied
	}
	if hypothetical(s, clause, c) {
		return Possible
	}
	ahead := !ref.IsZero() && !t.Begin.IsZero() && t.Begin.After(ref)
	open := !ref.IsZero() && t.End.After(ref)
	if ahead || open && (foretold(clause.Of(s)) || t.Precision == Range && !t.Begin.Before(midnight(ref))) {
		return Planned
	}
	return Happened
}

// denied reports whether a negation turns the verb of the clause.
func denied(s string, clause text.Span, c *claim.Claims) bool {
	for _, n := range c.Negations {
		if !within(n.Span, clause) {
			continue
		}
		switch w := strings.ToLower(n.Of(s)); {
		case w == "not":
			before := lastWord(strings.TrimRight(s[clause.Start:n.Start], " "))
			if auxiliaries[strings.ToLower(before)] {
				return true
			}
		case w == "never", strings.HasSuffix(w, "n't"), strings.HasSuffix(w, "n’t"), strings.HasPrefix(w, "denie"), w == "deny":
			return true
		}
	}
	return false
}

var auxiliaries = set("did does do has have had was were is are will would could can must should may might")

// hypothetical reports whether the clause leaves open that its event happens.
func hypothetical(s string, clause text.Span, c *claim.Claims) bool {
	for _, h := range c.Hedges {
		if h.Level <= -3 && within(h.Span, clause) {
			return true
		}
	}
	part := clause.Of(s)
	return strings.HasPrefix(part, "If ") || strings.Contains(part, " if ") || strings.Contains(part, " unless ")
}

// intentions are words that foretell when "to" or "for" follows.
var intentions = set(`is are was were be plans plan planned due set going scheduled expected expects intends aims hopes likely about poised
	preparing`)

// foretold reports whether the words speak of what is still to come.
func foretold(s string) bool {
	last := ""
	for w := range strings.FieldsSeq(s) {
		w = strings.ToLower(w)
		switch w {
		case "will", "shall", "would", "won't":
			return true
		case "to":
			if intentions[last] {
				return true
			}
		case "for":
			if last == "scheduled" || last == "set" || last == "planned" || last == "due" {
				return true
			}
		}
		last = w
	}
	return false
}
