package litecat

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"

	"github.com/newsarc/newsarc/archive/catalog"
)

// Unindexed implements catalog.Catalog.
func (c *Catalog) Unindexed(ctx context.Context, limit int) (stories []int64, from, to int64, err error) {
	if _, err := c.row(ctx, "SELECT value FROM meta WHERE key = 'indexed'", nil, &from); err != nil {
		return nil, 0, 0, err
	}
	to = from
	type row struct{ id, story int64 }
	last := map[int64]int64{} // row, by story
	for r, err := range scanned(ctx, c, "SELECT id, story FROM revision WHERE id > ? ORDER BY id LIMIT ?", []any{from, limit}, func(r *row) []any { return []any{&r.id, &r.story} }) {
		if err != nil {
			return nil, 0, 0, err
		}
		to, last[r.story] = r.id, r.id
	}
	for id, row := range last {
		var one int
		ok, err := c.row(ctx, "SELECT 1 FROM story WHERE id = ? AND indexed < ?", []any{id, row}, &one)
		if err != nil {
			return nil, 0, 0, err
		}
		if ok {
			stories = append(stories, id)
		}
	}
	slices.Sort(stories) // FTS5 closes a segment where a document comes before the last
	return stories, from, to, nil
}

// Backlog implements catalog.Catalog.
func (c *Catalog) Backlog(ctx context.Context) (n int64, err error) {
	_, err = c.row(ctx, "SELECT ifnull(max(id), 0) - ifnull((SELECT value FROM meta WHERE key = 'indexed'), 0) FROM revision", nil, &n)
	return n, err
}

// PutWords implements catalog.Catalog.
func (c *Catalog) PutWords(ctx context.Context, from, to int64, docs []catalog.Words) error {
	return c.update(ctx, func(t *txn) error {
		var at int64
		if _, err := t.row("SELECT value FROM meta WHERE key = 'indexed'", nil, &at); err != nil || at != from {
			return err
		}
		for i := range docs {
			d := &docs[i]
			if err := t.exec("INSERT OR REPLACE INTO words (rowid, headline, body) VALUES (?, ?, ?)", d.Story, d.Headline, d.Body); err != nil {
				return err
			}
			if err := t.exec("UPDATE story SET indexed = ? WHERE id = ?", d.Rows, d.Story); err != nil {
				return err
			}
		}
		return t.exec("INSERT OR REPLACE INTO meta VALUES ('indexed', ?)", to)
	})
}

// Match implements catalog.Catalog.
//
// FTS5 takes half as long forwards as it does backwards, so it is asked to go
// backwards only where more stories answer than are wanted. To count them first
// costs far less than to score them.
func (c *Catalog) Match(ctx context.Context, q catalog.Query, f catalog.Filter, limit int) ([]catalog.Found, error) {
	query := "SELECT words.rowid, bm25(words, ?, 1) FROM words WHERE words MATCH ?"
	args := []any{catalog.HeadlineWeight, fts(q)}
	if where, more := where(&f); len(more) > 0 || len(f.Classes) > 0 {
		where, _, _ = strings.Cut(where, " ORDER BY ")
		query += " AND EXISTS (SELECT 1 FROM story s JOIN revision r ON r.story = s.id" + where + " AND s.id = words.rowid)"
		args = append(args, more...)
	}
	var answers int
	if _, err := c.row(ctx, "SELECT count(*) FROM (SELECT 1 FROM words WHERE words MATCH ? LIMIT ?)", []any{args[1], limit + 1}, &answers); err != nil {
		return nil, err
	}
	if answers > limit {
		return c.score(ctx, query+" ORDER BY words.rowid DESC LIMIT ?", append(args, limit))
	}
	found, err := c.score(ctx, query, args)
	// Without a wish FTS5 gives them by row, but does not promise it.
	slices.SortFunc(found, func(a, b catalog.Found) int { return cmp.Compare(b.Story, a.Story) })
	return found, err
}

// score runs a query for stories and their scores, of which FTS5 gives the best
// the least.
func (c *Catalog) score(ctx context.Context, query string, args []any) ([]catalog.Found, error) {
	found, err := collect(scanned(ctx, c, query, args, func(f *catalog.Found) []any { return []any{&f.Story, &f.Score} }))
	for i := range found {
		found[i].Score = -found[i].Score
	}
	return found, err
}

// fts returns a query in FTS5's language.
func fts(q catalog.Query) string {
	groups := make([]string, len(q))
	for i, g := range q {
		terms := make([]string, len(g))
		for j, t := range g {
			terms[j] = `"` + strings.Join(t.Words, " ") + `"`
			if t.Prefix {
				terms[j] += " *"
			}
		}
		groups[i] = "(" + strings.Join(terms, " AND ") + ")"
	}
	return strings.Join(groups, " OR ")
}

// Places implements catalog.Catalog.
func (c *Catalog) Places(ctx context.Context, stories []int64) ([]catalog.Place, error) {
	list, err := json.Marshal(stories)
	if err != nil {
		return nil, err
	}
	return collect(scanned(ctx, c, "SELECT s.source, r.captured, r.published FROM json_each(?) AS j JOIN story s ON s.id = j.value JOIN revision r ON r.id = s.latest",
		[]any{string(list)}, func(p *catalog.Place) []any { return []any{&p.Source, &p.Captured, catalog.Instant{To: &p.Published}} }))
}
