package pgstore

import (
	"crypto/sha1"
	"encoding/binary"
	"errors"
	"fmt"

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

// packer puts objects into packs of bounded size. It serves one goroutine.
type packer struct {
	limit   int
	encode  pack.Encoder
	deflate pack.Deflater
	delta   []byte

	done []*sealed
	at   map[odb.ID]spot // of the packs in done
	size int             // bytes of the packs in done

	cur   sealed
	row   map[odb.ID]int // of cur
	raw   []odb.Object   // content of cur
	depth []uint8
	held  int // bytes of raw
}

// spot is where an object lies.
type spot struct {
	pack *sealed
	off  uint32
}

func newPacker(limit int) *packer {
	return &packer{limit: limit, at: map[odb.ID]spot{}, row: map[odb.ID]int{}}
}

func (p *packer) has(id odb.ID) bool {
	_, current := p.row[id]
	_, before := p.at[id]
	return current || before
}

// add takes an object that the packer does not have.
func (p *packer) add(o odb.New) {
	if len(p.cur.data) >= p.limit || p.held >= maxRaw {
		p.seal()
	}
	if len(p.cur.ids) == 0 {
		p.cur.data = pack.AppendHeader(make([]byte, 0, p.limit+p.limit/8), 0)
	}
	off := len(p.cur.data)
	e, depth, body := pack.Entry{Kind: o.Type}, uint8(0), o.Data
	if i, ok := p.row[o.Base]; ok && p.raw[i].Type == o.Type && p.depth[i] < maxDepth {
		delta, short := p.encode.Delta(p.delta[:0], p.raw[i].Data, o.Data, len(o.Data)*3/4)
		p.delta = delta[:0]
		if short {
			e.Kind, e.Back = pack.OfsDelta, int64(off)-int64(p.cur.offs[i])
			depth, body = p.depth[i]+1, delta
		}
	}
	e.Size = len(body)
	p.cur.data = p.deflate.Append(pack.AppendEntry(p.cur.data, e), body)
	p.row[o.ID] = len(p.cur.ids)
	p.cur.ids = append(p.cur.ids, o.ID)
	p.cur.offs = append(p.cur.offs, uint32(off))
	p.raw = append(p.raw, odb.Object{Type: o.Type, Data: append([]byte(nil), o.Data...)})
	p.depth = append(p.depth, depth)
	p.held += len(o.Data)
}

// seal ends the pack under way, if there is one.
func (p *packer) seal() {
	if len(p.cur.ids) == 0 {
		return
	}
	done := p.cur
	binary.BigEndian.PutUint32(done.data[8:], uint32(len(done.ids)))
	sum := sha1.Sum(done.data)
	done.data = append(done.data, sum[:]...)
	p.done = append(p.done, &done)
	p.size += len(done.data)
	for i, id := range done.ids {
		p.at[id] = spot{&done, done.offs[i]}
	}
	p.cur = sealed{}
	clear(p.row)
	clear(p.raw)
	p.raw, p.depth, p.held = p.raw[:0], p.depth[:0], 0
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
		return p.raw[i], true, nil
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
