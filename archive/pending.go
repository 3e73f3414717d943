package archive

import (
	"context"
	"errors"
	"iter"

	"github.com/newsarc/newsarc/news"
)

var errPending = errors.New("archive: not yet")

// Archive is an open archive. Its methods may be called from several goroutines.
type Archive struct{}

// Init creates an archive below the directory dir, which it creates too when it
// is missing, and opens it. It fails with ErrExists where there is one.
func Init(ctx context.Context, dir string, o Options) (*Archive, error) {
	return nil, errPending
}

// Open opens the archive below dir. It fails with ErrNoArchive where there is
// none.
func Open(ctx context.Context, dir string, o Options) (*Archive, error) {
	return nil, errPending
}

// Close releases what the archive holds.
func (a *Archive) Close() error {
	return nil
}

// Add archives a stream of inputs. It works in batches, in bounded memory; each
// batch is whole or absent, and report is called for its inputs, from one
// goroutine at a time, only after it is durable. Several revisions of one story
// are ordered by their times. The error is about the archive: bad inputs are
// Refused and the rest goes on.
func (a *Archive) Add(ctx context.Context, inputs iter.Seq[Input], report func(Outcome)) (Summary, error) {
	return Summary{}, errPending
}

// Story finds the story that name means: its id, a unique part of its id, or a
// URL. The error is an *AmbiguousError or wraps ErrNotFound.
func (a *Archive) Story(ctx context.Context, name string) (Story, error) {
	return Story{}, errPending
}

// Stories yields stories, the one with the latest revision first.
func (a *Archive) Stories(ctx context.Context, f Filter) iter.Seq2[Story, error] {
	return func(yield func(Story, error) bool) { yield(Story{}, errPending) }
}

// Log yields revisions, newest first by captured time.
func (a *Archive) Log(ctx context.Context, f Filter) iter.Seq2[news.Revision, error] {
	return func(yield func(news.Revision, error) bool) { yield(news.Revision{}, errPending) }
}

// Resolve finds the revision that name means. docs/format.md lists the forms.
// The error is an *AmbiguousError or wraps ErrNotFound.
func (a *Archive) Resolve(ctx context.Context, name string) (news.Revision, error) {
	return news.Revision{}, errPending
}

// ResolveRange finds both ends of "A..B". An end that begins with @ or ~ takes
// the story of the other; a missing end is the story's first or latest revision.
func (a *Archive) ResolveRange(ctx context.Context, name string) (from, to news.Revision, err error) {
	return news.Revision{}, news.Revision{}, errPending
}

// Article reads the text of a revision.
func (a *Archive) Article(ctx context.Context, rev news.Revision) (*news.Article, error) {
	return nil, errPending
}

// Text reads the stored form of a revision, byte for byte.
func (a *Archive) Text(ctx context.Context, rev news.Revision) ([]byte, error) {
	return nil, errPending
}

// Capture reads what was received for a revision, and its file name extension.
// It fails with ErrNoCapture where none was kept.
func (a *Archive) Capture(ctx context.Context, rev news.Revision) (data []byte, ext string, err error) {
	return nil, "", errPending
}

// Search finds the texts that answer a query, best first: words that must all
// occur, "phrases", -words that must not, OR, prefix*.
func (a *Archive) Search(ctx context.Context, query string, o SearchOptions) ([]Hit, error) {
	return nil, errPending
}

// Verify checks the archive against itself and reports each Problem. The error
// is about the checking, not about what it found.
func (a *Archive) Verify(ctx context.Context, o VerifyOptions, report func(Problem)) (VerifySummary, error) {
	return VerifySummary{}, errPending
}

// GC consolidates packs and, when asked, heals.
func (a *Archive) GC(ctx context.Context, o GCOptions) (GCSummary, error) {
	return GCSummary{}, errPending
}

// Complete returns names of stories and revisions that begin with prefix, for
// shells, each possibly followed by a tab and a description.
func (a *Archive) Complete(ctx context.Context, prefix string) []string {
	return nil
}

// Cached returns derived data kept by SetCached; false when there is none.
func (a *Archive) Cached(ctx context.Context, key CacheKey) ([]byte, bool) {
	return nil, false
}

// SetCached keeps data derived from a text. It may be forgotten at any time.
func (a *Archive) SetCached(ctx context.Context, key CacheKey, data []byte) error {
	return errPending
}

// Index brings the full-text index up to date. Search does it where it must.
func (a *Archive) Index(ctx context.Context) error {
	return errPending
}
