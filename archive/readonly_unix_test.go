//go:build unix

package archive

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// readOnlyEnv tells a child of this test which archive to read.
const readOnlyEnv = "NEWSARC_TEST_READ_ONLY"

// An archive that may not be written is read: as it is, without its catalog, and
// with one that is behind. Nothing can be added to it.
func TestReadOnlyDirectory(t *testing.T) {
	if dir := os.Getenv(readOnlyEnv); dir != "" {
		readReadOnly(t, dir)
		return
	}
	if os.Getuid() != 0 {
		t.Log("not root: running as the user who owns the files")
	}
	a, dir := newArchive(t)
	add(t, a, Input{Article: quake(12), Captured: at(1, 10)})
	_ = a.Close()
	file := filepath.Join(dir, filepath.FromSlash(CatalogFile))
	old, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	a = reopen(t, dir)
	add(t, a, Input{Article: quake(13), Captured: at(2, 10)})
	_ = a.Close()
	binary := filepath.Join(t.TempDir(), "archive.test") // where another user may run it
	self, err := os.ReadFile(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(binary, self, 0o755); err != nil {
		t.Fatal(err)
	}
	read := func(name string) {
		chmodAll(t, dir, 0o555, 0o444)
		defer chmodAll(t, dir, 0o755, 0o644)
		cmd := exec.Command(binary, "-test.run", "^TestReadOnlyDirectory$", "-test.v")
		cmd.Env = append(os.Environ(), readOnlyEnv+"="+dir, "TMPDIR=/tmp")
		if os.Getuid() == 0 {
			cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
		}
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
	}
	read("as it is")
	if err := os.WriteFile(file, old, 0o600); err != nil {
		t.Fatal(err)
	}
	read("behind")
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	read("without catalog")
}

func chmodAll(t *testing.T, dir string, dirMode, fileMode os.FileMode) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			return os.Chmod(path, dirMode)
		}
		return os.Chmod(path, fileMode)
	})
	if err != nil {
		t.Fatal(err)
	}
	// The way there must be open to the child, which is another user.
	for up := filepath.Dir(dir); strings.HasPrefix(up, os.TempDir()+"/"); up = filepath.Dir(up) {
		if err := os.Chmod(up, 0o755); err != nil {
			t.Fatal(err)
		}
	}
}

// readReadOnly runs in the child.
func readReadOnly(t *testing.T, dir string) {
	for _, readOnly := range []bool{false, true} {
		a, err := Open(context.Background(), dir, testOptions(func(o *Options) { o.ReadOnly = readOnly }))
		if err != nil {
			t.Fatal(err)
		}
		want := []string{"1 05-01T10 Quake hits Port Elba, 12 dead", "2 05-02T10 Quake hits Port Elba, 13 dead"}
		if diff := cmp.Diff(want, logOf(t, a, "quake")); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if hits, err := a.Search(t.Context(), "harbour", SearchOptions{}); err != nil || len(hits) != 1 {
			t.Errorf("search: %d hits, %v", len(hits), err)
		}
		if err := a.SetCached(t.Context(), CacheKey{Text: strings.Repeat("ab", 32), Rule: "r/1"}, []byte("x")); err != nil {
			t.Error(err)
		}
		_, err = a.Add(t.Context(), func(yield func(Input) bool) { yield(Input{Article: quake(14)}) }, nil)
		if err == nil {
			t.Error("Add succeeded")
		}
		if _, err := a.Verify(t.Context(), VerifyOptions{ReadData: 1}, func(p Problem) { t.Errorf("%+v", p) }); err != nil {
			t.Error(err)
		}
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	}
}
