package answer

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/ingest"
	"github.com/newsarc/newsarc/ingest/feed"
	"github.com/newsarc/newsarc/ingest/sitemap"
	"github.com/newsarc/newsarc/internal/fetch"
)

// Kind says what an address is.
type Kind string

// The kinds of addresses. All but Article list others.
const (
	Article Kind = ""
	Auto    Kind = "auto" // a target that was not looked at yet
	Feed    Kind = "feed"
	Sitemap Kind = "sitemap"
	Front   Kind = "front"
)

// Link is an address that a listing names.
type Link struct {
	URL      string
	Kind     Kind      // Sitemap in the index of sitemaps, else Article
	Modified time.Time // as the listing claims; zero: it does not
}

// Bounds of listings.
const (
	maxLinks    = 50_000                  // of one listing
	maxFront    = 500                     // of a front page
	maxSitemaps = 50                      // of one index
	maxUnzipped = sitemap.MaxSize         // of a sitemap that is a compressed file
	sitemapAge  = 30 * 24 * time.Hour     // older parts of an index are passed over
	minLinkText = len("a headline or so") // shorter texts lead to sections
)

// gzipMagic begins a compressed file.
var gzipMagic = []byte{0x1f, 0x8b}

// KindOf tells what an address is by what came back for it.
func KindOf(resp *fetch.Response) Kind {
	head := resp.Body[:min(len(resp.Body), headSize)]
	if bytes.HasPrefix(head, gzipMagic) {
		head = unzipped(head)
	}
	start := strings.TrimLeft(string(head), " \t\r\n\uFEFF")
	switch root := rootElement(start); {
	case root == "urlset", root == "sitemapindex":
		return Sitemap
	case root == "rss", root == "feed", root == "rdf", strings.HasPrefix(start, "{") && strings.Contains(start, "jsonfeed.org/version/"):
		return Feed
	case IsFront(resp.URL):
		return Front
	}
	return Article
}

// headSize is how much of an answer is looked at to tell what it is, in bytes.
const headSize = 4096

// unzipped returns the beginning of what a compressed file holds.
func unzipped(head []byte) []byte {
	z, err := gzip.NewReader(bytes.NewReader(head))
	if err != nil {
		return nil
	}
	out := make([]byte, headSize)
	n, _ := io.ReadFull(z, out) // the head is cut: what comes out before that tells
	return out[:n]
}

var firstElement = ingest.Regexp(`(?is)^(?:\s|<\?.*?\?>|<!--.*?-->|<!doctype[^>]*>)*<(?:[a-z]+:)?([a-z]+)[\s>/]`)

// rootElement returns the name of the first element in lower case, without its
// name space.
func rootElement(start string) string {
	m := firstElement().FindStringSubmatch(start)
	if m == nil {
		return ""
	}
	return strings.ToLower(m[1])
}

// Links returns what a listing names, in its order. With an error, what could be
// read.
func Links(kind Kind, resp *fetch.Response) ([]Link, error) {
	switch kind {
	case Feed:
		return feedLinks(resp)
	case Sitemap:
		return sitemapLinks(resp)
	case Front:
		return frontLinks(resp)
	}
	return nil, nil
}

func feedLinks(resp *fetch.Response) ([]Link, error) {
	entries, err := feed.Parse(resp.Body, resp.URL)
	var out []Link
	for _, e := range entries[:min(len(entries), maxLinks)] {
		if e.URL == "" || archive.NormalURL(e.URL) == archive.NormalURL(resp.URL) { // an entry without a link
			continue
		}
		at := e.Updated
		if at.IsZero() {
			at = e.Published
		}
		out = append(out, Link{URL: e.URL, Modified: at})
	}
	return out, err
}

func sitemapLinks(resp *fetch.Response) ([]Link, error) {
	data := resp.Body
	if bytes.HasPrefix(data, gzipMagic) {
		var err error
		if data, err = fetch.DecodeBody(bytes.NewReader(data), "gzip", maxUnzipped); err != nil {
			return nil, fmt.Errorf("sitemap: %w", err)
		}
	}
	var out []Link
	sitemaps := 0
	for e, err := range sitemap.Entries(bytes.NewReader(data)) {
		if err != nil {
			return out, err
		}
		at := e.Modified
		if at.IsZero() {
			at = e.Published
		}
		switch {
		case !ingest.SameSite(e.URL, resp.URL): // the standard allows a sitemap no other
			continue
		case !e.Index:
			out = append(out, Link{URL: e.URL, Modified: at})
		case sitemaps < maxSitemaps && (at.IsZero() || resp.Started.Sub(at) < sitemapAge):
			sitemaps++
			out = append(out, Link{URL: e.URL, Kind: Sitemap, Modified: at})
		}
	}
	return out, nil
}

// frontLinks returns the addresses of a front page that look like articles: of
// the same site, with a path that is a slug, a number or a date, under a text as
// long as a headline.
func frontLinks(resp *fetch.Response) ([]Link, error) {
	base, err := url.Parse(resp.URL)
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	var out []Link
	href, text := "", 0
	end := func() {
		if u, err := base.Parse(href); href != "" && err == nil && text >= minLinkText {
			u.Fragment, u.User = "", nil
			s := u.String()
			if ingest.SameSite(s, resp.URL) && looksArticle(u) && !seen[s] && len(out) < maxFront {
				seen[s] = true
				out = append(out, Link{URL: s})
			}
		}
		href, text = "", 0
	}
	z := html.NewTokenizer(bytes.NewReader(resp.Body))
	for {
		switch z.Next() {
		case html.ErrorToken:
			end()
			if len(out) == 0 {
				return nil, errors.New("front page links to no article")
			}
			return out, nil
		case html.TextToken:
			text += len(bytes.TrimSpace(z.Text()))
		case html.StartTagToken:
			name, more := z.TagName()
			if string(name) == "base" || string(name) == "a" {
				at := attribute(z, more)
				if string(name) == "base" {
					if u, err := base.Parse(at); err == nil {
						base = u
					}
					continue
				}
				end()
				href = at
			}
		case html.EndTagToken:
			if name, _ := z.TagName(); string(name) == "a" {
				end()
			}
		}
	}
}

// attribute returns the href of the tag that z is at.
func attribute(z *html.Tokenizer, more bool) string {
	for more {
		var key, value []byte
		key, value, more = z.TagAttr()
		if string(key) == "href" {
			return strings.TrimSpace(string(value))
		}
	}
	return ""
}

var (
	datedPath   = ingest.Regexp(`/(19|20)\d\d[/-]?(0?[1-9]|1[0-2]|[a-z]{3})\b`)
	numbered    = ingest.Regexp(`\d{5}`)
	slugged     = ingest.Regexp(`[^/-]+(-[^/-]+){3}`)
	sectionPath = ingest.Regexp(`(?i)^/(tags?|topics?|authors?|by|people|category|categories|search|login|account|newsletters?|subscribe|about|help|privacy|terms|contact|jobs)(/|$)`)
)

// looksArticle reports whether an address has the form that those of articles
// have. What is taken in error is fetched, found to be no article, and dropped.
func looksArticle(u *url.URL) bool {
	if u.Scheme != "http" && u.Scheme != "https" || sectionPath().MatchString(u.Path) {
		return false
	}
	return datedPath().MatchString(u.Path) || numbered().MatchString(u.Path) || slugged().MatchString(u.Path)
}

// Feeds returns the addresses of the feeds that a page declares.
func Feeds(resp *fetch.Response) []string {
	base, err := url.Parse(resp.URL)
	if err != nil {
		return nil
	}
	var out []string
	z := html.NewTokenizer(bytes.NewReader(resp.Body))
	for len(out) < maxFeeds {
		switch z.Next() {
		case html.ErrorToken:
			return out
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			at := map[string]string{}
			for _, a := range t.Attr {
				at[a.Key] = a.Val
			}
			if t.DataAtom == atom.Body {
				return out
			}
			if t.DataAtom != atom.Link || !strings.EqualFold(at["rel"], "alternate") || !feedTypes[strings.ToLower(at["type"])] {
				continue
			}
			if u, err := base.Parse(at["href"]); err == nil && at["href"] != "" {
				u.User = nil
				out = append(out, u.String())
			}
		}
	}
	return out
}

// maxFeeds bounds the feeds of a page.
const maxFeeds = 20

var feedTypes = map[string]bool{"application/rss+xml": true, "application/atom+xml": true, "application/feed+json": true}
