package local

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/archive/odb/pack"
	"github.com/newsarc/newsarc/archive/odb/vfs"
)

// merger writes the objects of a group of packs, and loose ones, as one pack.
//
// Entries are copied as they are, deflated, their checksums compared with the
// index, wherever their delta base comes along. Only an object that its old pack
// holds whole is looked at: the first revision of each path in a pack may well
// have its previous revision in another one. Those pairs are found by comparing
// trees, see pairs.go. The new index comes from the old ones, merged. It takes
// some 30 bytes of memory for each object, and of the packs only the pages that
// are being read.
type merger struct {
	s      *Store
	list   *packList
	group  group
	loose  []odb.ID
	u      *union
	pairs  map[int32]int32   // a whole object, and what would be a good base for it
	trees  map[odb.ID][]byte // read lately
	passed int               // bytes of packs looked at since their pages were given back

	out     *tempPack
	at      []int64 // of an object, its offset in the new pack; or one of the following
	crc     []uint32
	depth   []uint8
	packed  []odb.ID // loose objects that were read well
	work    compressor
	written int
	report  func(done int)
}

// Values of merger.at below any offset. Less than busy means: see the copy
// numbered twin-at.
const (
	unwritten = 0
	busy      = -1 // its base is being written, further up the stack
	unread    = -2 // a loose object that is damaged
	twinOf    = -3
)

func newMerger(s *Store, l *packList, g group, report func(int)) *merger {
	return &merger{
		s: s, list: l, group: g, report: report,
		pairs: make(map[int32]int32), trees: make(map[odb.ID][]byte),
	}
}

// run merges, makes the result durable, and removes what it replaces.
func (m *merger) run(ctx context.Context) (err error) {
	var sources []*source
	for _, p := range m.group.packs {
		src, err := openSource(p)
		if err != nil {
			return &sourceError{p.name(), err}
		}
		sources = append(sources, src)
	}
	if err := vfs.Guard(func() error { return m.prepare(ctx, sources) }); err != nil {
		return err
	}
	if m.out, err = newTempPack(m.s.fs, m.s.packs.dir); err != nil {
		return err
	}
	if err := vfs.Guard(func() error { return m.writeAll(ctx) }); err != nil {
		return errors.Join(err, m.out.abort())
	}
	if m.written == 0 {
		return m.out.abort()
	}
	name, err := m.finish()
	if err != nil {
		return err
	}
	return m.replace(name)
}

// prepare sorts what there is and looks for pairs.
func (m *merger) prepare(ctx context.Context, sources []*source) error {
	size := len(m.loose)
	for _, src := range sources {
		size += src.len()
	}
	m.at, m.crc, m.depth = make([]int64, size), make([]uint32, size), make([]uint8, size)
	m.u = newUnion(sources, m.loose, func(n, taken int32) { m.at[n] = twinOf - int64(taken) })
	return m.findPairs(ctx)
}

// taken returns the copy of an object that is, or will be, written.
func (m *merger) taken(n int32) int32 {
	if m.at[n] <= twinOf {
		return int32(twinOf - m.at[n])
	}
	return n
}

// finish makes the new pack durable.
func (m *merger) finish() (name string, err error) {
	checksum, err := m.out.seal(m.written)
	if err != nil {
		return "", errors.Join(err, m.out.abort())
	}
	if err := m.s.installPack(m.out, m.index, checksum); err != nil {
		return "", err
	}
	return packName(checksum), errors.Join(m.out.file.Close(), m.s.fs.SyncDir(m.s.packs.dir))
}

// index writes the new pack's index.
func (m *merger) index(to io.Writer, checksum [pack.TrailerSize]byte) error {
	order := slices.DeleteFunc(m.u.order, func(n int32) bool { return m.at[n] <= 0 })
	return vfs.Guard(func() error {
		return pack.WriteIndex(to, pack.Slots{
			Len:    len(order),
			ID:     func(i int) odb.ID { return m.u.id(order[i]) },
			CRC:    func(i int) uint32 { return m.crc[order[i]] },
			Offset: func(i int) uint64 { return uint64(m.at[order[i]]) },
		}, checksum)
	})
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
	for _, src := range m.u.sources {
		for i := range src.x.Len() {
			if _, ok := x.Find(src.x.ID(i)); !ok {
				return fmt.Errorf("lacks %s", src.x.ID(i))
			}
		}
	}
	return nil
}

// writeAll writes everything.
func (m *merger) writeAll(ctx context.Context) error {
	for n := range int32(m.u.size) {
		if err := m.write(n); err != nil {
			return err
		}
		if n%1024 == 1023 {
			m.report(int(n) + 1)
			if err := ctx.Err(); err != nil {
				return err
			}
		}
	}
	for i, id := range m.loose {
		if n := m.taken(m.u.first[len(m.u.sources)] + int32(i)); m.at[n] > 0 {
			m.packed = append(m.packed, id)
		}
	}
	m.report(m.group.size())
	return nil
}

// write writes an object, its base before it, unless it is written.
func (m *merger) write(n int32) error {
	if m.at[n] != unwritten {
		return nil
	}
	src, i := m.u.source(n)
	if src == nil {
		return m.writeLoose(n, m.u.loose[i])
	}
	if src.base[i] < 0 {
		return m.writeWhole(src, i, n)
	}
	m.at[n] = busy
	base := m.taken(n - int32(i) + src.base[i])
	if err := m.write(base); err != nil {
		return err
	}
	if m.depth[base] >= 2*maxDepth {
		return m.rewrite(src, i, n)
	}
	e, raw, head, err := src.checked(i)
	if err != nil {
		return err
	}
	m.pass(len(raw))
	m.depth[n] = m.depth[base] + 1
	if back := m.out.size() - m.at[base]; e.Kind != pack.OfsDelta || e.Back != back {
		return m.append(n, pack.Entry{Kind: pack.OfsDelta, Size: e.Size, Back: back}, raw[head:])
	}
	return m.copy(n, raw, src.crc(i))
}

// writeWhole writes an object that its source has whole: as a delta, if it has
// become known what is like it.
func (m *merger) writeWhole(src *source, i int, n int32) error {
	_, raw, head, err := src.checked(i)
	if err != nil {
		return err
	}
	m.pass(len(raw))
	m.at[n] = busy
	if base, err := m.pairOf(n, int(src.height[i])); base >= 0 || err != nil {
		if err != nil {
			return err
		}
		o, err := m.s.resolve(src.p, src.offset(i))
		if err != nil {
			return &sourceError{src.p.name(), err}
		}
		if ok, err := m.tryDelta(o, n, base, len(raw)-head); ok || err != nil {
			return err
		}
	}
	return m.copy(n, raw, src.crc(i))
}

// rewrite writes a delta of a source as an object without a base.
func (m *merger) rewrite(src *source, i int, n int32) error {
	o, err := m.s.resolve(src.p, src.offset(i))
	if err == nil && odb.Hash(o.Type, o.Data) != src.id(i) {
		err = errHash
	}
	if err != nil {
		return &sourceError{src.p.name(), err}
	}
	return m.append(n, pack.Entry{Kind: o.Type, Size: len(o.Data)}, m.work.deflate.Append(nil, o.Data))
}

// writeLoose writes a loose object. One that is damaged stays where it is.
func (m *merger) writeLoose(n int32, id odb.ID) error {
	o, err := m.s.getLoose(id)
	if err != nil {
		m.at[n] = unread
		return nil
	}
	zip := m.work.deflate.Append(nil, o.Data)
	m.at[n] = busy
	base, err := m.pairOf(n, 0)
	if err != nil {
		return err
	}
	if base >= 0 {
		if ok, err := m.tryDelta(o, n, base, len(zip)); ok || err != nil {
			return err
		}
	}
	return m.append(n, pack.Entry{Kind: o.Type, Size: len(o.Data)}, zip)
}

// pairOf returns the base that was found for an object, written now if need
// be, -1 for none. height is how many deltas stand on the object.
func (m *merger) pairOf(n int32, height int) (base int32, err error) {
	base, ok := m.pairs[n]
	if !ok || !m.free(base) {
		return -1, nil
	}
	if err := m.write(base); err != nil {
		return -1, err
	}
	if m.at[base] <= 0 || int(m.depth[base])+1+height > maxDepth {
		return -1, nil
	}
	return base, nil
}

// free reports whether an object can be written: what stands on an object that
// is being written cannot be its base.
func (m *merger) free(n int32) bool {
	for m.at[n] == unwritten {
		src, i := m.u.source(n)
		if src == nil || src.base[i] < 0 {
			return true
		}
		n = m.taken(n - int32(i) + src.base[i])
	}
	return m.at[n] > 0
}

// tryDelta writes an object as a delta to base, if that is shorter than size
// bytes when deflated.
func (m *merger) tryDelta(o odb.Object, n, base int32, size int) (ok bool, err error) {
	basis, err := m.object(base)
	if err != nil || basis.Type != o.Type {
		return false, nil // whatever is wrong with it, the object can stay whole
	}
	delta, ok := m.work.encode.Delta(m.work.delta[:0], basis.Data, o.Data, len(o.Data)*3/4)
	m.work.delta = delta[:0]
	if !ok {
		return false, nil
	}
	zip := m.work.deflate.Append(nil, delta)
	if len(zip) >= size {
		return false, nil
	}
	m.depth[n] = m.depth[base] + 1
	return true, m.append(n, pack.Entry{Kind: pack.OfsDelta, Size: len(delta), Back: m.out.size() - m.at[base]}, zip)
}

// object reads an object from where it was found.
func (m *merger) object(n int32) (odb.Object, error) {
	src, i := m.u.source(n)
	if src == nil {
		return m.s.getLoose(m.u.loose[i])
	}
	m.pass(window / 4)
	return m.s.resolve(src.p, src.offset(i))
}

// append writes an entry with a header of its own.
func (m *merger) append(n int32, e pack.Entry, zip []byte) (err error) {
	m.at[n] = m.out.size()
	m.written++
	m.crc[n], err = m.out.entry(e, zip)
	return err
}

// copy writes an entry as it is.
func (m *merger) copy(n int32, raw []byte, crc uint32) error {
	m.at[n], m.crc[n] = m.out.size(), crc
	m.written++
	return m.out.raw(raw)
}

// pass counts what was read of the packs, and gives the pages back in time.
func (m *merger) pass(n int) {
	if m.passed += n; m.passed > 8<<20 {
		m.passed = 0
		m.list.forgetPacks()
		m.list.forget()
	}
}
