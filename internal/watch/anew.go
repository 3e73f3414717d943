package watch

import (
	"context"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/ingest/html"
	"github.com/newsarc/newsarc/internal/reread"
)

// extractorKey is the key of the extractor that made the latest texts.
const extractorKey = "extractor"

// readAnew reads what an older extractor read again, once after an upgrade.
func (w *Watcher) readAnew(ctx context.Context) error {
	value, _, err := w.state.State(ctx, metaSpace, extractorKey)
	if err != nil || string(value) == html.Extractor {
		return err
	}
	failed := func(where string, err error) {
		w.log.Warn("capture cannot be read again", "story", where, "error", err)
	}
	sum, err := w.a.Add(ctx, reread.All(ctx, w.a, reread.Options{Older: reread.Older(html.Extractor), Failed: failed}), nil)
	if err != nil {
		return err
	}
	if sum.Added > 0 {
		w.log.Info("captures read again", "extractor", html.Extractor, "revisions", sum.Added)
	}
	return w.state.SetStates(ctx, map[string][]archive.Entry{metaSpace: {{Key: extractorKey, Value: []byte(html.Extractor)}}})
}
