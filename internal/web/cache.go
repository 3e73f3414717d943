package web

import (
	"bytes"
	linked "container/list"
	"context"
	"fmt"
	"net/http"
	"sync"
	"time"
)

const (
	cacheSize = 16 << 20 // bytes of answers that are kept
	cacheMost = 1 << 20  // bytes of one that is worth keeping
	cacheOver = 512      // what an answer costs beside its body, in bytes
)

// cache keeps answers, those used last, in so many bytes. An answer is good as
// long as its version is the one asked for: what makes it is read first, which
// costs far less than making it again.
type cache struct {
	mu    sync.Mutex
	size  int
	max   int
	order *linked.List // of *cached, used last first
	items map[string]*linked.Element

	hits, made int64
}

// cached is an answer that is kept.
type cached struct {
	key, version string
	reply        reply
}

func newCache(limit int) *cache {
	return &cache{max: limit, order: linked.New(), items: map[string]*linked.Element{}}
}

func (c *cached) size() int { return len(c.reply.body) + len(c.key) + len(c.version) + cacheOver }

// get returns the answer that is kept under a key in a version.
func (c *cache) get(key, version string) (reply, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e := c.items[key]
	if e == nil || e.Value.(*cached).version != version {
		return reply{}, false
	}
	c.hits++
	c.order.MoveToFront(e)
	return e.Value.(*cached).reply, true
}

// put keeps an answer in place of an older version of it.
func (c *cache) put(key, version string, p reply) {
	item := &cached{key, version, p}
	if item.size() > min(cacheMost, c.max) {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.made++
	if e := c.items[key]; e != nil {
		c.drop(e)
	}
	c.items[key] = c.order.PushFront(item)
	for c.size += item.size(); c.size > c.max; {
		c.drop(c.order.Back())
	}
}

func (c *cache) drop(e *linked.Element) {
	item := c.order.Remove(e).(*cached)
	delete(c.items, item.key)
	c.size -= item.size()
}

// figures returns what the metrics tell of the cache.
func (c *cache) figures() (size, hits, made int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return int64(c.size), c.hits, c.made
}

// keyOf names the answer to a request. Pages name the site by the address that
// the client knows it by.
func keyOf(r *http.Request) string { return base(r) + r.URL.RequestURI() }

// kept returns the answer to a request in a version, from the cache or made.
func (s *Server) kept(r *http.Request, version string, produce func() (reply, error)) (reply, error) {
	key := keyOf(r)
	if p, ok := s.cache.get(key, version); ok {
		return p, nil
	}
	p, err := produce()
	if err != nil || p.passing || p.status != 0 && p.status != http.StatusOK {
		return p, err
	}
	p.etag = etagOf(p.body)
	p.body = bytes.Clone(p.body) // the buffer it was written into is larger
	s.cache.put(key, version, p)
	return p, nil
}

// version names the state of the archive that an answer rests on. A parameter
// may say "3 hours ago": such an answer is good for a minute.
func (s *Server) version(ctx context.Context, r *http.Request) (string, error) {
	heads, err := s.archive.Heads(ctx)
	version := fmt.Sprint(heads)
	if r.URL.RawQuery != "" {
		version += s.o.Now().Truncate(time.Minute).Format(time.RFC3339)
	}
	return version, err
}
