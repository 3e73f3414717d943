package html

import (
	"slices"
	"strings"
	"sync"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/newsarc/newsarc/ingest"
)

// prune removes from a page what is certainly not the text of its article:
// what no reader sees, navigation, forms, and elements whose class or id names
// them as furniture. An element that holds a good part of the page's text stays,
// whatever it is called: sites name their main column "social" or "sidebar".
// Where the names would take half of the text, they are not believed at all.
//
// open names the classes that the page declares to be its text, though they may
// be called "paywall".
func prune(doc *html.Node, open ...string) {
	p := pruner{size: proseSizes(doc), known: map[string]bool{}, open: open}
	p.total = p.size[doc]
	size := 0
	var named, sure []*html.Node // removed at the end: what stands beside a node tells of it
	for n := doc; n != nil; {
		switch p.verdict(n) {
		case keep:
			n = next(n)
		case byName:
			size += p.size[n]
			named = append(named, n)
			n = after(n)
		case certain:
			sure = append(sure, n)
			n = after(n)
		}
	}
	if size*2 < p.total {
		sure = append(sure, named...)
	}
	for _, n := range sure {
		n.Parent.RemoveChild(n)
	}
}

type pruner struct {
	size  map[*html.Node]int // bytes of prose below each element
	total int                // in the page
	known map[string]bool    // names judged before: pages repeat them
	open  []string           // names of the text
}

// next returns the node after n in document order.
func next(n *html.Node) *html.Node {
	if n.FirstChild != nil {
		return n.FirstChild
	}
	return after(n)
}

// after returns the node that follows everything below n.
func after(n *html.Node) *html.Node {
	for n != nil && n.NextSibling == nil {
		n = n.Parent
	}
	if n == nil {
		return nil
	}
	return n.NextSibling
}

// What to do with a node.
const (
	keep    = iota
	byName  // its names speak against it
	certain // it is no text
)

// verdict says what to do with n.
func (p *pruner) verdict(n *html.Node) int {
	size := p.size[n]
	switch {
	case n.Type == html.CommentNode, gone(n.DataAtom):
		return certain
	case n.Type != html.ElementNode:
		return keep
	case unseen(n):
		if (size*3 < p.total || p.total == 0) && !p.folded(n) {
			return certain
		}
		return keep
	}
	switch n.DataAtom {
	case atom.Html, atom.Head, atom.Body, atom.Article, atom.Main:
		return keep
	}
	if inline(n) {
		if s := names(n); s != "" && inlineFurniture().MatchString(s) {
			return byName
		}
		return keep
	}
	if size*5 >= p.total && p.total > 0 {
		return keep
	}
	switch n.DataAtom {
	case atom.Nav, atom.Footer, atom.Form, atom.Menu, atom.Aside, atom.Figcaption:
		return certain
	case atom.Figure:
		if first(n, func(c *html.Node) bool { return c.DataAtom == atom.Table || c.DataAtom == atom.Blockquote }) == nil {
			return certain
		}
	}
	if furnitureRole(attr(n, "role")) || p.furnitureName(n) {
		return byName
	}
	return keep
}

var unfold = ingest.Regexp(`(?i)^\W*(?:(?:continue|keep|read|show|see|view) (?:reading|more|full|all|the (?:rest|full|whole))\b.{0,30}|expand|weiterlesen|mehr (?:lesen|anzeigen)|lire (?:la )?suite|leer más|seguir leyendo|leggi tutto|ler mais|читать (?:далее|полностью)|展开.{0,6}|続きを読む)\W*$`)

// folded reports whether n is the rest of the text, which readers see when they
// press the button before or after it.
func (p *pruner) folded(n *html.Node) bool {
	if p.size[n] < foldedProse || p.size[n.Parent] <= p.size[n] {
		return false
	}
	for _, k := range []*html.Node{besides(n, true), besides(n, false)} {
		if k != nil && p.size[k] == 0 && k.DataAtom != atom.Script && unfold().MatchString(excerpt(textOf(k))) {
			return true
		}
	}
	return false
}

// foldedProse is the least that is folded away of a text, in bytes of prose.
const foldedProse = 100

// besides returns the element before or after n; nil when there is none.
func besides(n *html.Node, before bool) *html.Node {
	step := func(k *html.Node) *html.Node {
		if before {
			return k.PrevSibling
		}
		return k.NextSibling
	}
	k := step(n)
	for k != nil && k.Type != html.ElementNode {
		k = step(k)
	}
	return k
}

// gone reports whether an element has no text for readers.
func gone(a atom.Atom) bool {
	switch a {
	case atom.Script, atom.Style, atom.Template, atom.Noscript, atom.Iframe, atom.Object, atom.Embed, atom.Canvas, atom.Svg, atom.Select,
		atom.Textarea, atom.Input, atom.Button, atom.Audio, atom.Video, atom.Link, atom.Dialog:
		return true
	}
	return false
}

// inlineFurniture are names of what pops up over a word of the text.
var inlineFurniture = ingest.Regexp(`(?:rollover|tooltip|popover|hovercard|popup)[\w-]*(?:block|content|body|box|text|inner|popup|card)|sr-only|screen-reader|visually-?hidden|caption|share-|addthis|advert|ad-label`)

// inline reports whether n is a part of a line of text.
func inline(n *html.Node) bool {
	switch n.DataAtom {
	case atom.A, atom.Span, atom.B, atom.I, atom.Em, atom.Strong, atom.U, atom.Font, atom.Mark, atom.Small, atom.Abbr, atom.Q, atom.Cite, atom.Sup, atom.Sub, atom.Time:
		return n.Parent != nil && (n.Parent.DataAtom == atom.P || n.Parent.DataAtom == atom.Li || inline(n.Parent))
	}
	return false
}

// furnitureRole reports whether an ARIA role is that of a part that is no article.
func furnitureRole(role string) bool {
	switch role {
	case "navigation", "complementary", "banner", "contentinfo", "search", "dialog", "alertdialog", "menu", "menubar", "toolbar", "tablist",
		"button", "form", "tooltip":
		return true
	}
	return false
}

var hiddenStyle = ingest.Regexp(`(?i)(?:display\s*:\s*none|visibility\s*:\s*hidden)`)

// unseen reports whether n is hidden from readers by its own attributes.
func unseen(n *html.Node) bool {
	return hasAttr(n, "hidden") || hiddenStyle().MatchString(attr(n, "style")) ||
		attr(n, "aria-hidden") == "true" && n.DataAtom != atom.Div && n.DataAtom != atom.Section
}

// Names of furniture in class and id. Parts count wherever they stand, for they
// are hardly found in other words; a hyphen in a part may be missing or be an
// underscore. Words count only whole, between hyphens and the like.
var (
	furnitureParts = list(parts, `newsletter recirc recommend disqus outbrain taboola breadcrumb sponsor paywall sharebar sharing share- -share sharetool
		social- -social followus follow-us signup sign-up subscribe subscription masthead navbar nav- cookie consent gdpr
		read-more more-stories more-story more-from more-on- related trending most-popular most-read most-viewed up-next next-article
		comment-list comments-area comments-section comments-wrap comments-container comments-block comment-area comment-section comment-respond post-comments
		author-bio author-box author-info author-card author-desc author-profile author-block author-details author-meta author-about
		about-author about-the-author bio-box post-author byline caption photo-credit image-credit media-credit img-credit
		print-only sr-only screen-reader visually-hidden a11y skip-link tooltip rollover popover hovercard popup modal lightbox dialog overlay
		ad-slot ad-unit ad-wrap ad-container ad-block ad-placeholder ad-label ad-text ad-break ad-zone ad-box advert adsense google-ad dfp gpt-ad interstitial
		video-player video-embed video-playlist video-title video-desc video-info video-meta jw-player playlist slideshow gallery carousel
		tag-list tag-cloud tag-links post-tags article-tags entry-tags post-meta entry-meta article-meta post-info article-info
		post-nav pagination pagenav site-footer site-header page-footer global-footer global-header global-nav promo teaser callout-box in-read donat
		rating-widget yarpp jp-relatedposts sharedaddy jetpack-likes addthis addtoany shareaholic ssba sociable wpulike wp-polls button-wrapper button-card btn-wrap click-to-tweet-btn bctt-ctt-btn toolbar hidden-print
		widget-area jump-links dateline-time`)
	furnitureWords = list(set, `share social ads ad advertisement credit sidebar footer comments comment menu tags nav navigation widgets copyright kicker eyebrow
		timestamp print tools utility popular promo trending bio follow sponsored hidden hide toc disclaimer respond pager feedback talkback reacties kommentare kommentarer commentaires comentarios commenti komentarze yorumlar`)
	// contentNames are what main columns are called: they win over the above.
	contentNames = list(parts, `article-body article-content article-text article-copy article-main story-body story-content story-text story-copy
		post-body post-content post-text entry-content body-copy body-text body-content main-content content-body content-main page-content
		hentry has-sidebar no-sidebar with-sidebar`)
)

// list returns a function that reads a list when it is first called: most
// commands see no page.
func list[T any](read func(string) T, text string) func() T {
	return sync.OnceValue(func() T { return read(text) })
}

// parts reads a list of parts of names and returns each in all its spellings.
func parts(list string) []string {
	var out []string
	for _, p := range strings.Fields(list) {
		out = append(out, p)
		if strings.Contains(p, "-") {
			out = append(out, strings.ReplaceAll(p, "-", "_"))
			if inner := strings.Trim(p, "-"); strings.Contains(inner, "-") {
				out = append(out, strings.ReplaceAll(p, "-", ""))
			}
		}
	}
	return out
}

func set(list string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(list) {
		m[w] = true
	}
	return m
}

// named reports whether any of parts stands in s.
func named(s string, parts []string) bool {
	for _, p := range parts {
		if strings.Contains(s, p) {
			return true
		}
	}
	return false
}

// wordIn reports whether one of the words that s is made of is in set.
func wordIn(s string, set map[string]bool) bool {
	for w := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == ' ' || r == '-' || r == '_' || r == '\t' || r == '\n' }) {
		if set[w] {
			return true
		}
	}
	return false
}

// furnitureName reports whether the class or id of n names it as furniture.
func (p *pruner) furnitureName(n *html.Node) bool {
	s := names(n)
	if len(s) < 2 || len(s) > 600 || hasProp(n, "itemprop", "articleBody") {
		return false
	}
	known, ok := p.known[s]
	if !ok {
		known = !named(s, contentNames()) && !named(s, p.open) && (named(s, furnitureParts()) || wordIn(s, furnitureWords()))
		p.known[s] = known
	}
	return known
}

// proseSizes returns for each element how many bytes of prose it holds: runs of
// text of some length that are no links.
func proseSizes(doc *html.Node) map[*html.Node]int {
	size := map[*html.Node]int{}
	var order []*html.Node
	walk(doc, func(c *html.Node) bool {
		if c.Type == html.ElementNode && invisible(c.DataAtom) && c.DataAtom != atom.Head {
			return false
		}
		order = append(order, c)
		if c.Type == html.TextNode && len(c.Data) > 40 {
			if n := len(strings.TrimSpace(c.Data)); n > 40 && !linked(c) {
				size[c.Parent] += n
			}
		}
		return true
	})
	for _, n := range slices.Backward(order) { // what lies below comes first
		if s := size[n]; s > 0 && n.Parent != nil {
			size[n.Parent] += s
		}
	}
	return size
}

// linked reports whether n lies in a link.
func linked(n *html.Node) bool {
	for depth := 0; n != nil && depth < 6; depth++ {
		if n.DataAtom == atom.A && hasAttr(n, "href") {
			return true
		}
		n = n.Parent
	}
	return false
}
