package litecat

import (
	"context"
	"encoding/hex"

	"github.com/newsarc/newsarc/archive/catalog"
)

// Derived implements catalog.Catalog.
func (c *Catalog) Derived(ctx context.Context, rule, text string) (data []byte, ok bool, err error) {
	key, err := hex.DecodeString(text)
	if err != nil || len(key) == 0 {
		return nil, false, err
	}
	ok, err = c.row(ctx, "SELECT data FROM derived WHERE rule = ? AND text = ?", []any{rule, key}, &data)
	return data, ok, err
}

// SetDerived implements catalog.Catalog.
func (c *Catalog) SetDerived(ctx context.Context, rows []catalog.Derived) error {
	return c.update(ctx, func(t *txn) error {
		for _, r := range rows {
			key, err := hex.DecodeString(r.Text)
			if err != nil || len(key) == 0 {
				continue
			}
			if err := t.exec("INSERT OR REPLACE INTO derived (rule, text, data) VALUES (?, ?, ?)", r.Rule, key, r.Data); err != nil {
				return err
			}
		}
		return t.exec("DELETE FROM derived WHERE id <= (SELECT max(id) FROM derived) - ?", catalog.MaxDerived)
	})
}
