package watch

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
	"github.com/newsarc/newsarc/ingest/html"
	"github.com/newsarc/newsarc/news"
)

// Extractor is the version of the rules that read pages now.
const Extractor = html.Extractor

// Anew reads the kept capture of each story's latest revision again, where an
// extractor older than since made its text, and yields an input of class
// extraction where that makes another text: so the next change of the newspaper
// is compared with a text of the same extractor, and an upgrade never looks like
// an edit. What cannot be read again is told to failed.
func Anew(ctx context.Context, a *archive.Archive, f archive.Filter, since string, failed func(where string, err error)) iter.Seq[archive.Input] {
	return func(yield func(archive.Input) bool) {
		for s, err := range a.Stories(ctx, f) {
			if ctx.Err() != nil {
				return
			}
			if err != nil {
				failed("", err)
				return
			}
			rev, err := a.Resolve(ctx, s.Commit)
			if err != nil {
				failed(s.ID, err)
				continue
			}
			if rev.Capture == "" || !olderExtractor(rev.Extractor, since) {
				continue
			}
			in, err := anew(ctx, a, &rev)
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

// extractorKey is the key of the extractor that made the latest texts.
const extractorKey = "extractor"

// readAnew reads what an older extractor read again, once after an upgrade.
func (w *Watcher) readAnew(ctx context.Context) error {
	value, _, err := w.a.State(ctx, metaSpace, extractorKey)
	if err != nil || string(value) == Extractor {
		return err
	}
	failed := func(where string, err error) {
		w.log.Warn("capture cannot be read again", "story", where, "error", err)
	}
	sum, err := w.a.Add(ctx, Anew(ctx, w.a, archive.Filter{}, Extractor, failed), nil)
	if err != nil {
		return err
	}
	if sum.Added > 0 {
		w.log.Info("captures read again", "extractor", Extractor, "revisions", sum.Added)
	}
	return w.a.SetStates(ctx, map[string][]archive.Entry{metaSpace: {{Key: extractorKey, Value: []byte(Extractor)}}})
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

// olderExtractor reports whether an extractor is an earlier version of since, or
// of the same name with no version that can be read.
func olderExtractor(extractor, since string) bool {
	name, version := cutVersion(extractor)
	sinceName, sinceVersion := cutVersion(since)
	return name == sinceName && version < sinceVersion
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
