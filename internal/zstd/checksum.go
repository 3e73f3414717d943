package zstd

import (
	"encoding/binary"
	"math/bits"
)

// The primes of XXH64.
const (
	prime1 uint64 = 0x9E3779B185EBCA87
	prime2 uint64 = 0xC2B2AE3D27D4EB4F
	prime3 uint64 = 0x165667B19E3779F9
	prime4 uint64 = 0x85EBCA77C2B2AE63
	prime5 uint64 = 0x27D4EB2F165667C5
)

// checksum is XXH64 with the seed 0.
type checksum struct {
	lanes [4]uint64
	total uint64
	tail  [32]byte // what is not yet a stripe
	n     int
}

func newChecksum() checksum {
	p1, p2 := prime1, prime2 // sums of constants would overflow
	return checksum{lanes: [4]uint64{p1 + p2, p2, 0, -p1}}
}

func round(lane, word uint64) uint64 {
	return bits.RotateLeft64(lane+word*prime2, 31) * prime1
}

func (c *checksum) stripe(b []byte) {
	for i := range c.lanes {
		c.lanes[i] = round(c.lanes[i], binary.LittleEndian.Uint64(b[8*i:]))
	}
}

func (c *checksum) write(b []byte) {
	c.total += uint64(len(b))
	if c.n > 0 {
		k := copy(c.tail[c.n:], b)
		c.n += k
		if b = b[k:]; c.n < len(c.tail) {
			return
		}
		c.stripe(c.tail[:])
		c.n = 0
	}
	for ; len(b) >= len(c.tail); b = b[len(c.tail):] {
		c.stripe(b)
	}
	c.n = copy(c.tail[:], b)
}

func (c *checksum) sum() uint64 {
	h := prime5
	if c.total >= uint64(len(c.tail)) {
		h = 0
		for i, turn := range [...]int{1, 7, 12, 18} {
			h += bits.RotateLeft64(c.lanes[i], turn)
		}
		for _, lane := range c.lanes {
			h = (h^round(0, lane))*prime1 + prime4
		}
	}
	h += c.total
	b := c.tail[:c.n]
	for ; len(b) >= 8; b = b[8:] {
		h = bits.RotateLeft64(h^round(0, binary.LittleEndian.Uint64(b)), 27)*prime1 + prime4
	}
	if len(b) >= 4 {
		h = bits.RotateLeft64(h^uint64(binary.LittleEndian.Uint32(b))*prime1, 23)*prime2 + prime3
		b = b[4:]
	}
	for _, x := range b {
		h = bits.RotateLeft64(h^uint64(x)*prime5, 11) * prime1
	}
	h = (h ^ h>>33) * prime2
	h = (h ^ h>>29) * prime3
	return h ^ h>>32
}
