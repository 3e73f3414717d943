package pack

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/klauspost/compress/flate"
)

type inflater struct {
	src bytes.Reader
	r   io.ReadCloser
}

var inflaters = sync.Pool{New: func() any { return new(inflater) }}

// Inflate reads the zlib stream that src begins with into dst, which is grown
// if need be; the stream must hold exactly size bytes. It returns the inflated
// bytes and the length of the stream. The stream's own checksum is not looked
// at: whoever reads an object compares its SHA-1.
func Inflate(dst, src []byte, size int) (data []byte, n int, err error) {
	if len(src) < 2 {
		return nil, 0, fmt.Errorf("zlib stream: %w", errTruncated)
	}
	if src[0]&15 != 8 || src[1]&0x20 != 0 || (uint(src[0])<<8|uint(src[1]))%31 != 0 {
		return nil, 0, errors.New("no zlib stream")
	}
	if size > len(src)*maxRatio {
		return nil, 0, fmt.Errorf("inflate: %d bytes stated, more than can be here", size)
	}
	z := inflaters.Get().(*inflater)
	defer inflaters.Put(z)
	z.src.Reset(src[2:])
	defer z.src.Reset(nil) // src may be a mapping that is about to end
	if z.r == nil {
		z.r = flate.NewReader(&z.src)
	} else if err := z.r.(flate.Resetter).Reset(&z.src, nil); err != nil {
		return nil, 0, err
	}
	if cap(dst) < size {
		dst = make([]byte, size)
	}
	dst = dst[:size]
	if _, err := io.ReadFull(z.r, dst); err != nil {
		return nil, 0, fmt.Errorf("inflate: %w", err)
	}
	var more [1]byte
	if k, err := z.r.Read(more[:]); k != 0 || err != io.EOF {
		return nil, 0, errors.New("inflate: more bytes than stated")
	}
	n = len(src) - z.src.Len() + 4 // the checksum
	if n > len(src) {
		return nil, 0, fmt.Errorf("zlib stream: %w", errTruncated)
	}
	return dst, n, nil
}
