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
		case c.Type == html.ElementNode && invisible(c.DataAtom):
			return false
		case c.Type == html.ElementNode && (isBlock(c) || c.DataAtom == atom.Br):
			sb.WriteByte(' ')
		}
		return true
	})
	return strings.Join(strings.Fields(sb.String()), " ")
}

// invisible reports whether an element holds nothing that a reader reads.
func invisible(a atom.Atom) bool {
	switch a {
	case atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Head, atom.Svg, atom.Iframe, atom.Object, atom.Embed, atom.Canvas,
		atom.Select, atom.Option, atom.Textarea, atom.Input, atom.Audio, atom.Video, atom.Math:
		return true
	}
	return false
}

// blockTag reports whether an element stands on lines of its own.
func blockTag(a atom.Atom) bool {
	switch a {
	case atom.P, atom.Div, atom.Section, atom.Article, atom.Main, atom.Aside, atom.Header, atom.Footer, atom.Nav, atom.H1, atom.H2, atom.H3,
		atom.H4, atom.H5, atom.H6, atom.Ul, atom.Ol, atom.Li, atom.Dl, atom.Dt, atom.Dd, atom.Table, atom.Tbody, atom.Thead, atom.Tfoot, atom.Tr,
		atom.Td, atom.Th, atom.Caption, atom.Blockquote, atom.Pre, atom.Figure, atom.Figcaption, atom.Form, atom.Fieldset, atom.Hr, atom.Address,
		atom.Details, atom.Summary, atom.Body, atom.Center:
		return true
	}
	return false
}

func isBlock(n *html.Node) bool {
	return n.Type == html.ElementNode && blockTag(n.DataAtom)
}
