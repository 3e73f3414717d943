package local

import (
	"math/bits"
	"sync/atomic"

	"github.com/newsarc/newsarc/archive/odb/vfs"
)

// The system brings in a window of 64 KiB around each page that is looked at and
// was in its own cache, so that a process that reads here and there would end
// with the whole archive in its resident memory. The windows that were looked at
// are counted, each once, and all of them are given back when they come to a
// bound. Indexes have one of their own: a lookup needs pages from all over.
const (
	window      = 64 << 10
	packsMost   = 6 << 20
	indexesMost = 24 << 20
)

// mapped is a file in memory that knows which of its windows were looked at.
type mapped struct {
	vfs.Mapping
	total *atomic.Int64   // bytes of windows that were looked at, with other files
	seen  []atomic.Uint64 // a bit for each window
}

func newMapped(m vfs.Mapping, total *atomic.Int64) *mapped {
	return &mapped{m, total, make([]atomic.Uint64, len(m.Bytes())/window/64+1)}
}

// look notes that the byte at an offset is looked at.
func (m *mapped) look(at int64) {
	n := at / window
	if word, bit := n/64, uint64(1)<<(n%64); word < int64(len(m.seen)) && m.seen[word].Load()&bit == 0 && m.seen[word].Or(bit)&bit == 0 {
		m.total.Add(window)
	}
}

// forget gives the windows back that were looked at.
func (m *mapped) forget() {
	if m.uncount() > 0 {
		m.Mapping.Forget()
	}
}

// Forget gives all windows back, also where nobody counted.
func (m *mapped) Forget() {
	m.uncount()
	m.Mapping.Forget()
}

func (m *mapped) uncount() (n int) {
	for i := range m.seen {
		n += bits.OnesCount64(m.seen[i].Swap(0))
	}
	m.total.Add(-int64(n) * window)
	return n
}
