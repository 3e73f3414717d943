package pgcat

import (
	"context"
	"strings"

	"github.com/jackc/pgx/v5"
)

// tables is the form of the tables. A catalog of an older form is derived anew.
const tables = 1

// schema makes an empty catalog; docs/catalog.md explains each table. What a
// rebuild does not bring back is kept: sighting.
const schema = `
DROP TABLE IF EXISTS %.catalog, %.story, %.revision, %.address, %.source, %.sketch, %.words, %.derived, %.kept;
CREATE TABLE %.catalog (
	one       boolean PRIMARY KEY DEFAULT true CHECK (one),
	form      integer NOT NULL,
	head      bytea,
	partial   boolean NOT NULL DEFAULT true,
	revisions bigint NOT NULL DEFAULT 0,
	stories   bigint NOT NULL DEFAULT 0,
	indexed   bigint NOT NULL DEFAULT 0,
	captures  bytea,
	sightings bytea
) WITH (fillfactor = 10);
INSERT INTO %.catalog (form) VALUES (0);
CREATE TABLE %.story (
	id        integer PRIMARY KEY,
	path      text COLLATE "C" NOT NULL UNIQUE,
	source    text NOT NULL,
	headline  text NOT NULL,
	url       text NOT NULL,
	ident     text NOT NULL,
	published text NOT NULL,
	aliases   boolean NOT NULL,
	rows      integer NOT NULL,
	revisions integer NOT NULL,
	latest    bigint NOT NULL
) WITH (fillfactor = 80);
CREATE TABLE %.revision (
	id         bigint PRIMARY KEY,
	captured   bigint NOT NULL,
	observed   bigint,
	published  bigint,
	modified   bigint,
	generation bigint NOT NULL,
	story      integer NOT NULL,
	number     integer NOT NULL,
	class      smallint NOT NULL,
	commit     bytea NOT NULL,
	blob       bytea NOT NULL
);
CREATE INDEX revision_story ON %.revision (story, number);
CREATE INDEX revision_captured ON %.revision (captured, id);
CREATE TABLE %.address (
	key   bigint PRIMARY KEY,
	story integer NOT NULL
);
CREATE TABLE %.source (
	name     text COLLATE "C" PRIMARY KEY,
	sketched bigint NOT NULL
);
CREATE TABLE %.sketch (
	key   bigint NOT NULL,
	story integer NOT NULL,
	PRIMARY KEY (key, story)
);
CREATE TABLE %.words (
	rows  bigint NOT NULL,
	story integer PRIMARY KEY,
	size  integer NOT NULL,
	long  smallint NOT NULL,
	v     tsvector NOT NULL
);
CREATE INDEX words_v ON %.words USING gin (v) WITH (gin_pending_list_limit = 512);
CREATE INDEX words_long ON %.words (story) WHERE long > 0;
CREATE TABLE %.derived (
	id   bigint GENERATED ALWAYS AS IDENTITY,
	text bytea NOT NULL,
	rule text COLLATE "C" NOT NULL,
	data bytea NOT NULL,
	PRIMARY KEY (text, rule)
);
CREATE INDEX derived_id ON %.derived (id);
CREATE TABLE %.kept (
	id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	story    text COLLATE "C" NOT NULL,
	address  bigint,
	captured bigint NOT NULL,
	commit   bytea NOT NULL
);
CREATE INDEX kept_story ON %.kept (story);
CREATE INDEX kept_address ON %.kept (address);
CREATE INDEX kept_captured ON %.kept (captured, id);
CREATE TABLE IF NOT EXISTS %.sighting (
	commit bytea PRIMARY KEY,
	last   bigint NOT NULL,
	count  integer NOT NULL,
	stored boolean NOT NULL
);
`

// make makes the tables, under a lock: of several processes one does it. With
// anew those that are there are dropped even if their form is right.
func (c *Catalog) make(ctx context.Context, anew bool) error {
	return c.update(ctx, "make the catalog", func(ctx context.Context, tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, "SELECT pg_advisory_xact_lock($1)", c.db.Advisory("catalog tables")); err != nil {
			return err
		}
		if !anew {
			var there bool
			err := tx.QueryRow(ctx, "SELECT to_regclass($1) IS NOT NULL", c.db.In("%.catalog")).Scan(&there)
			if err != nil {
				return err
			}
			form := 0
			if there {
				if err := tx.QueryRow(ctx, c.db.In("SELECT coalesce(max(form), 0) FROM %.catalog")).Scan(&form); err != nil {
					return err
				}
			}
			if form >= tables {
				return nil
			}
		}
		if _, err := tx.Exec(ctx, strings.TrimSpace(c.db.In(schema))); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, c.db.In("UPDATE %.catalog SET form = $1"), tables)
		return err
	})
}

// Renew drops the catalog and makes an empty one, for one that is damaged.
func (c *Catalog) Renew(ctx context.Context) error { return c.make(ctx, true) }

// Reset implements catalog.Catalog.
func (c *Catalog) Reset(ctx context.Context) error {
	return c.update(ctx, "empty the catalog", func(ctx context.Context, tx pgx.Tx) error {
		var b pgx.Batch
		b.Queue(c.db.In("SELECT FROM %.catalog FOR UPDATE"))
		for _, table := range []string{"story", "revision", "address", "source", "sketch", "words"} {
			// Not TRUNCATE: it would wait for every reader, and have them wait.
			b.Queue(c.db.In("DELETE FROM %." + table))
		}
		b.Queue(c.db.In("UPDATE %.catalog SET head = NULL, partial = true, revisions = 0, stories = 0, indexed = 0"))
		return tx.SendBatch(ctx, &b).Close()
	})
}
