package litecat

import (
	"context"

	"github.com/newsarc/newsarc/archive/catalog"
	"github.com/newsarc/newsarc/archive/odb"
)

// Apply implements catalog.Catalog.
func (c *Catalog) Apply(ctx context.Context, from, to odb.ID, changes []catalog.Change) error {
	return c.update(ctx, func(t *txn) error {
		var head odb.ID
		if _, err := t.row("SELECT value FROM meta WHERE key = 'head'", nil, idScanner{&head}); err != nil {
			return err
		}
		if head == to {
			return nil
		}
		if head != from {
			return catalog.ErrStale
		}
		base, err := t.base(changes)
		if err != nil {
			return err
		}
		p := catalog.NewPlan(base, changes)
		if base.Rows, err = t.revisions(p.Moved()); err != nil {
			return err
		}
		p.Finish()
		if err := t.write(p); err != nil {
			return err
		}
		return t.exec("INSERT OR REPLACE INTO meta VALUES ('head', ?)", to[:])
	})
}

// Reset implements catalog.Catalog.
func (c *Catalog) Reset(ctx context.Context) error {
	return c.update(ctx, func(t *txn) error {
		for _, table := range []string{"meta", "story", "revision", "address", "source", "sketch"} {
			if err := t.exec("DELETE FROM " + table); err != nil {
				return err
			}
		}
		return t.exec("INSERT INTO words (words) VALUES ('delete-all')")
	})
}

// base reads what a plan for changes needs.
func (t *txn) base(changes []catalog.Change) (*catalog.Base, error) {
	b := &catalog.Base{Had: map[catalog.RowKey]bool{}}
	_, err := t.row("SELECT (SELECT ifnull(max(id), 0) FROM revision), (SELECT ifnull(max(id), 0) FROM story)",
		nil, &b.Revision, &b.Story)
	if err != nil {
		return nil, err
	}
	if b.Stories, err = stories(t.ctx, t, wherePath, catalog.Lacking(changes)); err != nil {
		return nil, err
	}
	for _, key := range catalog.Again(changes) {
		var one int
		ok, err := t.row(`SELECT 1 FROM revision WHERE story = (SELECT id FROM story WHERE path = ?) AND "commit" = ?`, []any{key.Path, key.Commit[:]}, &one)
		if err != nil {
			return nil, err
		}
		b.Had[key] = ok
	}
	b.Sketched, err = sketched(catalog.Sources(changes), func(source string, row *int64) (bool, error) {
		return t.row(selectSketched, []any{source}, row)
	})
	return b, err
}

func (t *txn) ask(_ context.Context, query string, args []any, dest ...any) (bool, error) {
	return t.row(query, args, dest...)
}

// write writes what a plan says.
func (t *txn) write(p *catalog.Plan) error {
	for i := range p.Revisions {
		if err := t.insert(&p.Revisions[i]); err != nil {
			return err
		}
	}
	for i := range p.Renumbered {
		r := &p.Renumbered[i]
		if err := t.exec("UPDATE revision SET number = ? WHERE id = ?", r.Number, r.ID); err != nil {
			return err
		}
	}
	for i := range p.Stories {
		if err := t.put(&p.Stories[i]); err != nil {
			return err
		}
	}
	for _, a := range p.Addresses {
		if err := t.exec("INSERT OR REPLACE INTO address VALUES (?, ?)", a.Key, a.Story); err != nil {
			return err
		}
	}
	for source, row := range p.Sources {
		if err := t.exec("INSERT OR REPLACE INTO source VALUES (?, ?)", source, row); err != nil {
			return err
		}
	}
	for _, s := range p.Sketches {
		if err := t.exec("INSERT OR IGNORE INTO sketch VALUES (?, ?)", s.Key, s.Story); err != nil {
			return err
		}
	}
	return nil
}

func (t *txn) insert(r *catalog.Revision) error {
	var observed any
	if r.Observed != r.Captured {
		observed = r.Observed
	}
	return t.exec("INSERT INTO revision VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", r.ID, r.Story, r.Number,
		r.Captured, observed, null(r.Published), null(r.Modified), r.Class, r.Commit[:], r.Blob[:], r.Generation)
}

func null(t int64) any {
	if t == catalog.None {
		return nil
	}
	return t
}

func (t *txn) put(s *catalog.Planned) error {
	query := "UPDATE story SET source = ?2, headline = ?3, url = ?4, ident = ?5, published = ?6, aliases = ?7, rows = ?8, revisions = ?9, latest = ?10 WHERE id = ?1"
	args := []any{s.ID, s.Source, s.Headline, s.URL, s.Ident, s.Published, s.Aliases, s.Rows, s.Revisions, s.Latest.ID}
	if s.New {
		query = "INSERT INTO story (id, source, headline, url, ident, published, aliases, rows, revisions, latest, path) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
		args = append(args, s.Path)
	}
	return t.exec(query, args...)
}

// revisions returns all rows of stories.
func (t *txn) revisions(stories []int64) (map[int64][]catalog.Revision, error) {
	found := make(map[int64][]catalog.Revision, len(stories))
	for _, id := range stories {
		s, err := t.stmt(selectRevision + " WHERE r.story = ?")
		if err != nil {
			return nil, err
		}
		rows, err := s.QueryContext(t.ctx, id)
		if err != nil {
			return nil, err
		}
		if found[id], err = collect(scanRevisions(rows)); err != nil {
			return nil, err
		}
	}
	return found, nil
}
