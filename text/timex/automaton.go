package timex

// The rules of a language are compiled to one position automaton (Glushkov):
// each class in a pattern is a position, and it knows which positions may
// follow it. A run from one token keeps a set of positions, each with what its
// path has filled in so far; the set is bounded by the number of positions and
// the run by maxMatch tokens, so that all work is linear in the text.

// maxMatch is the number of tokens that an expression may have.
const maxMatch = 20

// maxThreads bounds the positions that are alive at the same time.
const maxThreads = 256

type position struct {
	class  int16
	slot   int8 // -1: keep nothing
	apart  bool // the token must not be joined so
	glued  bool // the token must be joined to the one before by a hyphen
	after  bool // the token stands after the expression
	rule   int16
	accept bool
	follow []int16
}

type automaton struct {
	positions []position
	first     [maxClasses][]int16 // positions that a match may begin with, by class
	starts    [maxClasses / 64]uint64
}

// capture is the token that filled a slot and the class it was taken as.
type capture struct {
	tok   int8 // offset from the first token of the match, plus 1; 0: empty
	class uint8
}

type captures [numSlots]capture

type thread struct {
	pos  int16
	caps captures
}

// hit is a match of a rule: tokens [from, to).
type hit struct {
	rule     int
	from, to int
	caps     captures
}

// matcher runs an automaton.
type matcher struct {
	auto      *automaton
	cur, next []thread
	seen      []int32 // by position: the step in which it was last added
	step      int32
	hits      []hit
	work      int // positions tested, for the test of linear work
}

func (m *matcher) add(list []thread, q int16, tok *token, off int, caps *captures) []thread {
	m.work++
	p := &m.auto.positions[q]
	if m.seen[q] == m.step || !tok.is(int(p.class)) || p.glued && !tok.has(flagHyphen) || p.apart && tok.has(flagHyphen) || len(list) >= maxThreads {
		return list
	}
	m.seen[q] = m.step
	list = append(list, thread{pos: q, caps: *caps})
	c := &list[len(list)-1].caps
	if p.slot >= 0 {
		c[p.slot] = capture{int8(off + 1), uint8(p.class)}
	}
	if p.after && c[slotAfter].tok == 0 {
		c[slotAfter].tok = int8(off + 1)
	}
	return list
}

// match collects the hits that begin at token i, longest first and then in the
// order of the rules.
func (m *matcher) match(toks []token, i int) []hit {
	m.hits = m.hits[:0]
	lex := toks[i].lex
	if lex == nil {
		return nil
	}
	m.cur = m.cur[:0]
	m.step++
	var none captures
	for w := range lex.bits {
		if lex.bits[w]&m.auto.starts[w] == 0 {
			continue
		}
		for _, cv := range lex.vals {
			if cv.class>>6 == w {
				for _, q := range m.auto.first[cv.class] {
					m.cur = m.add(m.cur, q, &toks[i], 0, &none)
				}
			}
		}
	}
	for k := i; len(m.cur) > 0; k++ {
		m.accept(i, k+1)
		m.next = m.next[:0]
		if k+1-i >= maxMatch || k+1 >= len(toks) || toks[k+1].lex == nil || toks[k+1].has(flagPara) {
			break
		}
		m.step++
		for t := range m.cur {
			th := &m.cur[t]
			for _, q := range m.auto.positions[th.pos].follow {
				m.next = m.add(m.next, q, &toks[k+1], k+1-i, &th.caps)
			}
		}
		m.cur, m.next = m.next, m.cur
	}
	m.order()
	return m.hits
}

// accept records the hits that end before token to.
func (m *matcher) accept(from, to int) {
	for i := range m.cur {
		p := &m.auto.positions[m.cur[i].pos]
		if p.accept {
			m.hits = append(m.hits, hit{int(p.rule), from, to, m.cur[i].caps})
		}
	}
}

// order sorts the hits by insertion; there are few.
func (m *matcher) order() {
	h := m.hits
	for i := 1; i < len(h); i++ {
		for k := i; k > 0 && (h[k].to > h[k-1].to || h[k].to == h[k-1].to && h[k].rule < h[k-1].rule); k-- {
			h[k], h[k-1] = h[k-1], h[k]
		}
	}
}
