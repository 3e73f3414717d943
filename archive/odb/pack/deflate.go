package pack

import (
	"encoding/binary"
	"hash/adler32"
	"math/bits"
)

// Limits of deflate, RFC 1951.
const (
	minMatch   = 4 // deflate allows 3, which seldom saves a bit
	maxMatch   = 258
	maxDist    = 32 << 10
	endOfBlock = 256
	numLit     = 286
	numDist    = 30
	maxCodeLen = 15
)

// How hard the compressor looks, measured on news text of 3 KB: half of this
// costs 0.2 % in size, three times as much saves 0.1 %.
const (
	maxTries   = 8  // earlier places compared with one place
	niceMatch  = 64 // long enough to look no further
	lazyMatch  = 16 // long enough not to try the next place
	blockItems = 32 << 10
	// Below these sizes a block's own code tables, some 60 bytes, never pay,
	// and matches seldom do.
	minDynamic = 96
	minSearch  = 48
)

// Deflater compresses whole objects into zlib streams, one after the other. It
// serves one goroutine. The zero value is ready.
//
// It exists because a git object is small: the usual compressors are built for
// streams, and spend most of their time on a delta of forty bytes before the
// first byte comes out. This one knows the whole input, sizes its tables by
// it, and chooses each block's form by counting bits.
type Deflater struct {
	find  finder
	items []item
	lit   code
	dist  code
	clen  code
	runs  []clenItem
	sort  sorter
	out   bitWriter
}

// item is a literal (length 0) or a match.
type item struct {
	length uint16
	dist   uint16 // of a match minus 1; of a literal the byte
}

// Append appends data as a zlib stream to dst.
func (d *Deflater) Append(dst, data []byte) []byte {
	d.out = bitWriter{buf: append(dst, 0x78, 0x9c)}
	if len(data) < minSearch {
		d.small(data)
	} else {
		d.large(data)
	}
	dst = binary.BigEndian.AppendUint32(d.out.flush(), adler32.Checksum(data))
	d.out.buf = nil
	return dst
}

// small writes few bytes as the shorter of a stored and a fixed block.
func (d *Deflater) small(data []byte) {
	size := 3 + 7
	for _, b := range data {
		size += 8 + int(b>>7&(b>>6|b>>5|b>>4)&1)
	}
	if size > 8*(5+len(data)) {
		d.stored(data, true)
		return
	}
	d.out.add(1|1<<1, 3)
	for _, b := range data {
		d.out.add(fixedLit.bits[b], fixedLit.lens[b])
	}
	d.out.add(0, 7)
}

// large finds matches and writes one block or several.
func (d *Deflater) large(data []byte) {
	d.find.start(data)
	start := 0
	for {
		d.items = d.items[:0]
		d.lit.reset(numLit)
		d.dist.reset(numDist)
		end := d.parse(data, start)
		d.block(data[start:end], end == len(data))
		if start = end; start == len(data) {
			return
		}
	}
}

// parse turns data from start on into items, until there are enough for a
// block, and returns where it stopped. A match waits for the next place, which
// may have a longer one.
func (d *Deflater) parse(data []byte, start int) int {
	f, items := &d.find, d.items
	i := start
	length, dist := 0, 0 // of the match at i, if it is known already
	// A match that is known belongs to this block, even if that is full: its
	// place has been entered, and would match itself in the next one.
	for i < len(data) && (len(items) < blockItems || length > 0) {
		if length == 0 && i+minMatch <= len(data) {
			if at := f.enter(data, i); at > 0 {
				length, dist = f.match(data, i, at, minMatch-1)
			}
		}
		if length == 0 {
			items = append(items, item{dist: uint16(data[i])})
			d.lit.freq[data[i]]++
			i++
			continue
		}
		known := i + 1
		if length < lazyMatch && i+1+minMatch <= len(data) {
			known++
			if at := f.enter(data, i+1); at > 0 {
				if l, dd := f.match(data, i+1, at, length); l > 0 {
					items = append(items, item{dist: uint16(data[i])})
					d.lit.freq[data[i]]++
					i++
					length, dist = l, dd
					continue
				}
			}
		}
		items = append(items, item{uint16(length), uint16(dist - 1)})
		d.lit.freq[257+int(lengthCode[length-3])]++
		d.dist.freq[distCode(dist-1)]++
		for k := known; k < min(i+length, len(data)-3); k++ {
			f.enter(data, k)
		}
		i += length
		length = 0
	}
	d.items = items
	return i
}

// finder finds earlier places that go on like a place does. Its arrays are as
// large as they are so that no index into them can be out of range.
type finder struct {
	head  [1 << 16]int32 // position+1 of the last place with a hash
	prev  [maxDist]int32 // position+1 of the one before it, by position modulo maxDist
	shift uint32         // of a hash, so that small inputs use little of head
}

func (f *finder) start(data []byte) {
	width := min(max(bits.Len(uint(len(data)))+1, 9), 16)
	clear(f.head[:1<<width])
	f.shift = uint32(32 - width)
}

// enter notes place i, which has at least four bytes, and returns the last
// place with the same hash, plus 1.
func (f *finder) enter(data []byte, i int) int32 {
	h := uint16(load32(data, i) * 0x9e3779b1 >> (f.shift & 31))
	before := f.head[h]
	f.prev[i&(maxDist-1)] = before
	f.head[h] = int32(i + 1)
	return before
}

func load32(b []byte, i int) uint32 { return binary.LittleEndian.Uint32(b[i:]) }

// match returns the longest match for place i that is longer than best; zero
// if there is none. It looks at place at-1 and those before it.
func (f *finder) match(data []byte, i int, at int32, best int) (length, dist int) {
	limit := min(len(data)-i, maxMatch)
	if best >= limit {
		return 0, 0
	}
	want := load32(data, i)
	for tries := maxTries; at > 0 && tries > 0; tries-- {
		p := int(at) - 1
		if i-p > maxDist {
			break
		}
		if data[p+best] == data[i+best] && load32(data, p) == want {
			n := 4 + commonPrefix(data[p+4:p+limit], data[i+4:i+limit])
			if n > best {
				best, length, dist = n, n, i-p
				if n >= niceMatch || n == limit {
					break
				}
			}
		}
		at = f.prev[p&(maxDist-1)]
	}
	return length, dist
}

// block writes the items as the shortest of the three forms of block.
func (d *Deflater) block(data []byte, last bool) {
	d.lit.freq[endOfBlock]++
	d.lit.collect()
	d.dist.collect()
	extra := d.extraBits()
	fixed := 3 + extra + d.lit.cost(&fixedLit.lens) + d.dist.cost(&fixedDist.lens)
	dynamic := fixed + 1
	head := 0
	if len(d.items) >= minDynamic {
		d.lit.build(maxCodeLen, &d.sort)
		d.dist.build(maxCodeLen, &d.sort)
		head = d.codeHeader()
		dynamic = 3 + head + extra + d.lit.cost(&d.lit.lens) + d.dist.cost(&d.dist.lens)
	}
	switch stored := 8 * (len(data) + 5*(1+len(data)/0xffff)); {
	case stored <= min(fixed, dynamic):
		d.stored(data, last)
	case fixed <= dynamic:
		d.out.add(final(last)|1<<1, 3)
		d.write(&fixedLit, &fixedDist)
	default:
		d.out.add(final(last)|2<<1, 3)
		d.writeCodeHeader()
		d.write(&d.lit, &d.dist)
	}
}

func final(last bool) uint16 {
	if last {
		return 1
	}
	return 0
}

func (d *Deflater) stored(data []byte, last bool) {
	for {
		n := min(len(data), 0xffff)
		d.out.add(final(last && n == len(data)), 3)
		d.out.align()
		b := binary.LittleEndian.AppendUint16(d.out.buf, uint16(n))
		b = binary.LittleEndian.AppendUint16(b, ^uint16(n))
		d.out.buf = append(b, data[:n]...)
		if data = data[n:]; len(data) == 0 {
			return
		}
	}
}

// extraBits counts the bits that follow the codes of matches.
func (d *Deflater) extraBits() int {
	n := 0
	for c := 265; c < numLit-1; c++ {
		n += int(d.lit.freq[c]) * int(lengthExtra[c-257])
	}
	for c := 4; c < numDist; c++ {
		n += int(d.dist.freq[c]) * (c/2 - 1)
	}
	return n
}

func (d *Deflater) write(lit, dist *code) {
	out := d.out
	for _, it := range d.items {
		if it.length == 0 {
			c := it.dist & 0xff
			out.add(lit.bits[c], lit.lens[c])
			continue
		}
		c := lengthCode[it.length-3] & 31
		out.add(lit.bits[257+int(c)], lit.lens[257+int(c)])
		out.add(it.length-3-lengthBase[c], lengthExtra[c])
		dc := distCode(int(it.dist)) & 31
		out.add(dist.bits[dc], dist.lens[dc])
		out.add(it.dist-distBase[dc], distExtra[dc])
	}
	out.add(lit.bits[endOfBlock], lit.lens[endOfBlock])
	d.out = out
}

// bitWriter appends bits, the lowest first.
type bitWriter struct {
	buf  []byte
	acc  uint64
	fill uint32
}

// add appends the low n bits of v, which has no others; n is 15 at most.
func (w *bitWriter) add(v uint16, n uint8) {
	w.acc |= uint64(v) << (w.fill & 63)
	if w.fill += uint32(n); w.fill >= 32 {
		w.buf = binary.LittleEndian.AppendUint32(w.buf, uint32(w.acc))
		w.acc >>= 32
		w.fill -= 32
	}
}

func (w *bitWriter) align() {
	for w.fill > 0 {
		w.buf = append(w.buf, byte(w.acc))
		w.acc >>= 8
		w.fill -= min(w.fill, 8)
	}
}

func (w *bitWriter) flush() []byte {
	w.align()
	return w.buf
}
