package local

import (
	"context"
	"errors"
	"fmt"
	"hash/crc32"
	"slices"

	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/archive/odb/pack"
	"github.com/newsarc/newsarc/archive/odb/vfs"
)

// merger writes the objects of a group of packs, and loose ones, as one pack.
//
// Entries are copied as they are, deflated, wherever their delta base comes
// along. Only an object that its old pack holds whole is looked at: the first
// revision of each path in a pack may well have its previous revision in
// another one. Those pairs are found by comparing the trees of commits with
// those of their parents, see pairs.go.
type merger struct {
	s       *Store
	group   group
	loose   []odb.ID
	sources []*source
	trees   map[odb.ID][]byte // read lately
	pairs   map[odb.ID]odb.ID // a whole object, and what would be a good base for it

	out     *tempPack
	rows    []row
	table   idTable
	written []place
	busy    map[odb.ID]bool // being written further up the stack
	packed  []odb.ID        // loose objects that were read well
	work    compressor
	report  func(done int)
}

// source is a pack to be merged, its entries by offset.
type source struct {
	p      *packFile
	x      *pack.Index
	data   []byte
	offs   []int64
	pos    []int32    // in the index
	at     []int32    // of an index position, its entry
	base   []int32    // entry of the delta base, -1 for none
	kind   []odb.Type // of the object, not of the entry
	height []uint8    // deltas on top of it, at most
}

func newMerger(s *Store, g group, report func(int)) *merger {
	return &merger{
		s: s, group: g, report: report,
		pairs: make(map[odb.ID]odb.ID), busy: make(map[odb.ID]bool), trees: make(map[odb.ID][]byte),
	}
}

// run merges, makes the result durable, and removes what it replaces.
func (m *merger) run(ctx context.Context) (err error) {
	for _, p := range m.group.packs {
		src, err := openSource(p)
		if err != nil {
			return &sourceError{p.name(), err}
		}
		m.sources = append(m.sources, src)
	}
	if err := vfs.Guard(func() error { return m.findPairs(ctx) }); err != nil {
		return err
	}
	if m.out, err = newTempPack(m.s.fs, m.s.packs.dir); err != nil {
		return err
	}
	if err := vfs.Guard(func() error { return m.writeAll(ctx) }); err != nil {
		return errors.Join(err, m.out.abort())
	}
	if len(m.rows) == 0 {
		return m.out.abort()
	}
	name, err := m.finish()
	if err != nil {
		return err
	}
	return m.replace(name)
}

// finish makes the new pack durable.
func (m *merger) finish() (name string, err error) {
	checksum, err := m.out.seal(len(m.rows))
	if err != nil {
		return "", errors.Join(err, m.out.abort())
	}
	if err := m.s.installPack(m.out, slots(m.rows, m.written), checksum); err != nil {
		return "", err
	}
	return packName(checksum), m.out.file.Close()
}

// replace removes the sources, once it has seen that the new pack, as it lies
// on disk, has everything that they have.
func (m *merger) replace(name string) error {
	l, _, err := m.s.packs.reload()
	if err != nil {
		return err
	}
	defer l.release()
	i := slices.IndexFunc(l.packs, func(p *packFile) bool { return p.name() == name })
	if i < 0 {
		return fmt.Errorf("consolidated %s is not there", name)
	}
	x, err := l.packs[i].index()
	if err != nil {
		return err
	}
	if err := vfs.Guard(func() error { return m.covered(x) }); err != nil {
		return fmt.Errorf("consolidated %s: %w", name, err)
	}
	old := slices.DeleteFunc(slices.Clone(m.group.packs), func(p *packFile) bool { return p.name() == name })
	if err := m.s.removePacks(old); err != nil {
		return err
	}
	if err := m.s.removeLoose(m.packed); err != nil {
		return err
	}
	after, _, err := m.s.packs.reload()
	if err != nil {
		return err
	}
	after.release()
	return nil
}

// covered reports whether an index has everything that the sources have.
func (m *merger) covered(x *pack.Index) error {
	for _, src := range m.sources {
		for i := range src.x.Len() {
			if _, ok := x.Find(src.x.ID(i)); !ok {
				return fmt.Errorf("lacks %s", src.x.ID(i))
			}
		}
	}
	return nil
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
		p: p, x: x, data: data, offs: make([]int64, n), pos: make([]int32, n), at: make([]int32, n),
		base: make([]int32, n), kind: make([]odb.Type, n), height: make([]uint8, n),
	}
	for i := range n {
		src.pos[i] = int32(i)
		if src.offs[i], err = x.Offset(i); err != nil {
			return nil, err
		}
	}
	byOffset := slices.Clone(src.offs)
	slices.SortFunc(src.pos, func(a, b int32) int { return int(byOffset[a] - byOffset[b]) })
	for i, pos := range src.pos {
		src.offs[i] = byOffset[pos]
		src.at[pos] = int32(i)
	}
	return src, src.readHeaders()
}

func (src *source) readHeaders() error {
	for i := range src.offs {
		e, _, _, err := src.entry(i)
		if err != nil {
			return err
		}
		src.base[i], src.kind[i] = -1, e.Kind
		switch e.Kind {
		case pack.OfsDelta:
			b, ok := slices.BinarySearch(src.offs, src.offs[i]-e.Back)
			if !ok {
				return fmt.Errorf("delta at %d has no base", src.offs[i])
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
	for i := range src.offs {
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

// entry returns the header of entry i, all of its bytes, and how many of them
// are the header's.
func (src *source) entry(i int) (e pack.Entry, raw []byte, head int, err error) {
	off, end := src.offs[i], int64(len(src.data))
	if i+1 < len(src.offs) {
		end = src.offs[i+1]
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
func (src *source) checked(i int) (e pack.Entry, zip []byte, err error) {
	e, raw, head, err := src.entry(i)
	if err == nil && crc32.ChecksumIEEE(raw) != src.x.CRC(int(src.pos[i])) {
		err = fmt.Errorf("entry at %d does not match its checksum", src.offs[i])
	}
	if err != nil {
		return e, nil, &sourceError{src.p.name(), err}
	}
	return e, raw[head:], nil
}

func (src *source) id(i int) odb.ID { return src.x.ID(int(src.pos[i])) }

// find returns a source that has an object, and its entry.
func (m *merger) find(id odb.ID) (*source, int, bool) {
	for _, src := range m.sources {
		if pos, ok := src.x.Find(id); ok {
			return src, int(src.at[pos]), true
		}
	}
	return nil, 0, false
}

// writeAll writes everything.
func (m *merger) writeAll(ctx context.Context) error {
	done := 0
	tick := func() error {
		if done++; done%1024 == 0 {
			m.report(done)
			return ctx.Err()
		}
		return nil
	}
	for _, src := range m.sources {
		for i := range src.offs {
			if _, err := m.write(src, i); err != nil {
				return err
			}
			if err := tick(); err != nil {
				return err
			}
		}
	}
	for _, id := range m.loose {
		if err := m.writeLoose(id); err != nil {
			return err
		}
		if err := tick(); err != nil {
			return err
		}
	}
	m.report(m.group.size())
	return nil
}

// write writes entry i of a source, its base before it, and returns its row.
func (m *merger) write(src *source, i int) (int, error) {
	id := src.id(i)
	if n := m.table.find(m.rows, id); n >= 0 {
		return n, nil
	}
	e, zip, err := src.checked(i)
	if err != nil {
		return 0, err
	}
	m.busy[id] = true
	defer delete(m.busy, id)
	base := -1
	if b := src.base[i]; b >= 0 {
		if base, err = m.write(src, int(b)); err != nil {
			return 0, err
		}
		if m.rows[base].depth >= 2*maxDepth {
			return m.writeWhole(src, i, id)
		}
	} else {
		n, ok, err := m.writeDelta(src, i, id, len(zip))
		if ok || err != nil {
			return n, err
		}
	}
	return m.append(id, src.kind[i], e.Size, base, zip)
}

// writeDelta writes a whole object as a delta, if a base is known for it and
// the delta is shorter than size bytes when deflated.
func (m *merger) writeDelta(src *source, i int, id odb.ID, size int) (row int, ok bool, err error) {
	base, ok, err := m.pairOf(id, int(src.height[i]))
	if !ok || err != nil {
		return 0, false, err
	}
	o, err := m.s.resolve(src.p, src.offs[i])
	if err != nil {
		return 0, false, &sourceError{src.p.name(), err}
	}
	return m.tryDelta(o, id, base, size)
}

// pairOf returns the row of the base that was found for an object, written
// now if need be. height is how many deltas stand on the object.
func (m *merger) pairOf(id odb.ID, height int) (base int, ok bool, err error) {
	want, ok := m.pairs[id]
	if !ok || m.busy[want] {
		return 0, false, nil
	}
	base = m.table.find(m.rows, want)
	if base < 0 {
		src, i, ok := m.find(want)
		if !ok {
			return 0, false, nil
		}
		if base, err = m.write(src, i); err != nil {
			return 0, false, err
		}
	}
	return base, int(m.rows[base].depth)+1+height <= maxDepth, nil
}

func (m *merger) tryDelta(o odb.Object, id odb.ID, base, size int) (row int, ok bool, err error) {
	basis, err := m.s.Get(context.Background(), m.rows[base].id)
	if err != nil || basis.Type != o.Type {
		return 0, false, nil // whatever is wrong with it, the object can stay whole
	}
	delta, ok := m.work.encode.Delta(m.work.delta[:0], basis.Data, o.Data, len(o.Data)*3/4)
	m.work.delta = delta[:0]
	if !ok {
		return 0, false, nil
	}
	zip := m.work.deflate.Append(nil, delta)
	if len(zip) >= size {
		return 0, false, nil
	}
	row, err = m.append(id, o.Type, len(delta), base, zip)
	return row, true, err
}

// writeWhole writes a delta of a source as an object without a base.
func (m *merger) writeWhole(src *source, i int, id odb.ID) (int, error) {
	o, err := m.s.resolve(src.p, src.offs[i])
	if err == nil && odb.Hash(o.Type, o.Data) != id {
		err = errHash
	}
	if err != nil {
		return 0, &sourceError{src.p.name(), err}
	}
	return m.append(id, o.Type, len(o.Data), -1, m.work.deflate.Append(nil, o.Data))
}

// writeLoose writes a loose object. One that is damaged stays where it is.
func (m *merger) writeLoose(id odb.ID) error {
	if m.table.find(m.rows, id) < 0 {
		o, err := m.s.getLoose(id)
		if err != nil {
			return nil
		}
		zip := m.work.deflate.Append(nil, o.Data)
		base, ok, err := m.pairOf(id, 0)
		if err != nil {
			return err
		}
		if ok {
			_, ok, err = m.tryDelta(o, id, base, len(zip))
		}
		if !ok && err == nil {
			_, err = m.append(id, o.Type, len(o.Data), -1, zip)
		}
		if err != nil {
			return err
		}
	}
	m.packed = append(m.packed, id)
	return nil
}

// append writes an entry: a delta to the row base, or whole if base is -1.
func (m *merger) append(id odb.ID, t odb.Type, size, base int, zip []byte) (int, error) {
	off := m.out.size()
	e := pack.Entry{Kind: t, Size: size}
	r := row{id: id}
	if base >= 0 {
		e.Kind, e.Back = pack.OfsDelta, off-m.written[base].off
		r.depth = m.rows[base].depth + 1
	}
	crc, err := m.out.entry(e, zip)
	if err != nil {
		return 0, err
	}
	n := len(m.rows)
	m.rows = append(m.rows, r)
	m.written = append(m.written, place{off, crc})
	m.table.insert(m.rows, n)
	return n, nil
}
