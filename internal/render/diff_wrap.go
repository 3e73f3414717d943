package render

import (
	"strings"

	"github.com/clipperhouse/uax29/v2/graphemes"
)

// styled is a piece of a line in one style. Its text is safe.
type styled struct {
	style Style
	text  string
}

// paint writes a line of styled pieces.
func (t Terminal) paint(sb *strings.Builder, line []styled) {
	for i := 0; i < len(line); {
		j := i + 1
		text := line[i].text
		for j < len(line) && line[j].style == line[i].style {
			text += line[j].text
			j++
		}
		sb.WriteString(t.Paint(line[i].style, text))
		i = j
	}
}

// widthOf returns how many columns a line takes.
func widthOf(line []styled) int {
	n := 0
	for _, s := range line {
		n += Width(s.text)
	}
	return n
}

// wrapStyled breaks a line at spaces into lines of at most columns columns, as
// wrap does. Where there are no spaces to break at, it breaks between
// graphemes. With columns 0 there is one line.
func wrapStyled(line []styled, columns int) [][]styled { return wrapHanging(line, columns, columns) }

// wrapHanging is wrapStyled for a first line of some columns and further lines of
// fewer.
func wrapHanging(line []styled, columns, further int) [][]styled {
	if columns <= 0 || widthOf(line) <= columns {
		return [][]styled{line}
	}
	w := wrapper{columns: columns, further: further}
	for _, s := range line {
		for rest := s.text; rest != ""; {
			n := strings.IndexByte(rest, ' ')
			switch n {
			case -1:
				w.word = append(w.word, styled{s.style, rest})
				rest = ""
			default:
				if n > 0 {
					w.word = append(w.word, styled{s.style, rest[:n]})
				}
				w.flushWord()
				w.space = append(w.space, styled{s.style, " "})
				rest = rest[n+1:]
			}
		}
	}
	w.flushWord()
	return append(w.lines, w.line)
}

// minBeside is how many columns a text needs beside its head to be read there.
const minBeside = 20

// beside prints a text after a head, its lines below each other; on a terminal
// that leaves it too few columns there, below the head.
func (t Terminal) beside(sb *strings.Builder, head, text []styled) {
	indent := widthOf(head)
	if t.Width > 0 && t.Width-indent < minBeside {
		for _, line := range wrapStyled(head, t.Width) {
			t.paint(sb, line)
			sb.WriteByte('\n')
		}
		head, indent = nil, t.Width/10
	}
	for i, line := range wrapStyled(text, max(0, t.Width-indent)) {
		if i > 0 || head == nil {
			line = append([]styled{{Plain, strings.Repeat(" ", indent)}}, line...)
		} else {
			line = append(head[:len(head):len(head)], line...)
		}
		t.paint(sb, line)
		sb.WriteByte('\n')
	}
}

// below prints a line, broken on a terminal, indent columns to the right.
func (t Terminal) below(sb *strings.Builder, indent int, line []styled) {
	if t.Width > 0 {
		indent = min(indent, t.Width/4)
	}
	for _, part := range wrapStyled(line, max(0, t.Width-indent)) {
		t.paint(sb, append([]styled{{Plain, strings.Repeat(" ", indent)}}, part...))
		sb.WriteByte('\n')
	}
}

// hang prints a line, broken on a terminal; what follows its first line stands
// indent columns to the right.
func (t Terminal) hang(sb *strings.Builder, line []styled, indent int) {
	if t.Width > 0 {
		indent = min(indent, t.Width/4)
	}
	for i, part := range wrapHanging(line, t.Width, t.Width-indent) {
		if i > 0 {
			sb.WriteString(strings.Repeat(" ", indent))
		}
		t.paint(sb, part)
		sb.WriteByte('\n')
	}
}

// wrapper fills lines with words.
type wrapper struct {
	columns     int // of this line
	further     int // of those that follow
	lines       [][]styled
	line        []styled
	used        int
	space, word []styled
}

// flushWord puts the word that was read on this line or the next. The white
// space at which a line is broken is not shown.
func (w *wrapper) flushWord() {
	if len(w.word) == 0 {
		return
	}
	width := widthOf(w.word)
	switch {
	case w.used+len(w.space)+width <= w.columns:
		w.line = append(w.line, w.space...)
		w.used += len(w.space)
	case width <= w.further:
		w.newLine()
	case w.used+len(w.space) < w.columns:
		w.line = append(w.line, w.space...)
		w.used += len(w.space)
	default:
		w.newLine()
	}
	for _, s := range w.word {
		w.put(s)
	}
	w.word, w.space = w.word[:0], w.space[:0]
}

func (w *wrapper) newLine() {
	w.lines = append(w.lines, w.line)
	w.line, w.used, w.columns = nil, 0, w.further
}

// put adds a piece of a word, cut where it does not fit.
func (w *wrapper) put(s styled) {
	from := 0
	for g := graphemes.FromString(s.text); g.Next(); {
		n := clusterWidth(g.Value())
		if w.used+n > w.columns && w.used > 0 {
			w.line = append(w.line, styled{s.style, s.text[from:g.Start()]})
			from = g.Start()
			w.newLine()
		}
		w.used += n
	}
	w.line = append(w.line, styled{s.style, s.text[from:]})
}
