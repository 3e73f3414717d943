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
// Wrap does. Where there are no spaces to break at, it breaks between
// graphemes. With columns 0 there is one line.
func wrapStyled(line []styled, columns int) [][]styled {
	if columns <= 0 || widthOf(line) <= columns {
		return [][]styled{line}
	}
	w := wrapper{columns: columns}
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

// wrapper fills lines with words.
type wrapper struct {
	columns     int
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
	case width <= w.columns:
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
	w.line, w.used = nil, 0
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
