package timeline

import (
	"cmp"
	"strings"

	"github.com/newsarc/newsarc/text"
	"github.com/newsarc/newsarc/text/claim"
)

// learn keeps what the names of the article tell: full names by surname, and
// how often each place is named. A name of which nothing is known is a place if
// the article once calls it one: "the port of Tarsa".
func (r *reader) learn() {
	r.full = make(map[string]string)
	r.placeCount = make(map[string]int)
	for i := range r.claims {
		s := r.sents[i].Text
		for k := range r.claims[i].Names {
			if n := &r.claims[i].Names[k]; n.Kind == claim.Other && settled(s[:n.Start]) {
				r.placeCount[n.Span.Of(s)] = 0
			}
		}
	}
	for i := range r.claims {
		s := r.sents[i].Text
		for k := range r.claims[i].Names {
			n := &r.claims[i].Names[k]
			name := n.Span.Of(s)
			if r.isPlace(n, name) {
				r.placeCount[name]++
			} else if n.Kind == claim.Person {
				if j := strings.LastIndexByte(name, ' '); j > 0 && r.full[name[j+1:]] == "" {
					r.full[name[j+1:]] = name
				}
			}
		}
	}
}

func (r *reader) isPlace(n *claim.Name, name string) bool {
	_, called := r.placeCount[name]
	return n.Kind == claim.Place || n.Kind == claim.Other && called
}

// placeOf returns where the clause says that it happens: of its places the one
// that a preposition of place ties to the sentence, and of several the one that
// the article names least often, since that is the most exact ("Homs", not
// "Syria").
func (r *reader) placeOf(i int, clause text.Span) string {
	s := r.sents[i].Text
	lead := r.leadIn(i)
	best, score := "", 0
	for k := range r.claims[i].Names {
		n := &r.claims[i].Names[k]
		name := n.Span.Of(s)
		if !r.isPlace(n, name) || !within(n.Span, clause) || n.Start < lead || directions()[name] {
			continue
		}
		if strings.Contains(name, "-") || strings.HasPrefix(s[n.End:], "-") {
			continue // "the Syrian-Turkish border", "the Geneva-based group"
		}
		v := 1000 - 10*r.placeCount[name]
		if located(s[:n.Start]) || settled(s[:n.Start]) {
			v += 300
		}
		if v > score {
			best, score = name, v
		}
	}
	return best
}

// directions are words of names of places that name none alone.
var directions = set("North South East West Northern Southern Eastern Western Central Middle Arab Black Indian Republic Kingdom United States Bank")

// located reports whether a preposition of place stands before a name, with at
// most four words between: "in the city of", "just outside".
func located(before string) bool {
	for range 5 {
		before = strings.TrimRight(before, " ")
		w := lastWord(before)
		switch strings.ToLower(w) {
		case "in", "at", "near", "outside", "around", "inside", "across":
			return true
		case "", "from", "with", "by", "between", "against", "to":
			return false
		}
		before = before[:len(before)-len(w)]
	}
	return false
}

// settled reports whether the words before a name make it a place of which
// nothing else is known: "in the city of".
func settled(before string) bool {
	before, ok := strings.CutSuffix(before, " of ")
	if !ok {
		return false
	}
	switch lastWord(before) {
	case "city", "town", "village", "suburb", "district", "province", "port", "region", "neighborhood", "neighbourhood":
		return true
	}
	return false
}

// places returns all places that a sentence names.
func (r *reader) places(i int) []string {
	s := r.sents[i].Text
	var out []string
	for k := range r.claims[i].Names {
		n := &r.claims[i].Names[k]
		if name := n.Span.Of(s); r.isPlace(n, name) && n.Start >= r.leadIn(i) && !strings.HasPrefix(s[n.End:], "-") {
			out = append(out, name)
		}
	}
	return out
}

// actorsOf returns the persons and bodies that the clause names, at most four,
// under their full names; who is only quoted is no actor.
func (r *reader) actorsOf(i int, clause text.Span) []string {
	s, c := r.sents[i].Text, &r.claims[i]
	lead := r.leadIn(i)
	var out []string
	for k := range c.Names {
		n := &c.Names[k]
		if n.Kind == claim.Place || n.Kind == claim.Nation || !within(n.Span, clause) || n.Start < lead || quoted(c, n.Span) {
			continue
		}
		name := n.Span.Of(s)
		if n.Kind == claim.Other && r.full[name] == "" && (n.Start == 0 || !strings.Contains(name, " ")) {
			continue // a capital letter alone makes no actor
		}
		if out = union(out, []string{cmp.Or(r.full[name], name)}); len(out) == 4 {
			break
		}
	}
	return out
}

// quoted reports whether a name is that of a speaker.
func quoted(c *claim.Claims, name text.Span) bool {
	for k := range c.Attributions {
		if within(name, c.Attributions[k].Source) {
			return true
		}
	}
	return false
}
