package catalog

import (
	"context"
	"database/sql"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/newsarc/newsarc/archive/odb"
)

const revisionColumns = `r.id, r.story, r.number, r.captured, ifnull(r.observed, r.captured), r.published, r.modified, r.class, r."commit", r.blob, r.generation`

const (
	selectRevision = "SELECT " + revisionColumns + ", s.path FROM revision r JOIN story s ON s.id = r.story"
	selectStory    = "SELECT " + revisionColumns + ", s.path, s.id, s.source, s.headline, s.url, s.ident, s.published, s.aliases, s.rows, s.revisions" +
		" FROM story s JOIN revision r ON r.id = s.latest"
)

// timeScanner reads a time that may be missing.
type timeScanner struct{ t *int64 }

func (s timeScanner) Scan(v any) error {
	switch v := v.(type) {
	case nil:
		*s.t = None
	case int64:
		*s.t = v
	default:
		return fmt.Errorf("%w: time %v", ErrDamaged, v)
	}
	return nil
}

func (r *Revision) scan() []any {
	return []any{
		&r.ID, &r.Story, &r.Number, &r.Captured, &r.Observed,
		timeScanner{&r.Published},
		timeScanner{&r.Modified},
		&r.Class,
		idScanner{&r.Commit},
		idScanner{&r.Blob},
		&r.Generation,
		&r.Path,
	}
}

func (s *Story) scan() []any {
	dest := s.Latest.scan()
	dest[len(dest)-1] = &s.Path
	return append(dest, &s.ID, &s.Source, &s.Headline, &s.URL, &s.Ident, &s.Published, &s.Aliases, &s.Rows, &s.Revisions)
}

// StoryByID returns the story in a row.
func (c *Catalog) StoryByID(ctx context.Context, id int64) (Story, bool, error) {
	return c.story(ctx, " WHERE s.id = ?", id)
}

// StoryByPath returns the story with an id.
func (c *Catalog) StoryByPath(ctx context.Context, path string) (Story, bool, error) {
	return c.story(ctx, " WHERE s.path = ?", path)
}

// StoryByAddress returns the story that was last known under a key.
func (c *Catalog) StoryByAddress(ctx context.Context, key int64) (Story, bool, error) {
	return c.story(ctx, " WHERE s.id = (SELECT story FROM address WHERE key = ?)", key)
}

func (c *Catalog) story(ctx context.Context, where string, arg any) (s Story, ok bool, err error) {
	ok, err = c.row(ctx, selectStory+where, []any{arg}, s.scan()...)
	s.Latest.Path = s.Path
	return s, ok, err
}

// RevisionsOf returns all rows of a story in the order observed, those without
// a number too.
func (c *Catalog) RevisionsOf(ctx context.Context, story int64) ([]Revision, error) {
	rows, err := c.query(ctx, selectRevision+" WHERE r.story = ?", story)
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
	slices.SortFunc(revs, func(r, s Revision) int { return r.Compare(&s) })
	return revs, nil
}

// Generation returns that of a commit with a revision of a story; false if there
// is no such row.
func (c *Catalog) Generation(ctx context.Context, path string, commit odb.ID) (n int64, ok bool, err error) {
	ok, err = c.row(ctx, `SELECT generation FROM revision WHERE story = (SELECT id FROM story WHERE path = ?) AND "commit" = ?`,
		[]any{path, commit[:]}, &n)
	return n, ok, err
}

// RevisionAt returns the revision with a number; negative numbers count from
// the latest, which is -1.
func (c *Catalog) RevisionAt(ctx context.Context, s *Story, number int) (r Revision, ok bool, err error) {
	if number < 0 {
		number += s.Revisions + 1
	}
	if number < 1 || number > s.Revisions {
		return r, false, nil
	}
	ok, err = c.row(ctx, selectRevision+" WHERE r.story = ? AND r.number = ?", []any{s.ID, number}, r.scan()...)
	return r, ok, err
}

// Clock chooses a column of times.
type Clock int

// The clocks of a row.
const (
	Captured Clock = iota
	Published
	Modified // where there is none, Published
)

// Filter narrows a list. The zero value asks for all.
type Filter struct {
	Story   int64  // row of a story; 0: any
	Source  string // first part of the path
	Classes []int
	Clock   Clock
	Since   int64     // at or after; None: no bound
	Until   int64     // before; None: no bound
	Oldest  bool      // oldest first
	Latest  bool      // only the latest of each story
	From    int       // with Story: numbers from here
	To      int       // with Story: and up to here; 0: no bound
	After   *Revision // go on after this row, in the order of the list
}

// All is the Filter without bounds.
var All = Filter{Since: None, Until: None}

// Revisions yields the numbered revisions that f asks for: those of one story
// by number, others by the time captured; newest first.
func (c *Catalog) Revisions(ctx context.Context, f Filter) iter.Seq2[Revision, error] {
	return func(yield func(Revision, error) bool) {
		where, args := f.where()
		rows, err := c.query(ctx, selectRevision+where, args...)
		if err != nil {
			yield(Revision{}, err)
			return
		}
		for r, err := range scanRevisions(rows) {
			if !yield(r, err) {
				return
			}
		}
	}
}

// Stories yields the stories whose latest revision f asks for, the latest one
// first.
func (c *Catalog) Stories(ctx context.Context, f Filter) iter.Seq2[Story, error] {
	return func(yield func(Story, error) bool) {
		f.Latest = true
		where, args := f.where()
		rows, err := c.query(ctx, strings.Replace(selectStory, "story s JOIN revision r ON r.id = s.latest", "revision r JOIN story s ON s.id = r.story", 1)+where, args...)
		if err != nil {
			yield(Story{}, err)
			return
		}
		defer rows.Close()
		for rows.Next() {
			var s Story
			if err := rows.Scan(s.scan()...); err != nil {
				yield(Story{}, wrap(err))
				return
			}
			s.Latest.Path = s.Path
			if !yield(s, nil) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(Story{}, wrap(err))
		}
	}
}

func (f *Filter) where() (string, []any) {
	cond := []string{"r.number > 0"}
	var args []any
	add := func(c string, a ...any) {
		cond = append(cond, c)
		args = append(args, a...)
	}
	if f.Story != 0 {
		add("r.story = ?", f.Story)
		if f.From > 0 {
			add("r.number >= ?", f.From)
		}
		if f.To > 0 {
			add("r.number <= ?", f.To)
		}
	}
	if f.Source != "" {
		add("s.path >= ? AND s.path < ?", f.Source+"/", f.Source+"0") // '0' follows '/'
	}
	if f.Latest {
		add("s.latest = r.id")
	}
	if len(f.Classes) > 0 {
		list := make([]string, len(f.Classes))
		for i, class := range f.Classes {
			list[i] = fmt.Sprint(class)
		}
		add("r.class IN (" + strings.Join(list, ", ") + ")")
	}
	column := [...]string{"r.captured", "r.published", "ifnull(r.modified, r.published)"}[f.Clock]
	if f.Since != None {
		add(column+" >= ?", f.Since)
	}
	if f.Until != None {
		add(column+" < ?", f.Until)
	}
	if f.After != nil {
		sign := " < "
		if f.Oldest {
			sign = " > "
		}
		if f.Story != 0 {
			add("r.number"+sign+"?", f.After.Number)
		} else {
			add("(r.captured, r.id)"+sign+"(?, ?)", f.After.Captured, f.After.ID)
		}
	}
	order := "r.captured DESC, r.id DESC"
	if f.Story != 0 {
		order = "r.number DESC"
	}
	if f.Oldest {
		order = strings.ReplaceAll(order, " DESC", "")
	}
	return " WHERE " + strings.Join(cond, " AND ") + " ORDER BY " + order, args
}

func scanRevisions(rows *sql.Rows) iter.Seq2[Revision, error] {
	return func(yield func(Revision, error) bool) {
		defer rows.Close()
		for rows.Next() {
			var r Revision
			if err := rows.Scan(r.scan()...); err != nil {
				yield(Revision{}, wrap(err))
				return
			}
			if !yield(r, nil) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(Revision{}, wrap(err))
		}
	}
}

// History yields all rows of revisions after a row, in order of history.
func (c *Catalog) History(ctx context.Context, after int64) iter.Seq2[Revision, error] {
	return func(yield func(Revision, error) bool) {
		rows, err := c.query(ctx, selectRevision+" WHERE r.id > ? ORDER BY r.id", after)
		if err != nil {
			yield(Revision{}, err)
			return
		}
		for r, err := range scanRevisions(rows) {
			if !yield(r, err) {
				return
			}
		}
	}
}

// Counts returns how many stories and revisions there are.
func (c *Catalog) Counts(ctx context.Context) (stories, revisions int, err error) {
	_, err = c.row(ctx, "SELECT (SELECT count(*) FROM story), (SELECT count(*) FROM revision WHERE number > 0)", nil, &stories, &revisions)
	return stories, revisions, err
}

// PathsFrom returns at most limit ids of stories that begin with prefix.
func (c *Catalog) PathsFrom(ctx context.Context, prefix string, limit int) ([]string, error) {
	return c.paths(ctx, "SELECT path FROM story WHERE path >= ? AND path < ? ORDER BY path LIMIT ?", prefix, prefix+"\x7f", limit)
}

// PathsAfter returns the first id that begins with prefix and comes after
// another; "" if there is none.
func (c *Catalog) PathsAfter(ctx context.Context, prefix, after string) (string, error) {
	var path string
	_, err := c.row(ctx, "SELECT path FROM story WHERE path > ? AND path < ? ORDER BY path LIMIT 1", []any{after, prefix + "\x7f"}, &path)
	return path, err
}

// PathsWith returns at most limit ids of stories that hold part somewhere.
func (c *Catalog) PathsWith(ctx context.Context, part string, limit int) ([]string, error) {
	return c.paths(ctx, "SELECT path FROM story WHERE instr(path, ?) > 0 ORDER BY path LIMIT ?", part, limit)
}

func (c *Catalog) paths(ctx context.Context, query string, args ...any) ([]string, error) {
	rows, err := c.query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var paths []string
	for rows.Next() {
		var p string
		if err := rows.Scan(&p); err != nil {
			return nil, wrap(err)
		}
		paths = append(paths, p)
	}
	return paths, wrap(rows.Err())
}
