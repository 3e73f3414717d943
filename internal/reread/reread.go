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
	"github.com/newsarc/newsarc/ingest/feed"
	"github.com/newsarc/newsarc/ingest/html"
	"github.com/newsarc/newsarc/news"
)

// Options say what is read again.
type Options struct {
	archive.Filter                             // of stories
	Older          func(extractor string) bool // whose texts
	// Same and Failed, when set, are told of each story whose text stays the same,
	// and of each that cannot be read again: its text stays too.
	Same   func(story string)
	Failed func(story string, err error)
}

// All reads the kept capture of each story's latest revision again, where an older
// extractor made its text, and yields an input of class extraction where that makes
// another text: so the next change of the newspaper is compared with a text of the
// same extractor. Earlier revisions stay as they are: what was archived stands.
func All(ctx context.Context, a *archive.Archive, o Options) iter.Seq[archive.Input] {
	failed := func(story string, err error) {
		if o.Failed != nil {
			o.Failed(story, err)
		}
	}
	return func(yield func(archive.Input) bool) {
		for s, err := range a.Stories(ctx, o.Filter) {
			if ctx.Err() != nil {
				return
			}
			if err != nil {
				failed("", err)
				return
			}
			rev, err := a.Resolve(ctx, s.Commit)
			if err == nil && !again(&rev, o.Older) {
				continue
			}
			var in *archive.Input
			if err == nil {
				in, err = anew(ctx, a, &rev)
			}
			switch {
			case err != nil:
				failed(s.ID, err)
			case in == nil && o.Same != nil:
				o.Same(s.ID)
			case in != nil && !yield(*in):
				return
			}
		}
	}
}

// again reports whether a revision can and should be read again.
func again(rev *news.Revision, older func(extractor string) bool) bool {
	return rev.Capture != "" && older(rev.Extractor)
}

// One reads the capture of the revision that a name means again; nil if it has
// none, if no older extractor made its text, or if the text stays the same.
func One(ctx context.Context, a *archive.Archive, name string, older func(extractor string) bool) (*archive.Input, error) {
	rev, err := a.Resolve(ctx, name)
	if err != nil || !again(&rev, older) {
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
	mediaType, err := a.CaptureType(ctx, *rev)
	if err != nil {
		return nil, err
	}
	var fresh news.Article
	it := &ingest.Item{}
	if name, _ := cutVersion(rev.Extractor); name == "feed" {
		*it, err = feed.Again(html.Article, string(data), rev.URL)
		fresh = *old
		if it.Article != nil {
			fresh.Body = it.Article.Body
		}
	} else if it, err = reread(data, ext, mediaType, rev, old); err == nil {
		fresh = *it.Article
		keepFields(&fresh, old)
	}
	if err != nil || fresh.Equal(old) {
		return nil, err
	}
	return &archive.Input{
		Article: &fresh, Captured: rev.Captured, Capture: data, CaptureExt: ext, MediaType: mediaType, Extractor: it.Extractor,
		Story: rev.Story, Class: news.Extraction, Where: rev.Story,
	}, nil
}

// keepFields keeps what came with the request, or from the user, and not with the
// page.
func keepFields(fresh, old *news.Article) {
	fresh.Aliases, fresh.ID = old.Aliases, old.ID
	if old.URL != "" { // a page may name another site's
		fresh.URL, fresh.Source = old.URL, old.Source
	}
	if fresh.Source == "" || fresh.URL == "" {
		fresh.Source = old.Source
	}
}

// reread finds in a capture the article that a revision is of.
func reread(data []byte, ext, mediaType string, rev *news.Revision, old *news.Article) (*ingest.Item, error) {
	raw := ingest.Raw{Name: rev.Story + "." + ext, Reader: bytes.NewReader(data), MediaType: mediaType, URL: rev.URL, Captured: rev.Captured}
	var only *ingest.Item
	var failed error
	n := 0
	for it := range all.Decode(raw) {
		switch n++; {
		case it.Err != nil:
			failed = it.Err
		case old.ID != "" && it.Article.ID == old.ID: // an entry of a live blog
			return &it, nil
		default:
			only = &it
		}
	}
	switch {
	case failed != nil:
		return nil, failed
	case n != 1:
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
