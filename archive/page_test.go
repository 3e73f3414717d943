package archive

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/newsarc/newsarc/news"
)

// TestAfter reads lists page by page: together the pages are the list, however
// many revisions share a second.
func TestAfter(t *testing.T) {
	ctx := context.Background()
	a, err := Init(ctx, t.TempDir(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	var inputs []Input
	for i := range 12 {
		text := fmt.Sprintf("The river rose by %d meters on Monday.", i+2)
		inputs = append(inputs, Input{
			Article: &news.Article{
				Headline: "River rises", URL: fmt.Sprintf("https://wire.example/river-%d", i%4),
				Body: news.Body{{Sentences: []string{text}}},
			},
			Captured: time.Date(2024, 5, 1, 0, 0, i/6, 0, time.UTC),
		})
	}
	if _, err := a.Add(ctx, slices.Values(inputs), func(o Outcome) {
		if o.Err != nil {
			t.Error(o.Err)
		}
	}); err != nil {
		t.Fatal(err)
	}
	for _, f := range []Filter{{}, {Reverse: true}, {Story: "https://wire.example/river-1"}, {Source: "wire.example"}} {
		whole := commits(t, a, f)
		var paged []string
		for f.Limit = 3; ; f.After = paged[len(paged)-1] {
			page := commits(t, a, f)
			if len(page) == 0 {
				break
			}
			paged = append(paged, page...)
		}
		if !slices.Equal(whole, paged) || len(whole) == 0 {
			t.Errorf("%+v: got %v, want %v", f, paged, whole)
		}
	}
}

func commits(t *testing.T, a *Archive, f Filter) (ids []string) {
	t.Helper()
	for rev, err := range a.Log(context.Background(), f) {
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, rev.Commit)
	}
	return ids
}
