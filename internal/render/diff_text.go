package render

import (
	"fmt"
	"io"
	"strings"

	"github.com/newsarc/newsarc/diff"
	"github.com/newsarc/newsarc/news"
)

// The colours of a comparison are git's: red and green for what is only in the
// old or in the new text, magenta and cyan for what moved. The words that
// differ inside a line stand in reverse video.
const (
	oldStyle      = Red
	newStyle      = Green
	oldWordStyle  = Style("7;31")
	newWordStyle  = Style("7;32")
	oldMovedStyle = Magenta
	newMovedStyle = Cyan
	oldMovedWord  = Style("7;35")
	newMovedWord  = Style("7;36")
	formStyle     = Style("4")
	hunkStyle     = Cyan
	metaStyle     = Bold
)

// DiffText prints a comparison as git prints one of lines: a line is a
// sentence, paragraphs are parted by an empty line. Sentences that changed
// their place are marked with < where they left and > where they came to, and
// a line that begins with a backslash says where the other end is.
func DiffText(w io.Writer, r *diff.Result, o DiffOptions) error {
	p := textPrinter{o: o, lines: unified{r}}
	return p.print(w, r)
}

// lineMaker makes the lines of one form of text output.
type lineMaker interface {
	same(r row) []line
	changed(r row) []line
	field(f *diff.Field) []line
	blank(old, new bool, r row) line
}

// line is a line of text output before it is wrapped.
type line struct {
	mark    byte // first column; 0 for none
	style   Style
	pieces  []styled
	changed bool
	counted bool  // a sentence, as context is counted
	old     count // the sentences that it shows
	new     count
}

// count is a range of sentence numbers from 1, as git writes line numbers.
type count struct{ first, n int }

// numbers returns the range of sentence indices, which follow each other or
// nearly so.
func numbers(indices []int) count {
	if len(indices) == 0 {
		return count{}
	}
	return count{indices[0] + 1, len(indices)}
}

// textPrinter prints a comparison in hunks.
type textPrinter struct {
	o     DiffOptions
	lines lineMaker
	sb    strings.Builder
}

func (p *textPrinter) print(w io.Writer, r *diff.Result) error {
	if !r.Changed() {
		return nil
	}
	p.header(r)
	for i := range r.Fields {
		f := &r.Fields[i]
		p.hunkHeader("@@ " + fieldTitle(f) + " @@")
		for _, l := range p.lines.field(f) {
			p.line(l)
		}
	}
	all := p.body(r)
	for _, h := range hunks(all, p.o.Context) {
		p.hunkHeader(hunkTitle(r, all[h.from:h.to]))
		for _, l := range all[h.from:h.to] {
			p.line(l)
		}
	}
	_, err := io.WriteString(w, p.sb.String())
	return err
}

func (p *textPrinter) header(r *diff.Result) {
	name := func(mark, name string, present bool) {
		if !present {
			name = "/dev/null"
		}
		p.sb.WriteString(p.o.Paint(metaStyle, mark+" "+Safe(name)) + "\n")
	}
	name("---", p.o.OldName, r.Old != nil)
	name("+++", p.o.NewName, r.New != nil)
	if p.o.readAgain() {
		p.line(readAgainLine)
	}
	if r.Coarse {
		p.line(coarseLine)
	}
}

// readAgain reports whether not the newspaper made the difference.
func (o *DiffOptions) readAgain() bool {
	return o.NewRevision != nil && o.NewRevision.Class == news.Extraction
}

var readAgainLine = noteLine("a newer extractor read the same capture again: the newspaper changed nothing")

var coarseLine = noteLine("coarse: too large or too repetitive to be compared in every detail")

func (p *textPrinter) hunkHeader(s string) {
	p.sb.WriteString(p.o.Paint(hunkStyle, s) + "\n")
}

// line writes a line, wrapped to the terminal. Each line that results has the
// mark, as if the text had been set in lines of that width.
func (p *textPrinter) line(l line) {
	columns := p.o.Width
	if columns > 0 && l.mark != 0 {
		columns = max(columns-1, 1)
	}
	for _, part := range wrapStyled(l.pieces, columns) {
		if l.mark != 0 {
			part = append([]styled{{l.style, string(l.mark)}}, part...)
		}
		p.o.paint(&p.sb, part)
		p.sb.WriteByte('\n')
	}
}

// body returns the lines of the whole body.
func (p *textPrinter) body(r *diff.Result) []line {
	var out []line
	all := rows(r)
	shared := false // the break before the next new sentence has been shown
	for k, row := range all {
		oldBreak, newBreak := begins(r.OldSentences, row.old), begins(r.NewSentences, row.new)
		newBreak = newBreak && !shared
		shared = shared && row.kind == rowDeleted
		if row.kind == rowDeleted && oldBreak && breaksNew(r, all[k:]) {
			newBreak, shared = true, true
		}
		var notes, breaks []line
		if note := note(r, row); note != "" {
			notes = []line{noteLine(note)}
		}
		if oldBreak || newBreak {
			breaks = []line{p.lines.blank(oldBreak, newBreak, row)}
		}
		if row.pair.Move > 0 { // the break belongs to what moved
			notes, breaks = breaks, notes
		}
		out = append(append(out, breaks...), notes...)
		if row.kind == rowSame {
			out = append(out, p.lines.same(row)...)
		} else {
			out = append(out, p.lines.changed(row)...)
		}
	}
	return out
}

// breaksNew reports whether a new paragraph comes in the place of one that
// begins with the first of rows: one break then stands for both.
func breaksNew(r *diff.Result, rows []row) bool {
	for _, row := range rows {
		if row.kind != rowDeleted {
			return row.kind == rowInserted && begins(r.NewSentences, row.new)
		}
	}
	return false
}

// begins reports whether the first of the sentences begins a paragraph other
// than the first.
func begins(all []news.Sentence, which []int) bool {
	return len(which) > 0 && which[0] > 0 && all[which[0]].Index == 0
}

// span is a run of lines to show.
type lineSpan struct{ from, to int }

// hunks groups changed lines with their context; negative context shows all.
func hunks(lines []line, context int) []lineSpan {
	var out []lineSpan
	for i := 0; i < len(lines); i++ {
		if !lines[i].changed {
			continue
		}
		from, to := grow(lines, i, -1, context), grow(lines, i, 1, context)+1
		if n := len(out); n > 0 && out[n-1].to >= from {
			out[n-1].to = max(out[n-1].to, to)
		} else {
			out = append(out, lineSpan{from, to})
		}
	}
	return out
}

// grow returns how far a hunk reaches from line i in one direction. Blank
// lines are not counted, and not shown at a hunk's ends.
func grow(lines []line, i, step, context int) int {
	last := i
	for i += step; i >= 0 && i < len(lines) && context != 0; i += step {
		if lines[i].counted {
			last = i
			context--
		}
	}
	return last
}

// hunkTitle returns the header of a hunk: the sentences that it shows of each
// text, and the paragraph in which it begins.
func hunkTitle(r *diff.Result, lines []line) string {
	var old, new count
	for _, l := range lines {
		old.add(l.old)
		new.add(l.new)
	}
	return fmt.Sprintf("@@ -%s +%s @@%s", old, new, paragraphs(r, old, new))
}

func (c *count) add(d count) {
	if d.n > 0 && (c.n == 0 || d.first < c.first) {
		c.first = d.first
	}
	c.n += d.n
}

func (c count) String() string {
	if c.n == 1 {
		return fmt.Sprint(c.first)
	}
	return fmt.Sprintf("%d,%d", c.first, c.n)
}

// paragraphs names the paragraph in which a hunk begins.
func paragraphs(r *diff.Result, old, new count) string {
	switch {
	case new.n > 0:
		return fmt.Sprintf(" paragraph %d", r.NewSentences[new.first-1].Paragraph+1)
	case old.n > 0:
		return fmt.Sprintf(" paragraph %d", r.OldSentences[old.first-1].Paragraph+1)
	}
	return ""
}

// fieldTitle names a field as a reader knows it.
func fieldTitle(f *diff.Field) string {
	if f.NoteKind != "" {
		return strings.ReplaceAll(string(f.NoteKind), "-", " ")
	}
	return f.Name
}

// note returns what is to be said of a row beside its text; empty for most.
func note(r *diff.Result, row row) string {
	if row.pair.Move > 0 {
		return moveNote(r, row)
	}
	return partNote(row.pair)
}

// moveNote says where the other end of a move is, from the row of its first
// sentence; empty elsewhere.
func moveNote(r *diff.Result, row row) string {
	m := &r.Moves[row.pair.Move-1]
	if m.Pairs[0] != row.index {
		return ""
	}
	what := ""
	if n := len(m.Pairs); n > 1 {
		what = fmt.Sprintf("%d sentences ", n)
	}
	way := "up"
	if m.Down {
		way = "down"
	}
	from := r.OldSentences[row.pair.Old[0]].Paragraph + 1
	to := r.NewSentences[row.pair.New[0]].Paragraph + 1
	return fmt.Sprintf("%smoved %s, from paragraph %d to paragraph %d", what, way, from, to)
}

// partNote says what a split or merged pair is; empty for others.
func partNote(p *diff.Pair) string {
	switch p.Kind {
	case diff.Split:
		return fmt.Sprintf("split into %d sentences", len(p.New))
	case diff.Merged:
		return fmt.Sprintf("%d sentences merged", len(p.Old))
	}
	return ""
}
