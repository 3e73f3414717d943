package render

import (
	"fmt"

	"github.com/newsarc/newsarc/news"
)

// body shows the text twice: woven into one, and in two columns; the reader
// chooses, without a script.
func (p *page) body() {
	id := markup(p.prefix)
	p.raw("<section class=\"nd-text\">\n<h3>The text</h3>\n",
		"<input type=\"radio\" class=\"nd-one\" name=\"", id, "-v\" id=\"", id, "-one\" checked><label for=\"", id, "-one\">in one</label>\n",
		"<input type=\"radio\" class=\"nd-two\" name=\"", id, "-v\" id=\"", id, "-two\"><label for=\"", id, "-two\">side by side</label>\n",
		"<p class=\"nd-key\"><del>only in the old text</del> <ins>only in the new text</ins> ",
		"<span class=\"mv\">moved</span></p>\n")
	all := rows(p.r)
	p.woven(all)
	p.columns(all)
	p.raw("</section>\n")
}

// woven shows both texts as one, in the paragraphs of the new text and of what
// is only in the old one.
func (p *page) woven(all []row) {
	p.raw("<div class=\"nd-woven\">\n")
	w := weaver{page: p}
	for _, row := range all {
		w.row(row)
	}
	w.end()
	p.raw("</div>\n")
}

// weaver writes paragraphs of woven text.
type weaver struct {
	*page
	open    bool
	close   markup
	lastOld int // sentence shown last, -1 for none
	lastNew int
}

func (w *weaver) row(row row) {
	oldBreak, newBreak := begins(w.r.OldSentences, row.old), begins(w.r.NewSentences, row.new)
	stays := row.kind == rowSame || row.kind == rowChanged
	if !w.open || newBreak || oldBreak && !stays {
		w.end()
		w.begin(row)
	} else {
		w.space(row)
	}
	if stays && oldBreak != newBreak {
		if newBreak {
			w.raw("<ins title=\"the paragraph begins here\">¶</ins> ")
		} else {
			w.raw("<del title=\"a paragraph began here\">¶</del> ")
		}
	}
	w.sentence(row)
	if n := len(row.old); n > 0 {
		w.lastOld = row.old[n-1]
	}
	if n := len(row.new); n > 0 {
		w.lastNew = row.new[n-1]
	}
}

// begin opens the element for a paragraph of the row's kind.
func (w *weaver) begin(row row) {
	kind, class := news.Text, markup("")
	if len(row.new) > 0 {
		kind = kindAt(w.r.New, &w.r.NewSentences[row.new[0]])
	} else {
		kind = kindAt(w.r.Old, &w.r.OldSentences[row.old[0]])
	}
	tag := markup("p")
	switch kind {
	case news.Heading:
		tag = "h4"
	case news.Quote:
		tag = "blockquote"
	case news.Item:
		class = " class=\"nd-item\""
	case news.Caption:
		class = " class=\"nd-caption\""
	}
	w.raw("<", tag, class, " dir=\"auto\">")
	w.open, w.close = true, "</"+tag+">\n"
}

func (w *weaver) end() {
	if w.open {
		w.raw(w.close)
		w.open = false
	}
}

// space writes what stands between the sentence shown last and the next: a
// space, but nothing where the script has none.
func (w *weaver) space(row row) {
	if n := row.new; len(n) > 0 && n[0] == w.lastNew+1 && n[0] > 0 {
		a, b := w.r.NewSentences[n[0]-1], w.r.NewSentences[n[0]]
		if a.Paragraph == b.Paragraph && a.End == b.Start {
			return
		}
	}
	w.raw(" ")
}

func (w *weaver) sentence(row row) {
	id := w.anchor(row.index)
	switch row.kind {
	case rowSame:
		w.raw(esc(w.r.NewSentences[row.new[0]].Text))
	case rowDeleted:
		w.raw("<del id=\"", id, "\">", esc(w.r.OldSentences[row.old[0]].Text), "</del>")
	case rowInserted:
		w.raw("<ins id=\"", id, "\">", esc(w.r.NewSentences[row.new[0]].Text), "</ins>")
	case rowLeft:
		w.raw("<del class=\"mv\" id=\"", w.leftAnchor(row.index), "\">")
		for k, i := range row.old {
			if k > 0 {
				w.raw(" ")
			}
			w.raw(esc(w.r.OldSentences[i].Text))
		}
		w.raw(" ", w.moveLink(row, true), "</del>")
	case rowArrived:
		w.raw("<span class=\"mv\" id=\"", id, "\">", w.moveLink(row, false), " ")
		w.changed(row)
		w.raw("</span>")
	default:
		w.raw("<span id=\"", id, "\">")
		w.changed(row)
		w.raw("</span>")
	}
}

// changed shows the sentences of a pair with the words that changed.
func (w *weaver) changed(row row) {
	for k, j := range row.new {
		if k > 0 {
			mark := markup(" ")
			if w.r.NewSentences[j].Index == 0 {
				mark = " <ins title=\"a paragraph begins here\">¶</ins> "
			}
			w.raw(mark)
		}
		w.pieces(weave(w.r, row.pair, k))
	}
	if s := partNote(row.pair); s != "" {
		w.raw(" <small class=\"nd-note\">[", esc(s), "]</small>")
	}
}

// moveLink links the two ends of a move to each other.
func (p *page) moveLink(row row, left bool) markup {
	m := &p.r.Moves[row.pair.Move-1]
	arrow := "↑"
	if m.Down == left {
		arrow = "↓"
	}
	if left {
		to := p.r.NewSentences[row.pair.New[0]].Paragraph + 1
		return "<a class=\"nd-note\" href=\"#" + p.anchor(row.index) + "\">" + markup(fmt.Sprintf("%s moved to paragraph %d", arrow, to)) + "</a>"
	}
	from := p.r.OldSentences[row.pair.Old[0]].Paragraph + 1
	return "<a class=\"nd-note\" href=\"#" + p.leftAnchor(row.index) + "\">" + markup(fmt.Sprintf("%s moved from paragraph %d", arrow, from)) + "</a>"
}

// columns shows the old text on the left, the new on the right.
func (p *page) columns(all []row) {
	p.raw("<table class=\"nd-columns\">\n<thead><tr><th>old</th><th>new</th></tr></thead>\n<tbody>\n")
	for _, row := range all {
		class := ""
		if begins(p.r.OldSentences, row.old) || begins(p.r.NewSentences, row.new) {
			class = " class=\"nd-par\""
		}
		p.raw("<tr", markup(class), "><td dir=\"auto\">")
		for _, i := range row.old {
			s := &p.r.OldSentences[i]
			p.cell(row, '-', s, p.r.Old, cut(p.r.OldText(), sentenceSpan(s), row.pair.Edits, oldSide))
		}
		p.raw("</td><td dir=\"auto\">")
		for _, j := range row.new {
			s := &p.r.NewSentences[j]
			p.cell(row, '+', s, p.r.New, cut(p.r.NewText(), sentenceSpan(s), row.pair.Edits, newSide))
		}
		p.raw("</td></tr>\n")
	}
	p.raw("</tbody>\n</table>\n")
}

// cell shows a sentence of one side; a sentence that is only there is all
// marked.
func (p *page) cell(row row, op byte, s *news.Sentence, a *news.Article, segments []segment) {
	p.raw("<div", kindClass(kindAt(a, s)), ">")
	moved := row.kind == rowLeft || row.kind == rowArrived
	if moved {
		p.raw("<span class=\"mv\" id=\"", p.columnAnchor(row.index, op), "\">")
	}
	for _, x := range segments {
		in := inline{x.text, op, x.edit}
		if x.edit == nil && (row.kind == rowSame || row.kind == rowChanged || moved) {
			in.op = ' '
		}
		p.piece(in)
	}
	if moved {
		p.raw(" ", p.columnLink(row, op), "</span>")
	}
	p.raw("</div>")
}

// columnAnchor returns the name of one side of a moved pair in the columns.
func (p *page) columnAnchor(pair int, op byte) markup {
	side := map[byte]string{'-': "l", '+': "r"}[op]
	return markup(fmt.Sprintf("%s-%s%d", p.prefix, side, pair))
}

// columnLink links the two ends of a move in the columns.
func (p *page) columnLink(row row, op byte) markup {
	way, other := "moved up", byte('-')
	if p.r.Moves[row.pair.Move-1].Down {
		way = "moved down"
	}
	if op == '-' {
		other = '+'
	}
	return "<a class=\"nd-note\" href=\"#" + p.columnAnchor(row.index, other) + "\">[" + markup(way) + "]</a>"
}

func kindClass(kind news.ParagraphKind) markup {
	if kind == news.Text {
		return ""
	}
	return " class=\"nd-" + markup(kind) + "\""
}
