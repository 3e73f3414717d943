package local_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/archive/odb/local"
	"github.com/newsarc/newsarc/archive/odb/odbtest"
)

// git runs stock git in a repository and returns its output.
func git(t testing.TB, dir string, args ...string) string {
	t.Helper()
	out, err := tryGit(t, dir, args...)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func tryGit(t testing.TB, dir string, args ...string) (string, error) {
	t.Helper()
	cmd := exec.Command("git", append([]string{"-C", dir}, args...)...)
	cmd.Env = append(os.Environ(), "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=/dev/null",
		"GIT_AUTHOR_NAME=A", "GIT_AUTHOR_EMAIL=a@example.org",
		"GIT_COMMITTER_NAME=C", "GIT_COMMITTER_EMAIL=c@example.org")
	out, err := cmd.CombinedOutput()
	if err != nil {
		return string(out), fmt.Errorf("git %s: %w\n%s", strings.Join(args, " "), err, out)
	}
	return string(out), nil
}

// fill imports a history of n revisions in batches of the given size.
func fill(t testing.TB, s odb.Store, n, batch int) *odbtest.Importer {
	t.Helper()
	im := new(odbtest.Importer)
	more(t, s, im, 1, n, batch)
	return im
}

func more(t testing.TB, s odb.Store, im *odbtest.Importer, seed uint64, n, batch int) {
	t.Helper()
	revs := func(yield func(odbtest.Revision, error) bool) {
		for r := range (odbtest.Corpus{Seed: seed, Words: 150}).Revisions(n) {
			if !yield(r, nil) {
				return
			}
		}
	}
	if err := im.Import(t.Context(), s, odbtest.Main, batch, revs); err != nil {
		t.Fatal(err)
	}
}

// newStore makes a repository.
func newStore(t testing.TB, o local.Options) *local.Store {
	t.Helper()
	s, err := local.Init(t.Context(), filepath.Join(t.TempDir(), "archive.git"), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// sound verifies a store by itself and by stock git.
func sound(t testing.TB, s *local.Store) {
	t.Helper()
	v, err := s.Verify(t.Context(), odb.VerifyOptions{ReadData: 100}, func(err error) { t.Error(err) })
	if err != nil || v.Damaged != 0 || len(v.Leftovers) != 0 {
		t.Errorf("verified %+v, %v", v, err)
	}
	if out := git(t, s.Dir(), "fsck", "--strict", "--full", "--no-dangling"); out != "" {
		t.Errorf("git fsck says %s", out)
	}
}

func consolidate(t testing.TB, s *local.Store, o odb.ConsolidateOptions) odb.Consolidated {
	t.Helper()
	done, err := s.Consolidate(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return done
}

func TestStockGitReads(t *testing.T) {
	s := newStore(t, local.Options{PackObjects: 1000})
	im := fill(t, s, 500, 40)
	sound(t, s)
	if got := strings.TrimSpace(git(t, s.Dir(), "rev-list", "--count", "main")); got != "500" {
		t.Errorf("git counts %s commits, want 500", got)
	}
	packs, err := filepath.Glob(filepath.Join(s.Dir(), "objects/pack/*.idx"))
	if err != nil || len(packs) < 10 {
		t.Fatalf("packs %v, %v", packs, err)
	}
	git(t, s.Dir(), append([]string{"verify-pack", "-v"}, packs...)...)
	clone := filepath.Join(t.TempDir(), "clone")
	git(t, ".", "clone", "-q", "--no-local", s.Dir(), clone)
	if got := strings.TrimSpace(git(t, clone, "rev-parse", "HEAD")); got != im.Head.String() {
		t.Errorf("the clone is at %s, want %s", got, im.Head)
	}
	if out := git(t, s.Dir(), "count-objects", "-v"); !strings.Contains(out, "garbage: 0\n") {
		t.Errorf("git counts %s", out)
	}
}

// TestReadWhatGitWrites reads objects and refs in each form that git gives
// them, and takes them over by consolidation.
func TestReadWhatGitWrites(t *testing.T) {
	s := newStore(t, local.Options{})
	im := fill(t, s, 200, 50)
	want := all(t, s)
	dir := s.Dir()
	for _, step := range []struct {
		name string
		args [][]string
	}{
		{"one pack", [][]string{{"repack", "-adfq"}}},
		{"ref-deltas", [][]string{{"-c", "repack.useDeltaBaseOffset=false", "repack", "-adfq"}}},
		{"reverse index and bitmap", [][]string{{"-c", "pack.writeReverseIndex=true", "repack", "-adfbq"}}},
		{"packed refs", [][]string{{"pack-refs", "--all"}}},
		{"gc", [][]string{{"gc", "-q", "--aggressive"}}},
		{"multi-pack index", [][]string{{"multi-pack-index", "write"}}},
		{"commit-graph", [][]string{{"commit-graph", "write", "--reachable", "--changed-paths"}}},
	} {
		for _, args := range step.args {
			git(t, dir, args...)
		}
		same(t, s, want)
		if id, err := s.Ref(t.Context(), odbtest.Main); err != nil || id != im.Head {
			t.Errorf("%s: main is at %v, %v", step.name, id, err)
		}
		sound(t, s)
	}
	unpackAll(t, dir)
	same(t, s, want)
	consolidate(t, s, odb.ConsolidateOptions{})
	same(t, s, want)
	sound(t, s)
	st, err := s.Stats(t.Context())
	if err != nil || st.Packs != 1 || st.Loose != 0 {
		t.Errorf("after consolidation: %+v, %v", st, err)
	}
	more(t, s, im, 2, 100, 10)
	git(t, dir, "multi-pack-index", "write")
	consolidate(t, s, odb.ConsolidateOptions{All: true})
	same(t, s, want)
	sound(t, s)
}

// unpackAll turns all packs into loose objects.
func unpackAll(t *testing.T, dir string) {
	t.Helper()
	packs, err := filepath.Glob(filepath.Join(dir, "objects/pack/pack-*"))
	if err != nil {
		t.Fatal(err)
	}
	aside := t.TempDir()
	for _, p := range packs {
		if err := os.Rename(p, filepath.Join(aside, filepath.Base(p))); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.RemoveAll(filepath.Join(dir, "objects/pack/multi-pack-index")); err != nil {
		t.Fatal(err)
	}
	packs, err = filepath.Glob(filepath.Join(aside, "*.pack"))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range packs {
		data, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command("git", "-C", dir, "unpack-objects", "-q")
		cmd.Stdin = bytes.NewReader(data)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	}
}

// all returns every object of a store.
func all(t testing.TB, s odb.Store) map[odb.ID]odb.Object {
	t.Helper()
	objects := make(map[odb.ID]odb.Object)
	for id, err := range s.Objects(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if objects[id], err = s.Get(t.Context(), id); err != nil {
			t.Fatal(err)
		}
	}
	return objects
}

func same(t testing.TB, s odb.Store, want map[odb.ID]odb.Object) {
	t.Helper()
	for id, o := range want {
		got, err := s.Get(t.Context(), id)
		if err != nil || got.Type != o.Type || !bytes.Equal(got.Data, o.Data) {
			t.Fatalf("%s: %v", id, err)
		}
	}
}

// TestBesideGit has stock git commit, repack and pack refs while this package
// adds, consolidates and reads. Nobody's revision may be lost.
func TestBesideGit(t *testing.T) {
	s := newStore(t, local.Options{})
	dir := s.Dir()
	fill(t, s, 20, 20)
	const each = 25
	var writers, others sync.WaitGroup
	stop := make(chan struct{})
	running := func() bool {
		select {
		case <-stop:
			return false
		default:
			return true
		}
	}
	writers.Go(func() {
		for i := range each {
			if err := pushRevision(t, s, fmt.Sprintf("ours %d", i)); err != nil {
				t.Error(err)
			}
			if i%5 == 4 {
				_, err := s.Consolidate(t.Context(), odb.ConsolidateOptions{})
				if err != nil && !errors.As(err, new(*odb.LockedError)) {
					t.Error(err)
				}
			}
		}
	})
	writers.Go(func() {
		for i := range each {
			if err := gitRevision(t, dir, fmt.Sprintf("git's %d", i)); err != nil {
				t.Error(err)
			}
		}
	})
	others.Go(func() {
		for i := 0; running(); i++ {
			args := [][]string{{"repack", "-dq"}, {"pack-refs", "--all"}, {"repack", "-adq"}, {"gc", "-q"}}[i%4]
			// Git's own commands may get into each other's way.
			_, _ = tryGit(t, dir, args...)
		}
	})
	others.Go(func() {
		r, err := local.Open(t.Context(), dir, local.Options{})
		if err != nil {
			t.Error(err)
			return
		}
		defer r.Close()
		for running() {
			if err := readHistory(t, r); err != nil {
				t.Error(err)
				return
			}
		}
	})
	writers.Wait()
	close(stop)
	others.Wait()
	if got := strings.TrimSpace(git(t, dir, "rev-list", "--count", "main")); got != fmt.Sprint(20+2*each) {
		t.Errorf("git counts %s commits, want %d", got, 20+2*each)
	}
	consolidate(t, s, odb.ConsolidateOptions{All: true})
	sound(t, s)
}

// pushRevision adds a commit on top of main, whoever moves it meanwhile.
func pushRevision(t *testing.T, s odb.Store, text string) error {
	for {
		head, err := s.Ref(t.Context(), odbtest.Main)
		if err != nil {
			return err
		}
		tree := odb.Object{Type: odb.Tree}
		data := fmt.Appendf(nil, "tree %s\nparent %s\nauthor A <a@example.org> 1 +0000\ncommitter A <a@example.org> 1 +0000\n\n%s\n",
			odb.Hash(tree.Type, nil), head, text)
		c := odb.New{Object: odb.Object{Type: odb.Commit, Data: data}, ID: odb.Hash(odb.Commit, data), Base: head}
		b, err := s.Begin(t.Context())
		if err != nil {
			return err
		}
		if err := errors.Join(b.Add(odb.New{Object: tree, ID: odb.Hash(tree.Type, nil)}), b.Add(c)); err != nil {
			return err
		}
		err = b.Commit(t.Context(), odb.Move{Name: odbtest.Main, Old: head, New: c.ID})
		if !errors.As(err, new(*odb.MovedError)) {
			return err
		}
	}
}

// gitRevision does the same with stock git.
func gitRevision(t *testing.T, dir, text string) error {
	for range 1000 {
		head, err := tryGit(t, dir, "rev-parse", "main")
		if err != nil {
			return err
		}
		head = strings.TrimSpace(head)
		id, err := tryGit(t, dir, "commit-tree", "-p", head, "-m", text, head+"^{tree}")
		if err != nil {
			continue // gc may remove the directory under git's hands
		}
		if _, err := tryGit(t, dir, "update-ref", "refs/heads/main", strings.TrimSpace(id), head); err == nil {
			return nil
		}
	}
	return errors.New("git never got its turn")
}

// readHistory reads main's commits and their trees.
func readHistory(t *testing.T, s odb.Store) error {
	id, err := s.Ref(t.Context(), odbtest.Main)
	for err == nil && !id.IsZero() {
		var o odb.Object
		if o, err = s.Get(t.Context(), id); err != nil {
			return err
		}
		id = odb.ID{}
		for ref, err := range odb.References(o) {
			if err != nil {
				return err
			}
			if _, err := s.Get(t.Context(), ref); err != nil {
				return err
			}
			id = ref // the parent comes last
		}
		if bytes.Count(o.Data, []byte("\nparent ")) == 0 {
			break
		}
	}
	return err
}

func packBytes(t testing.TB, dir string) (total int64) {
	t.Helper()
	packs, err := filepath.Glob(filepath.Join(dir, "objects", "pack", "*.pack"))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range packs {
		info, err := os.Stat(p)
		if err != nil {
			t.Fatal(err)
		}
		total += info.Size()
	}
	return total
}
