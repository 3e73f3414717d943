package signal

import (
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/newsarc/newsarc/diff/english"
	"github.com/newsarc/newsarc/diff/noise"
	"github.com/newsarc/newsarc/text"
	"github.com/newsarc/newsarc/text/claim"
	"github.com/newsarc/newsarc/text/timex"
)

// fieldFacts returns the facts of a field's value without any of them.
func fieldFacts(s string, ref timex.Reference) *facts {
	return &facts{text: s, english: isEnglish(ref), extent: text.Span{End: len(s)}}
}

// gatherField adds what the value of a field states.
func (fs *facts) gatherField(ref timex.Reference) *facts {
	c := claim.Extract(fs.text)
	fs.gather(fs.text, 0, &c, timex.Tag(fs.text, ref))
	return fs
}

// gather adds the facts of sentence s, which stands at base.
func (fs *facts) gather(s string, base int, c *claim.Claims, times []timex.Expression) {
	first := len(fs.quotes)
	links := fs.gatherStated(s, base, c, times)
	if !fs.english {
		return
	}
	from := len(fs.sources)
	fs.gatherSources(s, base, c, links)
	fs.gatherWords(s, base, c)
	for k, q := range c.Quotes {
		if by := q.By + from; q.By >= 0 && by < len(fs.sources) {
			fs.quotes[first+k].by = by
		}
	}
}

// gatherStated adds what sentence s states: all but sources, negations and
// hedges. It returns the addresses in s.
func (fs *facts) gatherStated(s string, base int, c *claim.Claims, times []timex.Expression) []text.Span {
	links := noise.Links(s)
	for _, l := range links {
		fs.links = append(fs.links, linkFact{shift(l, base), noise.Link(l.Of(s))})
	}
	fs.gatherTimes(s, base, times, c, links)
	fs.gatherFigures(s, base, times, c, links)
	if fs.english {
		fs.gatherNames(s, base, times, c, links)
	}
	for _, q := range c.Quotes {
		words := english.Words(q.Inner.Of(s))
		fs.quotes = append(fs.quotes, quoteFact{shift(q.Span, base), words, strings.Join(words, " "), -1})
	}
	return links
}

// isEnglish reports whether the rules of English hold for a text. Others get the
// facts that need none: figures, quotes, dates, addresses.
func isEnglish(ref timex.Reference) bool {
	tag, _, _ := strings.Cut(ref.Language, "-")
	return tag == "" || strings.EqualFold(tag, "en")
}

// gatherFigures adds the quantities of a sentence.
func (fs *facts) gatherFigures(s string, base int, times []timex.Expression, c *claim.Claims, links []text.Span) {
	fs.figures = slices.Grow(fs.figures, len(c.Quantities))
	for _, q := range c.Quantities {
		if inside(q.Number, links) || overlapsTime(q.Span, times) {
			continue
		}
		if !fs.english {
			q = neutral(s, q)
		}
		fs.figures = append(fs.figures, newFigure(s, base, q))
	}
}

// neutral takes from a quantity what only the words of English say of it, and
// reads points between groups of three digits as most languages write them.
func neutral(s string, q claim.Quantity) claim.Quantity {
	q.Role, q.Bound = "", claim.Exact
	if q.Kind == claim.Casualty {
		q.Kind = claim.Count
	}
	digits := q.Number.Of(s)
	if i := strings.IndexByte(digits, '.'); i > 0 && i < 4 && !strings.Contains(digits, " ") && len(digits)-i == 4 {
		if v, err := strconv.ParseFloat(strings.ReplaceAll(digits, ".", ""), 64); err == nil {
			q.Low, q.High = v, v
		}
	}
	return q
}

// gatherSources adds who says what in a sentence.
func (fs *facts) gatherSources(s string, base int, c *claim.Claims, links []text.Span) {
	for _, a := range c.Attributions {
		if a.Form == claim.Gave && a.Source == (text.Span{}) || inside(a.Source, links) {
			continue
		}
		source := a.Source.Of(s)
		fs.sources = append(fs.sources, sourceFact{
			Span: shift(a.Source, base), all: shift(a.Span, base), key: sourceKey(source), who: a.Who, whoKey: sourceKey(a.Who), pronoun: isPronoun(source),
			colon: a.Form == claim.Colon, named: capitalInside(source),
		})
		if level := sayingLevel(strings.ToLower(a.Cue.Of(s))); level != 0 {
			fs.hedges = append(fs.hedges, cueFact{shift(a.Cue, base), strings.ToLower(a.Cue.Of(s)), level})
		}
	}
}

// gatherNames adds the names of a sentence.
func (fs *facts) gatherNames(s string, base int, times []timex.Expression, c *claim.Claims, links []text.Span) {
	fs.names = slices.Grow(fs.names, len(c.Names))
	for _, n := range c.Names {
		if inside(n.Span, links) || overlapsTime(n.Span, times) {
			continue
		}
		before := strings.ToLower(english.LastWord(s[:max(n.Start, 0)]))
		fs.names = append(fs.names, nameFact{
			shift(n.Span, base), nameKey(n.Of(s)), strings.ToLower(n.Title.Of(s)), shift(n.Title, base), n.Kind, !linking()[before],
		})
	}
}

// gatherWords adds the negations and hedges of a sentence.
func (fs *facts) gatherWords(s string, base int, c *claim.Claims) {
	for _, n := range c.Negations {
		fs.cues = append(fs.cues, cueFact{shift(n.Span, base), "not", 0})
	}
	for _, h := range c.Hedges {
		fs.hedges = append(fs.hedges, cueFact{shift(h.Span, base), strings.ToLower(h.Of(s)), h.Level})
	}
}

// gatherTimes adds the times of a sentence. A duration that claim found as a
// quantity is left to that.
func (fs *facts) gatherTimes(s string, base int, times []timex.Expression, c *claim.Claims, links []text.Span) {
	for _, t := range times {
		span := text.Span{Start: t.Start, End: t.End}
		if inside(span, links) {
			continue
		}
		surface := strings.ToLower(s[t.Start:t.End])
		if t.Type != timex.Duration {
			fs.times = append(fs.times, timeFact{shift(span, base), surface, timeKey(t, surface)})
			continue
		}
		if !overlapsQuantity(span, c) {
			fs.figures = append(fs.figures, figureFact{
				Span: shift(span, base), unit: "duration", key: "duration " + t.Value,
				q: claim.Quantity{Kind: claim.Duration, Number: span, By: -1}, duration: t.Value,
			})
		}
	}
}

// timeKey returns what two expressions for one time have in common. A time that
// is told in hours is known to the day only, so that its figures belong to it.
func timeKey(t timex.Expression, surface string) string {
	key := t.Value + string(t.Mod)
	if strings.HasSuffix(surface, "ago") || strings.Contains(surface, "hour") || strings.Contains(surface, "minute") {
		key += " " + english.Numbers(surface)
	}
	return key
}

func overlapsQuantity(span text.Span, c *claim.Claims) bool {
	qs := c.Quantities
	k := sort.Search(len(qs), func(i int) bool { return qs[i].End > span.Start })
	return k < len(qs) && qs[k].Number.Start < span.End
}

// overlapsTime reports whether span lies on a date or a time of day.
func overlapsTime(span text.Span, times []timex.Expression) bool {
	k := sort.Search(len(times), func(i int) bool { return times[i].End > span.Start })
	for ; k < len(times) && times[k].Start < span.End; k++ {
		if times[k].Type != timex.Duration {
			return true
		}
	}
	return false
}

// inside reports whether span begins in one of the spans of all.
func inside(span text.Span, all []text.Span) bool {
	k := sort.Search(len(all), func(i int) bool { return all[i].End > span.Start })
	return k < len(all) && all[k].Start <= span.Start
}

// linking are the words before a name that tie it to something else, so that
// its place in the sentence says nothing of who did what.
var linking = english.Set(`of in on at to for from with about into near during after before since under over through between the a an`)
