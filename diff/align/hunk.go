package align

import (
	"unicode/utf8"

	"github.com/newsarc/newsarc/text"
)

// collect returns what lies between the matched tokens of two lines and
// differs, white space included. What differs is decided on the text itself,
// so that the hunks are right whatever was matched.
func (d *wordDiff) collect() []Edit {
	var out []Edit
	from, to := cursor{}, cursor{}
	for i := 0; i <= len(d.oldTo); i++ {
		j := len(d.newTo)
		if i < len(d.oldTo) {
			if j = d.oldTo[i]; j < 0 {
				continue
			}
		}
		out = d.gap(out, from, to, cursor{i, d.a.begin(i)}, cursor{j, d.b.begin(j)})
		if i == len(d.oldTo) {
			break
		}
		s, t := d.a.tokens[i], d.b.tokens[j]
		if s.id != t.id {
			out = append(out, Edit{
				Old:  text.Span{Start: int(s.start), End: int(s.end)},
				New:  text.Span{Start: int(t.start), End: int(t.end)},
				Form: true,
			})
		}
		from, to = cursor{i + 1, int(s.end)}, cursor{j + 1, int(t.end)}
	}
	return out
}

// cursor is a place in a line: a byte and the token at or after it.
type cursor struct{ token, at int }

// begin returns where token k starts; the end of the line for the token after
// the last.
func (l line) begin(k int) int {
	if k == len(l.tokens) {
		return len(l.text)
	}
	return int(l.tokens[k].start)
}

// gap appends the edits between two matched tokens. The old text lies between
// p and pEnd, the new between q and qEnd.
func (d *wordDiff) gap(out []Edit, p, q, pEnd, qEnd cursor) []Edit {
	if d.a.text[p.at:pEnd.at] == d.b.text[q.at:qEnd.at] {
		return out
	}
	lead, tail := sharedSpace(d.a.space(p, pEnd), d.b.space(q, qEnd))
	p.at, q.at, pEnd.at, qEnd.at = p.at+lead, q.at+lead, pEnd.at-tail, qEnd.at-tail
	if p.token == pEnd.token && q.token == qEnd.token {
		return append(out, Edit{Old: text.Span{Start: p.at, End: pEnd.at}, New: text.Span{Start: q.at, End: qEnd.at}, Form: true})
	}
	if e, ok := d.inCompound(p, q, pEnd, qEnd); ok {
		return append(out, e)
	}
	for p.at < pEnd.at || q.at < qEnd.at {
		e := Edit{Old: text.Span{Start: p.at, End: p.at}, New: text.Span{Start: q.at, End: q.at}}
		pNext, pMove := piece(d.a, d.oldMove, p, pEnd)
		qNext, qMove := piece(d.b, d.moved, q, qEnd)
		// Words that only changed their place stand alone; what was taken away
		// and what came instead stand together.
		if pMove > 0 || p.at < pEnd.at && qMove == 0 {
			e.Old.End, e.Move, p = pNext.at, pMove, pNext
		}
		if pMove == 0 && q.at < qEnd.at {
			e.New.End, e.Move, q = qNext.at, qMove, qNext
		}
		out = append(out, e)
	}
	return out
}

// piece returns the end of the words from p that are part of the same move, or
// of none, with the white space after them.
func piece(l line, moves []int, p, end cursor) (cursor, int) {
	if p.token >= end.token {
		return end, 0
	}
	k := p.token + 1
	for k < end.token && moves[k] == moves[p.token] {
		k++
	}
	if k == end.token {
		return end, moves[p.token]
	}
	return cursor{k, l.begin(k)}, moves[p.token]
}

// inCompound narrows the replacement of one compound by another to the words
// that differ: "35" of "35-year-old".
func (d *wordDiff) inCompound(p, q, pEnd, qEnd cursor) (Edit, bool) {
	if pEnd.token-p.token != 1 || qEnd.token-q.token != 1 {
		return Edit{}, false
	}
	s, t := d.a.text[p.at:pEnd.at], d.b.text[q.at:qEnd.at]
	a, b := d.tokens(s), d.tokens(t)
	x, y := idsOf(a), idsOf(b)
	head, tail := shared(x, y)
	if len(a) < 3 || len(b) < 3 || head+tail == 0 || head == len(a) || head == len(b) {
		return Edit{}, false
	}
	lo, loNew, hi, hiNew := 0, 0, len(s), len(t)
	if head > 0 {
		lo, loNew = int(a[head-1].end), int(b[head-1].end)
	}
	if tail > 0 {
		hi, hiNew = int(a[len(a)-tail].start), int(b[len(b)-tail].start)
	}
	return Edit{
		Old: text.Span{Start: p.at + lo, End: p.at + hi},
		New: text.Span{Start: q.at + loNew, End: q.at + hiNew},
	}, true
}

func idsOf(ts []token) []int32 {
	ids := make([]int32, len(ts))
	for i, t := range ts {
		ids[i] = t.id
	}
	return ids
}

// space is the white space at both ends of a gap; lead and tail are the same
// when the gap holds no token.
type space struct {
	lead, tail string
	blank      bool
}

func (l line) space(from, to cursor) space {
	if from.token >= to.token {
		s := l.text[from.at:to.at]
		return space{s, s, true}
	}
	return space{
		lead: l.text[from.at:l.tokens[from.token].start],
		tail: l.text[l.tokens[to.token-1].end:to.at],
	}
}

// sharedSpace returns how many bytes of white space two gaps have in common at
// their beginning and at their end.
func sharedSpace(a, b space) (lead, tail int) {
	for lead < len(a.lead) && lead < len(b.lead) {
		_, n := utf8.DecodeRuneInString(a.lead[lead:])
		if len(b.lead) < lead+n || a.lead[lead:lead+n] != b.lead[lead:lead+n] {
			break
		}
		lead += n
	}
	s, t := a.tail, b.tail
	if a.blank {
		s = s[lead:]
	}
	if b.blank {
		t = t[lead:]
	}
	for tail < len(s) && tail < len(t) {
		_, n := utf8.DecodeLastRuneInString(s[:len(s)-tail])
		if len(t) < tail+n || s[len(s)-tail-n:len(s)-tail] != t[len(t)-tail-n:len(t)-tail] {
			break
		}
		tail += n
	}
	return lead, tail
}
