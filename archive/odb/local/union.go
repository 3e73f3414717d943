package local

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"slices"

	"github.com/newsarc/newsarc/archive/odb"
)

// union numbers the objects of several packs and loose ones: the entries of the
// first pack by their offsets, those of the next behind them, the loose ones at
// the end. It holds no names but looks them up in the packs' indexes.
type union struct {
	sources []*source
	first   []int32 // number of each source's first entry, then of the first loose object
	loose   []odb.ID
	order   []int32    // one number for each object, by name
	bucket  [257]int32 // in order, where the names begin that begin with a byte
	size    int        // numbers given
}

// newUnion sorts what the sources have. Of several copies that in the oldest
// source is taken; twin is told of each other one.
func newUnion(sources []*source, loose []odb.ID, twin func(n, taken int32)) *union {
	u := &union{sources: sources, loose: loose}
	for _, src := range sources {
		u.first = append(u.first, int32(u.size))
		u.size += src.len()
	}
	u.first = append(u.first, int32(u.size))
	u.size += len(loose)
	u.order = make([]int32, 0, u.size)
	var some []named
	for b := range 256 {
		some = u.collect(some[:0], byte(b))
		slices.SortFunc(some, named.compare)
		for i, x := range some {
			if i > 0 && x.id == some[i-1].id {
				twin(x.n, u.order[len(u.order)-1])
				continue
			}
			u.order = append(u.order, x.n)
		}
		u.bucket[b+1] = int32(len(u.order))
	}
	for _, src := range sources {
		src.at = nil
	}
	return u
}

// named is an object's number and its name, the part first by which names are
// nearly always told apart.
type named struct {
	key uint64
	n   int32
	id  odb.ID
}

func (a named) compare(b named) int {
	if a.key != b.key {
		return cmp.Compare(a.key, b.key)
	}
	return cmp.Or(bytes.Compare(a.id[:], b.id[:]), cmp.Compare(a.n, b.n))
}

// collect appends the objects whose names begin with a byte.
func (u *union) collect(list []named, first byte) []named {
	add := func(n int32, id odb.ID) {
		list = append(list, named{binary.BigEndian.Uint64(id[:]), n, id})
	}
	for k, src := range u.sources {
		from, to := src.x.Span(first)
		for pos := from; pos < to; pos++ {
			add(u.first[k]+src.at[pos], src.x.ID(pos))
		}
	}
	for i, id := range u.loose {
		if id[0] == first {
			add(u.first[len(u.sources)]+int32(i), id)
		}
	}
	return list
}

// source returns the source that has an object, and its entry; nil and the
// place in loose for a loose one.
func (u *union) source(n int32) (*source, int) {
	k, ok := slices.BinarySearch(u.first, n)
	if !ok {
		k--
	}
	// Of sources without entries the last has the number.
	for k+1 < len(u.first) && u.first[k+1] == n {
		k++
	}
	if k == len(u.sources) {
		return nil, int(n - u.first[k])
	}
	return u.sources[k], int(n - u.first[k])
}

func (u *union) id(n int32) odb.ID {
	src, i := u.source(n)
	if src == nil {
		return u.loose[i]
	}
	return src.id(i)
}

// find returns the number of an object.
func (u *union) find(id odb.ID) (n int32, ok bool) {
	lo, hi := int(u.bucket[id[0]]), int(u.bucket[int(id[0])+1])
	// Names are evenly spread: the first probes go where it must lie.
	key := uint64(binary.BigEndian.Uint32(id[1:]))
	low, high := uint64(0), uint64(1)<<32
	for probe := 0; lo < hi; probe++ {
		mid := lo + (hi-lo)/2
		if probe < 4 && key >= low && key < high {
			mid = min(lo+int(uint64(hi-lo)*(key-low)/(high-low)), hi-1)
		}
		at := u.id(u.order[mid])
		switch c := bytes.Compare(at[:], id[:]); {
		case c == 0:
			return u.order[mid], true
		case c < 0:
			lo, low = mid+1, uint64(binary.BigEndian.Uint32(at[1:]))
		default:
			hi, high = mid, uint64(binary.BigEndian.Uint32(at[1:]))
		}
	}
	return 0, false
}
