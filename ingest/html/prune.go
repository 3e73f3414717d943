package html

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// prune removes from a page what is certainly not the text of its article:
// what no reader sees, navigation, forms, and elements whose class or id names
// them as furniture. An element that holds a good part of the page's text stays,
// whatever it is called: sites name their main column "social" or "sidebar".
// Where the names would take half of the text, they are not believed at all.
func prune(doc *html.Node) {
	size := proseSizes(doc)
	total := size[doc]
	named := 0
	var found []*html.Node
	for n := doc; n != nil; {
		switch verdict(n, size[n], total) {
		case keep:
			n = next(n)
			continue
		case byName:
			named += size[n]
			found = append(found, n)
			n = after(n)
		case certain:
			n = cut(n)
		}
	}
	if named*2 < total {
		for _, n := range found {
			n.Parent.RemoveChild(n)
		}
	}
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

// cut takes n out of its tree and returns the node that followed it.
func cut(n *html.Node) *html.Node {
	follow := after(n)
	n.Parent.RemoveChild(n)
	return follow
}

// What to do with a node.
const (
	keep    = iota
	byName  // its names speak against it
	certain // it is no text
)

// verdict says what to do with n, which holds size bytes of the page's prose.
func verdict(n *html.Node, size, total int) int {
	switch {
	case n.Type == html.CommentNode, gone[n.DataAtom]:
		return certain
	case n.Type != html.ElementNode:
		return keep
	case unseen(n):
		if size*3 < total || total == 0 {
			return certain
		}
		return keep
	}
	switch n.DataAtom {
	case atom.Html, atom.Head, atom.Body, atom.Article, atom.Main:
		return keep
	}
	if inline(n) {
		if s := names(n); s != "" && inlineFurniture.MatchString(s) {
			return byName
		}
		return keep
	}
	if size*5 >= total && total > 0 {
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
	if furnitureRole[attr(n, "role")] || furnitureName(n) {
		return byName
	}
	return keep
}

// gone are elements without text for readers.
var gone = map[atom.Atom]bool{
	atom.Script: true, atom.Style: true, atom.Template: true, atom.Noscript: true, atom.Iframe: true, atom.Object: true, atom.Embed: true,
	atom.Canvas: true, atom.Svg: true, atom.Select: true, atom.Textarea: true, atom.Input: true, atom.Button: true, atom.Audio: true,
	atom.Video: true, atom.Link: true, atom.Dialog: true,
}

// inlineFurniture are names of what pops up over a word of the text.
var inlineFurniture = regexp.MustCompile(`(?:rollover|tooltip|popover|hovercard|popup)[\w-]*(?:block|content|body|box|text|inner|popup|card)|sr-only|screen-reader|visually-?hidden|caption|share-|addthis|advert|ad-label`)

// inline reports whether n is a part of a line of text.
func inline(n *html.Node) bool {
	switch n.DataAtom {
	case atom.A, atom.Span, atom.B, atom.I, atom.Em, atom.Strong, atom.U, atom.Font, atom.Mark, atom.Small, atom.Abbr, atom.Q, atom.Cite, atom.Sup, atom.Sub, atom.Time:
		return n.Parent != nil && (n.Parent.DataAtom == atom.P || n.Parent.DataAtom == atom.Li || inline(n.Parent))
	}
	return false
}

// furnitureRole are the ARIA roles of parts that are no article.
var furnitureRole = map[string]bool{
	"navigation": true, "complementary": true, "banner": true, "contentinfo": true, "search": true, "dialog": true, "alertdialog": true,
	"menu": true, "menubar": true, "toolbar": true, "tablist": true, "button": true, "form": true, "tooltip": true,
}

var hiddenStyle = regexp.MustCompile(`(?i)(?:display\s*:\s*none|visibility\s*:\s*hidden)`)

// unseen reports whether n is hidden from readers by its own attributes.
func unseen(n *html.Node) bool {
	return hasAttr(n, "hidden") || hiddenStyle.MatchString(attr(n, "style")) ||
		attr(n, "aria-hidden") == "true" && n.DataAtom != atom.Div && n.DataAtom != atom.Section
}

// Names of furniture in class and id. Parts match anywhere, for they are hardly
// found in other words; words only whole, between hyphens and the like.
var (
	furnitureParts = regexp.MustCompile(`newsletter|recirc|recommend|disqus|outbrain|taboola|breadcrumb|sponsor|paywall|sharebar|sharing|share-|share_|-share|_share|sharetool|` +
		`social-|social_|-social|_social|socialmedia|follow-us|followus|signup|sign-up|subscribe|subscription|masthead|navbar|nav-|-nav\b|cookie|consent|gdpr|` +
		`read-?more|more-?stories|more-?from|more-?on-|related|trending|most-?(?:popular|read|viewed)|up-?next|next-?article|` +
		`comment-?list|comments-?(?:area|section|wrap|container|block)|comment-respond|post-comments|respond\b|` +
		`author-?(?:bio|box|info|card|desc|profile|block|details|meta|about)|about-?(?:the-?)?author|bio-?box|post-author|byline|` +
		`caption|photo-?credit|image-?credit|media-?credit|img-?credit|` +
		`print-only|sr-only|screen-reader|visually-?hidden|visuallyhidden|a11y|skip-?link|tooltip|rollover|popover|hovercard|popup|modal|lightbox|dialog|overlay|` +
		`ad-?(?:slot|unit|wrap|container|block|placeholder|label|text|break|zone|box)|advert|adsense|google-?ad|dfp|gpt-ad|interstitial|` +
		`video-?(?:player|embed|playlist|title|desc|caption|info|meta)|jw-?player|playlist|slideshow|gallery|carousel|` +
		`tag-?(?:list|cloud|links)|post-?tags|article-?tags|entry-?tags|post-?meta|entry-?meta|article-?meta|post-?info|article-?info|` +
		`post-?nav|pagination|pager\b|pagenav|site-?(?:footer|header)|page-?footer|global-?(?:footer|header|nav)|promo|teaser|callout-?box|in-?read|donat|` +
		`rating-?widget|yarpp|jp-relatedposts|addthis|addtoany|shareaholic|ssba|sociable|wpulike|wp-?polls|click-?to-?tweet-?(?:btn|button)|bctt-ctt-btn|toolbar|hidden-print`)
	furnitureWords = regexp.MustCompile(`(?:^|[\s_-])(?:share|social|ads?|ad|advertisement|caption|credit|sidebar|footer|comments?|menu|tags|nav|navigation|widget-area|widgets|copyright|kicker|eyebrow|timestamp|dateline-?time|print|tools|utility|popular|promo|trending|authors?-?bio|bio|follow|sponsored|hidden|hide|toc|jump-?links|disclaimer)(?:$|[\s_-])`)
	// contentNames are what main columns are called: they win over the above.
	contentNames = regexp.MustCompile(`article-?(?:body|content|text|copy|main)|story-?(?:body|content|text|copy)|post-?(?:body|content|text)|entry-?content|body-?(?:copy|text|content)|main-?content|content-?(?:body|main)|articlebody|page-?content|hentry|has-sidebar|no-sidebar|with-sidebar`)
)

// furnitureName reports whether the class or id of n names it as furniture.
func furnitureName(n *html.Node) bool {
	s := names(n)
	if len(s) < 2 || len(s) > 600 {
		return false
	}
	if contentNames.MatchString(s) || hasProp(n, "itemprop", "articleBody") {
		return false
	}
	return furnitureParts.MatchString(s) || furnitureWords.MatchString(s)
}

// proseSizes returns for each element how many bytes of prose it holds: runs of
// text of some length that are no links.
func proseSizes(doc *html.Node) map[*html.Node]int {
	size := map[*html.Node]int{}
	walk(doc, func(c *html.Node) bool {
		if c.Type == html.ElementNode && invisible[c.DataAtom] && c.DataAtom != atom.Head {
			return false
		}
		if c.Type == html.TextNode && len(c.Data) > 40 {
			if n := len(strings.TrimSpace(c.Data)); n > 40 && !linked(c) {
				for p := c.Parent; p != nil; p = p.Parent {
					size[p] += n
				}
			}
		}
		return true
	})
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
