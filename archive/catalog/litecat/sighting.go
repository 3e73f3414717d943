package litecat

import (
	"context"

	"github.com/newsarc/newsarc/archive/catalog"
	"github.com/newsarc/newsarc/archive/odb"
)

// See implements catalog.Catalog.
func (c *Catalog) See(ctx context.Context, list []catalog.Sighting) error {
	return c.update(ctx, func(t *txn) error {
		for _, s := range list {
			err := t.exec(`INSERT INTO sighting VALUES (?1, ?2, ?3, 0)
				ON CONFLICT DO UPDATE SET last = max(last, ?2), count = count + ?3, stored = 0`, s.Commit[:], s.Last, s.Count)
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// Sighting implements catalog.Catalog.
func (c *Catalog) Sighting(ctx context.Context, commit odb.ID) (s catalog.Sighting, ok bool, err error) {
	s.Commit = commit
	ok, err = c.row(ctx, `SELECT last, count FROM sighting WHERE "commit" = ?`, []any{commit[:]}, &s.Last, &s.Count)
	return s, ok, err
}

// NewSightings implements catalog.Catalog.
func (c *Catalog) NewSightings(ctx context.Context) ([]catalog.Sighting, error) {
	return collect(scanned(ctx, c, `SELECT "commit", last, count FROM sighting WHERE NOT stored ORDER BY "commit"`, nil,
		func(s *catalog.Sighting) []any { return []any{idScanner{&s.Commit}, &s.Last, &s.Count} }))
}

// SightingsHead implements catalog.Catalog.
func (c *Catalog) SightingsHead(ctx context.Context) (odb.ID, error) {
	var id odb.ID
	_, err := c.row(ctx, "SELECT value FROM state WHERE space = 'sightings' AND key = 'head'", nil, idScanner{&id})
	return id, err
}

// StoredSightings implements catalog.Catalog.
func (c *Catalog) StoredSightings(ctx context.Context, head odb.ID, list []catalog.Sighting) error {
	return c.update(ctx, func(t *txn) error {
		for _, s := range list {
			err := t.exec(`INSERT INTO sighting VALUES (?1, ?2, ?3, 1)
				ON CONFLICT DO UPDATE SET stored = last <= ?2 AND count <= ?3, last = max(last, ?2), count = max(count, ?3)`,
				s.Commit[:], s.Last, s.Count)
			if err != nil {
				return err
			}
		}
		return t.exec("INSERT OR REPLACE INTO state VALUES ('sightings', 'head', ?)", head[:])
	})
}
