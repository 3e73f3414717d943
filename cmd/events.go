package cmd

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"time"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/internal/render"
	"github.com/newsarc/newsarc/news"
	"github.com/newsarc/newsarc/timeline"
)

// extraction is what the texts of revisions tell, by text: Build asks for it
// revision by revision.
type extraction map[archive.CacheKey][]timeline.Event

// events returns what Build should be told of a revision.
func (x extraction) events(rev *news.Revision) []timeline.Event { return x[eventsKey(rev)] }

// eventsKey names the events of a text in the catalog. A text that claims no
// date is read against the time of its capture.
func eventsKey(rev *news.Revision) archive.CacheKey {
	key := archive.CacheKey{Text: rev.TextSHA256, Rule: timeline.Rules}
	if rev.Published.IsZero() && rev.Modified.IsZero() {
		key.Rule += "@" + rev.Captured.UTC().Format(time.RFC3339)
	}
	return key
}

// extractEvents reads the events of every text, on all cores: from the catalog
// where they are kept, else from the text, and then keeps them. A text that
// cannot be read is named on standard error and tells nothing.
func extractEvents(ctx context.Context, e *env, a *archive.Archive, revs []*news.Revision) (extraction, error) {
	var (
		found    = extraction{}
		mu       sync.Mutex
		wait     sync.WaitGroup
		work     = make(chan *news.Revision)
		term     = render.Detect(e.stderr, "never", e.getenv)
		progress = render.NewProgress(e.stderr, term, time.Now, "reading events of")
		done     int
	)
	for range runtime.GOMAXPROCS(0) {
		wait.Go(func() {
			for rev := range work {
				events, err := eventsOf(ctx, a, rev)
				mu.Lock()
				found[eventsKey(rev)] = events
				done++
				progress.Advance(int64(done), float64(done)/float64(len(revs)))
				if err != nil && ctx.Err() == nil {
					progress.Clear()
					fmt.Fprintf(e.stderr, "newsarc: %s: %s\n", render.Name(rev), oneLine(err))
				}
				mu.Unlock()
			}
		})
	}
	seen := map[archive.CacheKey]bool{}
	for _, rev := range revs {
		if key := eventsKey(rev); !seen[key] && ctx.Err() == nil {
			seen[key] = true
			work <- rev
		}
	}
	close(work)
	wait.Wait()
	progress.Clear()
	return found, ctx.Err()
}

// eventsOf returns the events of one text.
func eventsOf(ctx context.Context, a *archive.Archive, rev *news.Revision) ([]timeline.Event, error) {
	key := eventsKey(rev)
	if data, ok := a.Cached(ctx, key); ok {
		if events, err := timeline.Unmarshal(data); err == nil {
			return events, nil
		}
	}
	article, err := a.Article(ctx, *rev)
	if err != nil {
		return nil, err
	}
	with := *rev
	with.Article = article
	events := timeline.Extract(&with)
	return events, a.SetCached(ctx, key, timeline.Marshal(events))
}
