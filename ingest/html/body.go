package html

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"

	"github.com/newsarc/newsarc/ingest"
	"github.com/newsarc/newsarc/ingest/wire"
	"github.com/newsarc/newsarc/news"
)

// reading is one attempt at the text of an article.
type reading struct {
	m       *metadata
	from    string  // where the text was found
	blocks  []block // the text
	notes   []news.Note
	subhead string
	dropped []ingest.Origin // furniture taken out of the column
}

// size returns the length of the text in bytes.
func (r *reading) size() int {
	n := 0
	for i := range r.blocks {
		n += len(r.blocks[i].text)
	}
	return n
}

// Bounds between attempts.
const (
	fewBytes  = 500 // a text shorter than this is worth a second look
	muchProse = 4   // and so is one of less than a quarter of the page's prose
)

// text finds the text of the article in doc, which it changes: in the markup
// without its furniture, else in the markup as it is, else in JSON-LD.
func (m *metadata) text(doc *html.Node, page string) *reading {
	total := proseSizes(doc)[doc]
	prune(doc, m.open()...)
	best := m.column(doc, "main column")
	if n := best.size(); n < fewBytes || n*muchProse < total {
		if whole, err := parse(page); err == nil {
			if r := m.column(whole, "main column, unpruned"); r.size() > 2*n {
				best = r
			}
		}
	}
	if ld := m.linkedBody(); ld != nil && ld.size()*10 > best.size()*13 && (best.size() < fewBytes || covers(ld, best)) {
		best = ld
	}
	return best
}

// column reads the text from the main column.
func (m *metadata) column(doc *html.Node, from string) *reading {
	r := &reading{m: m, from: from, blocks: columnBlocks(doc, m.a.Headline, m.open()...)}
	r.weed()
	return r
}

// linkedBody reads the text from the articleBody of JSON-LD; nil when there is
// none worth it.
func (m *metadata) linkedBody() *reading {
	s, _ := m.ld["articleBody"].(string)
	if len(s) < fewBytes {
		return nil
	}
	if strings.Contains(s, "<p") || strings.Contains(s, "&lt;p") {
		if n, err := parse(html.UnescapeString(s)); err == nil {
			r := &reading{m: m, from: "json-ld articleBody", blocks: blocksOf(n)}
			r.weed()
			return r
		}
	}
	r := &reading{m: m, from: "json-ld articleBody"}
	owner := &html.Node{Type: html.ElementNode, Data: "p"}
	for _, b := range ingest.Blocks(html.UnescapeString(s), m.a.Lang()) {
		r.blocks = append(r.blocks, block{text: b.Text, node: owner})
	}
	r.weed()
	return r
}

// covers reports whether most of what r says is in ld too.
func covers(ld, r *reading) bool {
	var sb strings.Builder
	for i := range ld.blocks {
		sb.WriteString(fold(ld.blocks[i].text))
	}
	all := sb.String()
	in := 0
	for i := range r.blocks {
		if strings.Contains(all, fold(r.blocks[i].text)) {
			in += len(r.blocks[i].text)
		}
	}
	return in*10 >= r.size()*7
}

// apply makes r the text of the article.
func (r *reading) apply() {
	a, m := r.m.a, r.m
	m.set("subhead", "line above the text", &a.Subhead, r.subhead)
	for _, n := range r.notes {
		m.offer("notes", "paragraph", n.Text, false)
		if !hasNote(a.Notes, n) {
			a.Notes = append(a.Notes, n)
		}
	}
	for i := range r.blocks {
		b := &r.blocks[i]
		if len(a.Body) == 0 && b.kind == news.Text {
			if place, rest, ok := wire.Dateline(b.text); ok {
				m.set("dateline", "first paragraph", &a.Dateline, place)
				b.text = rest
			}
		}
		if s := ingest.Sentences(b.text, a.Lang()); len(s) > 0 {
			a.Body = append(a.Body, news.Paragraph{Kind: b.kind, Sentences: s})
		}
	}
	if a.Dateline == "" {
		m.set("dateline", "json-ld dateline", &a.Dateline, m.ld.string("dateline"))
	}
	if len(a.Body) > 0 {
		m.offer("body", r.from, excerpt(a.Body[0].Text()), false)
	}
	for _, o := range r.dropped {
		o.Value = excerpt(o.Value)
		m.trace = append(m.trace, o)
	}
}

func hasNote(notes []news.Note, n news.Note) bool {
	for _, o := range notes {
		if strings.Contains(fold(o.Text), fold(n.Text)) || strings.Contains(fold(n.Text), fold(o.Text)) {
			return true
		}
	}
	return false
}

// excerpt shortens a paragraph for the trace.
func excerpt(s string) string {
	const limit = 100
	if len(s) <= limit {
		return s
	}
	cut := limit
	for !utf8.RuneStart(s[cut]) {
		cut--
	}
	return strings.TrimSpace(s[:cut]) + " …"
}
