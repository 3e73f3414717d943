package pgstore

import (
	"context"
	"errors"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// DB is the way into a store's database for what keeps tables of its own beside
// the objects, in the same schema: package pgcat.
type DB struct{ s *Store }

// DB returns the store's database. It is closed with the store.
func (s *Store) DB() DB { return DB{s} }

// Pool returns the store's connections.
func (d DB) Pool() *pgxpool.Pool { return d.s.pool }

// Where names host and database for messages.
func (d DB) Where() string { return d.s.where }

// In puts the name of the schema in the place of each % of a statement.
func (d DB) In(statement string) string {
	return strings.ReplaceAll(statement, "%", pgx.Identifier{d.s.sql.schema}.Sanitize())
}

// Advisory returns the key of an advisory lock of the archive.
func (d DB) Advisory(what string) int64 { return d.s.sql.advisory(what) }

// Again runs f until it succeeds, as long as it fails because the server is gone
// or two transactions were in each other's way, and the store's patience lasts. f
// must be safe to run twice. The error is an *Error.
func (d DB) Again(ctx context.Context, op string, f func(context.Context) error) error {
	return d.s.again(ctx, op, f)
}

// CodeOf returns the SQLSTATE of an error; empty if it has none.
func CodeOf(err error) string {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code
	}
	return ""
}
