package html

import (
	"slices"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/newsarc/newsarc/ingest"
	"github.com/newsarc/newsarc/news"
)

// The main column is found from above: of each element, the part that holds
// most of its prose is looked at next, until the prose is spread over several.
const (
	// mostProse is the share of an element's prose that one part of it must hold
	// for the rest to be left behind.
	mostProse = 2.0 / 3
	// contentWeight and furnitureWeight are what prose counts in an element that
	// its names call the text, or call something else. Both are only a hint: prune
	// took out small elements with such names, and large ones may be the column.
	contentWeight   = 2.0
	furnitureWeight = 0.2
	// headedWeight is what prose counts in an element that holds the headline too,
	// and headedProse the least of it: comments may be longer than the text.
	headedWeight = 6.0
	headedProse  = 3
	// Of insetBlocks blocks or more in a part of the column, one in insetProse
	// must be prose: else it is a box of something else.
	insetBlocks = 4
	insetProse  = 5
)

// columnBlocks returns the blocks of the main column of a page, in order. The
// headline tells where the article begins; it may be empty.
// open names its text, as for prune.
func columnBlocks(doc *html.Node, headline string, open ...string) []block {
	body := first(doc, func(n *html.Node) bool { return n.DataAtom == atom.Body })
	if body == nil {
		return nil
	}
	all := blocksOf(body)
	c := weigh(body, all, open)
	c.headed = elementsAbove(all, headline)
	top := c.descend(body)
	return filter(withoutBoxes(all), func(b *block) bool { return c.belongs(b, top) })
}

// column weighs the elements of a page.
type column struct {
	pruner pruner // knows names
	parts  map[*html.Node]*part
	headed map[*html.Node]bool // elements that hold the headline
}

// elementsAbove returns the elements that hold the heading that is the headline.
func elementsAbove(all []block, headline string) map[*html.Node]bool {
	above := map[*html.Node]bool{}
	for i := range all {
		if b := &all[i]; b.kind == news.Heading && alike(b.text, headline) {
			for n := b.node; n != nil; n = n.Parent {
				above[n] = true
			}
			break
		}
	}
	return above
}

// part is what an element holds, with all below it.
type part struct {
	weight    float64 // bytes of prose that is no link, weighed by names
	text      int     // bytes
	blocks    int
	prose     int  // blocks of prose
	furniture bool // its names say so
}

// weigh counts what each element below body holds.
func weigh(body *html.Node, all []block, open []string) *column {
	c := &column{pruner: pruner{known: map[string]bool{}, open: open}, parts: map[*html.Node]*part{}}
	for i := range all {
		b := &all[i]
		p := c.at(b.node)
		p.blocks++
		p.text += len(b.text)
		if b.prose() {
			p.prose++
			p.weight += float64(len(b.text) - b.links)
		}
	}
	var order []*html.Node
	walk(body, func(n *html.Node) bool {
		order = append(order, n)
		return true
	})
	for _, n := range slices.Backward(order) { // what lies below comes first
		p := c.parts[n]
		if p == nil || n == body {
			continue
		}
		switch {
		case hasProp(n, "itemprop", "articleBody"), named(names(n), contentNames()):
			p.weight *= contentWeight
		case n.DataAtom == atom.Aside, n.DataAtom == atom.Footer, furnitureRole(attr(n, "role")), c.pruner.furnitureName(n):
			p.furniture = true
			p.weight *= furnitureWeight
		}
		above := c.at(n.Parent)
		above.weight += p.weight
		above.text += p.text
		above.blocks += p.blocks
		above.prose += p.prose
	}
	return c
}

// at returns what is counted for n.
func (c *column) at(n *html.Node) *part {
	p := c.parts[n]
	if p == nil {
		p = &part{}
		c.parts[n] = p
	}
	return p
}

// descend returns the element that is the column: the deepest one below n that
// is reached by way of most of the prose.
func (c *column) descend(n *html.Node) *html.Node {
	for {
		var best *html.Node
		most, sum := 0.0, 0.0
		for k := range n.ChildNodes() {
			if p := c.parts[k]; p != nil {
				w := p.weight
				if c.headed[k] && p.prose >= headedProse && k.DataAtom != atom.Header {
					w *= headedWeight
				}
				sum += w
				if w > most {
					best, most = k, w
				}
			}
		}
		if best == nil || most < sum*mostProse || c.parts[best].prose < 2 || c.continues(n, best) {
			return n
		}
		n = best
	}
}

// continues reports whether the text goes on in n beside best, its largest part:
// in paragraphs of its own, or in another part of the same name.
func (c *column) continues(n, best *html.Node) bool {
	paragraphs := 0
	for k := range n.ChildNodes() {
		p := c.parts[k]
		if k == best || p == nil || p.prose == 0 || p.furniture {
			continue
		}
		class := attr(k, "class")
		switch {
		case class != "" && class == attr(best, "class"):
			return true
		case p.prose == 1 && (k.DataAtom == atom.P || class != "" && c.paragraphs(best, class) > 1):
			paragraphs++
		}
	}
	return paragraphs > 0
}

// paragraphs counts the parts right below n that are a paragraph of a class.
func (c *column) paragraphs(n *html.Node, class string) int {
	count := 0
	for k := range n.ChildNodes() {
		if p := c.parts[k]; p != nil && p.prose == 1 && attr(k, "class") == class {
			count++
		}
	}
	return count
}

// belongs reports whether b is part of the column top: neither furniture in it,
// nor a box, nor a line apart from all prose, such as the caption of a picture.
func (c *column) belongs(b *block, top *html.Node) bool {
	whole := c.at(top)
	for n := b.node; n != top; n = n.Parent {
		if n == nil {
			return false
		}
		p := c.at(n)
		if p.furniture && p.weight*2 < whole.weight || n != b.node && p.inset(n, whole) && !inTable(b.node) {
			return false
		}
	}
	return b.kind != news.Text || b.prose() || ingest.Ended(b.text) || b.node == top || inTable(b.node) || c.at(b.node.Parent).prose > 0
}

// inset reports whether p, what the element n holds, is a box in the column: a
// part with some prose in it, but mostly other things.
func (p *part) inset(n *html.Node, whole *part) bool {
	return (n.DataAtom == atom.Div || n.DataAtom == atom.Section) && p.blocks >= insetBlocks && p.prose > 0 && p.prose*insetProse < p.blocks && p.text*2 < whole.text
}
