package align

import (
	"slices"

	"github.com/newsarc/newsarc/news"
	"github.com/newsarc/newsarc/text"
)

// Text is a text in its sentences.
type Text struct {
	Body      string
	Sentences []news.Sentence // with their places in Body
	Lines     Lines           // the same sentences
}

// Alignment says what became of the sentences of a text in another one.
type Alignment struct {
	Old, New Text
	Pairs    []Pair // every sentence of both texts exactly once, in reading order
	Moves    []Move // the runs of sentences that changed their place

	// Coarse says that the texts were too large or too unlike to be compared
	// in every detail: some pairs or edits are longer than they had to be.
	Coarse bool

	Repaired int // pairs that did not rebuild at first; 0, but for a mistake of ours
}

// Texts compares two texts, sentence by sentence and word by word. Both are
// rebuilt from what it returns before it does; a pair that would not rebuild is
// replaced by one long edit and the alignment marked coarse.
func (c *Aligner) Texts(old, new Text) *Alignment {
	r := &Alignment{Old: old, New: new}
	r.assemble(c.align(old.Lines, new.Lines))
	r.check()
	r.Coarse = r.Coarse || c.coarse
	return r
}

// Steps returns how many steps were taken since New or Begin. It says how much
// work texts are where a clock would say how busy the machine is.
func (c *Aligner) Steps() int { return c.steps }

// assemble fills r.Pairs and r.Moves from the groups that a found.
func (r *Alignment) assemble(a *aligner) {
	stayed := a.stayed()
	if n := a.pairCount(); a.brief && cap(a.pairs) >= n {
		r.Pairs = a.pairs[:0]
	} else {
		r.Pairs = make([]Pair, 0, n)
	}
	// The groups that stayed are the backbone. In front of each stand the old
	// sentences that have no counterpart, then what is new at that place.
	i, j := 0, 0
	fill := func(oldEnd, newEnd int) {
		for ; i < oldEnd; i++ {
			if a.oldGroup[i] < 0 {
				r.Pairs = append(r.Pairs, Pair{Kind: Deleted, Old: a.single(i)})
			}
		}
		for ; j < newEnd; j++ {
			switch g := a.newGroup[j]; {
			case g < 0:
				r.Pairs = append(r.Pairs, Pair{Kind: Inserted, New: a.single(j)})
			case !stayed[g] && a.groups[g].new[0] == j:
				r.pair(a, g)
			}
		}
	}
	for _, g := range a.inNewOrder() {
		if stayed[g] {
			fill(a.groups[g].old[0], a.groups[g].new[0])
			r.pair(a, g)
		}
	}
	fill(len(a.old), len(a.new))
	r.moves(a, stayed)
	if a.brief {
		a.pairs = r.Pairs
	}
}

// pairCount returns how many pairs there will be: a group is one, and so is a
// sentence in none.
func (a *aligner) pairCount() int {
	n := len(a.groups)
	for _, side := range [][]int{a.oldGroup, a.newGroup} {
		for _, g := range side {
			if g < 0 {
				n++
			}
		}
	}
	return n
}

func (a *aligner) single(i int) []int {
	s := a.lasting(1)
	s[0] = i
	return s
}

// inNewOrder returns the groups by their first new sentence.
func (a *aligner) inNewOrder() []int {
	order := a.ints.take(len(a.groups))[:0]
	for j, g := range a.newGroup {
		if g >= 0 && a.groups[g].new[0] == j {
			order = append(order, g)
		}
	}
	return order
}

// pair appends the pair of group g.
func (r *Alignment) pair(a *aligner, g int) {
	x := a.groups[g]
	p := Pair{Old: x.old, New: x.new}
	switch {
	case len(x.old) > 1:
		p.Kind = Merged
	case len(x.new) > 1:
		p.Kind = Split
	case a.old[x.old[0]].id == a.new[x.new[0]].id:
		p.Kind = Same
	default:
		p.Kind = Edited
	}
	if p.Kind != Same {
		o := joined(r.Old.Body, r.Old.Sentences, a.old, x.old)
		n := joined(r.New.Body, r.New.Sentences, a.new, x.new)
		for _, e := range a.edits(o.line, n.line) {
			p.Edits = append(p.Edits, place(e, o, n)...)
		}
	}
	r.Pairs = append(r.Pairs, p)
}

// passage is the text of one side of a pair: its sentences in one line, with a
// space where they are in different paragraphs or do not follow each other.
type passage struct {
	line
	which  []int // index of each sentence
	starts []int // of each sentence in the line
	in     []news.Sentence
}

func joined(body string, all []news.Sentence, parsed []sentence, which []int) passage {
	p := passage{which: which, starts: []int{0}, in: []news.Sentence{all[which[0]]}}
	p.line = parsed[which[0]].line
	for k, i := range which[1:] {
		p.text += gapText(body, all, which[k], i)
		p.starts, p.in = append(p.starts, len(p.text)), append(p.in, all[i])
		shift := int32(len(p.text))
		p.tokens = slices.Clip(p.tokens)
		for _, t := range parsed[i].line.tokens {
			p.tokens = append(p.tokens, token{t.id, t.start + shift, t.end + shift})
		}
		p.text += all[i].Text
	}
	return p
}

// gapText returns what stands for the gap between two sentences of a pair.
func gapText(body string, all []news.Sentence, i, j int) string {
	if j == i+1 && all[i].Paragraph == all[j].Paragraph {
		return body[all[i].End:all[j].Start]
	}
	return " "
}

// locate returns the sentence of p that holds byte k of the line, and the
// place in the body. A place between two sentences belongs to the first.
func (p passage) locate(k int) (which, at int) {
	which = len(p.starts) - 1
	for p.starts[which] > k {
		which--
	}
	s := p.in[which]
	return which, min(s.Start+k-p.starts[which], s.End)
}

// span returns the part of the body that a part of the line stands for, cut
// where the sentences do not follow each other.
func (p passage) spans(s text.Span) []text.Span {
	if s.Start == s.End {
		_, at := p.locate(s.Start)
		return []text.Span{{Start: at, End: at}}
	}
	first, start := p.locate(s.Start)
	last, end := p.locate(s.End)
	if last > first && s.End == p.starts[last] {
		// It ends where a sentence begins.
		end = p.in[last].Start
	}
	out := []text.Span{{Start: start}}
	for k := first; k < last; k++ {
		if p.which[k+1] > p.which[k]+1 {
			out[len(out)-1].End = p.in[k].End
			out = append(out, text.Span{Start: p.in[k+1].Start})
		}
	}
	out[len(out)-1].End = end
	return out
}

// place translates an edit of two lines into edits of the bodies. Where one
// side is in several pieces, the first takes the other side whole.
func place(e Edit, o, n passage) []Edit {
	olds, news := o.spans(e.Old), n.spans(e.New)
	var out []Edit
	for k := range max(len(olds), len(news)) {
		e := Edit{Old: spanAt(olds, k), New: spanAt(news, k), Form: e.Form, Move: e.Move}
		if e.Old.Start < e.Old.End || e.New.Start < e.New.End {
			out = append(out, e)
		}
	}
	return out
}

// spanAt returns the k-th span, or the empty one after the last.
func spanAt(spans []text.Span, k int) text.Span {
	if k < len(spans) {
		return spans[k]
	}
	end := spans[len(spans)-1].End
	return text.Span{Start: end, End: end}
}
