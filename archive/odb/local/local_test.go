package local_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/archive/odb/local"
)

// git runs stock git in a repository and returns its output.
func git(t testing.TB, dir string, args ...string) string {
	t.Helper()
	cmd := exec.Command("git", append([]string{"-C", dir}, args...)...)
	cmd.Env = append(os.Environ(), "GIT_CONFIG_NOSYSTEM=1", "HOME="+t.TempDir(),
		"GIT_AUTHOR_NAME=A", "GIT_AUTHOR_EMAIL=a@example.org",
		"GIT_COMMITTER_NAME=C", "GIT_COMMITTER_EMAIL=c@example.org")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

func TestStockGitReads(t *testing.T) {
	ctx := context.Background()
	dir := filepath.Join(t.TempDir(), "archive.git")
	s, err := local.Init(ctx, dir, local.Options{PackObjects: 100})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	b, err := s.Begin(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var parent, tree, blob odb.ID
	texts := map[odb.ID][]byte{}
	put := func(typ odb.Type, base odb.ID, data []byte) odb.ID {
		id := odb.Hash(typ, data)
		texts[id] = bytes.Clone(data)
		if err := b.Add(odb.New{Object: odb.Object{Type: typ, Data: data}, ID: id, Base: base}); err != nil {
			t.Fatal(err)
		}
		return id
	}
	for i := range 1000 {
		blob = put(odb.Blob, blob, fmt.Appendf(nil, "%sline %d\n", strings.Repeat("The river rose again overnight.\n", 20), i))
		tree = put(odb.Tree, tree, append([]byte("100644 a.md\x00"), blob[:]...))
		c := fmt.Sprintf("tree %s\n", tree)
		if !parent.IsZero() {
			c += fmt.Sprintf("parent %s\n", parent)
		}
		c += "author A <a@b> 1473120000 +0000\ncommitter A <a@b> 1473120000 +0000\n\nRevision\n"
		parent = put(odb.Commit, parent, []byte(c))
	}
	if err := b.Commit(ctx, odb.Move{Name: "refs/heads/main", New: parent}); err != nil {
		t.Fatal(err)
	}
	for id, want := range texts {
		o, err := s.Get(ctx, id)
		if err != nil || !bytes.Equal(o.Data, want) {
			t.Fatalf("get %s: %v", id, err)
		}
	}
	git(t, dir, "fsck", "--strict", "--full")
	if got := strings.TrimSpace(git(t, dir, "rev-list", "--count", "main")); got != "1000" {
		t.Errorf("git counts %s commits, want 1000", got)
	}
}
