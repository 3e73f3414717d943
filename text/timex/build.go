package timex

// positions is a set of positions; it is never changed once made.
type positions []int16

// builder makes an automaton of patterns.
type builder struct {
	*automaton
	rule int16
	pool []int16 // where sets are cut from
}

// build makes the automaton of the patterns of all rules.
func (a *automaton) build(pats []*node) {
	a.positions = make([]position, 0, 2560)
	b := builder{automaton: a}
	for r, n := range pats {
		b.rule = int16(r)
		first, last, _ := b.glushkov(n)
		for _, q := range first {
			class := int(a.positions[q].class)
			a.first[class] = append(a.first[class], q)
			a.starts.add(class)
		}
		for _, q := range last {
			a.positions[q].accept = true
		}
	}
	for i := range a.positions {
		p := &a.positions[i]
		for _, q := range p.follow {
			p.next.add(int(a.positions[q].class))
		}
	}
	for class, first := range a.first {
		for _, q := range first {
			a.leads[class].join(&a.positions[q].next)
			if a.positions[q].accept {
				a.alone.add(class)
			}
		}
	}
}

// union joins two sets.
func (b *builder) union(s, t positions) positions {
	if len(s) == 0 {
		return t
	}
	if len(t) == 0 {
		return s
	}
	n := len(s) + len(t)
	if cap(b.pool)-len(b.pool) < n {
		b.pool = make([]int16, 0, max(8192, n))
	}
	k := len(b.pool)
	b.pool = append(append(b.pool, s...), t...)
	return positions(b.pool[k : k+n : k+n])
}

// glushkov returns the positions that n can begin and end with, and whether n
// can be empty; it enters what follows what.
func (b *builder) glushkov(n *node) (first, last positions, empty bool) {
	switch n.kind {
	case leaf:
		q := int16(len(b.positions))
		b.positions = append(b.positions, position{class: n.class, slot: n.slot, after: n.after, rule: b.rule})
		one := b.union(positions{q}, nil)
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
			first, last, empty = b.union(first, f), b.union(last, l), empty || e
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
		b.positions[q].follow = b.union(b.positions[q].follow, restFirst)
	}
	if empty {
		first = b.union(first, restFirst)
	}
	if restEmpty {
		restLast = b.union(last, restLast)
	}
	return first, restLast, empty && restEmpty
}
