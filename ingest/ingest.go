// Package ingest says what a decoder of news is: it takes bytes in one format
// and yields articles. The formats themselves are its sub-packages; ingest/all
// lists them and chooses one. The package also holds what every decoder needs:
// reading within limits, finding the character encoding, cutting plain text
// into paragraphs and sentences, and completing an article.
//
// It does not fetch, does not match an article to a story and stores nothing.
package ingest

import (
	"fmt"
	"io"
	"iter"
	"net/url"
	"strings"
	"time"

	"github.com/newsarc/newsarc/news"
)

// Raw is something received that may hold articles.
type Raw struct {
	Name      string    // file name or URL: for messages, and to guess the format
	Reader    io.Reader // the bytes, already decompressed
	MediaType string    // as declared, with its parameters; may be empty
	URL       string    // the address it came from, if any
	Captured  time.Time // when it was received; zero if not known
	Keep      bool      // make a capture of the bytes even where the stored text holds all of them
}

// Item is one article found, or the reason why there is none.
type Item struct {
	Article   *news.Article // valid, or nil when Err is set; with Paywall and Truncated what there is of it
	Captured  time.Time     // when it was seen, where the input says so; else zero
	Raw       []byte        // the capture; nil when the stored text holds all of the input
	Ext       string        // file name extension of the capture, without the dot
	MediaType string        // of the capture, as declared with it: by it the bytes are read again
	Extractor string        // name and version of what made Article of Raw: "html/1"
	Where     string        // file, or file and line: "news.jsonl:7"
	URL       string        // address of what was received, where it is known and Article does not say it
	Err       error         // what keeps the input from being an article; does not repeat Where
	Trace     []Origin      // what came from where; only from decoders that must choose
	Quality   Quality       // whether the input shows the whole article
	Reason    string        // what speaks for Quality, where that is not Whole
}

// Quality says what a capture shows. What is not Whole is kept as a capture, and
// must not be taken for a change of the article: the publisher did not delete
// what a wall hid.
type Quality string

// The qualities of captures. In the first group the text is the article's but
// not all of it, in the second it is none of it.
const (
	Whole     Quality = ""
	Paywall   Quality = "paywall"   // the beginning, and an offer to subscribe
	Truncated Quality = "truncated" // cut off on its way

	NotFound  Quality = "not-found"    // says that there is no such page, whatever the status was
	Consent   Quality = "consent-wall" // asks for consent to cookies first
	BotPage   Quality = "bot-page"     // asks for proof of being human, or refuses access
	FrontPage Quality = "front-page"   // another page than the one asked for: the front page
)

// QualityError is the error of a capture that does not show the whole article.
type QualityError struct {
	Quality Quality
	Reason  string
}

// Error implements error.
func (e *QualityError) Error() string {
	switch e.Quality {
	case Paywall:
		return "shows only the beginning, before a paywall: " + e.Reason
	case Truncated:
		return "is cut off: " + e.Reason
	}
	what := strings.ReplaceAll(string(e.Quality), "-", " ")
	if e.Quality == NotFound {
		what = `"not found" page`
	}
	return fmt.Sprintf("is no article but a %s: %s", what, e.Reason)
}

// Origin says where a field of an article was found.
type Origin struct {
	Field string `json:"field"`           // "headline", "body", ...
	From  string `json:"from"`            // "json-ld headline", "meta og:title", "h1"
	Value string `json:"value,omitempty"` // as found; shortened for the body
	Used  bool   `json:"used"`            // false: seen, and something better was taken
}

// Decoder reads one format.
type Decoder interface {
	// Decode yields the articles of raw in their order. An Item with Err set
	// stands for a part that cannot be read; the parts after it still come.
	Decode(raw Raw) iter.Seq[Item]
}

// Fail returns the only Item of a raw that cannot be read at all.
func Fail(where string, err error) iter.Seq[Item] {
	return One(Item{Where: where, Err: err})
}

// One returns the sequence of one Item.
func One(it Item) iter.Seq[Item] {
	return func(yield func(Item) bool) { yield(it) }
}

// SourceOf returns the publisher that stands for a URL: its host in lower case,
// without "www."; empty when there is none.
func SourceOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(strings.ToLower(strings.TrimSuffix(u.Hostname(), ".")), "www.")
}
