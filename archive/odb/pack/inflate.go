package pack

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math/bits"
	"sync"
)

// Inflate reads the zlib stream that src begins with into dst, which is grown
// if need be; the stream must hold exactly size bytes. It returns the inflated
// bytes and the length of the stream. The stream's own checksum is not looked
// at: whoever reads an object compares its SHA-1.
//
// The whole input and the size of the output are known, so there is no window
// and no state to set up: that is what most of the time goes into when a
// stream decoder reads a delta of forty bytes.
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
	if cap(dst) < size {
		dst = make([]byte, size)
	}
	r := inflater{src: src, pos: 2, dst: dst[:size]}
	if err := r.run(); err != nil {
		return nil, 0, fmt.Errorf("inflate: %w", err)
	}
	n = r.pos - int(r.fill/8) + 4 // the checksum
	if n > len(src) {
		return nil, 0, fmt.Errorf("zlib stream: %w", errTruncated)
	}
	return dst[:size], n, nil
}

var (
	errCode   = errors.New("damaged code")
	errLong   = errors.New("more bytes than stated")
	errShort  = errors.New("fewer bytes than stated")
	errTooFar = errors.New("match reaches before the beginning")
)

// inflater is an inflation under way.
type inflater struct {
	src  []byte
	pos  int    // of the next byte to go into acc
	acc  uint64 // bits read ahead, the next one lowest
	fill uint   // how many
	dst  []byte
	out  int // bytes made
}

// refill makes at least 56 bits available, as far as there are any.
func (r *inflater) refill() {
	if r.pos+8 <= len(r.src) {
		r.acc |= binary.LittleEndian.Uint64(r.src[r.pos:]) << (r.fill & 63)
		r.pos += int(63-r.fill) >> 3
		r.fill |= 56
		return
	}
	for r.fill <= 56 && r.pos < len(r.src) {
		r.acc |= uint64(r.src[r.pos]) << (r.fill & 63)
		r.pos++
		r.fill += 8
	}
}

// take returns the next n bits, 16 at most.
func (r *inflater) take(n uint) (uint, error) {
	if r.fill < n {
		if r.refill(); r.fill < n {
			return 0, errTruncated
		}
	}
	v := uint(r.acc) & (1<<n - 1)
	r.acc >>= n
	r.fill -= n
	return v, nil
}

func (r *inflater) run() error {
	for {
		head, err := r.take(3)
		if err != nil {
			return err
		}
		switch head >> 1 {
		case 0:
			err = r.stored()
		case 1:
			err = r.block(fixedTables())
		case 2:
			err = r.dynamic()
		default:
			err = errCode
		}
		if err != nil {
			return err
		}
		if head&1 != 0 {
			break
		}
	}
	if r.out != len(r.dst) {
		return errShort
	}
	return nil
}

func (r *inflater) stored() error {
	// Back to the byte after the last one of which a bit was taken.
	r.pos -= int(r.fill / 8)
	r.acc, r.fill = 0, 0
	if len(r.src)-r.pos < 4 {
		return errTruncated
	}
	n := int(binary.LittleEndian.Uint16(r.src[r.pos:]))
	if n != int(^binary.LittleEndian.Uint16(r.src[r.pos+2:])) {
		return errCode
	}
	r.pos += 4
	if n > len(r.src)-r.pos {
		return errTruncated
	}
	if n > len(r.dst)-r.out {
		return errLong
	}
	copy(r.dst[r.out:], r.src[r.pos:r.pos+n])
	r.pos += n
	r.out += n
	return nil
}

// Entries of decoding tables: the number of bits to drop, the number of extra
// bits, flags, and a value: a literal, the base of a length or distance, or
// where a second table begins.
const (
	isLiteral = 1 << 12
	isEnd     = 1 << 13
	isTable   = 1 << 14
	isBad     = 1 << 15

	litBits  = 10 // of the first table
	distBits = 8
)

// tables are the codes of one block. Their second tables lie behind the first.
type tables struct {
	lit     [1<<litBits + 1<<11]uint32
	dist    [1<<distBits + 1<<10]uint32
	lens    [numLit + 2 + 32]uint8
	litLen  uint // bits of the first tables in use
	distLen uint
}

var tablePool = sync.Pool{New: func() any { return new(tables) }}

var fixedTables = sync.OnceValue(func() *tables {
	t := new(tables)
	t.litLen, _ = buildTable(t.lit[:], fixedLit.lens[:288], litBits, litEntry)
	t.distLen, _ = buildTable(t.dist[:], fixedDist.lens[:32], distBits, distEntry)
	return t
})

// dynamic reads the codes of a block, then the block.
func (r *inflater) dynamic() error {
	t := tablePool.Get().(*tables)
	defer tablePool.Put(t)
	if err := r.readCodes(t); err != nil {
		return err
	}
	return r.block(t)
}

func (r *inflater) readCodes(t *tables) error {
	v, err := r.take(14)
	if err != nil {
		return err
	}
	n, m, k := int(v&31)+257, int(v>>5&31)+1, int(v>>10)+4
	if n > numLit || m > numDist {
		return errCode
	}
	var clens [19]uint8
	for _, s := range clenOrder[:k] {
		l, err := r.take(3)
		if err != nil {
			return err
		}
		clens[s] = uint8(l)
	}
	var table [1 << 7]uint32
	width, ok := buildTable(table[:], clens[:], 7, func(s int) uint32 { return uint32(s) << 16 })
	if !ok {
		return errCode
	}
	lens := t.lens[:n+m]
	if err := r.readLengths(lens, table[:1<<width]); err != nil {
		return err
	}
	if lens[endOfBlock] == 0 {
		return errCode
	}
	t.litLen, ok = buildTable(t.lit[:], lens[:n], litBits, litEntry)
	if !ok {
		return errCode
	}
	if t.distLen, ok = buildTable(t.dist[:], lens[n:], distBits, distEntry); !ok {
		return errCode
	}
	return nil
}

// readLengths reads run-length coded code lengths.
func (r *inflater) readLengths(lens []uint8, table []uint32) error {
	for i := 0; i < len(lens); {
		if r.fill < 14 {
			r.refill()
		}
		e := table[int(r.acc)&(len(table)-1)]
		if e&isBad != 0 {
			return errCode
		}
		if _, err := r.take(uint(e & 0xff)); err != nil {
			return err
		}
		s := e >> 16
		if s < 16 {
			lens[i] = uint8(s)
			i++
			continue
		}
		var v uint8
		width, least := uint(7), 11
		switch s {
		case 16:
			if i == 0 {
				return errCode
			}
			v, width, least = lens[i-1], 2, 3
		case 17:
			width, least = 3, 3
		}
		more, err := r.take(width)
		if err != nil {
			return err
		}
		run := least + int(more)
		if run > len(lens)-i {
			return errCode
		}
		for range run {
			lens[i] = v
			i++
		}
	}
	return nil
}

func litEntry(s int) uint32 {
	switch {
	case s < endOfBlock:
		return uint32(s)<<16 | isLiteral
	case s == endOfBlock:
		return isEnd
	case s-257 < 29:
		return uint32(lengthBase[s-257]+3)<<16 | uint32(lengthExtra[s-257])<<8
	}
	return isBad
}

func distEntry(s int) uint32 {
	if s >= numDist {
		return isBad
	}
	return uint32(distBase[s]+1)<<16 | uint32(distExtra[s])<<8
}

// buildTable fills the decoding table of a code and returns how many bits
// index its first part, limit at most. A code may be incomplete only if it has
// one symbol at most, as a block without matches has.
func buildTable(table []uint32, lens []uint8, limit uint, entry func(s int) uint32) (width uint, ok bool) {
	var count [maxCodeLen + 1]int
	for _, l := range lens {
		count[l]++
	}
	used := len(lens) - count[0]
	longest := uint(maxCodeLen)
	for longest > 0 && count[longest] == 0 {
		longest--
	}
	width = max(min(longest, limit), 1)
	var next [maxCodeLen + 2]uint32
	code, left := uint32(0), 1
	for l := 1; l <= maxCodeLen; l++ {
		next[l] = code
		code = (code + uint32(count[l])) << 1
		if left = left<<1 - count[l]; left < 0 {
			return 0, false
		}
	}
	if left > 0 {
		if used > 1 || used == 1 && count[1] == 0 {
			return 0, false
		}
		for i := range table[:1<<width] {
			table[i] = isBad
		}
	}
	free := uint32(1) << width // where the next second table goes
	var sub [1 << litBits]uint16
	for s, l := range lens {
		if l == 0 {
			continue
		}
		v := uint32(bits.Reverse16(uint16(next[l])) >> (16 - l))
		next[l]++
		if uint(l) <= width {
			e := entry(s) | uint32(l)
			for i := v; i < 1<<width; i += 1 << l {
				table[i] = e
			}
			continue
		}
		first := v & (1<<width - 1)
		deep := longest - width
		if sub[first] == 0 {
			if int(free)+1<<deep > len(table) {
				return 0, false
			}
			sub[first] = uint16(free)
			table[first] = free<<16 | isTable | uint32(width) | uint32(deep)<<8
			free += 1 << deep
		}
		e := entry(s) | uint32(uint(l)-width)
		for i := v >> width; i < 1<<deep; i += 1 << (uint(l) - width) {
			table[uint32(sub[first])+i] = e
		}
	}
	return width, true
}

// block inflates what follows a block's codes.
func (r *inflater) block(t *tables) error {
	litMask, distMask := uint64(1)<<t.litLen-1, uint64(1)<<t.distLen-1
	dst, out := r.dst, r.out
	for {
		// A symbol and its distance take 48 bits at most.
		if r.fill < 48 {
			r.refill()
		}
		e := t.lit[r.acc&litMask]
		if e&isTable != 0 {
			r.drop(e)
			e = t.lit[uint64(e>>16)+r.acc&(1<<(e>>8&15)-1)]
		}
		if uint(e&0xff) > r.fill {
			return errTruncated
		}
		r.drop(e)
		if e&isLiteral != 0 {
			if out >= len(dst) {
				return errLong
			}
			dst[out] = byte(e >> 16)
			out++
			continue
		}
		if e&(isEnd|isBad) != 0 {
			r.out = out
			if e&isBad != 0 {
				return errCode
			}
			return r.overrun()
		}
		length := int(e>>16) + r.extra(e)
		e = t.dist[r.acc&distMask]
		if e&isTable != 0 {
			r.drop(e)
			e = t.dist[uint64(e>>16)+r.acc&(1<<(e>>8&15)-1)]
		}
		if e&isBad != 0 {
			return errCode
		}
		r.drop(e)
		dist := int(e>>16) + r.extra(e)
		switch {
		case dist > out:
			return errTooFar
		case length > len(dst)-out:
			return errLong
		}
		if err := r.overrun(); err != nil {
			return err
		}
		copyMatch(dst, out, dist, length)
		out += length
	}
}

// overrun reports whether more bits were dropped than there were.
func (r *inflater) overrun() error {
	if r.fill > 64 { // it went below zero
		return errTruncated
	}
	return nil
}

func (r *inflater) drop(e uint32) {
	r.acc >>= e & 63
	r.fill -= uint(e & 63)
}

func (r *inflater) extra(e uint32) int {
	n := e >> 8 & 15
	v := int(r.acc & (1<<n - 1))
	r.acc >>= n
	r.fill -= uint(n)
	return v
}

// copyMatch repeats length bytes from dist bytes back; they may overlap.
func copyMatch(dst []byte, out, dist, length int) {
	if dist >= length {
		copy(dst[out:out+length], dst[out-dist:])
		return
	}
	for i := out; i < out+length; i++ {
		dst[i] = dst[i-dist]
	}
}
