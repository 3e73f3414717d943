package align

import (
	"strings"

	"github.com/newsarc/newsarc/text"
)

// Words compares two lines of text word by word. Between the hunks the lines
// are equal; putting the new words of each hunk in the place of the old ones
// turns from into to.
func Words(from, to string) []Edit {
	c := New()
	defer c.Free()
	return c.Words(from, to)
}

// Words is the function of that name.
func (c *Aligner) Words(from, to string) []Edit { return c.edits(c.line(from), c.line(to)) }

// line is a text with its tokens.
type line struct {
	text   string
	tokens []token
}

func (c *Aligner) line(s string) line { return line{s, c.tokens(s)} }

// wordDiff is a comparison of two lines in progress.
type wordDiff struct {
	*Aligner
	a, b           line    // compounds are one token
	ids, jds       []int32 // numbers of the tokens, equal for words that count as equal
	oldTo, newTo   []int   // matched token of the other line, -1 for none
	oldMove, moved []int   // number of the move inside the pair that a token is part of, 0 for none
}

// edits returns the word hunks between two lines.
func (c *Aligner) edits(a, b line) []Edit {
	if a.text == b.text {
		return nil
	}
	a, b = c.compounds(a), c.compounds(b)
	d := wordDiff{
		Aligner: c, a: a, b: b,
		oldTo: c.none(len(a.tokens)), newTo: c.none(len(b.tokens)),
	}
	d.number()
	for _, r := range c.match(d.ids, d.jds) {
		for k := range r.n {
			d.pair(r.a+k, r.b+k)
		}
	}
	d.join()
	d.findMoves()
	return d.collect()
}

// pair matches token i with token j, unless they differ in a capital that
// neither owes to the beginning of a sentence.
func (d *wordDiff) pair(i, j int) {
	if d.a.tokens[i].id == d.b.tokens[j].id || d.opens(d.a, i) || d.opens(d.b, j) {
		d.oldTo[i], d.newTo[j] = j, i
	}
}

func (d *wordDiff) unpair(i int) {
	d.newTo[d.oldTo[i]] = -1
	d.oldTo[i] = -1
}

// number sets ids and jds. A word that gets or loses its capital because the
// sentence begins elsewhere is still that word, so the words that begin a
// sentence are compared without regard to capitals.
func (d *wordDiff) number() {
	opening := map[int32]bool{}
	for _, l := range []line{d.a, d.b} {
		for k := range l.tokens {
			if d.opens(l, k) {
				opening[d.lex.fold(l.tokens[k].id)] = true
			}
		}
	}
	numbers := func(l line) []int32 {
		ids := d.int32s.take(len(l.tokens))
		for k, t := range l.tokens {
			ids[k] = t.id
			if f := d.lex.fold(t.id); opening[f] {
				ids[k] = f
			}
		}
		return ids
	}
	d.ids, d.jds = numbers(d.a), numbers(d.b)
}

// opens reports whether token k of l begins a sentence: only marks stand
// before it, back to the start of the line or to a mark that ends a sentence.
func (d *wordDiff) opens(l line, k int) bool {
	if d.lex.class(l.tokens[k].id) == mark {
		return false
	}
	for k--; k >= 0; k-- {
		t := l.tokens[k]
		if d.lex.class(t.id) != mark {
			return false
		}
		if strings.ContainsAny(l.text[t.start:t.end], ".!?") {
			return true
		}
	}
	return true
}

// compounds returns l with words joined by hyphens or slashes as one token.
func (c *Aligner) compounds(l line) line {
	out := line{text: l.text, tokens: c.tokenRoom.take(len(l.tokens))[:0]}
	for i := 0; i < len(l.tokens); i++ {
		t := l.tokens[i]
		n := i
		for n+2 < len(l.tokens) && c.joins(l, n) {
			n += 2
		}
		if n > i {
			t.end = l.tokens[n].end
			t.id = c.lex.id(l.text[t.start:t.end], foldedHash(l.text[t.start:t.end]), text.Letters)
			i = n
		}
		out.tokens = append(out.tokens, t)
	}
	return out
}

// joins reports whether a hyphen or slash joins the words at k and k+2.
func (c *Aligner) joins(l line, k int) bool {
	a, m, b := l.tokens[k], l.tokens[k+1], l.tokens[k+2]
	if a.end != m.start || m.end != b.start || c.lex.class(a.id) == mark || c.lex.class(b.id) == mark {
		return false
	}
	switch l.text[m.start:m.end] {
	case "-", "\u2010", "\u2011", "/":
		return true
	}
	return false
}
