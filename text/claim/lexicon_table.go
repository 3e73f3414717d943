package claim

import (
	_ "embed"
	"encoding/binary"
	"iter"
	"math"
	"sync"
	"sync/atomic"
)

// packed is the lexicon as it lies in the program: nothing of it is read before
// a word is looked up, and then little. UPDATE_LEXICON=1 go test -run
// TestLexiconTable writes it from the lists in this package. It holds, all
// numbers with the low byte first,
//
//	slots × uint16   a hash table: 1 + the number of a word; 0: none
//	uint16           how many words there are
//	each: uint16, uint16   where the word ends in the text of all, and its kind
//	the text of all words, in the order of their numbers
//	each kind: uint32 class, int8 level, float64 value, float64 to,
//	           uint8 and the role, uint8 and the sense
//
//go:embed lexicon.bin
var packed string

// slots is a power of two, about twice as many as words.
const slots = 8192

// Where the parts of packed begin.
const (
	countAt = 2 * slots
	wordsAt = countAt + 2
)

// seen keeps what was looked up, by its place in the hash table.
var seen [slots]atomic.Pointer[entry]

func short(at int) int { return int(packed[at]) | int(packed[at+1])<<8 }

// known returns the entry of a word in lower case, nil if the lexicon lacks it.
func known(w string) *entry { return find(w, hash(w)) }

// find is known for a word with its hash.
func find[T string | []byte](w T, hash uint32) *entry {
	for i := hash & (slots - 1); ; i = (i + 1) & (slots - 1) {
		e := seen[i].Load()
		if e == nil {
			n := short(2 * int(i))
			if n == 0 {
				return nil
			}
			word, kind := numbered(n - 1)
			e = new(entry)
			*e = *kind
			e.word = word
			seen[i].Store(e)
		}
		if e.word == string(w) {
			return e
		}
	}
}

// The constants of FNV-1a, which hash is.
const (
	hashStart = 2166136261
	hashPrime = 16777619
)

func hash(w string) uint32 {
	h := uint32(hashStart)
	for i := range len(w) {
		h = (h ^ uint32(w[i])) * hashPrime
	}
	return h
}

// numbered returns the word with a number, and what it can be.
func numbered(n int) (word string, kind *entry) {
	at := wordsAt + 4*n
	from, text := 0, wordsAt+4*short(countAt)
	if n > 0 {
		from = short(at - 4)
	}
	return packed[text+from : text+short(at)], &kinds()[short(at+2)]
}

// everyWord yields the words, in order, with their classes.
func everyWord() iter.Seq2[string, class] {
	return func(yield func(string, class) bool) {
		for n := range short(countAt) {
			if w, kind := numbered(n); !yield(w, kind.class) {
				return
			}
		}
	}
}

// kinds are what words can be: entries without a word.
var kinds = sync.OnceValue(func() []entry {
	n := short(countAt)
	rest := packed[wordsAt+4*n+short(wordsAt+4*(n-1)):]
	take := func(k int) []byte {
		b := []byte(rest[:k])
		rest = rest[k:]
		return b
	}
	number := func() float64 { return math.Float64frombits(binary.LittleEndian.Uint64(take(8))) }
	text := func() string { return string(take(int(take(1)[0]))) }
	list := make([]entry, 0, 256)
	for rest != "" {
		e := entry{class: class(binary.LittleEndian.Uint32(take(4))), level: int(int8(take(1)[0]))}
		e.value, e.to = number(), number()
		e.role, e.sense = Role(text()), text()
		list = append(list, e)
	}
	return list
})

// pack writes the lexicon in the form of packed.
func pack(lex map[string]*entry, words []string) []byte {
	table := make([]byte, countAt)
	var index, text, tail []byte
	numbers := map[entry]int{}
	for n, w := range words {
		i := hash(w)
		for binary.LittleEndian.Uint16(table[2*(i&(slots-1)):]) != 0 {
			i++
		}
		binary.LittleEndian.PutUint16(table[2*(i&(slots-1)):], uint16(n+1))
		kind := *lex[w]
		kind.word = ""
		k, ok := numbers[kind]
		if !ok {
			k = len(numbers)
			numbers[kind] = k
			tail = binary.LittleEndian.AppendUint32(tail, uint32(kind.class))
			tail = append(tail, byte(int8(kind.level)))
			tail = binary.LittleEndian.AppendUint64(tail, math.Float64bits(kind.value))
			tail = binary.LittleEndian.AppendUint64(tail, math.Float64bits(kind.to))
			tail = append(append(tail, byte(len(kind.role))), kind.role...)
			tail = append(append(tail, byte(len(kind.sense))), kind.sense...)
		}
		text = append(text, w...)
		index = binary.LittleEndian.AppendUint16(index, uint16(len(text)))
		index = binary.LittleEndian.AppendUint16(index, uint16(k))
	}
	out := binary.LittleEndian.AppendUint16(table, uint16(len(words)))
	return append(append(append(out, index...), text...), tail...)
}
