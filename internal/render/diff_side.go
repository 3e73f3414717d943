package render

import (
	"io"
	"strings"

	"github.com/newsarc/newsarc/diff"
	"github.com/newsarc/newsarc/news"
)

const (
	// sideWidth is the width of a side-by-side comparison that goes to a file,
	// as that of diff -y.
	sideWidth = 130
	// minSideWidth is the least width; a narrower terminal wraps it.
	minSideWidth = 16
)

// DiffSideBySide prints a comparison in two columns that fit the width: the old
// text on the left, the new on the right, and between them | for what changed,
// < and > for what is on one side only. Without colour, words that differ
// inside a sentence stand in brackets.
func DiffSideBySide(w io.Writer, r *diff.Result, o DiffOptions) error {
	if !r.Changed() {
		return nil
	}
	if o.Width <= 0 {
		o.Width = sideWidth
	}
	o.Width = max(o.Width, minSideWidth)
	p := sidePrinter{textPrinter: textPrinter{o: o}, r: r, column: (o.Width - len(" | ")) / 2}
	p.titles()
	for i := range r.Fields {
		f := &r.Fields[i]
		p.hunkHeader("@@ " + fieldTitle(f) + " @@")
		p.row(p.field(f))
	}
	all := p.rows()
	for _, h := range hunks(sideLines(all), o.Context) {
		p.hunkHeader(hunkTitle(r, sideLines(all[h.from:h.to])))
		for _, row := range all[h.from:h.to] {
			p.row(row)
		}
	}
	_, err := io.WriteString(w, p.sb.String())
	return err
}

// sideRow is a row of a side-by-side comparison.
type sideRow struct {
	line                   // what hunks need to know; its pieces are a note, if any
	left, right [][]styled // lines before wrapping
}

func sideLines(rows []sideRow) []line {
	out := make([]line, len(rows))
	for i, r := range rows {
		out[i] = r.line
	}
	return out
}

type sidePrinter struct {
	textPrinter
	r      *diff.Result
	column int
}

// titles names the two sides.
func (p *sidePrinter) titles() {
	name := func(s string, present bool) [][]styled {
		if !present {
			s = "/dev/null"
		}
		return [][]styled{{{metaStyle, Safe(s)}}}
	}
	p.row(sideRow{line: line{mark: ' '}, left: name(p.o.OldName, p.r.Old != nil), right: name(p.o.NewName, p.r.New != nil)})
	if p.o.readAgain() {
		p.line(readAgainLine)
	}
	if p.r.Coarse {
		p.line(coarseLine)
	}
}

// row prints one row, as many lines high as the higher of its sides.
func (p *sidePrinter) row(r sideRow) {
	if len(r.pieces) > 0 {
		p.line(r.line)
		return
	}
	left, right := p.wrap(r.left), p.wrap(r.right)
	for k := range max(len(left), len(right), 1) {
		var a, b []styled
		if k < len(left) {
			a = left[k]
		}
		if k < len(right) {
			b = right[k]
		}
		gutter := []styled{{Plain, strings.Repeat(" ", max(p.column-widthOf(a), 0)+1)}, {r.style, string(r.mark)}}
		if len(b) > 0 {
			gutter = append(gutter, styled{Plain, " "})
		}
		if r.mark == ' ' && len(b) == 0 {
			gutter = nil
		}
		p.o.paint(&p.sb, append(append(append([]styled(nil), a...), gutter...), b...))
		p.sb.WriteByte('\n')
	}
}

func (p *sidePrinter) wrap(lines [][]styled) [][]styled {
	var out [][]styled
	for _, l := range lines {
		out = append(out, wrapStyled(l, p.column)...)
	}
	return out
}

func (p *sidePrinter) rows() []sideRow {
	var out []sideRow
	for _, row := range rows(p.r) {
		mark, style := gutterOf(row.kind)
		oldBreak, newBreak := begins(p.r.OldSentences, row.old), begins(p.r.NewSentences, row.new)
		var notes, breaks []sideRow
		if s := note(p.r, row); s != "" {
			notes = []sideRow{{line: noteLine(s)}}
		}
		if oldBreak || newBreak {
			breaks = []sideRow{p.paragraphBreak(oldBreak, newBreak, row, mark, style)}
		}
		if row.pair.Move > 0 { // the break belongs to what moved
			notes, breaks = breaks, notes
		}
		out = append(append(out, breaks...), notes...)
		s := sideRow{line: line{mark: mark, style: style, changed: row.kind != rowSame, counted: true, old: numbers(row.old), new: numbers(row.new)}}
		old, new := oldLook, newLook
		switch row.kind {
		case rowSame, rowChanged: // the gutter says which
			old.style, new.style = Plain, Plain
		case rowLeft:
			old = look{'<', oldMovedStyle, oldMovedWord, oldMovedWord}
		case rowArrived:
			new = look{'>', newMovedStyle, newMovedWord, newMovedWord}
		}
		brackets := !p.o.Color && row.kind == rowChanged
		for _, i := range row.old {
			x := &p.r.OldSentences[i]
			s.left = append(s.left, p.cell(old, p.r.Old, x, cut(p.r.OldText(), sentenceSpan(x), row.pair.Edits, oldSide), brackets))
		}
		for _, j := range row.new {
			x := &p.r.NewSentences[j]
			s.right = append(s.right, p.cell(new, p.r.New, x, cut(p.r.NewText(), sentenceSpan(x), row.pair.Edits, newSide), brackets))
		}
		out = append(out, s)
	}
	return out
}

// gutterOf returns what stands between the columns.
func gutterOf(k rowKind) (byte, Style) {
	switch k {
	case rowChanged:
		return '|', Yellow
	case rowDeleted:
		return '<', oldStyle
	case rowInserted:
		return '>', newStyle
	case rowLeft:
		return '<', oldMovedStyle
	case rowArrived:
		return '>', newMovedStyle
	}
	return ' ', Plain
}

// paragraphBreak returns the empty row before a sentence that begins a
// paragraph. One that is only in one text counts as a change.
func (p *sidePrinter) paragraphBreak(old, new bool, row row, mark byte, style Style) sideRow {
	switch {
	case row.kind != rowSame && row.kind != rowChanged, old && new:
		if old && new {
			mark, style = ' ', Plain
		}
		return sideRow{line: line{mark: mark, style: style}}
	case old:
		return sideRow{line: line{mark: '<', style: oldStyle, changed: true}, left: [][]styled{{{oldStyle, "¶"}}}}
	}
	return sideRow{line: line{mark: '>', style: newStyle, changed: true}, right: [][]styled{{{newStyle, "¶"}}}}
}

// cell returns a sentence on one side.
func (p *sidePrinter) cell(k look, a *news.Article, s *news.Sentence, segments []segment, brackets bool) []styled {
	var out []styled
	if a != nil && s != nil {
		if m := paragraphMark(kindAt(a, s)); m != "" {
			out = append(out, styled{k.style, m})
		}
	}
	changed := func(i int) bool { return i >= 0 && i < len(segments) && segments[i].edit != nil }
	open, end := "{+", "+}"
	if k.mark == '-' {
		open, end = "[-", "-]"
	}
	for i, piece := range k.paint(segments) {
		if brackets && changed(i) && !changed(i-1) {
			piece.text = open + piece.text
		}
		if brackets && changed(i) && !changed(i+1) {
			piece.text += end
		}
		out = append(out, piece)
	}
	return out
}

func (p *sidePrinter) field(f *diff.Field) sideRow {
	s := sideRow{line: line{mark: '|', style: Yellow, changed: true}}
	switch {
	case f.Old == "":
		s.mark, s.style = '>', newStyle
	case f.New == "":
		s.mark, s.style = '<', oldStyle
	}
	brackets := !p.o.Color && s.mark == '|'
	old, new := oldLook, newLook
	if s.mark == '|' {
		old.style, new.style = Plain, Plain
	}
	if f.Old != "" {
		s.left = [][]styled{p.cell(old, nil, nil, cut(f.Old, whole(f.Old), f.Edits, oldSide), brackets)}
	}
	if f.New != "" {
		s.right = [][]styled{p.cell(new, nil, nil, cut(f.New, whole(f.New), f.Edits, newSide), brackets)}
	}
	return s
}
