package web

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/internal/join"
	"github.com/newsarc/newsarc/internal/render"
	"github.com/newsarc/newsarc/news"
)

// maxCapture bounds a capture that goes into an evidence file, in bytes.
const maxCapture = 16 << 20

// evidence answers with a file that holds what a comparison, or one revision,
// rests on. The same commits always give the same bytes.
func (s *Server) evidence(ctx context.Context, r *http.Request) (reply, error) {
	name := strings.TrimSuffix(r.PathValue("range"), ".zip")
	var old *news.Revision
	var rev news.Revision
	var err error
	if strings.Contains(name, "..") {
		old, rev, _, err = s.rangeOf(ctx, name)
	} else {
		rev, err = s.archive.Resolve(ctx, name)
	}
	if err != nil {
		return reply{}, err
	}
	if path := rangePath(old, rev); path != name {
		return redirect("/evidence/" + path), nil
	}
	data, err := s.bundle(ctx, base(r), old, rev)
	if err != nil {
		return reply{}, err
	}
	file := "evidence-" + short(rev.Commit) + ".zip"
	return reply{contentType: "application/zip", body: data, cache: forever, header: map[string]string{
		"Content-Disposition": `attachment; filename="` + file + `"`,
	}}, nil
}

// bundler writes an evidence file.
type bundler struct {
	zip  *zip.Writer
	at   time.Time // of all entries
	sums strings.Builder
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

func (s *Server) bundle(ctx context.Context, site string, old *news.Revision, rev news.Revision) ([]byte, error) {
	var out bytes.Buffer
	b := &bundler{zip: zip.NewWriter(&out), at: rev.Captured.UTC()}
	if err := b.add("README.txt", []byte(readme(site, old, &rev))); err != nil {
		return nil, err
	}
	sides := []struct {
		name string
		rev  *news.Revision
	}{{"old", old}, {"new", &rev}}
	if old == nil {
		sides = sides[1:]
		sides[0].name = "text"
	}
	for _, side := range sides {
		if err := s.bundleSide(ctx, b, side.name, side.rev); err != nil {
			return nil, err
		}
	}
	if old != nil {
		if err := s.bundleDiff(ctx, b, old, rev); err != nil {
			return nil, err
		}
	}
	if err := b.add("SHA256SUMS", []byte(b.sums.String())); err != nil {
		return nil, err
	}
	err := b.zip.Close()
	return out.Bytes(), err
}

// bundleSide adds the text, the commit and the capture of a revision.
func (s *Server) bundleSide(ctx context.Context, b *bundler, name string, rev *news.Revision) error {
	text, err := s.archive.Text(ctx, *rev)
	if err != nil {
		return err
	}
	commit, err := s.archive.CommitObject(ctx, *rev)
	if err != nil {
		return err
	}
	if err := errors.Join(b.add(name+".md", text), b.add(name+".commit", commit)); err != nil {
		return err
	}
	capture, ext, err := s.archive.Capture(ctx, *rev)
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

// bundleDiff adds the comparison, for programs and for readers.
func (s *Server) bundleDiff(ctx context.Context, b *bundler, old *news.Revision, rev news.Revision) error {
	c, err := join.Compare(ctx, s.archive, old, rev)
	if err != nil {
		return err
	}
	o := diffOptions(c, -1)
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
func readme(site string, old, rev *news.Revision) string {
	var sb strings.Builder
	sb.WriteString("Evidence from a newsarc archive\n\n")
	side := func(name string, r *news.Revision) {
		fmt.Fprintf(&sb, "%s\n  story      %s\n  headline   %s\n", name, r.Story, render.Safe(r.Headline))
		fmt.Fprintf(&sb, "  published  %s (claimed by the publisher)\n  modified   %s (claimed by the publisher)\n  captured   %s (when the archive saw it)\n",
			orNone(r.Published.String()), orNone(r.Modified.String()), stamp(r.Captured))
		fmt.Fprintf(&sb, "  commit     %s\n  blob       %s\n  SHA-256    %s (of the text)\n\n", r.Commit, r.Blob, r.TextSHA256)
	}
	file := "text"
	if old != nil {
		file = "new"
		side("old.md", old)
	}
	side(file+".md", rev)
	fmt.Fprintf(&sb, `How to check it with stock git and without newsarc

1. No file of this bundle was altered:
     sha256sum -c SHA256SUMS        (all files listed but SHA256SUMS itself)
2. The commit is the one that is named, and its trailers name the text:
     git hash-object -t commit --stdin <%[1]s.commit     gives %[2]s
     sha256sum %[1]s.md                                  is the Text-SHA256 in %[1]s.commit
     sha256sum %[1]s.capture.*                           is the Capture-SHA256, where there is a capture
3. The commit stands in the archive's history, which is one chain:
     git clone --bare %[3]s%[4]s archive.git
     git -C archive.git merge-base --is-ancestor %[2]s main && echo yes
     git -C archive.git fsck --strict

A commit id is a SHA-1, which does not withstand a determined forger; the SHA-256
of text and capture does. What proves a date is a copy of the commit id that
somebody else kept at that time.

"Captured" is when the archive saw the text; "published" and "modified" are what
the publisher claims. The archive says what was present or absent in a text, and
nothing about intentions.
`, file, rev.Commit, site, gitPath)
	return sb.String()
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}
