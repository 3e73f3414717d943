package local

import (
	"cmp"
	"errors"
	"fmt"
	"hash/crc32"
	"slices"

	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/archive/odb/pack"
	"github.com/newsarc/newsarc/archive/odb/vfs"
)

// source is a pack to be merged, its entries by offset.
type source struct {
	p      *packFile
	x      *pack.Index
	data   []byte
	pos    []int32    // in the index
	at     []int32    // of an index position, its entry; nil once the union is made
	base   []int32    // entry of the delta base, -1 for none
	kind   []odb.Type // of the object, not of the entry
	height []uint8    // deltas on top of it, at most
}

// openSource reads the headers of a pack's entries.
func openSource(p *packFile) (src *source, err error) {
	err = vfs.Guard(func() error {
		src, err = readSource(p)
		return err
	})
	return src, err
}

func readSource(p *packFile) (*source, error) {
	x, err := p.index()
	if err != nil {
		return nil, err
	}
	if err := x.Check(); err != nil {
		return nil, err
	}
	data, err := p.bytes()
	if err != nil {
		return nil, err
	}
	n := x.Len()
	src := &source{
		p: p, x: x, data: data, pos: make([]int32, n), at: make([]int32, n),
		base: make([]int32, n), kind: make([]odb.Type, n), height: make([]uint8, n),
	}
	byName, offs := make([]int64, n), make([]int64, n)
	for i := range n {
		src.pos[i] = int32(i)
		if byName[i], err = x.Offset(i); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(src.pos, func(a, b int32) int { return cmp.Compare(byName[a], byName[b]) })
	for i, pos := range src.pos {
		offs[i] = byName[pos]
		src.at[pos] = int32(i)
	}
	err = src.readHeaders(offs)
	p.packMap.Forget() // every page of it was looked at
	return src, err
}

func (src *source) readHeaders(offs []int64) error {
	for i := range offs {
		e, _, _, err := src.entry(i)
		if err != nil {
			return err
		}
		src.base[i], src.kind[i] = -1, e.Kind
		switch e.Kind {
		case pack.OfsDelta:
			b, ok := slices.BinarySearch(offs, offs[i]-e.Back)
			if !ok {
				return fmt.Errorf("delta at %d has no base", offs[i])
			}
			src.base[i] = int32(b)
		case pack.RefDelta:
			pos, ok := src.x.Find(e.Base)
			if !ok {
				return fmt.Errorf("delta base %s is missing", e.Base)
			}
			src.base[i] = src.at[pos]
		}
	}
	for i := range offs {
		if err := src.follow(i); err != nil {
			return err
		}
	}
	return nil
}

// follow gives entry i the type of its base, and its bases their heights.
func (src *source) follow(i int) error {
	depth := 0
	j := i
	for src.base[j] >= 0 {
		j = int(src.base[j])
		if depth++; depth > maxChain {
			return errors.New("delta chain has no end")
		}
		src.height[j] = max(src.height[j], uint8(min(depth, 255)))
	}
	src.kind[i] = src.kind[j]
	return nil
}

func (src *source) len() int { return len(src.pos) }

// offset returns where entry i begins; -1 is refused wherever it is used.
func (src *source) offset(i int) int64 {
	off, err := src.x.Offset(int(src.pos[i]))
	if err != nil {
		return -1
	}
	return off
}

// entry returns the header of entry i, all of its bytes, and how many of them
// are the header's.
func (src *source) entry(i int) (e pack.Entry, raw []byte, head int, err error) {
	off, end := src.offset(i), int64(len(src.data))
	if i+1 < src.len() {
		end = src.offset(i + 1)
	}
	if off < pack.HeaderSize || off >= end || end > int64(len(src.data)) {
		return e, nil, 0, fmt.Errorf("offset %d is outside of the pack", off)
	}
	raw = src.data[off:end]
	e, head, err = pack.ParseEntry(raw)
	return e, raw, head, err
}

// checked is entry for one that is about to be copied: its bytes must be those
// that the index was made for.
func (src *source) checked(i int) (e pack.Entry, raw []byte, head int, err error) {
	e, raw, head, err = src.entry(i)
	if err == nil && crc32.ChecksumIEEE(raw) != src.crc(i) {
		err = fmt.Errorf("entry at %d does not match its checksum", src.offset(i))
	}
	if err != nil {
		err = &sourceError{src.p.name(), err}
	}
	return e, raw, head, err
}

func (src *source) crc(i int) uint32 { return src.x.CRC(int(src.pos[i])) }

func (src *source) id(i int) odb.ID { return src.x.ID(int(src.pos[i])) }

// sizeOf returns the inflated size of entry i.
func (src *source) sizeOf(i int) int {
	e, _, _, _ := src.entry(i)
	return e.Size
}

// root returns what the deltas that lead to entry i begin with.
func (src *source) root(i int) int {
	for src.base[i] >= 0 {
		i = int(src.base[i])
	}
	return i
}
