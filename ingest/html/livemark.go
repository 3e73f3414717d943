package html

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/newsarc/newsarc/ingest"
	"github.com/newsarc/newsarc/news"
)

// Many live blogs are declared by nothing but their markup: a row of elements of
// one kind, each with a mark of its own, a time and a text, in a part of the page
// whose name says what it is. All of it is asked for: a list of comments or of other
// stories looks much the same.

var (
	liveName = ingest.Regexp(`live[-_]?(?:blog|ticker|updates?|feed|stream|post|entry|text|coverage)|minute[-_]?by[-_]?minute|(?:^|[\s_-])lx-stream|liveticker|as[-_]it[-_]happened`)
	notLive  = ingest.Regexp(`comment|related|teaser|recommend|promo|sidebar|most-?read|trending|carousel|gallery`)
)

// Bounds of what is taken for a live blog.
const (
	fewestEntries = 3
	entryBytes    = 40 // of text, that the middle one of the entries has at least
	maxEntries    = 2000
)

// markedEntries returns the entries of a live blog that only the markup of a page
// shows; none where it is no live blog.
func markedEntries(m *metadata, doc *html.Node, page string) []*news.Article {
	if strings.Count(page, "<time")+strings.Count(page, "<TIME") < fewestEntries {
		return nil // each has one
	}
	list := entryElements(doc)
	if len(list) < fewestEntries {
		return nil
	}
	var out []*news.Article
	seen := map[string]bool{}
	var sizes []int
	for _, n := range list[:min(len(list), maxEntries)] {
		a := m.markedEntry(n)
		if a == nil || seen[a.ID] || ingest.Finish(a) != nil {
			continue
		}
		seen[a.ID] = true
		out = append(out, a)
		sizes = append(sizes, len(a.Body.Text()))
	}
	slices.Sort(sizes)
	if len(out) < fewestEntries || sizes[len(sizes)/2] < entryBytes {
		return nil
	}
	return out
}

// entryElements returns the elements of the longest row that looks like the
// entries of a live blog.
func entryElements(doc *html.Node) []*html.Node {
	var best []*html.Node
	walk(doc, func(n *html.Node) bool {
		if n.Type != html.ElementNode {
			return true
		}
		if invisible(n.DataAtom) && n.DataAtom != atom.Head || notLive().MatchString(names(n)) && n.DataAtom != atom.Body {
			return false
		}
		if row := rowOf(n); len(row) > len(best) && isLive(row) {
			best = row
		}
		return true
	})
	return best
}

// rowOf returns the children of n that may be entries: of one kind, each with a
// mark and a time.
func rowOf(n *html.Node) []*html.Node {
	var row []*html.Node
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch c.DataAtom {
		case atom.Article, atom.Li, atom.Div, atom.Section:
		default:
			continue
		}
		if len(row) > 0 && row[0].DataAtom != c.DataAtom || markOf(c) == "" || notLive().MatchString(names(c)) {
			continue
		}
		if first(c, func(t *html.Node) bool { return t.DataAtom == atom.Time }) != nil {
			row = append(row, c)
		}
	}
	return row
}

// isLive reports whether the names of a row, or of what holds it, say that it is
// a live blog.
func isLive(row []*html.Node) bool {
	for n, depth := row[0], 0; n != nil && depth < 8; n, depth = n.Parent, depth+1 {
		if liveName().MatchString(names(n)) {
			return true
		}
	}
	return false
}

// markOf returns what names an entry for as long as the blog lives: its id, the
// one that a program gave it, or the end of the link to itself.
func markOf(n *html.Node) string {
	if id := attr(n, "id"); id != "" {
		return id
	}
	for _, key := range []string{"data-block-id", "data-post-id", "data-entry-id", "data-update-id", "data-id"} {
		if id := attr(n, key); id != "" {
			return id
		}
	}
	link := first(n, func(c *html.Node) bool {
		_, mark, ok := strings.Cut(attr(c, "href"), "#")
		return c.DataAtom == atom.A && ok && len(mark) > 3
	})
	if link == nil {
		return ""
	}
	_, mark, _ := strings.Cut(attr(link, "href"), "#")
	return mark
}

// markedEntry reads one entry; nil when it has no text.
func (m *metadata) markedEntry(n *html.Node) *news.Article {
	if m.a.URL == "" {
		return nil
	}
	a := &news.Article{
		ID: news.Line(m.a.URL + "#" + markOf(n)), Byline: m.a.Byline,
		Source: m.a.Source, Section: m.a.Section, Language: m.a.Language,
	}
	var heading, clock, author *html.Node
	walk(n, func(c *html.Node) bool {
		switch {
		case c.DataAtom == atom.Time && clock == nil:
			clock = c
		case heading == nil && (c.DataAtom == atom.H2 || c.DataAtom == atom.H3 || c.DataAtom == atom.H4):
			heading = c
		case author == nil && (hasProp(c, "rel", "author") || hasProp(c, "itemprop", "author") || bylineName().MatchString(names(c))):
			author = c
		}
		return true
	})
	if heading != nil {
		a.Headline = textOf(heading)
	}
	if author != nil && textOf(author) != "" && len(textOf(author)) < 120 {
		a.Byline = textOf(author)
	}
	a.Published, _ = when(attr(clock, "datetime"))
	r := &reading{m: m, from: "marked entry", blocks: filter(blocksOf(n), func(b *block) bool {
		return !partOf(b.node, heading) && !partOf(b.node, clock) && !partOf(b.node, author) && b.text != textOf(clock)
	})}
	r.weed()
	for i := range r.blocks {
		if s := ingest.Sentences(r.blocks[i].text, a.Lang()); len(s) > 0 {
			a.Body = append(a.Body, news.Paragraph{Kind: r.blocks[i].kind, Sentences: s})
		}
	}
	a.Notes = r.notes
	if len(a.Body) == 0 {
		return nil
	}
	return a
}

// partOf reports whether n is in, or in the line of, the element outer.
func partOf(n, outer *html.Node) bool {
	if outer == nil {
		return false
	}
	for ; n != nil; n = n.Parent {
		if n == outer {
			return true
		}
	}
	return false
}
