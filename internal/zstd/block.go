package zstd

// compressed decompresses a block, behind which there is padding, to out.
func (r *Reader) compressed(data []byte) error {
	used, err := r.readLiterals(data)
	if err != nil {
		return err
	}
	return r.sequences(data[used:], len(r.out)+min(r.window, maxBlock))
}

// readLiterals reads the literals of a block, and returns how many bytes that takes.
func (r *Reader) readLiterals(data []byte) (int, error) {
	if len(data) == 0 {
		return 0, malformed("empty block")
	}
	kind, format := data[0]&3, data[0]>>2&3
	// The width of the header and of each size in it.
	width, size := [4]int{1, 2, 1, 3}[format], [4]int{5, 12, 5, 20}[format]
	shift := [4]int{3, 4, 3, 4}[format]
	if kind >= 2 {
		width, size, shift = [4]int{3, 3, 4, 5}[format], [4]int{10, 10, 14, 18}[format], 4
	}
	if len(data) < width {
		return 0, malformed("header of literals")
	}
	head := uint64(0)
	for i := range width {
		head |= uint64(data[i]) << (8 * i)
	}
	n := int(head >> shift & (1<<size - 1))
	if n > maxBlock {
		return 0, malformed("length of literals")
	}
	if cap(r.literals) < n {
		r.literals = make([]byte, maxBlock)
	}
	r.literals = r.literals[:n]
	rest := data[width:]
	switch kind {
	case 0: // as they are
		if len(rest) < n {
			return 0, malformed("length of literals")
		}
		copy(r.literals, rest)
		return width + n, nil
	case 1: // one byte, repeated
		if len(rest) == 0 {
			return 0, malformed("length of literals")
		}
		for i := range r.literals {
			r.literals[i] = rest[0]
		}
		return width + 1, nil
	}
	packed := int(head >> (shift + size) & (1<<size - 1))
	if packed > len(rest) {
		return 0, malformed("length of literals")
	}
	return width + packed, r.decodeLiterals(rest[:packed], kind == 2, format > 0)
}

// decodeLiterals decodes literals, of one stream or of four, with a table of their
// own or that of the block before.
func (r *Reader) decodeLiterals(data []byte, own, four bool) error {
	if own {
		used, err := r.huffman.read(data)
		if err != nil {
			r.huffman.bits = 0
			return err
		}
		data = data[used:]
	}
	if r.huffman.bits == 0 {
		return malformed("no Huffman table")
	}
	out := r.literals
	if !four {
		return r.huffman.stream(out, data)
	}
	if len(data) < 6 {
		return malformed("streams of literals")
	}
	sizes, data := data[:6], data[6:]
	part := (len(out) + 3) / 4
	for i := range 4 {
		n, k := len(data), len(out)
		if i < 3 {
			n, k = int(sizes[2*i])|int(sizes[2*i+1])<<8, part
		}
		if n > len(data) || k > len(out) {
			return malformed("streams of literals")
		}
		if err := r.huffman.stream(out[:k], data[:n]); err != nil {
			return err
		}
		data, out = data[n:], out[k:]
	}
	return nil
}

// The codes of a sequence, in the order in which they are described.
const (
	literalLengths = iota
	offsets
	matchLengths
)

var (
	maxLogs = [3]int{9, 8, 9}
	symbols = [3]int{36, 32, 53}
)

// length is what a code of lengths stands for: a length, and how many bits are to
// be added to it.
type length struct {
	base int
	bits uint8
}

var literalLength = [36]length{
	{0, 0},
	{1, 0},
	{2, 0},
	{3, 0},
	{4, 0},
	{5, 0},
	{6, 0},
	{7, 0},
	{8, 0},
	{9, 0},
	{10, 0},
	{11, 0},
	{12, 0},
	{13, 0},
	{14, 0},
	{15, 0},
	{16, 1},
	{18, 1},
	{20, 1},
	{22, 1},
	{24, 2},
	{28, 2},
	{32, 3},
	{40, 3},
	{48, 4},
	{64, 6},
	{128, 7},
	{256, 8},
	{512, 9},
	{1024, 10},
	{2048, 11},
	{4096, 12},
	{8192, 13},
	{16384, 14},
	{32768, 15},
	{65536, 16},
}

// matchLength goes on from the code 32; below, the length is the code plus 3.
var matchLength = [21]length{
	{35, 1},
	{37, 1},
	{39, 1},
	{41, 1},
	{43, 2},
	{47, 2},
	{51, 3},
	{59, 3},
	{67, 4},
	{83, 4},
	{99, 5},
	{131, 7},
	{259, 8},
	{515, 9},
	{1027, 10},
	{2051, 11},
	{4099, 12},
	{8195, 13},
	{16387, 14},
	{32771, 15},
	{65539, 16},
}

// sequences reads the sequences of a block and follows them: so many literals, then
// so many bytes from so far back. What is appended to out ends at limit.
func (r *Reader) sequences(data []byte, limit int) error {
	count, data, err := sequenceCount(data)
	if err != nil {
		return err
	}
	if count == 0 {
		if len(data) > 0 || len(r.out)+len(r.literals) > limit {
			return malformed("length of a block")
		}
		r.out = append(r.out, r.literals...)
		return nil
	}
	if data, err = r.codes(data); err != nil {
		return err
	}
	in, err := newBackward(data)
	if err != nil {
		return err
	}
	var at [3]int
	for i := range at {
		at[i] = in.take(r.tables[i].log)
	}
	literals := r.literals
	lls, ofs, mls := r.tables[literalLengths].states, r.tables[offsets].states, r.tables[matchLengths].states
	for ; count > 0; count-- {
		ll, of, ml := lls[at[literalLengths]], ofs[at[offsets]], mls[at[matchLengths]]
		if of.symbol > 30 {
			return malformed("a sequence looks too far back")
		}
		value := 1<<of.symbol + in.take(of.symbol)
		match := length{base: int(ml.symbol) + 3}
		if ml.symbol >= 32 {
			match = matchLength[ml.symbol-32]
		}
		n := match.base + in.take(match.bits)
		lead := literalLength[ll.symbol].base + in.take(literalLength[ll.symbol].bits)
		if count > 1 {
			at[literalLengths] = int(ll.base) + in.take(ll.bits)
			at[matchLengths] = int(ml.base) + in.take(ml.bits)
			at[offsets] = int(of.base) + in.take(of.bits)
		}
		if in.at < 0 || lead > len(literals) || len(r.out)+lead+n > limit {
			return malformed("a sequence is too long")
		}
		r.out = append(r.out, literals[:lead]...)
		literals = literals[lead:]
		back := r.offset(value, lead)
		if back <= 0 || back > min(len(r.out), r.window) {
			return malformed("a sequence looks too far back")
		}
		r.repeat(back, n)
	}
	if in.at != 0 || len(r.out)+len(literals) > limit {
		return malformed("length of a block")
	}
	r.out = append(r.out, literals...)
	return nil
}

// sequenceCount reads how many sequences there are.
func sequenceCount(data []byte) (int, []byte, error) {
	switch {
	case len(data) >= 1 && data[0] < 128:
		return int(data[0]), data[1:], nil
	case len(data) >= 2 && data[0] < 255:
		return int(data[0]-128)<<8 + int(data[1]), data[2:], nil
	case len(data) >= 3 && data[0] == 255:
		return int(data[1]) + int(data[2])<<8 + 0x7F00, data[3:], nil
	}
	return 0, nil, malformed("number of sequences")
}

// codes reads the descriptions of the three codes and returns what follows them.
func (r *Reader) codes(data []byte) ([]byte, error) {
	if len(data) == 0 || data[0]&3 != 0 {
		return nil, malformed("codes of sequences")
	}
	modes := data[0]
	data = data[1:]
	for i := range r.tables {
		t := &r.tables[i]
		switch modes >> (6 - 2*i) & 3 {
		case 0:
			t.build(standard[i].counts, standard[i].log)
		case 1:
			if len(data) == 0 || int(data[0]) >= symbols[i] {
				return nil, malformed("codes of sequences")
			}
			t.one(data[0])
			data = data[1:]
		case 2:
			used, err := t.read(data, maxLogs[i], symbols[i])
			if err != nil {
				return nil, err
			}
			data = data[used:]
		case 3:
			if !t.ready {
				return nil, malformed("no code to repeat")
			}
		}
	}
	return data, nil
}

// offset returns how far back a value looks: up to 3 it names one of the latest
// offsets, another one where no literals go before.
func (r *Reader) offset(value, lead int) int {
	old := r.latest
	if value > 3 {
		r.latest = [3]int{value - 3, old[0], old[1]}
		return value - 3
	}
	if lead == 0 {
		value++
	}
	switch value {
	case 2:
		r.latest = [3]int{old[1], old[0], old[2]}
	case 3:
		r.latest = [3]int{old[2], old[0], old[1]}
	case 4:
		r.latest = [3]int{old[0] - 1, old[0], old[1]}
	}
	return r.latest[0]
}

// repeat appends n bytes of out from so far back; they may be appended ones.
func (r *Reader) repeat(back, n int) {
	for n > 0 {
		from := len(r.out) - back
		k := min(n, back)
		r.out = append(r.out, r.out[from:from+k]...)
		n -= k
	}
}
