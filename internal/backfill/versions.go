package backfill

import (
	"iter"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"github.com/newsarc/newsarc/archive/foreign"
	"github.com/newsarc/newsarc/ingest"
	"github.com/newsarc/newsarc/ingest/html"
	"github.com/newsarc/newsarc/ingest/plain"
	"github.com/newsarc/newsarc/ingest/wire"
	"github.com/newsarc/newsarc/news"
)

// Versions makes items of what another program kept. The time of capture is
// when that program saw the text; the extractor of the item names the program,
// because the words are those that it cut out of the page, not ours.
func Versions(versions iter.Seq2[foreign.Version, error], program string) iter.Seq[ingest.Item] {
	return func(yield func(ingest.Item) bool) {
		for v, err := range versions {
			it := ingest.Item{Where: v.Where, Captured: v.Seen, Extractor: program, Err: err}
			if err == nil {
				it.Article, it.Raw, it.Ext, it.Err = version(&v)
			}
			if !yield(it) {
				return
			}
		}
	}
}

// version returns the article of a version, and the capture where the article
// does not hold all of it.
func version(v *foreign.Version) (a *news.Article, raw []byte, ext string, err error) {
	title := news.Line(legacy(v.Title))
	it, err := body(v, title)
	if it.Article == nil {
		return nil, nil, "", err
	}
	a = it.Article
	a.URL = v.URL
	if title != "" {
		a.Headline, a.StandIn = title, false
	}
	if byline := news.Line(legacy(v.Byline)); byline != "" {
		a.Byline = byline
	}
	if day, ok := wire.Day(v.Date); ok {
		if later().MatchString(v.Date) {
			a.Modified = day
		} else {
			a.Published = day
		}
	}
	return a, it.Raw, it.Ext, ingest.Finish(a)
}

// body decodes the words of a version, so that datelines and corrections are
// found in them.
func body(v *foreign.Version, title string) (ingest.Item, error) {
	if v.HTML != "" {
		it, err := html.Article("<!doctype html><article>"+v.HTML+"</article>", v.URL)
		it.Raw, it.Ext = []byte(v.HTML), "html"
		return it, err
	}
	text := title + "\n\n" + legacy(v.Text)
	for it := range (plain.Decoder{}).Decode(ingest.Raw{Name: v.Where, Reader: strings.NewReader(text), URL: v.URL}) {
		return it, it.Err
	}
	return ingest.Item{}, ingest.ErrBlank
}

// later recognises a line that gives the time of the latest change, as pages
// show once there is one.
var later = ingest.Regexp(`(?i)\b(?:updated|modified|corrected)\b`)

// legacy returns a text that an old program may have stored in the encoding of
// the page: what is no UTF-8 is Windows-1252.
func legacy(s string) string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	if utf8.ValidString(s) {
		return s
	}
	decoded, err := charmap.Windows1252.NewDecoder().String(s)
	if err != nil {
		return strings.ToValidUTF8(s, "\uFFFD")
	}
	return decoded
}
