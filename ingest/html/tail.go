package html

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/newsarc/newsarc/ingest"
	"github.com/newsarc/newsarc/ingest/wire"
	"github.com/newsarc/newsarc/news"
)

// trimTail drops what stands below the text: pointers, names, short lines that
// nothing follows. Notices met on the way are kept for later.
func (r *reading) trimTail() {
	blocks := r.blocks
	end := len(blocks)
	column := columnOf(blocks)
	var notices []block
	for end > 0 {
		b := &blocks[end-1]
		if _, ok := wire.Note(b.text); ok {
			notices = append(notices, *b)
		} else if !r.below(b, column) {
			break
		}
		end--
		if b.prose() {
			column = columnOf(blocks[:end])
		}
	}
	slices.Reverse(notices)
	if end > 0 {
		r.blocks = append(blocks[:end:end], notices...)
	}
}

// columnOf returns the element that holds the last prose of blocks.
func columnOf(blocks []block) *html.Node {
	for i := len(blocks) - 1; i >= 0; i-- {
		if blocks[i].prose() && !invitation().MatchString(blocks[i].text) {
			return blocks[i].node.Parent
		}
	}
	return nil
}

// below reports whether b, after which nothing of the text comes, is none of it.
// column is the element that holds the last paragraph.
func (r *reading) below(b *block, column *html.Node) bool {
	switch {
	case b.kind == news.Heading, isFurniture(b):
		return true
	case b.kind == news.Text && len(b.text) < 120 && !ingest.Ended(b.text) && meta(b.text) && len(wire.Stamps(b.text, "")) > 0:
		return true
	case b.linkShare() > 0.8 && !ingest.Ended(b.text), initials().MatchString(b.text):
		return true
	case len(b.text) < 400 && (contact().MatchString(b.text) || r.bio(b.text)):
		return true
	case disclaimer().MatchString(b.text), len(b.text) < 400 && invitation().MatchString(b.text):
		return true
	}
	return b.kind == news.Text && !ingest.Ended(b.text) && len(b.text) < 80 && !inTable(b.node) && (b.tag != atom.P || b.node.Parent != column)
}

// initials are those of writers and agencies, below texts in German: "beh/dpa".
var initials = ingest.Regexp(`^[(–—/ ]*\p{Ll}{2,5}(?: ?[/,] ?\p{Ll}{2,5}){1,3}[) ]*$`)

// invitation asks readers to write, below the text.
var invitation = ingest.Regexp(`(?i)(?:letters? to the editor|like to hear (?:what you think|from you)|here['’]s our email|letters@|send (?:us )?your (?:story|stories|letters?|views|comments))`)

var disclaimer = ingest.Regexp(`(?i)^(?:disclaimer|disclosure|note)\b.{0,400}(?:views|opinions|comments|investment|affiliat|commission|responsib)`)

func inTable(n *html.Node) bool {
	for depth := 0; n != nil && depth < 4; depth++ {
		if n.DataAtom == atom.Table || n.DataAtom == atom.Tr || n.DataAtom == atom.Td || n.DataAtom == atom.Pre {
			return true
		}
		n = n.Parent
	}
	return false
}

var bioVerb = ingest.Regexp(`^(?:,? (?:\([^)]{1,80}\) )?(?:is|was|has been|covers|covered|writes|has|can be|joined|reports|works|reported|contributes|hosts|edits|leads|spends)\b|['’]s (?:book|latest|most recent|work|column|email|twitter)\b|, (?:a|an|the) \w+)`)

// bio reports whether s tells who the author is.
func (r *reading) bio(s string) bool {
	s = strings.TrimLeft(s, "*_—–- ")
	for _, name := range authorNames(r.m.a.Byline) {
		if rest, ok := strings.CutPrefix(s, name); ok && bioVerb().MatchString(rest) {
			return true
		}
	}
	return strings.HasPrefix(s, "About the author") || strings.HasPrefix(s, "About the Author")
}

var nameSeparator = ingest.Regexp(`,| and | & |\||/`)

// authorNames returns the names in a byline.
func authorNames(byline string) []string {
	var out []string
	for _, part := range nameSeparator().Split(strings.TrimPrefix(strings.TrimPrefix(byline, "By "), "by "), -1) {
		if part = strings.TrimSpace(part); strings.Contains(part, " ") && len(part) < 60 {
			out = append(out, part)
		}
	}
	return out
}
