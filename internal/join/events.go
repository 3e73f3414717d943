package join

import (
	"context"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/news"
	"github.com/newsarc/newsarc/timeline"
)

// BuildOptions say how Build goes about its work.
type BuildOptions struct {
	// Bad, when set, is told of texts that cannot be read; they tell nothing.
	// It is called from one goroutine at a time.
	Bad func(rev *news.Revision, err error)
	// Progress, when set, is told how many texts are done; as Bad is.
	Progress func(done, total int)
	// Workers is how many texts are read at a time; 0: one for each processor.
	Workers int
}

// Build builds the timeline of revisions, which need not carry their texts.
func Build(ctx context.Context, a *archive.Archive, revs []*news.Revision, o timeline.Options, how BuildOptions) (*timeline.Timeline, error) {
	again := readings(revs)
	if !o.AsOf.IsZero() {
		revs = slices.DeleteFunc(revs, func(rev *news.Revision) bool { return rev.Captured.After(o.AsOf) })
	}
	read := slices.Clone(revs)
	for _, r := range again { // what was misread was so at any time
		read = append(read, r.old, r.again)
	}
	found, err := extract(ctx, a, read, how)
	if err != nil {
		return nil, err
	}
	t := newTexts(found, again)
	o.Extract = t.events
	return timeline.Build(t.kept(revs), o), nil
}

// eventsKey names the events of a text in the cache. A text that claims no date
// is read against the time of its capture.
func eventsKey(rev *news.Revision) archive.CacheKey {
	key := archive.CacheKey{Text: rev.TextSHA256, Rule: timeline.Rules}
	if rev.Published.IsZero() && rev.Modified.IsZero() {
		key.Rule += "@" + rev.Captured.UTC().Format(time.RFC3339)
	}
	return key
}

// extract reads the events of every text, each once.
func extract(ctx context.Context, a *archive.Archive, revs []*news.Revision, how BuildOptions) (map[archive.CacheKey][]timeline.Event, error) {
	if how.Workers == 0 {
		how.Workers = runtime.GOMAXPROCS(0)
	}
	var (
		found = map[archive.CacheKey][]timeline.Event{}
		mu    sync.Mutex
		wait  sync.WaitGroup
		work  = make(chan *news.Revision)
		done  int
	)
	for range how.Workers {
		wait.Go(func() {
			for rev := range work {
				events, err := EventsOf(ctx, a, rev)
				mu.Lock()
				found[eventsKey(rev)] = events
				if done++; how.Progress != nil {
					how.Progress(done, len(revs))
				}
				if err != nil && ctx.Err() == nil && how.Bad != nil {
					how.Bad(rev, err)
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
	return found, ctx.Err()
}

// EventsOf returns the events of one text: those kept, else those read, which
// are then kept.
func EventsOf(ctx context.Context, a *archive.Archive, rev *news.Revision) ([]timeline.Event, error) {
	key := eventsKey(rev)
	if data, ok := a.Cached(ctx, key); ok {
		if events, err := timeline.Unmarshal(data); err == nil {
			return events, nil
		}
	}
	with, err := Read(ctx, a, *rev)
	if err != nil {
		return nil, err
	}
	events := timeline.Extract(with)
	return events, a.SetCached(ctx, key, timeline.Marshal(events))
}
