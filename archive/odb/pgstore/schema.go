package pgstore

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"strings"
	"sync"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// partitions is how many tables share the objects: at 10^9 revisions each has
// an index of some 30 GB.
const partitions = 16

// migrations take the schema from each version to the next; % stands for its
// name. docs/postgres.md explains the tables.
var migrations = sync.OnceValue(func() []string {
	return []string{
		`CREATE TABLE %.pack (
	id    bigint PRIMARY KEY,
	n     integer NOT NULL,
	bytes integer NOT NULL,
	added timestamptz NOT NULL DEFAULT now(),
	ids   bytea NOT NULL,
	data  bytea NOT NULL
);
CREATE INDEX pack_small ON %.pack (id) WHERE bytes < 65536;
ALTER TABLE %.pack ALTER ids SET STORAGE EXTERNAL, ALTER data SET STORAGE EXTERNAL;
CREATE TABLE %.object (
	id   bytea PRIMARY KEY,
	pack bigint NOT NULL,
	at   integer NOT NULL
) PARTITION BY HASH (id);
` + objectPartitions() + `
CREATE TABLE %.ref (
	name  text COLLATE "C" PRIMARY KEY,
	id    bytea NOT NULL,
	moved timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 50);
CREATE TABLE %.applied (
	token bytea PRIMARY KEY,
	at    timestamptz NOT NULL DEFAULT now()
);`,
		`CREATE TABLE %.state (
	space text COLLATE "C" NOT NULL,
	key   text COLLATE "C" NOT NULL,
	value bytea NOT NULL,
	PRIMARY KEY (space, key)
);
CREATE TABLE %.lease (
	kind   text COLLATE "C" NOT NULL,
	name   text COLLATE "C" NOT NULL,
	holder text NOT NULL DEFAULT '',
	until  timestamptz NOT NULL DEFAULT '-infinity',
	PRIMARY KEY (kind, name)
) WITH (fillfactor = 50);`,
	}
})

func objectPartitions() string {
	var b strings.Builder
	for i := range partitions {
		fmt.Fprintf(&b, "CREATE TABLE %%.object_%02d PARTITION OF %%.object FOR VALUES WITH (MODULUS %d, REMAINDER %d);\n", i, partitions, i)
	}
	return b.String()
}

// queries are the statements of a store, with the name of its schema.
type queries struct {
	schema                                  string
	version                                 string
	find, has, prefix, objects              string
	pieces, theseSlices, thesePacks         string
	ref, refs, lockRefs                     string
	putPacks, putObjects, putToken          string
	insertRef, updateRef, deleteRef, forget string
	havePacks, haveObjects                  string
	countPacks, packs, packIDs              string
	smallPacks, indexed, lost, dangling     string
	moveObjects, dropPacks, size            string
	lockPacks, indexedIn                    string
	state, states, setStates, dropStates    string
	newLeases, renew, take, members, held   string
	release, releaseAll                     string
}

func queriesOf(schema string) queries {
	in := func(q string) string { return strings.ReplaceAll(q, "%", pgx.Identifier{schema}.Sanitize()) }
	return queries{
		schema:  schema,
		version: in(`SELECT version FROM %.archive`),
		find: in(`SELECT o.pack, o.at, CASE WHEN o.pack = ANY ($2) THEN p.ids END,
			CASE WHEN o.pack = ANY ($2) THEN p.data ELSE substring(p.data FROM o.at + 1 FOR 6000) END
			FROM %.object o LEFT JOIN %.pack p ON p.id = o.pack WHERE o.id = $1`),
		// Once through the table of objects: to plan for all of its partitions
		// takes a new session longer than anything else.
		pieces: in(`WITH w AS MATERIALIZED (SELECT id, pack, at, count(*) OVER (PARTITION BY pack) AS n FROM %.object WHERE id = ANY ($1)),
			big AS MATERIALIZED (SELECT DISTINCT pack FROM w WHERE n >= $3 OR pack = ANY ($2) LIMIT $4)
			SELECT w.id, w.pack, w.at, substring(p.data FROM w.at + 1 FOR 6000), NULL FROM w JOIN %.pack p ON p.id = w.pack WHERE w.pack NOT IN (SELECT pack FROM big)
			UNION ALL SELECT NULL, p.id, 0, p.data, p.ids FROM big JOIN %.pack p ON p.id = big.pack`),
		theseSlices: in(`SELECT v.pack, v.at, substring(p.data FROM v.at + 1 FOR 6000)
			FROM unnest($1::bigint[], $2::integer[]) AS v (pack, at) JOIN %.pack p ON p.id = v.pack`),
		thesePacks: in(`SELECT id, ids, data FROM %.pack WHERE id = ANY ($1)`),
		has:        in(`SELECT EXISTS (SELECT FROM %.object WHERE id = $1)`),
		prefix:     in(`SELECT id FROM %.object WHERE id >= $1 AND id <= $2 ORDER BY id LIMIT $3`),
		objects:    in(`SELECT id FROM %.object WHERE id > $1 ORDER BY id LIMIT $2`),
		ref:        in(`SELECT id FROM %.ref WHERE name = $1`),
		refs:       in(`SELECT name, id FROM %.ref ORDER BY name`),

		lockRefs: in(`SELECT name, id FROM %.ref WHERE name = ANY ($1) ORDER BY name FOR UPDATE`),
		putPacks: in(`INSERT INTO %.pack (id, n, bytes, ids, data)
			SELECT id, n, length(data), ids, data FROM unnest($1::bigint[], $2::integer[], $3::bytea[], $4::bytea[]) AS p (id, n, ids, data)`),
		putObjects: in(`INSERT INTO %.object (id, pack, at)
			SELECT * FROM unnest($1::bytea[], $2::bigint[], $3::integer[]) ON CONFLICT DO NOTHING`),
		putToken:  in(`INSERT INTO %.applied (token) VALUES ($1) ON CONFLICT DO NOTHING`),
		insertRef: in(`INSERT INTO %.ref (name, id) VALUES ($1, $2)`),
		updateRef: in(`UPDATE %.ref SET id = $2, moved = now() WHERE name = $1`),
		deleteRef: in(`DELETE FROM %.ref WHERE name = $1`),
		forget:    in(`DELETE FROM %.applied WHERE at < now() - interval '1 day'`),

		havePacks:   in(`SELECT id FROM %.pack WHERE id = ANY ($1)`),
		haveObjects: in(`SELECT count(*) FROM %.object o JOIN %.pack p ON p.id = o.pack WHERE o.id = ANY ($1)`),
		countPacks:  in(`SELECT count(*), coalesce(sum(n), 0) FROM %.pack`),
		packs:       in(`SELECT id, ids, data FROM %.pack WHERE id > $1 ORDER BY id LIMIT $2`),
		packIDs:     in(`SELECT id, ids, NULL FROM %.pack WHERE id > $1 ORDER BY id LIMIT $2`),
		smallPacks:  in(`SELECT id FROM %.pack WHERE bytes < 65536 AND bytes < $2 AND id < $3 ORDER BY id LIMIT $1`),
		indexed:     in(`SELECT id FROM %.object WHERE id = ANY ($1)`),
		lost: in(`SELECT o.id, o.pack FROM %.object o WHERE NOT EXISTS (SELECT FROM %.pack p WHERE p.id = o.pack)
			ORDER BY o.pack, o.id LIMIT $1`),
		dangling: in(`DELETE FROM %.object o WHERE NOT EXISTS (SELECT FROM %.pack p WHERE p.id = o.pack)`),
		moveObjects: in(`UPDATE %.object o SET pack = v.pack, at = v.at
			FROM unnest($1::bytea[], $2::bigint[], $3::integer[]) AS v (id, pack, at) WHERE o.id = v.id AND o.pack = ANY ($4)`),
		lockPacks: in(`SELECT id, ids, data FROM %.pack WHERE id = ANY ($1) ORDER BY id FOR UPDATE`),
		indexedIn: in(`SELECT o.id FROM %.pack p, LATERAL generate_series(0, p.n - 1) i, %.object o
			WHERE p.id = ANY ($1) AND o.id = substring(p.ids FROM 24 * i + 1 FOR 20) AND o.pack = p.id`),
		dropPacks: in(`DELETE FROM %.pack WHERE id = ANY ($1)`),
		state:     in(`SELECT value FROM %.state WHERE space = $1 AND key = $2`),
		states:    in(`SELECT key, value FROM %.state WHERE space = $1 ORDER BY key`),
		setStates: in(`INSERT INTO %.state SELECT $1, * FROM unnest($2::text[], $3::bytea[])
			ON CONFLICT (space, key) DO UPDATE SET value = excluded.value`),
		dropStates: in(`DELETE FROM %.state WHERE space = $1 AND key = ANY ($2)`),
		newLeases:  in(`INSERT INTO %.lease (kind, name) SELECT $1, unnest($2::text[]) ON CONFLICT DO NOTHING`),
		renew:      in(`UPDATE %.lease SET until = clock_timestamp() + $3::interval WHERE kind = $1 AND holder = $2`),
		take: in(`UPDATE %.lease SET holder = $2, until = clock_timestamp() + $3::interval WHERE kind = $1 AND name IN (
			SELECT name FROM %.lease WHERE kind = $1 AND name = ANY ($4) AND until < clock_timestamp()
			ORDER BY name FOR UPDATE SKIP LOCKED LIMIT $5) RETURNING name`),
		members:    in(`SELECT count(*) FROM %.lease WHERE kind = $1 AND name LIKE $2 AND name <> $3 AND until >= clock_timestamp()`),
		held:       in(`SELECT name FROM %.lease WHERE kind = $1 AND holder = $2 AND name = ANY ($3)`),
		release:    in(`UPDATE %.lease SET holder = '', until = '-infinity' WHERE kind = $1 AND holder = $2 AND name = ANY ($3)`),
		releaseAll: in(`UPDATE %.lease SET holder = '', until = '-infinity' WHERE kind = $1 AND holder = $2`),
		size: `SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
			WHERE n.nspname = '` + schema + `' AND c.relkind = 'r' AND (c.relname IN ('pack', 'ref', 'applied') OR c.relname LIKE 'object%')`,
	}
}

// advisory returns the key of an advisory lock of the archive.
func (q *queries) advisory(what string) int64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte("newsarc " + q.schema + " " + what))
	return int64(h.Sum64())
}

// checkSchema makes sure that there is an archive that this version knows.
func (s *Store) checkSchema(ctx context.Context) error {
	var version int
	err := s.pool.QueryRow(ctx, s.sql.version).Scan(&version)
	switch {
	case err != nil && ctx.Err() != nil:
		return context.Cause(ctx)
	case errors.Is(err, pgx.ErrNoRows) || kindOf(err) == NoArchive:
		return &Error{Op: "open", Where: s.where, Kind: NoArchive, Err: fmt.Errorf("in schema %s", s.sql.schema)}
	case err != nil:
		return s.explain("open", err)
	case version > len(migrations()):
		return &Error{
			Op: "open", Where: s.where, Kind: Newer,
			Err: fmt.Errorf("the archive has form %d, and this newsarc knows %d", version, len(migrations())),
		}
	case version < len(migrations()):
		_, err := s.migrate(ctx, false)
		return err
	}
	return nil
}

// migrate brings the schema to the present version, under a lock: of several
// processes one does it and the others find it done. With create it also makes
// an archive where there is none, and reports whether it did.
func (s *Store) migrate(ctx context.Context, create bool) (created bool, err error) {
	err = pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, "SELECT pg_advisory_xact_lock($1)", s.sql.advisory("schema")); err != nil {
			return err
		}
		version, err := s.versionIn(ctx, tx)
		if err != nil || version == 0 && !create {
			return err
		}
		created = version == 0
		schema := pgx.Identifier{s.sql.schema}.Sanitize()
		if created {
			if err := s.createSchema(ctx, tx, schema); err != nil {
				return err
			}
		}
		for _, step := range migrations()[min(version, len(migrations())):] {
			if _, err := tx.Exec(ctx, strings.ReplaceAll(step, "%", schema)); err != nil {
				return err
			}
		}
		_, err = tx.Exec(ctx, "UPDATE "+schema+".archive SET version = greatest(version, $1)", len(migrations()))
		return err
	})
	if err != nil {
		return false, cancelled(ctx, s.explain("init", err))
	}
	return created, nil
}

func (s *Store) createSchema(ctx context.Context, tx pgx.Tx, schema string) error {
	// Who may use a schema that somebody made for him need not be allowed to
	// make one.
	var there bool
	err := tx.QueryRow(ctx, "SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = $1)", s.sql.schema).Scan(&there)
	if err == nil && !there {
		_, err = tx.Exec(ctx, "CREATE SCHEMA "+schema)
	}
	if err == nil {
		_, err = tx.Exec(ctx, "CREATE TABLE "+schema+".archive (version integer NOT NULL); INSERT INTO "+schema+".archive VALUES (0)")
	}
	return err
}

// versionIn returns the version of the schema, 0 where there is none.
func (s *Store) versionIn(ctx context.Context, tx pgx.Tx) (version int, err error) {
	var there bool
	err = tx.QueryRow(ctx, "SELECT to_regclass($1) IS NOT NULL", pgx.Identifier{s.sql.schema, "archive"}.Sanitize()).Scan(&there)
	if err != nil || !there {
		return 0, err
	}
	err = tx.QueryRow(ctx, s.sql.version).Scan(&version)
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return 0, fmt.Errorf("schema %s is not an archive's: %w", s.sql.schema, err)
	}
	return version, err
}
