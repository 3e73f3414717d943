package catalogtest

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/newsarc/newsarc/archive/catalog"
	"github.com/newsarc/newsarc/archive/odb"
)

// Sketches that came with a change are kept only where none of the source is
// missing before them.
func sketches(t *testing.T, fresh New) {
	ctx := t.Context()
	c := closing(t, fresh(t)())
	head := odb.ID{}
	add := func(n int, sketch []int64, anonymous bool) {
		t.Helper()
		ch := rev(path, n)
		ch.Sketch, ch.Anonymous = sketch, anonymous
		head = chain(t, c, head, ch)
	}
	expect := func(what string, row int64, known bool, shared int) {
		t.Helper()
		rows, err := c.Sketched(ctx, []string{"a.example", "b.example"})
		if err != nil {
			t.Fatal(err)
		}
		alike, err := c.Alike(ctx, []int64{7, 8})
		if err != nil {
			t.Fatal(err)
		}
		got, ok := rows["a.example"]
		if ok != known || got != row || alike[1] != shared {
			t.Errorf("%s: up to %d (%v), %d shared; want %d (%v), %d", what, got, ok, alike[1], row, known, shared)
		}
	}
	add(1, nil, false)
	expect("without anonymous texts", 0, false, 0)
	add(2, []int64{7}, true)
	expect("behind", 0, true, 0)
	rows, err := c.Unsketched(ctx, "a.example", 0, 9)
	if err != nil || len(rows) != 2 || rows[1].ID != 2 {
		t.Fatalf("lacking %v, %v", rows, err)
	}
	for _, key := range []int64{7, 8} { // the second time it is no longer at row 0
		if err := c.AddSketches(ctx, "a.example", 0, 2, []catalog.Sketch{{Path: path, Keys: []int64{key, key}}}); err != nil {
			t.Fatal(err)
		}
	}
	expect("brought up", 2, true, 1)
	add(3, []int64{8, 8}, true)
	expect("kept", 3, true, 2)
	add(4, nil, false)
	expect("without a sketch", 3, true, 2)
}

// match returns the stories that answer a query, the best first.
func match(t testing.TB, c catalog.Catalog, f catalog.Filter, limit int, q catalog.Query) []int64 {
	t.Helper()
	found, err := c.Match(t.Context(), q, f, limit)
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(found, func(x, y catalog.Found) int {
		if x.Score != y.Score {
			return map[bool]int{true: -1, false: 1}[x.Score > y.Score]
		}
		return int(x.Story - y.Story)
	})
	ids := make([]int64, len(found))
	for i, hit := range found {
		ids[i] = hit.Story
	}
	return ids
}

func all(words ...string) catalog.Query {
	var group []catalog.Term
	for _, w := range words {
		t := catalog.Term{Words: strings.Fields(strings.TrimSuffix(w, "*")), Prefix: strings.HasSuffix(w, "*")}
		group = append(group, t)
	}
	return catalog.Query{group}
}

// The full-text index finds words, rows of words and beginnings, and puts a
// headline before a body and a rare word before a common one.
func words(t *testing.T, fresh New) {
	ctx := t.Context()
	c := closing(t, fresh(t)())
	texts := []catalog.Words{
		{Headline: "port elba hit by quake", Body: "a quake hit port elba on monday the harbour was closed"},
		{Headline: "ministers meet", Body: "the ministers of the port cities meet in o brien s hall 首 相 elba"},
		{Headline: "flood", Body: "a flood closed the harbour it was the worst flood since 1953 covid19 ½ naive"},
		{Headline: "harbour opens", Body: "ships came back"},
	}
	var changes []catalog.Change
	for i := range texts {
		changes = append(changes, rev(fmt.Sprintf("%c.example/2024/05/01/s", 'a'+i), i+1))
	}
	head := chain(t, c, odb.ID{}, changes...)
	lacking, from, to, err := c.Unindexed(ctx, 100)
	if slices.Sort(lacking); err != nil || !slices.Equal(lacking, []int64{1, 2, 3, 4}) || from != 0 || to != 4 {
		t.Fatalf("unindexed %v from %d to %d, %v", lacking, from, to, err)
	}
	for i := range texts {
		texts[i].Story, texts[i].Rows = int64(i+1), int64(i+1)
	}
	if err := c.PutWords(ctx, 0, 4, texts); err != nil {
		t.Fatal(err)
	}
	if err := c.PutWords(ctx, 0, 4, []catalog.Words{{Story: 4, Rows: 4, Headline: "wrong"}}); err != nil {
		t.Fatal(err) // another was faster: nothing changes
	}
	if n, err := c.Backlog(ctx); n != 0 || err != nil {
		t.Errorf("the index lacks %d, %v", n, err)
	}
	for _, tt := range []struct {
		q    catalog.Query
		want []int64
	}{
		{all("quake"), []int64{1}},
		{all("harbour"), []int64{4, 3, 1}}, // in the headline; then of two bodies the shorter or more
		{all("port", "elba"), []int64{1, 2}},
		{all("port elba"), []int64{1}},
		{all("elba port"), nil},
		{all("harb*", "flood"), []int64{3}},
		{all("the h*"), []int64{1, 3}},
		{all("brien s"), []int64{2}},
		{all("首 相"), []int64{2}},
		{all("相 首"), nil},
		{all("covid19"), []int64{3}},
		{all("covid*"), []int64{3}},
		{all("wrong"), nil},
		{append(all("quake"), all("flood", "since")...), []int64{1, 3}},
		{all(`x'y\z`), nil},
	} {
		got := match(t, c, catalog.All, 100, tt.q)
		slices.Sort(tt.want)
		sorted := slices.Sorted(slices.Values(got))
		if !slices.Equal(sorted, tt.want) {
			t.Errorf("%v: %v, want %v", tt.q, got, tt.want)
		}
	}
	if got := match(t, c, catalog.All, 100, all("harbour")); got[0] != 4 {
		t.Errorf("the one with it in the headline is not the first: %v", got)
	}
	if got := match(t, c, catalog.All, 2, all("harbour")); !slices.Contains(got, 4) || !slices.Contains(got, 3) || len(got) != 2 {
		t.Errorf("the newest two: %v", got)
	}
	f := catalog.All
	f.Source = "a.example"
	if got := match(t, c, f, 100, all("harbour")); !slices.Equal(got, []int64{1}) {
		t.Errorf("of one source: %v", got)
	}
	// A story that grows has its new words too.
	chain(t, c, head, rev("a.example/2024/05/01/s", 9))
	if lacking, from, to, err = c.Unindexed(ctx, 100); err != nil || !slices.Equal(lacking, []int64{1}) || from != 4 || to != 5 {
		t.Fatalf("unindexed %v from %d to %d, %v", lacking, from, to, err)
	}
	texts[0].Rows, texts[0].Body = 5, texts[0].Body+" aftershock"
	if err := c.PutWords(ctx, 4, 5, texts[:1]); err != nil {
		t.Fatal(err)
	}
	if got := match(t, c, catalog.All, 100, all("aftershock")); !slices.Equal(got, []int64{1}) {
		t.Errorf("the new word: %v", got)
	}
}

// Documents of any length are indexed, and none that answers is missed.
func longDocuments(t *testing.T, fresh New) {
	ctx := t.Context()
	c := closing(t, fresh(t)())
	var many, distinct strings.Builder
	for i := range 40_000 {
		fmt.Fprintf(&many, "word%d the ", i%500)
	}
	for i := range 120_000 {
		fmt.Fprintf(&distinct, "unlike%d ", i)
	}
	docs := []catalog.Words{
		{Story: 1, Rows: 1, Headline: "long", Body: many.String() + "needle in haystack"},
		{Story: 2, Rows: 2, Headline: "longer", Body: distinct.String() + "needle in haystack"},
		{Story: 3, Rows: 3, Headline: "short", Body: "needle not in haystack " + strings.Repeat("w", 5000)},
	}
	chain(t, c, odb.ID{}, rev("a.example/1", 1), rev("a.example/2", 2), rev("a.example/3", 3))
	if err := c.PutWords(ctx, 0, 3, docs); err != nil {
		t.Fatal(err)
	}
	for _, q := range []catalog.Query{all("needle in haystack"), all("the needle in"), all("unlike119999"), all(strings.Repeat("w", 5000)), all(strings.Repeat("w", 4000) + "*")} {
		got := match(t, c, catalog.All, 100, q)
		for i, d := range docs {
			text := " " + d.Headline + " " + d.Body + " "
			word := strings.Join(q[0][0].Words, " ")
			if !q[0][0].Prefix {
				word += " "
			}
			if strings.Contains(text, " "+word) && !slices.Contains(got, int64(i+1)) {
				t.Errorf("%.40q: story %d is missed", word, i+1)
			}
		}
		if q[0][0].Words[0] == "needle" && slices.Contains(got, 3) {
			t.Error("words that are not in a row were taken for such")
		}
	}
}

// Captures that became no revision follow their own branch.
func kept(t *testing.T, fresh New) {
	ctx := t.Context()
	c := closing(t, fresh(t)())
	row := func(n int, story string, address int64) catalog.Kept {
		return catalog.Kept{Story: story, Address: address, Captured: int64(100 + n/2), Commit: id(n)}
	}
	if err := c.ApplyKept(ctx, odb.ID{}, id(2), []catalog.Kept{row(1, "a.example/x", 7), row(2, "b.example/y", 0)}); err != nil {
		t.Fatal(err)
	}
	if err := c.ApplyKept(ctx, id(2), id(4), []catalog.Kept{row(3, "a.example/z", 7), row(4, "a.example/x", 8)}); err != nil {
		t.Fatal(err)
	}
	if err := c.ApplyKept(ctx, id(2), id(5), nil); !errors.Is(err, catalog.ErrStale) {
		t.Errorf("from elsewhere: %v", err)
	}
	if err := c.ApplyKept(ctx, id(4), id(5), nil); err != nil {
		t.Fatal(err)
	}
	if head, err := c.KeptHead(ctx); head != id(5) || err != nil {
		t.Errorf("at %s, %v", head, err)
	}
	for _, tt := range []struct {
		f    catalog.KeptFilter
		want []int
	}{
		{catalog.KeptFilter{}, []int{4, 3, 2, 1}},
		{catalog.KeptFilter{Oldest: true, Limit: 3}, []int{1, 2, 3}},
		{catalog.KeptFilter{Story: "a.example/x", Address: 7}, []int{4, 3, 1}},
		{catalog.KeptFilter{Source: "b.example"}, []int{2}},
		{catalog.KeptFilter{Since: 101, Until: 102}, []int{3, 2}},
	} {
		if tt.f.Since == 0 {
			tt.f.Since, tt.f.Until = catalog.None, catalog.None
		}
		rows, err := c.Kept(ctx, tt.f)
		if err != nil || !slices.EqualFunc(rows, tt.want, func(k catalog.Kept, n int) bool { return k.Commit == id(n) }) {
			t.Errorf("%+v: %v, want %v (%v)", tt.f, rows, tt.want, err)
		}
	}
	if err := c.ApplyKept(ctx, odb.ID{}, id(9), nil); err != nil {
		t.Fatal(err)
	}
	if rows, err := c.Kept(ctx, catalog.KeptFilter{Since: catalog.None, Until: catalog.None}); len(rows) > 0 || err != nil {
		t.Errorf("made anew: %v, %v", rows, err)
	}
}

// Sightings add up, and are new until they stand in git.
func sightings(t *testing.T, fresh New) {
	ctx := t.Context()
	c := closing(t, fresh(t)())
	see := func(list ...catalog.Sighting) {
		t.Helper()
		if err := c.See(ctx, list); err != nil {
			t.Fatal(err)
		}
	}
	expect := func(what string, last int64, count int, unstored int) {
		t.Helper()
		s, ok, err := c.Sighting(ctx, id(1))
		if err != nil || !ok || s.Last != last || s.Count != count || s.Commit != id(1) {
			t.Errorf("%s: %+v, %v, want %d, %d", what, s, err, last, count)
		}
		if list, err := c.NewSightings(ctx); err != nil || len(list) != unstored {
			t.Errorf("%s: new are %v, want %d (%v)", what, list, unstored, err)
		}
	}
	if _, ok, err := c.Sighting(ctx, id(1)); ok || err != nil {
		t.Errorf("unseen: %v, %v", ok, err)
	}
	see(catalog.Sighting{Commit: id(1), Last: 5, Count: 1}, catalog.Sighting{Commit: id(2), Last: 5, Count: 1}, catalog.Sighting{Commit: id(1), Last: 4, Count: 2})
	expect("seen", 5, 3, 2)
	list, err := c.NewSightings(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.StoredSightings(ctx, id(7), list); err != nil {
		t.Fatal(err)
	}
	expect("stored", 5, 3, 0)
	if head, err := c.SightingsHead(ctx); head != id(7) || err != nil {
		t.Errorf("head %s, %v", head, err)
	}
	see(catalog.Sighting{Commit: id(1), Last: 9, Count: 1})
	expect("seen again", 9, 4, 1)
	if err := c.StoredSightings(ctx, id(8), []catalog.Sighting{{Commit: id(1), Last: 9, Count: 3}, {Commit: id(2), Last: 6, Count: 1}}); err != nil {
		t.Fatal(err)
	}
	expect("git knows less", 9, 4, 1)
}

// Derived data is kept by rule and text.
func derived(t *testing.T, fresh New) {
	ctx := t.Context()
	c := closing(t, fresh(t)())
	text := hex.EncodeToString(bytes.Repeat([]byte{7}, 32))
	rows := []catalog.Derived{{Rule: "r/1", Text: text, Data: []byte("old")}, {Rule: "r/1", Text: text, Data: []byte("one")}, {Rule: "r/2", Text: text, Data: []byte{}}, {Rule: "r/1", Text: "no hex", Data: []byte("x")}, {Rule: "r/1", Text: "", Data: []byte("x")}}
	if err := c.SetDerived(ctx, rows); err != nil {
		t.Fatal(err)
	}
	if err := c.SetDerived(ctx, rows[1:2]); err != nil {
		t.Fatal(err)
	}
	for rule, want := range map[string]string{"r/1": "one", "r/2": ""} {
		if data, ok, err := c.Derived(ctx, rule, text); !ok || err != nil || string(data) != want {
			t.Errorf("%s: %q, %v, %v", rule, data, ok, err)
		}
	}
	if _, ok, err := c.Derived(ctx, "r/3", text); ok || err != nil {
		t.Errorf("of another rule: %v, %v", ok, err)
	}
	if _, ok, _ := c.Derived(ctx, "r/1", ""); ok {
		t.Error("of no text")
	}
}

// State is kept by space and key.
func state(t *testing.T, fresh New) {
	ctx := t.Context()
	open := fresh(t)
	c, d := closing(t, open()), closing(t, open())
	err := c.SetStates(ctx, map[string][]catalog.Entry{"a": {{Key: "2", Value: []byte("x")}, {Key: "1", Value: []byte{}}}, "b": {{Key: "1", Value: []byte("y")}}})
	if err != nil {
		t.Fatal(err)
	}
	list, err := d.States(ctx, "a")
	if err != nil || len(list) != 2 || list[0].Key != "1" || string(list[1].Value) != "x" {
		t.Errorf("got %v, %v", list, err)
	}
	if err := d.SetStates(ctx, map[string][]catalog.Entry{"a": {{Key: "2"}}}); err != nil {
		t.Fatal(err)
	}
	if _, ok, err := c.State(ctx, "a", "2"); ok || err != nil {
		t.Errorf("removed: %v, %v", ok, err)
	}
	if v, ok, err := c.State(ctx, "b", "1"); !ok || err != nil || string(v) != "y" {
		t.Errorf("got %q, %v", v, err)
	}
}
