package zstd

import "math/bits"

// maxHuffmanBits bounds the length of a Huffman code.
const maxHuffmanBits = 11

// huffman is a table of Huffman codes: by the bits to come, the symbol and the
// length of its code.
type huffman struct {
	bits  uint8 // to look at; 0: there is no table
	codes [1 << maxHuffmanBits]struct{ symbol, bits uint8 }
	fse   fse // of weights
}

// read makes the table from its description at the beginning of data, and returns
// how many bytes that takes.
func (h *huffman) read(data []byte) (int, error) {
	if len(data) == 0 {
		return 0, malformed("no Huffman table")
	}
	var weights [256]uint8
	n, used := 0, 0
	if head := int(data[0]); head >= 128 { // four bits for each weight
		n = head - 127
		if used = 1 + (n+1)/2; used > len(data) {
			return 0, malformed("length of a Huffman table")
		}
		for i := range n {
			weights[i] = data[1+i/2] >> (4 * (1 - i&1)) & 15
		}
	} else {
		if used = 1 + head; used > len(data) {
			return 0, malformed("length of a Huffman table")
		}
		var err error
		if n, err = h.weights(&weights, data[1:used]); err != nil {
			return 0, err
		}
	}
	return used, h.build(&weights, n)
}

// weights reads weights that are coded themselves, by two states in turn.
func (h *huffman) weights(weights *[256]uint8, data []byte) (n int, err error) {
	used, err := h.fse.read(data, 6, 256)
	if err != nil {
		return 0, err
	}
	in, err := newBackward(data[used:])
	if err != nil {
		return 0, err
	}
	t := &h.fse
	turn, other := in.take(t.log), in.take(t.log)
	if in.at < 0 {
		return 0, malformed("weights of a Huffman table")
	}
	for ; n < 254; turn, other = other, turn {
		s := t.states[turn]
		weights[n] = s.symbol
		n++
		turn = int(s.base) + in.take(s.bits)
		if in.at < 0 {
			weights[n] = t.states[other].symbol
			return n + 1, nil
		}
	}
	return 0, malformed("too many weights of a Huffman table")
}

// build makes the table of n weights; that of one symbol more follows from them.
func (h *huffman) build(weights *[256]uint8, n int) error {
	sum := 0
	for _, w := range weights[:n] {
		if w > maxHuffmanBits {
			return malformed("weight of a symbol")
		}
		if w > 0 {
			sum += 1 << (w - 1)
		}
	}
	length := bits.Len(uint(sum))
	rest := 1<<length - sum
	if sum == 0 || length > maxHuffmanBits || n > 255 || rest&(rest-1) != 0 {
		return malformed("weights of a Huffman table")
	}
	weights[n] = uint8(bits.Len(uint(rest)))
	at := 0
	for w := uint8(1); int(w) <= length; w++ {
		for s, is := range weights[:n+1] {
			if is != w {
				continue
			}
			for range 1 << (w - 1) {
				h.codes[at].symbol, h.codes[at].bits = uint8(s), uint8(length)+1-w
				at++
			}
		}
	}
	h.bits = uint8(length)
	return nil
}

// stream decodes one stream into all of out.
func (h *huffman) stream(out, data []byte) error {
	in, err := newBackward(data)
	if err != nil {
		return err
	}
	i := 0
	for ; i+5 <= len(out) && in.at >= 56; i += 5 { // five codes have 55 bits at most
		v := load64(in.data, in.at>>3-7) << (8 - in.at&7)
		for k := range 5 {
			c := h.codes[v>>(64-maxHuffmanBits)>>(maxHuffmanBits-h.bits&15)&(1<<maxHuffmanBits-1)]
			out[i+k] = c.symbol
			in.at -= int(c.bits)
			v <<= c.bits & 15
		}
	}
	for ; i < len(out); i++ {
		at := in.at
		c := h.codes[in.take(h.bits)]
		out[i] = c.symbol
		in.at = at - int(c.bits)
	}
	if in.at != 0 {
		return malformed("length of literals")
	}
	return nil
}
