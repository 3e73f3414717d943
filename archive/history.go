package archive

import (
	"context"
	"slices"

	"github.com/newsarc/newsarc/archive/address"
	"github.com/newsarc/newsarc/archive/catalog"
	"github.com/newsarc/newsarc/archive/commit"
	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/archive/parallel"
	"github.com/newsarc/newsarc/archive/storyid"
	"github.com/newsarc/newsarc/archive/tree"
	"github.com/newsarc/newsarc/news"
)

// history reads revisions out of commits, in their order.
type history struct {
	a    *Archive
	tree *tree.Tree // of the last commit read
	lost bool       // it is not known: what comes before is damaged
	last lastPaths
}

// historyAfter returns the history that follows a commit; zero: the whole.
func (a *Archive) historyAfter(ctx context.Context, at odb.ID) *history {
	f, err := tree.At(ctx, a.store, at)
	return &history{a: a, tree: f, lost: err != nil}
}

// change is a revision found in history.
type change struct {
	id     odb.ID // of the commit
	commit *commit.Commit
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
	commits := make([]*commit.Commit, len(ids))
	errs := make([]error, len(ids))
	parallel.Do(len(ids), func(i int) { commits[i], errs[i] = commit.Read(ctx, h.a.store, ids[i]) })
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
			if !odb.IsDamage(err) {
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
	h.tree.Shrink()
	parallel.Do(len(changes), func(i int) { changes[i].read(ctx, h.a.store) })
	return changes, ctx.Err()
}

// step goes on to a commit. If the one before it could not be read, only the
// story that the commit itself names is known to have changed.
func (h *history) step(ctx context.Context, id odb.ID, c *commit.Commit) (changes []change, err error) {
	if !h.lost {
		return h.advance(ctx, id, c)
	}
	if h.tree, err = tree.Open(ctx, h.a.store, c.Tree); err != nil {
		h.tree = tree.New()
		return nil, err
	}
	h.lost = false
	if c.Joined {
		return nil, nil
	}
	story := c.Trailers[commit.KeyStory]
	blob, _, err := h.tree.Find(ctx, h.a.store, story+storyid.TextExt)
	if err == nil && storyid.Valid(story) && !blob.IsZero() {
		changes = []change{{id: id, commit: c, story: story, blob: blob}}
	}
	return changes, err
}

// advance goes on to a commit and returns its changes. The story that a commit
// names in its trailer has a revision even if the tree did not change: the text
// before it may have been a backfill, and this a return to the one before that.
// A merge made by hand changes what none of its parents has.
func (h *history) advance(ctx context.Context, id odb.ID, c *commit.Commit) ([]change, error) {
	var changes []change
	own := false
	err := h.tree.Advance(ctx, h.a.store, c.Tree, func(path string, blob odb.ID) {
		if story, ok := storyid.OfPath(path); ok {
			own = own || story == c.Trailers[commit.KeyStory]
			changes = append(changes, change{id: id, commit: c, story: story, blob: blob})
		}
	})
	if c.Joined { // what its tree has, commits below it have
		return nil, err
	}
	if len(c.Parents) > 1 {
		if err == nil {
			changes, err = h.a.unlikeOthers(ctx, c, changes)
		}
		return changes, err
	}
	if story := c.Trailers[commit.KeyStory]; err == nil && !own && storyid.Valid(story) {
		var blob odb.ID
		blob, _, err = h.tree.Find(ctx, h.a.store, story+storyid.TextExt)
		if !blob.IsZero() {
			changes = append(changes, change{id: id, commit: c, story: story, blob: blob})
		}
	}
	return changes, err
}

// unlikeOthers drops the changes of a merge that a later parent has already.
func (a *Archive) unlikeOthers(ctx context.Context, c *commit.Commit, changes []change) ([]change, error) {
	for _, p := range c.Parents[1:] {
		if len(changes) == 0 {
			break
		}
		f, err := tree.At(ctx, a.store, p)
		if err != nil {
			return nil, err
		}
		kept := changes[:0]
		for _, ch := range changes {
			blob, _, err := f.Find(ctx, a.store, ch.story+storyid.TextExt)
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
func (ch *change) read(ctx context.Context, g odb.Getter) {
	ch.rev = ch.commit.Revision(ch.id, ch.story, ch.blob)
	ch.state = catalog.State{Source: ch.rev.Source, Headline: ch.rev.Headline, URL: ch.rev.URL, Published: ch.rev.Published.String()}
	if ch.text, ch.err = odb.Read(ctx, g, odb.Blob, ch.blob); ch.err != nil {
		return
	}
	var head *news.Article
	if head, ch.err = news.Header(ch.text); ch.err != nil {
		return
	}
	if !ch.commit.Tells(ch.story) { // by hand: the text is all we have
		completeByText(&ch.rev, ch.text)
	}
	ch.state, ch.keys = storyState(head), address.Keys(storyid.SourceOf(ch.story), head)
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
			Captured: rev.Captured.Unix(), Observed: ch.commit.Observed(rev).Unix(), Generation: ch.generation,
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
