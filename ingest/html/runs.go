package html

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// paragraphsOfBreaks makes a paragraph of what follows two line breaks or more,
// as far as it is part of a line.
func paragraphsOfBreaks(doc *html.Node) {
	for n := doc; n != nil; {
		switch {
		case n.DataAtom == atom.Pre:
			n = after(n)
			continue
		case n.DataAtom == atom.Br && n.Parent != nil:
			n = paragraphOfBreaks(n)
		}
		n = next(n)
	}
}

// paragraphOfBreaks does that for the breaks that br begins, and returns the
// paragraph; br itself if no other follows.
func paragraphOfBreaks(br *html.Node) *html.Node {
	more := false
	for n := solid(br.NextSibling); n != nil && n.DataAtom == atom.Br; n = solid(n) {
		follow := n.NextSibling
		n.Parent.RemoveChild(n)
		n, more = follow, true
		if n == nil {
			break
		}
	}
	if !more {
		return br
	}
	p := &html.Node{Type: html.ElementNode, Data: "p", DataAtom: atom.P}
	br.Parent.InsertBefore(p, br)
	br.Parent.RemoveChild(br)
	for n := p.NextSibling; n != nil && phrasing(n); {
		if n.DataAtom == atom.Br {
			if s := solid(n.NextSibling); s != nil && s.DataAtom == atom.Br {
				break
			}
		}
		follow := n.NextSibling
		n.Parent.RemoveChild(n)
		p.AppendChild(n)
		n = follow
	}
	if p.Parent.DataAtom == atom.P {
		setTag(p.Parent, atom.Div)
	}
	return p
}

// solid returns n or the first node after it that is no white space.
func solid(n *html.Node) *html.Node {
	for n != nil && n.Type != html.ElementNode && (n.Type != html.TextNode || strings.TrimSpace(n.Data) == "") {
		n = n.NextSibling
	}
	return n
}

// paragraphsOfRuns puts each run of text and its like right below n into a
// paragraph.
func paragraphsOfRuns(n *html.Node) {
	var p *html.Node
	for c := n.FirstChild; c != nil; {
		follow := c.NextSibling
		switch {
		case !phrasing(c):
			p = nil
		case p != nil:
			n.RemoveChild(c)
			p.AppendChild(c)
		case !blank(c):
			p = &html.Node{Type: html.ElementNode, Data: "p", DataAtom: atom.P}
			n.InsertBefore(p, c)
			n.RemoveChild(c)
			p.AppendChild(c)
		}
		c = follow
	}
}

// blank reports whether n is white space or a line break.
func blank(n *html.Node) bool {
	return n.Type == html.TextNode && strings.TrimSpace(n.Data) == "" || n.DataAtom == atom.Br || n.Type == html.CommentNode
}

// phrasing reports whether n is part of a line ("phrasing content" in HTML), and
// all in it too.
func phrasing(n *html.Node) bool {
	switch n.Type {
	case html.TextNode, html.CommentNode:
		return true
	case html.ElementNode:
	default:
		return false
	}
	switch n.DataAtom {
	case atom.Math, atom.Svg:
		return true
	case atom.A, atom.Abbr, atom.Acronym, atom.Area, atom.Audio, atom.B, atom.Bdi, atom.Bdo, atom.Big, atom.Blink, atom.Br, atom.Button, atom.Canvas,
		atom.Cite, atom.Code, atom.Data, atom.Datalist, atom.Del, atom.Dfn, atom.Em, atom.Embed, atom.Font, atom.I, atom.Img, atom.Input, atom.Ins,
		atom.Kbd, atom.Label, atom.Link, atom.Map, atom.Mark, atom.Meta, atom.Meter, atom.Nobr, atom.Noscript, atom.Object, atom.Output,
		atom.Progress, atom.Q, atom.Ruby, atom.S, atom.Samp, atom.Script, atom.Select, atom.Slot, atom.Small, atom.Span, atom.Strike, atom.Strong,
		atom.Sub, atom.Sup, atom.Template, atom.Textarea, atom.Time, atom.Tt, atom.U, atom.Var, atom.Wbr:
		for c := range n.ChildNodes() {
			if !phrasing(c) {
				return false
			}
		}
		return true
	}
	return false
}

// onlyChild returns the one element below n if it is of a kind and no text
// stands beside it; else nil.
func onlyChild(n *html.Node, kind atom.Atom) *html.Node {
	var found *html.Node
	for c := range n.ChildNodes() {
		switch {
		case c.Type == html.ElementNode && (found != nil || c.DataAtom != kind):
			return nil
		case c.Type == html.ElementNode:
			found = c
		case c.Type == html.TextNode && strings.TrimSpace(c.Data) != "":
			return nil
		}
	}
	return found
}

// replaceBy puts an element's only child into its place and returns it. The
// child takes over its names if it has none.
func replaceBy(n, child *html.Node) *html.Node {
	n.RemoveChild(child)
	n.Parent.InsertBefore(child, n)
	n.Parent.RemoveChild(n)
	for _, key := range []string{"id", "class"} {
		if s := attr(n, key); s != "" && attr(child, key) == "" {
			child.Attr = append(child.Attr, html.Attribute{Key: key, Val: s})
		}
	}
	return child
}

// holdsBlock reports whether there is an element below n that is no part of a
// line.
func holdsBlock(n *html.Node) bool {
	return first(n, func(c *html.Node) bool {
		switch c.DataAtom {
		case atom.Blockquote, atom.Dl, atom.Div, atom.Img, atom.Ol, atom.P, atom.Pre, atom.Table, atom.Ul, atom.Select:
			return c != n
		}
		return false
	}) != nil
}

// isEmpty reports whether there is nothing in n but white space, breaks and rules.
func isEmpty(n *html.Node) bool {
	for c := range n.ChildNodes() {
		switch {
		case c.Type == html.TextNode && strings.TrimSpace(c.Data) != "":
			return false
		case c.Type == html.ElementNode && c.DataAtom != atom.Br && c.DataAtom != atom.Hr:
			return false
		}
	}
	return true
}
