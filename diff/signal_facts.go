package diff

import (
	"sort"
	"strings"
	"unicode"

	"github.com/newsarc/newsarc/diff/align"
	"github.com/newsarc/newsarc/diff/english"
	"github.com/newsarc/newsarc/text"
)

// times compares the dates and times of day.
func (c *comparison) times(f *finder) {
	o, n := cancel(c.old.times, c.new.times, func(x *timeFact) string { return x.surface })
	o, n = cancel(o, n, func(x *timeFact) string { return x.value })
	like := func(o, n *timeFact) int {
		if c.near(o.Span, n.Span) {
			return 2
		}
		return 1
	}
	couple(o, n, like, func(o, n *timeFact) {
		switch {
		case o == nil:
			if !vagueTime(n.value) && c.editedNew(n.Span) >= 0 {
				f.add(c.signal(Date, c.came(n.Span), n.Span, detailAdded))
			}
		case n == nil:
			if !vagueTime(o.value) && c.editedOld(o.Span) >= 0 {
				f.add(c.signal(Date, o.Span, c.gone(o.Span), detailRemoved))
			}
		case !vagueTime(o.value) || !vagueTime(n.value):
			f.add(c.signal(Date, o.Span, n.Span, detailChanged))
		}
	})
}

// vagueTime reports whether a value names no certain time: "now", "recently".
func vagueTime(value string) bool {
	return value == "" || strings.Contains(value, "_REF")
}

// quotes compares the quotes, and returns which sources of the two sides speak
// only a quote that came or went.
func (c *comparison) quotes(f *finder) (spoken map[text.Span]bool) {
	o, n := cancel(c.old.quotes, c.new.quotes, func(x *quoteFact) string { return x.key })
	if len(o) == 0 && len(n) == 0 {
		return spoken
	}
	if joinQuotes(o) == joinQuotes(n) {
		return spoken // the same words, parted otherwise
	}
	spoken = map[text.Span]bool{}
	couple(o, n, c.likeQuotes, func(o, n *quoteFact) {
		switch {
		case o == nil:
			detail := detailAdded
			if c.bareIn(c.old, c.beforeNew(n.Start), n) {
				detail = detailMarksOn
			}
			f.add(c.signal(Quote, c.came(n.Span), n.Span, detail))
			if n.by >= 0 && detail == detailAdded {
				spoken[c.new.sources[n.by].Span] = true
			}
		case n == nil:
			detail := detailRemoved
			if c.bareIn(c.new, c.afterOld(o.Start), o) {
				detail = detailMarksOff
			}
			f.add(c.signal(Quote, o.Span, c.gone(o.Span), detail))
			if o.by >= 0 && detail == detailRemoved {
				spoken[c.old.sources[o.by].Span] = true
			}
		case !sameWords(o.words, n.words):
			f.add(c.signal(Quote, o.Span, n.Span, detailReworded))
		}
	})
	return spoken
}

// bareIn reports whether the words of a quote stand in the other text, about
// byte at, without their marks.
func (c *comparison) bareIn(fs *facts, at int, q *quoteFact) bool {
	const around = 200
	from, to := max(fs.extent.Start, at-around), min(fs.extent.End, at+2*(q.End-q.Start)+around)
	return strings.Contains(" "+strings.Join(english.Words(fs.text[from:to]), " ")+" ", " "+q.key+" ")
}

func joinQuotes(qs []quoteFact) string {
	var sb strings.Builder
	for _, q := range qs {
		sb.WriteString(q.key)
		sb.WriteByte(' ')
	}
	return sb.String()
}

// likeQuotes says how much two quotes look like one that was reworded.
func (c *comparison) likeQuotes(o, n *quoteFact) int {
	shared := 0
	seen := make(map[string]bool, len(o.words))
	for _, w := range o.words {
		seen[w] = true
	}
	for _, w := range n.words {
		if seen[w] {
			shared++
		}
	}
	if c.near(o.Span, n.Span) || 2*shared >= min(len(o.words), len(n.words)) {
		return 1 + shared
	}
	return 0
}

func sameWords(a, b []string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// links compares the addresses.
func (c *comparison) links(f *finder) {
	o, n := cancel(c.old.links, c.new.links, func(x *linkFact) string { return x.key })
	couple(o, n, func(_, _ *linkFact) int { return 1 }, func(o, n *linkFact) {
		switch {
		case o == nil:
			f.add(c.signal(Link, c.came(n.Span), n.Span, detailAdded))
		case n == nil:
			f.add(c.signal(Link, o.Span, c.gone(o.Span), detailRemoved))
		default:
			f.add(c.signal(Link, o.Span, n.Span, detailChanged))
		}
	})
}

// digits reports a change of digits or of a rank that is in none of the signals
// so far: "the third strike", "Flight 370".
func (c *comparison) digits(f *finder, first int) {
	covered := c.covered(f.r.Signals[first:])
	for k, e := range c.edits {
		if covered[k] || c.sameFigure(e) {
			continue
		}
		if c.sign(e) {
			f.add(c.signal(Number, e.Old, e.New, detailChanged))
			continue
		}
		if english.Numbers(e.Old.Of(c.old.text)) == english.Numbers(e.New.Of(c.new.text)) {
			continue
		}
		f.add(c.signal(Number, e.Old, e.New, detailChanged))
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
