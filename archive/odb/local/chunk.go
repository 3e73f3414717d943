package local

import (
	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/archive/odb/pack"
)

// job is one object on its way through a worker.
type job struct {
	base  int // row of the delta base, -1 for none
	kind  odb.Type
	data  []byte
	basis []byte // content of the base
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
	done  chan struct{}
}

func newChunk() *chunk { return &chunk{done: make(chan struct{})} }

// compressor turns the jobs of chunks into deltas and zlib streams. It serves
// one goroutine.
type compressor struct {
	encode  pack.Encoder
	deflate pack.Deflater
	delta   []byte
}

func (p *packStream) newCompressor() *compressor {
	return &compressor{deflate: pack.Deflater{Level: p.s.opts.Level}}
}

func (w *compressor) run(c *chunk) {
	c.arena = make([]byte, 0, c.bytes/2)
	for i := range c.jobs {
		j := &c.jobs[i]
		body := w.body(j)
		start := len(c.arena)
		c.arena = w.deflate.Append(c.arena, body)
		j.size = len(body)
		j.zip = c.arena[start:len(c.arena):len(c.arena)]
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
