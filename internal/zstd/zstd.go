// Package zstd reads what is compressed in the Zstandard format (RFC 8878): pages,
// as servers send them, and files. It does not compress, and it knows no
// dictionaries.
//
// It exists because a process pays for all that is linked: the library that is
// usual makes a table for a checksum of another format before main begins, 0.13 ms of
// the four that a short command takes. The tests hold this one to that library.
package zstd

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// Magic begins a frame.
const Magic = "\x28\xB5\x2F\xFD"

const (
	magic     = 0xFD2FB528
	skipMagic = 0x184D2A50 // and the 15 after it: a frame to be left out
	maxBlock  = 128 << 10  // bytes, of a block before and after decompression
)

// ErrMalformed says that the input is not what RFC 8878 allows.
var ErrMalformed = errors.New("malformed zstd data")

func malformed(what string) error { return fmt.Errorf("%w: %s", ErrMalformed, what) }

// Reader decompresses frames, one after the other, as they are read. It holds up to
// twice the window of a frame.
type Reader struct {
	in        *bufio.Reader
	maxWindow int
	err       error

	// The frame.
	open   bool
	window int
	left   int64 // bytes that it still has to yield; -1: it does not say
	check  bool
	sum    checksum

	out  []byte // what was decompressed last, with the window before it
	read int    // how much of that was handed out

	block    []byte // as it came, padded
	literals []byte
	huffman  huffman
	tables   [3]fse // of literal lengths, offsets, match lengths
	latest   [3]int // offsets
}

// NewReader returns a reader of what is compressed in r. A frame that wants to look
// back by more than maxWindow bytes is an error.
func NewReader(r io.Reader, maxWindow int) *Reader {
	return &Reader{in: bufio.NewReader(r), maxWindow: maxWindow}
}

// Read implements io.Reader.
func (r *Reader) Read(p []byte) (int, error) {
	for r.read == len(r.out) {
		if r.err != nil {
			return 0, r.err
		}
		if r.err = r.advance(); r.err != nil && r.err != io.EOF && errors.Is(r.err, io.EOF) {
			r.err = fmt.Errorf("zstd: %w", io.ErrUnexpectedEOF)
		}
	}
	n := copy(p, r.out[r.read:])
	r.read += n
	return n, nil
}

// advance decompresses the next block, or begins the next frame. At the end of all
// frames the error is io.EOF itself.
func (r *Reader) advance() error {
	if !r.open {
		return r.frame()
	}
	var head [3]byte
	if err := r.fill(head[:]); err != nil {
		return err
	}
	bits := int(head[0]) | int(head[1])<<8 | int(head[2])<<16
	r.slide()
	if err := r.decode(bits>>1&3, bits>>3); err != nil {
		return err
	}
	fresh := r.out[r.read:]
	if r.check {
		r.sum.write(fresh)
	}
	if r.left >= 0 {
		if r.left -= int64(len(fresh)); r.left < 0 {
			return malformed("a frame is longer than it says")
		}
	}
	if bits&1 != 0 {
		return r.end()
	}
	return nil
}

// fill reads all of b.
func (r *Reader) fill(b []byte) error {
	if _, err := io.ReadFull(r.in, b); err != nil {
		return fmt.Errorf("zstd: %w", err)
	}
	return nil
}

// slide drops what lies before the window.
func (r *Reader) slide() {
	if keep := min(r.window, len(r.out)); len(r.out)-keep > max(r.window, maxBlock) {
		copy(r.out, r.out[len(r.out)-keep:])
		r.out = r.out[:keep]
		r.read = keep
	}
}

// decode appends a block to out.
func (r *Reader) decode(kind, size int) error {
	if limit := min(r.window, maxBlock); size > limit {
		return malformed("a block is too long")
	}
	switch kind {
	case 0: // as it is
		at := len(r.out)
		r.out = append(r.out, make([]byte, size)...)
		return r.fill(r.out[at:])
	case 1: // one byte, repeated
		b, err := r.in.ReadByte()
		if err != nil {
			return fmt.Errorf("zstd: %w", err)
		}
		for range size {
			r.out = append(r.out, b)
		}
		return nil
	case 2:
		if cap(r.block) < size+padding {
			r.block = make([]byte, maxBlock+padding)
		}
		r.block = r.block[:size+padding]
		clear(r.block[size:])
		if err := r.fill(r.block[:size]); err != nil {
			return err
		}
		return r.compressed(r.block[:size])
	}
	return malformed("kind of block")
}

// end checks what ends a frame.
func (r *Reader) end() error {
	r.open = false
	if r.left > 0 {
		return malformed("a frame is shorter than it says")
	}
	if !r.check {
		return nil
	}
	var b [4]byte
	if err := r.fill(b[:]); err != nil {
		return err
	}
	if binary.LittleEndian.Uint32(b[:]) != uint32(r.sum.sum()) {
		return malformed("checksum of a frame")
	}
	return nil
}

// frame begins the next frame.
func (r *Reader) frame() error {
	if _, err := r.in.Peek(1); err != nil {
		return err // io.EOF itself where nothing more comes
	}
	var b [8]byte
	if err := r.fill(b[:4]); err != nil {
		return err
	}
	switch m := binary.LittleEndian.Uint32(b[:]); {
	case m&^15 == skipMagic:
		if err := r.fill(b[:4]); err != nil {
			return err
		}
		n := int64(binary.LittleEndian.Uint32(b[:]))
		if _, err := io.CopyN(io.Discard, r.in, n); err != nil {
			return fmt.Errorf("zstd: %w", err)
		}
		return nil
	case m != magic:
		return malformed("no frame begins where one should")
	}
	return r.header()
}

// header reads the header of a frame after its magic number.
func (r *Reader) header() error {
	flags, err := r.in.ReadByte()
	if err != nil {
		return fmt.Errorf("zstd: %w", err)
	}
	if flags&8 != 0 {
		return malformed("reserved bit of a frame")
	}
	number := func(size int) (uint64, error) {
		var b [8]byte
		err := r.fill(b[:size])
		return binary.LittleEndian.Uint64(b[:]), err
	}
	single := flags&32 != 0
	window := uint64(0)
	if !single {
		d, err := number(1)
		if err != nil {
			return err
		}
		base := uint64(1) << (10 + d>>3)
		window = base + base/8*(d&7)
	}
	id, err := number([4]int{0, 1, 2, 4}[flags&3])
	if err != nil {
		return err
	}
	if id != 0 {
		return fmt.Errorf("zstd: it takes dictionary %d to read this", id)
	}
	width := [4]int{0, 2, 4, 8}[flags>>6]
	if single && width == 0 {
		width = 1
	}
	size, err := number(width)
	if err != nil {
		return err
	}
	if width == 2 {
		size += 256
	}
	if single {
		window = max(size, 1<<10)
	}
	if window > uint64(r.maxWindow) {
		return fmt.Errorf("zstd: a window of %d bytes is more than %d", window, r.maxWindow)
	}
	r.window, r.left = int(window), -1
	if width > 0 {
		if r.left = int64(size); r.left < 0 {
			return malformed("size of a frame")
		}
	}
	r.open, r.check, r.sum = true, flags&4 != 0, newChecksum()
	r.out, r.read = r.out[:0], 0
	r.latest = [3]int{1, 4, 8}
	r.huffman.bits = 0
	r.tables = [3]fse{}
	return nil
}
