package archive

import (
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/newsarc/newsarc/news"
)

// ahead works out what changed from text to text while the writer, which must go
// one by one, is busy with earlier ones. It guesses that each text of a batch
// follows the one before it in its story; where that is wrong, the writer finds
// it out and looks for itself.
type ahead struct {
	summarize func(old, new *news.Article) string
	items     []*item // with a guess
	next      atomic.Int64
	over      atomic.Bool
	wg        sync.WaitGroup
}

// guess is what an item is expected to follow, and what then changed.
type guess struct {
	old, new *news.Article
	taken    atomic.Bool
	done     chan struct{} // closed when line is there
	line     string
}

// lookAhead begins with items that are matched and in order. The caller must
// stop it before the items change.
func (a *Archive) lookAhead(items []*item) *ahead {
	h := &ahead{summarize: a.o.Summarize}
	n := runtime.GOMAXPROCS(0) - 1
	if h.summarize == nil || n == 0 {
		return h
	}
	last := make(map[*target]*item)
	for _, it := range items {
		if before := last[it.target]; before != nil {
			it.guess = &guess{old: before.article, new: it.article, done: make(chan struct{})}
			h.items = append(h.items, it)
		}
		last[it.target] = it
	}
	for range min(n, len(h.items)) {
		h.wg.Go(h.work)
	}
	return h
}

func (h *ahead) work() {
	for !h.over.Load() {
		i := int(h.next.Add(1)) - 1
		if i >= len(h.items) {
			return
		}
		if g := h.items[i].guess; g.taken.CompareAndSwap(false, true) {
			g.line = h.summarize(g.old, g.new)
			close(g.done)
		}
	}
}

func (h *ahead) stop() {
	h.over.Store(true)
	h.wg.Wait()
}

// summary returns what changed from old to the article of an item.
func (h *ahead) summary(it *item, old *news.Article) string {
	if g := it.guess; g != nil && g.old == old && g.new == it.article && !g.taken.CompareAndSwap(false, true) {
		<-g.done
		return g.line
	}
	return h.summarize(old, it.article)
}
