package timex

import "encoding/binary"

// A language lies in the program as a table: to compile its file takes five times as
// long as to load that, a millisecond, which was a fifteenth of an add of one
// revision. UPDATE_TABLES=1 go test -run TestTables ./text/timex writes the tables
// from the files. A table holds, numbers with the low byte first and of two bytes
// where nothing is said, texts after their length, lists after theirs,
//
//	uint8         1: months are written with a capital, 2: the day goes first
//	list of text  endings: of pasts, then of futures, then of ordinals
//	list of       lexemes
//	  list of     classes with their values
//	    class
//	    text      value
//	list of       words and marks
//	  text
//	  number of the lexeme
//	list of       rules
//	  text        name; then pattern; then op
//	  list of     constants
//	    slot
//	    text      value
//	  list of     classes of which the word before must have one
//	list of       positions
//	  class, rule, where the list of what follows begins and ends, number of the set
//	  uint8       1 + slot
//	  uint8       join; 4: after, 8: accept
//	list of       positions that follow others
//	list of       sets of classes
//	  6 × uint64
//	list of       positions that a match may begin with

// The bits of a position's last byte above its join.
const (
	bitAfter  = 4
	bitAccept = 8
)

// tableReader reads a table from its beginning.
type tableReader struct {
	table string
	at    int
}

func (r *tableReader) byte() int {
	r.at++
	return int(r.table[r.at-1])
}

func (r *tableReader) short() int {
	r.at += 2
	return int(r.table[r.at-2]) | int(r.table[r.at-1])<<8
}

func (r *tableReader) text() string {
	n := r.short()
	r.at += n
	return r.table[r.at-n : r.at]
}

func (r *tableReader) texts() []string {
	list := make([]string, r.short())
	for i := range list {
		list[i] = r.text()
	}
	return list
}

// shorts reads a list of numbers.
func (r *tableReader) shorts() []int16 {
	list := make([]int16, r.short())
	for i := range list {
		list[i] = int16(r.short())
	}
	return list
}

// unpack loads a language from its table. Its texts are parts of the table.
func unpack(name, table string) *language {
	r := tableReader{table: table}
	l := newLanguage(name)
	flags := r.byte()
	l.upper, l.dayFirst = flags&1 != 0, flags&2 != 0
	l.pastEndings, l.futureEndings, l.ordinalEndings = r.texts(), r.texts(), r.texts()
	lexemes := r.lexemes()
	n := r.short()
	l.words = make(map[string]*lexeme, n)
	for range n {
		word := r.text()
		l.enter(word, &lexemes[r.short()])
	}
	l.rules = r.rules()
	l.auto.positions = r.positions()
	l.auto.follows = r.shorts()
	l.auto.sets = r.sets()
	l.auto.begin = r.shorts()
	l.auto.link()
	return l
}

func (r *tableReader) lexemes() []lexeme {
	list := make([]lexeme, r.short())
	pool := make([]classValue, 0, 2*len(list))
	for i := range list {
		e := &list[i]
		n := r.short()
		if cap(pool)-len(pool) < n {
			pool = make([]classValue, 0, max(256, n))
		}
		e.vals = pool[len(pool) : len(pool) : len(pool)+n]
		pool = pool[:len(pool)+n]
		for range n {
			class := r.short()
			e.add(class, valueOf(r.text()))
		}
		e.numeral = e.set.has(classCard)
	}
	return list
}

func (r *tableReader) rules() []rule {
	list := make([]rule, r.short())
	for i := range list {
		u := &list[i]
		u.name, u.pattern, u.opName = r.text(), r.text(), r.text()
		u.op = ops[u.opName]
		for range r.short() {
			slot := r.short()
			u.consts = append(u.consts, slotConst{slot, valueOf(r.text())})
		}
		for range r.short() {
			u.before = append(u.before, r.short())
		}
	}
	return list
}

func (r *tableReader) positions() []position {
	list := make([]position, r.short())
	for i := range list {
		p := &list[i]
		p.class, p.rule = int16(r.short()), int16(r.short())
		p.from, p.to, p.next = uint16(r.short()), uint16(r.short()), uint16(r.short())
		p.slot = int8(r.byte() - 1)
		bits := r.byte()
		p.join, p.after, p.accept = join(bits&3), bits&bitAfter != 0, bits&bitAccept != 0
	}
	return list
}

func (r *tableReader) sets() []classSet {
	list := make([]classSet, r.short())
	for i := range list {
		for k := range list[i] {
			list[i][k] = uint64(r.short()) | uint64(r.short())<<16 | uint64(r.short())<<32 | uint64(r.short())<<48
		}
	}
	return list
}

// tableWriter writes a table.
type tableWriter struct{ out []byte }

func (w *tableWriter) byte(n int)  { w.out = append(w.out, byte(n)) }
func (w *tableWriter) short(n int) { w.out = binary.LittleEndian.AppendUint16(w.out, uint16(n)) }

func (w *tableWriter) text(s string) {
	w.short(len(s))
	w.out = append(w.out, s...)
}

func (w *tableWriter) texts(list []string) {
	w.short(len(list))
	for _, s := range list {
		w.text(s)
	}
}

func (w *tableWriter) shorts(list []int16) {
	w.short(len(list))
	for _, n := range list {
		w.short(int(n))
	}
}

// bit returns a bit that is set or not.
func bit(set bool, mask int) int {
	if set {
		return mask
	}
	return 0
}

// pack makes the table of a language.
func pack(l *language) []byte {
	w := &tableWriter{}
	w.byte(bit(l.upper, 1) | bit(l.dayFirst, 2))
	w.texts(l.pastEndings)
	w.texts(l.futureEndings)
	w.texts(l.ordinalEndings)
	w.words(l)
	w.rules(l.rules)
	w.short(len(l.auto.positions))
	for i := range l.auto.positions {
		p := &l.auto.positions[i]
		w.short(int(p.class))
		w.short(int(p.rule))
		w.short(int(p.from))
		w.short(int(p.to))
		w.short(int(p.next))
		w.byte(int(p.slot) + 1)
		w.byte(int(p.join) | bit(p.after, bitAfter) | bit(p.accept, bitAccept))
	}
	w.shorts(l.auto.follows)
	w.short(len(l.auto.sets))
	for i := range l.auto.sets {
		for _, part := range l.auto.sets[i] {
			w.out = binary.LittleEndian.AppendUint64(w.out, part)
		}
	}
	w.shorts(l.auto.begin)
	return w.out
}

// words writes the lexemes, those that are the same once, and the words.
func (w *tableWriter) words(l *language) {
	entries := l.entries()
	numbers := map[string]int{}
	var list tableWriter
	index := make([]int, len(entries))
	for i, e := range entries {
		var one tableWriter
		one.short(len(e.lexeme.vals))
		for _, v := range e.lexeme.vals {
			one.short(v.class)
			one.text(v.value.s)
		}
		n, ok := numbers[string(one.out)]
		if !ok {
			n = len(numbers)
			numbers[string(one.out)] = n
			list.out = append(list.out, one.out...)
		}
		index[i] = n
	}
	w.short(len(numbers))
	w.out = append(w.out, list.out...)
	w.short(len(entries))
	for i, e := range entries {
		w.text(e.word)
		w.short(index[i])
	}
}

func (w *tableWriter) rules(list []rule) {
	w.short(len(list))
	for i := range list {
		u := &list[i]
		w.text(u.name)
		w.text(u.pattern)
		w.text(u.opName)
		w.short(len(u.consts))
		for _, c := range u.consts {
			w.short(c.slot)
			w.text(c.value.s)
		}
		w.short(len(u.before))
		for _, class := range u.before {
			w.short(class)
		}
	}
}
