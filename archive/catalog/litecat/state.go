package catalog

import (
	"context"

	"github.com/newsarc/newsarc/archive/odb"
)

// Entry is a value kept under a key, for whoever owns the space.
type Entry = odb.Entry

// State returns the value of a key.
func (c *Catalog) State(ctx context.Context, space, key string) (value []byte, ok bool, err error) {
	ok, err = c.row(ctx, "SELECT value FROM state WHERE space = ? AND key = ?", []any{space, key}, &value)
	return value, ok, err
}

// States returns every entry of a space, by key.
func (c *Catalog) States(ctx context.Context, space string) ([]Entry, error) {
	rows, err := c.query(ctx, "SELECT key, value FROM state WHERE space = ? ORDER BY key", space)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []Entry
	for rows.Next() {
		var e Entry
		if err := rows.Scan(&e.Key, &e.Value); err != nil {
			return nil, wrap(err)
		}
		list = append(list, e)
	}
	return list, wrap(rows.Err())
}

// SetStates changes entries of several spaces, all or none of them.
func (c *Catalog) SetStates(ctx context.Context, spaces map[string][]Entry) error {
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
