package zstd

import "math/bits"

// fse is the table of a finite state entropy code (RFC 8878, section 4.1): each
// state yields a symbol and says how the next one is found.
type fse struct {
	log    uint8 // there are 1<<log states
	ready  bool
	states []state
}

type state struct {
	symbol uint8
	bits   uint8  // to read for the next state,
	base   uint16 // and to add to this
}

// one makes the table of a code that has one symbol only.
func (t *fse) one(symbol uint8) {
	t.log, t.ready = 0, true
	t.states = append(t.states[:0], state{symbol: symbol})
}

// read makes a table from its description at the beginning of data, which
// bounds its states and symbols, and returns how many bytes that takes.
func (t *fse) read(data []byte, maxLog, symbols int) (int, error) {
	in := forward{data: data}
	log := in.take(4) + 5
	if log > maxLog {
		return 0, malformed("accuracy of a code")
	}
	var counts [256]int16
	n := 0
	left, threshold, width := 1<<log+1, 1<<log, log+1
	for zero := false; left > 1 && n < symbols; {
		if zero { // how many more follow
			for {
				more := in.take(2)
				n += more
				if more < 3 {
					break
				}
				if n >= symbols {
					return 0, malformed("symbols of a code")
				}
			}
			if n >= symbols {
				break
			}
		}
		few := 2*threshold - 1 - left
		count := in.peek(width - 1)
		if count < few {
			in.at += width - 1
		} else {
			if count = in.take(width); count >= threshold {
				count -= few
			}
		}
		count--
		counts[n] = int16(count)
		n++
		left -= max(count, -count)
		zero = count == 0
		for left < threshold && threshold > 1 {
			width--
			threshold >>= 1
		}
	}
	if left != 1 || in.at > 8*len(data) {
		return 0, malformed("counts of a code")
	}
	t.build(counts[:n], uint8(log))
	return (in.at + 7) / 8, nil
}

// build spreads symbols over the states by their counts, of which the sum is the
// number of states; -1 is a symbol that is rarer than one state.
func (t *fse) build(counts []int16, log uint8) {
	size := 1 << log
	if cap(t.states) < size {
		t.states = make([]state, size)
	}
	t.log, t.ready, t.states = log, true, t.states[:size]
	var next [256]uint16
	high := size - 1
	for s, n := range counts {
		next[s] = uint16(max(n, 1))
		if n < 0 {
			t.states[high].symbol = uint8(s)
			high--
		}
	}
	step := size>>1 + size>>3 + 3
	at := 0
	for s, n := range counts {
		for range max(n, 0) {
			t.states[at].symbol = uint8(s)
			for at = (at + step) & (size - 1); at > high; {
				at = (at + step) & (size - 1)
			}
		}
	}
	for i := range t.states {
		e := &t.states[i]
		x := next[e.symbol]
		next[e.symbol]++
		e.bits = log - uint8(bits.Len16(x)-1)
		e.base = x<<e.bits - uint16(size)
	}
}

// The codes that need no description (RFC 8878, section 3.1.1.3.2.2).
var standard = [3]struct {
	log    uint8
	counts []int16
}{
	{6, []int16{4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1, -1, -1, -1, -1}},
	{5, []int16{1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1}},
	{6, []int16{1, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1}},
}
