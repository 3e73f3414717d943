package html

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// titleSeparators stand between the headline and the name of the site in a title,
// in either order.
var titleSeparators = []string{" | ", " – ", " — ", " - ", " · ", " :: ", " // ", " » ", " « ", " : ", ": ", "_", "："}

// Bounds of the search for the headline on the page, in bytes and headings.
const (
	minHeadline = 8
	maxTitle    = 1000
	maxHeadings = 200
	kickerBytes = 30 // of a line above the headline, in one heading with it
)

// visibleHeadline returns the heading of the page that its titles name: the whole
// of one, or the longest part of one. A heading with the name of the site is a
// part of the title as well, but shorter.
func (m *metadata) visibleHeadline(doc *html.Node, ld, og string) string {
	parts := map[string]bool{} // folded
	for _, t := range []string{ld, og, m.title, m.named["og:title"], m.named["twitter:title"]} {
		addParts(parts, t)
	}
	best := ""
	seen := 0
	take := func(s string) {
		if f := fold(s); parts[f] && len(f) > len(fold(best)) {
			best = s
		}
	}
	walk(doc, func(n *html.Node) bool {
		switch n.DataAtom {
		case atom.H1, atom.H2, atom.H3, atom.H4:
			if seen++; seen < maxHeadings && !inside(n, "related") && !linkedAbove(n) {
				take(textOf(n))
			}
		}
		return !invisible(n.DataAtom)
	})
	if best == "" {
		best = m.likeHeading(ld, og)
	}
	if best == "" { // pages older than headings
		walk(doc, func(n *html.Node) bool {
			if n.Type == html.TextNode && len(n.Data) < 300 && len(n.Data) >= minHeadline*2 && !linked(n) {
				take(strings.TrimSpace(n.Data))
			}
			return !invisible(n.DataAtom)
		})
	}
	if k, o := fold(best), fold(og); o != "" && len(k) > len(o) && len(k)-len(o) <= kickerBytes && len(o) > len(k)/2 && strings.HasSuffix(k, o) {
		return og // without the kicker
	}
	return best
}

// addParts adds a title to parts, and what is before and after each separator.
func addParts(parts map[string]bool, title string) {
	add := func(s string) {
		if f := fold(s); len(f) >= minHeadline {
			parts[f] = true
		}
	}
	add(title)
	if len(title) > maxTitle {
		return
	}
	for _, sep := range titleSeparators {
		for i := strings.Index(title, sep); i >= 0; {
			add(title[:i])
			add(title[i+len(sep):])
			next := strings.Index(title[i+len(sep):], sep)
			if next < 0 {
				break
			}
			i += len(sep) + next
		}
	}
}

// likeHeading returns the first main heading that holds a title, or is held by
// one.
func (m *metadata) likeHeading(ld, og string) string {
	for _, h := range m.h1 {
		if alike(h, ld) || alike(h, og) || alike(h, m.title) {
			return h
		}
	}
	return ""
}

// linkedAbove reports whether a heading lies in a link, as those of cards do.
func linkedAbove(n *html.Node) bool {
	return n.DataAtom != atom.H1 && linked(n.Parent)
}
