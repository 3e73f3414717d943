package catalog

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"
)

// The full-text index has one document for each story: every sentence that any
// of its revisions has. It so answers for the latest text and for all of them;
// which revision it was, its owner finds out by reading the candidates. It is
// written after the revisions, when a search wants it or somebody has time.

// Words is the document of a story.
type Words struct {
	Story    int64
	Rows     int64  // the last of the story's revisions that it holds
	Headline string // words separated by spaces
	Body     string
}

// Unindexed returns at most limit stories whose document lacks revisions, and
// the row up to which the index will be complete when it has them.
func (c *Catalog) Unindexed(ctx context.Context, limit int) (stories []Story, from, to int64, err error) {
	if _, err := c.row(ctx, "SELECT value FROM meta WHERE key = 'indexed'", nil, &from); err != nil {
		return nil, 0, 0, err
	}
	to = from
	rows, err := c.query(ctx, "SELECT id, story FROM revision WHERE id > ? ORDER BY id LIMIT ?", from, limit)
	if err != nil {
		return nil, 0, 0, err
	}
	last := map[int64]int64{} // row, by story
	for rows.Next() {
		var story int64
		if err := rows.Scan(&to, &story); err != nil {
			_ = rows.Close()
			return nil, 0, 0, wrap(err)
		}
		last[story] = to
	}
	if err := rows.Err(); err != nil {
		return nil, 0, 0, wrap(err)
	}
	for id, row := range last {
		var s Story
		ok, err := c.row(ctx, selectStory+" WHERE s.id = ? AND s.indexed < ?", []any{id, row}, s.scan()...)
		if err != nil {
			return nil, 0, 0, err
		}
		if ok {
			stories = append(stories, s)
		}
	}
	return stories, from, to, nil
}

// Backlog returns how many revisions the full-text index lacks.
func (c *Catalog) Backlog(ctx context.Context) (n int64, err error) {
	_, err = c.row(ctx, "SELECT ifnull(max(id), 0) - ifnull((SELECT value FROM meta WHERE key = 'indexed'), 0) FROM revision", nil, &n)
	return n, err
}

// PutWords takes the full-text index from one row to a later one. It does
// nothing when another process has been faster.
func (c *Catalog) PutWords(ctx context.Context, from, to int64, docs []Words) error {
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

// Found is a story whose document answers a query.
type Found struct {
	Story int64
	Score float64 // higher is better
}

// headlineWeight is how much more a word counts in a headline.
const headlineWeight = 5

// Match returns the newest limit stories whose documents answer a query of FTS5
// and that have a revision which the filter asks for. They are scored, not
// sorted: the newest comes first.
//
// FTS5 takes half as long forwards as it does backwards, so it is asked to go
// backwards only where more stories answer than are wanted. To count them first
// costs far less than to score them.
func (c *Catalog) Match(ctx context.Context, match string, f Filter, limit int) ([]Found, error) {
	query := "SELECT words.rowid, bm25(words, ?, 1) FROM words WHERE words MATCH ?"
	args := []any{headlineWeight, match}
	if where, more := f.where(); len(more) > 0 || len(f.Classes) > 0 {
		where, _, _ = strings.Cut(where, " ORDER BY ")
		query += " AND EXISTS (SELECT 1 FROM story s JOIN revision r ON r.story = s.id" + where + " AND s.id = words.rowid)"
		args = append(args, more...)
	}
	var answers int
	if _, err := c.row(ctx, "SELECT count(*) FROM (SELECT 1 FROM words WHERE words MATCH ? LIMIT ?)", []any{match, limit + 1}, &answers); err != nil {
		return nil, err
	}
	if answers > limit {
		return c.score(ctx, query+" ORDER BY words.rowid DESC LIMIT ?", append(args, limit))
	}
	found, err := c.score(ctx, query, args)
	// Without a wish FTS5 gives them by row, but does not promise it.
	slices.SortFunc(found, func(a, b Found) int { return cmp.Compare(b.Story, a.Story) })
	return found, err
}

// score runs a query for stories and their scores.
func (c *Catalog) score(ctx context.Context, query string, args []any) (found []Found, err error) {
	rows, err := c.query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var hit Found
		if err := rows.Scan(&hit.Story, &hit.Score); err != nil {
			return nil, wrap(err)
		}
		hit.Score = -hit.Score
		found = append(found, hit)
	}
	return found, wrap(rows.Err())
}

// Place is where a story lies: its source, and the times of its latest revision.
type Place struct {
	Source              string
	Captured, Published int64 // Published may be None
}

// Places returns the places of stories, in no order.
func (c *Catalog) Places(ctx context.Context, stories []int64) ([]Place, error) {
	list, err := json.Marshal(stories)
	if err != nil {
		return nil, err
	}
	rows, err := c.query(ctx, "SELECT s.source, r.captured, r.published FROM json_each(?) AS j JOIN story s ON s.id = j.value JOIN revision r ON r.id = s.latest", string(list))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var places []Place
	for rows.Next() {
		var p Place
		if err := rows.Scan(&p.Source, &p.Captured, timeScanner{&p.Published}); err != nil {
			return nil, wrap(err)
		}
		places = append(places, p)
	}
	return places, wrap(rows.Err())
}
