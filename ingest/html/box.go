package html

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/newsarc/newsarc/ingest"
	"github.com/newsarc/newsarc/ingest/wire"
	"github.com/newsarc/newsarc/news"
)

// Boxes that stand in the text are known by how they are built, for their names
// are often made by machine: a card that is all one link, an offer that ends in
// a button. Quotations pulled out of the text stay: readers count them as text.

// Bounds of boxes: the text of an offer in bytes, how deep what is in one lies,
// and how far off another like it is looked for.
const (
	boxBytes = 400
	boxDepth = 12
	boxReach = 20
)

// withoutBoxes drops cards, offers and the counters of slides.
func withoutBoxes(blocks []block) []block {
	total := 0
	for i := range blocks {
		total += len(blocks[i].text)
	}
	drop := map[*html.Node]bool{} // elements, with all that is in them
	cards := map[*html.Node]int{} // bytes of text
	for i := range blocks {
		if card := cardOf(blocks[i].node); card != nil {
			cards[card] += len(blocks[i].text)
		}
		if box := offerBox(blocks, i); box != nil {
			drop[box] = true
		}
	}
	for card, size := range cards {
		if size*3 < total {
			drop[card] = true
		}
	}
	return filter(blocks, func(b *block) bool {
		for n, depth := b.node, 0; n != nil && depth < boxDepth && len(drop) > 0; n, depth = n.Parent, depth+1 {
			if drop[n] {
				return false
			}
		}
		return !isCounter(b.text)
	})
}

// cardOf returns the link that a block lies in with others, or with a picture;
// nil when its links lie in it.
func cardOf(n *html.Node) *html.Node {
	for depth := 0; n != nil && depth < 6; n, depth = n.Parent, depth+1 {
		if n.DataAtom == atom.A && hasAttr(n, "href") {
			return n
		}
	}
	return nil
}

// offerBox returns the box that ends with block i, a button: it opens with a
// heading, says little, and is not one of several alike.
func offerBox(blocks []block, i int) *html.Node {
	b := &blocks[i]
	if i < 1 || b.linkShare() < 0.9 || len(b.text) > 40 || ingest.Ended(b.text) || b.kind == news.Item {
		return nil
	}
	box := b.node
	for depth := 0; depth < 4; depth++ {
		if box == nil || !isBox(box) {
			return nil
		}
		from, size := i, 0
		for from >= 0 && size <= boxBytes && i-from < boxReach && within(blocks[from].node, box) {
			size += len(blocks[from].text)
			from--
		}
		switch count := i - from; {
		case size > boxBytes || i+1 < len(blocks) && within(blocks[i+1].node, box):
			return nil
		case count > 1:
			if count > 4 || from < 0 || blocks[from+1].kind != news.Heading || oneOfMany(box) {
				return nil
			}
			return box
		}
		box = box.Parent
	}
	return nil
}

func isBox(n *html.Node) bool {
	return n.DataAtom == atom.Div || n.DataAtom == atom.Section || n.DataAtom == atom.Aside || n.DataAtom == atom.P || n.DataAtom == atom.A
}

// oneOfMany reports whether an element of the same name stands beside n.
func oneOfMany(n *html.Node) bool {
	if n.Parent == nil || names(n) == "" {
		return true
	}
	alike := func(k *html.Node) bool { return k.DataAtom == n.DataAtom && names(k) == names(n) }
	for k, i := n.PrevSibling, 0; k != nil && i < boxReach; k, i = k.PrevSibling, i+1 {
		if alike(k) {
			return true
		}
	}
	for k, i := n.NextSibling, 0; k != nil && i < boxReach; k, i = k.NextSibling, i+1 {
		if alike(k) {
			return true
		}
	}
	return false
}

// isCounter reports whether s numbers a slide: "3 / 12", "3 of 12".
func isCounter(s string) bool {
	at, all, ok := strings.Cut(strings.Replace(s, " of ", "/", 1), "/")
	return ok && isNumber(strings.TrimSpace(at)) && isNumber(strings.TrimSpace(all))
}

// isNumber reports whether s is a number below a thousand.
func isNumber(s string) bool {
	return s != "" && len(s) <= 3 && strings.Trim(s, "0123456789") == ""
}

// isEndMark reports whether s is what ends a text: "###", "-30-", "– ENDS –".
func isEndMark(s string) bool {
	if len(s) > 20 {
		return false
	}
	if strings.ReplaceAll(s, " ", "") == "###" {
		return true
	}
	word := strings.ToLower(strings.Trim(s, "-–— "))
	return (word == "30" || word == "end" || word == "ends") && len(s) > len(word)+1 // with dashes around it
}

// withoutAfterEnd drops what follows the mark that ends a text: in a press
// release, whom to ask.
func withoutAfterEnd(blocks []block) []block {
	for i := range blocks {
		if i*2 >= len(blocks) && isEndMark(blocks[i].text) {
			return blocks[:i]
		}
	}
	return blocks
}

// isPointer reports whether s leads to another story, in another language than
// English: it opens so, and a mark follows, or nothing.
func isPointer(s string) bool {
	n, ok := wire.Pointer(s)
	if !ok || n == len(s) {
		return ok
	}
	r, _ := utf8.DecodeLastRuneInString(strings.TrimRight(s[:n], " "))
	return strings.ContainsRune(":：|–—»>-…", r)
}
