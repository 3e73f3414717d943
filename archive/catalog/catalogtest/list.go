package catalogtest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/newsarc/newsarc/archive/catalog"
	"github.com/newsarc/newsarc/archive/odb"
)

// However history is cut into transactions, and in whatever order revisions come,
// a story is numbered by the order observed, without what repeats the text before.
func numbers(t *testing.T, fresh New) {
	c := closing(t, fresh(t)())
	n, story := 0, 0
	head := odb.ID{}
	rapid.Check(t, func(t *rapid.T) {
		story++
		path := fmt.Sprintf("a.example/2024/05/01/story-%d", story)
		var all []catalog.Revision
		for range rapid.IntRange(1, 6).Draw(t, "transactions") {
			var changes []catalog.Change
			for range rapid.IntRange(1, 4).Draw(t, "revisions") {
				n++
				captured := rapid.Int64Range(1, 6).Draw(t, "captured")
				r := catalog.Revision{
					ID: int64(n), Path: path, Commit: id(n), Captured: captured, Observed: captured, Published: catalog.None, Modified: catalog.None,
					Blob: odb.Hash(odb.Blob, []byte{byte(rapid.IntRange(1, 3).Draw(t, "text"))}),
				}
				all = append(all, r)
				changes = append(changes, catalog.Change{Revision: r, State: catalog.State{Headline: r.Blob.String()}})
			}
			next := changes[len(changes)-1].Commit
			if err := c.Apply(t.Context(), head, next, changes); err != nil {
				t.Fatal(err)
			}
			head = next
		}
		checkNumbers(t, c, path, all)
	})
}

// checkNumbers compares what a catalog says of a story with all rows about it.
func checkNumbers(t *rapid.T, c catalog.Catalog, path string, all []catalog.Revision) {
	ctx := t.Context()
	catalog.Sort(all)
	var want []odb.ID
	for i, r := range all {
		if i == 0 || all[i-1].Blob != r.Blob {
			want = append(want, r.Commit)
		}
	}
	found, err := c.StoriesByPath(ctx, []string{path, "none"})
	s := found[path]
	if err != nil || len(found) != 1 || s.Revisions != len(want) || s.Rows != len(all) {
		t.Fatalf("%+v, %v, want %d revisions of %d", s, err, len(want), len(all))
	}
	if s.Latest.Commit != want[len(want)-1] || s.Headline != s.Latest.Blob.String() || s.Latest.Path != path {
		t.Fatalf("latest is %s %q, want %s", s.Latest.Commit, s.Headline, want[len(want)-1])
	}
	for i, commit := range want {
		r, ok, err := c.RevisionAt(ctx, &s, i+1)
		if err != nil || !ok || r.Commit != commit {
			t.Fatalf("revision %d is %s, want %s (%v)", i+1, r.Commit, commit, err)
		}
	}
	last, ok, err := c.RevisionAt(ctx, &s, -1)
	if err != nil || !ok || last.Commit != s.Latest.Commit {
		t.Fatalf("the last is %s, %v", last.Commit, err)
	}
	rows, err := c.RevisionsOf(ctx, []int64{s.ID})
	if err != nil || !slices.EqualFunc(rows[s.ID], all, func(x, y catalog.Revision) bool { return x.Commit == y.Commit }) {
		t.Fatalf("rows %v, want %v (%v)", rows[s.ID], all, err)
	}
}

// model is a history with every kind of row, and what all catalogs say of it.
type model struct {
	rows []catalog.Revision // all numbered, of many stories
	last map[int64]int      // number of the latest, by story
}

// newModel fills a catalog. Pages of lists are meant to end within it.
func newModel(t *testing.T, c catalog.Catalog) *model {
	t.Helper()
	m := &model{last: map[int64]int{}}
	var changes []catalog.Change
	for n := 1; n <= 400; n++ {
		path := fmt.Sprintf("%c.example/2024/05/01/story-%d", 'a'+n%3, n%40)
		ch := rev(path, n)
		ch.Captured = 1000 + int64(n*7%50)*10 // many at the same time
		ch.Observed = 1000 + int64(n)
		ch.Class = n % 5
		if n%4 > 0 {
			ch.Published = int64(n % 90)
		}
		if n%6 == 0 {
			ch.Modified = int64(n%90 + 5)
		}
		changes = append(changes, ch)
	}
	head := odb.ID{}
	for part := range slices.Chunk(changes, 150) {
		head = chain(t, c, head, part...)
	}
	for r, err := range c.History(t.Context(), 0) {
		if err != nil {
			t.Fatal(err)
		}
		want := changes[len(m.rows)].Revision
		want.ID, want.Story, want.Number = r.ID, r.Story, r.Number
		if r != want {
			t.Fatalf("row %d is %+v, want %+v", r.ID, r, want)
		}
		m.rows = append(m.rows, r)
		m.last[r.Story] = max(m.last[r.Story], r.Number)
	}
	if len(m.rows) != len(changes) {
		t.Fatalf("%d rows of %d", len(m.rows), len(changes))
	}
	return m
}

// list answers a filter the slow way.
func (m *model) list(f catalog.Filter) []int64 {
	var found []catalog.Revision
	for _, r := range m.rows {
		clock := [...]int64{r.Captured, r.Published, r.Claimed()}[f.Clock]
		switch {
		case f.Story != 0 && (r.Story != f.Story || f.From > 0 && r.Number < f.From || f.To > 0 && r.Number > f.To),
			f.Source != "" && !strings.HasPrefix(r.Path, f.Source+"/"),
			len(f.Classes) > 0 && !slices.Contains(f.Classes, r.Class),
			f.Latest && r.Number != m.last[r.Story],
			f.Since != catalog.None && (clock == catalog.None || clock < f.Since),
			f.Until != catalog.None && (clock == catalog.None || clock >= f.Until):
			continue
		}
		found = append(found, r)
	}
	order := func(x, y catalog.Revision) int {
		c := cmp.Or(cmp.Compare(x.Captured, y.Captured), cmp.Compare(x.ID, y.ID))
		if f.Story != 0 {
			c = cmp.Compare(x.Number, y.Number)
		}
		if !f.Oldest {
			c = -c
		}
		return c
	}
	slices.SortFunc(found, order)
	var ids []int64
	for _, r := range found {
		if (f.After == nil || order(r, *f.After) > 0) && (f.Limit == 0 || len(ids) < f.Limit) {
			ids = append(ids, r.ID)
		}
	}
	return ids
}

// Lists are filtered and ordered as the model's, on all clocks.
func lists(t *testing.T, fresh New) {
	c := closing(t, fresh(t)())
	m := newModel(t, c)
	rapid.Check(t, func(t *rapid.T) {
		ctx := t.Context()
		f := drawFilter(t, m)
		var got []int64
		for r, err := range c.Revisions(ctx, f) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, r.ID)
		}
		if want := m.list(f); !slices.Equal(got, want) {
			t.Fatalf("revisions %v, want %v", got, want)
		}
		g := f
		g.Latest = true
		want := m.list(g)
		got = nil
		for s, err := range c.Stories(ctx, f) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, s.Latest.ID)
			first := m.list(catalog.Filter{Story: s.ID, To: 1, Since: catalog.None, Until: catalog.None})
			if len(first) != 1 || m.rows[first[0]-1].Captured != s.First || s.Latest.Path != s.Path {
				t.Fatalf("story %+v, first %v", s, first)
			}
		}
		if !slices.Equal(got, want) {
			t.Fatalf("stories %v, want %v", got, want)
		}
		asked := []int64{1, 2, 17}
		in, err := c.RevisionsIn(ctx, f, asked)
		if err != nil {
			t.Fatal(err)
		}
		for _, story := range asked {
			g := f
			g.Story, g.Limit = story, 0
			if want := m.list(g); !slices.EqualFunc(in[story], want, func(r catalog.Revision, id int64) bool { return r.ID == id }) && g.After == nil {
				t.Fatalf("revisions of %d: %v, want %v", story, in[story], want)
			}
		}
	})
}

func drawFilter(t *rapid.T, m *model) catalog.Filter {
	maybe := func(what string) bool { return rapid.IntRange(0, 3).Draw(t, what) == 0 }
	f := catalog.All
	if maybe("story?") {
		f.Story = rapid.Int64Range(1, 41).Draw(t, "story")
		if maybe("from?") {
			f.From, f.To = rapid.IntRange(0, 4).Draw(t, "from"), rapid.IntRange(0, 4).Draw(t, "to")
		}
	}
	if maybe("source?") {
		f.Source = rapid.SampledFrom([]string{"a.example", "b.example", "a.exampl", "x"}).Draw(t, "source")
	}
	if maybe("classes?") {
		f.Classes = rapid.SliceOfN(rapid.IntRange(0, 6), 1, 3).Draw(t, "classes")
	}
	f.Clock = catalog.Clock(rapid.IntRange(0, 2).Draw(t, "clock"))
	bounds := rapid.Int64Range(0, 100)
	if f.Clock == catalog.Captured {
		bounds = rapid.Int64Range(990, 1510)
	}
	if maybe("since?") {
		f.Since = bounds.Draw(t, "since")
	}
	if maybe("until?") {
		f.Until = bounds.Draw(t, "until")
	}
	f.Oldest, f.Latest = maybe("oldest"), maybe("latest")
	if maybe("after?") {
		f.After = &m.rows[rapid.IntRange(0, len(m.rows)-1).Draw(t, "after")]
	}
	if maybe("limit?") {
		f.Limit = rapid.IntRange(1, 120).Draw(t, "limit")
	}
	return f
}

// Stories are found by each of their names, those that are missing are left out.
func lookups(t *testing.T, fresh New) {
	ctx := t.Context()
	c := closing(t, fresh(t)())
	one, two := rev(path, 1), rev("b.example/2024/05/02/other", 2)
	one.Addresses, two.Addresses = []int64{7, -8}, []int64{9}
	one.State = catalog.State{Source: "A", Headline: "Ähre's \\ \"x\"", URL: "https://a.example/1", Ident: "i1", Published: "2024-05-01", Aliases: true}
	head := chain(t, c, odb.ID{}, one, two)
	three := rev(path, 3)
	three.Addresses = []int64{9} // the address goes over to this story
	known := story(t, c, path)
	three.Known = &known
	chain(t, c, head, three)

	a, b := story(t, c, path), story(t, c, "b.example/2024/05/02/other")
	if a.State != three.State || known.State != one.State || a.Revisions != 2 {
		t.Errorf("states %+v and %+v", known, a)
	}
	byAddress, err := c.StoriesByAddress(ctx, []int64{7, -8, 9, 10})
	if err != nil || len(byAddress) != 3 || byAddress[7] != a || byAddress[-8] != a || byAddress[9] != a {
		t.Errorf("by address %v, %v", byAddress, err)
	}
	byID, err := c.StoriesByID(ctx, []int64{b.ID, 99, a.ID})
	if err != nil || len(byID) != 2 || byID[a.ID] != a || byID[b.ID] != b {
		t.Errorf("by id %v, %v", byID, err)
	}
	for _, none := range []error{
		second(c.StoriesByAddress(ctx, nil)), second(c.StoriesByID(ctx, nil)), second(c.StoriesByPath(ctx, nil)),
		second(c.RevisionsOf(ctx, nil)), second(c.RevisionsIn(ctx, catalog.All, nil)), second(c.Sketched(ctx, nil)), second(c.Alike(ctx, nil)), second(c.Places(ctx, nil)),
	} {
		if none != nil {
			t.Error(none)
		}
	}
	if n, ok, err := c.Generation(ctx, path, id(3)); n != 3 || !ok || err != nil {
		t.Errorf("generation %d, %v, %v", n, ok, err)
	}
	if _, ok, err := c.Generation(ctx, path, id(2)); ok || err != nil {
		t.Errorf("generation of another story's commit: %v, %v", ok, err)
	}
	for _, number := range []int{0, 3, -3} {
		if _, ok, err := c.RevisionAt(ctx, &a, number); ok || err != nil {
			t.Errorf("revision %d: %v, %v", number, ok, err)
		}
	}
	places, err := c.Places(ctx, []int64{a.ID, b.ID})
	if err != nil || len(places) != 2 {
		t.Errorf("places %v, %v", places, err)
	}
	if stories, revisions, err := c.Counts(ctx); stories != 2 || revisions != 3 || err != nil {
		t.Errorf("%d stories, %d revisions, %v", stories, revisions, err)
	}
}

// Long lists are asked for as short ones are: with keys that are not there, or
// there twice, and with ids that no newsarc would give.
func longLists(t *testing.T, fresh New) {
	ctx := t.Context()
	c := closing(t, fresh(t)())
	var changes []catalog.Change
	var keys, ids []int64
	var paths, sources []string
	for n := range 100 {
		ch := rev(fmt.Sprintf("s%02d.example/2024/05/01/story", n), n+1)
		ch.Anonymous, ch.Sketch = n%2 == 0, []int64{int64(n)}
		ch.Addresses = []int64{int64(n), -int64(n) - 1, 99} // the last goes from story to story
		changes = append(changes, ch)
		paths, sources = append(paths, ch.Path, ch.Path), append(sources, fmt.Sprintf("s%02d.example", n), "none")
		keys = append(keys, ch.Addresses...)
	}
	changes[7].Path = "s07.example/2024/05/01/ä\"\\\u2028"
	paths[14] = changes[7].Path
	head := chain(t, c, odb.ID{}, changes...)
	byPath, err := c.StoriesByPath(ctx, append(paths, "none"))
	if err != nil || len(byPath) != 100 {
		t.Fatalf("%d stories by path, %v", len(byPath), err)
	}
	for path, s := range byPath {
		if s.Path != path || s.Latest.Path != path {
			t.Errorf("%s is %+v", path, s)
		}
		ids = append(ids, s.ID, s.ID, -s.ID)
	}
	byID, err := c.StoriesByID(ctx, ids)
	if err != nil || len(byID) != 100 {
		t.Fatalf("%d stories by id, %v", len(byID), err)
	}
	byAddress, err := c.StoriesByAddress(ctx, append(keys, 1<<62))
	if err != nil || len(byAddress) != 200 {
		t.Fatalf("%d stories by address, %v", len(byAddress), err)
	}
	for n := range 100 {
		for _, key := range changes[n].Addresses {
			if want := byPath[changes[max(n, int(key))].Path]; byAddress[key] != want || byID[want.ID] != want {
				t.Errorf("key %d is of %+v, want %+v", key, byAddress[key], want)
			}
		}
	}
	sketched, err := c.Sketched(ctx, sources)
	if err != nil || len(sketched) != 50 || sketched["s00.example"] != 100 {
		t.Errorf("%d sources with sketches, %v", len(sketched), err)
	}
	more := make([]catalog.Change, 0, len(changes))
	for n, ch := range changes {
		known := byPath[ch.Path]
		next := rev(ch.Path, 200+n)
		next.Known = &known
		more = append(more, next)
	}
	chain(t, c, head, more...)
	rows, err := c.RevisionsOf(ctx, ids)
	if err != nil {
		t.Fatal(err)
	}
	for n, ch := range changes {
		list := rows[byPath[ch.Path].ID]
		if len(list) != 2 || list[0].Commit != ch.Commit || list[1].Commit != more[n].Commit || list[1].Path != ch.Path {
			t.Errorf("%s has %+v", ch.Path, list)
		}
	}
}

func second[T any](_ T, err error) error { return err }

// Rows that a catalog has already are passed over where histories were joined.
func joined(t *testing.T, fresh New) {
	c := closing(t, fresh(t)())
	head := chain(t, c, odb.ID{}, rev(path, 1), rev(path, 2))
	again, next := rev(path, 2), rev(path, 3)
	again.Again, next.Again = true, true
	chain(t, c, head, again, next)
	if s := story(t, c, path); s.Rows != 3 || s.Revisions != 3 {
		t.Errorf("got %+v", s)
	}
	only := rev(path, 1)
	only.Again = true
	if err := c.Apply(t.Context(), id(3), id(9), []catalog.Change{only}); err != nil {
		t.Fatal(err)
	}
	if s := story(t, c, path); s.Rows != 3 || at(t, c) != id(9) {
		t.Errorf("got %+v at %s", s, at(t, c))
	}
}

// Ids of stories are found by their beginning and by any part, in the order of
// their bytes.
func paths(t *testing.T, fresh New) {
	ctx := t.Context()
	c := closing(t, fresh(t)())
	all := []string{"a.example/2024/x", "a.example/2024/x-2", "a.example/2024/xa", "a.example/2025/_y", "b.example/2024/x"}
	var changes []catalog.Change
	for i, p := range []int{3, 0, 4, 2, 1} {
		changes = append(changes, rev(all[p], i+1))
	}
	chain(t, c, odb.ID{}, changes...)
	for _, tt := range []struct {
		f         func() ([]string, error)
		want      []string
		whichList string
	}{
		{func() ([]string, error) { return c.PathsFrom(ctx, "a.example/", 9) }, all[:4], "from a.example/"},
		{func() ([]string, error) { return c.PathsFrom(ctx, "a.example/2024/x", 2) }, all[:2], "two"},
		{func() ([]string, error) { return c.PathsWith(ctx, "2024/x", 9) }, []string{all[0], all[1], all[2], all[4]}, "with 2024/x"},
		{func() ([]string, error) { return c.PathsWith(ctx, "_", 9) }, all[3:4], "with _"},
		{func() ([]string, error) { return c.PathsWith(ctx, "%", 9) }, nil, "with %"},
		{func() ([]string, error) { p, err := c.PathsAfter(ctx, "a.", all[2]); return []string{p}, err }, all[3:4], "after"},
		{func() ([]string, error) { p, err := c.PathsAfter(ctx, "a.", all[3]); return []string{p}, err }, []string{""}, "after the last"},
	} {
		if got, err := tt.f(); err != nil || !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q, want %q (%v)", tt.whichList, got, tt.want, err)
		}
	}
}
