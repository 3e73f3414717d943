package render

import (
	"github.com/newsarc/newsarc/diff"
	"github.com/newsarc/newsarc/news"
)

// unified makes lines that are of the old text, of the new text, or of both.
type unified struct{ r *diff.Result }

func (u unified) same(r row) []line {
	s := &u.r.NewSentences[r.new[0]]
	text := paragraphMark(kindAt(u.r.New, s)) + Safe(s.Text)
	return []line{{mark: ' ', pieces: []styled{{Plain, text}}, counted: true, old: numbers(r.old), new: numbers(r.new)}}
}

func (u unified) changed(r row) []line {
	var out []line
	old, new := oldLook, newLook
	switch r.kind {
	case rowLeft:
		old = look{'<', oldMovedStyle, oldMovedWord, oldMovedWord}
	case rowArrived:
		new = look{'>', newMovedStyle, newMovedWord, newMovedWord}
	}
	for k, i := range r.old {
		s := &u.r.OldSentences[i]
		if k > 0 && s.Index == 0 {
			out = append(out, line{mark: old.mark, style: old.style, changed: true})
		}
		l := u.side(old, u.r.Old, s, cut(u.r.OldText(), sentenceSpan(s), r.pair.Edits, oldSide))
		l.old = count{i + 1, 1}
		out = append(out, l)
	}
	for k, j := range r.new {
		s := &u.r.NewSentences[j]
		if k > 0 && s.Index == 0 {
			out = append(out, line{mark: new.mark, style: new.style, changed: true})
		}
		l := u.side(new, u.r.New, s, cut(u.r.NewText(), sentenceSpan(s), r.pair.Edits, newSide))
		l.new = count{j + 1, 1}
		out = append(out, l)
	}
	return out
}

func noteLine(s string) line {
	return line{mark: '\\', style: Dim, pieces: []styled{{Dim, " " + s}}, changed: true}
}

// look is how one side of a change is shown.
type look struct {
	mark        byte
	style       Style // of the line
	word, moved Style // of words that differ, that moved inside the line
}

var (
	oldLook = look{'-', oldStyle, oldWordStyle, oldMovedWord}
	newLook = look{'+', newStyle, newWordStyle, newMovedWord}
)

func (u unified) side(k look, a *news.Article, s *news.Sentence, segments []segment) line {
	l := line{mark: k.mark, style: k.style, changed: true, counted: true}
	if m := paragraphMark(kindAt(a, s)); m != "" {
		l.pieces = append(l.pieces, styled{k.style, m})
	}
	l.pieces = append(l.pieces, k.paint(segments)...)
	return l
}

// paint gives each segment its style.
func (k look) paint(segments []segment) []styled {
	out := make([]styled, 0, len(segments))
	for _, s := range segments {
		style := k.style
		switch {
		case s.edit == nil:
		case s.edit.Form:
			style = joinStyles(k.style, formStyle)
		case s.edit.Move > 0:
			style = k.moved
		default:
			style = k.word
		}
		out = append(out, styled{style, Safe(s.text)})
	}
	return out
}

func joinStyles(a, b Style) Style {
	if a == Plain || b == Plain {
		return a + b
	}
	return a + ";" + b
}

func (u unified) field(f *diff.Field) []line {
	var out []line
	if f.Old == f.New && f.OldIndex != f.NewIndex {
		return []line{noteLine("moved in its list"), {mark: ' ', pieces: []styled{{Plain, Safe(f.New)}}}}
	}
	if f.Old != "" {
		out = append(out, line{mark: '-', style: oldStyle, pieces: oldLook.paint(cut(f.Old, whole(f.Old), f.Edits, oldSide))})
	}
	if f.New != "" {
		out = append(out, line{mark: '+', style: newStyle, pieces: newLook.paint(cut(f.New, whole(f.New), f.Edits, newSide))})
	}
	return out
}

func (u unified) blank(old, new bool, r row) line {
	l := line{mark: ' '}
	switch {
	case old && new:
		if len(r.old) == 0 || len(r.new) == 0 {
			break
		}
	case old:
		l = line{mark: '-', style: oldStyle, changed: true}
	case new:
		l = line{mark: '+', style: newStyle, changed: true}
	}
	switch r.kind {
	case rowLeft:
		l = line{mark: '<', style: oldMovedStyle, changed: true}
	case rowArrived:
		l = line{mark: '>', style: newMovedStyle, changed: true}
	}
	return l
}
