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

// Name returns the name of the file.
func (c *Case) Name() string { return "evidence-" + c.New.Commit[:min(10, len(c.New.Commit))] + ".zip" }

// Write writes a file that holds what a comparison, or one revision, rests on,
// and how to check it with stock git. The same case gives the same bytes.
func Write(ctx context.Context, w io.Writer, a *archive.Archive, c Case) error {
	b := &bundler{archive: a, zip: zip.NewWriter(w), at: c.New.Captured.UTC()}
	if err := b.add("README.txt", []byte(readme(&c))); err != nil {
		return err
	}
	sides := []struct {
		name string
		rev  *news.Revision
	}{{"old", c.Old}, {"new", &c.New}}
	if c.Old == nil {
		sides = sides[1:]
		sides[0].name = "text"
	}
	for _, side := range sides {
		if err := b.addSide(ctx, side.name, side.rev); err != nil {
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

// addSide adds the text, the commit and the capture of a revision.
func (b *bundler) addSide(ctx context.Context, name string, rev *news.Revision) error {
	text, err := b.archive.Text(ctx, *rev)
	if err != nil {
		return err
	}
	commit, err := b.archive.CommitObject(ctx, *rev)
	if err != nil {
		return err
	}
	if err := errors.Join(b.add(name+".md", text), b.add(name+".commit", commit)); err != nil {
		return err
	}
	capture, ext, err := b.archive.Capture(ctx, *rev)
	switch {
	case errors.Is(err, archive.ErrNoCapture):
		return nil
	case err != nil:
		return err
	case len(capture) > maxCapture:
		return b.add(name+".capture-left-out.txt", fmt.Appendf(nil, "The capture has %d bytes: take it from a clone.\n", len(capture)))
	}
	return b.add(name+".capture."+ext, capture)
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

// readme tells what the file holds and how to check it with stock git.
func readme(c *Case) string {
	var sb strings.Builder
	sb.WriteString("Evidence from a newsarc archive\n\n")
	side := func(name string, r *news.Revision) {
		fmt.Fprintf(&sb, "%s\n  story      %s\n  headline   %s\n", name, r.Story, render.Safe(r.Headline))
		fmt.Fprintf(&sb, "  published  %s (claimed by the publisher)\n  modified   %s (claimed by the publisher)\n  captured   %s (when the archive saw it)\n",
			orNone(r.Published.String()), orNone(r.Modified.String()), r.Captured.UTC().Format(time.RFC3339))
		fmt.Fprintf(&sb, "  commit     %s\n  blob       %s\n  SHA-256    %s (of the text)\n\n", r.Commit, r.Blob, r.TextSHA256)
	}
	file := "text"
	if c.Old != nil {
		file = "new"
		side("old.md", c.Old)
	}
	side(file+".md", &c.New)
	clone := "git clone --bare " + c.Clone + " archive.git"
	if c.Clone == "" {
		clone = "take archive.git from a clone of the archive: ask who gave you this file"
	}
	fmt.Fprintf(&sb, `How to check it with stock git and without newsarc

1. No file of this bundle was altered:
     sha256sum -c SHA256SUMS        (all files listed but SHA256SUMS itself)
2. The commit is the one that is named, and its trailers name the text:
     git hash-object -t commit --stdin <%[1]s.commit     gives %[2]s
     sha256sum %[1]s.md                                  is the Text-SHA256 in %[1]s.commit
     sha256sum %[1]s.capture.*                           is the Capture-SHA256, where there is a capture
3. The commit stands in the archive's history, which is one chain:
     %[3]s
     git -C archive.git merge-base --is-ancestor %[2]s main && echo yes
     git -C archive.git fsck --strict

A commit id is a SHA-1, which does not withstand a determined forger; the SHA-256
of text and capture does. What proves a date is a copy of the commit id that
somebody else kept at that time.

"Captured" is when the archive saw the text; "published" and "modified" are what
the publisher claims. The archive says what was present or absent in a text, and
nothing about intentions.
`, file, c.New.Commit, clone)
	return sb.String()
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}
