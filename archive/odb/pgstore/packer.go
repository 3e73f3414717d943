package pgstore

import (
	"bytes"
	"crypto/sha1"
	"encoding/binary"
	"errors"
	"fmt"
	"runtime"
	"sync"

	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/archive/odb/pack"
)

const (
	// maxDepth is git's own default for the length of a delta chain.
	maxDepth = 50
	// maxRaw bounds the memory that holds the content of a pack under way: of
	// trees that hardly change a pack would else take in very many.
	maxRaw = 16 << 20
)

// sealed is a whole git pack. Deltas stay within it, so it can be read, and
// given to stock git, without any other.
type sealed struct {
	ids  []odb.ID // in the order of the pack
	offs []uint32
	data []byte
}

// index returns what the column ids holds: 20 bytes of each id and four of its
// offset, big endian.
func (p *sealed) index() []byte {
	b := make([]byte, 0, slotSize*len(p.ids))
	for i := range p.ids {
		b = binary.BigEndian.AppendUint32(append(b, p.ids[i][:]...), p.offs[i])
	}
	return b
}

// slotSize is the length of an id and an offset in the column ids.
const slotSize = len(odb.ID{}) + 4

// packer puts objects into packs of bounded size. It serves one goroutine, and
// has others deflate for it. To end it is to seal or to drop it: no goroutine is
// left behind, as each lives for one chunk.
type packer struct {
	limit  int
	encode pack.Encoder
	delta  []byte

	done []*sealed
	at   map[odb.ID]spot // of the packs in done
	size int             // bytes of the packs in done

	jobs   []*job // of the pack under way
	row    map[odb.ID]int
	held   int // bytes of their content
	guess  int // bytes of the pack, about
	chunk  int // first job that nobody deflates yet
	loaded int // bytes to deflate from there on
	busy   sync.WaitGroup
	free   chan struct{} // a token for each goroutine that may deflate
}

// job is an object of the pack under way.
type job struct {
	id    odb.ID
	raw   odb.Object
	base  int // row of the delta base, -1 if body is the content
	depth uint8
	body  []byte
	zip   []byte // set by a goroutine
}

// spot is where an object lies.
type spot struct {
	pack *sealed
	off  uint32
}

// chunkBytes is how much goes to a goroutine at a time.
const chunkBytes = 32 << 10

func newPacker(limit int) *packer {
	return &packer{
		limit: limit, at: map[odb.ID]spot{}, row: map[odb.ID]int{},
		free: make(chan struct{}, runtime.GOMAXPROCS(0)),
	}
}

func (p *packer) has(id odb.ID) bool {
	_, current := p.row[id]
	_, before := p.at[id]
	return current || before
}

// add takes an object that the packer does not have.
func (p *packer) add(o odb.New) {
	if p.guess >= p.limit || p.held >= maxRaw {
		p.seal()
	}
	j := &job{id: o.ID, raw: odb.Object{Type: o.Type, Data: bytes.Clone(o.Data)}, base: -1}
	j.body = j.raw.Data
	if i, ok := p.row[o.Base]; ok && p.jobs[i].raw.Type == o.Type && p.jobs[i].depth < maxDepth {
		delta, short := p.encode.Delta(p.delta[:0], p.jobs[i].raw.Data, o.Data, len(o.Data)*3/4)
		p.delta = delta[:0]
		if short {
			j.base, j.depth, j.body = i, p.jobs[i].depth+1, bytes.Clone(delta)
		}
	}
	p.row[o.ID] = len(p.jobs)
	p.jobs = append(p.jobs, j)
	p.held += len(o.Data)
	p.loaded += len(j.body)
	if j.base >= 0 {
		p.guess += len(j.body) + 8
	} else {
		p.guess += len(j.body)/2 + 8
	}
	if p.loaded >= chunkBytes {
		p.dispatch()
	}
}

var deflaters = sync.Pool{New: func() any { return new(pack.Deflater) }}

func deflate(jobs []*job) {
	d := deflaters.Get().(*pack.Deflater)
	defer deflaters.Put(d)
	for _, j := range jobs {
		j.zip = d.Append(nil, j.body)
	}
}

// dispatch has the latest jobs deflated.
func (p *packer) dispatch() {
	jobs := p.jobs[p.chunk:]
	p.chunk, p.loaded = len(p.jobs), 0
	p.free <- struct{}{}
	p.busy.Go(func() {
		deflate(jobs)
		<-p.free
	})
}

// seal ends the pack under way, if there is one.
func (p *packer) seal() {
	if len(p.jobs) == 0 {
		return
	}
	deflate(p.jobs[p.chunk:])
	p.busy.Wait()
	done := &sealed{data: pack.AppendHeader(make([]byte, 0, p.guess+p.guess/4), len(p.jobs))}
	for _, j := range p.jobs {
		off := len(done.data)
		e := pack.Entry{Kind: j.raw.Type, Size: len(j.body)}
		if j.base >= 0 {
			e.Kind, e.Back = pack.OfsDelta, int64(off)-int64(done.offs[j.base])
		}
		done.data = append(pack.AppendEntry(done.data, e), j.zip...)
		done.ids = append(done.ids, j.id)
		done.offs = append(done.offs, uint32(off))
		p.at[j.id] = spot{done, uint32(off)}
	}
	sum := sha1.Sum(done.data)
	done.data = append(done.data, sum[:]...)
	p.done = append(p.done, done)
	p.size += len(done.data)
	p.drop()
}

// take hands out the packs that are done; their objects are no longer the
// packer's, except that it still knows that it had them.
func (p *packer) take() []*sealed {
	done := p.done
	p.done, p.size = nil, 0
	for _, d := range done {
		for _, id := range d.ids {
			p.at[id] = spot{}
		}
	}
	return done
}

// get returns an object that the packer holds.
func (p *packer) get(id odb.ID) (o odb.Object, ok bool, err error) {
	if i, ok := p.row[id]; ok {
		return p.jobs[i].raw, true, nil
	}
	at := p.at[id]
	if at.pack == nil {
		return odb.Object{}, false, nil
	}
	o, err = objectAt(at.pack.data, int64(at.off), nil)
	return o, true, err
}

var errCut = errors.New("pack ends too soon")

// bases keeps objects by their offset in one pack.
type bases interface {
	get(off int64) (odb.Object, bool)
	put(off int64, o odb.Object)
}

// objectAt returns the object whose entry begins at an offset of a pack. known
// may be nil.
func objectAt(data []byte, off int64, known bases) (o odb.Object, err error) {
	type link struct {
		off   int64
		delta []byte
	}
	var chain []link
	for found := false; !found; {
		if known != nil {
			if o, found = known.get(off); found {
				break
			}
		}
		if off < pack.HeaderSize || off >= int64(len(data)) {
			return o, errCut
		}
		e, n, err := pack.ParseEntry(data[off:])
		if err != nil {
			return o, err
		}
		body, _, err := pack.Inflate(nil, data[off+int64(n):], e.Size)
		switch {
		case err != nil:
			return o, err
		case e.Kind == pack.OfsDelta && e.Back > 0:
			chain = append(chain, link{off, body})
			off -= e.Back
			continue
		case e.Kind > odb.Tag:
			return o, fmt.Errorf("entry of kind %d", e.Kind)
		}
		o, found = odb.Object{Type: e.Kind, Data: body}, true
		if known != nil {
			known.put(off, o)
		}
	}
	for i := len(chain) - 1; i >= 0; i-- {
		if o.Data, err = pack.Apply(nil, o.Data, chain[i].delta); err != nil {
			return o, err
		}
		if known != nil {
			known.put(chain[i].off, o)
		}
	}
	return o, nil
}
