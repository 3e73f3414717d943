package catalog

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/newsarc/newsarc/archive/odb"
)

func open1(t testing.TB, file string) *Catalog {
	t.Helper()
	c, err := Open(context.Background(), file, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func id(n int) odb.ID { return odb.Hash(odb.Commit, []byte{byte(n), byte(n >> 8)}) }

const path = "a.example/2024/05/01/story"

// However history is cut into transactions, and in whatever order revisions come,
// a story is numbered by the order observed, without what repeats the text before.
func TestApplyNumbers(t *testing.T) {
	dir := t.TempDir()
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		ctx := t.Context()
		n++
		c, err := Open(ctx, filepath.Join(dir, "c", string(rune('a'+n%26)), id(n).String()), Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		var all []Revision
		head := odb.ID{}
		for range rapid.IntRange(1, 6).Draw(t, "transactions") {
			var changes []Change
			for range rapid.IntRange(1, 4).Draw(t, "revisions") {
				captured := rapid.Int64Range(1, 6).Draw(t, "captured")
				r := Revision{
					ID: int64(len(all) + 1), Path: path, Commit: id(len(all) + 1), Captured: captured, Observed: captured,
					Published: None, Modified: None, Blob: odb.Hash(odb.Blob, []byte{byte(rapid.IntRange(1, 3).Draw(t, "text"))}),
				}
				all = append(all, r)
				changes = append(changes, Change{Revision: r, State: State{Headline: r.Blob.String()}})
			}
			next := changes[len(changes)-1].Commit
			if err := c.Apply(ctx, head, next, changes); err != nil {
				t.Fatal(err)
			}
			head = next
		}
		slices.SortFunc(all, func(r, s Revision) int { return r.Compare(&s) })
		var want []odb.ID
		for i, r := range all {
			if i == 0 || all[i-1].Blob != r.Blob {
				want = append(want, r.Commit)
			}
		}
		s, ok, err := c.StoryByPath(ctx, path)
		if err != nil || !ok || s.Revisions != len(want) || s.Rows != len(all) {
			t.Fatalf("%+v, %v, want %d revisions of %d", s, err, len(want), len(all))
		}
		if s.Latest.Commit != want[len(want)-1] || s.Headline != s.Latest.Blob.String() {
			t.Fatalf("latest is %s %q, want %s", s.Latest.Commit, s.Headline, want[len(want)-1])
		}
		for i, commit := range want {
			r, ok, err := c.RevisionAt(ctx, &s, i+1)
			if err != nil || !ok || r.Commit != commit {
				t.Fatalf("revision %d is %s, want %s (%v)", i+1, r.Commit, commit, err)
			}
		}
	})
}

// A change that does not start from where the catalog is does nothing.
func TestApplyIsConditional(t *testing.T) {
	ctx := t.Context()
	file := filepath.Join(t.TempDir(), "catalog.db")
	c, d := open1(t, file), open1(t, file)
	defer c.Close()
	defer d.Close()
	change := func(n int) []Change {
		return []Change{{Revision: Revision{Path: path, Commit: id(n), Blob: id(n), Observed: int64(n), Captured: int64(n)}}}
	}
	if err := c.Apply(ctx, odb.ID{}, id(1), change(1)); err != nil {
		t.Fatal(err)
	}
	if err := d.Apply(ctx, odb.ID{}, id(1), change(1)); err != nil {
		t.Errorf("what is done already: %v", err)
	}
	if err := d.Apply(ctx, odb.ID{}, id(2), change(2)); !errors.Is(err, ErrStale) {
		t.Errorf("from another commit: %v", err)
	}
	if err := d.Apply(ctx, id(1), id(2), change(2)); err != nil {
		t.Error(err)
	}
	if s, _, err := c.StoryByPath(ctx, path); err != nil || s.Rows != 2 {
		t.Errorf("%+v, %v", s, err)
	}
}

func TestReadOnly(t *testing.T) {
	ctx := t.Context()
	file := filepath.Join(t.TempDir(), "catalog.db")
	if _, err := Open(ctx, file, Options{ReadOnly: true}); err == nil {
		t.Error("opened what is not there")
	}
	c := open1(t, file)
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	c, err := Open(ctx, file, Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := c.Apply(ctx, odb.ID{}, id(1), nil); !errors.Is(err, ErrReadOnly) {
		t.Errorf("Apply: %v", err)
	}
}

// Sketches that came with a change are kept only where none of the source is
// missing before them.
func TestSketches(t *testing.T) {
	ctx := t.Context()
	c := open1(t, filepath.Join(t.TempDir(), "catalog.db"))
	defer c.Close()
	add := func(n int, sketch []int64, anonymous bool) {
		t.Helper()
		ch := Change{Revision: Revision{Path: path, Commit: id(n), Blob: id(n), Observed: int64(n)}, Sketch: sketch, Anonymous: anonymous}
		from := odb.ID{}
		if n > 1 {
			from = id(n - 1)
		}
		if err := c.Apply(ctx, from, id(n), []Change{ch}); err != nil {
			t.Fatal(err)
		}
	}
	state := func() (row int64, known bool, shared int) {
		t.Helper()
		row, known, err := c.Sketched(ctx, "a.example")
		if err != nil {
			t.Fatal(err)
		}
		alike, err := c.Alike(ctx, []int64{7, 8})
		if err != nil {
			t.Fatal(err)
		}
		return row, known, alike[1]
	}
	add(1, nil, false)
	if _, known, _ := state(); known {
		t.Error("a source without anonymous texts has sketches")
	}
	add(2, []int64{7}, true)
	if row, known, shared := state(); row != 0 || !known || shared != 0 {
		t.Errorf("behind: %d, %v, %d", row, known, shared)
	}
	if err := c.AddSketches(ctx, "a.example", 0, 2, []Sketch{{path, []int64{7}}}); err != nil {
		t.Fatal(err)
	}
	if err := c.AddSketches(ctx, "a.example", 0, 2, []Sketch{{path, []int64{8}}}); err != nil {
		t.Fatal(err)
	}
	if row, _, shared := state(); row != 2 || shared != 1 {
		t.Errorf("brought up: %d, %d", row, shared)
	}
	add(3, []int64{8}, true)
	if row, _, shared := state(); row != 3 || shared != 2 {
		t.Errorf("kept: %d, %d", row, shared)
	}
}

// A process that ends leaves its log, and whoever comes next reads it.
func TestBrief(t *testing.T) {
	file := filepath.Join(t.TempDir(), "catalog.db")
	ctx := t.Context()
	c, err := Open(ctx, file, Options{Brief: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.db.Close() })
	if err := c.SetStates(ctx, map[string][]Entry{"test": {{Key: "a", Value: []byte("b")}}}); err != nil {
		t.Fatal(err)
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(file + "-wal"); err != nil || info.Size() == 0 {
		t.Errorf("the log is gone: %v", err)
	}
	for _, o := range []Options{{ReadOnly: true}, {Brief: true}, {}} {
		next, err := Open(ctx, file, o)
		if err != nil {
			t.Fatal(err)
		}
		if value, _, err := next.State(ctx, "test", "a"); string(value) != "b" || err != nil {
			t.Errorf("%+v: got %q, %v", o, value, err)
		}
		if o.Brief {
			t.Cleanup(func() { _ = next.db.Close() })
		}
		if err := next.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
