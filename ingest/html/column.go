package html

import (
	"math"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// This file and score.go, tidy.go find the main column of a page by the method of
// Readability, which arc90 published and Mozilla keeps
// (https://github.com/mozilla/readability): paragraphs give points to the elements
// around them, the element with the most points and its like make the column,
// and what in it looks like no text goes. It is our own, and not a library, because
// the one that we used compiled thirty patterns at every start of newsarc, a fifth
// of the time of a short command.

// enoughText is how much a column must hold, in characters, for the page not to
// be read again with less suspicion.
const enoughText = 500

// finder finds the main column once.
type finder struct {
	unlikely bool // take out elements whose names make them unlikely
	named    bool // let the names of elements count
	tidy     bool // take out parts that look like no text
	title    string

	untitled bool // the headline was taken out
	unsigned bool // the byline was
	points   map[*html.Node]float64
	data     map[*html.Node]bool // tables that hold data
}

// mainColumn returns an element that holds the main column of a page, nil if
// there is none. The page stays as it is. Where little is found it is looked for
// again, each time with one suspicion less.
func mainColumn(doc *html.Node, title string) *html.Node {
	doc = clone(doc)
	paragraphsOfBreaks(doc)
	var best *html.Node
	most := 0
	for suspicion := 3; suspicion >= 0; suspicion-- {
		f := &finder{
			unlikely: suspicion > 2, named: suspicion > 1, tidy: suspicion > 0,
			title: title, points: map[*html.Node]float64{}, data: map[*html.Node]bool{},
		}
		root := f.find(clone(doc))
		if root == nil {
			return nil
		}
		n, _ := textSize(root)
		if n >= enoughText {
			return root
		}
		if n > most {
			best, most = root, n
		}
	}
	return best
}

// find changes doc.
func (f *finder) find(doc *html.Node) *html.Node {
	body := first(doc, func(n *html.Node) bool { return n.DataAtom == atom.Body })
	if body == nil {
		return nil
	}
	top := f.choose(f.score(f.gather(doc)), body)
	root := f.join(top)
	f.tidyUp(root)
	return root
}

// gather takes out of a page what cannot be its text, makes paragraphs of what
// is meant as such, and returns the elements whose text counts.
func (f *finder) gather(doc *html.Node) []*html.Node {
	var list []*html.Node
	for n := first(doc, func(n *html.Node) bool { return n.DataAtom == atom.Html }); n != nil; {
		if n.Type != html.ElementNode {
			n = next(n)
			continue
		}
		if n.Parent != nil && f.unwanted(n) {
			n = cut(n)
			continue
		}
		switch n.DataAtom {
		case atom.Section, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.P, atom.Td, atom.Pre:
			list = append(list, n)
		case atom.Div:
			if ancestor(n, 3, atom.Pre) != nil {
				break
			}
			paragraphsOfRuns(n)
			if p := onlyChild(n, atom.P); p != nil && linkShareOf(n) < 0.25 {
				n = replaceBy(n, p)
				list = append(list, n)
			} else if !holdsBlock(n) {
				setTag(n, atom.P)
				list = append(list, n)
			}
		}
		n = next(n)
	}
	return list
}

// unwanted reports whether an element is taken out before anything is counted.
func (f *finder) unwanted(n *html.Node) bool {
	names := nameOf(n)
	switch {
	case hasAttr(n, "hidden"), hiddenStyle().MatchString(attr(n, "style")):
		return true
	case attr(n, "aria-hidden") == "true" && !strings.Contains(attr(n, "class"), "fallback-image"):
		return true
	case attr(n, "aria-modal") == "true" && attr(n, "role") == "dialog":
		return true
	case !f.unsigned && isByline(n, names):
		if size := len(strings.TrimSpace(rawText(n))); size > 0 && size < 100 {
			f.unsigned = true
			return true
		}
	case !f.untitled && (n.DataAtom == atom.H1 || n.DataAtom == atom.H2) && alike(textOf(n), f.title):
		f.untitled = true
		return true
	}
	if f.unlikely && n.DataAtom != atom.Body && n.DataAtom != atom.A {
		if named(names, unlikelyNames) && !named(names, likelyNames) && ancestor(n, 3, atom.Table) == nil && ancestor(n, 3, atom.Code) == nil {
			return true
		}
		switch attr(n, "role") {
		case "menu", "menubar", "complementary", "navigation", "alert", "alertdialog", "dialog":
			return true
		}
	}
	switch n.DataAtom {
	case atom.Div, atom.Section, atom.Header, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		return isEmpty(n)
	}
	return false
}

func isByline(n *html.Node, names string) bool {
	return attr(n, "rel") == "author" || strings.Contains(attr(n, "itemprop"), "author") || named(names, bylineNames)
}

// join returns an element with top and those beside it that seem to belong to
// it: a preamble, or what an advertisement parted from the rest.
func (f *finder) join(top *html.Node) *html.Node {
	root := &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div}
	threshold := math.Max(10, f.points[top]*0.2)
	class := attr(top, "class")
	for _, n := range elements(top.Parent) {
		bonus := 0.0
		if class != "" && attr(n, "class") == class {
			bonus = f.points[top] * 0.2
		}
		points, scored := f.points[n]
		if n != top && !(scored && points+bonus >= threshold) && !proseBeside(n) {
			continue
		}
		switch n.DataAtom {
		case atom.Div, atom.Article, atom.Section, atom.P, atom.Ol, atom.Ul:
		default:
			setTag(n, atom.Div)
		}
		n.Parent.RemoveChild(n)
		root.AppendChild(n)
	}
	return root
}

// proseBeside reports whether a paragraph beside the column reads as text: it is
// long, or short and a sentence.
func proseBeside(n *html.Node) bool {
	if n.DataAtom != atom.P {
		return false
	}
	s := textOf(n)
	links := linkShareOf(n)
	if len(s) > 80 {
		return links < 0.25
	}
	return s != "" && links == 0 && (strings.HasSuffix(s, ".") || strings.Contains(s, ". "))
}

// choose returns the element that is the column: the one with the most points,
// or one above it that holds others which come near. Its siblings are still
// beside it.
func (f *finder) choose(candidates []*html.Node, body *html.Node) *html.Node {
	if len(candidates) == 0 || candidates[0] == body {
		return f.wholeBody(body)
	}
	top := f.common(candidates, body)
	top = f.higher(top, body)
	for p := top.Parent; p != nil && p != body && len(elements(p)) == 1; p = p.Parent {
		top = p
	}
	f.start(top)
	return top
}

// wholeBody puts everything in the body of a page into one element.
func (f *finder) wholeBody(body *html.Node) *html.Node {
	all := &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div}
	for body.FirstChild != nil {
		c := body.FirstChild
		body.RemoveChild(c)
		all.AppendChild(c)
	}
	body.AppendChild(all)
	f.start(all)
	return all
}

// common returns the element nearest to the best candidate that holds three
// others which have nearly as many points; the best candidate if there is none.
func (f *finder) common(candidates []*html.Node, body *html.Node) *html.Node {
	const others = 3
	top := candidates[0]
	var near []*html.Node
	for _, c := range candidates[1:min(len(candidates), 5)] {
		if f.points[c] >= 0.75*f.points[top] {
			near = append(near, c)
		}
	}
	if len(near) < others {
		return top
	}
	for p := top.Parent; p != nil && p != body; p = p.Parent {
		n := 0
		for _, c := range near {
			if c != p && holds(p, c) {
				n++
			}
		}
		if n >= others {
			return p
		}
	}
	return top
}

// higher goes up from the best candidate as long as those above it do not have
// far less points, to the first that has more: there is text in other places too.
func (f *finder) higher(top, body *html.Node) *html.Node {
	f.start(top)
	last := f.points[top]
	least := last / 3
	for p := top.Parent; p != nil && p != body; p = p.Parent {
		points, scored := f.points[p]
		switch {
		case !scored:
			continue
		case points < least:
			return top
		case points > last:
			return p
		}
		last = points
	}
	return top
}

// elements returns the elements right below n.
func elements(n *html.Node) []*html.Node {
	var list []*html.Node
	if n == nil {
		return nil
	}
	for c := range n.ChildNodes() {
		if c.Type == html.ElementNode {
			list = append(list, c)
		}
	}
	return list
}

// holds reports whether n lies below p.
func holds(p, n *html.Node) bool {
	for ; n != nil; n = n.Parent {
		if n == p {
			return true
		}
	}
	return false
}

// ancestor returns the nearest element of a kind above n, at most depth levels up;
// nil if there is none.
func ancestor(n *html.Node, depth int, kind atom.Atom) *html.Node {
	for p := n.Parent; p != nil && depth > 0; p, depth = p.Parent, depth-1 {
		if p.DataAtom == kind {
			return p
		}
	}
	return nil
}

func setTag(n *html.Node, kind atom.Atom) { n.Data, n.DataAtom = kind.String(), kind }

// clone copies a tree.
func clone(n *html.Node) *html.Node {
	c := &html.Node{Type: n.Type, DataAtom: n.DataAtom, Data: n.Data, Namespace: n.Namespace, Attr: slices.Clone(n.Attr)}
	for child := range n.ChildNodes() {
		c.AppendChild(clone(child))
	}
	return c
}
