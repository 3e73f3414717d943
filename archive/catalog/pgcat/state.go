package pgcat

import (
	"context"
	"encoding/hex"

	"github.com/jackc/pgx/v5"

	"github.com/newsarc/newsarc/archive/catalog"
)

// State implements catalog.Catalog: state lies in the store, and outlives the
// catalog.
func (c *Catalog) State(ctx context.Context, space, key string) (value []byte, ok bool, err error) {
	return c.store.State(ctx, space, key)
}

// States implements catalog.Catalog.
func (c *Catalog) States(ctx context.Context, space string) ([]catalog.Entry, error) {
	return c.store.States(ctx, space)
}

// SetStates implements catalog.Catalog.
func (c *Catalog) SetStates(ctx context.Context, spaces map[string][]catalog.Entry) error {
	if c.readOnly {
		return catalog.ErrReadOnly
	}
	return wrap(c.store.SetStates(ctx, spaces))
}

// Derived implements catalog.Catalog.
func (c *Catalog) Derived(ctx context.Context, rule, text string) (data []byte, ok bool, err error) {
	key, err := hex.DecodeString(text)
	if err != nil || len(key) == 0 {
		return nil, false, err
	}
	ok, err = c.row(ctx, "SELECT data FROM %.derived WHERE rule = $1 AND text = $2", []any{rule, key}, &data)
	return data, ok, err
}

// SetDerived implements catalog.Catalog.
func (c *Catalog) SetDerived(ctx context.Context, rows []catalog.Derived) error {
	type name struct{ rule, text string }
	last := map[name][]byte{} // of several with one name the last counts
	for _, r := range rows {
		if key, err := hex.DecodeString(r.Text); err == nil && len(key) > 0 {
			last[name{r.Rule, string(key)}] = r.Data
		}
	}
	var rules []string
	var texts, data [][]byte
	for n, d := range last {
		rules, texts, data = append(rules, n.rule), append(texts, []byte(n.text)), append(data, d)
	}
	return c.update(ctx, "write the catalog", func(ctx context.Context, tx pgx.Tx) error {
		var b pgx.Batch
		b.Queue(lazily)
		// In order, so that two who write the same do not wait in a circle.
		b.Queue(c.db.In(`INSERT INTO %.derived (rule, text, data)
			SELECT * FROM unnest($1::text[], $2::bytea[], $3::bytea[]) AS v (rule, text, data) ORDER BY 2, 1
			ON CONFLICT (text, rule) DO UPDATE SET data = excluded.data`), rules, texts, data)
		b.Queue(c.db.In("DELETE FROM %.derived WHERE id <= (SELECT max(id) FROM %.derived) - $1"), catalog.MaxDerived)
		return tx.SendBatch(ctx, &b).Close()
	})
}
