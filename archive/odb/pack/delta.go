package pack

import (
	"encoding/binary"
	"errors"
	"math/bits"
)

const (
	window    = 8 // bytes hashed to find a match
	stride    = 8 // distance of indexed base positions: a match of window+stride-1 bytes is always seen
	fineStep  = 2 // the same of bases so small that it costs nothing, such as commits
	fineMost  = 2 << 10
	minCopy   = 10 // shorter matches cost more as a copy than as text that is deflated later
	maxCopy   = 0x10000
	maxInsert = 0x7f
)

// Encoder makes deltas. Its buffers are reused; it serves one goroutine. The
// zero value is ready.
//
// Revisions of a text, and of a tree, differ in a few places from their
// predecessors. So the encoder first takes off what both have in common at
// either end, at the speed of a comparison, and looks for matches in what
// remains only: a tree with one changed entry never touches the hash table.
type Encoder struct {
	table []uint32 // position+1 in base, by hash
}

// Delta appends to dst the delta that makes target from base, and reports
// whether it stayed below limit bytes; if not, dst is returned as it came.
func (c *Encoder) Delta(dst, base, target []byte, limit int) ([]byte, bool) {
	start := len(dst)
	dst = binary.AppendUvarint(dst, uint64(len(base)))
	dst = binary.AppendUvarint(dst, uint64(len(target)))
	pre := commonPrefix(base, target)
	if pre < minCopy {
		pre = 0
	}
	suf := commonSuffix(base[pre:], target[pre:])
	if suf < minCopy {
		suf = 0
	}
	dst = appendCopy(dst, 0, pre)
	end := len(target) - suf
	dst, ok := c.middle(dst, base, target[:end], pre, len(base)-suf, start+limit)
	if !ok {
		return dst[:start], false
	}
	dst = appendCopy(dst, len(base)-suf, suf)
	if len(dst)-start >= limit {
		return dst[:start], false
	}
	return dst, true
}

// middle encodes target[from:] against base[from:to].
func (c *Encoder) middle(dst, base, target []byte, from, to, limit int) ([]byte, bool) {
	pending := from // target[pending:i] awaits insertion
	i := from
	if to-from >= window && len(target)-from >= minCopy {
		shift := c.index(base, from, to)
		for i+window <= len(target) {
			at := int(c.table[hash(target[i:])>>shift])
			if at == 0 || load64(base, at-1) != load64(target, i) {
				i++
				continue
			}
			at--
			n := window + commonPrefix(base[at+window:to], target[i+window:])
			back := 0
			for at-back > from && i-back > pending && base[at-back-1] == target[i-back-1] {
				back++
			}
			if n+back < minCopy {
				i++
				continue
			}
			dst = appendInsert(dst, target[pending:i-back])
			dst = appendCopy(dst, at-back, n+back)
			i += n
			pending = i
			if len(dst) >= limit {
				return dst, false
			}
		}
	}
	if len(dst)+len(target)-pending >= limit {
		return dst, false
	}
	return appendInsert(dst, target[pending:]), true
}

// index enters base[from:to] into the table and returns how far a hash is to
// be shifted to index it.
func (c *Encoder) index(base []byte, from, to int) int {
	step := stride
	if to-from <= fineMost {
		step = fineStep
	}
	width := max(bits.Len(uint((to-from)/step))+1, 6)
	if len(c.table) < 1<<width {
		c.table = make([]uint32, 1<<width)
	}
	c.table = c.table[:cap(c.table)]
	clear(c.table[:1<<width])
	shift := 64 - width
	// Backwards, so that of equal windows the first stays: its offset is the
	// shortest to write.
	last := from + (to-from-window)/step*step
	for at := last; at >= from; at -= step {
		c.table[hash(base[at:])>>shift] = uint32(at + 1)
	}
	return shift
}

func load64(b []byte, i int) uint64 { return binary.LittleEndian.Uint64(b[i:]) }

// hash spreads the first eight bytes of b over the high bits.
func hash(b []byte) uint64 { return binary.LittleEndian.Uint64(b) * 0x9e3779b97f4a7c15 }

func commonPrefix(a, b []byte) int {
	n := min(len(a), len(b))
	i := 0
	for ; i+8 <= n; i += 8 {
		if x := load64(a, i) ^ load64(b, i); x != 0 {
			return i + bits.TrailingZeros64(x)/8
		}
	}
	for i < n && a[i] == b[i] {
		i++
	}
	return i
}

func commonSuffix(a, b []byte) int {
	n := min(len(a), len(b))
	a, b = a[len(a)-n:], b[len(b)-n:]
	i := 0
	for ; i+8 <= n; i += 8 {
		if x := load64(a, n-i-8) ^ load64(b, n-i-8); x != 0 {
			return i + bits.LeadingZeros64(x)/8
		}
	}
	for i < n && a[n-i-1] == b[n-i-1] {
		i++
	}
	return i
}

func appendInsert(dst, text []byte) []byte {
	for len(text) > maxInsert {
		dst = append(append(dst, maxInsert), text[:maxInsert]...)
		text = text[maxInsert:]
	}
	if len(text) == 0 {
		return dst
	}
	return append(append(dst, byte(len(text))), text...)
}

func appendCopy(dst []byte, at, n int) []byte {
	for n > 0 {
		m := min(n, maxCopy)
		op := len(dst)
		dst = append(dst, 0x80)
		for i, v := 0, at; v != 0; i, v = i+1, v>>8 {
			if b := byte(v); b != 0 {
				dst = append(dst, b)
				dst[op] |= 1 << i
			}
		}
		if m != maxCopy { // which is written as no size at all
			if b := byte(m); b != 0 {
				dst = append(dst, b)
				dst[op] |= 0x10
			}
			if b := byte(m >> 8); b != 0 {
				dst = append(dst, b)
				dst[op] |= 0x20
			}
		}
		at, n = at+m, n-m
	}
	return dst
}

var errDelta = errors.New("delta does not fit its base")

// DeltaSizes returns the sizes of base and target that a delta states.
func DeltaSizes(delta []byte) (base, target int, err error) {
	b, n := binary.Uvarint(delta)
	if n <= 0 {
		return 0, 0, errDelta
	}
	t, m := binary.Uvarint(delta[n:])
	// A copy of four bytes yields 16 MiB at most; no honest delta states more.
	if m <= 0 || b > 1<<40 || t > uint64(len(delta))<<24 {
		return 0, 0, errDelta
	}
	return int(b), int(t), nil
}

// Apply makes the target of a delta in dst, which is grown if need be.
func Apply(dst, base, delta []byte) ([]byte, error) {
	size, want, err := DeltaSizes(delta)
	if err != nil || size != len(base) {
		return nil, errDelta
	}
	_, n := binary.Uvarint(delta)
	_, m := binary.Uvarint(delta[n:])
	delta = delta[n+m:]
	if cap(dst) < want {
		dst = make([]byte, 0, want)
	}
	dst = dst[:0]
	for len(delta) > 0 {
		op := delta[0]
		delta = delta[1:]
		var piece []byte
		if op&0x80 == 0 {
			n := int(op)
			if n == 0 || n > len(delta) {
				return nil, errDelta
			}
			piece, delta = delta[:n], delta[n:]
		} else {
			at, n, rest := parseCopy(op, delta)
			if rest == nil || at > len(base) || n > len(base)-at {
				return nil, errDelta
			}
			piece, delta = base[at:at+n], rest
		}
		if len(piece) > want-len(dst) {
			return nil, errDelta
		}
		dst = append(dst, piece...)
	}
	if len(dst) != want {
		return nil, errDelta
	}
	return dst, nil
}

// parseCopy reads what follows a copy's first byte; rest is nil if it ends too
// soon.
func parseCopy(op byte, delta []byte) (at, n int, rest []byte) {
	if len(delta) < bits.OnesCount8(op&0x7f) {
		return 0, 0, nil
	}
	i := 0
	for k := range 4 {
		if op>>k&1 != 0 {
			at |= int(delta[i]) << (8 * k)
			i++
		}
	}
	for k := range 3 {
		if op>>(4+k)&1 != 0 {
			n |= int(delta[i]) << (8 * k)
			i++
		}
	}
	if n == 0 {
		n = maxCopy
	}
	return at, n, delta[i:]
}
