package local_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/archive/odb/local"
)

// TestAnchors stores a large tree 800 times, one entry other each time, as an
// import does with the root: next to none may be whole, no chain longer than
// git's own, whether the bases are still in memory or have to be read back.
func TestAnchors(t *testing.T) {
	for _, test := range []struct {
		name  string
		cache int
	}{{"cached", 0}, {"read back", 4 << 10}} {
		t.Run(test.name, func(t *testing.T) {
			s := newStore(t, local.Options{CacheBytes: test.cache})
			b, err := s.Begin(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			blob := odb.Object{Type: odb.Blob, Data: []byte("text\n")}
			blobID := odb.Hash(blob.Type, blob.Data)
			put := func(o odb.Object, base odb.ID) odb.ID {
				id := odb.Hash(o.Type, o.Data)
				if err := b.Add(odb.New{Object: o, ID: id, Base: base}); err != nil {
					t.Fatal(err)
				}
				return id
			}
			put(blob, odb.ID{})
			var trees [100]odb.ID
			var root, head odb.ID
			for i := range 800 {
				name := strconv.Itoa(i)
				trees[i*7%100] = put(odb.Object{Type: odb.Tree, Data: odb.AppendTreeEntry(nil, odb.TreeEntry{Mode: odb.ModeFile, Name: name, ID: blobID})}, odb.ID{})
				var data []byte
				for k, id := range trees {
					if !id.IsZero() {
						data = odb.AppendTreeEntry(data, odb.TreeEntry{Mode: odb.ModeDir, Name: fmt.Sprintf("%02d", k), ID: id})
					}
				}
				root = put(odb.Object{Type: odb.Tree, Data: data}, root)
				head = put(odb.Object{Type: odb.Commit, Data: commitOf(root, head, i)}, head)
			}
			if err := b.Commit(t.Context(), odb.Move{Name: "refs/heads/main", New: head}); err != nil {
				t.Fatal(err)
			}
			sound(t, s)
			whole, deepest := treesOf(t, s)
			if whole > 5 || deepest > 50 {
				t.Errorf("%d large trees are whole, the longest chain has %d deltas", whole, deepest)
			}
		})
	}
}

func commitOf(tree, parent odb.ID, at int) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "tree %s\n", tree)
	if !parent.IsZero() {
		fmt.Fprintf(&b, "parent %s\n", parent)
	}
	fmt.Fprintf(&b, "author A <a> %d +0000\ncommitter A <a> %[1]d +0000\n\nRevision\n", 1_000_000_000+at)
	return []byte(b.String())
}

// treesOf returns how many trees of more than 2 KB are whole, and the length of
// the longest chain, as git sees them.
func treesOf(t *testing.T, s *local.Store) (whole, deepest int) {
	t.Helper()
	for _, idx := range packFiles(t, s, ".idx") {
		for line := range strings.Lines(git(t, s.Dir(), "verify-pack", "-v", idx)) {
			f := strings.Fields(line)
			switch {
			case len(f) == 5 && f[1] == "tree":
				if size, err := strconv.Atoi(f[2]); err == nil && size > 2<<10 {
					whole++
				}
			case len(f) == 7:
				depth, err := strconv.Atoi(f[5])
				if err != nil {
					t.Fatalf("%q: %v", line, err)
				}
				deepest = max(deepest, depth)
			}
		}
	}
	return whole, deepest
}
