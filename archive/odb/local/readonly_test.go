package local_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/archive/odb/local"
	"github.com/newsarc/newsarc/archive/odb/odbtest"
	"github.com/newsarc/newsarc/archive/odb/vfs/faultfs"
)

// TestReadOnly opens a repository that cannot be written, with the locks and
// the journal in it that a crash left: all that reads works, all that writes
// fails and says so. Written again, it is put in order.
func TestReadOnly(t *testing.T) {
	moved := 0
	for cut := 1; cut <= 20; cut++ {
		t.Run(fmt.Sprintf("cut at %d", cut), func(t *testing.T) {
			e := newFaulty(t)
			head := crashAt(t, e, cut)
			e.disk.Fail(faultfs.ReadOnly, 0)
			r := readOnly(t, e, head)
			e.disk.Fail(faultfs.None, 0)
			x, y := refOrZero(t, r, "refs/heads/x"), refOrZero(t, r, "refs/heads/y")
			if x != y {
				t.Errorf("writable again, the refs are at %s and %s", x, y)
			}
			if x == head {
				moved++
			}
			for _, ref := range []string{"x", "y"} {
				if _, err := e.disk.FS().Stat(faultyDir + "/refs/heads/" + ref + ".lock"); err == nil {
					t.Errorf("the lock of %s is still there", ref)
				}
			}
		})
	}
	if moved == 0 || moved == 20 {
		t.Errorf("%d of 20 crashes came after the decision, want some", moved)
	}
}

// crashAt has a process die at its n-th change, in a batch that moves two refs.
func crashAt(t *testing.T, e *faulty, n int) (head odb.ID) {
	t.Helper()
	s, err := local.Open(t.Context(), faultyDir, local.Options{FS: e.disk.FS()})
	if err != nil {
		t.Fatal(err)
	}
	head = fill(t, s, 10, 10).Head
	b, err := s.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	e.disk.Fail(faultfs.Cut, n)
	_ = b.Commit(t.Context(), odb.Move{Name: "refs/heads/x", New: head}, odb.Move{Name: "refs/heads/y", New: head})
	e.disk.Crash(faultfs.LoseNothing, 0)
	return head
}

// readOnly uses a store on a disk that cannot be written.
func readOnly(t *testing.T, e *faulty, head odb.ID) *local.Store {
	t.Helper()
	r, err := local.Open(t.Context(), faultyDir, local.Options{FS: e.disk.FS()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.Close() })
	if got, err := r.Ref(t.Context(), odbtest.Main); err != nil || got != head {
		t.Errorf("main is at %s, %v", got, err)
	}
	if n := len(all(t, r)); n == 0 {
		t.Error("nothing can be read")
	}
	if v, err := r.Verify(t.Context(), odb.VerifyOptions{ReadData: 100}, func(err error) { t.Error(err) }); err != nil || v.Read == 0 {
		t.Errorf("verified %+v, %v", v, err)
	}
	if _, err := r.Lock(t.Context()); err == nil {
		t.Error("the writer lock can be taken")
	}
	if _, err := r.Consolidate(t.Context(), odb.ConsolidateOptions{}); err == nil {
		t.Error("it can be consolidated")
	}
	if _, err := local.Init(t.Context(), "/data/other.git", local.Options{FS: e.disk.FS()}); err == nil {
		t.Error("another can be made")
	}
	return r
}

func refOrZero(t *testing.T, s odb.Store, name string) odb.ID {
	t.Helper()
	id, err := s.Ref(t.Context(), name)
	if err != nil && !errors.Is(err, odb.ErrNotFound) {
		t.Fatal(err)
	}
	return id
}
