package zstd

import (
	"encoding/binary"
	"math/bits"
)

// padding is how many bytes must be readable behind the bits of a reader.
const padding = 8

// backward reads bits from the end of data to its beginning: as Huffman and FSE
// codes are written. What is read beyond the beginning is 0; at is below 0 then.
type backward struct {
	data []byte // with padding behind it, within its capacity
	at   int    // how many bits are left
}

// newBackward begins to read before the highest bit that is set.
func newBackward(data []byte) (backward, error) {
	if len(data) == 0 || data[len(data)-1] == 0 {
		return backward{}, malformed("end of bits")
	}
	return backward{data[:len(data)+padding], 8*len(data) - 8 + bits.Len8(data[len(data)-1]) - 1}, nil
}

// take reads n bits, up to 32.
func (b *backward) take(n uint8) int {
	b.at -= int(n)
	if b.at < 0 {
		return b.beyond(n)
	}
	return int(load64(b.data, b.at>>3) >> (b.at & 7) & (1<<n - 1))
}

// beyond returns the n bits from at on, which lies before the beginning.
func (b *backward) beyond(n uint8) int {
	left := b.at + int(n)
	if left <= 0 {
		return 0
	}
	return int(load64(b.data, 0) & (1<<left - 1) << -b.at)
}

func load64(b []byte, i int) uint64 { return binary.LittleEndian.Uint64(b[i:]) }

// forward reads bits from the beginning of data on; what is read behind it is 0.
type forward struct {
	data []byte
	at   int
}

// peek returns n bits, up to 16, without taking them.
func (f *forward) peek(n int) int {
	v := 0
	for i := 2; i >= 0; i-- {
		v <<= 8
		if k := f.at>>3 + i; k < len(f.data) {
			v |= int(f.data[k])
		}
	}
	return v >> (f.at & 7) & (1<<n - 1)
}

func (f *forward) take(n int) int {
	v := f.peek(n)
	f.at += n
	return v
}
