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
	"iter"
	"strings"

	"golang.org/x/net/html"

	"github.com/newsarc/newsarc/ingest"
	"github.com/newsarc/newsarc/news"
)

// Extractor is the name and version of these rules. A change of the rules that
// changes articles raises the version, so that old captures can be read again.
const Extractor = "html/1"

// ErrNoArticle is returned for a page in which no text of an article was found.
var ErrNoArticle = errors.New("page holds no article")

// Decoder decodes one page as one article.
type Decoder struct{}

// Decode implements ingest.Decoder.
func (Decoder) Decode(raw ingest.Raw) iter.Seq[ingest.Item] {
	data, err := ingest.ReadAll(raw.Reader)
	if err != nil {
		return ingest.Fail(raw.Name, err)
	}
	s, err := decode(data, raw.MediaType)
	if err != nil {
		return ingest.Fail(raw.Name, err)
	}
	it, err := Article(s, raw.URL)
	it.Raw, it.Ext, it.Where, it.Captured, it.Err = data, "html", raw.Name, raw.Captured, err
	return ingest.One(it)
}

// Article reads a page, or a part of one, that is valid UTF-8. The address is
// the one that it was fetched from; it may be empty. Of the Item, Article,
// Extractor, Trace, Quality and Reason are set; all but Article also when there
// is an error. A page that shows something else in the place of an article is an
// *ingest.QualityError.
func Article(page, address string) (ingest.Item, error) {
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		return ingest.Item{}, err
	}
	a := &news.Article{}
	m := readMetadata(doc, address, a)
	read(doc, page, m).apply()
	it := ingest.Item{Extractor: Extractor, Trace: m.trace}
	it.Quality, it.Reason = judge(page, address, m, a.Body)
	switch it.Quality {
	case ingest.Whole, ingest.Paywall, ingest.Truncated:
	default:
		return it, &ingest.QualityError{Quality: it.Quality, Reason: it.Reason}
	}
	if len(a.Body) == 0 {
		return it, ErrNoArticle
	}
	if err := ingest.Finish(a); err != nil {
		return it, err
	}
	it.Article = a
	return it, nil
}
