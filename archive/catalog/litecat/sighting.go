package catalog

import (
	"context"

	"github.com/newsarc/newsarc/archive/odb"
)

// Sighting is a row about a revision that was seen again.
type Sighting struct {
	Commit odb.ID
	Last   int64 // time last seen
	Count  int   // how often it was seen again
}

// See adds sightings: the latest time counts, and the counts are added.
func (c *Catalog) See(ctx context.Context, list []Sighting) error {
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

// Sighting returns what is known of a revision.
func (c *Catalog) Sighting(ctx context.Context, commit odb.ID) (s Sighting, ok bool, err error) {
	s.Commit = commit
	ok, err = c.row(ctx, `SELECT last, count FROM sighting WHERE "commit" = ?`, []any{commit[:]}, &s.Last, &s.Count)
	return s, ok, err
}

// NewSightings returns those that changed since StoredSightings, by commit.
func (c *Catalog) NewSightings(ctx context.Context) ([]Sighting, error) {
	rows, err := c.query(ctx, `SELECT "commit", last, count FROM sighting WHERE NOT stored ORDER BY "commit"`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []Sighting
	for rows.Next() {
		var s Sighting
		if err := rows.Scan(idScanner{&s.Commit}, &s.Last, &s.Count); err != nil {
			return nil, wrap(err)
		}
		list = append(list, s)
	}
	return list, wrap(rows.Err())
}

// SightingsHead returns the commit of the sightings branch whose files the rows
// include.
func (c *Catalog) SightingsHead(ctx context.Context) (odb.ID, error) {
	var id odb.ID
	_, err := c.row(ctx, "SELECT value FROM state WHERE space = 'sightings' AND key = 'head'", nil, idScanner{&id})
	return id, err
}

// StoredSightings says that a list stands in the files of a commit: a row that
// knows no more than the list is marked, one that knows less is completed.
func (c *Catalog) StoredSightings(ctx context.Context, head odb.ID, list []Sighting) error {
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
