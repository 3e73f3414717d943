package litecat

import (
	"context"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/newsarc/newsarc/archive/catalog"
	"github.com/newsarc/newsarc/archive/odb"
)

const revisionColumns = `r.id, r.story, r.number, r.captured, ifnull(r.observed, r.captured), r.published, r.modified, r.class, r."commit", r.blob, r.generation`

const (
	storyColumns   = revisionColumns + ", s.path, s.id, s.source, s.headline, s.url, s.ident, s.published, s.aliases, s.rows, s.revisions"
	selectRevision = "SELECT " + revisionColumns + ", s.path FROM revision r JOIN story s ON s.id = r.story"
	selectStory    = "SELECT " + storyColumns + " FROM story s JOIN revision r ON r.id = s.latest"
	listStory      = "SELECT " + storyColumns +
		", ifnull((SELECT f.captured FROM revision f WHERE f.story = s.id AND f.number = 1), r.captured)" +
		" FROM revision r JOIN story s ON s.id = r.story"
)

func scanRevision(r *catalog.Revision) []any {
	return []any{
		&r.ID, &r.Story, &r.Number, &r.Captured, &r.Observed,
		catalog.Instant{To: &r.Published},
		catalog.Instant{To: &r.Modified},
		&r.Class,
		idScanner{&r.Commit},
		idScanner{&r.Blob},
		&r.Generation,
		&r.Path,
	}
}

func scanStory(s *catalog.Story) []any {
	dest := scanRevision(&s.Latest)
	dest[len(dest)-1] = &s.Path
	return append(dest, &s.ID, &s.Source, &s.Headline, &s.URL, &s.Ident, &s.Published, &s.Aliases, &s.Rows, &s.Revisions)
}

// StoriesByID implements catalog.Catalog.
func (c *Catalog) StoriesByID(ctx context.Context, ids []int64) (map[int64]catalog.Story, error) {
	return stories(ctx, c, " WHERE s.id = ?", listStories, ids)
}

// StoriesByPath implements catalog.Catalog.
func (c *Catalog) StoriesByPath(ctx context.Context, paths []string) (map[string]catalog.Story, error) {
	return stories(ctx, c, wherePath, listPaths, paths)
}

const wherePath = " WHERE s.path = ?"

// StoriesByAddress implements catalog.Catalog. Stories mostly have two addresses,
// and to read one takes longer than to find it: so they are found first.
func (c *Catalog) StoriesByAddress(ctx context.Context, keys []int64) (map[int64]catalog.Story, error) {
	if len(keys) < many { // which is no list
		return stories(ctx, c, " WHERE s.id = (SELECT story FROM address WHERE key = ?)", "", keys)
	}
	ids, err := pairs(ctx, c, "SELECT story FROM address WHERE key = ?", listKeys, keys)
	if err != nil {
		return nil, err
	}
	byID, err := c.StoriesByID(ctx, slices.Collect(maps.Values(ids)))
	found := make(map[int64]catalog.Story, len(ids))
	for key, id := range ids {
		if s, ok := byID[id]; ok {
			found[key] = s
		}
	}
	return found, err
}

func (c *Catalog) ask(ctx context.Context, query string, args []any, dest ...any) (bool, error) {
	return c.row(ctx, query, args, dest...)
}

// RevisionsOf implements catalog.Catalog.
func (c *Catalog) RevisionsOf(ctx context.Context, stories []int64) (map[int64][]catalog.Revision, error) {
	found, err := revisionsOf(ctx, c, stories)
	for _, rows := range found {
		catalog.Sort(rows)
	}
	return found, err
}

// RevisionsIn implements catalog.Catalog.
func (c *Catalog) RevisionsIn(ctx context.Context, f catalog.Filter, stories []int64) (map[int64][]catalog.Revision, error) {
	found := make(map[int64][]catalog.Revision, len(stories))
	f.Limit = 0
	for _, id := range stories {
		f.Story = id
		revs, err := collect(c.Revisions(ctx, f))
		if err != nil {
			return nil, err
		}
		found[id] = revs
	}
	return found, nil
}

// Generation implements catalog.Catalog. It is the last of a story that is mostly
// asked for, so it looks from the end.
func (c *Catalog) Generation(ctx context.Context, path string, commit odb.ID) (n int64, ok bool, err error) {
	ok, err = c.row(ctx, `SELECT generation FROM revision WHERE story = (SELECT id FROM story WHERE path = ?) AND "commit" = ? ORDER BY number DESC LIMIT 1`,
		[]any{path, commit[:]}, &n)
	return n, ok, err
}

// RevisionAt implements catalog.Catalog.
func (c *Catalog) RevisionAt(ctx context.Context, s *catalog.Story, number int) (r catalog.Revision, ok bool, err error) {
	if number = s.Number(number); number == 0 {
		return r, false, nil
	}
	ok, err = c.row(ctx, selectRevision+" WHERE r.story = ? AND r.number = ?", []any{s.ID, number}, scanRevision(&r)...)
	return r, ok, err
}

// Revisions implements catalog.Catalog.
func (c *Catalog) Revisions(ctx context.Context, f catalog.Filter) iter.Seq2[catalog.Revision, error] {
	cond, args := where(&f)
	return scanned(ctx, c, selectRevision+cond, args, scanRevision)
}

// Stories implements catalog.Catalog.
func (c *Catalog) Stories(ctx context.Context, f catalog.Filter) iter.Seq2[catalog.Story, error] {
	f.Latest = true
	cond, args := where(&f)
	list := scanned(ctx, c, listStory+cond, args, func(s *catalog.Story) []any { return append(scanStory(s), &s.First) })
	return func(yield func(catalog.Story, error) bool) {
		for s, err := range list {
			s.Latest.Path = s.Path
			if !yield(s, err) {
				return
			}
		}
	}
}

// History implements catalog.Catalog.
func (c *Catalog) History(ctx context.Context, after int64) iter.Seq2[catalog.Revision, error] {
	return scanned(ctx, c, selectRevision+" WHERE r.id > ? ORDER BY r.id", []any{after}, scanRevision)
}

func where(f *catalog.Filter) (string, []any) {
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
	if f.Since != catalog.None {
		add(column+" >= ?", f.Since)
	}
	if f.Until != catalog.None {
		add(column+" < ?", f.Until)
	}
	order := order(f, add)
	if f.Limit > 0 {
		order += fmt.Sprint(" LIMIT ", f.Limit)
	}
	return " WHERE " + strings.Join(cond, " AND ") + " ORDER BY " + order, args
}

// order returns in which order a filter wants rows, and adds the condition for
// those that follow on f.After.
func order(f *catalog.Filter, add func(cond string, args ...any)) string {
	sign, down := " < ", " DESC"
	if f.Oldest {
		sign, down = " > ", ""
	}
	if f.Story != 0 {
		if f.After != nil {
			add("r.number"+sign+"?", f.After.Number)
		}
		return "r.number" + down
	}
	if f.After != nil {
		add("(r.captured, r.id)"+sign+"(?, ?)", f.After.Captured, f.After.ID)
	}
	return "r.captured" + down + ", r.id" + down
}

// Counts implements catalog.Catalog.
func (c *Catalog) Counts(ctx context.Context) (stories, revisions int, err error) {
	_, err = c.row(ctx, "SELECT (SELECT count(*) FROM story), (SELECT count(*) FROM revision WHERE number > 0)", nil, &stories, &revisions)
	return stories, revisions, err
}

// PathsFrom implements catalog.Catalog.
func (c *Catalog) PathsFrom(ctx context.Context, prefix string, limit int) ([]string, error) {
	return c.paths(ctx, "SELECT path FROM story WHERE path >= ? AND path < ? ORDER BY path LIMIT ?", prefix, prefix+"\x7f", limit)
}

// PathsAfter implements catalog.Catalog.
func (c *Catalog) PathsAfter(ctx context.Context, prefix, after string) (string, error) {
	var path string
	_, err := c.row(ctx, "SELECT path FROM story WHERE path > ? AND path < ? ORDER BY path LIMIT 1", []any{after, prefix + "\x7f"}, &path)
	return path, err
}

// PathsWith implements catalog.Catalog.
func (c *Catalog) PathsWith(ctx context.Context, part string, limit int) ([]string, error) {
	return c.paths(ctx, "SELECT path FROM story WHERE instr(path, ?) > 0 ORDER BY path LIMIT ?", part, limit)
}

func (c *Catalog) paths(ctx context.Context, query string, args ...any) ([]string, error) {
	return collect(scanned(ctx, c, query, args, func(s *string) []any { return []any{s} }))
}
