package align

// slab hands out zeroed slices that live as long as one comparison, from memory
// that the next one uses again.
type slab[T any] struct {
	room []T
	used int
}

// maxSlab bounds the memory that is kept for the next comparison, in elements:
// what one huge text took is not held for small ones.
const maxSlab = 1 << 15

// take returns n elements.
func (s *slab[T]) take(n int) []T {
	if len(s.room)-s.used < n {
		s.room, s.used = make([]T, max(2*len(s.room), n, 256)), 0
	}
	from := s.used
	s.used += n
	return s.room[from:s.used:s.used]
}

// chunk hands out slices that live as long as what is known of a story.
type chunk[T any] struct {
	room []T
	used int
}

// take returns n zeroed elements.
func (c *chunk[T]) take(n int) []T {
	if len(c.room)-c.used < n {
		// What was handed out keeps the memory before.
		c.room, c.used = make([]T, max(min(2*len(c.room), maxChunk), n, 32)), 0
	}
	from := c.used
	c.used += n
	return c.room[from:c.used:c.used]
}

// maxChunk bounds the elements of one piece of memory.
const maxChunk = 1 << 11

// forget takes back what can be used again. Nothing that was handed out may be
// used after that.
func (c *chunk[T]) forget() {
	clear(c.room[:c.used])
	c.used = 0
}

// reset takes everything back. Nothing that was handed out may be used after
// that.
func (s *slab[T]) reset() {
	if len(s.room) > maxSlab {
		s.room = nil
	}
	clear(s.room[:min(s.used, len(s.room))])
	s.used = 0
}
