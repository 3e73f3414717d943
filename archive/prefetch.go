package archive

import (
	"context"
	"iter"

	"github.com/newsarc/newsarc/archive/catalog"
	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/news"
)

// How many revisions are asked for at a time where the store is far away: few at
// first, since often no more are wanted.
const (
	firstFetch = 32
	mostFetch  = 512
)

// Prefetch says that the texts of revisions will be read soon. Where the store is
// far away, it brings them all at once; elsewhere it does nothing. What cannot be
// brought is met again, and named, by whoever reads it.
func (a *Archive) Prefetch(ctx context.Context, revs []news.Revision) {
	p, ok := a.store.(odb.Prefetcher)
	if !ok {
		return
	}
	ids := make([]odb.ID, 0, len(revs))
	for _, r := range revs {
		if id, err := odb.ParseID(r.Blob); err == nil {
			ids = append(ids, id)
		}
	}
	_ = p.Prefetch(ctx, ids)
}

// prefetch says that objects will be read soon.
func (a *Archive) prefetch(ctx context.Context, ids []odb.ID) {
	if p, ok := a.store.(odb.Prefetcher); ok && len(ids) > 1 {
		_ = p.Prefetch(ctx, ids)
	}
}

// fetchAhead yields what seq does, with the commits of what follows brought
// together where the store is far away.
func (a *Archive) fetchAhead(ctx context.Context, seq iter.Seq2[catalog.Revision, error]) iter.Seq2[catalog.Revision, error] {
	if _, ok := a.store.(odb.Prefetcher); !ok {
		return seq
	}
	return func(yield func(catalog.Revision, error) bool) {
		var rows []catalog.Revision
		size := firstFetch
		pass := func() bool {
			ids := make([]odb.ID, len(rows))
			for i := range rows {
				ids[i] = rows[i].Commit
			}
			a.prefetch(ctx, ids)
			for _, r := range rows {
				if !yield(r, nil) {
					return false
				}
			}
			rows, size = rows[:0], min(2*size, mostFetch)
			return true
		}
		for r, err := range seq {
			if err != nil {
				if pass() {
					yield(r, err)
				}
				return
			}
			if rows = append(rows, r); len(rows) == size && !pass() {
				return
			}
		}
		pass()
	}
}
