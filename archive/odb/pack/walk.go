package pack

import (
	"crypto/sha1"
	"errors"
	"fmt"
	"hash/crc32"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/archive/odb/vfs"
)

// Located is an entry and where it lies in its pack.
type Located struct {
	Entry
	Off  int64 // of the header
	Body int64 // of the deflated bytes
	End  int64 // of the next entry
}

// CRC returns the checksum of an entry, as an index states it.
func (l *Located) CRC(data []byte) uint32 { return crc32.ChecksumIEEE(data[l.Off:l.End]) }

// Scan finds the entries of a whole pack from front to back, by inflating
// every one of them. The error says where the pack cannot be followed any more;
// what was found before it is returned as well.
func Scan(data []byte) ([]Located, error) {
	n, err := ParseHeader(data)
	if err != nil {
		return nil, err
	}
	if len(data) < HeaderSize+TrailerSize {
		return nil, errTruncated
	}
	body := data[:len(data)-TrailerSize]
	var list []Located
	var scratch []byte
	off := int64(HeaderSize)
	for range n {
		e, head, err := ParseEntry(body[min(off, int64(len(body))):])
		if err != nil {
			return list, fmt.Errorf("at %d: %w", off, err)
		}
		l := Located{Entry: e, Off: off, Body: off + int64(head)}
		out, used, err := Inflate(scratch, body[l.Body:], e.Size)
		if err != nil {
			return list, fmt.Errorf("at %d: %w", off, err)
		}
		scratch = out
		l.End = l.Body + int64(used)
		list = append(list, l)
		off = l.End
	}
	if off != int64(len(body)) {
		return list, fmt.Errorf("at %d: %d bytes follow the last entry", off, int64(len(body))-off)
	}
	return list, nil
}

// Locate returns the entries that an index names, by offset, without
// inflating them. pos[i] is the position in the index of the i-th entry.
func Locate(data []byte, x *Index) (list []Located, pos []int32, err error) {
	if len(data) < HeaderSize+TrailerSize {
		return nil, nil, errTruncated
	}
	type place struct {
		off int64
		pos int32
	}
	places := make([]place, x.Len())
	for i := range places {
		off, err := x.Offset(i)
		if err != nil {
			return nil, nil, err
		}
		places[i] = place{off, int32(i)}
	}
	slices.SortFunc(places, func(a, b place) int {
		switch {
		case a.off < b.off:
			return -1
		case a.off > b.off:
			return 1
		}
		return 0
	})
	end := int64(len(data) - TrailerSize)
	list, pos = make([]Located, len(places)), make([]int32, len(places))
	for i, p := range places {
		next := end
		if i+1 < len(places) {
			next = places[i+1].off
		}
		if p.off < HeaderSize || p.off >= next || next > end {
			return nil, nil, fmt.Errorf("index offset %d is out of range", p.off)
		}
		e, head, err := ParseEntry(data[p.off:next])
		if err != nil {
			return nil, nil, fmt.Errorf("at %d: %w", p.off, err)
		}
		list[i] = Located{Entry: e, Off: p.off, Body: p.off + int64(head), End: next}
		pos[i] = p.pos
	}
	return list, pos, nil
}

// walker resolves the entries of a pack, each once.
type walker struct {
	data  []byte
	list  []Located
	first []int32            // first[i] to first[i+1] are i's children in kids
	kids  []int32            // by ofs-delta
	byID  map[odb.ID][]int32 // children by ref-delta
	seen  []atomic.Bool
	// skipped entries are not visited; what idle ones have on them is skipped too,
	// so that they need not be made either.
	skipped, idle []bool
	visit         func(i int, o Walked, err error)
}

// Walked is an object on a walk. Its data is valid during the visit only.
type Walked struct {
	odb.Object
	ID   odb.ID
	Base odb.ID // of the object that it is a delta to, if it is one and that was not skipped
}

// Walk makes the object of each entry once, from bases to deltas, on several
// goroutines, and calls visit with it from any of them. An entry that cannot be
// made is visited with an error, and so is everything that is based on it. The
// data may be a mapped file.
func Walk(data []byte, list []Located, workers int, visit func(i int, o Walked, err error)) {
	WalkSome(data, list, workers, func(int) bool { return false }, visit)
}

// WalkSome is Walk for those entries that are not to be skipped; of the others
// only those are made that it takes to make these.
func WalkSome(data []byte, list []Located, workers int, skip func(i int) bool, visit func(i int, o Walked, err error)) {
	w := &walker{data: data, list: list, visit: visit, seen: make([]atomic.Bool, len(list))}
	roots := w.plan(skip)
	var next atomic.Int64
	var wg sync.WaitGroup
	for range max(workers, 1) {
		wg.Go(func() {
			for {
				k := int(next.Add(1)) - 1
				if k >= len(roots) {
					return
				}
				// A fault ends what stands on this root, and nothing else.
				if err := vfs.Guard(func() error { w.descend(roots[k]); return nil }); err != nil {
					w.fail(roots[k], err)
				}
			}
		})
	}
	wg.Wait()
	for i := range w.seen {
		if !w.seen[i].Load() && !w.skipped[i] {
			visit(i, Walked{}, errors.New("delta base is missing or damaged"))
		}
	}
}

// plan finds the entries that are no deltas, and the children of every entry, as
// far as they must be made.
func (w *walker) plan(skip func(i int) bool) (roots []int32) {
	count := make([]int32, len(w.list)+1)
	base := make([]int32, len(w.list))
	w.skipped, w.idle = make([]bool, len(w.list)), make([]bool, len(w.list))
	for i := range w.list {
		l := &w.list[i]
		base[i] = -1
		w.skipped[i] = skip(i)
		switch l.Kind {
		case OfsDelta:
			if b := w.find(l.Off - l.Back); b >= 0 {
				base[i] = b
				count[b]++
			}
		case RefDelta:
			if w.byID == nil {
				w.byID = make(map[odb.ID][]int32)
			}
			w.byID[l.Base] = append(w.byID[l.Base], int32(i))
		}
	}
	w.findIdle(base)
	for i := range w.list {
		if k := w.list[i].Kind; k != OfsDelta && k != RefDelta && !w.idle[i] {
			roots = append(roots, int32(i))
		}
	}
	w.first = make([]int32, len(w.list)+1)
	for i := range w.list {
		w.first[i+1] = w.first[i] + count[i]
	}
	w.kids = make([]int32, w.first[len(w.list)])
	fill := slices.Clone(w.first)
	for i, b := range base {
		if b >= 0 {
			w.kids[fill[b]] = int32(i)
			fill[b]++
		}
	}
	return roots
}

// findIdle finds the entries that are skipped with all that stands on them. What
// stands on one by its name is not known before that is made.
func (w *walker) findIdle(base []int32) {
	if w.byID != nil {
		return
	}
	copy(w.idle, w.skipped)
	for i, b := range slices.Backward(base) { // a base lies before its deltas
		if b >= 0 && !w.idle[i] {
			w.idle[b] = false
		}
	}
}

// find returns the entry that begins at off, or -1.
func (w *walker) find(off int64) int32 {
	i, ok := slices.BinarySearchFunc(w.list, off, func(l Located, off int64) int {
		switch {
		case l.Off < off:
			return -1
		case l.Off > off:
			return 1
		}
		return 0
	})
	if !ok {
		return -1
	}
	return int32(i)
}

// step is an object on the way down, and which of its children come next.
type step struct {
	obj  Walked
	ofs  []int32
	refs []int32
	// stack is how many bytes this object and those above it hold.
	stack int64
}

// maxStack bounds the memory of one way down: a pack made to hurt stands large
// objects on each other.
const maxStack = 4 << 30

func (w *walker) descend(root int32) {
	stack := w.enter(nil, root, Walked{})
	var scratch []byte
	for len(stack) > 0 {
		top := &stack[len(stack)-1]
		var i int32
		switch {
		case len(top.ofs) > 0:
			i, top.ofs = top.ofs[0], top.ofs[1:]
		case len(top.refs) > 0:
			i, top.refs = top.refs[0], top.refs[1:]
		default:
			stack = stack[:len(stack)-1]
			continue
		}
		if w.idle[i] {
			continue
		}
		l := &w.list[i]
		delta, _, err := Inflate(scratch, w.data[l.Body:l.End], l.Size)
		o := Walked{Object: odb.Object{Type: top.obj.Type}, Base: top.obj.ID}
		if err == nil {
			scratch = delta
			o.Data, err = Apply(nil, top.obj.Data, delta)
		}
		if err != nil {
			w.fail(i, err)
			continue
		}
		stack = w.enter(stack, i, o)
	}
}

// enter visits entry i, whose object is o, or is inflated if it is no delta.
func (w *walker) enter(stack []step, i int32, o Walked) []step {
	l := &w.list[i]
	if l.Kind != OfsDelta && l.Kind != RefDelta {
		data, _, err := Inflate(nil, w.data[l.Body:l.End], l.Size)
		if err != nil {
			w.fail(i, err)
			return stack
		}
		o.Object = odb.Object{Type: l.Kind, Data: data}
	}
	if w.seen[i].Swap(true) {
		return stack // a ref-delta to one of two equal objects
	}
	if !w.skipped[i] || w.byID != nil {
		o.ID = odb.Hash(o.Type, o.Data)
	}
	if !w.skipped[i] {
		w.visit(int(i), o, nil)
	}
	s := step{obj: o, ofs: w.kids[w.first[i]:w.first[i+1]], refs: w.byID[o.ID], stack: int64(len(o.Data))}
	if len(s.ofs)+len(s.refs) == 0 {
		return stack
	}
	if len(stack) > 0 {
		s.stack += stack[len(stack)-1].stack
	}
	if s.stack > maxStack {
		return stack // what stands on it is told as not made
	}
	return append(stack, s)
}

func (w *walker) fail(i int32, err error) {
	if !w.seen[i].Swap(true) && !w.skipped[i] {
		w.visit(int(i), Walked{}, err)
	}
}

// CheckTrailer compares a whole pack with the checksum at its end.
func CheckTrailer(data []byte) error {
	if len(data) < HeaderSize+TrailerSize {
		return errTruncated
	}
	body := len(data) - TrailerSize
	if sha1.Sum(data[:body]) != Trailer(data) {
		return errors.New("pack does not match its checksum")
	}
	return nil
}

// Trailer returns the checksum at the end of a pack.
func Trailer(data []byte) (sum [TrailerSize]byte) {
	copy(sum[:], data[max(len(data)-TrailerSize, 0):])
	return sum
}
