package timex

// build makes the automaton of the patterns of all rules.
func (a *automaton) build(pats []*node) {
	for r, n := range pats {
		first, last, _ := a.glushkov(r, n)
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
}

// glushkov returns the positions that n can begin and end with, and whether n
// can be empty; it enters what follows what.
func (a *automaton) glushkov(r int, n *node) (first, last []int16, empty bool) {
	switch n.kind {
	case 'l':
		q := int16(len(a.positions))
		a.positions = append(a.positions, position{class: int16(n.class), slot: int8(n.slot), after: n.after, rule: int16(r)})
		return []int16{q}, []int16{q}, false
	case '?':
		first, last, _ = a.glushkov(r, n.children[0])
		return first, last, true
	case '~', '_':
		first, last, empty = a.glushkov(r, n.children[0])
		for _, q := range first {
			a.positions[q].join = joinOnly
			if n.kind == '_' {
				a.positions[q].join = joinNone
			}
		}
		return first, last, empty
	case '|':
		for _, k := range n.children {
			f, l, e := a.glushkov(r, k)
			first, last, empty = append(first, f...), append(last, l...), empty || e
		}
		return first, last, empty
	}
	empty = true
	for _, k := range n.children {
		f, l, e := a.glushkov(r, k)
		for _, q := range last {
			a.positions[q].follow = append(a.positions[q].follow, f...)
		}
		if empty {
			first = append(first, f...)
		}
		if e {
			last = append(last, l...)
		} else {
			last = l
		}
		empty = empty && e
	}
	return first, last, empty
}
