package local_test

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/archive/odb/local"
	"github.com/newsarc/newsarc/archive/odb/odbtest"
	"github.com/newsarc/newsarc/archive/odb/vfs"
	"github.com/newsarc/newsarc/archive/odb/vfs/faultfs"
)

// onDisk is a repository on the file system of the operating system.
type onDisk struct {
	dir  string
	opts local.Options
}

func (e onDisk) Open(ctx context.Context) (odb.Store, error) { return local.Open(ctx, e.dir, e.opts) }

func newOnDisk(t *testing.T, o local.Options) onDisk {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "archive.git")
	s, err := local.Init(t.Context(), dir, o)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return onDisk{dir, o}
}

func TestConform(t *testing.T) {
	for _, test := range []struct {
		name string
		opts local.Options
	}{
		{"as is", local.Options{}},
		{"small packs and caches", local.Options{PackObjects: 150, CacheBytes: 4 << 10, Workers: 3}},
	} {
		t.Run(test.name, func(t *testing.T) {
			odbtest.Conform(t, func(t *testing.T) odbtest.Env { return newOnDisk(t, test.opts) })
		})
	}
}

func TestConformInMemory(t *testing.T) {
	odbtest.Conform(t, func(t *testing.T) odbtest.Env { return newFaulty(t) })
}

func TestSurvive(t *testing.T) {
	odbtest.Survive(t, func(t *testing.T) odbtest.FaultyEnv { return newFaulty(t) })
}

// faulty is a repository on a disk in memory that can fail.
type faulty struct {
	disk *faultfs.Disk
	seed uint64
}

const faultyDir = "/data/archive.git"

func newFaulty(t *testing.T) *faulty {
	t.Helper()
	e := &faulty{disk: faultfs.New()}
	if err := vfs.MkdirAll(e.disk.FS(), "/data"); err != nil {
		t.Fatal(err)
	}
	if err := e.disk.FS().SyncDir("/"); err != nil {
		t.Fatal(err)
	}
	s, err := local.Init(t.Context(), faultyDir, local.Options{FS: e.disk.FS()})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return e
}

func (e *faulty) Open(ctx context.Context) (odb.Store, error) {
	return local.Open(ctx, faultyDir, local.Options{FS: e.disk.FS()})
}

var (
	faults = []faultfs.Fault{faultfs.IOError, faultfs.NoSpace, faultfs.ShortWrite, faultfs.SyncError}
	losses = []faultfs.Loss{faultfs.LoseAll, faultfs.LoseContent, faultfs.LoseNothing, faultfs.LoseSome}
)

func (e *faulty) Faults() []string { return names(faults) }
func (e *faulty) Losses() []string { return names(losses) }

func names[T interface{ String() string }](list []T) []string {
	var out []string
	for _, v := range list {
		out = append(out, v.String())
	}
	return out
}

func (e *faulty) Fail(fault, n int) { e.disk.Fail(faults[fault], n) }
func (e *faulty) Cut(n int)         { e.disk.Fail(faultfs.Cut, n); e.seed = uint64(n) }
func (e *faulty) Hit() bool         { return e.disk.Hit() }
func (e *faulty) Calm()             { e.disk.Fail(faultfs.None, 0) }
func (e *faulty) Crash(loss int)    { e.disk.Crash(losses[loss], e.seed) }
