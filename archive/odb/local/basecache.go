package local

import (
	"encoding/binary"

	"github.com/newsarc/newsarc/archive/odb"
)

// baseCache keeps the content of the objects of a pack under way that are
// likely to be delta bases: the last revision of each path. It is a list in
// order of use, in one slice, so that it costs no allocation for each object.
type baseCache struct {
	limit int
	size  int
	items []baseItem // items[0] is the ring's head: next is the latest use
	free  []int32
}

type baseItem struct {
	obj        odb.Object
	row        int
	prev, next int32
	lent       bool // somebody outside has the content
}

func (c *baseCache) get(slot int32) odb.Object { return c.items[slot].obj }

// lend is get for somebody who may keep the content.
func (c *baseCache) lend(slot int32) odb.Object {
	c.items[slot].lent = true
	return c.items[slot].obj
}

// drop forgets an item and returns its content if nobody outside has it.
func (c *baseCache) drop(rows []row, slot int32) []byte {
	it := c.items[slot]
	c.unlink(slot)
	rows[it.row].slot = -1
	c.size -= len(it.obj.Data)
	c.items[slot] = baseItem{}
	c.free = append(c.free, slot)
	if it.lent {
		return nil
	}
	return it.obj.Data
}

// put keeps the content of the row that is about to be number row, and returns
// its slot, or -1 if it is too large. Rows that fall out are told so.
func (c *baseCache) put(rows []row, n int, o odb.Object) int32 {
	if len(o.Data) > c.limit/4 {
		return -1
	}
	if c.items == nil {
		c.items = make([]baseItem, 1)
	}
	c.size += len(o.Data)
	for c.size > c.limit {
		c.drop(rows, c.items[0].prev)
	}
	slot := int32(len(c.items))
	if k := len(c.free); k > 0 {
		slot, c.free = c.free[k-1], c.free[:k-1]
	} else {
		c.items = append(c.items, baseItem{})
	}
	c.items[slot] = baseItem{obj: o, row: n}
	c.link(slot, 0)
	return slot
}

// demote makes an item the first to go: its successor takes its place.
func (c *baseCache) demote(slot int32) {
	if slot >= 0 {
		c.unlink(slot)
		c.link(slot, c.items[0].prev)
	}
}

func (c *baseCache) unlink(i int32) {
	it := &c.items[i]
	c.items[it.prev].next = it.next
	c.items[it.next].prev = it.prev
}

// link puts i behind after.
func (c *baseCache) link(i, after int32) {
	next := c.items[after].next
	c.items[i].prev, c.items[i].next = after, next
	c.items[after].next = i
	c.items[next].prev = i
}

// idTable finds rows by id: open addressing, at most half full. A slot holds
// four bytes of the id besides the row, so that most ids which are not there
// are known to be without a look at any row.
type idTable struct {
	slots []idSlot
}

type idSlot struct {
	tag uint32
	row uint32 // plus 1
}

// probe returns where the search for an id begins, and its tag.
func (t *idTable) probe(id *odb.ID) (at int, tag uint32) {
	x := binary.LittleEndian.Uint64(id[:])
	return int(x) & (len(t.slots) - 1), uint32(x >> 32)
}

// find returns the row of id, or -1.
func (t *idTable) find(rows []row, id odb.ID) int {
	if len(t.slots) == 0 {
		return -1
	}
	at, tag := t.probe(&id)
	for t.slots[at].row != 0 {
		if s := t.slots[at]; s.tag == tag && rows[s.row-1].id == id {
			return int(s.row - 1)
		}
		at = (at + 1) & (len(t.slots) - 1)
	}
	return -1
}

// insert enters row n, which is the last.
func (t *idTable) insert(rows []row, n int) {
	if 2*len(rows) > len(t.slots) {
		t.slots = make([]idSlot, max(2*len(t.slots), 64))
		for i := range n {
			t.place(rows, i)
		}
	}
	t.place(rows, n)
}

func (t *idTable) place(rows []row, n int) {
	at, tag := t.probe(&rows[n].id)
	for t.slots[at].row != 0 {
		at = (at + 1) & (len(t.slots) - 1)
	}
	t.slots[at] = idSlot{tag, uint32(n + 1)}
}
