package signal

import (
	"strconv"
	"strings"

	"github.com/newsarc/newsarc/diff/english"
	"github.com/newsarc/newsarc/text"
	"github.com/newsarc/newsarc/text/claim"
)

// figures compares the quantities.
func (c *comparison) figures(f *search) {
	o, n := cancel(c.old.figures, c.new.figures, func(x *figureFact) string { return x.key })
	couple(o, n, c.likeFigures, func(o, n *figureFact) {
		switch {
		case o == nil:
			if telling(n) && c.editedNew(n.Span) >= 0 {
				f.addFigure(c, nil, n, Added)
			}
		case n == nil:
			if telling(o) && c.editedOld(o.Span) >= 0 {
				f.addFigure(c, o, nil, Removed)
			}
		default:
			c.figure(f, o, n)
		}
	})
}

// likeFigures says how much two figures look like one that changed; 0: not at
// all.
func (c *comparison) likeFigures(o, n *figureFact) int {
	score := 0
	if c.near(o.Span, n.Span) {
		score += 4
	}
	a, b := o.q.Kind, n.q.Kind
	if a != b && !(counts(a) && counts(b)) {
		return max(0, score-3)
	}
	if a == b {
		score++
	}
	if o.q.Low == n.q.Low && o.q.High == n.q.High {
		score += 3
	}
	if o.noun != "" && o.noun == n.noun {
		score += 2
	}
	if o.q.Role != "" && o.q.Role == n.q.Role || o.q.Unit != "" && o.q.Unit == n.q.Unit {
		score += 2
	}
	return max(0, score-2)
}

func counts(k claim.Kind) bool { return k == claim.Count || k == claim.Casualty }

// telling reports whether a figure that came or went says anything: "one of
// the" and "several" alone do not.
func telling(x *figureFact) bool {
	if x.q.Kind != claim.Count {
		return true
	}
	if x.q.Vague {
		return x.q.Low >= 20
	}
	return x.q.Low != 1
}

// figure reports how two figures that stand for each other differ.
func (c *comparison) figure(f *search, o, n *figureFact) {
	same := o.q.Low == n.q.Low && o.q.High == n.q.High && o.q.Unit == n.q.Unit && o.key[0] == n.key[0]
	if o.q.Kind == claim.Duration && n.q.Kind == claim.Duration {
		same = o.key == n.key || same && o.q.Low != 0
	}
	switch {
	case !same:
		f.addFigure(c, o, n, Changed)
	case o.q.Role != n.q.Role && (o.q.Role != "" && n.q.Role != "" || c.touchedRole(o, n)):
		x, y := *o, *n
		x.Span, y.Span = c.withHarm(o.Span, true), c.withHarm(n.Span, false)
		f.addFigure(c, &x, &y, Role)
	case o.q.Bound != n.q.Bound:
		f.addFigure(c, o, n, Bound)
	}
	if was, is := boundLevel(o.q.Bound), boundLevel(n.q.Bound); was != is {
		f.add(c.signal(Hedge, o.Span, n.Span, firmness(was, is)))
	}
}

// touchedRole reports whether words were edited that may have changed what
// befell those whom the figure counts.
func (c *comparison) touchedRole(o, n *figureFact) bool {
	return counts(o.q.Kind) && counts(n.q.Kind) && len(c.edits) > 0
}

// withHarm extends the span of a figure to the nearest edit, which says what
// befell those whom it counts.
func (c *comparison) withHarm(s text.Span, isOld bool) text.Span {
	best, far := s, 1<<30
	for _, e := range c.edits[max(0, c.nearest(s, isOld)-2):min(len(c.edits), c.nearest(s, isOld)+3)] {
		x := e.New
		if isOld {
			x = e.Old
		}
		d := max(x.Start-s.End, s.Start-x.End, 0)
		if d < far && x.Start < x.End {
			best, far = cover(s, x), d
		}
	}
	return best
}

// nearest returns the edit about the span.
func (c *comparison) nearest(s text.Span, isOld bool) int {
	if isOld {
		return max(c.atOld(s.End), 0)
	}
	return max(c.atNew(s.End), 0)
}

// boundLevel says how much a bound hedges.
func boundLevel(b claim.Bound) int {
	switch b {
	case claim.Exact:
		return 0
	case claim.AtLeast, claim.MoreThan, claim.FewerThan:
		return -1
	}
	return -2
}

func firmness(was, is int) string {
	if is > was {
		return Firmer
	}
	return Softer
}

// addFigure adds the signal of a figure that changed, came (o is nil) or went
// (n is nil).
func (f *search) addFigure(c *comparison, o, n *figureFact, detail string) {
	x, other := n, o
	if n == nil {
		x, other = o, n
	}
	var s Signal
	switch {
	case o == nil:
		s = c.signal(Number, c.came(n.Span), n.Span, detail)
	case n == nil:
		s = c.signal(Number, o.Span, c.gone(o.Span), detail)
	default:
		s = c.signal(Number, o.Span, n.Span, detail)
	}
	switch {
	case x.q.Role != "" || other != nil && other.q.Role != "":
		s.Kind = Casualty
	case x.q.Kind == claim.Money || other != nil && other.q.Kind == claim.Money:
		s.Kind = Money
	}
	s.Unit = figureUnit(x)
	if s.Unit == "" && other != nil {
		s.Unit = figureUnit(other)
	}
	s.OldValue, s.NewValue = value(o), value(n)
	if s.Kind == Casualty && detail == Role {
		s.Unit = string(o.q.Role) + " -> " + string(n.q.Role)
	}
	f.add(s)
}

// figureUnit returns the unit of a figure: of a count, what it counts.
func figureUnit(x *figureFact) string {
	if x.unit != "" {
		return x.unit
	}
	return x.noun
}

// value returns the value of a figure; a vague one and a range have their lower
// end.
func value(x *figureFact) *float64 {
	if x == nil || strings.HasPrefix(x.key, "duration P") {
		return nil
	}
	v := x.q.Low
	return &v
}

// nounOf returns the stem of the last word of what a quantity of s counts.
func nounOf(s string, q *claim.Quantity) string {
	last := ""
	for w := range english.WordSeq(q.Of.Of(s)) {
		last = w
	}
	return english.Stem(english.Fold(last))
}

// newFigure returns the quantity q of sentence s, which stands at base.
func newFigure(s string, base int, q claim.Quantity) figureFact {
	noun := nounOf(s, &q)
	f := figureFact{Span: shift(q.Span, base), q: q, noun: noun, unit: q.Unit}
	if q.Kind == claim.Casualty {
		f.unit = string(q.Role)
	}
	f.key = figureKey(&q, noun)
	return f
}

// figureKey returns what two figures that are the same have in common.
func figureKey(q *claim.Quantity, noun string) string {
	buf := make([]byte, 0, 64)
	for _, p := range [...]string{string(q.Kind), q.Unit, string(q.Bound), string(q.Role), noun} {
		buf = append(append(buf, p...), ' ')
	}
	buf = strconv.AppendFloat(buf, q.Low, 'g', -1, 64)
	if q.High != q.Low {
		buf = strconv.AppendFloat(append(buf, '-'), q.High, 'g', -1, 64)
	}
	return string(buf)
}
