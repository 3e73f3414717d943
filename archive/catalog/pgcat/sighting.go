package pgcat

import (
	"bytes"
	"context"
	"crypto/rand"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/newsarc/newsarc/archive/catalog"
	"github.com/newsarc/newsarc/archive/odb"
)

// See implements catalog.Catalog. A token tells whether it was done when the
// answer was lost: counts must not be added twice.
func (c *Catalog) See(ctx context.Context, list []catalog.Sighting) error {
	commits, last, counts := columns(list, func(a, b int) int { return a + b })
	token := make([]byte, 16)
	_, _ = rand.Read(token) // never fails
	return c.update(ctx, "note sightings", func(ctx context.Context, tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, c.db.In("INSERT INTO %.applied (token) VALUES ($1) ON CONFLICT DO NOTHING"), token)
		if err != nil || tag.RowsAffected() == 0 {
			return err
		}
		_, err = tx.Exec(ctx, c.db.In(`INSERT INTO %.sighting SELECT *, false FROM unnest($1::bytea[], $2::bigint[], $3::integer[])
			ON CONFLICT (commit) DO UPDATE SET last = greatest(sighting.last, excluded.last), count = sighting.count + excluded.count, stored = false`),
			commits, last, counts)
		return err
	})
}

// columns returns a list column by column, in order and each commit once; of
// several the latest time counts.
func columns(list []catalog.Sighting, join func(a, b int) int) (commits [][]byte, last, counts []int64) {
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(x, y catalog.Sighting) int { return bytes.Compare(x.Commit[:], y.Commit[:]) })
	for i := range list {
		s := &list[i]
		if n := len(commits) - 1; n >= 0 && bytes.Equal(commits[n], s.Commit[:]) {
			last[n], counts[n] = max(last[n], s.Last), int64(join(int(counts[n]), s.Count))
			continue
		}
		commits, last, counts = append(commits, s.Commit[:]), append(last, s.Last), append(counts, int64(s.Count))
	}
	return commits, last, counts
}

// Sighting implements catalog.Catalog.
func (c *Catalog) Sighting(ctx context.Context, commit odb.ID) (s catalog.Sighting, ok bool, err error) {
	s.Commit = commit
	ok, err = c.row(ctx, "SELECT last, count FROM %.sighting WHERE commit = $1", []any{commit[:]}, &s.Last, &s.Count)
	return s, ok, err
}

// NewSightings implements catalog.Catalog.
func (c *Catalog) NewSightings(ctx context.Context) ([]catalog.Sighting, error) {
	return collect(ctx, c, "SELECT commit, last, count FROM %.sighting WHERE NOT stored ORDER BY commit", nil,
		func(s *catalog.Sighting) []any { return []any{id{&s.Commit}, &s.Last, &s.Count} })
}

// SightingsHead implements catalog.Catalog.
func (c *Catalog) SightingsHead(ctx context.Context) (head odb.ID, err error) {
	_, err = c.row(ctx, "SELECT sightings FROM %.catalog", nil, id{&head})
	return head, err
}

// StoredSightings implements catalog.Catalog.
func (c *Catalog) StoredSightings(ctx context.Context, head odb.ID, list []catalog.Sighting) error {
	commits, last, counts := columns(list, func(a, b int) int { return max(a, b) })
	return c.update(ctx, "write the catalog", func(ctx context.Context, tx pgx.Tx) error {
		var b pgx.Batch
		b.Queue(c.db.In(`INSERT INTO %.sighting SELECT *, true FROM unnest($1::bytea[], $2::bigint[], $3::integer[])
			ON CONFLICT (commit) DO UPDATE SET stored = sighting.last <= excluded.last AND sighting.count <= excluded.count,
			last = greatest(sighting.last, excluded.last), count = greatest(sighting.count, excluded.count)`), commits, last, counts)
		b.Queue(c.db.In("UPDATE %.catalog SET sightings = $1"), idOrNull(head))
		return tx.SendBatch(ctx, &b).Close()
	})
}
