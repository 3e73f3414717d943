package litecat

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"strings"

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
		if base.Rows, err = revisionsOf(t.ctx, t, p.Moved()); err != nil {
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
	if b.Stories, err = stories(t.ctx, t, wherePath, listPaths, catalog.Lacking(changes)); err != nil {
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
	b.Sketched, err = pairs(t.ctx, t, eachSketched, listSources, catalog.Sources(changes))
	return b, err
}

func (t *txn) ask(_ context.Context, query string, args []any, dest ...any) (bool, error) {
	return t.row(query, args, dest...)
}

func (t *txn) query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	s, err := t.stmt(query)
	if err != nil {
		return nil, err
	}
	rows, err := s.QueryContext(ctx, args...)
	return rows, wrap(err)
}

// write writes what a plan says.
func (t *txn) write(p *catalog.Plan) error {
	var rows, addresses, sketches []any
	for i := range p.Revisions {
		rows = appendRevision(rows, &p.Revisions[i])
	}
	if err := t.insert("INSERT INTO revision", 11, rows); err != nil {
		return err
	}
	for i := range p.Renumbered {
		r := &p.Renumbered[i]
		if err := t.exec("UPDATE revision SET number = ? WHERE id = ?", r.Number, r.ID); err != nil {
			return err
		}
	}
	if err := t.putStories(p.Stories); err != nil {
		return err
	}
	for _, a := range lastOnes(p.Addresses) {
		addresses = append(addresses, a.Key, a.Story)
	}
	if err := t.insert("INSERT OR REPLACE INTO address", 2, addresses); err != nil {
		return err
	}
	for source, row := range p.Sources {
		if err := t.exec("INSERT OR REPLACE INTO source VALUES (?, ?)", source, row); err != nil {
			return err
		}
	}
	for _, s := range p.Sketches {
		sketches = append(sketches, s.Key, s.Story)
	}
	return t.insert("INSERT OR IGNORE INTO sketch", 2, sketches)
}

// atOnce is how many rows one statement inserts.
const atOnce = 32

// insert inserts rows of so many values, which stand one behind the other.
func (t *txn) insert(into string, width int, values []any) error {
	row := "(" + strings.Repeat("?, ", width-1) + "?)"
	for len(values) > 0 {
		n := 1
		if len(values) >= atOnce*width {
			n = atOnce
		}
		if err := t.exec(into+" VALUES "+strings.Repeat(row+", ", n-1)+row, values[:n*width]...); err != nil {
			return err
		}
		values = values[n*width:]
	}
	return nil
}

// lastOnes returns the last of the addresses with each key.
func lastOnes(list []catalog.Address) []catalog.Address {
	sorted := slices.Clone(list)
	slices.SortStableFunc(sorted, func(a, b catalog.Address) int { return cmp.Compare(a.Key, b.Key) })
	n := 0
	for i, a := range sorted {
		if i+1 == len(sorted) || sorted[i+1].Key != a.Key {
			sorted[n] = a
			n++
		}
	}
	return sorted[:n]
}

func appendRevision(row []any, r *catalog.Revision) []any {
	var observed any
	if r.Observed != r.Captured {
		observed = r.Observed
	}
	return append(row, r.ID, r.Story, int64(r.Number), r.Captured, observed, null(r.Published), null(r.Modified),
		int64(r.Class), r.Commit[:], r.Blob[:], r.Generation)
}

func null(t int64) any {
	if t == catalog.None {
		return nil
	}
	return t
}

// putStories writes the rows of stories, new ones and others.
func (t *txn) putStories(stories []catalog.Planned) error {
	const update = "UPDATE story SET source = ?2, headline = ?3, url = ?4, ident = ?5, published = ?6, aliases = ?7, rows = ?8, revisions = ?9, latest = ?10 WHERE id = ?1"
	var rows []any
	for i := range stories {
		s := &stories[i]
		row := []any{s.ID, s.Source, s.Headline, s.URL, s.Ident, s.Published, s.Aliases, int64(s.Rows), int64(s.Revisions), s.Latest.ID}
		if s.New {
			rows = append(append(rows, row...), s.Path)
		} else if err := t.exec(update, row...); err != nil {
			return err
		}
	}
	return t.insert("INSERT INTO story (id, source, headline, url, ident, published, aliases, rows, revisions, latest, path)", 11, rows)
}
