package timex

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// positions is a set of positions; it is never changed once made.
type positions []int16

// builder makes an automaton of patterns.
type builder struct {
	*automaton
	rule   int16
	follow []positions // of each position
}

// build makes the automaton of the patterns of all rules.
func (a *automaton) build(pats []*node) error {
	b := builder{automaton: a}
	for r, n := range pats {
		b.rule = int16(r)
		first, last, _ := b.glushkov(n)
		a.begin = append(a.begin, first...)
		for _, q := range last {
			a.positions[q].accept = true
		}
	}
	slices.SortStableFunc(a.begin, func(p, q int16) int { return cmp.Compare(a.positions[p].class, a.positions[q].class) })
	b.flatten()
	if max(len(a.positions), len(a.begin)) > math.MaxInt16 || len(a.follows) > math.MaxUint16 {
		return fmt.Errorf("%d positions, %d that follow them, are too many", len(a.positions), len(a.follows))
	}
	a.link()
	return nil
}

// flatten enters what follows each position; lists that are the same once.
func (b *builder) flatten() {
	at := map[string]int{}
	numbers := map[classSet]int{}
	for i, follow := range b.follow {
		p := &b.positions[i]
		var next classSet
		key := make([]byte, 0, 2*len(follow))
		for _, q := range follow {
			next.add(int(b.positions[q].class))
			key = append(key, byte(q), byte(q>>8))
		}
		from, ok := at[string(key)]
		if !ok {
			from = len(b.follows)
			at[string(key)] = from
			b.follows = append(b.follows, follow...)
		}
		number, ok := numbers[next]
		if !ok {
			number = len(b.sets)
			numbers[next] = number
			b.sets = append(b.sets, next)
		}
		p.from, p.to, p.next = uint16(from), uint16(from+len(follow)), uint16(number)
	}
}

// union joins two sets.
func union(s, t positions) positions {
	if len(s) == 0 {
		return t
	}
	if len(t) == 0 {
		return s
	}
	return slices.Concat(s, t)
}

// glushkov returns the positions that n can begin and end with, and whether n
// can be empty; it enters what follows what.
func (b *builder) glushkov(n *node) (first, last positions, empty bool) {
	switch n.kind {
	case leaf:
		q := int16(len(b.positions))
		b.positions = append(b.positions, position{class: n.class, slot: n.slot, after: n.after, rule: b.rule})
		b.follow = append(b.follow, nil)
		one := positions{q}
		return one, one, false
	case optional:
		first, last, _ = b.glushkov(n.child)
		return first, last, true
	case joined, apart:
		first, last, empty = b.glushkov(n.child)
		for _, q := range first {
			b.positions[q].join = joinOnly
			if n.kind == apart {
				b.positions[q].join = joinNone
			}
		}
		return first, last, empty
	case choice:
		for k := n.child; k != nil; k = k.next {
			f, l, e := b.glushkov(k)
			first, last, empty = union(first, f), union(last, l), empty || e
		}
		return first, last, empty
	case part:
		return b.glushkov(n.child)
	}
	return b.chain(n.child)
}

// chain is glushkov for the sequence of n and its next nodes.
func (b *builder) chain(n *node) (first, last positions, empty bool) {
	first, last, empty = b.glushkov(n)
	if n.next == nil {
		return first, last, empty
	}
	restFirst, restLast, restEmpty := b.chain(n.next)
	for _, q := range last {
		b.follow[q] = union(b.follow[q], restFirst)
	}
	if empty {
		first = union(first, restFirst)
	}
	if restEmpty {
		restLast = union(last, restLast)
	}
	return first, restLast, empty && restEmpty
}
