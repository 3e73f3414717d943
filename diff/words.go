package diff

import (
	"unicode/utf8"

	"github.com/newsarc/newsarc/text"
)

// Words compares two lines of text word by word. Between the hunks the lines
// are equal; putting the new words of each hunk in the place of the old ones
// turns from into to.
func Words(from, to string) []Edit {
	c := newComparer()
	return c.edits(c.line(from), c.line(to))
}

// line is a text with its tokens.
type line struct {
	text   string
	tokens []token
}

func (c *comparer) line(s string) line { return line{s, c.lex.tokens(nil, s)} }

// edits returns the word hunks between two lines.
func (c *comparer) edits(a, b line) []Edit {
	runs := c.match(c.ids(a.tokens), c.ids(b.tokens))
	return gaps(c.tidy(runs, a.tokens, b.tokens), a, b)
}

func (c *comparer) ids(ts []token) []int32 {
	ids := make([]int32, len(ts))
	for i, t := range ts {
		ids[i] = t.id
	}
	return ids
}

// gaps returns what lies between the matched tokens of two lines and differs,
// white space included. What differs is decided on the text itself, so that
// the hunks are right whatever was matched.
func gaps(runs []run, a, b line) []Edit {
	var out []Edit
	var p, q int         // next token of a, of b
	var oldAt, newAt int // end of the last matched token
	for _, r := range append(runs, run{len(a.tokens), len(b.tokens), 1}) {
		for k := range r.n {
			oldEnd, newEnd := a.begin(r.a+k), b.begin(r.b+k)
			if a.text[oldAt:oldEnd] != b.text[newAt:newEnd] {
				l, t := sharedSpace(a.gap(oldAt, oldEnd, p, r.a+k), b.gap(newAt, newEnd, q, r.b+k))
				out = append(out, Edit{
					Old: text.Span{Start: oldAt + l, End: oldEnd - t},
					New: text.Span{Start: newAt + l, End: newEnd - t},
				})
			}
			if r.a+k < len(a.tokens) {
				oldAt, newAt = int(a.tokens[r.a+k].end), int(b.tokens[r.b+k].end)
			}
			p, q = r.a+k+1, r.b+k+1
		}
	}
	return out
}

// begin returns where token k starts, the end of the line for the token after
// the last.
func (l line) begin(k int) int {
	if k == len(l.tokens) {
		return len(l.text)
	}
	return int(l.tokens[k].start)
}

// space is the white space at both ends of a gap; lead and tail are the same
// string when the gap holds no token.
type space struct {
	lead, tail string
	blank      bool
}

// gap describes the text from start to end, which holds the tokens [p, q).
func (l line) gap(start, end, p, q int) space {
	if p >= q {
		return space{l.text[start:end], l.text[start:end], true}
	}
	return space{l.text[start:l.tokens[p].start], l.text[l.tokens[q-1].end:end], false}
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
