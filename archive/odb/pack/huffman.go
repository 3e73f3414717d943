package pack

import (
	"math/bits"
	"slices"
)

// code is a prefix code: how often each symbol comes, and what it is written as.
type code struct {
	n    int
	freq [288]uint32
	lens [288]uint8
	bits [288]uint16 // reversed, as deflate wants them
	used []uint16    // the symbols that come, in order
}

func (c *code) reset(n int) {
	c.n = n
	clear(c.freq[:n])
}

// collect finds the symbols that come.
func (c *code) collect() {
	c.used = c.used[:0]
	for i, f := range c.freq[:c.n] {
		if f > 0 {
			c.used = append(c.used, uint16(i))
		}
	}
}

// cost returns the number of bits that the collected symbols take with codes
// of the given lengths.
func (c *code) cost(lens *[288]uint8) int {
	n := 0
	for _, i := range c.used {
		n += int(c.freq[i]) * int(lens[i])
	}
	return n
}

// sorter is room for building codes.
type sorter struct {
	keys []uint64 // count << 16 | symbol
	tree []uint32
}

// build finds the shortest codes of at most limit bits for the collected
// symbols.
//
// Code lengths come from Moffat and Katajainen's in-place method over the
// sorted counts. Lengths beyond the limit are cut, and the shorter codes pay
// for it one by one until the code is complete again: not optimal, but that
// many bits are rarely wanted.
func (c *code) build(limit int, s *sorter) {
	clear(c.lens[:c.n])
	switch len(c.used) {
	case 0:
		return
	case 1:
		i := c.used[0]
		c.lens[i], c.bits[i] = 1, 0
		return
	}
	s.sort(c)
	var count [32]int
	for _, l := range s.lengths() {
		count[min(int(l), limit)]++
	}
	limitLengths(&count, limit)
	// The rarest symbols get the longest codes.
	k := 0
	for l := limit; l > 0; l-- {
		for range count[l] {
			c.lens[s.keys[k]&0xffff] = uint8(l)
			k++
		}
	}
	c.assign(&count)
}

// sort fills keys with the used symbols, the rarest first. Most symbols of a
// small text come a few times, so counting puts nearly all in their place.
func (s *sorter) sort(c *code) {
	const many = 63
	var next [many + 2]int
	for _, i := range c.used {
		next[min(c.freq[i], many)+1]++
	}
	for f := range many + 1 {
		next[f+1] += next[f]
	}
	often := next[many]
	s.keys = slices.Grow(s.keys[:0], len(c.used))[:len(c.used)]
	for _, i := range c.used {
		f := min(c.freq[i], many)
		s.keys[next[f]] = uint64(c.freq[i])<<16 | uint64(i)
		next[f]++
	}
	slices.Sort(s.keys[often:])
}

// lengths returns the length of the code of each of the sorted keys.
func (s *sorter) lengths() []uint32 {
	n := len(s.keys)
	a := slices.Grow(s.tree[:0], n)[:n]
	s.tree = a
	for i, k := range s.keys {
		a[i] = uint32(k >> 16)
	}
	// First a[i] becomes the parent of node i, with internal nodes made from
	// the front; leaf is the next leaf and root the next internal node that
	// has no parent yet.
	a[0] += a[1]
	root, leaf := 0, 2
	for next := 1; next < n-1; next++ {
		if leaf >= n || a[root] < a[leaf] {
			a[next] = a[root]
			a[root] = uint32(next)
			root++
		} else {
			a[next] = a[leaf]
			leaf++
		}
		if leaf >= n || root < next && a[root] < a[leaf] {
			a[next] += a[root]
			a[root] = uint32(next)
			root++
		} else {
			a[next] += a[leaf]
			leaf++
		}
	}
	// Then the depth of each internal node.
	a[n-2] = 0
	for next := n - 3; next >= 0; next-- {
		a[next] = a[a[next]] + 1
	}
	// Then the number of leaves at each depth gives the lengths.
	free, used, depth := 1, 0, uint32(0)
	root, next := n-2, n-1
	for free > 0 {
		for root >= 0 && a[root] == depth {
			used++
			root--
		}
		for free > used {
			a[next] = depth
			next--
			free--
		}
		free = 2 * used
		depth++
		used = 0
	}
	return a
}

// limitLengths lengthens codes until they are a prefix code again.
func limitLengths(count *[32]int, limit int) {
	total := 0
	for l := 1; l <= limit; l++ {
		total += count[l] << (limit - l)
	}
	for total > 1<<limit {
		count[limit]--
		for l := limit - 1; l > 0; l-- {
			if count[l] > 0 {
				count[l]--
				count[l+1] += 2
				break
			}
		}
		total--
	}
}

// assign gives the symbols their codes by the rule of RFC 1951, section 3.2.2.
func (c *code) assign(count *[32]int) {
	var next [maxCodeLen + 2]uint16
	v := uint16(0)
	for l := 1; l <= maxCodeLen; l++ {
		next[l] = v
		v = (v + uint16(count[l])) << 1
	}
	for _, i := range c.used {
		l := c.lens[i]
		c.bits[i] = bits.Reverse16(next[l]) >> (16 - l)
		next[l]++
	}
}

// clenItem is a code length in a block's header, or a run of them.
type clenItem struct {
	symbol uint8
	extra  uint8
}

// clenOrder is the order in which the lengths of the code length code come.
var clenOrder = [19]uint8{16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15}

// codeHeader prepares the header of a dynamic block and returns its bits.
func (d *Deflater) codeHeader() int {
	var lens [numLit + numDist]uint8
	n, m := trim(d.lit.lens[:numLit], 257), trim(d.dist.lens[:numDist], 1)
	copy(lens[:], d.lit.lens[:n])
	copy(lens[n:], d.dist.lens[:m])
	d.clen.reset(19)
	d.runs = d.runs[:0]
	for i := 0; i < n+m; {
		i += d.addRun(lens[i], runLength(lens[i:n+m]))
	}
	d.clen.collect()
	d.clen.build(7, &d.sort)
	size := 14 + 3*d.clenCount() + d.clen.cost(&d.clen.lens)
	return size + 2*int(d.clen.freq[16]) + 3*int(d.clen.freq[17]) + 7*int(d.clen.freq[18])
}

// runLength returns how many bytes are as the first one.
func runLength(b []byte) int {
	n := 1
	for pattern := uint64(b[0]) * 0x0101010101010101; n+8 <= len(b) && load64(b, n) == pattern; {
		n += 8
	}
	for n < len(b) && b[n] == b[0] {
		n++
	}
	return n
}

// addRun writes part of a run of equal lengths and returns how much of it.
func (d *Deflater) addRun(length uint8, run int) int {
	it := clenItem{symbol: length}
	n := 1
	switch {
	case length == 0 && run >= 11:
		n = min(run, 138)
		it = clenItem{18, uint8(n - 11)}
	case length == 0 && run >= 3:
		n = run
		it = clenItem{17, uint8(n - 3)}
	case length != 0 && run >= 4:
		// The length itself, then a repetition of what went before.
		d.runs = append(d.runs, it)
		d.clen.freq[length]++
		n = min(run-1, 6)
		it = clenItem{16, uint8(n - 3)}
		n++
	}
	d.runs = append(d.runs, it)
	d.clen.freq[it.symbol]++
	return n
}

func (d *Deflater) clenCount() int {
	n := len(clenOrder)
	for n > 4 && d.clen.lens[clenOrder[n-1]] == 0 {
		n--
	}
	return n
}

func (d *Deflater) writeCodeHeader() {
	n, m := trim(d.lit.lens[:numLit], 257), trim(d.dist.lens[:numDist], 1)
	k := d.clenCount()
	d.out.add(uint16(n-257), 5)
	d.out.add(uint16(m-1), 5)
	d.out.add(uint16(k-4), 4)
	for _, s := range clenOrder[:k] {
		d.out.add(uint16(d.clen.lens[s]), 3)
	}
	for _, it := range d.runs {
		d.out.add(d.clen.bits[it.symbol], d.clen.lens[it.symbol])
		switch it.symbol {
		case 16:
			d.out.add(uint16(it.extra), 2)
		case 17:
			d.out.add(uint16(it.extra), 3)
		case 18:
			d.out.add(uint16(it.extra), 7)
		}
	}
}

// trim returns the number of lengths without the zeros at the end, at least
// least.
func trim(lens []uint8, least int) int {
	n := len(lens)
	for n > least && lens[n-1] == 0 {
		n--
	}
	return n
}

// Tables of RFC 1951, section 3.2.5 and 3.2.6.
var (
	lengthCode  [maxMatch - 2]uint8 // by length - 3
	lengthBase  [32]uint16
	lengthExtra [32]uint8
	distBase    [32]uint16 // by distance - 1
	distExtra   [32]uint8
	fixedLit    = fixedCode(288, func(i int) uint8 {
		switch {
		case i < 144:
			return 8
		case i < 256:
			return 9
		case i < 280:
			return 7
		}
		return 8
	})
	fixedDist = fixedCode(32, func(int) uint8 { return 5 }) // two of them are never used
	_         = fillTables()
)

func fixedCode(n int, length func(int) uint8) code {
	c := code{n: n}
	var count [32]int
	for i := range n {
		c.used = append(c.used, uint16(i))
		c.lens[i] = length(i)
		count[c.lens[i]]++
	}
	c.assign(&count)
	return c
}

func fillTables() struct{} {
	at := 0
	for c := range 29 {
		extra := max(c/4-1, 0)
		if c == 28 {
			extra, at = 0, maxMatch-3
		}
		lengthBase[c], lengthExtra[c] = uint16(at), uint8(extra)
		for k := range 1 << extra {
			lengthCode[min(at+k, maxMatch-3)] = uint8(c)
		}
		at += 1 << extra
	}
	at = 0
	for c := range numDist {
		distExtra[c] = uint8(max(c/2-1, 0))
		distBase[c] = uint16(at)
		at += 1 << distExtra[c]
	}
	return struct{}{}
}

// distCode returns the code of a distance minus 1.
func distCode(d int) int {
	if d < 4 {
		return d
	}
	n := bits.Len(uint(d)) - 1
	return 2*n + d>>(n-1)&1
}
