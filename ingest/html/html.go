// Package html decodes news articles from web pages: the fields from what the
// page declares (JSON-LD, Open Graph, meta, visible byline and time), the body
// from its markup, and with both a trace that says what came from where. It
// also judges a capture: whether a page is an article at all, or a soft 404, a
// consent wall, a paywall stub, a bot page, or cut short.
//
// It runs no scripts and fetches nothing.
package html

import (
	"errors"
	"fmt"
	"iter"
	"strings"

	"golang.org/x/net/html"

	"github.com/newsarc/newsarc/ingest"
	"github.com/newsarc/newsarc/news"
)

// Extractor is the name and version of these rules. A change of the rules that
// changes articles raises the version, so that old captures can be read again.
const Extractor = "html/4"

// ErrNoArticle is returned for a page in which no text of an article was found.
var ErrNoArticle = errors.New("page holds no article")

// Decoder decodes a page as one article, or a live blog as one for each entry.
type Decoder struct{}

// Decode implements ingest.Decoder. A page that shows only a part of its article
// is answered with that part and an *ingest.QualityError: as a revision it would
// look as if the rest had been deleted.
func (Decoder) Decode(raw ingest.Raw) iter.Seq[ingest.Item] {
	data, err := ingest.ReadAll(raw.Reader)
	if err != nil {
		return ingest.Fail(raw.Name, err)
	}
	s, err := decode(data, raw.MediaType)
	if err != nil {
		return ingest.Fail(raw.Name, err)
	}
	if address, at := saved(s); raw.URL == "" && address != "" {
		raw.URL = address
		if raw.Captured.IsZero() {
			raw.Captured = at
		}
	}
	items, err := read(s, raw.URL)
	return func(yield func(ingest.Item) bool) {
		for _, it := range items {
			it.Raw, it.Ext, it.MediaType = data, "html", raw.MediaType
			it.Where, it.Captured, it.Err = raw.Name, raw.Captured, err
			if err == nil && it.Quality != ingest.Whole {
				it.Err = &ingest.QualityError{Quality: it.Quality, Reason: it.Reason}
			}
			if !yield(it) {
				return
			}
		}
	}
}

// Bounds of a page. Large news pages have a megabyte and a half, and a few
// thousand tags.
const (
	maxPage = 5 << 20
	maxTags = 60_000
)

// Errors of pages that are too much work.
var (
	errLarge = fmt.Errorf("page is larger than %d MB", maxPage>>20)
	errTags  = fmt.Errorf("page has more than %d tags", maxTags)
)

// parse parses a page of reasonable size.
func parse(page string) (*html.Node, error) {
	if len(page) > maxPage {
		return nil, errLarge
	}
	if strings.Count(page, "<") > maxTags {
		return nil, errTags
	}
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		return nil, fmt.Errorf("page cannot be parsed: %w", err)
	}
	return doc, nil
}

// Article reads a page, or a part of one, that is valid UTF-8. The address is
// the one that it was fetched from; it may be empty. Of the Item, Article,
// Extractor, Trace, Quality and Reason are set; all but Article also when there
// is an error. A page that shows something else in the place of an article is an
// *ingest.QualityError; one that shows a part of it only has a Quality. Of a live
// blog it is the first entry.
func Article(page, address string) (ingest.Item, error) {
	items, err := read(page, address)
	return items[0], err
}

// read returns the articles of a page, at least one Item; with an error, only
// one. Only live blogs have several.
func read(page, address string) ([]ingest.Item, error) {
	it := ingest.Item{Extractor: Extractor}
	doc, err := parse(page)
	if err != nil {
		return []ingest.Item{it}, err
	}
	a := &news.Article{}
	m := readMetadata(doc, address, a)
	if it.URL = address; it.URL == "" {
		it.URL = a.URL
	}
	from := "json-ld liveBlogUpdate"
	entries := liveEntries(m)
	if entries == nil {
		from, entries = "marked entries of a live blog", markedEntries(m, doc, page)
	}
	if entries != nil {
		it.Trace = append(m.trace, ingest.Origin{Field: "body", From: from, Used: true})
		var items []ingest.Item
		for _, e := range entries {
			it.Article = e
			items = append(items, it)
		}
		return items, nil
	}
	all := blocksOf(doc)
	r := m.text(doc, page)
	r.takeDeck(all)
	m.see(around(all, r.blocks, a.Headline))
	r.apply()
	it.Trace = m.trace
	it.Quality, it.Reason = judge(page, address, m, a.Body, all)
	switch {
	case it.Quality != ingest.Whole && it.Quality != ingest.Paywall && it.Quality != ingest.Truncated:
		err = &ingest.QualityError{Quality: it.Quality, Reason: it.Reason}
	case len(a.Body) == 0:
		err = ErrNoArticle
	default:
		err = ingest.Finish(a)
	}
	if err == nil {
		it.Article = a
	}
	return []ingest.Item{it}, err
}
