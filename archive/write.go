package archive

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"math"
	"path"
	"slices"

	"github.com/newsarc/newsarc/archive/address"
	"github.com/newsarc/newsarc/archive/catalog"
	"github.com/newsarc/newsarc/archive/commit"
	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/archive/storyid"
	"github.com/newsarc/newsarc/archive/tree"
	"github.com/newsarc/newsarc/news"
)

// branch is a ref that a writer moves.
type branch struct {
	name string
	was  odb.ID // what the ref says
	head odb.ID // where it will be
	tree *tree.Tree
}

// openBranch returns a branch as it is, with what is still right of an earlier
// tree.
func (a *Archive) openBranch(ctx context.Context, name string, earlier *branch) (*branch, error) {
	head, err := a.ref(ctx, name)
	if err != nil {
		return nil, err
	}
	if earlier != nil && earlier.head == head {
		earlier.was = head
		earlier.tree.Shrink()
		return earlier, nil
	}
	f, err := tree.At(ctx, a.store, head)
	return &branch{name: name, was: head, head: head, tree: f}, err
}

// commit puts a blob at a path and a commit on top of the branch. base is a
// commit like it; if there is none, the one before it is a little.
func (br *branch) commit(ctx context.Context, b odb.Batch, path string, blob, base odb.ID, encode func(tree, parent odb.ID) []byte) (odb.ID, error) {
	tree, err := br.tree.Put(ctx, b, path, blob)
	if err != nil {
		return odb.ID{}, err
	}
	data := encode(tree, br.head)
	id := odb.Hash(odb.Commit, data)
	if base.IsZero() {
		base = br.head
	}
	err = b.Add(odb.New{Object: odb.Object{Type: odb.Commit, Data: data}, ID: id, Base: base})
	br.head = id
	return id, err
}

func (br *branch) moves() []odb.Move {
	if br.was == br.head {
		return nil
	}
	return []odb.Move{{Name: br.name, Old: br.was, New: br.head}}
}

// writer turns the items of one batch into objects and rows.
type writer struct {
	a        *Archive
	c        catalog.Catalog
	b        odb.Batch
	m        *matcher
	main     *branch
	captures *branch
	// generation of the last commit on main
	generation int64
	ahead      *ahead
	changes    []catalog.Change
	most       int             // changes that the batch can make
	paths      map[string]bool // of stories that the batch begins
	taken      map[string]bool // paths, as far as the catalog was asked
	buf        []byte
}

// add decides what becomes of an item and writes it, if it is a new revision.
func (w *writer) add(ctx context.Context, it *item) error {
	pred, err := w.place(ctx, it)
	if err != nil {
		return err
	}
	if pred == nil {
		return w.write(ctx, it, nil)
	}
	same, err := w.present(ctx, it, pred)
	if err != nil {
		return err
	}
	if same == nil {
		if err := w.join(ctx, it, pred); err != nil {
			return err
		}
		if it.blob != pred.Blob {
			return w.write(ctx, it, pred)
		}
		same = pred
	}
	it.status = Unchanged
	if w.a.o.Whole {
		it.rev, err = readRevision(ctx, w.b, same)
		return err
	}
	it.rev = it.repeated(same)
	return nil
}

// repeated returns a revision that has the text of an item, as far as its row and
// the text say.
func (it *item) repeated(r *catalog.Revision) news.Revision {
	a := it.article
	return news.Revision{
		Story: r.Path, Number: r.Number, Commit: r.Commit.String(), Blob: r.Blob.String(), Class: classes[min(r.Class, len(classes)-1)],
		Headline: a.Headline, Source: a.Source, URL: a.URL, Published: a.Published, Modified: a.Modified,
		Captured: unix(r.Captured), TextSHA256: hex.EncodeToString(it.sha256[:]),
	}
}

// join carries the addresses of the revision before into an item.
func (w *writer) join(ctx context.Context, it *item, pred *catalog.Revision) error {
	t, a := it.target, it.article
	if pred == &t.Latest && a.URL == t.URL && a.ID == t.Ident && !t.Aliases && len(a.Aliases) == 0 {
		return nil
	}
	old, err := w.articleOf(ctx, t, pred)
	if err != nil {
		return w.forgive(err)
	}
	if joined := address.Join(old, a); joined != a {
		it.article = joined
		it.keys = address.Keys(it.source, joined)
		it.encode()
	}
	return nil
}

// forgive passes over a damaged text of an earlier revision: verify names it,
// and the next revision must not wait for that.
func (w *writer) forgive(err error) error {
	var damaged *odb.DamagedError
	if errors.As(err, &damaged) || errors.Is(err, odb.ErrNotFound) || errors.Is(err, news.ErrFormat) {
		w.a.o.Notice(err.Error())
		return nil
	}
	return err
}

// articleOf reads the text of a revision of a target.
func (w *writer) articleOf(ctx context.Context, t *target, r *catalog.Revision) (*news.Article, error) {
	if t.latest != nil && r.Blob == t.Latest.Blob {
		return t.latest, nil
	}
	return article(ctx, w.b, r.Blob)
}

// write stores an item as a revision that follows pred.
func (w *writer) write(ctx context.Context, it *item, pred *catalog.Revision) error {
	t := it.target
	if t.Path == "" || t.isNew && t.Revisions == 0 {
		if err := w.name(ctx, it); err != nil {
			return err
		}
	}
	old, err := w.old(ctx, it, pred)
	if err != nil {
		return err
	}
	rev := &it.rev
	*rev = w.describe(it, old)
	base := catalog.Revision{}
	if pred != nil {
		base = *pred
	}
	if err := w.capture(ctx, it, base.Commit); err != nil {
		return err
	}
	text, err := it.text()
	if err != nil {
		return err
	}
	if err := w.b.Add(odb.New{Object: odb.Object{Type: odb.Blob, Data: text}, ID: it.blob, Base: base.Blob, Given: true}); err != nil {
		return err
	}
	w.generation++
	id, err := w.main.commit(ctx, w.b, t.Path+storyid.TextExt, it.blob, base.Commit, func(tree, parent odb.ID) []byte {
		c := commit.Revision{Tree: tree, Parent: parent, Committer: w.a.committer(), Rev: rev, Observed: it.observed}
		w.buf = c.Append(w.buf[:0])
		return w.buf
	})
	if err != nil {
		return err
	}
	rev.Commit, rev.Blob = id.String(), it.blob.String()
	it.status = Added
	w.record(it, id)
	return nil
}

// describe returns the revision that an item becomes, as far as it is known
// before it is stored.
func (w *writer) describe(it *item, old *news.Article) news.Revision {
	a := it.article
	rev := news.Revision{
		Story: it.target.Path, Class: it.in.Class, Headline: a.Headline, Source: a.Source, URL: a.URL,
		Published: a.Published, Modified: a.Modified, Captured: it.captured,
		TextSHA256: hex.EncodeToString(it.sha256[:]), Extractor: news.Line(it.in.Extractor),
	}
	if w.a.o.Summarize != nil {
		rev.Summary = news.Line(w.ahead.summary(it, old))
	}
	if rev.Class == "" {
		rev.Class = news.Publisher
		if old != nil && corrections(a) > corrections(old) {
			rev.Class = news.CorrectionBy
		}
	}
	return rev
}

// corrections counts the notices that say that something was wrong.
func corrections(a *news.Article) int {
	n := 0
	for _, note := range a.Notes {
		if note.Kind == news.Correction || note.Kind == news.Clarification || note.Kind == news.Retraction {
			n++
		}
	}
	return n
}

// old returns the text before an item, where something depends on it.
func (w *writer) old(ctx context.Context, it *item, pred *catalog.Revision) (*news.Article, error) {
	if pred == nil || w.a.o.Summarize == nil && corrections(it.article) == 0 {
		return nil, nil
	}
	old, err := w.articleOf(ctx, it.target, pred)
	return old, w.forgive(err)
}

// name gives a new story its path.
func (w *writer) name(ctx context.Context, it *item) error {
	t := it.target
	if t.Path != "" { // asked for by its id
		w.paths[t.Path] = true
		return nil
	}
	slug := it.firstWords()
	for n := 1; ; n++ {
		path := storyid.Numbered(t.dir, slug, n)
		if w.paths[path] {
			continue
		}
		known, err := w.known(ctx, path)
		if err != nil {
			return err
		}
		_, taken, err := w.main.tree.Find(ctx, w.b, path+storyid.TextExt)
		if err != nil {
			return err
		}
		if !known && !taken {
			if taken, err = parted(ctx, w.main.tree, w.b, path); err != nil {
				return err
			}
		}
		if !known && !taken {
			t.Path = path
			w.paths[path] = true
			return nil
		}
	}
}

// parted reports whether a tree has stories that had an id before they were set
// apart.
func parted(ctx context.Context, f *tree.Tree, g odb.Getter, story string) (bool, error) {
	names, err := f.Beginning(ctx, g, story+"_")
	file := path.Base(story) + storyid.TextExt
	return slices.ContainsFunc(names, func(name string) bool { return storyid.Unmarked(name) == file }), err
}

// firstWords returns the last part of the id that a story takes from an item.
func (it *item) firstWords() string {
	if it.slug == "" {
		it.slug = storyid.Slug(it.article)
	}
	return it.slug
}

// lookUp asks the catalog at once for what items would ask it one by one: whether
// a new story's first choice of a path is taken.
func (w *writer) lookUp(ctx context.Context, items []*item) error {
	var paths []string
	for _, it := range items {
		if t := it.target; t.isNew && t.Path == "" {
			paths = append(paths, storyid.Numbered(t.dir, it.firstWords(), 1))
		}
	}
	found, err := w.c.StoriesByPath(ctx, paths)
	w.taken = make(map[string]bool, len(paths))
	for _, path := range paths {
		_, w.taken[path] = found[path]
	}
	return err
}

// known reports whether the catalog has a story with an id.
func (w *writer) known(ctx context.Context, path string) (bool, error) {
	if known, asked := w.taken[path]; asked {
		return known, nil
	}
	_, known, err := storyByPath(ctx, w.c, path)
	return known, err
}

// capture stores the bytes received. Bytes that the revision before came from
// are not stored again: then it is a new reading of them, unless the input says
// otherwise.
func (w *writer) capture(ctx context.Context, it *item, before odb.ID) error {
	if it.in.Capture == nil {
		return nil
	}
	rev := &it.rev
	sum := sha256.Sum256(it.in.Capture)
	rev.CaptureSHA256 = hex.EncodeToString(sum[:])
	if !before.IsZero() {
		c, err := commit.Read(ctx, w.b, before)
		if err != nil {
			return err
		}
		if c.Trailers[commit.KeyCaptureSHA256] == rev.CaptureSHA256 && c.Trailers[commit.KeyCapture] != "" {
			rev.Capture = c.Trailers[commit.KeyCapture]
			if it.in.Class == "" && c.Trailers[commit.KeyExtractor] != rev.Extractor {
				rev.Class = news.Extraction
			}
			return nil
		}
	}
	ext := storyid.CaptureExt(it.in.CaptureExt)
	path := rev.Story + "." + ext
	base, _, err := w.captures.tree.Find(ctx, w.b, path)
	if err != nil {
		return err
	}
	if err := w.b.Add(odb.New{Object: odb.Object{Type: odb.Blob, Data: it.in.Capture}, ID: it.captureBlob, Base: base}); err != nil {
		return err
	}
	id, err := w.captures.commit(ctx, w.b, path, it.captureBlob, odb.ID{}, func(tree, parent odb.ID) []byte {
		c := commit.Capture{
			Tree: tree, Parent: parent, Committer: w.a.committer(), Source: rev.Source, Story: rev.Story,
			Captured: it.captured, SHA256: rev.CaptureSHA256, Ext: ext, MediaType: news.Line(it.in.MediaType),
		}
		return c.Append(nil)
	})
	rev.Capture = id.String()
	return err
}

// record keeps what the catalog and the items that follow need to know.
func (w *writer) record(it *item, id odb.ID) {
	t := it.target
	row := it.key()
	row.ID = math.MaxInt64/2 + int64(len(w.changes)) // behind all that the catalog has
	row.Path, row.Commit, row.Class, row.Generation = t.Path, id, classNumber(it.rev.Class), w.generation
	change := catalog.Change{Revision: row, Known: &t.known}
	change.State, change.Addresses = storyState(it.article), it.keys
	if source := storyid.SourceOf(t.Path); source != it.source {
		change.Addresses = address.Keys(source, it.article)
	}
	change.Anonymous = len(change.Addresses) == 0
	if it.shingles != nil {
		change.Sketch = it.shingles.Sketch(storyid.SourceOf(t.Path))
	}
	if w.changes == nil {
		w.changes = make([]catalog.Change, 0, w.most)
	}
	w.changes = append(w.changes, change)

	it.backfed = it.backfed || t.Rows != t.Revisions
	t.Rows++
	t.Revisions++
	it.rev.Number = t.Revisions
	row.Number = t.Revisions
	t.added = append(t.added, row)
	if t.rows != nil || t.isNew {
		t.insert(row)
	}
	if t.Revisions == 1 || t.Latest.Compare(&row) < 0 {
		t.Latest, t.State, t.latest = row, change.State, it.article
	}
}

// renumber corrects the numbers of items that took a place among others, once
// the catalog has them.
func (w *writer) renumber(ctx context.Context, items []*item) error {
	numbers := map[string]map[string]int{}
	for _, it := range items {
		if it.status != Added || !it.backfed {
			continue
		}
		story := it.rev.Story
		if numbers[story] == nil {
			s, ok, err := storyByPath(ctx, w.c, story)
			if err != nil || !ok {
				return err
			}
			rows, err := revisionsOf(ctx, w.c, s.ID)
			if err != nil {
				return err
			}
			numbers[story] = make(map[string]int, len(rows))
			for _, r := range rows {
				numbers[story][r.Commit.String()] = r.Number
			}
		}
		it.rev.Number = numbers[story][it.rev.Commit]
	}
	return nil
}
