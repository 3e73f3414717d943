package pgstore

import (
	"container/list"
	"encoding/binary"
	"errors"
	"slices"
	"sync"

	"github.com/newsarc/newsarc/archive/odb"
)

// packCache keeps the packs that were read last, and objects made from them:
// what lies beside an object is as a rule wanted next. Objects do not change,
// so nothing in it is ever out of date.
type packCache struct {
	mu    sync.Mutex
	packs lru[int64, *fetched]
	made  lru[madeKey, odb.Object]
	ready lru[odb.ID, odb.Object] // brought ahead, each for itself
	at    map[odb.ID]spotIn       // in the packs
	seen  []int64                 // packs of which a slice was read lately
}

// maxSeen is how many packs of which a slice was read are remembered.
const maxSeen = 64

// visit notes that a slice of a pack was read.
func (c *packCache) visit(pack int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.seen) == maxSeen {
		c.seen = slices.Delete(c.seen, 0, 1)
	}
	c.seen = append(c.seen, pack)
}

// visited returns the packs of which slices were read twice: whoever reads here
// and there comes upon one again by chance, and wants no more of it.
func (c *packCache) visited() []int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	again := []int64{}
	for i, pack := range c.seen {
		if slices.Contains(c.seen[:i], pack) {
			again = append(again, pack)
		}
	}
	return again
}

// fetched is a pack that was read.
type fetched struct {
	id   int64
	ids  []byte // as the column has it
	data []byte
}

type spotIn struct {
	pack *fetched
	off  int64
}

type madeKey struct {
	pack int64
	off  int64
}

func newPackCache(limit int) *packCache {
	return &packCache{
		packs: newLRU[int64, *fetched](limit), made: newLRU[madeKey, odb.Object](limit / 2),
		ready: newLRU[odb.ID, odb.Object](limit / 2), at: map[odb.ID]spotIn{},
	}
}

// has reports whether an object need not be brought.
func (c *packCache) has(id odb.ID) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	_, in := c.at[id]
	_, ready := c.ready.items[id]
	return in || ready
}

// keep keeps an object whose hash was checked.
func (c *packCache) keep(id odb.ID, o odb.Object) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ready.put(id, o, len(o.Data)+64)
}

// kept returns an object that was brought ahead.
func (c *packCache) kept(id odb.ID) (odb.Object, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.ready.get(id)
}

// find returns where an object lies in the packs of the cache.
func (c *packCache) find(id odb.ID) (spotIn, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	at, ok := c.at[id]
	if ok {
		c.packs.get(at.pack.id)
	}
	return at, ok
}

// add keeps a pack.
func (c *packCache) add(p *fetched) error {
	if len(p.ids)%slotSize != 0 {
		return errors.New("list of ids is cut off")
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, ok := c.packs.get(p.id); ok {
		return nil
	}
	for id, off := range p.slots {
		c.at[id] = spotIn{p, off}
	}
	for _, old := range c.packs.put(p.id, p, len(p.data)+4*len(p.ids)) {
		for id := range old.slots {
			if c.at[id].pack == old {
				delete(c.at, id)
			}
		}
	}
	return nil
}

// slots yields the objects of a pack and their offsets.
func (p *fetched) slots(yield func(odb.ID, int64) bool) {
	for b := p.ids; len(b) >= slotSize; b = b[slotSize:] {
		if !yield(odb.ID(b[:20]), int64(binary.BigEndian.Uint32(b[20:]))) {
			return
		}
	}
}

// basesOf keeps the objects made from one pack.
type basesOf struct {
	c    *packCache
	pack int64
}

func (b basesOf) get(off int64) (odb.Object, bool) {
	b.c.mu.Lock()
	defer b.c.mu.Unlock()
	return b.c.made.get(madeKey{b.pack, off})
}

func (b basesOf) put(off int64, o odb.Object) {
	b.c.mu.Lock()
	defer b.c.mu.Unlock()
	b.c.made.put(madeKey{b.pack, off}, o, len(o.Data)+64)
}

// lru keeps what was used last, up to a size.
type lru[K comparable, V any] struct {
	limit, size int
	items       map[K]*list.Element
	order       *list.List // latest use first
}

type lruItem[K comparable, V any] struct {
	key   K
	value V
	size  int
}

func newLRU[K comparable, V any](limit int) lru[K, V] {
	return lru[K, V]{limit: limit, items: map[K]*list.Element{}, order: list.New()}
}

func (l *lru[K, V]) get(key K) (v V, ok bool) {
	e, ok := l.items[key]
	if !ok {
		return v, false
	}
	l.order.MoveToFront(e)
	return e.Value.(*lruItem[K, V]).value, true
}

// put keeps a value and returns what had to go for it. What is larger than a
// quarter of the cache is not kept, and comes back at once.
func (l *lru[K, V]) put(key K, v V, size int) (gone []V) {
	if size > l.limit/4 {
		return []V{v}
	}
	if _, ok := l.items[key]; ok {
		return nil
	}
	l.items[key] = l.order.PushFront(&lruItem[K, V]{key, v, size})
	for l.size += size; l.size > l.limit; {
		last := l.order.Remove(l.order.Back()).(*lruItem[K, V])
		delete(l.items, last.key)
		l.size -= last.size
		gone = append(gone, last.value)
	}
	return gone
}
