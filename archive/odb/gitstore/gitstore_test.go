package gitstore_test

import (
	"errors"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	gogit "github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/config"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/object"
	"github.com/go-git/go-git/v5/storage"

	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/archive/odb/gitstore"
	"github.com/newsarc/newsarc/archive/odb/local"
	"github.com/newsarc/newsarc/archive/odb/odbtest"
)

func newStore(t *testing.T) *local.Store {
	t.Helper()
	s, err := local.Init(t.Context(), filepath.Join(t.TempDir(), "archive.git"), local.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func fill(t *testing.T, s odb.Store, n int) odb.ID {
	t.Helper()
	var im odbtest.Importer
	revs := func(yield func(odbtest.Revision, error) bool) {
		for r := range (odbtest.Corpus{Seed: 1, Words: 100}).Revisions(n) {
			if !yield(r, nil) {
				return
			}
		}
	}
	if err := im.Import(t.Context(), s, odbtest.Main, 10, revs); err != nil {
		t.Fatal(err)
	}
	return im.Head
}

func git(t *testing.T, dir string, args ...string) string {
	t.Helper()
	out, err := exec.Command("git", append([]string{"-C", dir}, args...)...).CombinedOutput()
	if err != nil {
		t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return strings.TrimSpace(string(out))
}

func TestWalk(t *testing.T) {
	s := newStore(t)
	head := fill(t, s, 50)
	repo, err := gogit.Open(gitstore.New(t.Context(), s, odbtest.Main), nil)
	if err != nil {
		t.Fatal(err)
	}
	ref, err := repo.Head()
	if err != nil || odb.ID(ref.Hash()) != head {
		t.Fatalf("HEAD is %v, %v, want %s", ref, err, head)
	}
	log, err := repo.Log(&gogit.LogOptions{})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	err = log.ForEach(func(c *object.Commit) error {
		n++
		_, err := c.Tree()
		return err
	})
	if err != nil || n != 50 {
		t.Errorf("%d commits, %v, want 50", n, err)
	}
	blobs, err := repo.BlobObjects()
	if err != nil {
		t.Fatal(err)
	}
	n = 0
	if err := blobs.ForEach(func(*object.Blob) error { n++; return nil }); err != nil || n != 50 {
		t.Errorf("%d blobs, %v, want 50", n, err)
	}
}

// TestFetch takes a history that stock git packed, twice: all of it, then what
// was added.
func TestFetch(t *testing.T) {
	from, to := newStore(t), newStore(t)
	var want odb.ID
	storer := gitstore.New(t.Context(), to, odbtest.Main)
	remote := gogit.NewRemote(storer, &config.RemoteConfig{
		Name: "origin", URLs: []string{from.Dir()}, Fetch: []config.RefSpec{"+refs/heads/*:refs/heads/*"},
	})
	for _, n := range []int{60, 1} {
		if n == 60 {
			want = fill(t, from, n)
		} else {
			id := git(t, from.Dir(), "-c", "user.name=A", "-c", "user.email=a@example.org",
				"commit-tree", "-m", "one more", "-p", "main", "main^{tree}")
			git(t, from.Dir(), "update-ref", "refs/heads/main", id)
			var err error
			if want, err = odb.ParseID(id); err != nil {
				t.Fatal(err)
			}
		}
		err := remote.FetchContext(t.Context(), &gogit.FetchOptions{RemoteName: "origin"})
		if err != nil {
			t.Fatal(err)
		}
		if got, err := to.Ref(t.Context(), odbtest.Main); err != nil || got != want {
			t.Fatalf("main is at %s, %v, want %s", got, err, want)
		}
		if out := git(t, to.Dir(), "fsck", "--strict", "--full"); out != "" {
			t.Error(out)
		}
	}
	if err := remote.Fetch(&gogit.FetchOptions{RemoteName: "origin"}); !errors.Is(err, gogit.NoErrAlreadyUpToDate) {
		t.Errorf("a third time: %v", err)
	}
}

func TestPush(t *testing.T) {
	s := newStore(t)
	want := fill(t, s, 40)
	to := t.TempDir()
	git(t, to, "init", "-q", "--bare")
	remote := gogit.NewRemote(gitstore.New(t.Context(), s, odbtest.Main), &config.RemoteConfig{Name: "origin", URLs: []string{to}})
	err := remote.PushContext(t.Context(), &gogit.PushOptions{
		RemoteName: "origin", RefSpecs: []config.RefSpec{"refs/heads/main:refs/heads/main"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := git(t, to, "rev-parse", "main"); got != want.String() {
		t.Errorf("main is at %s, want %s", got, want)
	}
	git(t, to, "fsck", "--strict", "--full")
}

func TestReferences(t *testing.T) {
	s := gitstore.New(t.Context(), newStore(t), odbtest.Main)
	var hashes [3]plumbing.Hash
	for i := range hashes {
		o := s.NewEncodedObject()
		o.SetType(plumbing.BlobObject)
		w, err := o.Writer()
		if err == nil {
			_, err = fmt.Fprint(w, "text ", i)
		}
		if err == nil {
			hashes[i], err = s.SetEncodedObject(o)
		}
		if err != nil || hashes[i] != o.Hash() {
			t.Fatalf("%s, %v, want %s", hashes[i], err, o.Hash())
		}
	}
	at := func(i int) *plumbing.Reference { return plumbing.NewHashReference("refs/tags/x", hashes[i]) }
	if err := s.SetReference(at(0)); err != nil {
		t.Fatal(err)
	}
	if err := s.CheckAndSetReference(at(2), at(1)); !errors.Is(err, storage.ErrReferenceHasChanged) {
		t.Errorf("got %v, want that it has changed", err)
	}
	if err := s.CheckAndSetReference(at(1), at(0)); err != nil {
		t.Error(err)
	}
	if r, err := s.Reference("refs/tags/x"); err != nil || r.Hash() != hashes[1] {
		t.Errorf("%v, %v", r, err)
	}
	if err := errors.Join(s.RemoveReference("refs/tags/x"), s.RemoveReference("refs/tags/x")); err != nil {
		t.Error(err)
	}
	if _, err := s.Reference("refs/tags/x"); !errors.Is(err, plumbing.ErrReferenceNotFound) {
		t.Errorf("got %v, want not found", err)
	}
	if _, err := s.EncodedObject(plumbing.TreeObject, hashes[0]); !errors.Is(err, plumbing.ErrObjectNotFound) {
		t.Errorf("a blob as a tree: %v", err)
	}
	for _, err := range []error{
		s.AddAlternate("x"), s.SetIndex(nil), s.SetShallow(hashes[:1]),
		s.SetReference(plumbing.NewSymbolicReference("HEAD", "refs/heads/other")),
	} {
		if err == nil {
			t.Error("what an archive does not have can be set")
		}
	}
}

func TestDamagedFetch(t *testing.T) {
	s := gitstore.New(t.Context(), newStore(t), odbtest.Main)
	w, err := s.PackfileWriter()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(w, "PACK\x00\x00\x00\x02\x00\x00\x00\x01, and then nothing good"); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err == nil {
		t.Error("a damaged pack is stored")
	}
}
