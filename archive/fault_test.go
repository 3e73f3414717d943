package archive

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
	"time"

	"github.com/newsarc/newsarc/archive/odb/local"
	"github.com/newsarc/newsarc/archive/odb/vfs/faultfs"
)

// onDisk opens the archive on a disk that can fail. Its catalog is on a real one:
// it is derived, and its loss is tested elsewhere.
func onDisk(t *testing.T, disk *faultfs.Disk, catalogFile string) (*Archive, error) {
	t.Helper()
	o := local.Options{FS: disk.FS(), Workers: 1}
	store, err := local.Open(t.Context(), "archive.git", o)
	if err != nil {
		return nil, err
	}
	return New(store, catalogFile, testOptions()), nil
}

// A disk that fails, or fills up, at any moment of an add: what was reported is
// there after a crash, what was not is absent as a whole, and the same add
// succeeds afterwards.
func TestDiskFails(t *testing.T) {
	inputs := []Input{
		{Article: quake(2), Captured: at(2, 10), Capture: []byte("page 2"), CaptureExt: "html"},
		{Article: flood("Flood"), Captured: at(2, 11), Capture: []byte("page 3"), CaptureExt: "html"},
	}
	for _, fault := range []faultfs.Fault{faultfs.IOError, faultfs.NoSpace, faultfs.ShortWrite, faultfs.SyncError, faultfs.Cut} {
		t.Run(fault.String(), func(t *testing.T) {
			step := 1
			if testing.Short() {
				step = 5
			}
			for n := 1; ; n += step {
				if !failAt(t, fault, n, inputs) {
					if n < 5 {
						t.Errorf("an add is %d operations long", n-1)
					}
					return
				}
			}
		})
	}
}

// failAt lets the n-th operation of an add fail, and reports whether it had so
// many.
func failAt(t *testing.T, fault faultfs.Fault, n int, inputs []Input) bool {
	t.Helper()
	disk := faultfs.New()
	if store, err := local.Init(t.Context(), "archive.git", local.Options{FS: disk.FS()}); err != nil {
		t.Fatal(err)
	} else if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "catalog.db")
	a, err := onDisk(t, disk, file)
	if err != nil {
		t.Fatal(err)
	}
	add(t, a, Input{Article: quake(1), Captured: at(1, 10), Capture: []byte("page 1"), CaptureExt: "html"})

	disk.Fail(fault, n)
	reported := 0
	_, err = a.Add(t.Context(), slices.Values(inputs), func(o Outcome) {
		if o.Status == Added {
			reported++
		}
	})
	hit := disk.Hit()
	if err != nil && (fault == faultfs.NoSpace || fault == faultfs.ShortWrite) && !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("operation %d: %v does not say that the disk is full", n, err)
	}
	if err != nil && reported > 0 || err == nil && reported != len(inputs) {
		t.Errorf("operation %d: %d reported, %v", n, reported, err)
	}
	_ = a.Close()
	disk.Fail(faultfs.None, 0)
	disk.Crash(faultfs.LoseAll, 0)

	b, err := onDisk(t, disk, file)
	if err != nil {
		t.Fatalf("operation %d: reopen: %v", n, err)
	}
	defer b.Close()
	got := countRevisions(t, b)
	if got != 1 && got != 1+len(inputs) || got < 1+reported {
		t.Errorf("operation %d: %d revisions, %d reported", n, got, reported)
	}
	if _, err := b.Verify(t.Context(), VerifyOptions{ReadData: 1}, func(p Problem) {
		if p.Kind != BadFile { // leftovers are harmless
			t.Errorf("operation %d: %+v", n, p)
		}
	}); err != nil {
		t.Error(err)
	}
	add(t, b, inputs...)
	if got := countRevisions(t, b); got != 1+len(inputs) {
		t.Errorf("operation %d: %d revisions after the second try", n, got)
	}
	return hit
}

func countRevisions(t *testing.T, a *Archive) int {
	t.Helper()
	n := 0
	for _, err := range a.Log(t.Context(), Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	return n
}

// Add ends when its context does, and what it reported stays.
func TestAddIsCancelled(t *testing.T) {
	a, dir := newArchive(t)
	a.batchItems = 100
	ctx, cancel := context.WithCancel(t.Context())
	reported := 0
	sum, err := a.Add(ctx, corpus{revisions: 5000, sources: 3, perStory: 4}.inputs(), func(o Outcome) {
		if reported++; reported == 100 {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) || sum.Added != reported {
		t.Errorf("%+v, %v", sum, err)
	}
	if got := countRevisions(t, a); got < reported || got == 5000 {
		t.Errorf("%d revisions, %d reported", got, reported)
	}
	sound(t, a, dir)
}

// Inputs that come slowly do not wait for a batch to fill.
func TestSlowStream(t *testing.T) {
	a, _ := newArchive(t)
	told := make(chan Outcome, 1)
	_, err := a.Add(t.Context(), func(yield func(Input) bool) {
		for i := range 2 {
			if !yield(Input{Article: quake(i + 1), Captured: at(i+1, 1)}) {
				return
			}
			if o := <-told; o.Revision.Number != i+1 {
				t.Errorf("input %d: %+v", i, o)
			}
		}
	}, func(o Outcome) { told <- o })
	if err != nil {
		t.Error(err)
	}
}

// A batch that is larger than all limits is several, and its stories are found
// across them.
func TestSeveralBatches(t *testing.T) {
	a, dir := newArchive(t)
	a.batchItems = 70
	var inputs []Input
	for i := range 410 {
		art := plain(fmt.Sprintf("Number %d", i%10), fmt.Sprintf("Text %d.", i/10))
		art.ID = fmt.Sprint(i % 10)
		inputs = append(inputs, Input{Article: art, Captured: at(1, 0).Add(-time.Duration(i) * time.Minute)})
	}
	sum, err := a.Add(t.Context(), slices.Values(inputs), nil)
	if want := (Summary{Read: len(inputs), Added: len(inputs), Stories: 10}); err != nil || sum != want {
		t.Errorf("%+v, %v", sum, err)
	}
	log := logOf(t, a, "number-3")
	if len(log) != 41 || log[0][:2] != "1 " || log[40][:3] != "41 " {
		t.Errorf("log has %d revisions, %q to %q", len(log), log[0], log[len(log)-1])
	}
	sound(t, a, dir)
}
