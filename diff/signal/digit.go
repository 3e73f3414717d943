package signal

import (
	"sort"
	"strings"
	"unicode"

	"github.com/newsarc/newsarc/diff/align"
	"github.com/newsarc/newsarc/diff/english"
	"github.com/newsarc/newsarc/text"
)

// digits reports a change of digits or of a rank that is in none of the signals
// so far: "the third strike", "Flight 370".
func (c *comparison) digits(f *search, first int) {
	covered := c.covered(f.Signals[first:])
	for k, e := range c.edits {
		if covered[k] || c.sameFigure(e) {
			continue
		}
		if c.sign(e) {
			f.add(c.signal(Number, e.Old, e.New, Changed))
			continue
		}
		if english.Numbers(e.Old.Of(c.old.text)) == english.Numbers(e.New.Of(c.new.text)) {
			continue
		}
		f.add(c.signal(Number, e.Old, e.New, Changed))
	}
}

// sameFigure reports whether edit e only writes a figure in another way: "one
// hundred", "100". A rank inside its noun is no part of it: "a second marcher".
func (c *comparison) sameFigure(e align.Edit) bool {
	if english.Ranks(e.Old.Of(c.old.text)) != english.Ranks(e.New.Of(c.new.text)) {
		return false
	}
	o, n := figureAt(c.old.figures, e.Old), figureAt(c.new.figures, e.New)
	return o != nil && n != nil && o.q.Low == n.q.Low && o.q.High == n.q.High && o.unit == n.unit && o.q.Low != 0
}

// figureAt returns the figure that the words at span are part of.
func figureAt(figures []figureFact, span text.Span) *figureFact {
	k := sort.Search(len(figures), func(i int) bool { return figures[i].End >= span.End })
	if k == len(figures) || span.Start == span.End || span.Start < figures[k].Start {
		return nil
	}
	return &figures[k]
}

// sign reports whether edit e puts a mark before a digit, or takes one from it,
// that changes its value: "-5" is not "5".
func (c *comparison) sign(e align.Edit) bool {
	o, n := e.Old.Of(c.old.text), e.New.Of(c.new.text)
	if sameText(o, n) || !strings.ContainsAny(o+n, "-−+±~<>=.,/:") || strings.ContainsFunc(o+n, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsSpace(r) }) {
		return false
	}
	at := c.old.text[e.Old.End:c.old.extent.End]
	return at != "" && unicode.IsDigit(rune(at[0]))
}
