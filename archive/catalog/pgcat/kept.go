package pgcat

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/newsarc/newsarc/archive/catalog"
	"github.com/newsarc/newsarc/archive/odb"
)

// KeptHead implements catalog.Catalog.
func (c *Catalog) KeptHead(ctx context.Context) (head odb.ID, err error) {
	_, err = c.row(ctx, "SELECT captures FROM %.catalog", nil, id{&head})
	return head, err
}

// ApplyKept implements catalog.Catalog.
func (c *Catalog) ApplyKept(ctx context.Context, from, to odb.ID, rows []catalog.Kept) error {
	return c.update(ctx, "write the catalog", func(ctx context.Context, tx pgx.Tx) error {
		var head odb.ID
		var b pgx.Batch
		b.Queue(lazily)
		b.Queue(c.db.In("SELECT captures FROM %.catalog FOR UPDATE")).QueryRow(func(row pgx.Row) error { return row.Scan(id{&head}) })
		if err := tx.SendBatch(ctx, &b).Close(); err != nil || head == to {
			return err
		}
		b = pgx.Batch{}
		switch {
		case from.IsZero():
			b.Queue(c.db.In("DELETE FROM %.kept"))
		case head != from:
			return catalog.ErrStale
		}
		if n := len(rows); n > 0 {
			stories, addresses, captured, commits := make([]string, n), make([]*int64, n), make([]int64, n), make([][]byte, n)
			for i := range rows {
				r := &rows[i]
				stories[i], captured[i], commits[i] = plain(r.Story), r.Captured, r.Commit[:]
				if r.Address != 0 {
					addresses[i] = &r.Address
				}
			}
			b.Queue(c.db.In(`INSERT INTO %.kept (story, address, captured, commit)
				SELECT * FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bytea[])`), stories, addresses, captured, commits)
		}
		b.Queue(c.db.In("UPDATE %.catalog SET captures = $1"), to[:])
		return tx.SendBatch(ctx, &b).Close()
	})
}

// Kept implements catalog.Catalog.
func (c *Catalog) Kept(ctx context.Context, f catalog.KeptFilter) ([]catalog.Kept, error) {
	cond := []string{"true"}
	var args []any
	add := func(format string, values ...any) {
		places := make([]any, len(values))
		for i, v := range values {
			args = append(args, v)
			places[i] = len(args)
		}
		cond = append(cond, fmt.Sprintf(format, places...))
	}
	if f.Story != "" || f.Address != 0 {
		add("(story = $%d OR address = $%d)", plain(f.Story), f.Address)
	}
	if f.Source != "" {
		add("story >= $%d AND story < $%d", plain(f.Source)+"/", plain(f.Source)+"0") // '0' follows '/'
	}
	if f.Since != catalog.None {
		add("captured >= $%d", f.Since)
	}
	if f.Until != catalog.None {
		add("captured < $%d", f.Until)
	}
	query := "SELECT id, story, coalesce(address, 0), captured, commit FROM %.kept WHERE " + strings.Join(cond, " AND ")
	if f.Oldest {
		query += " ORDER BY captured, id"
	} else {
		query += " ORDER BY captured DESC, id DESC"
	}
	if f.Limit > 0 {
		query += fmt.Sprint(" LIMIT ", f.Limit)
	}
	return collect(ctx, c, query, args, func(k *catalog.Kept) []any {
		return []any{&k.ID, &k.Story, &k.Address, &k.Captured, id{&k.Commit}}
	})
}
