package signal

import (
	"sort"
	"strings"

	"github.com/newsarc/newsarc/diff/align"
	"github.com/newsarc/newsarc/text"
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
func (f *search) comparison(k int) comparison {
	p := &f.r.Pairs[k]
	return comparison{pair: k, edits: p.Edits, old: f.old.states(p.Old), new: f.new.states(p.New)}
}

// signal returns a signal of the comparison with its evidence.
func (c *comparison) signal(kind Kind, o, n text.Span, detail string) Signal {
	o, n = c.old.whole(o), c.new.whole(n)
	s := Signal{Kind: kind, Pair: c.pair, Old: evidence(c.old.text, o), New: evidence(c.new.text, n), Detail: detail}
	s.Old.Field, s.Old.Index, s.New.Field, s.New.Index = c.field, c.index, c.field, c.index
	return s
}

// run compares fact by fact.
func (c *comparison) run(f *search) {
	first := len(f.Signals)
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

// times compares the dates and times of day.
func (c *comparison) times(f *search) {
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
				f.add(c.signal(Date, c.came(n.Span), n.Span, Added))
			}
		case n == nil:
			if !vagueTime(o.value) && c.editedOld(o.Span) >= 0 {
				f.add(c.signal(Date, o.Span, c.gone(o.Span), Removed))
			}
		case !vagueTime(o.value) || !vagueTime(n.value):
			f.add(c.signal(Date, o.Span, n.Span, Changed))
		}
	})
}

// vagueTime reports whether a value names no certain time: "now", "recently".
func vagueTime(value string) bool {
	return value == "" || strings.Contains(value, "_REF")
}

// links compares the addresses.
func (c *comparison) links(f *search) {
	o, n := cancel(c.old.links, c.new.links, func(x *linkFact) string { return x.key })
	couple(o, n, func(_, _ *linkFact) int { return 1 }, func(o, n *linkFact) {
		switch {
		case o == nil:
			f.add(c.signal(Link, c.came(n.Span), n.Span, Added))
		case n == nil:
			f.add(c.signal(Link, o.Span, c.gone(o.Span), Removed))
		default:
			f.add(c.signal(Link, o.Span, n.Span, Changed))
		}
	})
}
