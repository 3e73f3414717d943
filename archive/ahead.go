package archive

import (
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/newsarc/newsarc/news"
)

// Summarizer says what changed from text to text. It is used by one goroutine at
// a time, for the texts of one story in their order until Forget.
type Summarizer interface {
	// Between returns one line on what changed; old is nil for a first revision.
	Between(old, new *news.Article) string
	// Forget says that what follows are texts of another story.
	Forget()
}

// SummarizeBy returns an Options.Summarize that asks a function, which several
// goroutines may call.
func SummarizeBy(between func(old, new *news.Article) string) func() Summarizer {
	return func() Summarizer { return plainSummarizer(between) }
}

type plainSummarizer func(old, new *news.Article) string

func (f plainSummarizer) Between(old, new *news.Article) string { return f(old, new) }
func (plainSummarizer) Forget()                                 {}

// ahead works out what changed from text to text while the writer, which must go
// one by one, is busy with earlier ones. It guesses that each text of a batch
// follows the one before it in its story; where that is wrong, the writer finds
// it out and looks for itself.
type ahead struct {
	mine   Summarizer // of the writer
	chains []*chain   // in the order of their first texts
	next   atomic.Int64
	over   atomic.Bool
	wg     sync.WaitGroup
}

// chain holds the guesses about one story, each following the one before it.
type chain struct {
	mu      sync.Mutex
	guesses []*guess
	done    bool // they have their lines
}

// guess is what an item is expected to follow, and what then changed.
type guess struct {
	chain    *chain
	old, new *news.Article
	line     string
}

// lookAhead begins with items that are matched and in order. The caller must
// stop it before the items change.
func (a *Archive) lookAhead(items []*item) *ahead {
	h := &ahead{}
	if a.o.Summarize == nil {
		return h
	}
	h.mine = a.o.Summarize()
	n := runtime.GOMAXPROCS(0) - 1
	if n == 0 {
		return h
	}
	last := make(map[*target]*item)
	chains := make(map[*target]*chain)
	for _, it := range items {
		if before := last[it.target]; before != nil {
			c := chains[it.target]
			if c == nil {
				c = &chain{}
				chains[it.target] = c
				h.chains = append(h.chains, c)
			}
			it.guess = &guess{chain: c, old: before.article, new: it.article}
			c.guesses = append(c.guesses, it.guess)
		}
		last[it.target] = it
	}
	for range min(n, len(h.chains)) {
		s := a.o.Summarize()
		h.wg.Go(func() { h.work(s) })
	}
	return h
}

func (h *ahead) work(s Summarizer) {
	for !h.over.Load() {
		i := int(h.next.Add(1)) - 1
		if i >= len(h.chains) {
			return
		}
		h.chains[i].work(s)
	}
}

// work sees to it that all guesses have their lines. Who needs one makes all of
// them: what is read of a text is known in the next.
func (c *chain) work(s Summarizer) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.done {
		return
	}
	for _, g := range c.guesses {
		g.line = s.Between(g.old, g.new)
	}
	c.done = true
	s.Forget()
}

func (h *ahead) stop() {
	h.over.Store(true)
	h.wg.Wait()
}

// summary returns what changed from old to the article of an item.
func (h *ahead) summary(it *item, old *news.Article) string {
	if g := it.guess; g != nil && g.old == old && g.new == it.article {
		g.chain.work(h.mine)
		return g.line
	}
	line := h.mine.Between(old, it.article)
	h.mine.Forget()
	return line
}
