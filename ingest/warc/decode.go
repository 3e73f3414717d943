// Package warc decodes the pages that web archive files hold. Each answer of a
// server that is a page becomes an article with the archive's date as the time
// of capture; redirects become aliases; a revisit record, which says that a
// page was the same again, becomes the page again, so that a text that came
// back is not lost. Pictures, scripts and the like are passed over.
package warc

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"github.com/newsarc/newsarc/ingest"
	"github.com/newsarc/newsarc/internal/fetch"
	"github.com/newsarc/newsarc/internal/warc"
)

// Decoder decodes web archive files, plain or compressed.
type Decoder struct {
	// Page decodes the pages.
	Page ingest.Decoder
}

// Bounds of what is remembered while a file is read.
const (
	maxPages     = 64 << 20 // bytes of pages that a revisit may refer to
	maxRedirects = 100_000
)

// Decode implements ingest.Decoder.
func (d Decoder) Decode(raw ingest.Raw) iter.Seq[ingest.Item] {
	return func(yield func(ingest.Item) bool) {
		r, err := warc.NewReader(raw.Reader)
		if err != nil {
			yield(ingest.Item{Where: raw.Name, Err: err})
			return
		}
		r.MaxSize = ingest.MaxDocument
		f := &file{page: d.Page, name: raw.Name, pages: map[string]page{}, redirects: map[string][]string{}}
		for {
			rec, err := r.Next()
			if errors.Is(err, io.EOF) {
				return
			}
			if !f.each(rec, err, yield) {
				return
			}
		}
	}
}

// file is what is known of a file while it is read.
type file struct {
	page      ingest.Decoder
	name      string
	pages     map[string]page // by payload digest
	size      int             // bytes of pages
	redirects map[string][]string
}

// page is the payload of a response.
type page struct {
	mediaType string
	body      []byte
}

// each handles one record, or what stands in its place, and reports whether to
// go on.
func (f *file) each(rec *warc.Record, err error, yield func(ingest.Item) bool) bool {
	var broken *warc.Error
	if errors.As(err, &broken) {
		return yield(ingest.Item{Where: f.where(broken.Offset), Err: broken.Err})
	}
	if err != nil {
		yield(ingest.Item{Where: f.name, Err: err})
		return false
	}
	p, ok, err := f.payload(rec)
	if err != nil {
		return yield(ingest.Item{Where: f.where(rec.Offset), Err: fmt.Errorf("%s: %w", rec.Target(), err)})
	}
	if !ok {
		return true
	}
	return f.article(rec, p, yield)
}

func (f *file) where(offset int64) string { return fmt.Sprintf("%s:%d", f.name, offset) }

// payload returns the page of a record; false for records that are no page and
// not meant to be one.
func (f *file) payload(rec *warc.Record) (page, bool, error) {
	switch rec.Type() {
	case warc.Response, warc.Resource, warc.Revisit:
	default:
		return page{}, false, nil
	}
	if err := rec.CheckDigest(); err != nil {
		return page{}, false, err
	}
	if rec.Type() == warc.Resource {
		p := page{mediaType: rec.Header.Value("Content-Type"), body: rec.Block}
		return p, isPage(p.mediaType), nil
	}
	if rec.Type() == warc.Revisit && rec.PayloadDigest() != "" {
		if p, ok := f.pages[rec.PayloadDigest()]; ok {
			return p, true, nil
		}
		// The page stands in another file, or was no page: nothing to decode. But
		// the header that led to another address is in the record.
		if resp, _, _ := rec.HTTP(); resp != nil && resp.StatusCode/100 == 3 {
			f.redirect(rec.Target(), resp.Header.Get("Location"))
		}
		return page{}, false, nil
	}
	return f.response(rec)
}

func (f *file) response(rec *warc.Record) (page, bool, error) {
	if scheme, _, _ := strings.Cut(rec.Target(), ":"); scheme != "http" && scheme != "https" {
		return page{}, false, nil // a look-up of a name, a certificate
	}
	resp, body, err := rec.HTTP()
	if resp == nil {
		return page{}, false, err
	}
	if location := resp.Header.Get("Location"); resp.StatusCode/100 == 3 && location != "" {
		f.redirect(rec.Target(), location)
		return page{}, false, nil
	}
	p := page{mediaType: resp.Header.Get("Content-Type")}
	switch {
	case !isPage(p.mediaType):
		return page{}, false, nil
	case resp.StatusCode/100 != 2:
		return page{}, false, fmt.Errorf("server answered %d %s", resp.StatusCode, strings.ToLower(http.StatusText(resp.StatusCode)))
	case errors.Is(err, io.ErrUnexpectedEOF), rec.Header.Value("WARC-Truncated") != "":
		return page{}, false, errors.New("page is cut short")
	case err != nil:
		return page{}, false, err
	}
	p.body, err = fetch.DecodeBody(strings.NewReader(string(body)), resp.Header.Get("Content-Encoding"), ingest.MaxDocument)
	if err != nil && resp.Header.Get("Content-Encoding") != "" && looksPlain(body) {
		// Crawlers that decompress before they write leave the header as it was.
		p.body, err = body, nil
	}
	if err != nil {
		return page{}, false, err
	}
	f.remember(rec.PayloadDigest(), p)
	return p, true, nil
}

// looksPlain reports whether a body begins as a page does, and not as one that is
// packed.
func looksPlain(body []byte) bool {
	head := bytes.TrimLeft(body[:min(len(body), 512)], " \t\r\n\uFEFF")
	return bytes.HasPrefix(head, []byte("<"))
}

// isPage reports whether a media type may hold an article. A missing one may.
func isPage(mediaType string) bool {
	t, _, err := mime.ParseMediaType(mediaType)
	return err != nil || t == "text/html" || t == "application/xhtml+xml"
}

func (f *file) redirect(from, to string) {
	base, err := url.Parse(from)
	if err != nil || len(f.redirects) >= maxRedirects {
		return
	}
	if target, err := base.Parse(to); err == nil && target.String() != from {
		// An address that was itself redirected to comes along.
		f.redirects[target.String()] = append(append([]string{}, f.redirects[from]...), base.String())
	}
}

// remember keeps a page for the revisits that may follow it.
func (f *file) remember(digest string, p page) {
	if digest == "" || len(p.body) > maxPages/4 {
		return
	}
	if f.size+len(p.body) > maxPages {
		clear(f.pages) // revisits mostly follow soon, if at all in the same file
		f.size = 0
	}
	if _, ok := f.pages[digest]; !ok {
		f.size += len(p.body)
	}
	f.pages[digest] = p
}

// article decodes a page as that of a record.
func (f *file) article(rec *warc.Record, p page, yield func(ingest.Item) bool) bool {
	where := f.where(rec.Offset)
	date, err := rec.Date()
	if err != nil {
		return yield(ingest.Item{Where: where, Err: err})
	}
	raw := ingest.Raw{Name: where, Reader: strings.NewReader(string(p.body)), MediaType: p.mediaType, URL: rec.Target(), Captured: date}
	for it := range f.page.Decode(raw) {
		if it.Err != nil {
			it.Err = fmt.Errorf("%s: %w", rec.Target(), it.Err)
		} else {
			ingest.KeepToSite(it.Article, rec.Target())
			it.Article.Aliases = append(it.Article.Aliases, f.redirects[rec.Target()]...)
		}
		if !yield(it) {
			return false
		}
	}
	return true
}
