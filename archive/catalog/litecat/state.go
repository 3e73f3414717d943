package litecat

import (
	"context"

	"github.com/newsarc/newsarc/archive/catalog"
)

// State implements catalog.Catalog.
func (c *Catalog) State(ctx context.Context, space, key string) (value []byte, ok bool, err error) {
	ok, err = c.row(ctx, "SELECT value FROM state WHERE space = ? AND key = ?", []any{space, key}, &value)
	return value, ok, err
}

// States implements catalog.Catalog.
func (c *Catalog) States(ctx context.Context, space string) ([]catalog.Entry, error) {
	return collect(scanned(ctx, c, "SELECT key, value FROM state WHERE space = ? ORDER BY key", []any{space},
		func(e *catalog.Entry) []any { return []any{&e.Key, &e.Value} }))
}

// SetStates implements catalog.Catalog.
func (c *Catalog) SetStates(ctx context.Context, spaces map[string][]catalog.Entry) error {
	return c.update(ctx, func(t *txn) error {
		for space, list := range spaces {
			for _, e := range list {
				var err error
				if e.Value == nil {
					err = t.exec("DELETE FROM state WHERE space = ? AND key = ?", space, e.Key)
				} else {
					err = t.exec("INSERT OR REPLACE INTO state VALUES (?, ?, ?)", space, e.Key, e.Value)
				}
				if err != nil {
					return err
				}
			}
		}
		return nil
	})
}
