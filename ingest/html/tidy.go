package html

import (
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// tidyUp takes out of a column what is no text in it: forms, embedded things,
// asides, links to share it, and lists, tables and parts that are mostly links or
// pictures.
func (f *finder) tidyUp(root *html.Node) {
	for _, t := range below(root, atom.Table) {
		f.data[t] = holdsData(t)
	}
	f.drop(root, f.looksWrong, atom.Form)
	f.drop(root, f.looksWrong, atom.Fieldset)
	always := func(*html.Node) bool { return true }
	f.drop(root, always, atom.Object, atom.Embed, atom.Footer, atom.Link, atom.Aside)
	dropShare(root)
	f.drop(root, always, atom.Iframe, atom.Input, atom.Textarea, atom.Select, atom.Button)
	f.drop(root, func(n *html.Node) bool { return f.weight(n) < 0 }, atom.H1, atom.H2)
	f.drop(root, f.looksWrong, atom.Table)
	f.drop(root, f.looksWrong, atom.Ul)
	f.drop(root, f.looksWrong, atom.Div)
	f.drop(root, func(n *html.Node) bool { return !f.hasContent(n) }, atom.P)
	for _, t := range below(root, atom.Table) {
		oneCell(t)
	}
	flatten(root)
}

// below returns the elements of some kinds below root, in document order.
func below(root *html.Node, kinds ...atom.Atom) []*html.Node {
	var list []*html.Node
	walk(root, func(n *html.Node) bool {
		if n != root && n.Type == html.ElementNode && slices.Contains(kinds, n.DataAtom) {
			list = append(list, n)
		}
		return true
	})
	return list
}

// drop takes out the elements of some kinds that are found wrong, inner ones
// before those around them.
func (f *finder) drop(root *html.Node, wrong func(*html.Node) bool, kinds ...atom.Atom) {
	for _, n := range slices.Backward(below(root, kinds...)) {
		if n.Parent != nil && wrong(n) {
			n.Parent.RemoveChild(n)
		}
	}
}

// hasContent reports whether there is text or a picture in a paragraph.
func (f *finder) hasContent(p *html.Node) bool {
	found := false
	walk(p, func(n *html.Node) bool {
		switch {
		case n.Type == html.TextNode && strings.TrimSpace(n.Data) != "":
			found = true
		case n.DataAtom == atom.Img || n.DataAtom == atom.Picture:
			found = true
		}
		return !found
	})
	return found
}

// dropShare takes out short elements whose names say "share" as a word.
func dropShare(root *html.Node) {
	for n := root.FirstChild; n != nil; {
		if n.Type == html.ElementNode && shareName(n) && len([]rune(rawText(n))) < enoughText {
			follow := after(n)
			n.Parent.RemoveChild(n)
			n = follow
			continue
		}
		n = next(n)
		if n != nil && !holds(root, n) {
			return
		}
	}
}

func shareName(n *html.Node) bool {
	for w := range strings.FieldsFuncSeq(nameOf(n), func(r rune) bool { return r < 'a' || r > 'z' }) {
		if w == "share" || w == "sharedaddy" {
			return true
		}
	}
	return false
}

// contents counts what an element holds.
type contents struct {
	all, blocks, lists, headings counter // text, and the parts of it in such elements
	links                        float64 // characters of text in links
	p, img, li, input, embed     int
	last                         string // run of text
}

func (c *contents) visit(n *html.Node, in [3]bool, link *counter) {
	if n.Type == html.TextNode {
		if strings.TrimSpace(n.Data) == "" {
			return
		}
		c.last = n.Data
		c.all.add(n.Data)
		for i, part := range []*counter{&c.blocks, &c.lists, &c.headings} {
			if in[i] {
				part.add(n.Data)
			}
		}
		if link != nil {
			link.add(n.Data)
		}
		return
	}
	outer := link
	switch n.DataAtom {
	case atom.Ul, atom.Ol:
		in[1] = true
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		in[2] = true
	case atom.A:
		link = &counter{}
	case atom.P:
		c.p++
	case atom.Img:
		c.img++
	case atom.Li:
		c.li++
	case atom.Input:
		c.input++
	case atom.Object, atom.Embed, atom.Iframe:
		c.embed++
	}
	switch n.DataAtom {
	case atom.Blockquote, atom.Dl, atom.Div, atom.Img, atom.Ol, atom.P, atom.Pre, atom.Table, atom.Ul, atom.Span, atom.Li, atom.Td:
		in[0] = true
	}
	for child := range n.ChildNodes() {
		c.visit(child, in, link)
	}
	if link != outer && n.Parent.DataAtom != atom.Figcaption {
		c.links += float64(link.chars) * linkWeight(n)
	}
}

// part returns how much of the text one part of it is.
func (c *contents) part(n float64) float64 {
	if c.all.chars == 0 {
		return 0
	}
	return n / float64(c.all.chars)
}

// fillers are the only text of elements that wait for something else.
var fillers = []string{"ad", "advertising", "advertisement", "pub", "publicité", "werb", "werbung", "anuncio", "реклама", "广告",
	"loading", "chargement", "cargando", "загрузка", "正在加载"}

// looksWrong reports whether an element does not look like text. One with ten
// commas does, whatever else is in it.
func (f *finder) looksWrong(n *html.Node) bool {
	if !f.tidy || f.inData(n) || ancestor(n, 3, atom.Code) != nil {
		return false
	}
	weight := f.weight(n)
	if weight < 0 {
		return true
	}
	var c contents
	for child := range n.ChildNodes() {
		c.visit(child, [3]bool{}, nil)
	}
	if c.all.commas >= 10 {
		return false
	}
	last := strings.ToLower(strings.TrimRight(strings.TrimSpace(c.last), ".…"))
	if slices.Contains(fillers, last) {
		return true
	}
	list := n.DataAtom == atom.Ul || n.DataAtom == atom.Ol || c.part(float64(c.lists.chars)) > 0.9
	return c.wrong(n, weight, list) && !(list && onlyPictures(n, &c))
}

func (c *contents) wrong(n *html.Node, weight int, list bool) bool {
	links := c.part(c.links)
	inFigure := ancestor(n, 3, atom.Figure) != nil
	switch {
	case c.img > 1 && 2*c.p < c.img && !inFigure, // pictures
		!list && c.li-100 > c.p, // entries of no list
		c.input > c.p/3:         // a form
		return true
	case !list && c.all.chars < 25 && links > 0 && c.part(float64(c.headings.chars)) < 0.9 && (c.img == 0 || c.img > 2) && !inFigure:
		return true // short, with a link
	case !list && weight < 25 && links > 0.2, weight >= 25 && links > 0.5: // links
		return true
	case c.embed == 1 && c.all.chars < 75, c.embed > 1: // something embedded
		return true
	}
	return c.img == 0 && c.blocks.chars == 0 // nothing
}

// onlyPictures reports whether each entry of a list is a picture.
func onlyPictures(list *html.Node, c *contents) bool {
	for _, li := range elements(list) {
		if len(elements(li)) > 1 {
			return false
		}
	}
	return c.img == c.li
}

// inData reports whether n is, or is in, a table that holds data.
func (f *finder) inData(n *html.Node) bool {
	for ; n != nil; n = n.Parent {
		if f.data[n] {
			return true
		}
	}
	return false
}

// holdsData tells tables of data from those that place parts of a page.
func holdsData(t *html.Node) bool {
	switch {
	case attr(t, "role") == "presentation", attr(t, "datatable") == "0":
		return false
	case hasAttr(t, "summary"):
		return true
	}
	mark := first(t, func(n *html.Node) bool {
		switch n.DataAtom {
		case atom.Col, atom.Colgroup, atom.Tfoot, atom.Thead, atom.Th, atom.Table:
			return n != t
		case atom.Caption:
			return n.FirstChild != nil
		}
		return false
	})
	if mark != nil {
		return mark.DataAtom != atom.Table
	}
	rows, columns := 0, 0
	for _, tr := range below(t, atom.Tr) {
		rows += span(tr, "rowspan")
		n := 0
		for _, td := range below(tr, atom.Td) {
			n += span(td, "colspan")
		}
		columns = max(columns, n)
	}
	return rows != 1 && columns != 1 && (rows >= 10 || columns > 4 || rows*columns > 10)
}

func span(n *html.Node, key string) int {
	if i, err := strconv.Atoi(attr(n, key)); err == nil && i > 0 {
		return min(i, 1000)
	}
	return 1
}

// oneCell puts the content of a table with one cell into its place.
func oneCell(t *html.Node) {
	body := t
	if b := onlyChild(t, atom.Tbody); b != nil {
		body = b
	}
	tr := onlyChild(body, atom.Tr)
	if tr == nil || t.Parent == nil {
		return
	}
	td := onlyChild(tr, atom.Td)
	if td == nil {
		return
	}
	setTag(td, atom.Div)
	td.Parent.RemoveChild(td)
	t.Parent.InsertBefore(td, t)
	t.Parent.RemoveChild(t)
}

// flatten takes out divisions that hold nothing, and those that hold nothing but
// another one.
func flatten(root *html.Node) {
	for n := root.FirstChild; n != nil && holds(root, n); {
		if n.DataAtom != atom.Div && n.DataAtom != atom.Section {
			n = next(n)
			continue
		}
		if isEmpty(n) {
			n = cut(n)
			continue
		}
		inner := onlyChild(n, atom.Div)
		if inner == nil {
			inner = onlyChild(n, atom.Section)
		}
		if inner != nil {
			n = replaceBy(n, inner)
			continue
		}
		n = next(n)
	}
}
