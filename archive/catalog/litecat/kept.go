package litecat

import (
	"context"
	"strings"

	"github.com/newsarc/newsarc/archive/catalog"
	"github.com/newsarc/newsarc/archive/odb"
)

// KeptHead implements catalog.Catalog.
func (c *Catalog) KeptHead(ctx context.Context) (odb.ID, error) {
	var id odb.ID
	_, err := c.row(ctx, "SELECT value FROM meta WHERE key = 'captures'", nil, idScanner{&id})
	return id, err
}

// ApplyKept implements catalog.Catalog.
func (c *Catalog) ApplyKept(ctx context.Context, from, to odb.ID, rows []catalog.Kept) error {
	return c.update(ctx, func(t *txn) error {
		var head odb.ID
		if _, err := t.row("SELECT value FROM meta WHERE key = 'captures'", nil, idScanner{&head}); err != nil {
			return err
		}
		switch {
		case head == to:
			return nil
		case from.IsZero():
			if err := t.exec("DELETE FROM kept"); err != nil {
				return err
			}
		case head != from:
			return catalog.ErrStale
		}
		for _, r := range rows {
			var address any
			if r.Address != 0 {
				address = r.Address
			}
			if err := t.exec(`INSERT INTO kept (story, address, captured, "commit") VALUES (?, ?, ?, ?)`, r.Story, address, r.Captured, r.Commit[:]); err != nil {
				return err
			}
		}
		return t.exec("INSERT OR REPLACE INTO meta VALUES ('captures', ?)", to[:])
	})
}

// Kept implements catalog.Catalog.
func (c *Catalog) Kept(ctx context.Context, f catalog.KeptFilter) ([]catalog.Kept, error) {
	cond := []string{"1"}
	var args []any
	add := func(s string, a ...any) { cond, args = append(cond, s), append(args, a...) }
	if f.Story != "" || f.Address != 0 {
		add("(story = ? OR address = ?)", f.Story, f.Address)
	}
	if f.Source != "" {
		add("story >= ? AND story < ?", f.Source+"/", f.Source+"0") // '0' follows '/'
	}
	if f.Since != catalog.None {
		add("captured >= ?", f.Since)
	}
	if f.Until != catalog.None {
		add("captured < ?", f.Until)
	}
	order := "captured DESC, id DESC"
	if f.Oldest {
		order = "captured, id"
	}
	if f.Limit <= 0 {
		f.Limit = -1
	}
	query := `SELECT id, story, ifnull(address, 0), captured, "commit" FROM kept WHERE ` + strings.Join(cond, " AND ") + " ORDER BY " + order + " LIMIT ?"
	return collect(scanned(ctx, c, query, append(args, f.Limit), func(k *catalog.Kept) []any {
		return []any{&k.ID, &k.Story, &k.Address, &k.Captured, idScanner{&k.Commit}}
	}))
}
