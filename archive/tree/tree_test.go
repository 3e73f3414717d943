package tree

import (
	"context"
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/newsarc/newsarc/archive/odb"
)

// objects is a store in memory.
type objects map[odb.ID]odb.Object

func (m objects) Add(o odb.New) error {
	m[o.ID] = odb.Object{Type: o.Type, Data: slices.Clone(o.Data)}
	return nil
}

func (m objects) Get(_ context.Context, id odb.ID) (odb.Object, error) {
	o, ok := m[id]
	if !ok {
		return o, odb.ErrNotFound
	}
	return o, nil
}

// files returns the content of a tree, read without a Tree.
func (m objects) files(t *rapid.T, id odb.ID, dir string, out map[string]odb.ID) {
	if id.IsZero() {
		return
	}
	for e, err := range odb.TreeEntries(m[id].Data) {
		switch {
		case err != nil:
			t.Fatal(err)
		case e.IsDir():
			m.files(t, e.ID, dir+e.Name+"/", out)
		default:
			out[dir+e.Name] = e.ID
		}
	}
}

// A tree that takes files one by one holds what was put, and one that follows
// it sees each change and nothing else, whatever it has forgotten between.
func TestTree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ctx := t.Context()
		m := objects{}
		writer, err := Open(ctx, m, odb.ID{})
		if err != nil {
			t.Fatal(err)
		}
		reader, _ := Open(ctx, m, odb.ID{})
		part := rapid.SampledFrom([]string{"a", "a-b", "a.b", "ab", "b", "a0", "z"})
		want, seen := map[string]odb.ID{}, map[string]odb.ID{}
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			for range rapid.IntRange(1, 3).Draw(t, "puts") {
				path := part.Draw(t, "dir") + "/" + part.Draw(t, "sub") + "/" + part.Draw(t, "file") + ".md"
				id := odb.Hash(odb.Blob, rapid.SliceOfN(rapid.Byte(), 1, 1).Draw(t, "text"))
				if _, err := writer.Put(ctx, m, path, id); err != nil {
					t.Fatal(err)
				}
				want[path] = id
				if got, _, err := writer.Find(ctx, m, path); err != nil || got != id {
					t.Fatalf("find %s = %v, %v", path, got, err)
				}
			}
			before := maps.Clone(seen)
			err := reader.Advance(ctx, m, writer.root.id, func(path string, id odb.ID) {
				if before[path] == id {
					t.Fatalf("%s did not change", path)
				}
				seen[path] = id
			})
			if err != nil {
				t.Fatal(err)
			}
			if rapid.IntRange(0, 3).Draw(t, "forget") == 0 {
				writer.size, reader.size = maxKept+1, maxKept+1
			}
			writer.Shrink()
			reader.Shrink()
		}
		stored := map[string]odb.ID{}
		m.files(t, writer.root.id, "", stored)
		if diff := cmp.Diff(want, stored); diff != "" {
			t.Errorf("stored tree (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(want, seen); diff != "" {
			t.Errorf("changes seen (-want +got):\n%s", diff)
		}
	})
}

// A tree that was changed by hand in every way is followed too.
func TestTreeFollowsRemovals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ctx := t.Context()
		m := objects{}
		reader, _ := Open(ctx, m, odb.ID{})
		seen := map[string]odb.ID{}
		for range rapid.IntRange(1, 10).Draw(t, "trees") {
			writer, _ := Open(ctx, m, odb.ID{})
			want := map[string]odb.ID{}
			for range rapid.IntRange(1, 12).Draw(t, "files") {
				path := rapid.SampledFrom([]string{"a", "a.b", "b", "b/c", "b.d", "c/d/e", "c/f", "a/x", "c"}).Draw(t, "path")
				id := odb.Hash(odb.Blob, rapid.SliceOfN(rapid.Byte(), 1, 1).Draw(t, "text"))
				if _, err := writer.Put(ctx, m, path, id); err == nil {
					want[path] = id
				}
			}
			maps.DeleteFunc(seen, func(path string, id odb.ID) bool { return want[path] != id })
			err := reader.Advance(ctx, m, writer.root.id, func(path string, id odb.ID) { seen[path] = id })
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, seen); diff != "" {
				t.Fatalf("changes seen (-want +got):\n%s", diff)
			}
		}
	})
}

// Beginning finds files and no folders, and only those of the path's own folder.
func TestBeginning(t *testing.T) {
	ctx := t.Context()
	m := objects{}
	all := New()
	for _, path := range []string{"a/b/quake", "a/b/quake_1", "a/b/quake_2.md", "a/b/quake_3/x", "a/b/quakes", "a/quake_4"} {
		if _, err := all.Put(ctx, m, path, odb.Hash(odb.Blob, nil)); err != nil {
			t.Fatal(err)
		}
	}
	for path, want := range map[string][]string{"a/b/quake_": {"quake_1", "quake_2.md"}, "a/quake": {"quake_4"}, "x/quake": nil, "a/b/z": nil} {
		if got, err := all.Beginning(ctx, m, path); err != nil || !slices.Equal(got, want) {
			t.Errorf("%q: got %q, %v, want %q", path, got, err, want)
		}
	}
}
