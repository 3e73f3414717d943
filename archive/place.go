package archive

import (
	"context"
	"math"
	"slices"
	"time"

	"github.com/newsarc/newsarc/archive/catalog"
	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/news"
)

// place finds the revision after which an item takes its place in its story;
// nil if it is the first.
//
// An input that does not say when it was seen is seen now, so it is the latest;
// unless its publisher dates it before the latest revision: then it is an older
// state that came late, and takes the place that the publisher's dates give it.
func (w *writer) place(ctx context.Context, it *item) (*catalog.Revision, error) {
	t := it.target
	if t.Revisions == 0 {
		return nil, nil
	}
	claimed, latest := it.claimed(), t.Latest.Claimed()
	if !it.dated() && claimed != catalog.None && claimed < latest {
		rows, err := w.rows(ctx, t)
		if err != nil {
			return nil, err
		}
		next := slices.IndexFunc(rows, func(r catalog.Revision) bool { return r.Claimed() > claimed })
		it.observed = unix(rows[next].Observed)
	}
	if !it.dated() && claimed == catalog.None && latest != catalog.None && it.observed.Unix() == t.Latest.Observed {
		// Within the same second, what has no date would sort before what has.
		it.observed = it.observed.Add(time.Second)
	}
	if it.in.Class == news.Extraction && claimed < latest && it.observed.Unix() == t.Latest.Observed {
		// A new reading of a capture stands behind the one that it replaces, even
		// if it no longer finds the date that the other found.
		it.observed = it.observed.Add(time.Second)
	}
	key := it.key()
	if t.Latest.Compare(&key) < 0 {
		return &t.Latest, nil
	}
	rows, err := w.rows(ctx, t)
	if err != nil {
		return nil, err
	}
	it.backfed = true
	n, _ := slices.BinarySearchFunc(rows, key, func(r, s catalog.Revision) int { return r.Compare(&s) })
	if n == 0 {
		return nil, nil
	}
	return &rows[n-1], nil
}

func unix(seconds int64) time.Time { return time.Unix(seconds, 0).UTC() }

// key returns a row that stands where the item will, behind its equals.
func (it *item) key() catalog.Revision {
	return catalog.Revision{
		ID: math.MaxInt64, Generation: math.MaxInt64, Blob: it.blob, Captured: it.captured.Unix(), Observed: it.observed.Unix(),
		Published: seconds(it.article.Published), Modified: seconds(it.article.Modified),
	}
}

// present finds the revision that an item repeats: the one before it with the
// same text, or the very same observation. Texts without a time, of which the
// story had two or more before, are added again, not reverted to one by one.
func (w *writer) present(ctx context.Context, it *item, pred *catalog.Revision) (*catalog.Revision, error) {
	if pred.Blob == it.blob {
		return pred, nil
	}
	t, key := it.target, it.key()
	again := !it.dated() && t.undated > 1 && !t.isNew
	observed := it.dated() && pred.Observed == key.Observed && pred.Claimed() == key.Claimed()
	if !again && !observed {
		return nil, nil
	}
	rows, err := w.rows(ctx, t)
	if err != nil {
		return nil, err
	}
	for i := len(rows) - 1; i >= 0; i-- {
		r := &rows[i]
		if r.Blob == it.blob && (again && t.had[it.blob] || observed && r.Observed == key.Observed && r.Claimed() == key.Claimed()) {
			return r, nil
		}
	}
	return nil, nil
}

// rows returns all revisions of a target in the order observed, those of this
// batch too.
func (w *writer) rows(ctx context.Context, t *target) ([]catalog.Revision, error) {
	if t.rows == nil && !t.isNew {
		rows, err := revisionsOf(ctx, w.c, t.ID)
		if err != nil {
			return nil, err
		}
		t.rows = rows
		for _, r := range t.added {
			t.insert(r)
		}
	}
	return t.rows, nil
}

// readRows reads at once the revisions of all stories in which an item may have its
// place before the latest.
func (w *writer) readRows(ctx context.Context, items []*item) error {
	want := map[int64]*target{}
	var ids []int64
	for _, it := range items {
		t, key := it.target, it.key()
		if t.isNew || t.rows != nil || want[t.ID] != nil || t.Latest.Compare(&key) < 0 {
			continue
		}
		want[t.ID] = t
		ids = append(ids, t.ID)
	}
	found, err := w.c.RevisionsOf(ctx, ids)
	for id, rows := range found {
		want[id].rows = rows
	}
	return err
}

func (t *target) insert(r catalog.Revision) {
	n, _ := slices.BinarySearchFunc(t.rows, r, func(r, s catalog.Revision) int { return r.Compare(&s) })
	t.rows = slices.Insert(t.rows, n, r)
}

// recall notes, for targets of several texts without a time, which of these
// texts the story had before the batch; fewer than two do not count.
func (w *writer) recall(ctx context.Context, items []*item) error {
	for _, it := range items {
		t := it.target
		if t == nil || t.isNew || t.undated < 2 || it.dated() {
			continue
		}
		rows, err := w.rows(ctx, t)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(rows, func(r catalog.Revision) bool { return r.Blob == it.blob }) {
			if t.had == nil {
				t.had = map[odb.ID]bool{}
			}
			t.had[it.blob] = true
		}
	}
	for _, it := range items {
		if it.target != nil && len(it.target.had) == 1 {
			it.target.had = nil
		}
	}
	return nil
}
