// Package sitemap reads sitemaps (sitemaps.org 0.9) with the news extension,
// and sitemap indexes, as a stream: fifty thousand entries take the memory of
// one. A sitemap lists addresses and holds no texts, so it is no decoder of
// articles.
package sitemap

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/url"
	"strings"
	"time"

	"golang.org/x/net/html/charset"

	"github.com/newsarc/newsarc/news"
)

// Bounds of a sitemap: the standard allows 50 MB and 50,000 entries.
const (
	MaxSize    = 50 << 20
	MaxEntries = 50_000
)

// Entry is one address that a sitemap lists.
type Entry struct {
	URL       string
	Index     bool      // the address is that of another sitemap
	Modified  time.Time // lastmod
	Published time.Time // news:publication_date
	Title     string    // news:title
	Language  string    // news:language
}

// location is a <url> or a <sitemap>, of whatever name space.
type location struct {
	Loc     string `xml:"loc"`
	Lastmod string `xml:"lastmod"`
	News    struct {
		Title       string `xml:"title"`
		Date        string `xml:"publication_date"`
		Publication struct {
			Language string `xml:"language"`
		} `xml:"publication"`
	} `xml:"news"`
}

// Entries yields the entries of a sitemap. An error ends it; the entries before
// it stand.
func Entries(r io.Reader) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		limited := &io.LimitedReader{R: r, N: MaxSize + 1}
		dec := xml.NewDecoder(limited)
		dec.CharsetReader = charset.NewReaderLabel
		dec.Entity = map[string]string{} // entities that the file declares are not expanded
		seen, n := false, 0
		for {
			start, err := nextElement(dec)
			switch {
			case limited.N <= 0:
				yield(Entry{}, fmt.Errorf("sitemap is larger than %d MB", MaxSize>>20))
				return
			case errors.Is(err, io.EOF) && seen:
				return
			case errors.Is(err, io.EOF):
				yield(Entry{}, errors.New("holds no sitemap"))
				return
			case err != nil:
				yield(Entry{}, fmt.Errorf("sitemap: %w", err))
				return
			}
			switch start.Name.Local {
			case "urlset", "sitemapindex":
				seen = true
				continue
			case "url", "sitemap":
			default:
				continue
			}
			var loc location
			if err := dec.DecodeElement(&loc, &start); err != nil {
				yield(Entry{}, fmt.Errorf("sitemap: %w", err))
				return
			}
			e, ok := loc.entry(start.Name.Local == "sitemap")
			if !ok {
				continue
			}
			if n++; n > MaxEntries {
				yield(Entry{}, fmt.Errorf("sitemap has more than %d entries", MaxEntries))
				return
			}
			if !yield(e, nil) {
				return
			}
		}
	}
}

func nextElement(dec *xml.Decoder) (xml.StartElement, error) {
	for {
		tok, err := dec.Token()
		if err != nil {
			return xml.StartElement{}, err
		}
		if start, ok := tok.(xml.StartElement); ok {
			return start, nil
		}
	}
}

// entry returns what a location says; false if it is no web address.
func (l *location) entry(index bool) (Entry, bool) {
	u, err := url.Parse(strings.TrimSpace(l.Loc))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return Entry{}, false
	}
	u.User = nil
	return Entry{
		URL: news.Line(u.String()), Index: index, Modified: parseDate(l.Lastmod), Published: parseDate(l.News.Date),
		Title: news.Line(l.News.Title), Language: news.Line(l.News.Publication.Language),
	}, true
}

// parseDate reads a W3C date of any precision; the zero Time for anything else.
func parseDate(s string) time.Time {
	s = strings.TrimSpace(s)
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05", time.DateOnly, "2006-01", "2006"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t
		}
	}
	return time.Time{}
}
