package archive

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/newsarc/newsarc/news"
)

// What is there already is reported as it was when it was added: whole, or as far
// as its text and the catalog say.
func TestUnchangedIsTheRevision(t *testing.T) {
	a, dir := newArchive(t, func(o *Options) { o.Summarize = SummarizeBy(func(old, _ *news.Article) string { return "a toll" }) })
	corrected := quake(48)
	corrected.Notes = []news.Note{{Kind: news.Correction, Text: "Correction: the toll was wrong."}}
	inputs := []Input{
		{Article: quake(12), Captured: at(2, 10), Capture: []byte("<p>12"), CaptureExt: "html", Extractor: "html/1"},
		{Article: corrected, Captured: at(3, 10)},
		{Article: quake(60), Captured: at(4, 10)},
	}
	added := add(t, a, inputs...)
	for i, o := range add(t, a, inputs...) {
		want := added[i].Revision
		want.Summary, want.Capture, want.CaptureSHA256, want.Extractor = "", "", "", ""
		if diff := cmp.Diff(want, o.Revision, noArticle, cmpopts.EquateEmpty()); o.Status != Unchanged || diff != "" {
			t.Errorf("%d: %s (-want +got):\n%s", i, o.Status, diff)
		}
	}
	_ = a.Close()
	b := reopen(t, dir, func(o *Options) { o.Whole = true })
	for i, o := range add(t, b, inputs...) {
		if diff := cmp.Diff(added[i].Revision, o.Revision, noArticle); o.Status != Unchanged || diff != "" {
			t.Errorf("%d, whole: %s (-want +got):\n%s", i, o.Status, diff)
		}
	}
}
