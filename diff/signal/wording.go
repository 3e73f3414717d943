package signal

import (
	"slices"
	"sort"
	"strings"
	"unicode"

	"github.com/newsarc/newsarc/diff/align"
	"github.com/newsarc/newsarc/diff/english"
	"github.com/newsarc/newsarc/diff/noise"
	"github.com/newsarc/newsarc/text"
	"github.com/newsarc/newsarc/text/claim"
)

// wording says what the edits are that no fact explains: typos mended, the same
// in other words, or words that carry the sense. facts are the signals of the
// pair so far.
func (f *search) wording(c *comparison, facts []Signal) {
	covered := c.covered(facts)
	var left []align.Edit
	for k, e := range c.edits {
		if !covered[k] && !sameText(e.Old.Of(c.old.text), e.New.Of(c.new.text)) {
			left = append(left, e)
		}
	}
	if len(left) == 0 {
		return
	}
	var rest []align.Edit
	typos := 0
	for _, e := range left {
		switch was, is := c.fates(e); {
		case was != is:
			s := c.signal(Casualty, e.Old, e.New, Role)
			s.Unit = string(was) + " -> " + string(is)
			f.add(s)
		case c.typo(e):
			f.add(c.signal(Typo, e.Old, e.New, ""))
			typos++
		default:
			rest = append(rest, e)
		}
	}
	if len(rest) == 0 {
		return
	}
	if len(facts) > 0 && !c.worded(rest) {
		return
	}
	kind := Content
	switch v := english.Voices(c.old.extent.Of(c.old.text), c.new.extent.Of(c.new.text)); {
	case v == english.Turned, v == english.SameVoice && c.sameSense(slices.DeleteFunc(slices.Clone(rest), c.naming)):
		kind = Style
	}
	if len(facts) > 0 && kind == Style {
		return // what matters was said
	}
	if kind == Style && c.split(f) {
		return // a split or a merge explains it
	}
	f.add(c.signal(kind, coverEdits(rest, true), coverEdits(rest, false), ""))
}

// fates returns what befell someone by the words of edit e, before and after it,
// where both say so and nothing counts those whom it befell: "the driver was
// injured", "killed".
func (c *comparison) fates(e align.Edit) (was, is claim.Role) {
	if len(e.Old.Of(c.old.text)) > maxFate || len(e.New.Of(c.new.text)) > maxFate || !claim.Harms(e.Old.Of(c.old.text)) || !claim.Harms(e.New.Of(c.new.text)) {
		return "", ""
	}
	x, y := c.old.extent, c.new.extent
	was = claim.Fate(x.Of(c.old.text), text.Span{Start: e.Old.Start - x.Start, End: e.Old.End - x.Start})
	is = claim.Fate(y.Of(c.new.text), text.Span{Start: e.New.Start - y.Start, End: e.New.End - y.Start})
	if was == "" || is == "" {
		return "", ""
	}
	return was, is
}

// maxFate bounds the bytes of an edit that says what befell someone.
const maxFate = 60

// naming reports whether edit e only writes a name in full or short, or for a
// pronoun. Where it is another name, a fact has said so.
func (c *comparison) naming(e align.Edit) bool {
	if c.sameFigure(e) {
		return true
	}
	o, n := inName(c.old.names, e.Old), inName(c.new.names, e.New)
	return (o || e.Old.Start == e.Old.End || english.Pronoun(e.Old.Of(c.old.text))) && (n || e.New.Start == e.New.End || english.Pronoun(e.New.Of(c.new.text))) && (o || n)
}

// inName reports whether span lies in one of the names or its title.
func inName(names []nameFact, span text.Span) bool {
	k := sort.Search(len(names), func(i int) bool { return names[i].End >= span.End })
	if k == len(names) {
		return false
	}
	start := names[k].Start
	if names[k].title != "" {
		start = names[k].titled.Start
	}
	return start <= span.Start && span.Start < span.End
}

// split reports whether the pair joins or cuts sentences.
func (c *comparison) split(f *search) bool {
	return c.pair >= 0 && f.r.Pairs[c.pair].Kind != align.Edited
}

// worded reports whether an edit changes a word that carries sense.
func (c *comparison) worded(edits []align.Edit) bool {
	for _, e := range edits {
		for _, s := range []string{e.Old.Of(c.old.text), e.New.Of(c.new.text)} {
			for _, w := range english.Words(s) {
				if !english.Function(w) {
					return true
				}
			}
		}
	}
	return false
}

// coverEdits returns the span from the first edit to the last.
func coverEdits(edits []align.Edit, isOld bool) text.Span {
	out := edits[0].New
	if isOld {
		out = edits[0].Old
	}
	for _, e := range edits[1:] {
		s := e.New
		if isOld {
			s = e.Old
		}
		out = text.Span{Start: min(out.Start, s.Start), End: max(out.End, s.End)}
	}
	return out
}

// sameText reports whether two stretches differ in nothing but white space and
// the form of their marks.
func sameText(a, b string) bool { return noise.PlainMarks(a) == noise.PlainMarks(b) }

// sameSense reports whether the edits, which are some of c's in their order, keep
// the words that carry the sense. Edits close to each other are read as one, with
// the words around them: "out" behind "read" is "aloud".
func (c *comparison) sameSense(edits []align.Edit) bool {
	var a, b []string
	k := 0 // c.edits[k] is edits[i]
	for i := 0; i < len(edits); i++ {
		for c.edits[k] != edits[i] {
			k++
		}
		first := k
		for i+1 < len(edits) && edits[i+1] == c.edits[k+1] && c.close(edits[i], edits[i+1]) {
			i, k = i+1, k+1
		}
		before, after := c.beside(first, k)
		o := text.Span{Start: c.edits[first].Old.Start, End: c.edits[k].Old.End}
		n := text.Span{Start: c.edits[first].New.Start, End: c.edits[k].New.End}
		a = append(append(append(a, before...), english.Words(o.Of(c.old.text))...), after...)
		b = append(append(append(b, before...), english.Words(n.Of(c.new.text))...), after...)
	}
	return english.SameSense(a, b)
}

// close reports whether no more than a word or two stand between two edits, the
// same on both sides.
func (c *comparison) close(e, next align.Edit) bool {
	o := text.Span{Start: e.Old.End, End: next.Old.Start}
	n := text.Span{Start: e.New.End, End: next.New.Start}
	return o.End-o.Start <= wordReach && o.Of(c.old.text) == n.Of(c.new.text)
}

// wordReach is how many bytes from an edit words are looked for that belong to it.
const wordReach = 24

// beside returns the word before edit first and the one behind edit last, each at
// most one and none that another edit has.
func (c *comparison) beside(first, last int) (before, after []string) {
	from, to := c.old.extent.Start, c.old.extent.End
	if first > 0 {
		from = c.edits[first-1].Old.End
	}
	if last+1 < len(c.edits) {
		to = c.edits[last+1].Old.Start
	}
	start, end := c.edits[first].Old.Start, c.edits[last].Old.End
	from, to = max(from, start-wordReach), min(to, end+wordReach)
	if from < start {
		before = english.Words(c.old.text[from:start])
		before = before[max(len(before)-1, 0):]
	}
	if end < to {
		after = english.Words(c.old.text[end:to])
		after = after[:min(len(after), 1)]
	}
	return before, after
}

// typo reports whether edit e mends or makes a slip: one word off by a letter
// or two, a word written twice.
func (c *comparison) typo(e align.Edit) bool {
	o, n := e.Old.Of(c.old.text), e.New.Of(c.new.text)
	a, b := english.Words(o), english.Words(n)
	switch {
	case len(a) == 1 && len(b) == 1:
		return english.Slip(a[0], b[0]) && !(english.Capital(o) && english.Capital(n) && !claim.Known(a[0]) && !claim.Known(b[0]))
	case len(a) == 1 && len(b) == 0:
		return onlyWords(o) && c.twice(c.old, e.Old, a[0])
	case len(a) == 0 && len(b) == 1:
		return onlyWords(n) && c.twice(c.new, e.New, b[0])
	case len(a) == len(b) && len(a) <= 8 && punctuation(o) == punctuation(n):
		return english.Slips(a, b)
	}
	return false
}

// punctuation returns the punctuation of s.
func punctuation(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPunct(r) {
			return r
		}
		return -1
	}, s)
}

// onlyWords reports whether s has no punctuation.
func onlyWords(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return unicode.IsPunct(r) })
}

// twice reports whether the word w at span stands beside itself.
func (c *comparison) twice(fs *facts, at text.Span, w string) bool {
	before := english.Fold(english.LastWord(fs.text[fs.extent.Start:max(at.Start, fs.extent.Start)]))
	after := english.Words(fs.text[at.End:min(fs.extent.End, at.End+len(w)+8)])
	return before == w || len(after) > 0 && after[0] == w
}
