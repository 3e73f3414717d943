package foreign

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"net/url"
	"os"
	"path/filepath"
	"time"

	_ "modernc.org/sqlite" // the driver
)

// DiffEngine yields the versions of all articles in the database of a
// diffengine, article by article, each in its order. The address is that of the
// feed's entry, which stays the same when a page moves. The error wraps
// ErrFormat where the file is no such database.
func DiffEngine(ctx context.Context, file string) iter.Seq2[Version, error] {
	return func(yield func(Version, error) bool) {
		if err := diffEngine(ctx, file, yield); err != nil {
			yield(Version{}, err)
		}
	}
}

const versionsQuery = `
SELECT v.id, coalesce(e.url, v.url), v.title, v.summary, v.created
FROM entryversion AS v LEFT JOIN entry AS e ON e.id = v.entry_id
ORDER BY v.entry_id, v.created, v.id`

// diffEngine returns the error that ends the reading; those of single rows are
// yielded.
func diffEngine(ctx context.Context, file string, yield func(Version, error) bool) (err error) {
	if _, err := os.Stat(file); err != nil {
		return err
	}
	abs, err := filepath.Abs(file)
	if err != nil {
		return err
	}
	dsn := url.URL{Scheme: "file", Path: filepath.ToSlash(abs), RawQuery: "mode=ro"}
	db, err := sql.Open("sqlite", dsn.String())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	rows, err := db.QueryContext(ctx, versionsQuery)
	if err != nil {
		return fmt.Errorf("%s: %w: %w", file, ErrFormat, err)
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		var address, title, summary, created sql.NullString
		if err := rows.Scan(&id, &address, &title, &summary, &created); err != nil {
			return err
		}
		v := Version{URL: address.String, Title: title.String, HTML: summary.String, Where: fmt.Sprintf("version %d", id)}
		var bad error
		if v.Seen, bad = pythonTime(created.String); bad == nil && len(v.HTML) > maxText {
			bad = fmt.Errorf("is larger than %d MB", maxText>>20)
		}
		if !yield(v, bad) {
			return nil
		}
	}
	return rows.Err()
}

// pythonTime reads a time as Python's SQLite libraries store one, UTC without
// saying so; the driver may have made RFC 3339 of it.
func pythonTime(s string) (time.Time, error) {
	for _, layout := range []string{"2006-01-02 15:04:05.999999", time.RFC3339Nano, "2006-01-02T15:04:05.999999", "2006-01-02 15:04:05.999999-07:00"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC().Truncate(time.Second), nil
		}
	}
	return time.Time{}, fmt.Errorf("time %q cannot be read", s)
}
