// Package reread reads kept captures again with the extractors of today, so that
// a better extractor never looks like an edit by the newspaper: what it makes of
// a capture that an older one has read becomes a revision of class extraction.
//
// It stores nothing: package archive does.
package reread

import (
	"bytes"
	"context"
	"fmt"
	"iter"
	"strconv"
	"strings"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/ingest"
	"github.com/newsarc/newsarc/ingest/all"
	"github.com/newsarc/newsarc/news"
)

// All reads the kept capture of each story's latest revision again, where older
// says that an extractor of before made its text, and yields an input of class
// extraction where that makes another text: so the next change of the newspaper
// is compared with a text of the same extractor. Earlier revisions stay as they
// are: what was archived stands. What cannot be read again is told to failed.
func All(ctx context.Context, a *archive.Archive, f archive.Filter, older func(extractor string) bool, failed func(where string, err error)) iter.Seq[archive.Input] {
	return func(yield func(archive.Input) bool) {
		for s, err := range a.Stories(ctx, f) {
			if ctx.Err() != nil {
				return
			}
			if err != nil {
				failed("", err)
				return
			}
			in, err := One(ctx, a, s.Commit, older)
			if err != nil {
				failed(s.ID, err)
				continue
			}
			if in != nil && !yield(*in) {
				return
			}
		}
	}
}

// One reads the capture of the revision that a name means again; nil if it has
// none, if no older extractor made its text, or if the text stays the same.
func One(ctx context.Context, a *archive.Archive, name string, older func(extractor string) bool) (*archive.Input, error) {
	rev, err := a.Resolve(ctx, name)
	if err != nil || rev.Capture == "" || !older(rev.Extractor) {
		return nil, err
	}
	return anew(ctx, a, &rev)
}

// Older returns what reports whether an extractor is an earlier version of one
// of those given: "html/1" is one of "html/2". A version that cannot be read
// counts as the first.
func Older(than ...string) func(extractor string) bool {
	versions := map[string]int{}
	for _, s := range than {
		name, version := cutVersion(s)
		versions[name] = version
	}
	return func(extractor string) bool {
		name, version := cutVersion(extractor)
		return version < versions[name]
	}
}

// anew reads one capture again; nil if that makes the same text.
func anew(ctx context.Context, a *archive.Archive, rev *news.Revision) (*archive.Input, error) {
	old, err := a.Article(ctx, *rev)
	if err != nil {
		return nil, err
	}
	data, ext, err := a.Capture(ctx, *rev)
	if err != nil {
		return nil, err
	}
	it, err := reread(data, ext, rev, old)
	if err != nil {
		return nil, err
	}
	fresh := *it.Article
	// What came with the request and not with the page stays.
	fresh.Aliases, fresh.ID = old.Aliases, old.ID
	if old.URL != "" {
		fresh.URL = old.URL
	}
	if fresh.Source == "" || fresh.URL == "" {
		fresh.Source = old.Source
	}
	if fresh.Equal(old) {
		return nil, nil
	}
	return &archive.Input{
		Article: &fresh, Captured: rev.Captured, Capture: data, CaptureExt: ext, Extractor: it.Extractor,
		Story: rev.Story, Class: news.Extraction, Where: rev.Story,
	}, nil
}

// reread finds in a capture the article that a revision is of.
func reread(data []byte, ext string, rev *news.Revision, old *news.Article) (*ingest.Item, error) {
	raw := ingest.Raw{Name: rev.Story + "." + ext, Reader: bytes.NewReader(data), URL: rev.URL, Captured: rev.Captured}
	var only *ingest.Item
	n := 0
	for it := range all.Decode(raw) {
		switch {
		case it.Err != nil:
			return nil, it.Err
		case old.ID != "" && it.Article.ID == old.ID: // an entry of a live blog
			return &it, nil
		}
		only = &it
		n++
	}
	if n != 1 {
		return nil, fmt.Errorf("capture holds %d articles, none of them with its id", n)
	}
	return only, nil
}

// cutVersion parts "html/1" into its name and number.
func cutVersion(s string) (string, int) {
	name, version, _ := strings.Cut(s, "/")
	n, err := strconv.Atoi(version)
	if err != nil {
		return name, 0
	}
	return name, n
}
