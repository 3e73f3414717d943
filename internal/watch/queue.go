package watch

import (
	"container/heap"
	"time"
)

// queue holds the pages that wait for their time, by host. A host is asked for
// one page at a time, and hosts do not wait for each other. It is used by one
// goroutine.
type queue struct {
	hosts  map[string]*host
	order  ordered[*host] // hosts that are not busy and have pages
	places map[string]*waiting
}

// host is whom requests go to.
type host struct {
	name  string
	pages ordered[*waiting]
	busy  bool      // a request is under way
	ready time.Time // not before: a pause, or because it fails
	fails int       // in a row
	slow  bool      // its last answer took long
	index int       // in order; -1: not there
}

// waiting is a page in its host's heap.
type waiting struct {
	page  *page
	host  *host
	index int
}

func newQueue() *queue {
	return &queue{hosts: map[string]*host{}, places: map[string]*waiting{}}
}

// put lets a page wait for its time, or moves it if it waits already. A page
// without a time does not wait.
func (q *queue) put(p *page) {
	key := p.key()
	if w := q.places[key]; w != nil {
		q.remove(w)
	}
	if p.Due.IsZero() {
		return
	}
	h := q.host(p.host())
	w := &waiting{page: p, host: h}
	q.places[key] = w
	heap.Push(&h.pages, w)
	q.fix(h)
}

func (q *queue) remove(w *waiting) {
	heap.Remove(&w.host.pages, w.index)
	delete(q.places, w.page.key())
	q.fix(w.host)
}

func (q *queue) host(name string) *host {
	h := q.hosts[name]
	if h == nil {
		h = &host{name: name, index: -1}
		q.hosts[name] = h
	}
	return h
}

// fix puts a host where it belongs in the order.
func (q *queue) fix(h *host) {
	wants := !h.busy && len(h.pages) > 0
	switch {
	case wants && h.index < 0:
		heap.Push(&q.order, h)
	case wants:
		heap.Fix(&q.order, h.index)
	case h.index >= 0:
		heap.Remove(&q.order, h.index)
	}
}

// at returns when a host can be asked for its next page.
func (h *host) at() time.Time {
	due := h.pages[0].page.Due
	if h.ready.After(due) {
		return h.ready
	}
	return due
}

// next returns when the first host can be asked; false if none waits.
func (q *queue) next() (time.Time, bool) {
	if len(q.order) == 0 {
		return time.Time{}, false
	}
	return q.order[0].at(), true
}

// take returns the page of the first host that can be asked at a time and that
// may be, and makes the host busy; nil if there is none.
func (q *queue) take(now time.Time, may func(*host) bool) (*host, *page) {
	var passed []*host
	defer func() {
		for _, h := range passed {
			heap.Push(&q.order, h)
		}
	}()
	for len(q.order) > 0 && !q.order[0].at().After(now) {
		h := q.order[0]
		if !may(h) {
			passed = append(passed, heap.Pop(&q.order).(*host))
			continue
		}
		w := heap.Pop(&h.pages).(*waiting)
		delete(q.places, w.page.key())
		h.busy = true
		q.fix(h)
		return h, w.page
	}
	return nil, nil
}

// free says that a host was answered, and is not to be asked before a time.
func (q *queue) free(h *host, ready time.Time) {
	h.busy, h.ready = false, ready
	q.fix(h)
}

// shift moves all that waits by as long as the clock was moved, and returns the
// pages. The order stays.
func (q *queue) shift(d time.Duration) (pages []*page) {
	for _, w := range q.places {
		again := *w.page
		again.Due = again.Due.Add(d)
		w.page = &again
		pages = append(pages, w.page)
	}
	for _, h := range q.hosts {
		if !h.ready.IsZero() {
			h.ready = h.ready.Add(d)
		}
	}
	return pages
}

// overdue reports whether a page waits whose time has come, other than for a host
// that is not to be asked for long.
func (q *queue) overdue(now time.Time, patience time.Duration) bool {
	for _, h := range q.order {
		if !h.pages[0].page.Due.After(now) && h.ready.Sub(now) < patience {
			return true
		}
	}
	return false
}

// before orders pages by their time; of several, what changed last comes first.
func (w *waiting) before(other *waiting) bool {
	a, b := w.page, other.page
	if !a.Due.Equal(b.Due) {
		return a.Due.Before(b.Due)
	}
	return a.Changed.After(b.Changed)
}

func (w *waiting) place() *int { return &w.index }

// before orders hosts by when they can be asked.
func (h *host) before(other *host) bool { return h.at().Before(other.at()) }

func (h *host) place() *int { return &h.index }

// placed is what lies in an ordered heap and knows where.
type placed[T any] interface {
	before(T) bool
	place() *int // its index in the heap; -1: not there
}

// ordered is a heap for container/heap, the first in front.
type ordered[T placed[T]] []T

func (o ordered[T]) Len() int           { return len(o) }
func (o ordered[T]) Less(i, j int) bool { return o[i].before(o[j]) }

func (o ordered[T]) Swap(i, j int) {
	o[i], o[j] = o[j], o[i]
	*o[i].place(), *o[j].place() = i, j
}

func (o *ordered[T]) Push(x any) {
	item := x.(T)
	*item.place() = len(*o)
	*o = append(*o, item)
}

func (o *ordered[T]) Pop() any {
	last := len(*o) - 1
	item := (*o)[last]
	*item.place() = -1
	clear((*o)[last:])
	*o = (*o)[:last]
	return item
}
