package align

// settle moves hunks that may stand in several places, as they may where a text
// repeats itself, next to what came instead: in "a a b" against "a c a", the
// second a is the one that c replaced or the first is, but no a was taken away
// in one place while c came in another.
//
// A hunk is what lies between two runs. One that only takes away, or only puts
// in, can pass a run that repeats it.
func settle(runs []run, a, b []int32) []run {
	s := settler{a: a, b: b, runs: runs}
	for k := range s.runs {
		s.pass(k)
	}
	return s.joined()
}

type settler struct {
	a, b []int32
	runs []run
}

// hunk is a stretch of both sequences without a match.
type hunk struct{ a, aEnd, b, bEnd int }

// before returns the hunk in front of run k.
func (s *settler) before(k int) hunk {
	var h hunk
	if k > 0 {
		p := s.runs[k-1]
		h.a, h.b = p.a+p.n, p.b+p.n
	}
	h.aEnd, h.bEnd = len(s.a), len(s.b)
	if k < len(s.runs) {
		h.aEnd, h.bEnd = s.runs[k].a, s.runs[k].b
	}
	return h
}

// pass lets the hunk on one side of run k pass it to join the hunk on the other
// side, if the two are of different kinds and the text allows it.
func (s *settler) pass(k int) {
	r := s.runs[k]
	left, right := s.before(k), s.before(k+1)
	if r.n == 0 {
		return
	}
	onlyOld := func(h hunk) bool { return h.aEnd > h.a && h.bEnd == h.b }
	onlyNew := func(h hunk) bool { return h.aEnd == h.a && h.bEnd > h.b }
	switch {
	case onlyOld(left) && right.bEnd > right.b && repeats(s.a, left.a, left.aEnd-left.a, r.n):
		s.runs[k].a = left.a
	case onlyNew(left) && right.aEnd > right.a && repeats(s.b, left.b, left.bEnd-left.b, r.n):
		s.runs[k].b = left.b
	case onlyOld(right) && left.bEnd > left.b && repeats(s.a, r.a, right.aEnd-right.a, r.n):
		s.runs[k].a = right.aEnd - r.n
	case onlyNew(right) && left.aEnd > left.a && repeats(s.b, r.b, right.bEnd-right.b, r.n):
		s.runs[k].b = right.bEnd - r.n
	}
}

// repeats reports whether the n elements from place at come again step further
// on, so that a stretch of step elements may stand before or behind them.
func repeats(x []int32, at, step, n int) bool {
	for i := at; i < at+n; i++ {
		if x[i] != x[i+step] {
			return false
		}
	}
	return true
}

// joined returns the runs with those that now touch made one.
func (s *settler) joined() []run {
	out := s.runs[:0]
	for _, r := range s.runs {
		if n := len(out) - 1; n >= 0 && out[n].a+out[n].n == r.a && out[n].b+out[n].n == r.b {
			out[n].n += r.n
		} else {
			out = append(out, r)
		}
	}
	return out
}
