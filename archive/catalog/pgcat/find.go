package pgcat

import (
	"context"
	"fmt"
	"iter"
	"strings"

	"github.com/newsarc/newsarc/archive/catalog"
	"github.com/newsarc/newsarc/archive/odb"
)

const (
	revisionColumns = `r.id, r.story, r.number, r.captured, coalesce(r.observed, r.captured), r.published, r.modified, r.class, r.commit, r.blob, r.generation`
	storyColumns    = `s.path, s.id, s.source, s.headline, s.url, s.ident, s.published, s.aliases, s.rows, s.revisions`

	selectRevision = "SELECT " + revisionColumns + ", s.path FROM %.revision r JOIN %.story s ON s.id = r.story"
	selectStory    = "SELECT " + revisionColumns + ", " + storyColumns + " FROM %.story s JOIN %.revision r ON r.id = s.latest"
	listStory      = "SELECT " + revisionColumns + ", " + storyColumns + ", coalesce((SELECT f.captured FROM %.revision f WHERE f.story = s.id AND f.number = 1), r.captured)" +
		" FROM %.revision r JOIN %.story s ON s.id = r.story"
)

func scanRevision(r *catalog.Revision) []any {
	return []any{
		&r.ID, &r.Story, &r.Number, &r.Captured, &r.Observed,
		catalog.Instant{To: &r.Published},
		catalog.Instant{To: &r.Modified},
		&r.Class,
		id{&r.Commit},
		id{&r.Blob},
		&r.Generation, &r.Path,
	}
}

func scanStory(s *catalog.Story) []any {
	dest := scanRevision(&s.Latest)
	dest[len(dest)-1] = &s.Path
	return append(dest, &s.ID, &s.Source, &s.Headline, &s.URL, &s.Ident, &s.Published, &s.Aliases, &s.Rows, &s.Revisions)
}

func byPath(list []catalog.Story) map[string]catalog.Story {
	found := make(map[string]catalog.Story, len(list))
	for _, s := range list {
		s.Latest.Path = s.Path
		found[s.Path] = s
	}
	return found
}

func byStory(list []catalog.Revision) map[int64][]catalog.Revision {
	found := map[int64][]catalog.Revision{}
	for _, r := range list {
		found[r.Story] = append(found[r.Story], r)
	}
	return found
}

// StoriesByID implements catalog.Catalog.
func (c *Catalog) StoriesByID(ctx context.Context, ids []int64) (map[int64]catalog.Story, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	list, err := collect(ctx, c, selectStory+" WHERE s.id = ANY ($1)", []any{ids}, scanStory)
	found := make(map[int64]catalog.Story, len(list))
	for _, s := range list {
		s.Latest.Path = s.Path
		found[s.ID] = s
	}
	return found, err
}

// StoriesByPath implements catalog.Catalog.
func (c *Catalog) StoriesByPath(ctx context.Context, paths []string) (map[string]catalog.Story, error) {
	asked := paths[:0:0]
	for _, p := range paths {
		if plain(p) == p { // the others cannot be ids
			asked = append(asked, p)
		}
	}
	if len(asked) == 0 {
		return nil, nil
	}
	list, err := collect(ctx, c, selectStory+" WHERE s.path = ANY ($1)", []any{asked}, scanStory)
	return byPath(list), err
}

// StoriesByAddress implements catalog.Catalog.
func (c *Catalog) StoriesByAddress(ctx context.Context, keys []int64) (map[int64]catalog.Story, error) {
	if len(keys) == 0 {
		return nil, nil
	}
	type known struct {
		catalog.Story
		key int64
	}
	list, err := collect(ctx, c, "SELECT "+revisionColumns+", "+storyColumns+`, a.key
		FROM %.address a JOIN %.story s ON s.id = a.story JOIN %.revision r ON r.id = s.latest WHERE a.key = ANY ($1)`, []any{keys}, func(k *known) []any { return append(scanStory(&k.Story), &k.key) })
	found := make(map[int64]catalog.Story, len(list))
	for _, k := range list {
		k.Story.Latest.Path = k.Story.Path
		found[k.key] = k.Story
	}
	return found, err
}

// RevisionsOf implements catalog.Catalog.
func (c *Catalog) RevisionsOf(ctx context.Context, stories []int64) (map[int64][]catalog.Revision, error) {
	if len(stories) == 0 {
		return nil, nil
	}
	list, err := collect(ctx, c, selectRevision+" WHERE r.story = ANY ($1)", []any{stories}, scanRevision)
	found := byStory(list)
	for _, rows := range found {
		catalog.Sort(rows)
	}
	return found, err
}

// RevisionsIn implements catalog.Catalog.
func (c *Catalog) RevisionsIn(ctx context.Context, f catalog.Filter, stories []int64) (map[int64][]catalog.Revision, error) {
	if len(stories) == 0 {
		return nil, nil
	}
	args := []any{stories}
	f.Limit = 0
	list, err := collect(ctx, c, selectRevision+where(&f, &args, "r.story = ANY ($1)"), args, scanRevision)
	return byStory(list), err
}

// Generation implements catalog.Catalog.
func (c *Catalog) Generation(ctx context.Context, path string, commit odb.ID) (n int64, ok bool, err error) {
	ok, err = c.row(ctx, `SELECT generation FROM %.revision WHERE story = (SELECT id FROM %.story WHERE path = $1) AND commit = $2`,
		[]any{plain(path), commit[:]}, &n)
	return n, ok, err
}

// RevisionAt implements catalog.Catalog.
func (c *Catalog) RevisionAt(ctx context.Context, s *catalog.Story, number int) (r catalog.Revision, ok bool, err error) {
	if number = s.Number(number); number == 0 {
		return r, false, nil
	}
	ok, err = c.row(ctx, selectRevision+" WHERE r.story = $1 AND r.number = $2", []any{s.ID, number}, scanRevision(&r)...)
	return r, ok, err
}

// How many rows of a list are asked for at a time: few at first, since often no
// more are wanted.
const (
	firstPage = 64
	mostPage  = 4096
)

// paged yields what a query finds, page by page; next puts the last row of a page
// into the query for the one that follows.
func paged[T any](limit int, page func(size int) ([]T, error), next func(*T)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		size, left := firstPage, limit
		for {
			if limit > 0 {
				size = min(size, left)
			}
			list, err := page(size)
			if err != nil {
				var zero T
				yield(zero, err)
				return
			}
			for i := range list {
				if !yield(list[i], nil) {
					return
				}
			}
			if left -= len(list); len(list) < size || limit > 0 && left == 0 {
				return
			}
			next(&list[len(list)-1])
			size = min(4*size, mostPage)
		}
	}
}

// Revisions implements catalog.Catalog.
func (c *Catalog) Revisions(ctx context.Context, f catalog.Filter) iter.Seq2[catalog.Revision, error] {
	limit := f.Limit
	return paged(limit, func(size int) ([]catalog.Revision, error) {
		f.Limit = size
		var args []any
		cond := where(&f, &args)
		return collect(ctx, c, selectRevision+cond, args, scanRevision)
	}, func(last *catalog.Revision) { f.After = last })
}

// Stories implements catalog.Catalog.
func (c *Catalog) Stories(ctx context.Context, f catalog.Filter) iter.Seq2[catalog.Story, error] {
	limit := f.Limit
	f.Latest = true
	return paged(limit, func(size int) ([]catalog.Story, error) {
		f.Limit = size
		var args []any
		cond := where(&f, &args)
		list, err := collect(ctx, c, listStory+cond, args, func(s *catalog.Story) []any { return append(scanStory(s), &s.First) })
		for i := range list {
			list[i].Latest.Path = list[i].Path
		}
		return list, err
	}, func(last *catalog.Story) { f.After = &last.Latest })
}

// where returns the conditions, order and limit of a filter, and adds to the
// arguments. With conditions of the caller's the list is of given stories, by
// number.
func where(f *catalog.Filter, args *[]any, more ...string) string {
	cond := append([]string{"r.number > 0"}, more...)
	add := func(format string, values ...any) {
		places := make([]any, len(values))
		for i, v := range values {
			*args = append(*args, v)
			places[i] = len(*args)
		}
		cond = append(cond, fmt.Sprintf(format, places...))
	}
	ofStory := len(more) > 0 || f.Story != 0
	if ofStory && len(more) == 0 {
		add("r.story = $%d", f.Story)
	}
	if ofStory && f.From > 0 {
		add("r.number >= $%d", f.From)
	}
	if ofStory && f.To > 0 {
		add("r.number <= $%d", f.To)
	}
	if f.Source != "" {
		add("s.path >= $%d AND s.path < $%d", plain(f.Source)+"/", plain(f.Source)+"0") // '0' follows '/'
	}
	if f.Latest {
		// Said so that the server takes it for a third of the rows. Of two columns
		// that are equal it would expect next to no row, and sort all there are.
		add("abs(s.latest - r.id) < 1")
	}
	if len(f.Classes) > 0 {
		add("r.class = ANY ($%d)", f.Classes)
	}
	column := [...]string{"r.captured", "r.published", "coalesce(r.modified, r.published)"}[f.Clock]
	if f.Since != catalog.None {
		add(column+" >= $%d", f.Since)
	}
	if f.Until != catalog.None {
		add(column+" < $%d", f.Until)
	}
	order := order(f, ofStory, add)
	if f.Limit > 0 {
		order += fmt.Sprint(" LIMIT ", f.Limit)
	}
	return " WHERE " + strings.Join(cond, " AND ") + " ORDER BY " + order
}

// order returns in which order a filter wants rows, and adds the condition for
// those that follow on f.After.
func order(f *catalog.Filter, ofStory bool, add func(format string, values ...any)) string {
	sign, down := "<", " DESC"
	if f.Oldest {
		sign, down = ">", ""
	}
	if ofStory {
		if f.After != nil {
			add("r.number "+sign+" $%d", f.After.Number)
		}
		return "r.number" + down
	}
	if f.After != nil {
		add("(r.captured, r.id) "+sign+" ($%d, $%d)", f.After.Captured, f.After.ID)
	}
	return "r.captured" + down + ", r.id" + down
}

// History implements catalog.Catalog.
func (c *Catalog) History(ctx context.Context, after int64) iter.Seq2[catalog.Revision, error] {
	return paged(0, func(size int) ([]catalog.Revision, error) {
		return collect(ctx, c, selectRevision+" WHERE r.id > $1 ORDER BY r.id LIMIT $2", []any{after, size}, scanRevision)
	}, func(last *catalog.Revision) { after = last.ID })
}

// Counts implements catalog.Catalog.
func (c *Catalog) Counts(ctx context.Context) (stories, revisions int, err error) {
	_, err = c.row(ctx, "SELECT count(*), coalesce(sum(revisions), 0) FROM %.story", nil, &stories, &revisions)
	return stories, revisions, err
}

// PathsFrom implements catalog.Catalog.
func (c *Catalog) PathsFrom(ctx context.Context, prefix string, limit int) ([]string, error) {
	return c.paths(ctx, "SELECT path FROM %.story WHERE path >= $1 AND path < $2 ORDER BY path LIMIT $3", plain(prefix), plain(prefix)+"\x7f", limit)
}

// PathsAfter implements catalog.Catalog.
func (c *Catalog) PathsAfter(ctx context.Context, prefix, after string) (path string, err error) {
	_, err = c.row(ctx, "SELECT path FROM %.story WHERE path > $1 AND path < $2 ORDER BY path LIMIT 1", []any{plain(after), plain(prefix) + "\x7f"}, &path)
	return path, err
}

// PathsWith implements catalog.Catalog.
func (c *Catalog) PathsWith(ctx context.Context, part string, limit int) ([]string, error) {
	return c.paths(ctx, "SELECT path FROM %.story WHERE position($1 IN path) > 0 ORDER BY path LIMIT $2", plain(part), limit)
}

func (c *Catalog) paths(ctx context.Context, query string, args ...any) ([]string, error) {
	return collect(ctx, c, query, args, func(s *string) []any { return []any{s} })
}

// plain takes out of a text what PostgreSQL refuses: characters that are no UTF-8
// and NUL.
func plain(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "\uFFFD")
}
