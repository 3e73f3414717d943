package pack

import (
	"bytes"
	"crypto/sha1"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/newsarc/newsarc/archive/odb"
)

const (
	idxHeader  = 8
	fanoutSize = 256 * 4
	idxMin     = idxHeader + fanoutSize + 2*TrailerSize
)

// Slot is one object's row in an index.
type Slot struct {
	ID     odb.ID
	CRC    uint32 // of the entry as it lies in the pack
	Offset uint64
}

// AppendIndex appends the index of the pack that ends with the given checksum.
// It sorts slots.
func AppendIndex(dst []byte, slots []Slot, checksum [TrailerSize]byte) []byte {
	sortSlots(slots)
	buf := bytes.NewBuffer(slices.Grow(dst, idxMin+len(slots)*28))
	// A buffer takes everything.
	_ = WriteIndex(buf, Slots{
		Len:    len(slots),
		ID:     func(i int) odb.ID { return slots[i].ID },
		CRC:    func(i int) uint32 { return slots[i].CRC },
		Offset: func(i int) uint64 { return slots[i].Offset },
	}, checksum)
	return buf.Bytes()
}

// Slots is the rows of an index, by name, where they are not all in memory.
type Slots struct {
	Len    int
	ID     func(i int) odb.ID
	CRC    func(i int) uint32
	Offset func(i int) uint64
}

// WriteIndex writes the index of the pack that ends with the given checksum. It
// may ask for a row more than once.
func WriteIndex(to io.Writer, slots Slots, checksum [TrailerSize]byte) error {
	sum := sha1.New()
	w := indexWriter{to: io.MultiWriter(to, sum)}
	w.put([]byte("\xfftOc\x00\x00\x00\x02"))
	var ends [256]uint32
	for i := range slots.Len {
		ends[slots.ID(i)[0]]++
	}
	end := uint32(0)
	for _, n := range ends {
		end += n
		w.number(end)
	}
	for i := range slots.Len {
		id := slots.ID(i)
		w.put(id[:])
	}
	for i := range slots.Len {
		w.number(slots.CRC(i))
	}
	var far []uint64
	for i := range slots.Len {
		off := slots.Offset(i)
		if off >= 1<<31 {
			far = append(far, off)
			off = 1<<31 | uint64(len(far)-1)
		}
		w.number(uint32(off))
	}
	for _, off := range far {
		w.number(uint32(off >> 32))
		w.number(uint32(off))
	}
	w.put(checksum[:])
	w.flush()
	if w.err != nil {
		return w.err
	}
	_, err := to.Write(sum.Sum(nil))
	return err
}

// indexWriter buffers what goes to a file and a hash.
type indexWriter struct {
	to  io.Writer
	buf []byte
	err error
}

func (w *indexWriter) number(n uint32) {
	w.buf = binary.BigEndian.AppendUint32(w.buf, n)
	w.spill()
}

func (w *indexWriter) put(b []byte) {
	w.buf = append(w.buf, b...)
	w.spill()
}

func (w *indexWriter) spill() {
	if len(w.buf) >= 64<<10 {
		w.flush()
	}
}

func (w *indexWriter) flush() {
	if w.err == nil {
		_, w.err = w.to.Write(w.buf)
	}
	w.buf = w.buf[:0]
}

// sortSlots sorts by id: ids are evenly spread, so putting each where its first
// bits say leaves next to nothing to do.
func sortSlots(slots []Slot) {
	if len(slots) < 1024 {
		slices.SortFunc(slots, compareSlots)
		return
	}
	const width = 12
	var end [1 << width]int
	for i := range slots {
		end[bucket(&slots[i], width)]++
	}
	var next [1 << width]int
	sum := 0
	for b, n := range end {
		next[b] = sum
		sum += n
		end[b] = sum
	}
	for b := range end {
		for next[b] < end[b] {
			// Each swap brings one slot home.
			i := next[b]
			if home := bucket(&slots[i], width); home != b {
				slots[i], slots[next[home]] = slots[next[home]], slots[i]
				next[home]++
				continue
			}
			next[b]++
		}
	}
	start := 0
	for _, e := range end {
		slices.SortFunc(slots[start:e], compareSlots)
		start = e
	}
}

func bucket(s *Slot, width int) int {
	return int(binary.BigEndian.Uint32(s.ID[:]) >> (32 - width))
}

func compareSlots(a, b Slot) int {
	x, y := binary.BigEndian.Uint64(a.ID[:]), binary.BigEndian.Uint64(b.ID[:])
	switch {
	case x < y:
		return -1
	case x > y:
		return 1
	}
	return bytes.Compare(a.ID[:], b.ID[:])
}

// Index is a pack index in memory, mapped or read. Opening one costs the same
// at any size.
type Index struct {
	data []byte
	n    int
	ids  []byte
	crcs []byte
	offs []byte
	far  []byte
}

// OpenIndex checks the frame of an index, but not its checksum.
func OpenIndex(data []byte) (*Index, error) {
	if len(data) < idxMin {
		return nil, fmt.Errorf("index: %w", errTruncated)
	}
	if string(data[:idxHeader]) != "\xfftOc\x00\x00\x00\x02" {
		return nil, errors.New("no pack index of version 2")
	}
	x := &Index{data: data}
	last := 0
	for b := range 256 {
		n := x.fanout(b)
		if n < last {
			return nil, errors.New("index fan-out is not in order")
		}
		last = n
	}
	x.n = last
	rest := data[idxHeader+fanoutSize : len(data)-2*TrailerSize]
	if len(rest) < x.n*28 || (len(rest)-x.n*28)%8 != 0 {
		return nil, fmt.Errorf("index of %d objects has %d bytes", x.n, len(data))
	}
	x.ids, rest = rest[:x.n*20], rest[x.n*20:]
	x.crcs, rest = rest[:x.n*4], rest[x.n*4:]
	x.offs, x.far = rest[:x.n*4], rest[x.n*4:]
	return x, nil
}

func (x *Index) fanout(b int) int {
	return int(binary.BigEndian.Uint32(x.data[idxHeader+4*b:]))
}

// Len returns the number of objects.
func (x *Index) Len() int { return x.n }

// ID returns the name of the i-th object, in order of names.
func (x *Index) ID(i int) odb.ID { return odb.ID(x.ids[20*i:]) }

// CRC returns the checksum of the i-th object's entry in the pack.
func (x *Index) CRC(i int) uint32 { return binary.BigEndian.Uint32(x.crcs[4*i:]) }

// Offset returns where the i-th object's entry begins in the pack.
func (x *Index) Offset(i int) (int64, error) {
	off := binary.BigEndian.Uint32(x.offs[4*i:])
	if off>>31 == 0 {
		return int64(off), nil
	}
	j := int(off &^ (1 << 31))
	if 8*j+8 > len(x.far) {
		return 0, errors.New("index offset is out of range")
	}
	far := binary.BigEndian.Uint64(x.far[8*j:])
	if far>>63 != 0 {
		return 0, errors.New("index offset is out of range")
	}
	return int64(far), nil
}

// Row returns where in the index the name and the offset of the i-th object
// stand, in bytes from its beginning.
func (x *Index) Row(i int) (name, offset int64) {
	const head = idxHeader + fanoutSize
	return head + 20*int64(i), head + 24*int64(x.n) + 4*int64(i)
}

// PackChecksum returns the checksum of the pack that the index belongs to.
func (x *Index) PackChecksum() [TrailerSize]byte {
	return [TrailerSize]byte(x.data[len(x.data)-2*TrailerSize:])
}

// Check compares the index with its own checksum.
func (x *Index) Check() error {
	body := len(x.data) - TrailerSize
	if sha1.Sum(x.data[:body]) != [TrailerSize]byte(x.data[body:]) {
		return errors.New("index does not match its checksum")
	}
	return nil
}

// Find returns the position of id.
func (x *Index) Find(id odb.ID) (int, bool) {
	i := x.search(id)
	return i, i < x.n && x.ID(i) == id
}

// Span returns where the objects lie whose names begin with a byte.
func (x *Index) Span(first byte) (from, to int) {
	if first > 0 {
		from = x.fanout(int(first) - 1)
	}
	return from, x.fanout(int(first))
}

// Search returns the position of the first object that is not before id.
func (x *Index) Search(id odb.ID) int { return x.search(id) }

// search looks where an evenly spread name would lie before it halves what is
// left: names are hashes, so two or three probes are enough where halving
// alone needs a dozen, each of them a cache miss.
func (x *Index) search(id odb.ID) int {
	lo, hi := x.Span(id[0])
	key := uint64(binary.BigEndian.Uint32(id[1:]))
	low, high := uint64(0), uint64(1)<<32
	for probe := 0; lo < hi; probe++ {
		mid := lo + (hi-lo)/2
		if probe < 3 && high > low && key >= low && key < high {
			mid = min(lo+int(uint64(hi-lo)*(key-low)/(high-low)), hi-1)
		}
		at := x.ids[20*mid : 20*mid+20]
		if bytes.Compare(at, id[:]) < 0 {
			lo, low = mid+1, uint64(binary.BigEndian.Uint32(at[1:]))
		} else {
			hi, high = mid, uint64(binary.BigEndian.Uint32(at[1:]))
		}
	}
	return lo
}
