package cmd

import (
	"context"
	"io"
)

// interruptible reads from where a read may wait for ever, such as a terminal, and
// ends with the error of the context when that is done.
type interruptible struct {
	ctx    context.Context
	chunks chan chunk
	left   chunk
}

// chunk is what one read brought.
type chunk struct {
	data []byte
	err  error
}

// chunkSize is how much is read at a time, in bytes.
const chunkSize = 64 << 10

// newInterruptible returns a reader of r. The goroutine behind it may wait for r
// until the process ends.
func newInterruptible(ctx context.Context, r io.Reader) *interruptible {
	in := &interruptible{ctx: ctx, chunks: make(chan chunk, 2)}
	go func() {
		for {
			buf := make([]byte, chunkSize)
			n, err := r.Read(buf)
			select {
			case in.chunks <- chunk{buf[:n], err}:
			case <-ctx.Done():
				return
			}
			if err != nil {
				return
			}
		}
	}()
	return in
}

// Read implements io.Reader.
func (in *interruptible) Read(p []byte) (int, error) {
	for len(in.left.data) == 0 {
		if in.left.err != nil {
			return 0, in.left.err
		}
		select {
		case in.left = <-in.chunks:
		case <-in.ctx.Done():
			in.left = chunk{err: in.ctx.Err()}
		}
	}
	n := copy(p, in.left.data)
	in.left.data = in.left.data[n:]
	return n, nil
}
