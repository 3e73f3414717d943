package archive

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/maphash"
	"sync"
	"time"

	"github.com/newsarc/newsarc/archive/address"
	"github.com/newsarc/newsarc/archive/likeness"
	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/archive/storyid"
	"github.com/newsarc/newsarc/news"
)

// item is an input on its way into the archive.
type item struct {
	in     Input
	seq    int // place in the stream
	weight int // bytes of memory, about
	ready  chan struct{}
	draft
}

// draft is what an item becomes. It is made anew when a batch is written a second
// time. Before ready is closed it belongs to prepare, after that to the batch.
type draft struct {
	err error // why the input is refused

	article     *news.Article
	source      string // first part of the story's id
	sha256      [sha256.Size]byte
	sum         uint64 // of the stored form
	blob        odb.ID
	captureBlob odb.ID
	captured    time.Time
	observed    time.Time         // orders the story's revisions; mostly captured
	keys        []int64           // addresses
	shingles    likeness.Shingles // set where likeness may count
	slug        string            // once asked for

	guess   *guess
	target  *target
	match   Match
	status  Status
	rev     news.Revision
	backfed bool // its number is known when the catalog has it
	first   bool // it begins a story
}

// claimed returns the publisher's time of the text, as the catalog holds it.
func (it *item) claimed() int64 {
	if !it.article.Modified.IsZero() {
		return it.article.Modified.Unix()
	}
	return seconds(it.article.Published)
}

// dated reports whether the input says when it was captured.
func (it *item) dated() bool { return !it.in.Captured.IsZero() }

// order compares items by when they were captured, as revisions are ordered. Of one
// second, those that say so come first, in the order of the stream: so a stream in
// order of time makes the same commits in whatever batches it comes. The others,
// for whose time the call stands in, are ordered by what their publishers claim.
func (it *item) order(other *item) int {
	byClock := func(it *item) int {
		if it.dated() {
			return 0
		}
		return 1
	}
	order := cmp.Or(cmp.Compare(it.captured.Unix(), other.captured.Unix()), cmp.Compare(byClock(it), byClock(other)))
	if order == 0 && !it.dated() {
		order = cmp.Compare(it.claimed(), other.claimed())
	}
	return cmp.Or(order, cmp.Compare(it.seq, other.seq))
}

// prepare checks an input and does the work that needs no knowledge of the
// archive: encoding and hashing. It may run beside others.
func (a *Archive) prepare(it *item, now time.Time) {
	it.draft = draft{}
	if it.err = a.check(it, now); it.err != nil {
		return
	}
	it.encode()
	if it.in.Capture != nil {
		it.captureBlob = odb.Hash(odb.Blob, it.in.Capture)
	}
	if len(it.keys) == 0 && it.in.Story == "" {
		it.shingles = likeness.Of(it.article.Body)
	}
}

func (a *Archive) check(it *item, now time.Time) error {
	in := &it.in
	if in.Article == nil {
		return errors.New("no article")
	}
	if err := in.Article.Validate(); err != nil {
		return err
	}
	if in.Class != "" && !in.Class.Valid() {
		return fmt.Errorf("class %q is unknown", in.Class)
	}
	it.captured = now
	if !in.Captured.IsZero() {
		it.captured = in.Captured
	}
	it.captured = it.captured.UTC().Truncate(time.Second)
	if y := it.captured.Year(); y < 1 || y > 9999 {
		return fmt.Errorf("captured in the year %d", y)
	}
	it.observed = it.captured
	it.article = in.Article
	if in.Article.Source == "" {
		named := *in.Article
		if named.Source = address.Host(named.URL); named.Source == "" {
			named.Source = a.o.Source
		}
		it.article = &named
	}
	if it.source = storyid.Source(it.article.Source); it.source == "" {
		it.source = storyid.Source(address.Host(it.article.URL))
	}
	if it.source == "" {
		it.source = "source-" + hexHash(it.article.Source)[:8]
	}
	it.keys = address.Keys(it.source, it.article)
	return nil
}

// encode sets what follows from the article. The stored form itself is made
// once more when it is written: thousands of items wait for that.
func (it *item) encode() {
	buf := encodeBuffers.Get().(*[]byte)
	defer encodeBuffers.Put(buf)
	*buf = news.AppendEncoded((*buf)[:0], it.article)
	it.blob = odb.Hash(odb.Blob, *buf)
	it.sha256 = sha256.Sum256(*buf)
	it.sum = maphash.Bytes(textSeed, *buf)
}

var errTouched = errors.New("the article was changed while it was being archived")

// text returns the stored form that encode saw.
func (it *item) text() ([]byte, error) {
	text := news.Encode(it.article)
	if maphash.Bytes(textSeed, text) != it.sum { // it would be stored under a wrong name
		return nil, errTouched
	}
	return text, nil
}

// A checksum would need a table, which takes a thirtieth of a short command's time.
var textSeed = maphash.MakeSeed()

var encodeBuffers = sync.Pool{New: func() any { return new([]byte) }}

func hexHash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

// article reads and decodes a stored text.
func article(ctx context.Context, g odb.Getter, blob odb.ID) (*news.Article, error) {
	text, err := odb.Read(ctx, g, odb.Blob, blob)
	if err != nil {
		return nil, err
	}
	a, err := news.Decode(text)
	if err != nil {
		return nil, fmt.Errorf("text %s: %w", blob, err)
	}
	return a, nil
}
