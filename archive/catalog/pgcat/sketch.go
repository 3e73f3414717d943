package pgcat

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/newsarc/newsarc/archive/catalog"
)

const selectSketched = "SELECT name, sketched FROM %.source WHERE name = ANY ($1)"

type source struct {
	name string
	row  int64
}

func scanSource(s *source) []any { return []any{&s.name, &s.row} }

func sketched(list []source) map[string]int64 {
	rows := make(map[string]int64, len(list))
	for _, s := range list {
		rows[s.name] = s.row
	}
	return rows
}

// Sketched implements catalog.Catalog.
func (c *Catalog) Sketched(ctx context.Context, sources []string) (map[string]int64, error) {
	if len(sources) == 0 {
		return nil, nil
	}
	list, err := collect(ctx, c, selectSketched, []any{sources}, scanSource)
	return sketched(list), err
}

// Unsketched implements catalog.Catalog.
func (c *Catalog) Unsketched(ctx context.Context, source string, after int64, limit int) ([]catalog.Revision, error) {
	return collect(ctx, c, selectRevision+" WHERE r.id > $1 AND s.path >= $2 AND s.path < $3 ORDER BY r.id LIMIT $4",
		[]any{after, source + "/", source + "0", limit}, scanRevision)
}

// AddSketches implements catalog.Catalog.
func (c *Catalog) AddSketches(ctx context.Context, source string, from, to int64, sketches []catalog.Sketch) error {
	var keys []int64
	var paths []string
	for _, s := range sketches {
		for _, key := range s.Keys {
			keys, paths = append(keys, key), append(paths, s.Path)
		}
	}
	return c.update(ctx, "write the catalog", func(ctx context.Context, tx pgx.Tx) error {
		var at int64
		var b pgx.Batch
		b.Queue(lazily)
		b.Queue(c.db.In("INSERT INTO %.source VALUES ($1, 0) ON CONFLICT DO NOTHING"), source)
		b.Queue(c.db.In("SELECT sketched FROM %.source WHERE name = $1 FOR UPDATE"), source).QueryRow(func(row pgx.Row) error { return row.Scan(&at) })
		if err := tx.SendBatch(ctx, &b).Close(); err != nil || at != from {
			return err
		}
		b = pgx.Batch{}
		b.Queue(c.db.In(`INSERT INTO %.sketch SELECT v.key, s.id FROM unnest($1::bigint[], $2::text[]) AS v (key, path)
			JOIN %.story s ON s.path = v.path ORDER BY 1, 2 ON CONFLICT DO NOTHING`), keys, paths)
		b.Queue(c.db.In("UPDATE %.source SET sketched = $2 WHERE name = $1"), source, to)
		return tx.SendBatch(ctx, &b).Close()
	})
}

// Alike implements catalog.Catalog.
func (c *Catalog) Alike(ctx context.Context, keys []int64) (map[int64]int, error) {
	if len(keys) == 0 {
		return map[int64]int{}, nil
	}
	type shared struct {
		story int64
		n     int
	}
	list, err := collect(ctx, c, `SELECT s.story, count(*) FROM unnest($1::bigint[]) AS k (key),
		LATERAL (SELECT story FROM %.sketch WHERE key = k.key ORDER BY story DESC LIMIT $2) s GROUP BY s.story`,
		[]any{keys, catalog.PerKey}, func(s *shared) []any { return []any{&s.story, &s.n} })
	found := make(map[int64]int, len(list))
	for _, s := range list {
		found[s.story] = s.n
	}
	return found, err
}
