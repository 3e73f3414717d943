package local

import (
	"sync"

	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/archive/odb/pack"
)

// job is one object on its way through a worker.
type job struct {
	base  int // row of the delta base, -1 for none
	kind  odb.Type
	data  []byte
	basis []byte // content of the base
	// retire is memory that nobody reads once the job is written.
	retire []byte
	// Set by the worker:
	delta bool   // zip holds a delta
	size  int    // inflated bytes of zip
	zip   []byte // in the chunk's arena
}

// chunk is as many jobs as go to a worker at a time.
type chunk struct {
	jobs  []job
	bytes int
	arena []byte
	done  chan struct{} // one token when it is compressed
}

var chunks = sync.Pool{New: func() any { return &chunk{done: make(chan struct{}, 1)} }}

func newChunk() *chunk { return chunks.Get().(*chunk) }

// free lets a chunk be used again.
func (c *chunk) free() {
	clear(c.jobs)
	c.jobs, c.bytes, c.arena = c.jobs[:0], 0, c.arena[:0]
	chunks.Put(c)
}

// compressor turns the jobs of chunks into deltas and zlib streams. It serves
// one goroutine.
type compressor struct {
	encode  pack.Encoder
	deflate pack.Deflater
	delta   []byte
}

func (w *compressor) run(c *chunk) {
	for i := range c.jobs {
		j := &c.jobs[i]
		body := w.body(j)
		start := len(c.arena)
		c.arena = w.deflate.Append(c.arena, body)
		j.size = len(body)
		j.zip = c.arena[start:len(c.arena):len(c.arena)] // stays valid when arena grows
	}
}

// body returns what is to be deflated: a delta if it is much shorter.
func (w *compressor) body(j *job) []byte {
	if j.base >= 0 {
		delta, ok := w.encode.Delta(w.delta[:0], j.basis, j.data, len(j.data)*3/4)
		w.delta = delta[:0]
		if ok {
			j.delta = true
			return delta
		}
	}
	return j.data
}
