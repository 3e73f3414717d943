package catalog

import (
	"context"
	"strings"
)

// A sketch is a handful of hashes that two texts of much the same words are
// likely to share. Sketches are kept for sources that have texts without an
// address, since only those are matched by likeness.

// sketch keeps the sketches that came with an Apply, as far as its sources have
// the sketches of all rows up to it; others are brought up to date when a match
// is wanted.
func (t *txn) sketch(before, last int64, changes []Change) error {
	bySource := map[string]bool{} // source: whether all changes have sketches
	anonymous := map[string]bool{}
	for i := range changes {
		source, _, _ := strings.Cut(changes[i].Path, "/")
		complete, seen := bySource[source]
		bySource[source] = (complete || !seen) && changes[i].Sketch != nil
		anonymous[source] = anonymous[source] || changes[i].Anonymous
	}
	fresh := map[string]bool{}
	for source, complete := range bySource {
		if anonymous[source] {
			if err := t.exec("INSERT OR IGNORE INTO source VALUES (?, 0)", source); err != nil {
				return err
			}
		}
		if !complete {
			continue
		}
		var at int64
		ok, err := t.row("SELECT sketched FROM source WHERE name = ?", []any{source}, &at)
		if err != nil {
			return err
		}
		if fresh[source] = ok && at == before; fresh[source] {
			if err := t.exec("UPDATE source SET sketched = ? WHERE name = ?", last, source); err != nil {
				return err
			}
		}
	}
	for i := range changes {
		if source, _, _ := strings.Cut(changes[i].Path, "/"); fresh[source] {
			if err := t.addSketch(changes[i].Path, changes[i].Sketch); err != nil {
				return err
			}
		}
	}
	return nil
}

func (t *txn) addSketch(path string, keys []int64) error {
	for _, key := range keys {
		if err := t.exec("INSERT OR IGNORE INTO sketch SELECT ?, id FROM story WHERE path = ?", key, path); err != nil {
			return err
		}
	}
	return nil
}

// Sketched returns the row up to which a source has sketches; false when it has
// none because all its texts have addresses.
func (c *Catalog) Sketched(ctx context.Context, source string) (row int64, ok bool, err error) {
	ok, err = c.row(ctx, "SELECT sketched FROM source WHERE name = ?", []any{source}, &row)
	return row, ok, err
}

// Unsketched returns at most limit rows of a source after a row.
func (c *Catalog) Unsketched(ctx context.Context, source string, after int64, limit int) ([]Revision, error) {
	rows, err := c.query(ctx, selectRevision+" WHERE r.id > ? AND s.path >= ? AND s.path < ? ORDER BY r.id LIMIT ?",
		after, source+"/", source+"0", limit)
	if err != nil {
		return nil, err
	}
	var revs []Revision
	for r, err := range scanRevisions(rows) {
		if err != nil {
			return nil, err
		}
		revs = append(revs, r)
	}
	return revs, nil
}

// Sketch is the likeness of one text.
type Sketch struct {
	Path string
	Keys []int64
}

// AddSketches takes a source's sketches from one row to a later one. It does
// nothing when another process has been faster.
func (c *Catalog) AddSketches(ctx context.Context, source string, from, to int64, sketches []Sketch) error {
	return c.update(ctx, func(t *txn) error {
		if err := t.exec("INSERT OR IGNORE INTO source VALUES (?, 0)", source); err != nil {
			return err
		}
		var at int64
		if _, err := t.row("SELECT sketched FROM source WHERE name = ?", []any{source}, &at); err != nil || at != from {
			return err
		}
		for _, s := range sketches {
			if err := t.addSketch(s.Path, s.Keys); err != nil {
				return err
			}
		}
		return t.exec("UPDATE source SET sketched = ? WHERE name = ?", to, source)
	})
}

// perKey bounds the stories looked at for one key: words that very many texts
// of a source share say nothing.
const perKey = 50

// Alike returns stories that share keys, with how many they share.
func (c *Catalog) Alike(ctx context.Context, keys []int64) (map[int64]int, error) {
	shared := map[int64]int{}
	for _, key := range keys {
		rows, err := c.query(ctx, "SELECT story FROM sketch WHERE key = ? ORDER BY story DESC LIMIT ?", key, perKey)
		if err != nil {
			return nil, err
		}
		for rows.Next() {
			var id int64
			if err := rows.Scan(&id); err != nil {
				_ = rows.Close()
				return nil, wrap(err)
			}
			shared[id]++
		}
		if err := rows.Err(); err != nil {
			return nil, wrap(err)
		}
	}
	return shared, nil
}
