// Package backfill reads what others kept of the news before newsarc did: the
// captures of a web archive that a CDX index or a Memento TimeMap lists, the
// repository of a NewsDiffs installation, the database of a diffengine. What it
// yields are items like those of any other input, with the time at which the
// other archive saw the text, so that they take their place among the
// revisions that are there.
//
// It does not match texts to stories and stores nothing; how a page is fetched
// politely is package fetch's business, and what it says is that of the
// decoders.
package backfill

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"mime"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/newsarc/newsarc/ingest"
	"github.com/newsarc/newsarc/ingest/all"
)

// Capture is an entry of an index: one look that an archive took at a page.
type Capture struct {
	URL       string // of the page
	Time      time.Time
	MediaType string // empty: not known
	Status    int    // of the server's answer; 0: not known
	Digest    string // of the answer's payload; empty: not known

	// Where the bytes lie: in a web archive file, or at an address. An index of
	// the Wayback Machine says neither.
	File    string
	Offset  int64
	Length  int64 // 0: not known
	Address string
}

// stamp is how web archives write a time: fourteen digits, UTC.
const stamp = "20060102150405"

// Name names the capture as the Wayback Machine does: time, slash, address.
func (c Capture) Name() string { return c.Time.UTC().Format(stamp) + "/" + c.URL }

// A Store has the bytes of captures.
type Store interface {
	// Open returns what was captured, ready to be decoded. The error wraps
	// ErrMissing where the store does not have it.
	Open(ctx context.Context, c Capture) (ingest.Raw, error)
}

// ErrMissing says that a store does not have a capture that an index lists.
var ErrMissing = errors.New("capture is not there")

// maxCaptures bounds an index. They are put in order before the first is read,
// and take about 300 bytes each.
const maxCaptures = 4_000_000

// Tally counts the captures of which no item came, by reason.
type Tally struct {
	Listed  int // in all, those that became items included
	Same    int // the same bytes as the capture before it
	NoPage  int // pictures, scripts, redirects, errors: nothing to read
	Outside int // not within the time asked for
	Known   int // read by an earlier run
}

// Reader makes items of the captures that an index lists.
type Reader struct {
	Store Store
	Since time.Time                 // at or after; zero: all
	Until time.Time                 // before; zero: all
	Known func(name string) bool    // captures not to be read again, by Name; may be nil
	Found func(done int, total int) // told how far the work is; may be nil

	Tally Tally // what was passed over, complete after the last item
}

// Items yields the articles of the captures, address by address, each in the
// order of time. A capture with the same bytes as the one before it is passed
// over without being opened; one that came back after another was in its place
// is not, so A, B, A stays three revisions. Item.Where is the Name of the
// capture.
func (r *Reader) Items(ctx context.Context, captures iter.Seq2[Capture, error]) iter.Seq[ingest.Item] {
	return func(yield func(ingest.Item) bool) {
		list, ok := r.choose(captures, yield)
		if !ok {
			return
		}
		for i, c := range list {
			if ctx.Err() != nil {
				return
			}
			if r.Known != nil && r.Known(c.Name()) {
				r.Tally.Known++
				continue
			}
			if !r.read(ctx, c, yield) {
				return
			}
			if r.Found != nil {
				r.Found(i+1, len(list))
			}
		}
	}
}

// choose returns the captures worth opening, in order; false when no more items
// are wanted. Lines of the index that make no sense are yielded as errors.
func (r *Reader) choose(captures iter.Seq2[Capture, error], yield func(ingest.Item) bool) ([]Capture, bool) {
	var list []Capture
	for c, err := range captures {
		if err != nil {
			if !yield(ingest.Item{Where: c.URL, Err: err}) {
				return nil, false
			}
			continue
		}
		r.Tally.Listed++
		switch {
		case len(list) >= maxCaptures:
			yield(ingest.Item{Err: fmt.Errorf("index lists more than %d captures: split it", maxCaptures)})
			return nil, false
		case !r.Since.IsZero() && c.Time.Before(r.Since), !r.Until.IsZero() && !c.Time.Before(r.Until):
			r.Tally.Outside++
		case !mayBePage(c):
			r.Tally.NoPage++
		default:
			list = append(list, c)
		}
	}
	slices.SortStableFunc(list, func(a, b Capture) int {
		return cmp.Or(strings.Compare(a.URL, b.URL), a.Time.Compare(b.Time))
	})
	kept := list[:0]
	var before Capture
	first := map[string]Capture{} // with the bytes, by digest
	for _, c := range list {
		if _, ok := first[c.Digest]; !ok && c.File != "" && c.MediaType != revisit {
			first[c.Digest] = c
		}
	}
	for _, c := range list {
		if from, ok := first[c.Digest]; ok && c.MediaType == revisit {
			c.File, c.Offset, c.Length = from.File, from.Offset, from.Length
		}
		if c.URL == before.URL && c.Digest != "" && c.Digest == before.Digest {
			r.Tally.Same++
			continue
		}
		kept = append(kept, c)
		before = c
	}
	return kept, true
}

// mayBePage reports whether a capture may hold an article, by what its index
// says. A revisit says only that the bytes were those of an earlier capture.
func mayBePage(c Capture) bool {
	if c.Status != 0 && c.Status != http.StatusOK {
		return false
	}
	if c.MediaType == "" || c.MediaType == revisit || c.MediaType == "unk" {
		return true
	}
	t, _, err := mime.ParseMediaType(c.MediaType)
	return err != nil || t == "text/html" || t == "application/xhtml+xml"
}

// revisit is the media type that an index gives to a record that only says that
// a page was the same again.
const revisit = "warc/revisit"

// read yields the items of one capture and reports whether to go on.
func (r *Reader) read(ctx context.Context, c Capture, yield func(ingest.Item) bool) bool {
	raw, err := r.Store.Open(ctx, c)
	if err != nil {
		return yield(ingest.Item{Where: c.Name(), Err: err})
	}
	if raw.Captured.IsZero() {
		raw.Captured = c.Time
	}
	n := 0
	for it := range all.Decode(raw) {
		it.Where, it.URL = c.Name(), c.URL
		it.Captured = raw.Captured // a revisit's is not that of the record with its bytes
		if it.Article != nil && it.Ext == "html" {
			ingest.KeepToSite(it.Article, c.URL)
		}
		if it.Article != nil && it.Article.URL == "" && it.Article.ID == "" {
			it.Article.URL = c.URL
		}
		n++
		if !yield(it) {
			return false
		}
	}
	if n == 0 { // a redirect or an error page in a web archive file
		r.Tally.NoPage++
	}
	return true
}
