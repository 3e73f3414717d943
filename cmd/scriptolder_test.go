package cmd

import (
	"bytes"
	"context"
	"os"
	"slices"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/ingest"
	"github.com/newsarc/newsarc/ingest/all"
	"github.com/newsarc/newsarc/news"
)

// scriptOlder archives a page as an extractor of before would have: with furniture
// that the one of today leaves out.
//
//	older EXTRACTOR CAPTURED PAGE FURNITURE [MEDIA TYPE]
func scriptOlder(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 4 || len(args) > 5 {
		ts.Fatalf("usage: older EXTRACTOR CAPTURED PAGE FURNITURE [MEDIATYPE]")
	}
	captured, err := time.Parse(time.RFC3339, args[1])
	ts.Check(err)
	data, err := os.ReadFile(ts.MkAbs(args[2]))
	ts.Check(err)
	raw := ingest.Raw{Name: args[2], Reader: bytes.NewReader(data)}
	if len(args) == 5 {
		raw.MediaType = args[4]
	}
	items := slices.Collect(all.Decode(raw))
	if len(items) != 1 || items[0].Err != nil {
		ts.Fatalf("%s: %v", args[2], items)
	}
	it := items[0]
	it.Article.Body = append(it.Article.Body, news.Paragraph{Sentences: []string{args[3]}})
	ctx := context.Background()
	a, err := archive.Open(ctx, ts.Getenv("WORK"), archive.Options{Summarize: newSummarizer})
	ts.Check(err)
	in := archive.Input{
		Article: it.Article, Captured: captured, Extractor: args[0],
		Capture: it.Raw, CaptureExt: it.Ext, MediaType: it.MediaType,
	}
	sum, err := a.Add(ctx, slices.Values([]archive.Input{in}), nil)
	ts.Check(err)
	ts.Check(a.Close())
	if sum.Added != 1 {
		ts.Fatalf("%s: %+v", args[2], sum)
	}
}
