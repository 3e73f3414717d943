package render

import (
	"io"

	"github.com/newsarc/newsarc/diff"
	"github.com/newsarc/newsarc/news"
)

// WordMode is a form of word diff, by git's names.
type WordMode string

// The forms of word diff.
const (
	WordPlain     WordMode = "plain"     // [-old-]{+new+}
	WordColor     WordMode = "color"     // by colour alone; plain where there is none
	WordPorcelain WordMode = "porcelain" // a line for each piece, for programs
)

// WordModes lists every form.
var WordModes = []WordMode{WordPlain, WordColor, WordPorcelain}

// DiffWords prints a comparison with both texts woven into one, and the words
// that differ marked. In porcelain form each line begins with a space, a minus
// or a plus for words in both texts, in the old or in the new, and a line with
// a tilde ends a sentence.
func DiffWords(w io.Writer, r *diff.Result, mode WordMode, o DiffOptions) error {
	p := textPrinter{o: o, lines: woven{r, mode == WordPlain || mode == WordColor && !o.Color}}
	if mode == WordPorcelain {
		p.o.Width, p.o.Color = 0, false
		p.lines = porcelain{r}
	}
	return p.print(w, r)
}

// woven makes lines of both texts at once.
type woven struct {
	r        *diff.Result
	brackets bool
}

func (v woven) same(r row) []line {
	l := unified{v.r}.same(r)[0]
	l.mark = 0
	return []line{l}
}

func (v woven) changed(r row) []line {
	var out []line
	if len(r.new) == 0 {
		for k, i := range r.old {
			s := &v.r.OldSentences[i]
			if k > 0 && s.Index == 0 {
				out = append(out, v.blank(true, false, r))
			}
			out = append(out, v.line(r, v.r.Old, s, []inline{{s.Text, '-', nil}}, count{i + 1, 1}, count{}))
		}
		return out
	}
	for k, j := range r.new {
		s := &v.r.NewSentences[j]
		if k > 0 && s.Index == 0 {
			out = append(out, v.blank(false, true, r))
		}
		var old count
		if k == 0 {
			old = numbers(r.old)
		}
		out = append(out, v.line(r, v.r.New, s, v.pieces(r, k), old, count{j + 1, 1}))
	}
	return out
}

// pieces returns the pieces of the k-th new sentence of a row: whole when it
// is new at this place, woven with the old words otherwise.
func (v woven) pieces(r row, k int) []inline {
	s := &v.r.NewSentences[r.new[k]]
	if r.kind == rowInserted || r.kind == rowArrived && r.pair.Kind == diff.Same {
		return []inline{{s.Text, '+', nil}}
	}
	return weave(v.r, r.pair, k)
}

func (v woven) line(r row, a *news.Article, s *news.Sentence, pieces []inline, old, new count) line {
	l := line{changed: true, counted: true, old: old, new: new}
	l.pieces = append(v.kind(r, a, s), v.paint(pieces, r.pair.Move > 0)...)
	return l
}

// kind returns the mark of the sentence's paragraph, both marks where it
// changed its kind.
func (v woven) kind(r row, a *news.Article, s *news.Sentence) []styled {
	mark := paragraphMark(kindAt(a, s))
	was := mark
	if len(r.old) > 0 && len(r.new) > 0 {
		was = paragraphMark(kindAt(v.r.Old, &v.r.OldSentences[r.old[0]]))
	}
	if was != mark {
		return v.paint(oldFirst([]inline{{was, '-', nil}, {mark, '+', nil}}), false)
	}
	return []styled{{Plain, mark}}
}

// paint gives pieces their style or brackets. Moved words have a style and no
// brackets of their own.
func (v woven) paint(pieces []inline, moved bool) []styled {
	var out []styled
	for i, p := range pieces {
		first := i == 0 || pieces[i-1].op != p.op
		last := i == len(pieces)-1 || pieces[i+1].op != p.op
		out = append(out, v.piece(p, moved, first, last))
	}
	return out
}

func (v woven) piece(p inline, moved, first, last bool) styled {
	moved = moved && p.edit == nil || p.moved()
	s := Safe(p.text)
	style := Plain
	switch {
	case p.op == '-' && moved:
		style = oldMovedStyle
	case p.op == '-':
		style = oldStyle
	case p.op == '+' && moved:
		style = newMovedStyle
	case p.op == '+':
		style = newStyle
	}
	if !v.brackets && p.op != ' ' {
		// No colour alone: old words are struck through, new ones underlined.
		style = joinStyles(map[byte]Style{'-': Strike, '+': Under}[p.op], style)
	}
	if v.brackets && p.op != ' ' {
		b := map[byte][2]string{'-': {"[-", "-]"}, '+': {"{+", "+}"}}[p.op]
		if first {
			s = b[0] + s
		}
		if last {
			s += b[1]
		}
	}
	return styled{style, s}
}

func (v woven) field(f *diff.Field) []line {
	if f.Old == f.New {
		return unified{v.r}.field(f)
	}
	return []line{{pieces: v.paint(weaveField(f), false)}}
}

// weaveField reads both values of a field as one.
func weaveField(f *diff.Field) []inline {
	var out []inline
	add := func(s string, op byte, e *diff.Edit) {
		if s != "" {
			out = append(out, inline{s, op, e})
		}
	}
	at := 0
	for i := range f.Edits {
		e := &f.Edits[i]
		add(f.New[at:e.New.Start], ' ', nil)
		add(f.Old[e.Old.Start:e.Old.End], '-', e)
		add(f.New[e.New.Start:e.New.End], '+', e)
		at = e.New.End
	}
	add(f.New[at:], ' ', nil)
	return oldFirst(out)
}

// blank shows a paragraph break that is only in one text as a pilcrow.
func (v woven) blank(old, new bool, _ row) line {
	switch {
	case old && !new:
		return line{changed: true, pieces: v.paint([]inline{{"¶", '-', nil}}, false)}
	case new && !old:
		return line{changed: true, pieces: v.paint([]inline{{"¶", '+', nil}}, false)}
	}
	return line{}
}

// porcelain makes a line for each piece.
type porcelain struct{ r *diff.Result }

const endOfSentence = '~'

func (p porcelain) same(r row) []line {
	l := unified(p).same(r)[0]
	return []line{l, {mark: endOfSentence}}
}

func (p porcelain) changed(r row) []line {
	v := woven{r: p.r}
	var out []line
	emit := func(pieces []inline, old, new count) {
		for i, x := range pieces {
			l := line{mark: x.op, pieces: []styled{{Plain, Safe(x.text)}}, changed: true}
			if i == 0 {
				l.counted, l.old, l.new = true, old, new
			}
			out = append(out, l)
		}
		out = append(out, line{mark: endOfSentence, changed: true})
	}
	if len(r.new) == 0 {
		for _, i := range r.old {
			emit([]inline{{p.r.OldSentences[i].Text, '-', nil}}, count{i + 1, 1}, count{})
		}
	}
	for k, j := range r.new {
		var old count
		if k == 0 {
			old = numbers(r.old)
		}
		emit(v.pieces(r, k), old, count{j + 1, 1})
	}
	return out
}

func (p porcelain) field(f *diff.Field) []line {
	if f.Old == f.New {
		return unified(p).field(f)
	}
	var out []line
	for _, x := range weaveField(f) {
		out = append(out, line{mark: x.op, pieces: []styled{{Plain, Safe(x.text)}}})
	}
	return append(out, line{mark: endOfSentence})
}

func (p porcelain) blank(old, new bool, _ row) line {
	switch {
	case old && !new:
		return line{mark: '-', pieces: []styled{{Plain, "¶"}}, changed: true}
	case new && !old:
		return line{mark: '+', pieces: []styled{{Plain, "¶"}}, changed: true}
	}
	return line{mark: ' '}
}
