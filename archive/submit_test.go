package archive_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/archive/odb/pgstore/pgtest"
	"github.com/newsarc/newsarc/news"
)

// submitted is the n-th text of a writer.
func submitted(writer, n int) archive.Input {
	return archive.Input{Article: &news.Article{
		Headline: fmt.Sprintf("River report %d", writer),
		URL:      fmt.Sprintf("https://wire.example/river/%d", writer),
		Body:     []news.Paragraph{{Sentences: []string{fmt.Sprintf("The river stood at %d meters on Monday.", n)}}},
	}, Captured: time.Date(2024, 5, 1, 0, n, 0, 0, time.UTC)}
}

// TestSubmit has many goroutines submit to one archive, in a folder and in a
// database, from two processes' worth of handles: each input is there once and
// has its number.
func TestSubmit(t *testing.T) {
	for name, store := range map[string]func(t *testing.T) string{
		"folder":   func(*testing.T) string { return "" },
		"database": func(t *testing.T) string { return pgtest.Shared(t).Schema() },
	} {
		t.Run(name, func(t *testing.T) {
			dir, url := t.TempDir(), store(t)
			o := archive.Options{Store: url}
			one, err := archive.Init(t.Context(), dir, o)
			if err != nil {
				t.Fatal(err)
			}
			defer one.Close()
			other := dir
			if url != "" {
				other = t.TempDir() // another machine has its own catalog
			}
			two, err := archive.Open(t.Context(), other, o)
			if err != nil {
				t.Fatal(err)
			}
			defer two.Close()
			submitAll(t, one, two)
			for _, a := range []*archive.Archive{one, two} {
				sum, err := a.Verify(t.Context(), archive.VerifyOptions{ReadData: 1}, func(p archive.Problem) { t.Errorf("%+v", p) })
				if err != nil || sum.Revisions != submitters*each || sum.Stories != submitters {
					t.Errorf("verified %+v, %v", sum, err)
				}
			}
		})
	}
}

const submitters, each = 12, 6

func submitAll(t *testing.T, archives ...*archive.Archive) {
	t.Helper()
	var wg sync.WaitGroup
	for w := range submitters {
		wg.Go(func() {
			for n := range each {
				out, err := archives[w%len(archives)].Submit(t.Context(), submitted(w, n))
				if err != nil || out.Status != archive.Added || out.Revision.Number != n+1 {
					t.Errorf("writer %d, text %d: %+v, %v", w, n, out, err)
					return
				}
			}
		})
	}
	wg.Wait()
}

// TestSubmitRefused submits what is no good and what comes too late.
func TestSubmitRefused(t *testing.T) {
	a, err := archive.Init(t.Context(), t.TempDir(), archive.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	out, err := a.Submit(t.Context(), archive.Input{Article: &news.Article{}})
	if err != nil || out.Status != archive.Refused || out.Err == nil {
		t.Errorf("got %+v, %v, want it refused", out, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for range 20 {
		// Either it was withdrawn, or it was written and says so.
		out, err := a.Submit(ctx, submitted(1, 1))
		if err != nil && !errors.Is(err, context.Canceled) || err == nil && out.Status == "" {
			t.Errorf("got %+v, %v", out, err)
		}
	}
	again, err := a.Submit(t.Context(), submitted(1, 2))
	if err != nil || again.Status != archive.Added {
		t.Errorf("got %+v, %v", again, err)
	}
}
