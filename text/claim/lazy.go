package claim

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Text draws the claims of a text sentence by sentence, when they are asked for.
// It says what Document says, and reads no more of the text than that takes:
// who wants a few sentences of a long text pays for little more than those.
//
// A Text is for one goroutine.
type Text struct {
	sentences []string
	first     []int // of each sentence, the first one of its paragraph
	drawn     []*drawn
	carried   []string  // the mark of the quote that is open where a sentence begins
	carries   []bool    // whether carried has it
	memories  []*memory // of sentences that were looked at
	memo      *Memo     // nil: nothing is kept for other texts

	ask     func(w string) bool // whether a name before the sentence that is read has the word
	reading int                 // which that is
	asked   []question          // what was asked for it
}

// drawn is a sentence that was read.
type drawn struct {
	Claims
	left     string // mark of the quote that is open at its end
	resolved bool   // Who is as the whole text has it
}

// A text beyond these bounds is read at once: to look for what one sentence
// needs to know would take longer than to read them all.
const (
	lazySentences = 400
	lazyBytes     = 1 << 16
)

// NewText returns the text of paragraphs of sentences. Sentences are counted
// through all paragraphs, from 0.
func NewText(paragraphs [][]string) *Text { return new(Text).of(paragraphs) }

// of makes t the text of paragraphs.
func (t *Text) of(paragraphs [][]string) *Text {
	n, size := 0, 0
	for _, p := range paragraphs {
		n += len(p)
		for _, s := range p {
			size += len(s)
		}
	}
	t.fit(n)
	for _, p := range paragraphs {
		first := len(t.sentences)
		for _, s := range p {
			t.sentences = append(t.sentences, s)
			t.first = append(t.first, first)
		}
	}
	if n > lazySentences || size > lazyBytes {
		i := 0
		for _, p := range Document(paragraphs) {
			for _, c := range p {
				t.drawn[i] = &drawn{Claims: c, resolved: true}
				i++
			}
		}
	}
	return t
}

// fit gives t room for n sentences.
func (t *Text) fit(n int) {
	t.sentences, t.first = slices.Grow(t.sentences[:0], n), slices.Grow(t.first[:0], n)
	t.drawn, t.memories = slices.Grow(t.drawn[:0], n)[:n], slices.Grow(t.memories[:0], n)[:n]
	t.carries, t.carried = slices.Grow(t.carries[:0], n)[:n], slices.Grow(t.carried[:0], n)[:n]
	clear(t.drawn)
	clear(t.memories)
	clear(t.carries)
	clear(t.carried)
}

// Own returns the claims of sentence i, without what only other sentences can
// tell of who speaks: Who and Speaker may be a pronoun or a surname.
func (t *Text) Own(i int) *Claims { return &t.draw(i).Claims }

// Quantities returns the quantities of sentence i, but not who gave them.
func (t *Text) Quantities(i int) []Quantity {
	if x := t.drawn[i]; x != nil {
		return x.Quantities
	}
	carry := t.carry(i)
	m := t.memory(i)
	if m.hasCount && carry == "" {
		return m.count
	}
	p := parsers.Get().(*parser)
	defer parsers.Put(p)
	p.count(t.sentences[i], carry)
	if carry == "" {
		m.hasCount, m.count = true, p.out.Quantities
	}
	return p.out.Quantities
}

// Claims returns the claims of sentence i as Document has them, but for one
// thing: a quote that stands alone is not lent a speaker by others.
func (t *Text) Claims(i int) *Claims {
	x := t.draw(i)
	if x.resolved || len(x.Attributions) == 0 {
		return &x.Claims
	}
	d := t.document(i)
	t.pronouns(i, x, &d)
	c := x.Claims
	c.Attributions, c.Quotes = slices.Clone(c.Attributions), slices.Clone(c.Quotes)
	d.resolve(t.sentences[i], &c)
	t.drawn[i] = &drawn{Claims: c, left: x.left, resolved: true}
	return &t.drawn[i].Claims
}

// draw reads sentence i.
func (t *Text) draw(i int) *drawn {
	if x := t.drawn[i]; x != nil {
		return x
	}
	carry := t.carry(i)
	if carry == "" {
		if x := t.recall(i); x != nil {
			t.drawn[i] = x
			return x
		}
	}
	p := parsers.Get().(*parser)
	defer parsers.Put(p)
	outer, before := t.reading, t.asked // of the sentence that asked for this one
	t.reading, t.asked = i, nil
	if t.ask == nil {
		t.ask = func(w string) bool {
			yes := t.known(w, t.reading)
			t.asked = append(t.asked, question{w, yes})
			return yes
		}
	}
	p.known = t.ask
	x := new(drawn)
	x.Claims, x.left = p.extract(t.sentences[i], carry)
	asked := t.asked
	p.known, t.reading, t.asked = nil, outer, before
	t.drawn[i] = x
	if carry == "" {
		m := t.memory(i)
		m.drawn, m.asked = x, asked
		m.hasCount, m.count = true, x.Quantities
	}
	return x
}

// carry returns the mark of the quote that is open where sentence i begins.
func (t *Text) carry(i int) string {
	from := i
	for from > t.first[i] && !t.carries[from] {
		from--
	}
	mark := t.carried[from]
	for j := from; j < i; j++ {
		if mark != "" || t.mayQuote(j) {
			mark = t.draw(j).left
		}
		t.carries[j+1], t.carried[j+1] = true, mark
	}
	return mark
}

// mayQuote reports whether s may have a quote mark; an apostrophe between two
// letters is none.
func mayQuote(s string) bool {
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"' || c == '`':
			return true
		case c == '\'':
			if i == 0 || i+1 == len(s) || !asciiLetter(s[i-1]) || !asciiLetter(s[i+1]) {
				return true
			}
		case c >= utf8.RuneSelf:
			r, n := utf8.DecodeRuneInString(s[i:])
			if isQuoteMark(r) && (r != '’' || i == 0 || i+n == len(s) || !asciiLetter(s[i-1]) || !asciiLetter(s[i+n])) {
				return true
			}
			i += n - 1
		}
	}
	return false
}

func asciiLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// known reports whether a name in a sentence before i has the word w.
func (t *Text) known(w string, i int) bool {
	if !learnable(w) {
		return false
	}
	for j, s := range t.sentences[:i] {
		if !strings.Contains(s, w) {
			continue
		}
		for _, n := range t.draw(j).Names {
			if name := n.Of(s); strings.Contains(name, w) && tells(n, name) && hasField(name, w) {
				return true
			}
		}
	}
	return false
}

func hasField(s, w string) bool {
	for f := range strings.FieldsSeq(s) {
		if f == w {
			return true
		}
	}
	return false
}

// full returns the last full name with a surname in the sentences up to i.
func (t *Text) full(surname string, i int) string {
	if surname == "" || strings.Contains(surname, " ") {
		return ""
	}
	for j := i; j >= 0; j-- {
		s := t.sentences[j]
		if at := strings.Index(s, surname); at < 0 || !strings.Contains(s[max(at-1, 0):], " "+surname) {
			continue
		}
		for _, n := range slices.Backward(t.draw(j).Names) {
			if name := n.Of(s); surnameOf(n, name) == surname {
				return name
			}
		}
	}
	return ""
}

// document returns what resolve has to know at sentence i, but who the pronouns
// stand for.
func (t *Text) document(i int) document {
	return document{carry: t.draw(i).left, full: func(surname string) string { return t.full(surname, i) }}
}

// unmet stands for a pronoun that nothing has been said of.
const unmet = "\x00"

// pronouns writes into d who the pronouns that are sources in sentence i stand
// for there: who the sentences before, the nearest first, left them for.
func (t *Text) pronouns(i int, x *drawn, d *document) {
	var he, she, they bool
	for _, a := range x.Attributions {
		switch strings.ToLower(a.Source.Of(t.sentences[i])) {
		case "he":
			he = true
		case "she":
			she = true
		case "they", "it":
			they = true
		}
	}
	for j := i - 1; j >= 0 && (he || she || they); j-- {
		y := t.draw(j)
		if len(y.Attributions) == 0 && len(y.Names) == 0 {
			continue
		}
		e := t.document(j)
		e.they = unmet
		c := y.Claims
		c.Attributions, c.Quotes = slices.Clone(c.Attributions), nil
		e.resolve(t.sentences[j], &c)
		if he && e.he != "" {
			d.he, he = e.he, false
		}
		if she && e.she != "" {
			d.she, she = e.she, false
		}
		if they && e.they != unmet {
			d.they, they = e.they, false
		}
	}
}
