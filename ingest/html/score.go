package html

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Parts of names in class and id, as Readability has them: what they make
// likely to be the text of a page, and what not.
var (
	unlikelyNames = []string{
		"-ad-", "ai2html", "banner", "breadcrumbs", "combx", "comment", "community", "cover-wrap", "disqus", "extra", "footer", "gdpr",
		"header", "legends", "menu", "related", "remark", "replies", "rss", "shoutbox", "sidebar", "skyscraper", "social", "sponsor",
		"supplemental", "ad-break", "agegate", "pagination", "pager", "popup", "yom-remote",
	}
	likelyNames   = []string{"and", "article", "body", "column", "content", "main", "mathjax", "shadow"}
	bylineNames   = []string{"byline", "author", "dateline", "writtenby", "p-author"}
	positiveNames = []string{"article", "body", "content", "entry", "main", "page", "pagination", "post", "text", "blog", "story"}
	negativeNames = []string{
		"-ad-", "banner", "combx", "comment", "com-", "contact", "footer", "gdpr", "masthead", "meta", "outbrain", "promo", "related",
		"share", "shoutbox", "sidebar", "skyscraper", "sponsor", "shopping", "tags", "widget",
	}
)

// score gives points to the elements around paragraphs, and returns those that
// got some, the best first.
func (f *finder) score(paragraphs []*html.Node) []*html.Node {
	var list []*html.Node
	for _, p := range paragraphs {
		chars, commas := textSize(p)
		if chars < 25 || p.Parent == nil {
			continue
		}
		points := float64(2 + commas + min(chars/100, 3))
		level := 0
		for a := p.Parent; a != nil && level < 5; a = a.Parent {
			if a.Type == html.ElementNode && a.Parent != nil && a.Parent.Type == html.ElementNode {
				if _, ok := f.points[a]; !ok {
					f.start(a)
					list = append(list, a)
				}
				f.points[a] += points / share(level)
			}
			level++
		}
	}
	for _, a := range list {
		f.points[a] *= 1 - linkShareOf(a)
	}
	slices.SortStableFunc(list, func(a, b *html.Node) int {
		switch x, y := f.points[a], f.points[b]; {
		case x > y:
			return -1
		case x < y:
			return 1
		}
		return 0
	})
	return list
}

// share is by how much the points of a paragraph are divided for an element so
// many levels above its parent.
func share(level int) float64 {
	switch level {
	case 0:
		return 1
	case 1:
		return 2
	}
	return float64(3 * level)
}

// start gives an element, if it has no points yet, those of what it is.
func (f *finder) start(n *html.Node) {
	if _, ok := f.points[n]; ok {
		return
	}
	points := f.weight(n)
	switch n.DataAtom {
	case atom.Div:
		points += 5
	case atom.Pre, atom.Td, atom.Blockquote:
		points += 3
	case atom.Address, atom.Ol, atom.Ul, atom.Dl, atom.Dd, atom.Dt, atom.Li, atom.Form:
		points -= 3
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Th:
		points -= 5
	}
	f.points[n] = float64(points)
}

// weight is what the names of an element say for or against it.
func (f *finder) weight(n *html.Node) int {
	if !f.named {
		return 0
	}
	weight := 0
	for _, key := range []string{"class", "id"} {
		s := strings.ToLower(attr(n, key))
		if s == "" {
			continue
		}
		if named(s, negativeNames) || wordIs(s, "hid", "hidden", "d-none") {
			weight -= 25
		}
		if named(s, positiveNames) {
			weight += 25
		}
	}
	return weight
}

// wordIs reports whether one of the words of s is one of words.
func wordIs(s string, words ...string) bool {
	for w := range strings.SplitSeq(s, " ") {
		if slices.Contains(words, w) {
			return true
		}
	}
	return false
}

// nameOf returns class and id of an element in lower case.
func nameOf(n *html.Node) string {
	return strings.ToLower(attr(n, "class") + " " + attr(n, "id"))
}

// counter counts the characters of text that comes in pieces: a run of white
// space is one, at either end it is none.
type counter struct {
	chars, commas int
	space         bool
}

func (c *counter) add(s string) {
	for _, r := range s {
		if unicode.IsSpace(r) {
			c.space = c.chars > 0
			continue
		}
		if c.space {
			c.chars++
			c.space = false
		}
		c.chars++
		switch r {
		case ',', '،', '﹐', '︐', '︑', '⹁', '⸴', '⸲', '，':
			c.commas++
		}
	}
}

// textSize counts the characters and commas of the text below n.
func textSize(n *html.Node) (chars, commas int) {
	var c counter
	walk(n, func(n *html.Node) bool {
		if n.Type == html.TextNode {
			c.add(n.Data)
		}
		return true
	})
	return c.chars, c.commas
}

// rawText returns the text below n as it stands in the page.
func rawText(n *html.Node) string {
	var b strings.Builder
	walk(n, func(n *html.Node) bool {
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
		}
		return true
	})
	return b.String()
}

// linkShareOf returns how much of the text below n is in links, from 0 to 1. A
// link within the page counts less.
func linkShareOf(n *html.Node) float64 {
	var all counter
	links := 0.0
	var visit func(n *html.Node, link *counter)
	visit = func(n *html.Node, link *counter) {
		if n.Type == html.TextNode {
			all.add(n.Data)
			if link != nil {
				link.add(n.Data)
			}
			return
		}
		outer := link
		if n.Type == html.ElementNode && n.DataAtom == atom.A {
			link = &counter{}
		}
		for c := range n.ChildNodes() {
			visit(c, link)
		}
		if link != outer {
			links += float64(link.chars) * linkWeight(n)
		}
	}
	visit(n, nil)
	if all.chars == 0 {
		return 0
	}
	return links / float64(all.chars)
}

func linkWeight(a *html.Node) float64 {
	if ref := strings.TrimSpace(attr(a, "href")); len(ref) > 1 && ref[0] == '#' {
		return 0.3
	}
	return 1
}
