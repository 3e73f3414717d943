package catalog

import (
	"context"
	"encoding/hex"
)

// Derived is data that a rule derived from a text.
type Derived struct {
	Rule string // name and version
	Text string // SHA-256 of the stored text, in hex
	Data []byte
}

// maxDerived bounds the rows of derived data; the oldest go first.
const maxDerived = 200_000

// Derived returns what SetDerived kept.
func (c *Catalog) Derived(ctx context.Context, rule, text string) (data []byte, ok bool, err error) {
	key, err := hex.DecodeString(text)
	if err != nil || len(key) == 0 {
		return nil, false, err
	}
	ok, err = c.row(ctx, "SELECT data FROM derived WHERE rule = ? AND text = ?", []any{rule, key}, &data)
	return data, ok, err
}

// SetDerived keeps derived data.
func (c *Catalog) SetDerived(ctx context.Context, rows []Derived) error {
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
		return t.exec("DELETE FROM derived WHERE id <= (SELECT max(id) FROM derived) - ?", maxDerived)
	})
}
