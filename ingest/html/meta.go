package html

import (
	"net/url"
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/newsarc/newsarc/ingest"
	"github.com/newsarc/newsarc/ingest/wire"
	"github.com/newsarc/newsarc/news"
)

// metadata gathers what a page says about its article. Each source offers
// values in the order of trust; the first that is usable is taken, the others
// stay in the trace.
type metadata struct {
	base  *url.URL
	a     *news.Article
	trace []ingest.Origin

	ld      object            // the article in JSON-LD; nil when there is none
	named   map[string]string // content of <meta>, by name or property, first wins
	h1      []string
	title   string
	paywall bool // declared as not free to read
}

// readMetadata fills a with what doc says about its article.
func readMetadata(doc *html.Node, address string, a *news.Article) *metadata {
	m := &metadata{a: a, named: map[string]string{}}
	m.base, _ = url.Parse(address)
	m.scan(doc)
	m.ld = m.choose(linkedData(doc))
	m.address(doc, address)
	m.headline(doc)
	m.times(doc)
	m.people(doc)
	m.others(doc)
	return m
}

// scan reads <meta>, <title> and <h1>.
func (m *metadata) scan(doc *html.Node) {
	walk(doc, func(n *html.Node) bool {
		switch n.DataAtom {
		case atom.Meta:
			key := strings.ToLower(attr(n, "property"))
			if key == "" {
				key = strings.ToLower(attr(n, "name"))
			}
			if key == "" {
				key = "itemprop:" + strings.ToLower(attr(n, "itemprop"))
			}
			if s := attr(n, "content"); len(s) <= maxText && m.named[key] == "" {
				m.named[key] = plainText(s)
			}
		case atom.Title:
			if m.title == "" && n.Parent != nil && n.Parent.DataAtom == atom.Head {
				m.title = textOf(n)
			}
		case atom.H1:
			if len(m.h1) < 10 {
				if t := textOf(n); t != "" {
					m.h1 = append(m.h1, t)
				}
			}
		}
		return !invisible(n.DataAtom) || n.DataAtom == atom.Head
	})
}

// choose returns the object that stands for the article of the page: the
// best type, then the one that the page's own title names.
func (m *metadata) choose(all []object) object {
	var best object
	score := -1
	titles := []string{fold(m.named["og:title"]), fold(m.title)}
	for _, h := range m.h1 {
		titles = append(titles, fold(h))
	}
	for _, o := range all {
		s := o.rank() * 2
		if h := fold(o.string("headline")); h != "" {
			s += 2
			for _, t := range titles {
				if strings.Contains(t, h) {
					s += 8
					break
				}
			}
		}
		if _, ok := o["articleBody"]; ok {
			s++
		}
		if s > score {
			best, score = o, s
		}
	}
	return best
}

// offer notes a value for a field and reports whether it is the one to take.
func (m *metadata) offer(field, from, value string, taken bool) bool {
	if value = news.Line(value); value == "" {
		return false
	}
	m.trace = append(m.trace, ingest.Origin{Field: field, From: from, Value: value, Used: !taken})
	return !taken
}

// set offers a value for a text field of the article.
func (m *metadata) set(field, from string, to *string, value string) {
	if m.offer(field, from, value, *to != "") {
		*to = news.Line(value)
	}
}

// address finds the canonical URL and the other addresses of the page.
func (m *metadata) address(doc *html.Node, fetched string) {
	var canonical, short, amp string
	walk(doc, func(n *html.Node) bool {
		if n.DataAtom == atom.Link {
			switch href := m.resolve(attr(n, "href")); {
			case hasProp(n, "rel", "canonical") && canonical == "":
				canonical = href
			case hasProp(n, "rel", "shortlink"):
				short = href
			case hasProp(n, "rel", "amphtml"):
				amp = href
			}
		}
		return n.DataAtom != atom.Body
	})
	for _, c := range []struct{ from, value string }{
		{"link canonical", canonical},
		{"json-ld url", m.resolve(m.ld.string("url"))},
		{"json-ld mainEntityOfPage", m.resolve(m.ld.string("mainEntityOfPage"))},
		{"meta og:url", m.resolve(m.named["og:url"])},
		{"address", fetched},
	} {
		if m.isPage(c.value, fetched) {
			m.set("url", c.from, &m.a.URL, c.value)
		}
	}
	for _, alias := range []string{fetched, short, amp, m.resolve(m.named["og:url"])} {
		if m.isPage(alias, fetched) && alias != m.a.URL && !contains(m.a.Aliases, alias) {
			m.a.Aliases = append(m.a.Aliases, alias)
		}
	}
}

// isPage reports whether address may be that of the article: a full web address,
// not the front page of the site when the page fetched was another.
func (m *metadata) isPage(address, fetched string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.User != nil || news.Line(address) != address {
		return false
	}
	return address == fetched || strings.Trim(u.Path, "/") != "" || u.RawQuery != ""
}

func (m *metadata) resolve(ref string) string {
	if ref = strings.TrimSpace(ref); ref == "" {
		return ""
	}
	u, err := url.Parse(ref)
	if err != nil {
		return ""
	}
	if m.base != nil && m.base.IsAbs() {
		u = m.base.ResolveReference(u)
	}
	u.Fragment = ""
	return u.String()
}

// headline finds the title above the text. JSON-LD is cut at 110 characters by
// some publishers; the visible headline then completes it.
func (m *metadata) headline(doc *html.Node) {
	site := m.named["og:site_name"]
	ld := trimSite(m.ld.string("headline"), site)
	og := trimSite(m.named["og:title"], site)
	title := trimSite(m.title, site)
	visible := m.visibleHeadline(doc, ld, og)
	if stem := strings.TrimRight(strings.TrimSuffix(ld, "..."), "… "); visible != "" && len(visible) > len(stem) && stem != "" && strings.HasPrefix(fold(visible), fold(stem)) {
		ld = visible
	}
	m.set("headline", "json-ld headline", &m.a.Headline, ld)
	m.set("headline", "h1", &m.a.Headline, visible)
	m.set("headline", "meta og:title", &m.a.Headline, og)
	for _, name := range []string{"twitter:title", "dc.title", "title", "itemprop:headline"} {
		m.set("headline", "meta "+name, &m.a.Headline, trimSite(m.named[name], site))
	}
	m.set("headline", "title", &m.a.Headline, title)
	if len(m.h1) > 0 {
		m.set("headline", "h1", &m.a.Headline, m.h1[0])
	}
}

// times finds the times that the publisher claims.
func (m *metadata) times(doc *html.Node) {
	take := func(field, from string, to *news.Time, value string) {
		if t, ok := when(value); ok && m.offer(field, from, value, !to.IsZero()) {
			*to = t
		}
	}
	take("published", "json-ld datePublished", &m.a.Published, m.ld.string("datePublished"))
	take("modified", "json-ld dateModified", &m.a.Modified, m.ld.string("dateModified"))
	for _, name := range []string{
		"article:published_time", "og:article:published_time", "article:published", "og:published_time", "article.published", "published_time", "itemprop:datepublished",
		"parsely-pub-date", "sailthru.date", "dc.date.issued", "dcterms.created", "dc.date", "date", "pubdate", "publishdate", "publish-date", "publication_date", "cxenseparse:recs:publishtime", "datepublished", "article_date_original", "ptime", "pdate", "citation_publication_date", "citation_date", "citation_online_date",
	} {
		take("published", "meta "+name, &m.a.Published, m.named[name])
	}
	for _, name := range []string{
		"article:modified_time", "og:article:modified_time", "article:modified", "og:updated_time", "article.updated", "article:updated_time", "itemprop:datemodified", "dcterms.modified", "dc.date.modified", "last-modified", "lastmod", "utime",
	} {
		take("modified", "meta "+name, &m.a.Modified, m.named[name])
	}
	walk(doc, func(n *html.Node) bool {
		if value, later := timeOf(n); value != "" {
			switch {
			case later:
				take("modified", "time", &m.a.Modified, value)
			case inside(n, "comment"):
			default:
				take("published", "time", &m.a.Published, value)
			}
		}
		return !invisible(n.DataAtom)
	})
}

// timeOf returns the time that an element is for, and whether it is that of an
// update; empty when the element is for none. Pages mark times as <time>, as
// microdata, as RDFa and, in the years before, as <abbr class="published">.
func timeOf(n *html.Node) (value string, later bool) {
	if n.Type != html.ElementNode || len(n.Attr) == 0 && n.DataAtom != atom.Time {
		return "", false
	}
	later = hasProp(n, "itemprop", "dateModified") || hasProp(n, "property", "dateModified") || hasProp(n, "property", "schema:dateModified")
	marked := later || n.DataAtom == atom.Time || hasProp(n, "itemprop", "datePublished")
	for _, p := range []string{"datePublished", "schema:datePublished", "dc:date", "dc:created"} {
		marked = marked || hasProp(n, "property", p) && n.DataAtom != atom.Meta
	}
	class := names(n)
	if title := attr(n, "title"); !marked && n.DataAtom == atom.Abbr && title != "" && (hasProp(n, "class", "published") || hasProp(n, "class", "updated")) {
		return title, hasProp(n, "class", "updated")
	}
	if !marked {
		return "", false
	}
	later = later || (strings.Contains(class, "updat") || strings.Contains(class, "modif")) && !strings.Contains(class, "publish") && !strings.Contains(class, "entry-date")
	for _, key := range []string{"datetime", "content"} {
		if value = attr(n, key); value != "" {
			return value, later
		}
	}
	if before := n.PrevSibling; before != nil && before.Type == html.TextNode {
		later = later || wire.Later(before.Data)
	}
	return textOf(n), later
}

// people finds the byline.
func (m *metadata) people(doc *html.Node) {
	m.set("byline", "json-ld author", &m.a.Byline, withoutBy(listing(m.ld.strings("author"))))
	for _, name := range []string{"author", "article:author", "byl", "dc.creator", "dcterms.creator", "parsely-author", "sailthru.author", "itemprop:author", "cxenseparse:author", "citation_author"} {
		if v := m.named[name]; !strings.Contains(v, "://") && len(v) <= 160 {
			m.set("byline", "meta "+name, &m.a.Byline, withoutBy(v))
		}
	}
	if m.a.Byline == "" {
		m.visibleByline(doc)
	}
}

// withoutBy returns a byline without the word that some publishers put into the
// field for the names: whether one declares them must not change the byline.
func withoutBy(s string) string {
	if len(s) > 3 && strings.EqualFold(s[:3], "by ") {
		return strings.TrimSpace(s[3:])
	}
	return s
}

// visibleByline looks for the byline in the text of the page.
func (m *metadata) visibleByline(doc *html.Node) {
	walk(doc, func(n *html.Node) bool {
		if n.Type != html.ElementNode || m.a.Byline != "" || invisible(n.DataAtom) && n.DataAtom != atom.Head {
			return n.Type == html.DocumentNode
		}
		marked := hasProp(n, "rel", "author") || hasProp(n, "itemprop", "author")
		if (marked || bylineName().MatchString(names(n))) && !inside(n, "comment") {
			t := textOf(n)
			if names, ok := wire.Names(t); ok && len(t) <= maxSeen {
				m.set("byline", "visible byline", &m.a.Byline, names)
			} else if marked && len(t) <= 120 && strings.ContainsFunc(t, unicode.IsUpper) {
				m.set("byline", "visible byline", &m.a.Byline, wire.BareNames(t))
			}
		}
		return true
	})
}

var bylineName = ingest.Regexp(`(?:^|[\s_-])(?:byline|author)(?:$|[\s_-])`)

// others finds the rest of the fields.
func (m *metadata) others(doc *html.Node) {
	m.set("section", "json-ld articleSection", &m.a.Section, m.ld.string("articleSection"))
	for _, name := range []string{"article:section", "section", "cg", "parsely-section", "sailthru.section", "itemprop:articlesection", "cxenseparse:section"} {
		m.set("section", "meta "+name, &m.a.Section, m.named[name])
	}
	htmlLang := ""
	if n := first(doc, func(n *html.Node) bool { return n.DataAtom == atom.Html }); n != nil {
		htmlLang = attr(n, "lang")
		if htmlLang == "" {
			htmlLang = attr(n, "xml:lang")
		}
	}
	for _, c := range []struct{ from, value string }{
		{"json-ld inLanguage", m.ld.string("inLanguage")},
		{"html lang", htmlLang},
		{"meta og:locale", m.named["og:locale"]},
		{"meta content-language", m.named["content-language"]},
		{"meta language", m.named["language"]},
	} {
		if tag := languageTag(c.value); tag != "" {
			m.set("language", c.from, &m.a.Language, tag)
		}
	}
	m.paywall = m.ld.isFalse("isAccessibleForFree") || strings.EqualFold(m.named["article:content_tier"], "locked") || strings.EqualFold(m.named["article:content_tier"], "metered")
	for _, text := range m.ld.strings("correction") {
		if text = news.Line(text); text != "" && !strings.Contains(text, "://") {
			m.offer("notes", "json-ld correction", text, false)
			m.a.Notes = append(m.a.Notes, news.Note{Kind: news.Correction, Text: text})
		}
	}
	if m.a.Source = ingest.SourceOf(m.a.URL); m.a.Source == "" {
		publisher := m.ld.string("publisher")
		for _, name := range []string{publisher, m.named["og:site_name"]} {
			if name = news.Line(name); m.a.Source == "" && !strings.ContainsAny(name, `/\`) {
				m.a.Source = name
			}
		}
	}
}

var tagForm = ingest.Regexp(`^[a-zA-Z]{2,3}(?:[-_][a-zA-Z0-9]{2,8})*$`)

// languageTag returns s as a BCP 47 tag; empty when it is none.
func languageTag(s string) string {
	if s = strings.TrimSpace(s); !tagForm().MatchString(s) {
		return ""
	}
	return strings.ReplaceAll(s, "_", "-")
}

// listing joins names as a byline prints them.
func listing(names []string) string {
	var out []string
	for _, n := range names {
		if n != "" && !strings.Contains(n, "://") && !contains(out, n) {
			out = append(out, n)
		}
	}
	if len(out) < 2 {
		return strings.Join(out, "")
	}
	return strings.Join(out[:len(out)-1], ", ") + " and " + out[len(out)-1]
}

// trimSite takes the name of the site off a title: "Quake hits coast | Example
// News".
func trimSite(title, site string) string {
	for _, sep := range []string{" | ", " – ", " — ", " - ", " · ", " :: ", " » ", " « "} {
		i := strings.LastIndex(title, sep)
		if i <= 0 {
			continue
		}
		head, tail := title[:i], title[i+len(sep):]
		if newspaper().MatchString(tail) && len(strings.Fields(tail)) <= 5 && len(head) > len(tail) ||
			site != "" && (fold(tail) == fold(site) || strings.HasPrefix(fold(tail), fold(site))) || sep == " | " && len(strings.Fields(tail)) <= 4 && len(head) > len(tail) {
			return trimSite(head, site)
		}
	}
	return title
}

// newspaper matches the names that publishers give themselves.
var newspaper = ingest.Regexp(`^(?:\p{Lu}[\p{L}.'’]* (?:(?:of|and|&|the) )?)*(?:News|Post|Times|Journal|Gazette|Herald|Tribune|Daily|Press|Guardian|Telegraph|BBC(?: News)?|CNN|Reuters|Chronicle|Observer|Mail|Express|Independent|Standard|Examiner|Magazine|Online|NPR|AP|ABC|CBS|NBC|Bloomberg|[\w-]+\.(?:com|org|net|co\.uk))(?: (?:News|Online|Magazine|\p{Lu}\p{L}+))?$`)

// fold returns s without what may differ between two printings of one title.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// alike reports whether one of two titles holds the other.
func alike(a, b string) bool {
	a, b = fold(a), fold(b)
	return a != "" && b != "" && (strings.Contains(a, b) || strings.Contains(b, a)) && min(len(a), len(b)) > 8
}

// maxNames bounds the names of an element that are looked at, in bytes.
const maxNames = 1000

// names returns the class and id of n in lower case.
func names(n *html.Node) string {
	if len(n.Attr) == 0 {
		return ""
	}
	class, id := attr(n, "class"), attr(n, "id")
	if class == "" && id == "" || len(class)+len(id) > maxNames {
		return ""
	}
	return strings.ToLower(class + " " + id)
}

// inside reports whether a node near above n has word in its class or id.
func inside(n *html.Node, word string) bool {
	for depth := 0; n != nil && depth < 12; depth++ {
		if strings.Contains(names(n), word) {
			return true
		}
		n = n.Parent
	}
	return false
}

func contains(list []string, s string) bool {
	for _, l := range list {
		if l == s {
			return true
		}
	}
	return false
}
