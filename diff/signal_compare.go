package diff

import (
	"sort"
	"strings"

	"github.com/newsarc/newsarc/diff/align"
	"github.com/newsarc/newsarc/text"
	"github.com/newsarc/newsarc/text/claim"
)

// comparison holds the facts of the two sides of a pair or a field.
type comparison struct {
	pair     int // -1 for a field
	field    string
	index    int
	edits    []align.Edit
	old, new *facts
}

// comparison returns the facts of both sides of pair k.
func (f *finder) comparison(k int) comparison {
	p := &f.r.Pairs[k]
	return comparison{pair: k, edits: p.Edits, old: f.old.states(p.Old), new: f.new.states(p.New)}
}

// signal returns a signal of the comparison with its evidence.
func (c *comparison) signal(kind SignalKind, o, n text.Span, detail string) Signal {
	o, n = c.old.whole(o), c.new.whole(n)
	s := Signal{Kind: kind, Pair: c.pair, Old: evidence(c.old.text, o), New: evidence(c.new.text, n), Detail: detail}
	s.Old.Field, s.Old.Index, s.New.Field, s.New.Index = c.field, c.index, c.field, c.index
	return s
}

// run compares fact by fact.
func (c *comparison) run(f *finder) {
	first := len(f.r.Signals)
	c.figures(f)
	c.times(f)
	quoted := c.quotes(f)
	c.names(f)
	c.sources(f, quoted)
	c.negations(f)
	c.hedges(f)
	c.links(f)
	c.digits(f, first)
}

// atOld returns the last edit that begins at byte i of the old text or before
// it, -1 for none; atNew does so for the new text.
func (c *comparison) atOld(i int) int {
	return sort.Search(len(c.edits), func(k int) bool { return c.edits[k].Old.Start > i }) - 1
}

func (c *comparison) atNew(i int) int {
	return sort.Search(len(c.edits), func(k int) bool { return c.edits[k].New.Start > i }) - 1
}

// afterOld returns the place in the new text that answers to byte i of the old.
func (c *comparison) afterOld(i int) int {
	k := c.atOld(i)
	if k < 0 {
		return min(max(c.new.extent.Start+i-c.old.extent.Start, c.new.extent.Start), c.new.extent.End)
	}
	e := c.edits[k]
	if i < e.Old.End || i == e.Old.Start {
		return e.New.Start
	}
	return min(max(e.New.End+i-e.Old.End, c.new.extent.Start), c.new.extent.End)
}

// beforeNew returns the place in the old text that answers to byte i of the new.
func (c *comparison) beforeNew(i int) int {
	k := c.atNew(i)
	if k < 0 {
		return min(max(c.old.extent.Start+i-c.new.extent.Start, c.old.extent.Start), c.old.extent.End)
	}
	e := c.edits[k]
	if i < e.New.End || i == e.New.Start {
		return e.Old.Start
	}
	return min(max(e.Old.End+i-e.New.End, c.old.extent.Start), c.old.extent.End)
}

// gone returns the empty span of the new text where old span s would stand.
func (c *comparison) gone(s text.Span) text.Span {
	at := c.afterOld(s.Start)
	return text.Span{Start: at, End: at}
}

// came returns the empty span of the old text where new span s would stand.
func (c *comparison) came(s text.Span) text.Span {
	at := c.beforeNew(s.Start)
	return text.Span{Start: at, End: at}
}

// near reports whether old span o and new span n answer to each other, by where
// they stand.
func (c *comparison) near(o, n text.Span) bool {
	a, b := c.afterOld(o.Start), c.afterOld(o.End)
	return a <= n.End && n.Start <= b || a == n.Start || b == n.End
}

// touchesOld returns the edit that meets the old span s, -1 for none;
// touchesNew does so for a new span.
func (c *comparison) touchesOld(s text.Span) int {
	if k := c.atOld(s.End); k >= 0 && c.edits[k].Old.End >= s.Start {
		return k
	}
	return -1
}

func (c *comparison) touchesNew(s text.Span) int {
	if k := c.atNew(s.End); k >= 0 && c.edits[k].New.End >= s.Start {
		return k
	}
	return -1
}

// editedOld returns the edit that takes words from the old span s or puts some
// into it, -1 for none: an edit that only stands beside it does not count.
// editedNew does so for a new span.
func (c *comparison) editedOld(s text.Span) int {
	for k := c.atOld(s.End); k >= 0 && c.edits[k].Old.End >= s.Start; k-- {
		if e := c.edits[k].Old; meets(e, s) || e.Start == e.End && s.Start < e.Start && e.Start < s.End {
			return k
		}
	}
	return -1
}

func (c *comparison) editedNew(s text.Span) int {
	for k := c.atNew(s.End); k >= 0 && c.edits[k].New.End >= s.Start; k-- {
		if e := c.edits[k].New; meets(e, s) || e.Start == e.End && s.Start < e.Start && e.Start < s.End {
			return k
		}
	}
	return -1
}

// covered says of each edit whether one of the signals has it as evidence.
func (c *comparison) covered(signals []Signal) []bool {
	out := make([]bool, len(c.edits))
	for i := range signals {
		s := &signals[i]
		for k := c.atOld(s.Old.End); k >= 0 && c.edits[k].Old.End >= s.Old.Start && s.Old.Start < s.Old.End; k-- {
			out[k] = out[k] || meets(s.Old.Span, c.edits[k].Old) || c.edits[k].Old.Start == c.edits[k].Old.End && c.edits[k].Old.Start < s.Old.End && s.Old.Start < c.edits[k].Old.Start
		}
		for k := c.atNew(s.New.End); k >= 0 && c.edits[k].New.End >= s.New.Start && s.New.Start < s.New.End; k-- {
			out[k] = out[k] || meets(s.New.Span, c.edits[k].New) || c.edits[k].New.Start == c.edits[k].New.End && c.edits[k].New.Start < s.New.End && s.New.Start < c.edits[k].New.Start
		}
	}
	return out
}

// meets reports whether two spans share a byte.
func meets(a, b text.Span) bool { return a.Start < b.End && b.Start < a.End }

// cancel takes from both lists what has an equal in the other.
func cancel[T any](old, new []T, key func(*T) string) (o, n []T) {
	if len(old) == 0 || len(new) == 0 {
		return old, new
	}
	count := make(map[string]int, len(old))
	for i := range old {
		count[key(&old[i])]++
	}
	for i := range new {
		if k := key(&new[i]); count[k] > 0 {
			count[k]--
		} else {
			n = append(n, new[i])
		}
	}
	for i := range old { // what is left in count has no equal
		if k := key(&old[i]); count[k] > 0 {
			count[k]--
			o = append(o, old[i])
		}
	}
	return o, n
}

// reach is how many candidates couple looks at for each item.
const reach = 12

// couple joins the items of two lists that are most alike, in order, and calls
// each with nil for what is alone.
func couple[T any](old, new []T, like func(o, n *T) int, each func(o, n *T)) {
	used := make([]bool, len(new))
	first := 0
	for i := range old {
		best, top := -1, 0
		for j := first; j < len(new) && j < first+reach; j++ {
			if used[j] {
				continue
			}
			if l := like(&old[i], &new[j]); l > top {
				best, top = j, l
			}
		}
		if best < 0 {
			each(&old[i], nil)
			continue
		}
		used[best] = true
		each(&old[i], &new[best])
		for first < len(new) && used[first] {
			first++
		}
	}
	for j := range new {
		if !used[j] {
			each(nil, &new[j])
		}
	}
}

// figures compares the quantities.
func (c *comparison) figures(f *finder) {
	o, n := cancel(c.old.figures, c.new.figures, func(x *figureFact) string { return x.key })
	couple(o, n, c.likeFigures, func(o, n *figureFact) {
		switch {
		case o == nil:
			if telling(n) && c.editedNew(n.Span) >= 0 {
				f.addFigure(c, nil, n, detailAdded)
			}
		case n == nil:
			if telling(o) && c.editedOld(o.Span) >= 0 {
				f.addFigure(c, o, nil, detailRemoved)
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
func (c *comparison) figure(f *finder, o, n *figureFact) {
	same := o.q.Low == n.q.Low && o.q.High == n.q.High && o.q.Unit == n.q.Unit && o.key[0] == n.key[0]
	if o.q.Kind == claim.Duration && n.q.Kind == claim.Duration {
		same = o.key == n.key || same && o.q.Low != 0
	}
	switch {
	case !same:
		f.addFigure(c, o, n, detailChanged)
	case o.q.Role != n.q.Role && (o.q.Role != "" && n.q.Role != "" || c.touchedRole(o, n)):
		x, y := *o, *n
		x.Span, y.Span = c.withHarm(o.Span, true), c.withHarm(n.Span, false)
		f.addFigure(c, &x, &y, detailRole)
	case o.q.Bound != n.q.Bound:
		f.addFigure(c, o, n, detailBound)
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
		return detailFirmer
	}
	return detailSofter
}

// addFigure adds the signal of a figure that changed, came (o is nil) or went
// (n is nil).
func (f *finder) addFigure(c *comparison, o, n *figureFact, detail string) {
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
	if s.Kind == Casualty && detail == detailRole {
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
