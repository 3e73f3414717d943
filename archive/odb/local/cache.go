package local

import (
	"container/list"
	"sync"

	"github.com/newsarc/newsarc/archive/odb"
)

// deltaCache keeps the objects that were read last: the next revision of a path
// is mostly a delta to the one before. What it holds is never changed.
type deltaCache struct {
	mu    sync.Mutex
	limit int
	size  int
	items map[cacheKey]*list.Element
	order *list.List // latest use first
}

type cacheKey struct {
	pack *packFile
	off  int64
}

type cacheItem struct {
	key cacheKey
	obj odb.Object
}

func newDeltaCache(limit int) *deltaCache {
	return &deltaCache{limit: limit, items: make(map[cacheKey]*list.Element), order: list.New()}
}

func (c *deltaCache) get(p *packFile, off int64) (odb.Object, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.items[cacheKey{p, off}]
	if !ok {
		return odb.Object{}, false
	}
	c.order.MoveToFront(e)
	return e.Value.(*cacheItem).obj, true
}

func (c *deltaCache) put(p *packFile, off int64, o odb.Object) {
	if len(o.Data) > c.limit/4 {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	key := cacheKey{p, off}
	if _, ok := c.items[key]; ok {
		return
	}
	c.items[key] = c.order.PushFront(&cacheItem{key, o})
	c.size += len(o.Data)
	for c.size > c.limit {
		last := c.order.Back()
		item := last.Value.(*cacheItem)
		c.order.Remove(last)
		delete(c.items, item.key)
		c.size -= len(item.obj.Data)
	}
}
