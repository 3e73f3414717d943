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

// weed drops the blocks that are not the article's text, and moves those that
// are fields of it (notices, the subhead) to where they belong. What it drops it
// notes down.
func (r *reading) weed() {
	before := make([]block, len(r.blocks))
	copy(before, r.blocks)
	r.blocks = oneArticle(r.blocks)
	r.blocks = withoutLinkLists(r.blocks)
	r.blocks = withoutLastSection(r.blocks)
	r.blocks = withoutAfterEnd(r.blocks)
	r.blocks = filter(r.blocks, func(b *block) bool {
		if at := len(b.text) - len(clickToTweet); at >= 0 && strings.EqualFold(b.text[at:], clickToTweet) {
			b.text = strings.TrimSpace(b.text[:at])
		}
		return b.text != "" && !isFurniture(b)
	})
	r.trimHead()
	r.trimTail()
	r.blocks = filter(r.blocks, func(b *block) bool { return !r.note(b) })
	r.account(before)
}

// account notes which blocks of those before are gone.
func (r *reading) account(before []block) {
	at := 0
	for i := range before {
		if at < len(r.blocks) && before[i].node == r.blocks[at].node && strings.HasPrefix(before[i].text, r.blocks[at].text) {
			at++
			continue
		}
		r.dropped = append(r.dropped, ingest.Origin{Field: "body", From: r.from, Value: before[i].text})
	}
}

func filter(blocks []block, keep func(*block) bool) []block {
	kept := blocks[:0]
	for i := range blocks {
		if keep(&blocks[i]) {
			kept = append(kept, blocks[i])
		}
	}
	return kept
}

// clickToTweet ends lines that readers are to pass on.
const clickToTweet = "click to tweet"

// prose reports whether b reads as running text: long, or a whole sentence.
func (b *block) prose() bool {
	if b.kind == news.Heading || b.linkShare() > 0.5 && (b.linkShare() > 0.85 || len(b.text) < 140) {
		return false
	}
	return len(b.text) >= 140 || len(b.text) >= 50 && ingest.Ended(b.text)
}

// oneArticle keeps the article with most of the text where the page holds
// others of their own, in elements that say so.
func oneArticle(blocks []block) []block {
	size := map[*html.Node]int{}
	total := 0
	for i := range blocks {
		if b := &blocks[i]; b.prose() {
			size[articleOf(b.node)] += len(b.text)
			total += len(b.text)
		}
	}
	var best *html.Node
	for n, s := range size {
		if n != nil && (best == nil || s > size[best]) {
			best = n
		}
	}
	if best == nil || len(size) < 2 || size[best]*100 < total*45 {
		return blocks
	}
	return filter(blocks, func(b *block) bool {
		n := articleOf(b.node)
		return n == nil || n == best || within(best, n) || within(n, best)
	})
}

func articleOf(n *html.Node) *html.Node {
	for n != nil && n.DataAtom != atom.Article {
		n = n.Parent
	}
	return n
}

// within reports whether n lies below top.
func within(n, top *html.Node) bool {
	for n != nil && n != top {
		n = n.Parent
	}
	return n == top
}

var (
	// label opens a pointer to other stories.
	label = ingest.Regexp(`(?i)^[\[(»>*•\s]*(?:related(?: (?:article|story|stories|post|posts|content|coverage|news|links?|video))?|read(?: more| also| next| this)?|also read|see(?: also| more)|more(?: on this| here)?|watch(?: now| also| more)?|don['’]t miss|must[- ]read|recommended|listen(?: now)?|also on [\w. ]+|click here|for more|from the archives?|you may also like|in pictures|in pics|photos|video)\s*(?:[:|–—-]|»|>)`)
	// photoLine is the credit of a picture; photoWords is one if it is no sentence.
	photoLine  = ingest.Regexp(`(?i)^[\[(]?(?:(?:file |stock |handout )?(?:photo|image|picture|pic|illustration|graphic|screenshot|screengrab|media)s?(?: (?:credit|by|courtesy(?: of)?|source|via|copyright|caption|from))?\s*[:/©|]|credits?\s*[:/]|©)`)
	photoWords = ingest.Regexp(`(?i)^[\[(]?(?:(?:photo|image|picture|pic|illustration|graphic|screenshot|screengrab|video|media)s? (?:credit|by|courtesy|source|via|copyright|caption|from|illustration by)|photograph(?:s|ed)? (?:by|courtesy))\b`)
	agencies   = ingest.Regexp(`(?i)^\W*(?:via )?(?:getty(?: images)?|reuters|ap(?: photo)?|afp|epa|shutterstock|istock(?:photo)?|alamy|associated press|bloomberg|pa(?: wire)?|rex(?: features)?|file photo|file|handout|instagram|facebook|twitter|youtube)(?:\s*[/|,-]\s*[\p{L}. ]{2,40})?\W*$`)
	creditEnd  = ingest.Regexp(`(?i)[\[(](?:photo|image|credit|picture|source|illustration|file|video)\b[^()\[\]]{0,80}[\])]\W*$|\([^()]{2,60}(?:/|via )\s?(?:getty(?: images)?|reuters|ap|afp|epa|shutterstock|istock|[\w ]*photo[\w ]*)\s?\)\W*$|\((?:getty images|shutterstock|istock)\)\W*$`)
	rights     = ingest.Regexp(`(?i)^.{0,20}(?:©|ⓒ|\(c\) ?\d{4}|copyright (?:©|ⓒ|\(c\)|@|\d{4}|by\b))|all rights reserved`)
	affiliate  = ingest.Regexp(`(?i)\baffiliate (?:and/or \w+ )?(?:links?|commission|partner|program)|\bwe (?:may|might|can|could|will)? ?(?:earn|receive|get|make) .{0,20}\bcommission|^\w+ may (?:earn|receive|get) .{0,30}\bcommission`)
	// contact asks the reader for something; offer does if a link goes with it.
	contact = ingest.Regexp(`(?i)^(?:(?:you can )?(?:follow|email|e-mail|contact|reach|tweet|write to|message) (?:us|me|him|her|them|the (?:author|writer|reporters?)|@\w+|(?-i:\p{Lu})[\p{L}.'’-]*(?: (?-i:\p{Lu})[\p{L}.'’-]*){0,3})\b.{0,80}(?:@|twitter|facebook|instagram|e-?mail|https?:)|(?:follow|like|find) us on (?:twitter|facebook|instagram|youtube)|more ap [\w ]{2,30}:|(?:subscribe\b ?(?:subscribe )?to|sign up (?:for|to)|click here|tap here|get (?:the|our|your)|download (?:the|our)|join (?:our|us)|want more)\b.{0,200}(?:newsletter|subscri|inbox|channel|\bapp\b|forum|stories like)|(?:like|enjoy(?:ed)?) (?:this|what you).{0,80}(?:share|subscribe|donate)|tell us what you think.{0,10}$|what do you think\?.{0,100}comments?|(?:let us know|share your (?:thoughts|views)|leave a comment|sound off).{0,60}(?:comments?|below|email|@)|have (?:a|any) (?:news )?tips?\b.{0,200})`)
	offer   = ingest.Regexp(`(?i)^(?:subscribe|sign up|click here|tap here|get (?:the|our|your)|download (?:the|our)|join (?:our|us|the)|want more|for more|visit|every day we)\b.{0,200}(?:e-?mail|alerts?|stories|news|delivered|daily|today|free|here|information|website|visit)`)
)

// isFurniture reports whether b belongs to the page wherever it stands.
func isFurniture(b *block) bool {
	s := b.text
	share := b.linkShare()
	switch {
	case b.kind == news.Caption, wire.Furniture(s):
		return true
	case len(s) < 300 && share > 0.3 && isPointer(s):
		return true
	case len(s) < 300 && share > 0.3 && label().MatchString(s):
		return true
	case len(s) < 200 && (photoLine().MatchString(s) || agencies().MatchString(s) || !ingest.Ended(s) && photoWords().MatchString(s)):
		return true
	case len(s) < 300 && (creditEnd().MatchString(s) || b.image && b.kind == news.Text && b.tag != atom.P && b.links == 0 && !ingest.Ended(s)):
		return true
	case len(s) < 320 && (rights().MatchString(s) || affiliate().MatchString(s)):
		return true
	case len(s) < 320 && contact().MatchString(s), len(s) < 240 && share > 0.1 && offer().MatchString(s):
		return true
	}
	if b.image && len(s) < 200 && b.tag != atom.P && italic(b.node) || share > 0.9 && len(s) < 80 && hasButton(b.node) {
		return true
	}
	if b.kind == news.Heading && share > 0.9 && b.node.Parent.DataAtom == atom.Li {
		return true
	}
	// A paragraph that is one link and no sentence points to another story.
	return (b.kind == news.Text || b.kind == news.Quote) && share > 0.9 && len(strings.Fields(s)) > 3 && !ingest.Ended(s) && b.tag != atom.Td && b.tag != atom.Tr && b.tag != atom.Table
}

// italic reports whether all text of n, under a picture, is in italics.
func italic(n *html.Node) bool {
	all := true
	walk(n, func(c *html.Node) bool {
		all = all && (c.Type != html.TextNode || strings.TrimSpace(c.Data) == "")
		return c.DataAtom != atom.Em && c.DataAtom != atom.I
	})
	return all
}

// hasButton reports whether the link in n is made to look like a button.
func hasButton(n *html.Node) bool {
	return first(n, func(c *html.Node) bool {
		s := names(c)
		return c.DataAtom == atom.A && (strings.Contains(s, "button") || strings.Contains(s, "btn"))
	}) != nil
}

// withoutLinkLists drops lists whose entries are all links, with the short line
// that heads them.
func withoutLinkLists(blocks []block) []block {
	drop := make([]bool, len(blocks))
	last := lastOf(blocks, solid)
	for i := 0; i < len(blocks); {
		j := i
		links := 0
		for j < len(blocks) && blocks[j].list != nil && blocks[j].list == blocks[i].list {
			if blocks[j].linkShare() > 0.85 && !ingest.Ended(blocks[j].text) {
				links++
			}
			j++
		}
		if j == i {
			i++
			continue
		}
		h := i - 1
		if links*10 >= (j-i)*9 && (h >= 0 && (pointer().MatchString(blocks[h].text) || isPointer(blocks[h].text)) && headsList(&blocks[h]) || j > last) {
			for k := i; k < j; k++ {
				drop[k] = true
			}
			if h >= 0 && headsList(&blocks[h]) {
				drop[h] = true
			}
		}
		i = j
	}
	i := -1
	return filter(blocks, func(*block) bool { i++; return !drop[i] })
}

// pointer is what heads a list of other stories.
var pointer = ingest.Regexp(`(?i)^\W*(?:more\b|most\b|related\b|recommended|also (?:read|see|on)|see (?:also|more)|read (?:more|next|also|this)|don['’]t miss|trending|popular|top (?:stories|news|picks)|latest|recent|you (?:may|might)|keep reading|further reading|what to read|other (?:stories|articles|news)|in other news|in case you missed|editor['’]?s?['’]? (?:picks?|choice)|must[- ]reads?|up next|next up|from (?:our|around) |around the web|sponsored|promoted|elsewhere|on the same topic|[\w ]{3,30} (?:stories|headlines|videos)$|similar (?:stories|articles|posts)|stories you)`)

// lastOf returns the last of blocks that ok accepts; -1 when none is.
func lastOf(blocks []block, ok func(*block) bool) int {
	for i := len(blocks) - 1; i >= 0; i-- {
		if ok(&blocks[i]) {
			return i
		}
	}
	return -1
}

// solid reports whether b is running text of some length.
func solid(b *block) bool {
	return b.prose() && len(b.text) > 100 && !contact().MatchString(b.text) && !rights().MatchString(b.text)
}

// withoutLastSection drops the section of pointers that ends a page: from its
// heading on, when no text comes after.
func withoutLastSection(blocks []block) []block {
	last := lastOf(blocks, solid)
	link := lastOf(blocks, func(b *block) bool { return b.links > 0 })
	sentence := lastSentence(blocks)
	for i := range blocks {
		b := &blocks[i]
		if i*2 > len(blocks) && len(b.text) < 80 && i >= last && i >= sentence && i < link && headsList(b) && b.linkShare() < 0.5 && (pointer().MatchString(b.text) || isPointer(b.text)) {
			return blocks[:i]
		}
		if i > 1 && endsText(blocks[i:], i*2 > len(blocks)) {
			return blocks[:i]
		}
	}
	return blocks
}

// appendix heads what stands below a text: comments, references.
var appendix = ingest.Regexp(`(?i)^\W*(?:(?:\d+ |reader |readers['’]? )?comments?|leave a (?:comment|reply)|references|footnotes|bibliography|reacties|kommentare?|commentaires?|comentarios|comentários|commenti|komentarze|kommentarer|комментарии|yorumlar|评论|評論|コメント|댓글)(?: ?\(?\d*\)?)\W*$`)

// boilerplate heads the other parts that companies add to each release.
var boilerplate = ingest.Regexp(`(?i)^\W*(?:about|(?:media|press|investor)|contacts?|forward[- ]looking|safe harbou?r|notes? to|disclaimer|for (?:more|further)|related|more\b)`)

// endsText reports whether the first of blocks, a heading or a line that stands
// for one, heads what is no part of the text: comments, references, or what a
// company says of itself below each of its releases.
//
// late says that most of the text is above.
func endsText(blocks []block, late bool) bool {
	b := &blocks[0]
	if len(b.text) > 80 || ingest.Ended(b.text) || len(blocks) < 2 {
		return false
	}
	if head, name, ok := strings.Cut(b.text, " "); ok && strings.EqualFold(head, "about") && len(name) > 3 {
		return strings.HasPrefix(fold(blocks[1].text), fold(name)) && !slices.ContainsFunc(blocks[1:], func(b block) bool {
			return b.kind == news.Heading && !boilerplate().MatchString(b.text)
		})
	}
	return late && b.kind == news.Heading && appendix().MatchString(b.text)
}

// lastSentence returns the last block in which the text goes on though it is
// short: a paragraph that is a sentence without a link, in an element that holds
// paragraphs of the text; -1 when there is none.
func lastSentence(blocks []block) int {
	holds := map[*html.Node]bool{}
	for i := range blocks {
		if blocks[i].prose() {
			holds[blocks[i].node.Parent] = true
		}
	}
	return lastOf(blocks, func(b *block) bool {
		return b.tag == atom.P && b.kind == news.Text && b.links == 0 && holds[b.node.Parent] && ingest.Ended(b.text) && len(b.text) >= 25 && !isFurniture(b)
	})
}

func headsList(b *block) bool {
	return len(b.text) < 60 && !strings.HasSuffix(b.text, ".") && (b.kind == news.Heading || strings.HasSuffix(b.text, ":") || !ingest.Ended(b.text))
}

var deckNames = ingest.Regexp(`\b(?:deck|dek|sub-?title|sub-?head(?:line)?|sub-?heading|stand-?first|strap-?line|summary|excerpt|description|tag-?line|article-?intro)\b|__(?:deck|dek|subtitle|standfirst|summary)|(?:deck|dek|subtitle|subhead|standfirst|strapline)(?:$|[\s_-])`)

// trimHead takes what stands above the text: the headline again, the subhead,
// lines with names and dates.
func (r *reading) trimHead() {
	first := 0
	for first < len(r.blocks) && (!r.blocks[first].prose() || inHeader(r.blocks[first].node)) {
		first++
	}
	if first == len(r.blocks) {
		return
	}
	column := r.blocks[first].node.Parent
	var kept []block
	for i := range r.blocks[:first] {
		if b := &r.blocks[i]; r.keepAbove(b, column) || b.node.Parent == column && headsSection(r.blocks[i:]) {
			kept = append(kept, *b)
		}
	}
	rest := r.blocks[first:]
	if len(rest) > 2 && isDeck(&rest[0]) {
		r.subhead = rest[0].text
		rest = rest[1:]
		for len(rest) > 2 && !rest[0].prose() && rest[0].kind == news.Text && meta(rest[0].text) {
			rest = rest[1:]
		}
	}
	r.blocks = append(kept, rest...)
}

// inHeader reports whether n lies in the header of an article.
func inHeader(n *html.Node) bool {
	for depth := 0; n != nil && depth < 8; depth++ {
		if n.DataAtom == atom.Header {
			return true
		}
		n = n.Parent
	}
	return false
}

// keepAbove reports whether a block above the first paragraph is text; if not,
// it may be the subhead. column is the element that holds the first paragraph.
func (r *reading) keepAbove(b *block, column *html.Node) bool {
	switch _, isNote := wire.Note(b.text); {
	case alike(b.text, r.m.a.Headline) && len(b.text) < len(r.m.a.Headline)*2:
		return false
	case isNote && b.kind == news.Text && len(b.text) > shortNote:
		return true // and is taken out later
	case b.kind == news.Heading, inHeader(b.node):
		if len(b.text) > 20 && r.subhead == "" && b.tag != atom.H1 && !meta(b.text) {
			r.subhead = b.text
		}
		return false
	case b.kind == news.Item, b.kind == news.Quote:
		return b.linkShare() < 0.5 && (len(b.text) > 30 || b.list != nil && b.list.Parent == column)
	case b.tag == atom.Dt:
		return true
	case fold(b.text) == fold(r.m.a.Byline):
		return false
	}
	return b.tag == atom.P && b.node.Parent == column && b.linkShare() < 0.5 && !meta(b.text)
}

// shortNote is as long as a line may be that opens as a notice and says no more
// than when the page was last touched.
const shortNote = 60

// sectionReach is how far below the heading of the first section that of another
// may be, in blocks.
const sectionReach = 200

// headsSection reports whether the first of blocks is the heading of the first
// section of the text: another like it heads another section below.
func headsSection(blocks []block) bool {
	h := &blocks[0]
	if h.kind != news.Heading || h.tag == atom.H1 || len(h.text) > 80 || len(blocks) < 2 || !sibling(h, &blocks[1]) {
		return false
	}
	for i := 2; i+1 < min(len(blocks), sectionReach); i++ {
		b := &blocks[i]
		if b.tag == h.tag && sibling(b, &blocks[i+1]) && names(b.node) == names(h.node) && names(b.node.Parent) == names(h.node.Parent) {
			return true
		}
	}
	return false
}

// sibling reports whether a and b lie in the same element.
func sibling(a, b *block) bool { return a.node.Parent == b.node.Parent && a.node != b.node }

var clockTime = ingest.Regexp(`(?i)\b\d{1,2}[:.]\d\d\b|\b\d{1,2} ?[ap]\.?m\b|\bmin(?:ute)?s? read|\b(?:19|20)\d\d\b`)

// meta reports whether s tells about the article: who wrote it, and when.
func meta(s string) bool {
	_, by := wire.Byline(s)
	if !by && len(s) < 120 {
		_, by = wire.Names(s)
	}
	return by || len(s) < 120 && !ingest.Ended(s) && clockTime().MatchString(s)
}

// deckRest is how much an element named as the deck may hold beside it: a label.
const deckRest = 40

// isDeck reports whether the first block of prose is the line under the
// headline, not the first paragraph.
func isDeck(b *block) bool {
	if len(b.text) > 400 || b.kind == news.Item {
		return false
	}
	for n, depth := b.node, 0; n != nil && depth < 3; n, depth = n.Parent, depth+1 {
		if n != b.node && len(textOf(n)) > len(b.text)+deckRest {
			return false
		}
		if deckNames().MatchString(names(n)) {
			return true
		}
	}
	return false
}

// maxNotes bounds the notes of an article, each of which is compared with all
// others; what there is more of stays in the text.
const maxNotes = 100

// note moves b to the notes of the article if it is one.
func (r *reading) note(b *block) bool {
	if b.kind == news.Item || b.kind == news.Heading {
		return false
	}
	n, ok := wire.Note(b.text)
	if ok = ok && len(r.notes) < maxNotes; ok {
		r.notes = append(r.notes, n)
	}
	return ok
}
