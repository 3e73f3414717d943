package html

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/newsarc/newsarc/news"
)

// block is a run of inline content between two block boundaries.
type block struct {
	kind  news.ParagraphKind
	tag   atom.Atom // the block element that holds the run
	node  *html.Node
	text  string // on one line
	lines string // as it is broken
	links int    // bytes of text in links
	image bool   // a picture stands in the run, or right above it
	list  *html.Node
}

// linkShare returns how much of b's text is links, between 0 and 1.
func (b *block) linkShare() float64 {
	if b.text == "" {
		return 0
	}
	return min(1, float64(b.links)/float64(len(b.text)))
}

// blocksOf cuts everything below root into blocks in document order.
func blocksOf(root *html.Node) []block {
	c := collector{}
	c.open(root)
	for n := root.FirstChild; n != nil; {
		if n.Type == html.TextNode {
			c.add(n.Data, n)
		}
		if n.Type == html.ElementNode && invisible(n.DataAtom) {
			n = c.leave(n, root)
			continue
		}
		if n.Type == html.ElementNode {
			c.enter(n)
		}
		if n.FirstChild != nil {
			n = n.FirstChild
			continue
		}
		n = c.leave(n, root)
	}
	c.flush()
	return c.out
}

// collector gathers the inline content of the block at hand.
type collector struct {
	out   []block
	text  strings.Builder
	links int
	owner *html.Node // the block element whose content is gathered
	br    int
	image bool
	above *html.Node // holds a picture, and no text has come since
}

func (c *collector) open(n *html.Node) { c.owner = n }

// leave closes n and those above it that end with it, and returns the node that
// follows; nil after the last.
func (c *collector) leave(n, root *html.Node) *html.Node {
	for {
		if isBlock(n) {
			c.flush()
			c.owner = blockAbove(n.Parent, root)
		}
		if n == root {
			return nil
		}
		if n.NextSibling != nil {
			return n.NextSibling
		}
		n = n.Parent
		if n == root {
			return nil
		}
	}
}

func blockAbove(n, root *html.Node) *html.Node {
	for n != nil && n != root && !isBlock(n) {
		n = n.Parent
	}
	return n
}

// enter handles the start of an element.
func (c *collector) enter(n *html.Node) {
	switch {
	case n.DataAtom == atom.Img || n.DataAtom == atom.Picture:
		c.image = true
	case n.DataAtom == atom.Br:
		c.br++
		if c.br > 1 {
			c.flush()
		} else {
			c.text.WriteByte('\n')
		}
	case n.DataAtom == atom.Td || n.DataAtom == atom.Th:
		c.text.WriteByte(' ') // a row of a table is one block
	case isBlock(n):
		c.flush()
		c.owner = n
	}
}

// add takes text.
func (c *collector) add(s string, n *html.Node) {
	if strings.TrimSpace(s) != "" {
		c.br = 0
		if linked(n) {
			c.links += len(strings.TrimSpace(s))
		}
	}
	c.text.WriteString(strings.ReplaceAll(s, "\n", " "))
}

// flush ends the block at hand.
func (c *collector) flush() {
	raw := c.text.String()
	s := news.Line(raw)
	if strings.Trim(s, " \u00a0\u200b\u200c\u200d") != "" {
		b := block{tag: c.owner.DataAtom, node: c.owner, text: s, lines: raw, links: c.links, image: c.image}
		b.image = b.image || c.above != nil && (c.above == c.owner || c.above == c.owner.Parent)
		b.classify()
		c.out = append(c.out, b)
		c.above = nil
	} else if c.image {
		c.above = c.owner
		if c.owner.DataAtom != atom.Div {
			c.above = c.owner.Parent
		}
	}
	c.text.Reset()
	c.links, c.br, c.image = 0, 0, false
}

// classify says what kind of paragraph b is, by the elements around it.
func (b *block) classify() {
	switch b.tag {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		b.kind = news.Heading
		return
	case atom.Figcaption, atom.Caption:
		b.kind = news.Caption
		return
	}
	for n, depth := b.node, 0; n != nil && depth < 5; n, depth = n.Parent, depth+1 {
		switch n.DataAtom {
		case atom.Li:
			b.kind, b.list = news.Item, n.Parent
			return
		case atom.Blockquote:
			b.kind = news.Quote
			return
		case atom.Article, atom.Body, atom.Section, atom.Table:
			return
		}
	}
}
