package timeline

import (
	"slices"
	"strings"

	"github.com/newsarc/newsarc/text"
	"github.com/newsarc/newsarc/text/claim"
)

// claimsOf returns the figures and quotations of sentence i that lie in a
// clause of it. Lengths of time and ages are left out: the one is the work of
// text/timex, the other describes a person and not an event.
func (r *reader) claimsOf(i int, clause text.Span, mention string) []Claim {
	s, c := r.sents[i].Text, &r.claims[i]
	var out []Claim
	for k := range c.Quantities {
		q := &c.Quantities[k]
		cl, ok := figure(s, q)
		if !ok || !within(q.Span, clause) {
			continue
		}
		if q.By >= 0 {
			cl.Speaker = r.speaker(i, &c.Attributions[q.By])
		}
		cl.Mentions = []string{mention}
		out = append(out, cl)
	}
	for k := range c.Quotes {
		q := &c.Quotes[k]
		inner := q.Inner.Of(s)
		if q.Depth > 0 || !within(q.Span, clause) || wordsIn(inner) < 4 {
			continue
		}
		cl := Claim{Kind: Quote, Text: inner, Speaker: q.Speaker, Mentions: []string{mention}}
		if q.By >= 0 {
			cl.Speaker = r.speaker(i, &c.Attributions[q.By])
		}
		out = append(out, cl)
	}
	return out
}

// claimsBesides returns the claims of sentence i but for those that stand in
// the parts of its other times. A part that has own, the time of the event
// itself, is its own.
func (r *reader) claimsBesides(i int, own text.Span, other []dated, mention string) []Claim {
	s := r.sents[i].Text
	whole := text.Span{Start: 0, End: len(s)}
	if len(other) == 0 {
		return r.claimsOf(i, whole, mention)
	}
	var out []Claim
	for _, p := range parts(s, whole) {
		if within(own, p) || !slices.ContainsFunc(other, func(d dated) bool { return within(d.expr, p) }) {
			out = join(out, r.claimsOf(i, p, mention)...)
		}
	}
	return out
}

// figure turns a quantity into a claim.
func figure(s string, q *claim.Quantity) (Claim, bool) {
	cl := Claim{Text: q.Span.Of(s), Value: q.Low, Bound: string(q.Bound), Unit: q.Unit, Vague: q.Vague, Former: q.Former}
	if q.High > q.Low {
		cl.Max = q.High
	}
	if of := q.Of.Of(s); of != "" {
		cl.Unit = strings.ToLower(of)
	}
	switch q.Kind {
	case claim.Casualty:
		cl.Kind, cl.Role = Casualty, string(q.Role)
	case claim.Money:
		cl.Kind = Money
	case claim.Percent:
		cl.Kind = Percent
	case claim.Measure:
		cl.Kind = Measure
	case claim.Count:
		cl.Kind = Count
	default:
		return cl, false
	}
	return cl, true
}

// speaker returns the name under which an attribution's source is known in the
// text: the organisation or person in it, without "the" and without what it is
// said to be like ("opposition-run"), in the fullest form met so far. So "The
// Britain-based Syrian Observatory for Human Rights" and "the Observatory" are
// one speaker.
func (r *reader) speaker(i int, a *claim.Attribution) string {
	s := r.sents[i].Text
	who := a.Who
	if who == "" || who == a.Source.Of(s) {
		who = a.Source.Of(s)
		for k := range r.claims[i].Names {
			n := &r.claims[i].Names[k]
			if name := n.Span.Of(s); n.Kind == claim.Org && within(n.Span, a.Source) && strings.Contains(name, " ") {
				who = name
			}
		}
	}
	if source := bare(a.Source.Of(s)); strings.HasPrefix(source, who+" ") {
		who, _, _ = strings.Cut(source, ",") // "Syrian" of "Syrian state TV" is no one
	}
	return r.fullest(bare(who))
}

// bare takes articles and hyphenated descriptions off the head of a name.
func bare(who string) string {
	for {
		w, rest, ok := strings.Cut(who, " ")
		w = strings.ToLower(w)
		described := strings.HasSuffix(w, "-based") || strings.HasSuffix(w, "-run") || strings.HasSuffix(w, "-owned") || strings.HasSuffix(w, "-controlled")
		if !ok || w != "the" && w != "a" && w != "an" && !described {
			return who
		}
		who = rest
	}
}

// fullest returns the longest name met so far that holds the words of who as
// its own, and remembers who.
func (r *reader) fullest(who string) string {
	for _, known := range r.speakers {
		if strings.EqualFold(known, who) || holdsName(known, who) {
			return known
		}
	}
	r.speakers = append(r.speakers, who)
	return who
}

// holdsName reports whether a short name is part of a full one: "Observatory"
// of "Syrian Observatory for Human Rights", "state TV" of "Syrian state TV".
// A common noun alone ("officials") names no one.
func holdsName(full, short string) bool {
	if short == "" || len(short) >= len(full) {
		return false
	}
	i := strings.Index(strings.ToLower(full), strings.ToLower(short))
	if i < 0 || i+len(short) > len(full) || i > 0 && full[i-1] != ' ' || i+len(short) < len(full) && full[i+len(short)] != ' ' {
		return false
	}
	return short[0] >= 'A' && short[0] <= 'Z' || strings.Contains(short, " ")
}

// join adds claims to a list in which each stands once, with all its mentions.
func join(list []Claim, more ...Claim) []Claim {
	for _, c := range more {
		if i := slices.IndexFunc(list, func(d Claim) bool { return d.same(&c) }); i >= 0 {
			list[i].Mentions = union(list[i].Mentions, c.Mentions)
		} else {
			list = append(list, c)
		}
	}
	return list
}

// same reports whether c and d claim the same.
func (c *Claim) same(d *Claim) bool {
	if c.Kind != d.Kind || c.Role != d.Role || c.Value != d.Value || c.Max != d.Max || c.Bound != d.Bound || c.Former != d.Former || !strings.EqualFold(c.Speaker, d.Speaker) {
		return false
	}
	switch c.Kind {
	case Quote:
		return c.Text == d.Text
	case Casualty:
		return sameUnit(c.Unit, d.Unit)
	}
	return c.Unit == d.Unit
}

// sameUnit takes "people", "others" and no unit for one.
func sameUnit(a, b string) bool {
	general := func(u string) bool {
		return u == "" || u == "people" || u == "person" || u == "persons" || u == "others"
	}
	return a == b || general(a) && general(b)
}

// union adds to a what of b it lacks.
func union(a, b []string) []string {
	for _, x := range b {
		if !slices.Contains(a, x) {
			a = append(a, x)
		}
	}
	return a
}
