package timex

// The rules of a language are compiled to one position automaton (Glushkov):
// each class in a pattern is a position, and it knows which positions may
// follow it. A run from one token keeps a set of positions, each with what its
// path has filled in so far; the set is bounded by the number of positions and
// the run by maxMatch tokens, so that all work is linear in the text.

// maxMatch is the number of tokens that an expression may have.
const maxMatch = 20

type position struct {
	class    int16
	rule     int16
	from, to uint16 // of the follows of the automaton: what may follow
	next     uint16 // of its sets: the classes of that
	slot     int8   // -1: keep nothing
	join     join
	after    bool // the token stands after the expression
	accept   bool // a match may end here
}

// join says what a position demands of a hyphen before its token.
type join uint8

const (
	joinAny  join = iota
	joinOnly      // a hyphen must stand there
	joinNone      // none may
)

func (j join) allows(tok *token) bool {
	return j == joinAny || tok.has(flagHyphen) == (j == joinOnly)
}

// automaton is flat, so that it can lie ready in the program: see pack.
type automaton struct {
	positions []position
	follows   []int16
	sets      []classSet
	begin     []int16                // positions that a match may begin with, by class
	beginAt   [maxClasses + 1]uint16 // where those of a class begin

	// What follows from these, see link.
	starts classSet             // the classes with such positions
	alone  classSet             // those of which one token may be a match
	leads  [maxClasses]classSet // the classes of what may follow them there
}

// first returns the positions that a match may begin with at a token of a class.
func (a *automaton) first(class int) []int16 { return a.begin[a.beginAt[class]:a.beginAt[class+1]] }

// follow returns the positions that may follow p.
func (a *automaton) follow(p *position) []int16 { return a.follows[p.from:p.to] }

// link works out what a match can begin with.
func (a *automaton) link() {
	for _, q := range a.begin {
		p := &a.positions[q]
		class := int(p.class)
		a.beginAt[class+1]++
		a.starts.add(class)
		a.leads[class].join(&a.sets[p.next])
		if p.accept {
			a.alone.add(class)
		}
	}
	for class := range maxClasses {
		a.beginAt[class+1] += a.beginAt[class]
	}
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
	work      int // positions tested
}

// match collects the hits that begin at token i, longest first and then in the
// order of the rules.
func (m *matcher) match(toks []token, i int) []hit {
	m.hits = m.hits[:0]
	lex := toks[i].lex
	if lex == nil || !lex.set.meets(&m.auto.starts) {
		return nil
	}
	ahead := lexAfter(toks, i)
	if !m.auto.begins(lex, ahead) {
		return nil
	}
	m.cur = m.cur[:0]
	m.step++
	var none captures
	for _, cv := range lex.vals {
		for _, q := range m.auto.first(cv.class) {
			m.cur = m.add(m.cur, q, &toks[i], ahead, 0, &none)
		}
	}
	for k := i; len(m.cur) > 0; k++ {
		m.accept(i, k+1)
		if ahead == nil || k+1-i >= maxMatch {
			break
		}
		ahead = lexAfter(toks, k+1)
		m.next = m.next[:0]
		m.step++
		for t := range m.cur {
			for _, q := range m.auto.follow(&m.auto.positions[m.cur[t].pos]) {
				m.next = m.add(m.next, q, &toks[k+1], ahead, k+1-i, &m.cur[t].caps)
			}
		}
		m.cur, m.next = m.next, m.cur
	}
	m.order()
	return m.hits
}

// begins reports whether a match may begin with lex before ahead. Of most words
// that may begin one, "the" and "in", that is known from the next.
func (a *automaton) begins(lex, ahead *lexeme) bool {
	if lex.set.meets(&a.alone) {
		return true
	}
	if ahead == nil {
		return false
	}
	for i := range lex.vals {
		if ahead.set.meets(&a.leads[lex.vals[i].class]) {
			return true
		}
	}
	return false
}

// lexAfter returns what a match that holds token i may go on with.
func lexAfter(toks []token, i int) *lexeme {
	if i+1 >= len(toks) || toks[i+1].has(flagPara) {
		return nil
	}
	return toks[i+1].lex
}

// add puts position q on the list if the token fits and the one ahead can go on
// from it.
func (m *matcher) add(list []thread, q int16, tok *token, ahead *lexeme, off int, caps *captures) []thread {
	m.work++
	p := &m.auto.positions[q]
	if !tok.lex.set.has(int(p.class)) || m.seen[q] == m.step || !p.join.allows(tok) {
		return list
	}
	if !p.accept && (ahead == nil || !ahead.set.meets(&m.auto.sets[p.next])) {
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
