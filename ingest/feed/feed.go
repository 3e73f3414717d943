// Package feed reads RSS, Atom and JSON Feed. It lists the entries of a feed,
// for those who fetch the pages behind them, and decodes as articles the
// entries that carry their full text. An entry with a summary only is no
// article: archiving it would show a cut text as the publisher's.
package feed

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/url"
	"strings"
	"time"

	"github.com/mmcdole/gofeed"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/newsarc/newsarc/ingest"
	"github.com/newsarc/newsarc/news"
)

// Extractor is the name and version of these rules: an entry's fields come from
// the feed, its body from the rules for pages.
const Extractor = "feed/2"

// MaxSize bounds a feed, in bytes: nesting makes the parser's memory grow a
// hundred times faster than the input.
const MaxSize = 5 << 20

// maxDepth bounds the nesting of elements. Real feeds stay below ten.
const maxDepth = 64

// Errors of feeds and entries.
var (
	ErrTooLarge    = fmt.Errorf("feed is larger than %d MB", MaxSize>>20)
	ErrSummaryOnly = errors.New("feed entry has no full text: its page must be fetched")
)

// Entry is one entry of a feed.
type Entry struct {
	ID        string // the feed's own identifier; may be empty
	URL       string // of the page; absolute where the feed's address was given
	Title     string
	Byline    string
	Section   string
	Published time.Time
	Updated   time.Time
	Content   string // HTML of the full text; empty if the feed has none
	Language  string // of the feed
}

// Parse reads a feed. The address is the feed's own, to complete links; it may
// be empty.
func Parse(data []byte, address string) ([]Entry, error) {
	if len(data) > MaxSize {
		return nil, ErrTooLarge
	}
	if start := bytes.TrimLeft(data, " \t\r\n\uFEFF"); !bytes.HasPrefix(start, []byte("{")) { // not a JSON Feed
		if err := checkDepth(data); err != nil {
			return nil, err
		}
	}
	f, err := gofeed.NewParser().Parse(bytes.NewReader(readable(data)))
	if err != nil {
		return nil, fmt.Errorf("feed: %w", err)
	}
	base, _ := url.Parse(address)
	if base == nil {
		base = &url.URL{}
	}
	var out []Entry
	for _, it := range f.Items {
		if it != nil {
			out = append(out, entry(it, base, news.Line(f.Language)))
		}
	}
	dropShared(out)
	return out, nil
}

// dropShared takes off identifiers that several entries with addresses of their own
// share: some publishers number anew each day, or give all entries one.
func dropShared(entries []Entry) {
	first := map[string]string{}
	shared := map[string]bool{}
	for _, e := range entries {
		if address, ok := first[e.ID]; ok && address != e.URL {
			shared[e.ID] = true
		}
		first[e.ID] = e.URL
	}
	for i := range entries {
		if shared[entries[i].ID] {
			entries[i].ID = ""
		}
	}
}

// checkDepth refuses what nests deeper than any feed does. Counting angle
// brackets is enough: it errs only for comments and CDATA, whose markup is HTML
// and nests less.
func checkDepth(data []byte) error {
	depth, most := 0, 0
	for i := 0; i+1 < len(data); i++ {
		if data[i] != '<' {
			continue
		}
		switch data[i+1] {
		case '/':
			depth--
		case '!', '?':
			if bytes.HasPrefix(data[i:], []byte("<![CDATA[")) {
				end := bytes.Index(data[i:], []byte("]]>"))
				if end < 0 {
					return errors.New("feed: CDATA section does not end")
				}
				i += end
			}
		default:
			end := bytes.IndexByte(data[i:], '>')
			if end < 0 {
				return nil // the parser says what is wrong
			}
			if data[i+end-1] != '/' {
				depth++
			}
			most = max(most, depth)
			i += end
		}
	}
	if most > maxDepth {
		return fmt.Errorf("feed: elements nest deeper than %d", maxDepth)
	}
	return nil
}

func entry(it *gofeed.Item, base *url.URL, language string) Entry {
	e := Entry{
		ID: news.Line(it.GUID), Title: news.Line(plain(it.Title)), Content: it.Content, Language: language,
		URL: resolve(base, it.Link),
	}
	e.Published = date(it.PublishedParsed, it.Published)
	e.Updated = date(it.UpdatedParsed, it.Updated)
	var names []string
	for _, a := range it.Authors {
		if a != nil && a.Name != "" {
			names = append(names, news.Line(a.Name))
		}
	}
	e.Byline = strings.Join(names, ", ")
	if len(it.Categories) > 0 {
		e.Section = news.Line(it.Categories[0])
	}
	if e.URL == "" && strings.HasPrefix(e.ID, "http") {
		e.URL = resolve(base, e.ID)
	}
	return e
}

// layouts are forms of dates that feeds have beside those of their standards.
var layouts = []string{
	"2 Jan 2006 15:04 -0700", "2 January 2006 15:04 -0700", "Mon, 2 Jan 2006 15:04 -0700", "Mon, 2 Jan 2006 15:04 MST",
	"2006/01/02 15:04:05", "2006/01/02 15:04", "2006/01/02", "02.01.2006 15:04:05", "02.01.2006 15:04", "02.01.2006",
	"Jan 2, 2006, 3:04 PM", "January 2, 2006, 3:04 PM", "Jan 2, 2006 3:04 PM", "Monday, January 2, 2006 - 15:04", "20060102T150405Z0700",
}

// date returns a time as parsed, else as it can be read; the zero Time if it cannot.
// Where no zone is given it is taken for UTC.
func date(parsed *time.Time, s string) time.Time {
	if parsed != nil {
		return *parsed
	}
	s = strings.NewReplacer("p.m.", "PM", "a.m.", "AM", "Sept.", "Sep", ".,", ",").Replace(strings.TrimSpace(s))
	for _, form := range []string{s, strings.ReplaceAll(s, ". ", " ")} {
		for _, layout := range layouts {
			if t, err := time.Parse(layout, form); err == nil {
				return t
			}
		}
	}
	return time.Time{}
}

// resolve completes a link. What is no web address is dropped.
func resolve(base *url.URL, link string) string {
	if link = strings.TrimSpace(link); link == "" {
		return "" // and not the address of the feed, which all entries would share
	}
	u, err := base.Parse(link)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return ""
	}
	u.User = nil
	return news.Line(u.String())
}

// plain takes the markup out of a title, which feeds may carry escaped.
func plain(s string) string {
	if !strings.ContainsAny(s, "<&") {
		return s
	}
	nodes, err := html.ParseFragment(strings.NewReader(s), &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div})
	if err != nil {
		return s
	}
	var sb strings.Builder
	for _, n := range nodes {
		appendText(&sb, n)
	}
	return sb.String()
}

func appendText(sb *strings.Builder, n *html.Node) {
	if n.Type == html.TextNode {
		sb.WriteString(n.Data)
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		appendText(sb, c)
	}
}

// Decoder decodes the entries of a feed that carry their full text.
type Decoder struct {
	// HTML turns a page or a part of one into an article.
	HTML func(page, url string) (ingest.Item, error)
}

// minContent is the length below which an entry's content is taken for a
// summary, in bytes of text.
const minContent = 400

// Decode implements ingest.Decoder.
func (d Decoder) Decode(raw ingest.Raw) iter.Seq[ingest.Item] {
	data, err := io.ReadAll(io.LimitReader(raw.Reader, MaxSize+1))
	if err != nil {
		return ingest.Fail(raw.Name, err)
	}
	entries, err := Parse(data, raw.URL)
	if err != nil {
		return ingest.Fail(raw.Name, err)
	}
	return func(yield func(ingest.Item) bool) {
		for i, e := range entries {
			it, err := d.article(e)
			it.Where, it.Captured, it.Err = fmt.Sprintf("%s: entry %d", raw.Name, i+1), raw.Captured, err
			if err != nil && e.URL != "" {
				it.Err = fmt.Errorf("%s: %w", e.URL, err)
			}
			if !yield(it) {
				return
			}
		}
	}
}

// Again reads the body of an entry's content again, which is all that its fields do
// not come from.
func Again(html func(page, url string) (ingest.Item, error), content, url string) (ingest.Item, error) {
	it, err := html(page(content), url)
	it.Extractor = Extractor
	return it, err
}

func page(content string) string { return "<!doctype html><article>" + content + "</article>" }

// article decodes an entry. What the feed says goes before what its markup
// looks like.
func (d Decoder) article(e Entry) (ingest.Item, error) {
	if len(plain(e.Content)) < minContent {
		return ingest.Item{}, ErrSummaryOnly
	}
	it, err := d.HTML(page(e.Content), e.URL)
	if it.Article == nil {
		if err == nil {
			err = ErrSummaryOnly
		}
		return ingest.Item{}, err
	}
	a := it.Article
	for _, f := range []struct{ to, from *string }{
		{&a.Headline, &e.Title},
		{&a.Byline, &e.Byline},
		{&a.Section, &e.Section},
		{&a.URL, &e.URL},
		{&a.ID, &e.ID},
	} {
		if *f.from != "" {
			*f.to = *f.from
		}
	}
	a.StandIn = a.StandIn && e.Title == ""
	if a.Language == "" {
		a.Language = e.Language
	}
	if !e.Published.IsZero() {
		a.Published = news.Instant(e.Published)
	}
	if !e.Updated.IsZero() && !e.Updated.Equal(e.Published) {
		a.Modified = news.Instant(e.Updated)
	}
	it.Raw, it.Ext, it.Extractor = []byte(e.Content), "html", Extractor
	return it, ingest.Finish(a)
}
