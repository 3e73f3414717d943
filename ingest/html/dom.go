package html

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// walk visits n and everything below it in document order, without recursion:
// hostile pages nest a million deep. visit returns false to pass over what lies
// below a node.
func walk(n *html.Node, visit func(*html.Node) bool) {
	for at := n; at != nil; {
		if visit(at) && at.FirstChild != nil {
			at = at.FirstChild
			continue
		}
		for at != n && at.NextSibling == nil {
			at = at.Parent
		}
		if at == n {
			return
		}
		at = at.NextSibling
	}
}

// maxAttrs bounds the attributes of an element that are looked at: they are asked
// for many times.
const maxAttrs = 100

// attr returns the value of an attribute; empty when n lacks it.
func attr(n *html.Node, key string) string {
	for _, a := range n.Attr[:min(len(n.Attr), maxAttrs)] {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func hasAttr(n *html.Node, key string) bool {
	for _, a := range n.Attr[:min(len(n.Attr), maxAttrs)] {
		if a.Key == key {
			return true
		}
	}
	return false
}

// hasProp reports whether the white space separated list in an attribute of n
// holds name.
func hasProp(n *html.Node, key, name string) bool {
	value := attr(n, key)
	if value == "" || len(value) > maxNames {
		return false
	}
	for v := range strings.FieldsSeq(value) {
		if strings.EqualFold(v, name) {
			return true
		}
	}
	return false
}

// first returns the first node below n that ok accepts.
func first(n *html.Node, ok func(*html.Node) bool) *html.Node {
	var found *html.Node
	walk(n, func(c *html.Node) bool {
		if found == nil && c.Type == html.ElementNode && ok(c) {
			found = c
		}
		return found == nil
	})
	return found
}

// maxText bounds what is read as a line, in bytes.
const maxText = 16 << 10

// textOf returns the text below n as a reader sees it on one line, of at most
// some maxText bytes: white space runs are one space, blocks and line breaks
// separate words.
func textOf(n *html.Node) string {
	var sb strings.Builder
	walk(n, func(c *html.Node) bool {
		switch {
		case sb.Len() > maxText:
			return false
		case c.Type == html.TextNode && len(c.Data) > maxText:
			sb.WriteString(strings.ToValidUTF8(c.Data[:maxText], ""))
		case c.Type == html.TextNode:
			sb.WriteString(c.Data)
		case c.Type == html.ElementNode && invisible[c.DataAtom]:
			return false
		case c.Type == html.ElementNode && (isBlock(c) || c.DataAtom == atom.Br):
			sb.WriteByte(' ')
		}
		return true
	})
	return strings.Join(strings.Fields(sb.String()), " ")
}

// invisible elements hold nothing that a reader reads.
var invisible = map[atom.Atom]bool{
	atom.Script: true, atom.Style: true, atom.Noscript: true, atom.Template: true, atom.Head: true,
	atom.Svg: true, atom.Iframe: true, atom.Object: true, atom.Embed: true, atom.Canvas: true,
	atom.Select: true, atom.Option: true, atom.Textarea: true, atom.Input: true, atom.Audio: true, atom.Video: true, atom.Math: true,
}

var blocks = map[atom.Atom]bool{
	atom.P: true, atom.Div: true, atom.Section: true, atom.Article: true, atom.Main: true, atom.Aside: true, atom.Header: true, atom.Footer: true,
	atom.Nav: true, atom.H1: true, atom.H2: true, atom.H3: true, atom.H4: true, atom.H5: true, atom.H6: true, atom.Ul: true, atom.Ol: true,
	atom.Li: true, atom.Dl: true, atom.Dt: true, atom.Dd: true, atom.Table: true, atom.Tbody: true, atom.Thead: true, atom.Tfoot: true,
	atom.Tr: true, atom.Td: true, atom.Th: true, atom.Caption: true, atom.Blockquote: true, atom.Pre: true, atom.Figure: true, atom.Figcaption: true,
	atom.Form: true, atom.Fieldset: true, atom.Hr: true, atom.Address: true, atom.Details: true, atom.Summary: true, atom.Body: true, atom.Center: true,
}

func isBlock(n *html.Node) bool {
	return n.Type == html.ElementNode && blocks[n.DataAtom]
}
