package signal

import (
	"slices"

	"github.com/newsarc/newsarc/diff/english"
	"github.com/newsarc/newsarc/text"
)

// negations compares how often the two sides deny.
func (c *comparison) negations(f *search) {
	o, n := c.old.cues, c.new.cues
	if len(o) != len(n) {
		c.negation(f, o, n)
		return
	}
	if x, y, ok := c.contrary(); ok && c.new.english {
		f.add(c.signal(Negation, x, y, Changed))
	}
}

// negation reports the first negation that one side has more than the other.
func (c *comparison) negation(f *search, o, n []cueFact) {
	if len(n) > len(o) {
		for _, x := range n {
			if c.editedNew(x.Span) >= 0 {
				f.add(c.signal(Negation, c.came(x.Span), x.Span, Added))
				return
			}
		}
	}
	for _, x := range o {
		if len(o) > len(n) && c.editedOld(x.Span) >= 0 {
			f.add(c.signal(Negation, x.Span, c.gone(x.Span), Removed))
			return
		}
	}
}

// contrary looks for an edit that turns a word into its contrary by a prefix:
// "lawful", "unlawful".
func (c *comparison) contrary() (o, n text.Span, ok bool) {
	for _, e := range c.edits {
		a, b := english.Words(e.Old.Of(c.old.text)), english.Words(e.New.Of(c.new.text))
		if len(a) == len(b) && len(a) > 0 && len(a) < 8 {
			for i := range a {
				if english.Opposite(a[i], b[i]) || english.Opposite(b[i], a[i]) {
					return e.Old, e.New, true
				}
			}
		}
	}
	return o, n, false
}

// idle reports whether edit k, -1 for none, leaves the sense of a word alone: it
// does not touch it, or only mends a slip.
func (c *comparison) idle(k int) bool { return k < 0 || c.typo(c.edits[k]) }

// hedges compares how firmly the two sides speak.
func (c *comparison) hedges(f *search) {
	o, n := cancel(c.old.hedges, c.new.hedges, func(x *cueFact) string { return x.key })
	if len(o) == 0 && len(n) == 0 {
		c.prospects(f)
		return
	}
	o = slices.DeleteFunc(o, func(x cueFact) bool { return c.idle(c.editedOld(x.Span)) })
	n = slices.DeleteFunc(n, func(x cueFact) bool { return c.idle(c.editedNew(x.Span)) })
	was, from := firmnessOf(o)
	is, to := firmnessOf(n)
	if was == is {
		return
	}
	way := firmness(was, is)
	switch {
	case len(o) == 0: // each word that came and turned the sentence this way
		for _, x := range n {
			if firmness(0, x.level) == way {
				f.add(c.signal(Hedge, c.came(x.Span), x.Span, way))
			}
		}
	case len(n) == 0:
		for _, x := range o {
			if firmness(x.level, 0) == way {
				f.add(c.signal(Hedge, x.Span, c.gone(x.Span), way))
			}
		}
	default:
		f.add(c.signal(Hedge, from, to, way))
	}
}

// prospects compares how firmly the two sides speak of what is to come, where
// one way to do so took the place of another: "will" of "would". Behind words
// such as "he said" these two are one in another tense.
func (c *comparison) prospects(f *search) {
	if !c.new.english {
		return
	}
	for _, e := range c.edits {
		if len(e.Old.Of(c.old.text)) > maxProspect || len(e.New.Of(c.new.text)) > maxProspect {
			continue
		}
		was, ok := english.Prospect(english.Words(e.Old.Of(c.old.text)))
		is, too := english.Prospect(english.Words(e.New.Of(c.new.text)))
		if ok && too && was != is && !(reported(c.old.sources, e.Old) && reported(c.new.sources, e.New)) {
			f.add(c.signal(Hedge, e.Old, e.New, firmness(was, is)))
		}
	}
}

// maxProspect bounds the bytes of an edit that only tells of what is to come.
const maxProspect = 40

// reported reports whether a source is named before the words at span.
func reported(sources []sourceFact, span text.Span) bool {
	return slices.ContainsFunc(sources, func(x sourceFact) bool { return !x.colon && x.all.End <= span.Start })
}

// firmnessOf returns how firmly the hedges let a sentence speak, and the text
// from the first to the last of them.
func firmnessOf(hedges []cueFact) (level int, all text.Span) {
	for _, x := range hedges {
		level += x.level
		all = cover(all, x.Span)
	}
	return level, all
}

// cover returns the span from the begin of a to the end of b.
func cover(a, b text.Span) text.Span {
	if a == (text.Span{}) {
		return b
	}
	return text.Span{Start: min(a.Start, b.Start), End: max(a.End, b.End)}
}
