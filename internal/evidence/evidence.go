// Package evidence makes files that prove to others what an archive holds: the
// texts, the commits that name them, the bytes received, the comparison, and how
// to check all of it with stock git and without newsarc. It proves that they
// belong together; when they were there is what the clocks of the archive say,
// and what a copy of a commit id that somebody else kept can show.
package evidence

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/internal/join"
	"github.com/newsarc/newsarc/internal/render"
	"github.com/newsarc/newsarc/news"
)

// maxCapture bounds a capture that goes into an evidence file, in bytes.
const maxCapture = 16 << 20

// bundler writes an evidence file.
type bundler struct {
	archive *archive.Archive
	zip     *zip.Writer
	at      time.Time // of all entries
	sums    strings.Builder
}

func (b *bundler) add(name string, data []byte) error {
	w, err := b.zip.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: b.at})
	if err != nil {
		return err
	}
	sum := sha256.Sum256(data)
	fmt.Fprintf(&b.sums, "%s  %s\n", hex.EncodeToString(sum[:]), name)
	_, err = w.Write(data)
	return err
}

// Case is what a file is evidence of: one revision, or what became of another
// one until then.
type Case struct {
	Old *news.Revision // nil: there is nothing to compare with
	New news.Revision
	// Clone is the address from which readers can clone the archive; empty where
	// they have to ask for it.
	Clone string
}

// Name returns the name of the file: with the first digits of the commits that it
// is about.
func (c *Case) Name() string {
	name := "evidence-"
	if c.Old != nil {
		name += short(c.Old.Commit) + "-"
	}
	return name + short(c.New.Commit) + ".zip"
}

func short(commit string) string { return commit[:min(10, len(commit))] }

// side is a revision in an evidence file.
type side struct {
	name    string // of its files, without what follows the dot: "old", "new", "text"
	rev     *news.Revision
	text    []byte
	commit  []byte
	capture []byte // empty: there is none, or it is left out
	ext     string // of the capture's file
	leftOut int    // bytes of a capture that is too large
}

// Write writes a file that holds what a comparison, or one revision, rests on,
// and how to check it with stock git. The same case gives the same bytes. An
// error is an *archive.UnreadableError where the archive is damaged.
func Write(ctx context.Context, w io.Writer, a *archive.Archive, c Case) error {
	b := &bundler{archive: a, zip: zip.NewWriter(w), at: c.New.Captured.UTC()}
	sides := []*side{{name: "old", rev: c.Old}, {name: "new", rev: &c.New}}
	if c.Old == nil {
		sides = []*side{{name: "text", rev: &c.New}}
	}
	for _, s := range sides {
		if err := b.read(ctx, s); err != nil {
			return err
		}
	}
	if err := b.add("README.txt", []byte(readme(sides, c.Clone))); err != nil {
		return err
	}
	for _, s := range sides {
		if err := b.addSide(s); err != nil {
			return err
		}
	}
	if c.Old != nil {
		if err := b.addDiff(ctx, c.Old, c.New); err != nil {
			return err
		}
	}
	if err := b.add("SHA256SUMS", []byte(b.sums.String())); err != nil {
		return err
	}
	return b.zip.Close()
}

// read reads the text, the commit and the capture of a revision.
func (b *bundler) read(ctx context.Context, s *side) (err error) {
	if s.text, err = b.archive.Text(ctx, *s.rev); err != nil {
		return err
	}
	if s.commit, err = b.archive.CommitObject(ctx, *s.rev); err != nil {
		return err
	}
	s.capture, s.ext, err = b.archive.Capture(ctx, *s.rev)
	if errors.Is(err, archive.ErrNoCapture) {
		return nil
	}
	if len(s.capture) > maxCapture {
		s.leftOut, s.capture = len(s.capture), nil
	}
	s.ext = plainExt(s.ext)
	return err
}

// plainExt returns an extension that is safe in the name of a file: that of an
// archive which others made may be anything.
func plainExt(ext string) string {
	if ext == "" || len(ext) > 20 || strings.Trim(ext, "abcdefghijklmnopqrstuvwxyz0123456789") != "" {
		return "bin"
	}
	return ext
}

func (s *side) captureName() string { return s.name + ".capture." + s.ext }

// addSide adds what was read of a revision.
func (b *bundler) addSide(s *side) error {
	err := errors.Join(b.add(s.name+".md", s.text), b.add(s.name+".commit", s.commit))
	switch {
	case s.leftOut > 0:
		note := fmt.Appendf(nil, "The capture has %d bytes: take it from a clone.\n", s.leftOut)
		return errors.Join(err, b.add(s.name+".capture-left-out.txt", note))
	case s.ext != "":
		return errors.Join(err, b.add(s.captureName(), s.capture))
	}
	return err
}

// addDiff adds the comparison, for programs and for readers.
func (b *bundler) addDiff(ctx context.Context, old *news.Revision, rev news.Revision) error {
	c, err := join.Compare(ctx, b.archive, old, rev)
	if err != nil {
		return err
	}
	o := render.DiffOptions{Context: -1, OldName: render.Name(c.Old), NewName: render.Name(c.New), OldRevision: c.Old, NewRevision: c.New}
	var doc, page, text bytes.Buffer
	err = errors.Join(
		render.DiffJSON(&doc, c.Result, o),
		render.DiffHTML(&page, rev.Headline, []render.Compared{{Result: c.Result, Options: o}}),
		render.DiffText(&text, c.Result, o),
	)
	if err != nil {
		return err
	}
	return errors.Join(b.add("diff.json", doc.Bytes()), b.add("diff.html", page.Bytes()), b.add("diff.txt", text.Bytes()))
}
