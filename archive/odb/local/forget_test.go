package local_test

import (
	"sync/atomic"
	"testing"

	"github.com/newsarc/newsarc/archive/odb/local"
	"github.com/newsarc/newsarc/archive/odb/vfs"
)

// forgetful counts how often the memory of a pack is given back.
type forgetful struct {
	vfs.FS
	times *atomic.Int64
}

type counted struct {
	vfs.Mapping
	times *atomic.Int64
}

func (f forgetful) Map(name string) (vfs.Mapping, error) {
	m, err := f.FS.Map(name)
	return counted{m, f.times}, err
}

func (m counted) Forget() {
	m.times.Add(1)
	m.Mapping.Forget()
}

// TestForget reads objects here and there: what that maps is given back before
// it comes to 16 MiB, at the least 64 KiB for finding and 64 for reading each.
func TestForget(t *testing.T) {
	var times atomic.Int64
	s := newStore(t, local.Options{FS: forgetful{vfs.OS{}, &times}})
	fill(t, s, 200, 200)
	objects := all(t, s)
	times.Store(0)
	reads := 0
	for range 5 {
		for id := range objects {
			if _, err := s.Get(t.Context(), id); err != nil {
				t.Fatal(err)
			}
			reads++
		}
	}
	if got, want := times.Load(), int64((reads*64<<10)/(33<<20)); got < want {
		t.Errorf("given back %d times in %d reads, want at least %d", got, reads, want)
	}
}
