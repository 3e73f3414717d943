package local

import (
	"sync"
	"sync/atomic"
	"testing"
)

// zeros is a file of zeros in memory that counts how often it is given back.
type zeros struct {
	data  []byte
	times *int
}

func (m zeros) Bytes() []byte { return m.data }
func (m zeros) Forget()       { *m.times++ }
func (m zeros) Close() error  { return nil }

// Each window counts once, whoever looks at it and how often, until it is given
// back; what lies behind the end counts as nothing.
func TestMappedCountsWindows(t *testing.T) {
	var total atomic.Int64
	times := 0
	m := newMapped(zeros{make([]byte, 100*window+1), &times}, &total)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for at := int64(0); at < 10*window; at += window / 8 {
				m.look(at)
			}
		})
	}
	wg.Wait()
	m.look(100 * window)
	m.look(1 << 40)
	if got := total.Load(); got != 11*window {
		t.Errorf("%d windows, want 11", got/window)
	}
	other := newMapped(zeros{make([]byte, window), new(int)}, &total)
	other.look(1)
	m.Forget()
	if got := total.Load(); got != window || times != 1 {
		t.Errorf("%d windows are left of two files, given back %d times; want 1 and 1", got/window, times)
	}
}

// What was looked at is given back when it passes its bound, of packs and of
// indexes each by itself.
func TestForgetAtBound(t *testing.T) {
	var set packSet
	packs, indexes := 0, 0
	p := &packFile{
		packMap: newMapped(zeros{make([]byte, packsMost+2*window), &packs}, &set.packLooks),
		idxMap:  newMapped(zeros{make([]byte, indexesMost+2*window), &indexes}, &set.indexLooks),
	}
	p.hasPack.Store(true)
	p.hasIdx.Store(true)
	l := &packList{packs: []*packFile{p}, set: &set}
	for at := int64(0); at <= packsMost; at += window {
		l.forget()
		p.packMap.look(at)
	}
	if packs != 0 {
		t.Errorf("a pack was given back %d times below the bound", packs)
	}
	l.forget()
	if packs != 1 || indexes != 0 || set.packLooks.Load() != 0 {
		t.Errorf("given back: packs %d times, indexes %d", packs, indexes)
	}
	for at := int64(0); at <= indexesMost; at += window {
		p.idxMap.look(at)
	}
	l.forget()
	if packs != 1 || indexes != 1 {
		t.Errorf("given back: packs %d times, indexes %d", packs, indexes)
	}
}
