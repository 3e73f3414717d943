package archive

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"

	"github.com/newsarc/newsarc/archive/catalog"
	"github.com/newsarc/newsarc/archive/commit"
	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/archive/tree"
	"github.com/newsarc/newsarc/news"
)

// readRevision returns the revision in a row of the catalog, as its commit tells
// it; what a commit made by hand does not tell comes from the text.
func readRevision(ctx context.Context, g odb.Getter, r *catalog.Revision) (news.Revision, error) {
	c, err := commit.Read(ctx, g, r.Commit)
	if err != nil {
		return news.Revision{}, unreadable(revisionOf(r), "commit", r.Commit.String(), err)
	}
	rev := c.Revision(r.Commit, r.Path, r.Blob)
	rev.Number = r.Number
	if c.Tells(r.Path) {
		return rev, nil
	}
	text, err := odb.Read(ctx, g, odb.Blob, r.Blob)
	if err != nil {
		return rev, nil // show says what is wrong with it
	}
	completeByText(&rev, text)
	return rev, nil
}

// revisionOf returns what the catalog knows of a revision.
func revisionOf(r *catalog.Revision) *news.Revision {
	return &news.Revision{Story: r.Path, Number: r.Number, Commit: r.Commit.String(), Blob: r.Blob.String(), Captured: unix(r.Captured)}
}

// completeByText fills in what a commit made by hand leaves out.
func completeByText(rev *news.Revision, text []byte) {
	sum := sha256.Sum256(text)
	rev.TextSHA256 = hex.EncodeToString(sum[:])
	if head, err := news.Header(text); err == nil {
		describe(rev, head)
	}
}

// describe completes a revision with what its text says.
func describe(rev *news.Revision, a *news.Article) {
	rev.Headline, rev.URL, rev.Published, rev.Modified = a.Headline, a.URL, a.Published, a.Modified
	if a.Source != "" {
		rev.Source = a.Source
	}
}

// Text reads the stored form of a revision, byte for byte.
func (a *Archive) Text(ctx context.Context, rev news.Revision) ([]byte, error) {
	id, err := odb.ParseID(rev.Blob)
	if err != nil {
		return nil, err
	}
	text, err := odb.Read(ctx, a.store, odb.Blob, id)
	if err == nil {
		err = checkSHA256(text, rev.TextSHA256, "text")
	}
	if err != nil {
		return nil, unreadable(&rev, "text", rev.Blob, err)
	}
	return text, nil
}

// checkSHA256 compares bytes with what a trailer says of them.
func checkSHA256(data []byte, want, what string) error {
	if want == "" {
		return nil
	}
	if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != want {
		return contentError(fmt.Sprintf("%s: SHA-256 is %x, the commit says %s", what, sum, want))
	}
	return nil
}

// Article reads the text of a revision.
func (a *Archive) Article(ctx context.Context, rev news.Revision) (*news.Article, error) {
	text, err := a.Text(ctx, rev)
	if err != nil {
		return nil, err
	}
	art, err := news.Decode(text)
	if err != nil {
		return nil, unreadable(&rev, "text", rev.Blob, fmt.Errorf("text in commit %.10s: %w", rev.Commit, err))
	}
	return art, nil
}

// Capture reads what was received for a revision, and its file name extension.
// It fails with ErrNoCapture where none was kept.
func (a *Archive) Capture(ctx context.Context, rev news.Revision) (data []byte, ext string, err error) {
	if rev.Capture == "" {
		return nil, "", fmt.Errorf("%s@%d: %w", rev.Story, rev.Number, ErrNoCapture)
	}
	id, err := odb.ParseID(rev.Capture)
	if err != nil {
		return nil, "", err
	}
	object := rev.Capture
	blob, ext, err := a.captureBlob(ctx, id)
	if err == nil {
		object = blob.String()
		data, err = odb.Read(ctx, a.store, odb.Blob, blob)
	}
	if err == nil {
		err = checkSHA256(data, rev.CaptureSHA256, "capture")
	}
	if err != nil {
		return nil, "", unreadable(&rev, "capture", object, err)
	}
	return data, ext, nil
}

// CaptureType returns the media type that was declared with what was received for
// a revision; empty where none was.
func (a *Archive) CaptureType(ctx context.Context, rev news.Revision) (string, error) {
	id, err := odb.ParseID(rev.Capture)
	if err != nil {
		return "", err
	}
	c, err := commit.Read(ctx, a.store, id)
	if err != nil {
		return "", err
	}
	return c.Trailers[commit.KeyMediaType], nil
}

// captureBlob returns the blob that a commit on the captures branch added.
func (a *Archive) captureBlob(ctx context.Context, id odb.ID) (blob odb.ID, ext string, err error) {
	c, err := commit.Read(ctx, a.store, id)
	if err != nil {
		return odb.ID{}, "", err
	}
	story, ext := c.Trailers[commit.KeyStory], c.Trailers[commit.KeyExtension]
	if story == "" || ext == "" {
		return odb.ID{}, "", fmt.Errorf("commit %s is no capture", id)
	}
	f, err := tree.Open(ctx, a.store, c.Tree)
	if err != nil {
		return odb.ID{}, "", err
	}
	path := story + "." + ext
	blob, _, err = f.Find(ctx, a.store, path)
	if err == nil && blob.IsZero() {
		err = fmt.Errorf("commit %s has no %s: %w", id, path, ErrNotFound)
	}
	return blob, ext, err
}

func isNotFound(err error) bool { return errors.Is(err, ErrNotFound) }

// CommitObject reads the commit that made a revision, byte for byte: the bytes
// that its id is the hash of.
func (a *Archive) CommitObject(ctx context.Context, rev news.Revision) ([]byte, error) {
	id, err := odb.ParseID(rev.Commit)
	if err != nil {
		return nil, err
	}
	data, err := odb.Read(ctx, a.store, odb.Commit, id)
	if err != nil {
		return nil, unreadable(&rev, "commit", rev.Commit, err)
	}
	return data, nil
}
