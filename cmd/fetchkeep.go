package cmd

import (
	"context"
	"strings"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/ingest"
	"github.com/newsarc/newsarc/internal/answer"
)

// maxKeepBytes is how many bytes of captures wait to be kept at a time.
const maxKeepBytes = 32 << 20

// keeper keeps the captures of pages that do not show their article: as evidence
// of what was delivered, never as a text. Story, when set, is whose they are.
type keeper struct {
	a     *archive.Archive
	r     *reporter
	story string
	list  []archive.Kept
	where []string
	bytes int
	err   error
}

// take takes what an item shows in the place of an article; false if that is not
// worth keeping, or if nobody could find it again. A nil keeper takes nothing.
func (k *keeper) take(ctx context.Context, it *ingest.Item) bool {
	if k == nil || k.err != nil {
		return false
	}
	kept, ok := answer.KeptOf(it, it.URL)
	if !ok {
		return false
	}
	if k.story != "" {
		s, err := k.a.Story(ctx, k.story)
		if err != nil {
			return false
		}
		kept.Story = s.ID
	} else if !strings.HasPrefix(kept.URL, "http://") && !strings.HasPrefix(kept.URL, "https://") {
		return false
	}
	k.list, k.where = append(k.list, kept), append(k.where, it.Where)
	if k.bytes += len(kept.Data); k.bytes > maxKeepBytes {
		k.flush(ctx)
	}
	return true
}

// flush keeps what was taken and reports it.
func (k *keeper) flush(ctx context.Context) {
	if k == nil || len(k.list) == 0 || k.err != nil {
		return
	}
	kept, err := k.a.Keep(ctx, k.list)
	if k.err = err; err == nil {
		for i := range kept {
			k.r.kept(k.where[i], &kept[i])
		}
	}
	k.list, k.where, k.bytes = nil, nil, 0
}
