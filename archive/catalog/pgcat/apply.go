package pgcat

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"github.com/newsarc/newsarc/archive/catalog"
	"github.com/newsarc/newsarc/archive/odb"
)

// Apply implements catalog.Catalog, in two round trips: what the plan needs, then
// all that it says. Where texts took a place among others there is a third.
func (c *Catalog) Apply(ctx context.Context, from, to odb.ID, changes []catalog.Change) error {
	if c.readOnly {
		return catalog.ErrReadOnly
	}
	return wrap(c.db.Again(ctx, "write the catalog", func(ctx context.Context) error {
		conn, err := c.db.Pool().Acquire(ctx)
		if err != nil {
			return err
		}
		defer conn.Release()
		err = c.apply(ctx, conn.Conn(), from, to, changes)
		if conn.Conn().PgConn().TxStatus() != 'I' {
			// If that fails too, the pool drops the connection.
			_, _ = conn.Exec(context.WithoutCancel(ctx), "ROLLBACK")
		}
		if isDone(err) {
			err = nil
		}
		return err
	}))
}

// errDone says that another has done it already.
var errDone = errors.New("done")

func isDone(err error) bool { return errors.Is(err, errDone) }

func (c *Catalog) apply(ctx context.Context, conn *pgx.Conn, from, to odb.ID, changes []catalog.Change) error {
	base, err := c.base(ctx, conn, from, to, changes)
	if err != nil {
		return err
	}
	p := catalog.NewPlan(base, changes)
	if moved := p.Moved(); len(moved) > 0 {
		rows, err := conn.Query(ctx, c.db.In(selectRevision+" WHERE r.story = ANY ($1)"), moved)
		if err != nil {
			return err
		}
		list, err := gather(rows, nil, scanRevision)
		if err != nil {
			return err
		}
		base.Rows = byStory(list)
	}
	p.Finish()
	var b pgx.Batch
	c.write(&b, p)
	b.Queue(c.db.In(`UPDATE %.catalog SET head = $1, revisions = $2, stories = $3,
		partial = partial AND $1 IS DISTINCT FROM (SELECT id FROM %.ref WHERE name = 'refs/heads/main')`), to[:], p.LastRevision, p.LastStory)
	b.Queue("COMMIT")
	return conn.SendBatch(ctx, &b).Close()
}

// base begins a transaction, locks the catalog and reads what a plan needs.
func (c *Catalog) base(ctx context.Context, conn *pgx.Conn, from, to odb.ID, changes []catalog.Change) (*catalog.Base, error) {
	base := &catalog.Base{}
	var head odb.ID
	var b pgx.Batch
	b.Queue("BEGIN")
	b.Queue(lazily)
	b.Queue(c.db.In("SELECT head, revisions, stories FROM %.catalog FOR UPDATE")).QueryRow(func(row pgx.Row) error {
		return row.Scan(id{&head}, &base.Revision, &base.Story)
	})
	if paths := catalog.Lacking(changes); len(paths) > 0 {
		b.Queue(c.db.In(selectStory+" WHERE s.path = ANY ($1)"), paths).Query(func(rows pgx.Rows) error {
			list, err := gather(rows, nil, scanStory)
			base.Stories = byPath(list)
			return err
		})
	}
	if keys := catalog.Again(changes); len(keys) > 0 {
		commits := make([][]byte, len(keys))
		paths := make([]string, len(keys))
		for i, k := range keys {
			commits[i], paths[i] = k.Commit[:], k.Path
		}
		b.Queue(c.db.In(`SELECT r.commit, s.path FROM unnest($1::text[], $2::bytea[]) AS k (path, commit)
			JOIN %.story s ON s.path = k.path JOIN %.revision r ON r.story = s.id AND r.commit = k.commit`), paths, commits).Query(func(rows pgx.Rows) error {
			list, err := gather(rows, nil, func(k *catalog.RowKey) []any { return []any{id{&k.Commit}, &k.Path} })
			base.Had = make(map[catalog.RowKey]bool, len(list))
			for _, k := range list {
				base.Had[k] = true
			}
			return err
		})
	}
	b.Queue(c.db.In(selectSketched), catalog.Sources(changes)).Query(func(rows pgx.Rows) error {
		list, err := gather(rows, nil, scanSource)
		base.Sketched = sketched(list)
		return err
	})
	err := conn.SendBatch(ctx, &b).Close()
	switch {
	case err != nil:
		return nil, err
	case head == to:
		return nil, errDone
	case head != from:
		return nil, catalog.ErrStale
	}
	return base, nil
}

// write queues what a plan says, a statement for each table.
func (c *Catalog) write(b *pgx.Batch, p *catalog.Plan) {
	c.writeRevisions(b, p)
	c.writeStories(b, p)
	if len(p.Addresses) > 0 {
		last := make(map[int64]int64, len(p.Addresses))
		for _, a := range p.Addresses {
			last[a.Key] = a.Story
		}
		keys, stories := make([]int64, 0, len(last)), make([]int64, 0, len(last))
		for key, story := range last {
			keys, stories = append(keys, key), append(stories, story)
		}
		b.Queue(c.db.In(`INSERT INTO %.address SELECT * FROM unnest($1::bigint[], $2::integer[])
			ON CONFLICT (key) DO UPDATE SET story = excluded.story WHERE address.story <> excluded.story`), keys, stories)
	}
	for source, row := range p.Sources {
		b.Queue(c.db.In("INSERT INTO %.source VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET sketched = excluded.sketched"), source, row)
	}
	if len(p.Sketches) > 0 {
		keys, stories := make([]int64, len(p.Sketches)), make([]int64, len(p.Sketches))
		for i, s := range p.Sketches {
			keys[i], stories[i] = s.Key, s.Story
		}
		b.Queue(c.db.In("INSERT INTO %.sketch SELECT * FROM unnest($1::bigint[], $2::integer[]) ON CONFLICT DO NOTHING"), keys, stories)
	}
}

func (c *Catalog) writeRevisions(b *pgx.Batch, p *catalog.Plan) {
	n := len(p.Revisions)
	if n == 0 {
		return
	}
	ids, captured, generations := make([]int64, n), make([]int64, n), make([]int64, n)
	observed, published, modified := make([]*int64, n), make([]*int64, n), make([]*int64, n)
	stories, numbers, classes := make([]int64, n), make([]int64, n), make([]int64, n)
	commits, blobs := make([][]byte, n), make([][]byte, n)
	for i := range p.Revisions {
		r := &p.Revisions[i]
		ids[i], captured[i], generations[i] = r.ID, r.Captured, r.Generation
		if r.Observed != r.Captured {
			observed[i] = &r.Observed
		}
		published[i], modified[i] = maybe(r.Published), maybe(r.Modified)
		stories[i], numbers[i], classes[i] = r.Story, int64(r.Number), int64(r.Class)
		commits[i], blobs[i] = r.Commit[:], r.Blob[:]
	}
	b.Queue(c.db.In(`INSERT INTO %.revision (id, captured, observed, published, modified, generation, story, number, class, commit, blob)
		SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[],
			$7::integer[], $8::integer[], $9::smallint[], $10::bytea[], $11::bytea[])`),
		ids, captured, observed, published, modified, generations, stories, numbers, classes, commits, blobs)
	if len(p.Renumbered) == 0 {
		return
	}
	ids, numbers = ids[:0:0], numbers[:0:0]
	for _, r := range p.Renumbered {
		ids, numbers = append(ids, r.ID), append(numbers, int64(r.Number))
	}
	b.Queue(c.db.In("UPDATE %.revision r SET number = v.number FROM unnest($1::bigint[], $2::integer[]) AS v (id, number) WHERE r.id = v.id"), ids, numbers)
}

// stories are the columns of a table of stories.
type stories struct {
	ids, rows, revisions, latest                    []int64
	paths, sources, headlines, urls, idents, claims []string
	aliases                                         []bool
}

func (l *stories) add(s *catalog.Planned) {
	l.ids, l.rows, l.revisions, l.latest = append(l.ids, s.ID), append(l.rows, int64(s.Rows)), append(l.revisions, int64(s.Revisions)), append(l.latest, s.Latest.ID)
	l.paths, l.sources, l.headlines = append(l.paths, s.Path), append(l.sources, plain(s.Source)), append(l.headlines, plain(s.Headline))
	l.urls, l.idents, l.claims = append(l.urls, plain(s.URL)), append(l.idents, plain(s.Ident)), append(l.claims, plain(s.Published))
	l.aliases = append(l.aliases, s.Aliases)
}

func (c *Catalog) writeStories(b *pgx.Batch, p *catalog.Plan) {
	var fresh, known stories
	for i := range p.Stories {
		if s := &p.Stories[i]; s.New {
			fresh.add(s)
		} else {
			known.add(s)
		}
	}
	const columns = `unnest($1::integer[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::boolean[], $9::integer[], $10::integer[], $11::bigint[])`
	for query, l := range map[string]*stories{
		`INSERT INTO %.story (id, path, source, headline, url, ident, published, aliases, rows, revisions, latest) SELECT * FROM ` + columns: &fresh,
		`UPDATE %.story s SET source = v.source, headline = v.headline, url = v.url, ident = v.ident, published = v.published,
			aliases = v.aliases, rows = v.rows, revisions = v.revisions, latest = v.latest
			FROM ` + columns + ` AS v (id, path, source, headline, url, ident, published, aliases, rows, revisions, latest) WHERE s.id = v.id`: &known,
	} {
		if len(l.ids) > 0 {
			b.Queue(c.db.In(query), l.ids, l.paths, l.sources, l.headlines, l.urls, l.idents, l.claims, l.aliases, l.rows, l.revisions, l.latest)
		}
	}
}
