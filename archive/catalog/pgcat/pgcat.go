// Package pgcat keeps a catalog in the PostgreSQL database that an archive's
// objects lie in, in tables of the same schema. package catalog says what a
// catalog is. All machines share it: one of them brings it up to date, under a
// lock, and a machine that joins has it at once.
//
// The database is a network away, so whatever can be asked together is, and
// lists are read page by page. A change of the catalog does not wait for the
// disk: it is derived, and the write-ahead log keeps it behind the refs.
package pgcat

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/newsarc/newsarc/archive/catalog"
	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/archive/odb/pgstore"
)

// Options say how to open a catalog.
type Options struct {
	ReadOnly bool // nothing is written, not even where the server would allow it
}

// Catalog is the catalog in a store's database. Its methods may be called from
// several goroutines.
type Catalog struct {
	store    *pgstore.Store
	db       pgstore.DB
	readOnly bool
}

var _ catalog.Catalog = (*Catalog)(nil)

// Open returns the catalog in a store's database, without a word to the server
// yet: Standing makes the tables where there are none.
func Open(s *pgstore.Store, o Options) *Catalog {
	return &Catalog{store: s, db: s.DB(), readOnly: o.ReadOnly}
}

// Close leaves everything to the store.
func (c *Catalog) Close() error { return nil }

// wrap marks the errors that call for a rebuild, and those of what cannot be
// written.
func wrap(err error) error {
	switch pgstore.CodeOf(err) {
	case "42P01", "42703", "42804", "XX001", "XX002": // a table or column is gone, a page is damaged
		return fmt.Errorf("%w: %w", catalog.ErrDamaged, err)
	case "25006", "42501", "53100": // a standby, no right to, no space left
		return fmt.Errorf("%w: %w", catalog.ErrReadOnly, err)
	}
	return err
}

// collect runs a query and scans its rows.
func collect[T any](ctx context.Context, c *Catalog, query string, args []any, scan func(*T) []any) ([]T, error) {
	var list []T
	err := c.db.Again(ctx, "read the catalog", func(ctx context.Context) error {
		list = list[:0]
		rows, err := c.db.Pool().Query(ctx, c.db.In(query), args...)
		if err != nil {
			return err
		}
		list, err = gather(rows, list, scan)
		return err
	})
	return list, wrap(err)
}

func gather[T any](rows pgx.Rows, list []T, scan func(*T) []any) ([]T, error) {
	defer rows.Close()
	for rows.Next() {
		var t T
		if err := rows.Scan(scan(&t)...); err != nil {
			return nil, err
		}
		list = append(list, t)
	}
	return list, rows.Err()
}

// row scans the first row of a query; false when there is none.
func (c *Catalog) row(ctx context.Context, query string, args []any, dest ...any) (bool, error) {
	err := c.db.Again(ctx, "read the catalog", func(ctx context.Context) error {
		return c.db.Pool().QueryRow(ctx, c.db.In(query), args...).Scan(dest...)
	})
	if errors.Is(err, pgx.ErrNoRows) {
		return false, nil
	}
	return err == nil, wrap(err)
}

// lazily has a transaction not wait for the disk.
const lazily = "SELECT set_config('synchronous_commit', 'off', true)"

// update runs f in a transaction, again when that was lost: f is to find out
// whether it was done.
func (c *Catalog) update(ctx context.Context, op string, f func(ctx context.Context, tx pgx.Tx) error) error {
	if c.readOnly {
		return catalog.ErrReadOnly
	}
	return wrap(c.db.Again(ctx, op, func(ctx context.Context) error {
		return pgx.BeginFunc(ctx, c.db.Pool(), func(tx pgx.Tx) error { return f(ctx, tx) })
	}))
}

// Standing implements catalog.Catalog, by one question. Where there is no
// catalog it makes an empty one.
func (c *Catalog) Standing(ctx context.Context, ref func(context.Context) (odb.ID, error)) (catalog.Standing, error) {
	s, form, err := c.standing(ctx)
	if errors.Is(err, catalog.ErrDamaged) || err == nil && form < tables {
		err = c.make(ctx, false)
		if errors.Is(err, catalog.ErrReadOnly) {
			s = catalog.Standing{Shared: true, Partial: true, ReadOnly: true}
			s.Head, err = ref(ctx)
			return s, err
		}
		if err == nil {
			s, form, err = c.standing(ctx)
		}
	}
	if err == nil && form > tables {
		err = &pgstore.Error{
			Op: "open the catalog", Where: c.db.Where(), Kind: pgstore.Newer,
			Err: fmt.Errorf("it has form %d, and this newsarc knows %d", form, tables),
		}
	}
	return s, err
}

func (c *Catalog) standing(ctx context.Context) (s catalog.Standing, form int, err error) {
	ok, err := c.row(ctx, `SELECT c.form, c.head, r.id, c.partial,
		current_setting('transaction_read_only')::boolean OR NOT has_table_privilege('%.catalog', 'UPDATE')
		FROM %.catalog c LEFT JOIN %.ref r ON r.name = 'refs/heads/main'`, nil, &form, id{&s.At}, id{&s.Head}, &s.Partial, &s.ReadOnly)
	if err == nil && !ok {
		err = fmt.Errorf("%w: its one row is gone", catalog.ErrDamaged)
	}
	s.Shared = true
	s.ReadOnly = s.ReadOnly || c.readOnly
	return s, form, err
}

// TryLock implements catalog.Catalog, by an advisory lock of a session.
func (c *Catalog) TryLock(ctx context.Context) (unlock func(), ok bool, err error) {
	err = c.db.Again(ctx, "lock the catalog", func(ctx context.Context) error {
		conn, err := c.db.Pool().Acquire(ctx)
		if err != nil {
			return err
		}
		if err = conn.QueryRow(ctx, "SELECT pg_try_advisory_lock($1)", c.db.Advisory("catalog")).Scan(&ok); err != nil {
			_ = conn.Hijack().Close(context.WithoutCancel(ctx)) // it may be ours although the answer was lost
			return err
		}
		if !ok {
			conn.Release()
			return nil
		}
		unlock = func() { c.unlock(context.WithoutCancel(ctx), conn) }
		return nil
	})
	return unlock, ok, wrap(err)
}

func (c *Catalog) unlock(ctx context.Context, conn *pgxpool.Conn) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_unlock($1)", c.db.Advisory("catalog")); err != nil {
		_ = conn.Hijack().Close(ctx)
		return
	}
	conn.Release()
}

// Check implements catalog.Catalog: it looks for rows that miss those they name.
func (c *Catalog) Check(ctx context.Context) ([]string, error) {
	var orphans, headless, lost int64
	_, err := c.row(ctx, `SELECT
		(SELECT count(*) FROM %.revision r LEFT JOIN %.story s ON s.id = r.story WHERE s.id IS NULL),
		(SELECT count(*) FROM %.story s LEFT JOIN %.revision r ON r.id = s.latest WHERE r.id IS NULL),
		(SELECT count(*) FROM %.words w LEFT JOIN %.story s ON s.id = w.story WHERE s.id IS NULL)`, nil, &orphans, &headless, &lost)
	if err != nil {
		return nil, err
	}
	var found []string
	for _, x := range []struct {
		n    int64
		what string
	}{{orphans, "revisions without a story"}, {headless, "stories without a latest revision"}, {lost, "documents without a story"}} {
		if x.n > 0 {
			found = append(found, fmt.Sprintf("the catalog has %d %s", x.n, x.what))
		}
	}
	return found, nil
}

// Size returns the bytes of the catalog's tables and indexes.
func (c *Catalog) Size(ctx context.Context) (bytes int64, err error) {
	_, err = c.row(ctx, `SELECT sum(pg_total_relation_size(t)) FROM unnest(ARRAY['%.catalog', '%.story', '%.revision', '%.address',
		'%.source', '%.sketch', '%.words', '%.derived', '%.kept', '%.sighting']::regclass[]) AS t`, nil, &bytes)
	return bytes, err
}

// id scans an object id; NULL is the zero one.
type id struct{ to *odb.ID }

// ScanBytes lets pgx hand over the bytes of a column.
func (s id) ScanBytes(b []byte) error {
	switch len(b) {
	case 0:
		*s.to = odb.ID{}
	case len(s.to):
		copy(s.to[:], b)
	default:
		return fmt.Errorf("%w: object id of %d bytes", catalog.ErrDamaged, len(b))
	}
	return nil
}

// maybe returns what a column holds for a time that may be missing.
func maybe(t int64) *int64 {
	if t == catalog.None {
		return nil
	}
	return &t
}

// idOrNull returns what a column holds for an object id.
func idOrNull(id odb.ID) []byte {
	if id.IsZero() {
		return nil
	}
	return id[:]
}
