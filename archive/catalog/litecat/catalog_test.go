package litecat

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/newsarc/newsarc/archive/catalog"
	"github.com/newsarc/newsarc/archive/catalog/catalogtest"
	"github.com/newsarc/newsarc/archive/odb"
)

func TestContract(t *testing.T) {
	catalogtest.Run(t, func(t testing.TB) func() catalog.Catalog {
		file := filepath.Join(t.TempDir(), "catalog.db")
		return func() catalog.Catalog {
			c, err := Open(t.Context(), file, Options{})
			if err != nil {
				t.Fatal(err)
			}
			return c
		}
	})
}

func TestReadOnly(t *testing.T) {
	ctx := t.Context()
	file := filepath.Join(t.TempDir(), "catalog.db")
	if _, err := Open(ctx, file, Options{ReadOnly: true}); err == nil {
		t.Error("opened what is not there")
	}
	c, err := Open(ctx, file, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	c, err = Open(ctx, file, Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := c.Apply(ctx, odb.ID{}, odb.ID{1}, nil); !errors.Is(err, catalog.ErrReadOnly) {
		t.Errorf("Apply: %v", err)
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
	if err := c.SetStates(ctx, map[string][]catalog.Entry{"test": {{Key: "a", Value: []byte("b")}}}); err != nil {
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

// A commit made by hand may have a path that no JSON can hold, and that no list
// of paths must be lost for.
func TestOddPaths(t *testing.T) {
	ctx := t.Context()
	c, err := Open(ctx, filepath.Join(t.TempDir(), "catalog.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	var changes []catalog.Change
	paths := []string{"a.example/2024/05/01/\xff", "a.example/2024/05/01/\xfe"}
	for n := range 2 * many {
		paths = append(paths, "a.example/2024/05/01/"+string(rune('a'+n)))
	}
	for n, path := range paths {
		id := odb.Hash(odb.Commit, []byte{byte(n)})
		changes = append(changes, catalog.Change{Revision: catalog.Revision{Path: path, Commit: id, Blob: id}})
	}
	if err := c.Apply(ctx, odb.ID{}, odb.ID{1}, changes); err != nil {
		t.Fatal(err)
	}
	found, err := c.StoriesByPath(ctx, paths)
	if err != nil || len(found) != len(paths) {
		t.Errorf("found %d of %d, %v", len(found), len(paths), err)
	}
}
