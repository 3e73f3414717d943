package ingest

import (
	"strings"

	"github.com/newsarc/newsarc/news"
	"github.com/newsarc/newsarc/text"
)

// Cutter cuts texts as Body does, and knows the paragraphs of the texts before:
// revisions of a story share most of theirs, which are then cut once and kept
// once. Its memory is bounded. The zero value is ready; it is for one goroutine.
//
// The sentences that it returns are shared and must not be written to.
type Cutter struct {
	lang     string
	now, old map[string]*piece // by their text; old is what was now before
	size     int               // bytes of the texts in now
}

// piece is a paragraph, or a line that is a sentence.
type piece struct {
	text      string
	sentences []string
	cut       bool
}

// cutterBytes bounds the paragraphs in one of the two maps of a Cutter: some
// five hundred stories that are being edited.
const cutterBytes = 2 << 20

// Body returns plain text as paragraphs of running text.
func (c *Cutter) Body(s, lang string) news.Body {
	if c.lang != lang {
		*c = Cutter{lang: lang}
	}
	spans := text.Paragraphs(s)
	body := make(news.Body, 0, len(spans))
	for _, sp := range spans {
		p := sp.Of(s)
		if strings.IndexByte(p, '\n') >= 0 {
			return c.laidOut(s)
		}
		if sentences := c.sentences(p); sentences != nil {
			body = append(body, news.Paragraph{Sentences: sentences})
		}
	}
	if len(body) == 0 {
		return nil
	}
	return body
}

// laidOut is Body for a text whose line breaks may mean something.
func (c *Cutter) laidOut(s string) news.Body {
	var body news.Body
	for _, b := range Blocks(s, c.lang) {
		p := news.Paragraph{}
		if b.Lines == nil {
			p.Sentences = c.sentences(b.Text)
		} else {
			for _, l := range b.Lines {
				p.Sentences = append(p.Sentences, c.of(l).text)
			}
		}
		body = append(body, p)
	}
	return body
}

// sentences returns the sentences of a paragraph.
func (c *Cutter) sentences(p string) []string {
	x := c.of(p)
	if !x.cut {
		x.sentences, x.cut = Sentences(x.text, c.lang), true
	}
	return x.sentences
}

// of returns what is known of a paragraph or a line.
func (c *Cutter) of(p string) *piece {
	x := c.now[p]
	if x != nil {
		return x
	}
	if x = c.old[p]; x == nil {
		x = &piece{text: strings.Clone(p)} // a part would keep all of its text in memory
	}
	if c.size > cutterBytes || c.now == nil {
		c.now, c.old, c.size = make(map[string]*piece), c.now, 0
	}
	c.now[x.text] = x
	c.size += len(p)
	return x
}
