// Package answer reads what a server answered: whether it is an article or lists
// others, which articles are in it, which addresses it lists, and what is to be
// kept of an answer that shows no article.
//
// It asks for nothing and stores nothing: package fetch does the one, package
// archive the other.
package answer

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/ingest"
	"github.com/newsarc/newsarc/ingest/all"
	"github.com/newsarc/newsarc/internal/fetch"
)

// Items reads what came back for an address: its articles, with the addresses
// that led to them as aliases. What stands in the place of an article has an
// *ingest.QualityError and the bytes received.
func Items(resp *fetch.Response) []ingest.Item {
	asked := resp.URL
	if len(resp.Redirects) > 0 {
		asked = resp.Redirects[0].From
	}
	raw := ingest.Raw{
		Name: asked, Reader: bytes.NewReader(resp.Body), MediaType: resp.Header.Get("Content-Type"), URL: resp.URL, Captured: resp.Started,
	}
	if IsFront(resp.URL) && !IsFront(asked) {
		why := &ingest.QualityError{Quality: ingest.FrontPage, Reason: "it was redirected to " + resp.URL}
		return []ingest.Item{{Raw: resp.Body, Ext: "html", MediaType: resp.Header.Get("Content-Type"), Captured: resp.Started, Where: asked, Err: why}}
	}
	items := slices.Collect(all.Decode(raw))
	for i := range items {
		it := &items[i]
		if it.Captured.IsZero() { // else a web archive says when it saw the page
			it.Captured = resp.Started
		}
		if it.Article != nil && it.Ext == "html" {
			ingest.KeepToSite(it.Article, resp.URL)
		}
		if it.Article == nil || len(items) > 1 { // entries of a live blog, records of a file
			continue
		}
		if it.Article.URL == "" && it.Article.ID == "" {
			it.Article.URL = resp.URL
		}
		addAliases(it, resp)
	}
	return items
}

// ForeignError says that a page holds a record of another site's.
type ForeignError struct{ URL, Page string }

func (e *ForeignError) Error() string {
	return fmt.Sprintf("a record of %s, at another site than the page %s", e.URL, e.Page)
}

// OnlyOwn refuses those of the items of an answer that say that they are of
// another site: nobody asked for them who named the page.
func OnlyOwn(items []ingest.Item, resp *fetch.Response) {
	for i := range items {
		it := &items[i]
		if it.Err != nil || it.Article == nil || it.Article.URL == "" || ingest.SameSite(it.Article.URL, resp.URL) {
			continue
		}
		it.Err, it.Article = &ForeignError{it.Article.URL, resp.URL}, nil
	}
}

// addAliases adds the addresses that led to an article. One that only a passing
// redirect led from is one too: somebody may ask for the article by it.
func addAliases(it *ingest.Item, resp *fetch.Response) {
	a := it.Article
	if a.URL == "" {
		return
	}
	known := map[string]bool{archive.NormalURL(a.URL): true}
	for _, u := range a.Aliases {
		known[archive.NormalURL(u)] = true
	}
	add := func(u string) {
		if key := archive.NormalURL(u); !known[key] {
			known[key] = true
			a.Aliases = append(a.Aliases, u)
		}
	}
	for _, r := range resp.Redirects {
		add(r.From)
	}
	add(resp.URL)
}

// IsFront reports whether an address is that of a whole site.
func IsFront(address string) bool {
	u, err := url.Parse(address)
	return err == nil && strings.Trim(u.Path, "/") == "" && u.RawQuery == ""
}

// Reason returns the reason for which a capture without an article is kept;
// empty where it is not worth keeping.
func Reason(it *ingest.Item) (ingest.Quality, string) {
	var quality *ingest.QualityError
	if !errors.As(it.Err, &quality) || it.Raw == nil {
		return "", ""
	}
	return quality.Quality, fmt.Sprintf("%s: %s", quality.Quality, quality.Reason)
}

// KeptOf returns an item that shows no article as a capture to be kept; false
// where there is nothing to keep. The address is the one asked for.
func KeptOf(it *ingest.Item, address string) (archive.Kept, bool) {
	_, why := Reason(it)
	if why == "" {
		return archive.Kept{}, false
	}
	return archive.Kept{URL: address, Captured: it.Captured, Data: it.Raw, Ext: it.Ext, MediaType: it.MediaType, Extractor: it.Extractor, Reason: why}, true
}

// Gone returns the item that says that a page is not there any more; false where
// the answer says something else.
func Gone(resp *fetch.Response, err error) (ingest.Item, bool) {
	var status *fetch.StatusError
	if resp == nil || !errors.As(err, &status) {
		return ingest.Item{}, false
	}
	switch status.Status {
	case http.StatusNotFound, http.StatusGone, http.StatusUnavailableForLegalReasons:
		why := &ingest.QualityError{Quality: ingest.NotFound, Reason: status.Error()}
		return ingest.Item{Raw: resp.Body, Ext: "html", MediaType: resp.Header.Get("Content-Type"), Captured: resp.Started, Err: why}, true
	}
	return ingest.Item{}, false
}
