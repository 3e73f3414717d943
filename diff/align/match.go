package align

import (
	"slices"
	"unicode/utf8"

	"github.com/sergi/go-diff/diffmatchpatch"
)

// run is a stretch of equal elements: n from index a of one sequence and from
// index b of the other.
type run struct{ a, b, n int }

const (
	// exactLimit is the number of elements of both sequences up to which the
	// shortest script is found, in time that grows with its product. Beyond,
	// the sequences are first cut at anchors.
	exactLimit = 800

	// anchorDepth bounds how often the parts between anchors are cut again.
	anchorDepth = 12
)

// match returns the equal runs of a common subsequence of a and b, in order:
// the longest one where both are short. It takes time linear in their lengths
// for given limits, and the same input always gives the same answer.
func (c *Aligner) match(a, b []int32) []run {
	m := c.matcher()
	m.match(a, b, 0, 0, anchorDepth)
	m.steps += len(a) + len(b)
	return settle(m.runs, a, b)
}

func (c *Aligner) matcher() matcher {
	return matcher{Aligner: c, runs: c.runRoom.take(8)[:0]}
}

type matcher struct {
	*Aligner
	runs []run
}

// add appends a run, joined to the last one where they touch.
func (m *matcher) add(a, b, n int) {
	if n == 0 {
		return
	}
	if k := len(m.runs) - 1; k >= 0 && m.runs[k].a+m.runs[k].n == a && m.runs[k].b+m.runs[k].n == b {
		m.runs[k].n += n
		return
	}
	m.runs = append(m.runs, run{a, b, n})
}

// match compares a and b, which begin at the places i and j of the whole.
func (m *matcher) match(a, b []int32, i, j, depth int) {
	head, tail := shared(a, b)
	m.steps += head + tail + 1
	m.add(i, j, head)
	first := len(m.runs)
	m.middle(a[head:len(a)-tail], b[head:len(b)-tail], i+head, j+head, depth)
	m.straighten(first, a[head:len(a)-tail], b[head:len(b)-tail], i+head, j+head)
	m.add(i+len(a)-tail, j+len(b)-tail, tail)
}

// straighten replaces the runs from first on, found in a and b, by elements that
// are equal at equal places, if there are as many: of scripts of one length the
// one that shifts nothing is the likelier, where a text repeats itself.
func (m *matcher) straighten(first int, a, b []int32, i, j int) {
	if len(a) != len(b) || len(a) == 0 {
		return
	}
	matched, straight := 0, 0
	for _, r := range m.runs[first:] {
		matched += r.n
	}
	for k := range a {
		if a[k] == b[k] {
			straight++
		}
	}
	m.steps += len(a)
	if straight < matched || straight == 0 {
		return
	}
	m.runs = m.runs[:first]
	for k := range a {
		if a[k] == b[k] {
			m.add(i+k, j+k, 1)
		}
	}
}

// shared returns the lengths of the common prefix and suffix, which do not overlap.
func shared(a, b []int32) (head, tail int) {
	for head < len(a) && head < len(b) && a[head] == b[head] {
		head++
	}
	for tail < len(a)-head && tail < len(b)-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	return head, tail
}

func (m *matcher) middle(a, b []int32, i, j, depth int) {
	switch {
	case len(a) == 0 || len(b) == 0:
	case unlike(a, b):
		m.steps += (len(a) + len(b)) * (len(a) + len(b) + 1)
	case len(a)+len(b) <= exactLimit:
		m.exact(a, b, i, j)
	default:
		if depth > 0 {
			if anchors := m.anchors(a, b); len(anchors) > 0 {
				m.between(anchors, a, b, i, j, depth-1)
				return
			}
		}
		m.windows(a, b, i, j)
	}
}

// unlike reports whether two short sequences have nothing in common. It may not
// know.
func unlike(a, b []int32) bool {
	if len(a)*len(b) > 64 {
		return false
	}
	for _, x := range a {
		if slices.Contains(b, x) {
			return false
		}
	}
	return true
}

// between compares the parts that the anchors leave.
func (m *matcher) between(anchors []run, a, b []int32, i, j, depth int) {
	p, q := 0, 0
	for _, r := range anchors {
		m.match(a[p:r.a], b[q:r.b], i+p, j+q, depth)
		m.add(i+r.a, j+r.b, r.n)
		p, q = r.a+r.n, r.b+r.n
	}
	m.match(a[p:], b[q:], i+p, j+q, depth)
}

// windows compares long sequences without anchors piece by piece: from each
// pair of pieces it keeps what was matched up to the last run, and goes on
// there. It finds small edits in repetitive text and never looks far.
func (m *matcher) windows(a, b []int32, i, j int) {
	m.coarse = true
	const half = exactLimit / 2
	for len(a) > 0 && len(b) > 0 {
		p, q := min(half, len(a)), min(half, len(b))
		last := len(m.runs)
		m.exact(a[:p], b[:q], i, j)
		if p < len(a) || q < len(b) {
			p, q = m.retreat(last, i, j, p, q)
		}
		a, b, i, j = a[p:], b[q:], i+p, j+q
		head, _ := shared(a, b)
		m.steps += head
		m.add(i, j, head)
		a, b, i, j = a[head:], b[head:], i+head, j+head
	}
}

// retreat returns how much of a pair of pieces is settled: what stands before
// the end of the last run found in it, if that is at least half of both;
// otherwise all.
func (m *matcher) retreat(from, i, j, p, q int) (int, int) {
	if len(m.runs) > from || from > 0 {
		r := m.runs[len(m.runs)-1]
		if x, y := r.a+r.n-i, r.b+r.n-j; x >= p/2 && y >= q/2 {
			return x, y
		}
	}
	return p, q
}

// exact finds a longest common subsequence with go-diff. Its time-out stays
// off: it would make the answer depend on the machine, and give up silently.
func (m *matcher) exact(a, b []int32, i, j int) {
	clear(m.runes)
	dmp := diffmatchpatch.DiffMatchPatch{}
	changed := 0
	for _, d := range dmp.DiffMainRunes(m.encode(a), m.encode(b), false) {
		n := utf8.RuneCountInString(d.Text)
		switch d.Type {
		case diffmatchpatch.DiffEqual:
			m.add(i, j, n)
			i, j = i+n, j+n
		case diffmatchpatch.DiffDelete:
			i += n
			changed += n
		case diffmatchpatch.DiffInsert:
			j += n
			changed += n
		}
	}
	m.steps += (len(a) + len(b)) * (changed + 1)
}

// encode writes each element as a letter of its own. The letters begin where
// CJK begins and leave out surrogates and U+FFFD, which go-diff's strings
// would make equal to each other.
func (m *matcher) encode(ids []int32) []rune {
	out := make([]rune, len(ids))
	for k, id := range ids {
		r, ok := m.runes[id]
		if !ok {
			r = 0x4E00 + rune(len(m.runes))
			m.runes[id] = r // exactLimit letters stay below the surrogates
		}
		out[k] = r
	}
	return out
}

// anchors returns elements that occur exactly once in a and once in b, as many
// of them as stand in the same order in both.
func (m *matcher) anchors(a, b []int32) []run {
	type place struct {
		a, b   int
		na, nb int
	}
	seen := make(map[int32]place, len(a))
	for k, id := range a {
		p := seen[id]
		seen[id] = place{a: k, na: p.na + 1}
	}
	for k, id := range b {
		if p, ok := seen[id]; ok {
			p.b, p.nb = k, p.nb+1
			seen[id] = p
		}
	}
	m.steps += len(a) + len(b)
	var is, js []int
	for k, id := range a {
		if p := seen[id]; p.na == 1 && p.nb == 1 {
			is, js = append(is, k), append(js, p.b)
		}
	}
	var out []run
	for _, k := range m.increasing(js, nil) {
		out = append(out, run{is[k], js[k], 1})
	}
	return out
}
