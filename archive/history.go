package archive

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/newsarc/newsarc/archive/catalog"
	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/news"
)

// chunk is how many commits the catalog takes in one transaction.
const chunk = 4000

// patience is for how long a reader waits for another machine that brings the
// catalog up to date, before it makes do with what there is; pause is how often it
// looks.
const (
	patience = 5 * time.Second
	pause    = 20 * time.Millisecond
)

// refresh brings the catalog up to the head of the main branch. If exact is not
// set, an older state will do where several machines share the catalog.
func (a *Archive) refresh(ctx context.Context, c catalog.Catalog, exact bool) error {
	begin := time.Now()
	for {
		s, err := c.Standing(ctx, a.head)
		if err != nil || !s.Behind() {
			return err
		}
		old := s.Shared && !exact && !s.Partial && !s.At.IsZero() // would do
		if old && s.ReadOnly && time.Since(begin) > patience/20 {
			a.tellOnce("the catalog is behind the history, and cannot be written here: what was added last is missing")
			return nil
		}
		if s.ReadOnly && !old {
			return catalog.ErrReadOnly
		}
		done := false
		if !s.ReadOnly {
			if done, err = a.tryCatchUp(ctx, c); err != nil {
				return err
			}
		}
		if done {
			continue
		}
		if old && time.Since(begin) > patience {
			a.tellOnce("another process is bringing the catalog up to date: what was added last is missing")
			return nil
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(pause):
		}
	}
}

// tellOnce gives a notice about the catalog that would be the same each time.
func (a *Archive) tellOnce(what string) {
	a.mu.Lock()
	told := a.told
	a.told = true
	a.mu.Unlock()
	if !told {
		a.o.Notice(what)
	}
}

// tryCatchUp brings the catalog up to date, if no other process is at it.
func (a *Archive) tryCatchUp(ctx context.Context, c catalog.Catalog) (done bool, err error) {
	unlock, ok, err := c.TryLock(ctx)
	if err != nil || !ok {
		return false, err
	}
	defer unlock()
	s, err := c.Standing(ctx, a.head) // another may just have ended
	if err != nil || !s.Behind() {
		return true, err
	}
	err = a.catchUp(ctx, c, s.At, s.Head)
	if errors.Is(err, catalog.ErrStale) {
		err = nil // another process is at it too: see how far it got
	}
	return true, err
}

// lockDerived takes the lock of who derives, and waits for another for a while.
func (a *Archive) lockDerived(ctx context.Context, c catalog.Catalog) (unlock func(), ok bool, err error) {
	for begin := time.Now(); ; {
		unlock, ok, err = c.TryLock(ctx)
		if ok || err != nil || time.Since(begin) > patience {
			return unlock, ok, err
		}
		select {
		case <-ctx.Done():
			return nil, false, context.Cause(ctx)
		case <-time.After(pause):
		}
	}
}

// catchUp takes the catalog from one commit to a later one. If the later one
// does not descend from it, the branch was moved back or the catalog belongs to
// another archive: it is emptied and derived from the beginning.
func (a *Archive) catchUp(ctx context.Context, c catalog.Catalog, at, head odb.ID) error {
	bad := func(_ odb.ID, err error) { a.o.Notice(err.Error() + ": see verify") }
	segments, found, err := a.lineage(ctx, head, at, bad)
	if err != nil {
		return err
	}
	if found && !at.IsZero() {
		last, err := a.lastPaths(ctx, segments)
		if err != nil {
			return err
		}
		if moved, err := last.outdated(ctx, c, segments); err != nil {
			return err
		} else if moved { // rare, and cheaper to get right from the beginning
			if segments, _, err = a.lineage(ctx, head, odb.ID{}, bad); err != nil {
				return err
			}
			found = false
		}
	}
	if !found {
		if err := c.Reset(ctx); err != nil {
			return err
		}
		at = odb.ID{}
	}
	return a.readSegments(ctx, c, segments, "reading history", bad, func(ids []odb.ID, changes []change) error {
		rows := make([]catalog.Change, len(changes))
		for i := range changes {
			rows[i] = changes[i].row()
			rows[i].Again = len(segments) > 1
		}
		to := ids[len(ids)-1]
		err := c.Apply(ctx, at, to, rows)
		at = to
		return err
	})
}

// readSegments reads the revisions of the commits of segments and calls f with
// them, some thousands of commits at a time. It needs of the catalog what it has
// of commits that come before these.
func (a *Archive) readSegments(ctx context.Context, c catalog.Catalog, segments []segment, task string,
	bad func(odb.ID, error), f func(ids []odb.ID, changes []change) error,
) error {
	p := Progress{Task: task}
	for _, s := range segments {
		p.Total += int64(len(s.ids))
	}
	last, err := a.lastPaths(ctx, segments)
	if err != nil {
		return err
	}
	gens := &generations{a: a, c: c, known: map[odb.ID]int64{}}
	for _, s := range segments {
		if len(s.ids) == 0 {
			continue
		}
		h, generation, err := a.begin(ctx, &s, gens)
		if err != nil {
			return err
		}
		h.last = last
		for ids := range slices.Chunk(s.ids, a.chunk) {
			changes, err := h.next(ctx, ids, bad)
			if err != nil {
				return err
			}
			n := 0
			for i := range changes {
				for ids[n] != changes[i].id {
					n++
				}
				changes[i].generation = generation + int64(n)
			}
			if err := f(ids, changes); err != nil {
				return err
			}
			generation += int64(len(ids))
			p.Done += int64(len(ids))
			a.o.Progress(p)
		}
		gens.known[s.ids[len(s.ids)-1]] = generation - 1
	}
	return nil
}

// begin returns the history that leads to a segment, and the generation of the
// segment's first commit.
func (a *Archive) begin(ctx context.Context, s *segment, gens *generations) (h *history, generation int64, err error) {
	parents, err := parentsOf(ctx, a.store, s.ids[0])
	if err != nil && !isDamage(err) {
		return nil, 0, err
	}
	var before odb.ID
	for i, id := range parents {
		if i == 0 && !s.gap {
			before = id
		}
		n, err := gens.of(ctx, id)
		if err != nil {
			return nil, 0, err
		}
		generation = max(generation, n)
	}
	h = a.historyAfter(ctx, before)
	h.lost = h.lost || s.gap
	return h, generation + 1, ctx.Err()
}

// generations finds how far commits are from their roots.
type generations struct {
	a     *Archive
	c     catalog.Catalog
	known map[odb.ID]int64
}

// of returns the generation of a commit, 0 of the zero id and of one that cannot
// be read. It asks the catalog for the nearest commits that it has.
func (g *generations) of(ctx context.Context, id odb.ID) (int64, error) {
	stack := []odb.ID{id}
	for len(stack) > 0 {
		id := stack[len(stack)-1]
		n, wait, err := g.try(ctx, id)
		switch {
		case err != nil:
			return 0, err
		case len(wait) > 0:
			stack = append(stack, wait...)
		default:
			g.known[id] = n
			stack = stack[:len(stack)-1]
		}
	}
	return g.known[id], nil
}

// try returns the generation of a commit, or what must be known before.
func (g *generations) try(ctx context.Context, id odb.ID) (n int64, wait []odb.ID, err error) {
	if n, ok := g.known[id]; ok || id.IsZero() {
		return n, nil, nil
	}
	c, err := readCommit(ctx, g.a.store, id)
	if err != nil {
		if isDamage(err) {
			err = nil
		}
		return 0, nil, err
	}
	if story := c.Trailers[keyStory]; story != "" {
		if n, ok, err := g.c.Generation(ctx, story, id); ok || err != nil {
			return n, nil, err
		}
	}
	for _, p := range c.Parents {
		if m, ok := g.known[p]; ok {
			n = max(n, m)
		} else {
			wait = append(wait, p)
		}
	}
	return n + 1, wait, ctx.Err()
}

// history reads revisions out of commits, in their order.
type history struct {
	a      *Archive
	forest *forest // of the last commit read
	lost   bool    // it is not known: what comes before is damaged
	last   lastPaths
}

// historyAfter returns the history that follows a commit; zero: the whole.
func (a *Archive) historyAfter(ctx context.Context, at odb.ID) *history {
	f, err := a.forestOf(ctx, at)
	return &history{a: a, forest: f, lost: err != nil}
}

// forestOf returns the tree of a commit; zero: an empty one.
func (a *Archive) forestOf(ctx context.Context, id odb.ID) (*forest, error) {
	var tree odb.ID
	if !id.IsZero() {
		c, err := readCommit(ctx, a.store, id)
		if err != nil {
			return nil, err
		}
		tree = c.Tree
	}
	return newForest(ctx, a.store, tree)
}

// change is a revision found in history.
type change struct {
	id     odb.ID // of the commit
	commit *commit
	story  string
	blob   odb.ID
	rev    news.Revision
	// generation of the commit, see catalog.Revision
	generation int64
	state      catalog.State
	keys       []int64 // addresses
	err        error   // why the text could not be read
	text       []byte  // the stored text
}

// next reads the revisions of the commits that follow. A commit that touches no
// story has none, one made by hand may have several. What cannot be read is told
// to bad and passed over; the error is about the reading.
func (h *history) next(ctx context.Context, ids []odb.ID, bad func(odb.ID, error)) ([]change, error) {
	commits := make([]*commit, len(ids))
	errs := make([]error, len(ids))
	parallel(len(ids), func(i int) { commits[i], errs[i] = readCommit(ctx, h.a.store, ids[i]) })
	var changes []change
	for i, c := range commits {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		more, err := []change(nil), errs[i]
		if err == nil {
			more, err = h.step(ctx, ids[i], c)
		}
		if err != nil {
			if !isDamage(err) {
				return nil, err
			}
			bad(ids[i], err)
			h.lost = true
		}
		for _, ch := range more {
			ch.story = h.last.of(ch.id, ch.story)
			changes = append(changes, ch)
		}
	}
	h.forest.shrink()
	parallel(len(changes), func(i int) { changes[i].read(ctx, h.a.store) })
	return changes, ctx.Err()
}

// step goes on to a commit. If the one before it could not be read, only the
// story that the commit itself names is known to have changed.
func (h *history) step(ctx context.Context, id odb.ID, c *commit) (changes []change, err error) {
	if !h.lost {
		return h.advance(ctx, id, c)
	}
	if h.forest, err = newForest(ctx, h.a.store, c.Tree); err != nil {
		h.forest = &forest{root: &node{}}
		return nil, err
	}
	h.lost = false
	if c.joined {
		return nil, nil
	}
	story := c.Trailers[keyStory]
	blob, _, err := h.forest.find(ctx, h.a.store, story+textExt)
	if err == nil && validStory(story) && !blob.IsZero() {
		changes = []change{{id: id, commit: c, story: story, blob: blob}}
	}
	return changes, err
}

// advance goes on to a commit and returns its changes. The story that a commit
// names in its trailer has a revision even if the tree did not change: the text
// before it may have been a backfill, and this a return to the one before that.
// A merge made by hand changes what none of its parents has.
func (h *history) advance(ctx context.Context, id odb.ID, c *commit) ([]change, error) {
	var changes []change
	own := false
	err := h.forest.advance(ctx, h.a.store, c.Tree, func(path string, blob odb.ID) {
		if story, ok := storyOf(path); ok {
			own = own || story == c.Trailers[keyStory]
			changes = append(changes, change{id: id, commit: c, story: story, blob: blob})
		}
	})
	if c.joined { // what its tree has, commits below it have
		return nil, err
	}
	if len(c.Parents) > 1 {
		if err == nil {
			changes, err = h.a.unlikeOthers(ctx, c, changes)
		}
		return changes, err
	}
	if story := c.Trailers[keyStory]; err == nil && !own && validStory(story) {
		var blob odb.ID
		blob, _, err = h.forest.find(ctx, h.a.store, story+textExt)
		if !blob.IsZero() {
			changes = append(changes, change{id: id, commit: c, story: story, blob: blob})
		}
	}
	return changes, err
}

// unlikeOthers drops the changes of a merge that a later parent has already.
func (a *Archive) unlikeOthers(ctx context.Context, c *commit, changes []change) ([]change, error) {
	for _, p := range c.Parents[1:] {
		if len(changes) == 0 {
			break
		}
		f, err := a.forestOf(ctx, p)
		if err != nil {
			return nil, err
		}
		kept := changes[:0]
		for _, ch := range changes {
			blob, _, err := f.find(ctx, a.store, ch.story+textExt)
			if err != nil {
				return nil, err
			}
			if blob != ch.blob {
				kept = append(kept, ch)
			}
		}
		changes = kept
	}
	return changes, nil
}

// read completes a change with what its text says. A text that cannot be read
// leaves what the commit says.
func (ch *change) read(ctx context.Context, g getter) {
	ch.rev = ch.commit.revision(ch.id, ch.story, ch.blob)
	ch.state = catalog.State{Source: ch.rev.Source, Headline: ch.rev.Headline, URL: ch.rev.URL, Published: ch.rev.Published.String()}
	if ch.text, ch.err = get(ctx, g, odb.Blob, ch.blob); ch.err != nil {
		return
	}
	var head *news.Article
	if head, ch.err = readHeader(ch.text); ch.err != nil {
		return
	}
	if !ch.commit.tells(ch.story) { // by hand: the text is all we have
		completeByText(&ch.rev, ch.text)
	}
	ch.state, ch.keys = storyState(head), addresses(firstPart(ch.story), head)
	if ch.state.Source == "" {
		ch.state.Source = ch.rev.Source
	}
}

// row returns what the catalog keeps of the change.
func (ch *change) row() catalog.Change {
	rev := &ch.rev
	return catalog.Change{
		Revision: catalog.Revision{
			Path: ch.story, Commit: ch.id, Blob: ch.blob,
			Captured: rev.Captured.Unix(), Observed: ch.commit.observed(rev).Unix(), Generation: ch.generation,
			Published: seconds(rev.Published), Modified: seconds(rev.Modified), Class: classNumber(rev.Class),
		},
		State: ch.state, Addresses: ch.keys, Anonymous: len(ch.keys) == 0,
	}
}

func seconds(t news.Time) int64 {
	if t.IsZero() {
		return catalog.None
	}
	return t.Unix()
}

// classes gives each class the number by which the catalog knows it.
var classes = []news.Class{news.Publisher, news.CorrectionBy, news.Extraction, news.Import, news.Merge}

func classNumber(c news.Class) int { return max(slices.Index(classes, c), 0) }

// storyState returns what the catalog keeps of a story whose latest text has the
// given header.
func storyState(a *news.Article) catalog.State {
	return catalog.State{
		Source: a.Source, Headline: a.Headline, URL: a.URL, Ident: a.ID,
		Published: a.Published.String(), Aliases: len(a.Aliases) > 0,
	}
}

// parallel calls f for 0 to n-1 from as many goroutines as there are
// processors.
func parallel(n int, f func(i int)) {
	workers := min(runtime.GOMAXPROCS(0), n)
	if workers <= 1 {
		for i := range n {
			f(i)
		}
		return
	}
	var next atomic.Int64
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				f(i)
			}
		})
	}
	wg.Wait()
}
