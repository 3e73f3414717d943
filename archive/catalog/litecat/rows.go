package litecat

import (
	"context"
	"database/sql"
	"iter"
)

// reader is a catalog or a transaction of one.
type reader interface {
	// ask scans the first row of a query; false when there is none.
	ask(ctx context.Context, query string, args []any, dest ...any) (bool, error)
	// query runs a query; its error is wrapped.
	query(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// scanned yields the rows of a query. to says where their columns go, once: each
// row is scanned into the same place, so that what is NULL in one must be set too.
func scanned[T any](ctx context.Context, r reader, query string, args []any, to func(*T) []any) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var t, none T
		rows, err := r.query(ctx, query, args...)
		if err != nil {
			yield(none, err)
			return
		}
		defer rows.Close()
		for dest := to(&t); rows.Next(); {
			if err := rows.Scan(dest...); err != nil {
				yield(none, wrap(err))
				return
			}
			if !yield(t, nil) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(none, wrap(err))
		}
	}
}

// collect returns all of a sequence, or its error.
func collect[T any](seq iter.Seq2[T, error]) ([]T, error) {
	var list []T
	for t, err := range seq {
		if err != nil {
			return nil, err
		}
		list = append(list, t)
	}
	return list, nil
}
