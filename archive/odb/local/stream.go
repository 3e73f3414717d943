package local

import (
	"errors"
	"fmt"
	"sync"

	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/archive/odb/pack"
	"github.com/newsarc/newsarc/archive/odb/vfs"
)

const (
	// maxDepth is git's own default for the length of a delta chain.
	maxDepth = 50
	// An object whose chain has become long is not stored whole but as a delta
	// to the anchor that the last so many began with, and is the next anchor. A
	// root tree of 13 KB, rewritten by each revision, is whole once in 600 times
	// so, not once in 50: that took 8 % off a pack of 10,000 revisions.
	treeRun  = 25
	otherRun = 40
	// chunkBytes and chunkObjects are how much work goes to a worker at a time.
	chunkBytes   = 256 << 10
	chunkObjects = 512
)

// packStream takes objects in order, compresses them on several processors,
// and writes them in the same order as one pack. Memory is bounded: by the
// chunks in flight, by the cache of delta bases, and by some 50 bytes for each
// object of the pack.
type packStream struct {
	s     *Store
	rows  []row
	table idTable
	bases baseCache
	cur   *chunk

	work  chan *chunk // to the workers
	order chan *chunk // to the writer, as added
	wg    sync.WaitGroup

	mu      sync.Mutex // guards the rest
	wrote   *sync.Cond
	out     *tempPack
	written []place // of the first rows
	buffers [][]byte
	err     error
}

// row is an object of the pack.
type row struct {
	id    odb.ID
	slot  int32 // of its content in the cache, -1 if it is not there
	base  int32 // row of what it is a delta to, -1 for none
	depth uint8 // deltas between it and a whole object, at most
	run   uint8 // deltas between it and its anchor
}

// place is where an object lies in the pack.
type place struct {
	off int64
	crc uint32
}

func (s *Store) newPackStream() (*packStream, error) {
	out, err := newTempPack(s.fs, s.packs.dir)
	if err != nil {
		return nil, err
	}
	p := &packStream{s: s, out: out, cur: newChunk()}
	p.wrote = sync.NewCond(&p.mu)
	p.bases.limit = s.opts.CacheBytes
	return p, nil
}

func (p *packStream) has(id odb.ID) bool { return p.table.find(p.rows, id) >= 0 }

func (p *packStream) full() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.rows) >= p.s.opts.PackObjects || p.out.size() >= p.s.opts.PackBytes
}

// add takes an object that the stream does not have.
func (p *packStream) add(o odb.New) error {
	j := job{base: -1, kind: o.Type, data: o.Data}
	if !o.Given {
		j.data = append(p.buffer(o), o.Data...)
	}
	r := row{id: o.ID, base: -1}
	if i := p.table.find(p.rows, o.Base); i >= 0 {
		if err := p.lean(&r, &j, i); err != nil {
			return err
		}
	}
	n := len(p.rows)
	r.slot = p.bases.put(p.rows, n, odb.Object{Type: o.Type, Data: j.data})
	p.rows = append(p.rows, r)
	p.table.insert(p.rows, n)
	p.cur.jobs = append(p.cur.jobs, j)
	p.cur.bytes += len(j.data)
	if p.cur.bytes >= chunkBytes || len(p.cur.jobs) >= chunkObjects {
		return p.dispatch()
	}
	return nil
}

// lean gives a new object its base: row before, or that one's anchor.
func (p *packStream) lean(r *row, j *job, before int) error {
	base, run := before, p.rows[before].run+1
	if most := runOf(j.kind); int(run) >= most {
		if base, run = p.anchor(before), 0; int(p.rows[base].depth) > maxDepth-most {
			base = -1
		}
	}
	if base >= 0 {
		basis, err := p.content(base)
		if err != nil {
			return err
		}
		if basis.Type == j.kind {
			j.base, j.basis = base, basis.Data
			r.base, r.depth, r.run = int32(base), p.rows[base].depth+1, run
		}
	}
	p.succeed(j, before, base)
	return nil
}

func runOf(kind odb.Type) int {
	if kind == odb.Tree {
		return treeRun
	}
	return otherRun
}

// anchor returns the row that row i's run began with.
func (p *packStream) anchor(i int) int {
	for p.rows[i].run > 0 {
		i = int(p.rows[i].base)
	}
	return i
}

// succeed lets go of what a job's object takes the place of: row before at its
// path and, if the job makes a new anchor, the anchor base. A commit may be the
// base of the next one and, later, of its own story's next: only files and trees
// are done with. A file may be asked for again.
func (p *packStream) succeed(j *job, before, base int) {
	slot := p.rows[before].slot
	switch {
	case slot < 0 || j.kind == odb.Commit:
	case j.kind != odb.Tree:
		p.bases.demote(slot)
	case p.rows[before].run > 0 || len(j.data) < minBuffer:
		j.retire = p.bases.drop(p.rows, slot)
	}
	if base < 0 || base == before || j.kind != odb.Tree {
		return
	}
	if slot := p.rows[base].slot; slot >= 0 {
		j.retire = p.bases.drop(p.rows, slot)
	}
}

// Trees of many entries are large, and each is done with when its successor is
// written: their memory goes round.
const (
	minBuffer  = 2 << 10 // bytes from which on it pays
	maxBuffers = 64
)

// buffer returns memory for the content of an object, nil for none in store.
func (p *packStream) buffer(o odb.New) []byte {
	if o.Type != odb.Tree || len(o.Data) < minBuffer {
		return nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	k := len(p.buffers) - 1
	if k < 0 {
		return make([]byte, 0, len(o.Data)+len(o.Data)/16)
	}
	buf := p.buffers[k]
	p.buffers = p.buffers[:k]
	if cap(buf) < len(o.Data) {
		return nil
	}
	return buf[:0]
}

// content returns the object of row i, from the cache or read back.
func (p *packStream) content(i int) (odb.Object, error) {
	if slot := p.rows[i].slot; slot >= 0 {
		return p.bases.get(slot), nil
	}
	o, err := p.readBack(i)
	if err == nil && odb.Hash(o.Type, o.Data) != p.rows[i].id {
		err = errHash
	}
	if err != nil {
		return odb.Object{}, fmt.Errorf("read %s back: %w", p.rows[i].id, err)
	}
	return o, nil
}

func (p *packStream) get(id odb.ID) (o odb.Object, ok bool, err error) {
	i := p.table.find(p.rows, id)
	if i < 0 {
		return odb.Object{}, false, nil
	}
	if slot := p.rows[i].slot; slot >= 0 {
		return p.bases.lend(slot), true, nil
	}
	o, err = p.content(i)
	return o, true, err
}

// readBack reads the object of row i from the pack as far as it is written.
func (p *packStream) readBack(i int) (odb.Object, error) {
	if err := p.await(i); err != nil {
		return odb.Object{}, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	r := pack.Reader{Src: p.out, Size: p.out.size()}
	return r.Object(p.written[i].off)
}

// await waits until row i is written.
func (p *packStream) await(i int) error {
	p.mu.Lock()
	n := len(p.written)
	p.mu.Unlock()
	if i >= n && len(p.cur.jobs) > 0 {
		if err := p.dispatch(); err != nil {
			return err
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for i >= len(p.written) && p.err == nil {
		p.wrote.Wait()
	}
	return p.err
}

// dispatch hands the current chunk to the workers, which the first one starts.
func (p *packStream) dispatch() error {
	if p.work == nil {
		p.start()
	}
	c := p.cur
	p.cur = newChunk()
	p.order <- c
	p.work <- c
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.err
}

func (p *packStream) start() {
	n := p.s.opts.Workers
	work, order := make(chan *chunk, n), make(chan *chunk, 2*n)
	p.work, p.order = work, order
	for range n {
		p.wg.Go(func() {
			var w compressor
			for c := range work {
				w.run(c)
				c.done <- struct{}{}
			}
		})
	}
	p.wg.Go(func() {
		for c := range order {
			<-c.done
			p.write(c)
			c.free()
		}
	})
}

// stop ends the goroutines; what was dispatched is written then.
func (p *packStream) stop() {
	if p.work != nil {
		close(p.work)
		close(p.order)
		p.work = nil
	}
	p.wg.Wait()
}

// write writes a chunk. After an error chunks are only drained.
func (p *packStream) write(c *chunk) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for i := range c.jobs {
		if p.err != nil {
			break
		}
		p.err = p.writeJob(&c.jobs[i])
		if old := c.jobs[i].retire; cap(old) >= minBuffer && len(p.buffers) < maxBuffers {
			p.buffers = append(p.buffers, old)
		}
	}
	p.wrote.Broadcast()
}

func (p *packStream) writeJob(j *job) error {
	off := p.out.size()
	e := pack.Entry{Kind: j.kind, Size: j.size}
	if j.delta {
		e.Kind, e.Back = pack.OfsDelta, off-p.written[j.base].off
	}
	crc, err := p.out.entry(e, j.zip)
	p.written = append(p.written, place{off, crc})
	return err
}

// keptPack is a pack that git is told to keep until end is called.
type keptPack struct {
	s    *Store
	name string
	file vfs.File
}

func (k *keptPack) end() error {
	return errors.Join(k.s.unkeepPack(k.name), k.file.Close())
}

// finish completes the pack and installs it. Whatever happens, the stream has ended.
func (p *packStream) finish() (*keptPack, error) {
	if len(p.cur.jobs) > 0 {
		if p.work == nil { // few objects: not worth a goroutine
			new(compressor).run(p.cur)
			p.write(p.cur)
		} else if err := p.dispatch(); err != nil {
			return nil, errors.Join(err, p.abort())
		}
	}
	p.stop()
	if p.err != nil {
		return nil, errors.Join(p.err, p.abort())
	}
	checksum, err := p.out.seal(len(p.rows))
	if err != nil {
		return nil, errors.Join(err, p.abort())
	}
	name := packName(checksum)
	if err := p.s.keepPack(name); err != nil {
		return nil, errors.Join(err, p.abort())
	}
	if err := p.s.installPack(p.out, indexOf(slots(p.rows, p.written)), checksum); err != nil {
		return nil, errors.Join(err, p.s.unkeepPack(name))
	}
	return &keptPack{p.s, name, p.out.file}, nil
}

// slots returns the rows of an index.
func slots(rows []row, written []place) []pack.Slot {
	list := make([]pack.Slot, len(rows))
	for i, r := range rows {
		list[i] = pack.Slot{ID: r.id, CRC: written[i].crc, Offset: uint64(written[i].off)}
	}
	return list
}

// abort drops the stream.
func (p *packStream) abort() error {
	p.stop()
	return p.out.abort()
}
