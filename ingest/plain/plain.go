// Package plain decodes plain text, above all text that was copied off a web
// page or came over a wire: a headline, perhaps a byline, paragraphs separated
// by blank lines, then credits, and at the end what else the page held. It finds
// these parts by the conventions of news copy (package wire); the capture keeps
// every byte, whatever is taken for furniture here.
package plain

import (
	"iter"
	"strings"

	"github.com/newsarc/newsarc/ingest"
	"github.com/newsarc/newsarc/ingest/wire"
	"github.com/newsarc/newsarc/news"
)

// Extractor is the name and version of these rules. A change of the rules that
// changes articles raises the version.
const Extractor = "plain/1"

// Decoder decodes one plain text as one article.
type Decoder struct{}

// Decode implements ingest.Decoder.
func (Decoder) Decode(raw ingest.Raw) iter.Seq[ingest.Item] {
	data, err := ingest.ReadAll(raw.Reader)
	if err != nil {
		return ingest.Fail(raw.Name, err)
	}
	s, err := ingest.Text(data, raw.MediaType)
	if err != nil {
		return ingest.Fail(raw.Name, err)
	}
	a := Article(s)
	a.URL = raw.URL
	if err := ingest.Finish(a); err != nil {
		return ingest.Fail(raw.Name, err)
	}
	return ingest.One(ingest.Item{
		Article: a, Captured: raw.Captured, Raw: data, Ext: "txt", Extractor: Extractor, Where: raw.Name,
	})
}

// Article reads s as one article. It may lack a headline; its body is empty
// only when s is.
func Article(s string) *news.Article {
	p := parser{blocks: ingest.Blocks(s, "en")}
	p.blocks = splitHeadline(p.blocks)
	p.head()
	p.tail()
	p.body()
	return &p.a
}

// parser walks over the blocks of a text: those at its head that are fields,
// those at its end that are notices or furniture, and the body between them.
type parser struct {
	a      news.Article
	blocks []ingest.Block
	after  []news.Note // notices found at the end, last first
}

// splitHeadline parts a first line that is no sentence from the lines under it.
func splitHeadline(blocks []ingest.Block) []ingest.Block {
	if len(blocks) == 0 || len(blocks[0].Lines) < 2 || ingest.Ended(blocks[0].Lines[0]) {
		return blocks
	}
	first := blocks[0].Lines
	rest := ingest.Block{Text: strings.Join(first[1:], " "), Lines: first[1:]}
	return append([]ingest.Block{{Text: first[0]}, rest}, blocks[1:]...)
}

// maxHeadline is the length in bytes beyond which a first paragraph is the
// beginning of the text.
const maxHeadline = 220

// head takes the fields above the text.
func (p *parser) head() {
	for len(p.blocks) > 1 && wire.Furniture(p.blocks[0].Text) {
		p.blocks = p.blocks[1:]
	}
	if len(p.blocks) > 1 && headline(p.blocks[0].Text) {
		p.a.Headline = p.blocks[0].Text
		p.blocks = p.blocks[1:]
	}
	for len(p.blocks) > 1 && p.field(p.blocks[0].Text) {
		p.blocks = p.blocks[1:]
	}
}

func headline(s string) bool {
	if _, _, ok := wire.Dateline(s); ok || len(s) > maxHeadline {
		return false
	}
	return !strings.HasSuffix(strings.TrimRight(s, `"'”’`), ".") || strings.HasSuffix(s, "...") || len(s) < 60
}

// field takes s as a field if it is one that stands between headline and text.
func (p *parser) field(s string) bool {
	if by, ok := wire.Byline(s); ok && p.a.Byline == "" {
		p.a.Byline = by
		return true
	}
	if day, later, ok := wire.DateLine(s); ok {
		if later {
			p.a.Modified = day
		} else if p.a.Published.IsZero() {
			p.a.Published = day
		}
		return true
	}
	if wire.Furniture(s) {
		return true
	}
	if _, isNote := wire.Note(s); !isNote && p.a.Subhead == "" && p.a.Headline != "" && wire.Heading(s) {
		p.a.Subhead = s
		return true
	}
	return false
}

// tail takes notices and furniture from the end. A short line without a stop
// that nothing follows heads no text: it belongs to the page.
func (p *parser) tail() {
	kept := p.blocks
	for len(kept) > 0 {
		s := kept[len(kept)-1].Text
		if n, ok := wire.Note(s); ok {
			p.after = append(p.after, n)
		} else if !wire.Furniture(s) && (!wire.Heading(s) || isItem(s)) {
			break
		}
		kept = kept[:len(kept)-1]
	}
	if len(kept) == 0 { // nothing but short lines: they are the text
		p.after = nil
		return
	}
	p.blocks = kept
}

// body takes what is left as text.
func (p *parser) body() {
	for i, b := range p.blocks {
		if n, ok := wire.Note(b.Text); ok && len(p.blocks) > 1 {
			p.note(n)
			continue
		}
		if wire.Furniture(b.Text) && len(p.blocks) > 1 {
			continue
		}
		if len(p.a.Body) == 0 {
			b = p.dateline(b)
		}
		p.a.Body = append(p.a.Body, paragraph(b, i > 0 && i+1 < len(p.blocks)))
	}
	for i := range p.after {
		p.note(p.after[len(p.after)-1-i])
	}
}

func (p *parser) note(n news.Note) {
	if day, ok := wire.Day(n.Text); ok && n.Kind == news.Print && p.a.Published.IsZero() {
		p.a.Published = day
	}
	p.a.Notes = append(p.a.Notes, n)
}

// dateline parts the dateline from the first paragraph.
func (p *parser) dateline(b ingest.Block) ingest.Block {
	place, rest, ok := wire.Dateline(b.Text)
	if !ok {
		return b
	}
	p.a.Dateline = place
	if b.Lines != nil {
		_, first, _ := wire.Dateline(b.Lines[0])
		b.Lines = append([]string{first}, b.Lines[1:]...)
	}
	b.Text = rest
	return b
}

// paragraph returns b as a paragraph; inside says that text stands before and
// after it.
func paragraph(b ingest.Block, inside bool) news.Paragraph {
	switch {
	case isItem(b.Text) && b.Lines == nil:
		return news.Paragraph{Kind: news.Item, Sentences: ingest.Sentences(strings.TrimLeft(b.Text, "-*• "), "en")}
	case inside && wire.Heading(b.Text):
		return news.Paragraph{Kind: news.Heading, Sentences: []string{b.Text}}
	}
	return news.Paragraph{Sentences: b.Sentences("en")}
}

// isItem reports whether s is an entry of a list.
func isItem(s string) bool {
	for _, mark := range []string{"- ", "* ", "• "} {
		if rest, ok := strings.CutPrefix(s, mark); ok && strings.TrimLeft(rest, "-*• ") != "" {
			return true
		}
	}
	return false
}
