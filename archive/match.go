package archive

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/newsarc/newsarc/archive/address"
	"github.com/newsarc/newsarc/archive/catalog"
	"github.com/newsarc/newsarc/archive/likeness"
	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/archive/parallel"
	"github.com/newsarc/newsarc/archive/storyid"
	"github.com/newsarc/newsarc/news"
)

// target is a story that texts of a batch go to.
type target struct {
	catalog.Story
	isNew   bool
	dir     string // of a new story: where its path will be
	undated int    // texts of the batch for it that carry no time

	latest *news.Article   // its latest text, once read
	looks  []likeness.Text // texts of it to compare with, once read: the latest, those of the batch
	older  []likeness.Text // earlier ones, once they were wanted

	rows  []catalog.Revision // all of its revisions in the order observed, once read
	added []catalog.Revision // those of this batch
	had   map[odb.ID]bool    // texts that it had before this batch
	known catalog.Story      // as it was before this batch
}

// matcher finds the stories of texts: those of the catalog, and those that the
// batch itself begins.
type matcher struct {
	a     *Archive
	c     catalog.Catalog
	g     odb.Getter
	byRow map[int64]*target
	byKey map[int64]*target
	// byText holds the stories to which texts of the batch go.
	byText map[odb.ID]*target
	fresh  []*target           // new stories, whose row is the negative of their place, counted from 1
	alike  map[int64][]*target // by sketch keys: those that texts of the batch go to
	like   map[string]bool     // by source: whether it has texts that are matched by likeness
	bare   map[string]bool     // by source: whether the batch has such texts
	// What the catalog says of the batch, asked for at once.
	byAddress map[int64]catalog.Story
	sketched  map[string]int64
}

// newMatcher returns a matcher for the items of a batch.
func (a *Archive) newMatcher(ctx context.Context, c catalog.Catalog, g odb.Getter, items []*item) (*matcher, error) {
	m := &matcher{
		a: a, c: c, g: g, byRow: map[int64]*target{}, byKey: map[int64]*target{}, byText: map[odb.ID]*target{},
		alike: map[int64][]*target{}, like: map[string]bool{}, bare: map[string]bool{},
	}
	var keys []int64
	sources := map[string]bool{}
	for _, it := range items {
		if len(it.keys) == 0 {
			m.bare[it.source] = true
		}
		keys = append(keys, it.keys...)
		sources[it.source] = true
	}
	var err error
	if m.byAddress, err = c.StoriesByAddress(ctx, keys); err != nil {
		return nil, err
	}
	m.sketched, err = c.Sketched(ctx, slices.Sorted(maps.Keys(sources)))
	return m, err
}

// match finds the story of an item, a new one if there is none.
func (m *matcher) match(ctx context.Context, it *item) error {
	like, err := m.compares(ctx, it.source)
	if err != nil {
		return err
	}
	if like && it.shingles == nil {
		it.shingles = likeness.Of(it.article.Body)
	}
	it.target, it.match, err = m.find(ctx, it)
	if err != nil {
		return err
	}
	if it.target == nil {
		it.target = m.begin(it)
	}
	m.byText[it.blob] = it.target
	for _, key := range it.keys {
		m.byKey[key] = it.target
	}
	if !it.dated() {
		it.target.undated++
	}
	if it.shingles != nil {
		it.target.looks = append(it.target.looks, likeness.Text{Headline: it.article.Headline, Shingles: it.shingles})
		for _, key := range it.shingles.Sketch(it.source) {
			if !slices.Contains(m.alike[key], it.target) {
				m.alike[key] = append(m.alike[key], it.target)
			}
		}
	}
	return nil
}

// begin makes a new story for an item.
func (m *matcher) begin(it *item) *target {
	t := &target{isNew: true, dir: storyid.Dir(it.source, it.article.Published, it.captured)}
	t.State.Headline = it.article.Headline
	t.State.Ident, t.State.URL = it.article.ID, it.article.URL
	m.fresh = append(m.fresh, t)
	t.ID = -int64(len(m.fresh))
	m.byRow[t.ID] = t
	return t
}

func (m *matcher) find(ctx context.Context, it *item) (*target, Match, error) {
	if it.in.Story != "" {
		t, err := m.named(ctx, it)
		return t, Match{Kind: ByName}, err
	}
	for i, key := range it.keys {
		t := m.byKey[key]
		if t == nil {
			s, ok := m.byAddress[key]
			if !ok {
				continue
			}
			t = m.known(s)
		}
		kind := ByURL
		if i == 0 && it.article.ID != "" {
			kind = ByID
		}
		return t, Match{Kind: kind}, nil
	}
	return m.findAlike(ctx, it)
}

// known returns the target for a story of the catalog.
func (m *matcher) known(s catalog.Story) *target {
	if t := m.byRow[s.ID]; t != nil {
		return t
	}
	t := &target{Story: s, known: s}
	m.byRow[s.ID] = t
	return t
}

// named finds the story that an input names. A full id that no story has yet
// begins one there.
func (m *matcher) named(ctx context.Context, it *item) (*target, error) {
	for _, t := range m.fresh {
		if t.Path == it.in.Story {
			return t, nil
		}
	}
	s, err := m.a.storyNamed(ctx, m.c, it.in.Story)
	if err == nil {
		return m.known(s), nil
	}
	if storyid.Valid(it.in.Story) && isNotFound(err) {
		t := m.begin(it)
		t.Path = it.in.Story
		return t, nil
	}
	return nil, refusal{err}
}

// refusal is an error that is about an input and not about the archive.
type refusal struct{ error }

func (r refusal) Unwrap() error { return r.error }

// findAlike finds the story with a text that is most like an item's, if it is
// clearly the same story.
func (m *matcher) findAlike(ctx context.Context, it *item) (*target, Match, error) {
	if it.shingles == nil {
		return nil, Match{}, nil
	}
	candidates, err := m.candidates(ctx, it)
	if err != nil {
		return nil, Match{}, err
	}
	var best *target
	var bestLike float64
	var near Match
	for _, c := range candidates {
		like, clear := m.compare(ctx, it, c)
		switch {
		case it.in.New && !m.identical(it, c.target):
		case clear && (best == nil || like > bestLike):
			best, bestLike = c.target, like
		case !clear && like >= likeness.Weak && like > near.Likeness && c.Path != "":
			near = Match{Likeness: like, Near: c.Path}
		}
	}
	if best == nil {
		return nil, near, nil
	}
	return best, Match{Kind: ByLikeness, Likeness: bestLike}, nil
}

// compare returns how much an item is like a story, and whether it is clearly of
// it: like its latest text, or if that has moved on too far, an earlier one.
func (m *matcher) compare(ctx context.Context, it *item, c candidate) (like float64, clear bool) {
	mine := likeness.Text{Headline: it.article.Headline, Shingles: it.shingles}
	try := func(others []likeness.Text) {
		for _, other := range others {
			share, same := mine.Compare(other)
			like, clear = max(like, share), clear || same
		}
	}
	m.readLatest(ctx, c.target)
	try(c.looks)
	if !clear && c.shared >= likeness.SketchSize/3 {
		m.readOlder(ctx, c.target)
		try(c.older)
	}
	return like, clear
}

// identical reports whether a story's latest text is the item's: adding the same
// file twice does not make two stories, not even where stories are kept apart.
func (m *matcher) identical(it *item, t *target) bool {
	return t.latest != nil && t.latest.Equal(it.article) || t.Latest.Blob == it.blob || m.byText[it.blob] == t
}

// compares reports whether the texts of a source are compared by likeness: if
// there are any without an address.
func (m *matcher) compares(ctx context.Context, source string) (bool, error) {
	if like, seen := m.like[source]; seen {
		return like, nil
	}
	_, like := m.sketched[source]
	if like = like || m.bare[source]; like {
		if err := m.a.sketchSource(ctx, m.c, source, m.sketched[source]); err != nil {
			return false, err
		}
	}
	m.like[source] = like
	return like, nil
}

// maxCandidates bounds how many stories a text is compared with, word by word.
const maxCandidates = 12

// candidate is a story that may be like an item.
type candidate struct {
	*target
	shared int // keys of their sketches
}

// candidates returns the stories that may be like an item, the likeliest first.
// A story with another address of the same kind is another story, however like.
func (m *matcher) candidates(ctx context.Context, it *item) ([]candidate, error) {
	keys := it.shingles.Sketch(it.source)
	shared, err := m.c.Alike(ctx, keys)
	if err != nil {
		return nil, err
	}
	for _, key := range keys {
		for _, t := range m.alike[key] {
			shared[t.ID]++
		}
	}
	rows := slices.SortedFunc(maps.Keys(shared), func(a, b int64) int {
		return cmp.Or(cmp.Compare(shared[b], shared[a]), cmp.Compare(b, a))
	})
	var found []candidate
	rows = rows[:min(len(rows), 2*maxCandidates)]
	stories, err := m.c.StoriesByID(ctx, slices.DeleteFunc(slices.Clone(rows), func(row int64) bool { return m.byRow[row] != nil }))
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		t := m.byRow[row]
		if t == nil {
			s, ok := stories[row]
			if !ok {
				continue
			}
			t = m.known(s)
		}
		if conflict(it.article.ID, t.Ident) || it.article.URL != "" && t.URL != "" && !address.Same(it.article.URL, t.URL) {
			continue
		}
		if found = append(found, candidate{t, shared[row]}); len(found) == maxCandidates {
			break
		}
	}
	return found, nil
}

func conflict(a, b string) bool { return a != "" && b != "" && a != b }

// readLatest reads the latest text of a target, once. A damaged text is like
// nothing; verify names it.
func (m *matcher) readLatest(ctx context.Context, t *target) {
	if t.latest != nil || t.Latest.Blob.IsZero() {
		return
	}
	if latest, err := article(ctx, m.g, t.Latest.Blob); err == nil {
		t.latest = latest
		t.looks = append(t.looks, likeness.TextOf(latest))
	}
}

// maxOlder bounds how many earlier texts of a story are compared.
const maxOlder = 50

// readOlder reads the texts of a target before its latest, once.
func (m *matcher) readOlder(ctx context.Context, t *target) {
	if t.older != nil || t.known.Revisions < 2 {
		return
	}
	t.older = []likeness.Text{}
	rows, err := revisionsOf(ctx, m.c, t.known.ID)
	if err != nil {
		return // the next statement meets the same error
	}
	rows = rows[max(0, len(rows)-maxOlder):]
	ids := make([]odb.ID, len(rows))
	for i := range rows {
		ids[i] = rows[i].Blob
	}
	m.a.prefetch(ctx, ids)
	for _, r := range rows {
		if r.Blob == t.Latest.Blob {
			continue
		}
		if old, err := article(ctx, m.g, r.Blob); err == nil {
			t.older = append(t.older, likeness.TextOf(old))
		}
	}
}

// sketchSource makes the sketches that a source lacks, which has them up to a
// row.
func (a *Archive) sketchSource(ctx context.Context, c catalog.Catalog, source string, from int64) error {
	for {
		rows, err := c.Unsketched(ctx, source, from, chunk)
		if err != nil || len(rows) == 0 {
			return err
		}
		sketches := make([]catalog.Sketch, len(rows))
		for first := 0; first < len(rows); first += mostFetch {
			some := rows[first:min(first+mostFetch, len(rows))]
			ids := make([]odb.ID, len(some))
			for i := range some {
				ids[i] = some[i].Blob
			}
			a.prefetch(ctx, ids)
			parallel.Do(len(some), func(i int) {
				to := &sketches[first+i]
				to.Path = some[i].Path
				if art, err := article(ctx, a.store, some[i].Blob); err == nil {
					to.Keys = likeness.Of(art.Body).Sketch(source)
				}
			})
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := c.AddSketches(ctx, source, from, rows[len(rows)-1].ID, sketches); err != nil {
			return err
		}
		at, err := c.Sketched(ctx, []string{source})
		if err != nil {
			return err
		}
		from = at[source] // another process may have been faster
	}
}
