package litecat

import (
	"context"

	"github.com/newsarc/newsarc/archive/catalog"
)

func (t *txn) addSketch(path string, keys []int64) error {
	for _, key := range keys {
		if err := t.exec("INSERT OR IGNORE INTO sketch SELECT ?, id FROM story WHERE path = ?", key, path); err != nil {
			return err
		}
	}
	return nil
}

// Sketched implements catalog.Catalog.
func (c *Catalog) Sketched(ctx context.Context, sources []string) (map[string]int64, error) {
	return pairs(ctx, c, eachSketched, listSources, sources)
}

// Unsketched implements catalog.Catalog.
func (c *Catalog) Unsketched(ctx context.Context, source string, after int64, limit int) ([]catalog.Revision, error) {
	return collect(scanned(ctx, c, selectRevision+" WHERE r.id > ? AND s.path >= ? AND s.path < ? ORDER BY r.id LIMIT ?",
		[]any{after, source + "/", source + "0", limit}, scanRevision)) // '0' follows '/'
}

// AddSketches implements catalog.Catalog.
func (c *Catalog) AddSketches(ctx context.Context, source string, from, to int64, sketches []catalog.Sketch) error {
	return c.update(ctx, func(t *txn) error {
		if err := t.exec("INSERT OR IGNORE INTO source VALUES (?, 0)", source); err != nil {
			return err
		}
		var at int64
		if _, err := t.row(eachSketched, []any{source}, &at); err != nil || at != from {
			return err
		}
		for _, s := range sketches {
			if err := t.addSketch(s.Path, s.Keys); err != nil {
				return err
			}
		}
		return t.exec("UPDATE source SET sketched = ? WHERE name = ?", to, source)
	})
}

// Alike implements catalog.Catalog.
func (c *Catalog) Alike(ctx context.Context, keys []int64) (map[int64]int, error) {
	shared := map[int64]int{}
	for _, key := range keys {
		for id, err := range scanned(ctx, c, "SELECT story FROM sketch WHERE key = ? ORDER BY story DESC LIMIT ?", []any{key, catalog.PerKey}, func(id *int64) []any { return []any{id} }) {
			if err != nil {
				return nil, err
			}
			shared[id]++
		}
	}
	return shared, nil
}
