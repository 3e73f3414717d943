package timeline

import (
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// wording is what ranking needs to know of the whole text of an article.
type wording struct {
	sentences int
	terms     []uint32 // sorted
	counts    []uint32 // in how many sentences each term stands
}

// wordingOf takes the terms of each sentence of a text.
func wordingOf(sentences [][]uint32) *wording {
	n := 0
	for _, s := range sentences {
		n += len(s)
	}
	all := make([]uint32, 0, n)
	for _, s := range sentences {
		all = append(all, s...)
	}
	slices.Sort(all)
	w := &wording{sentences: len(sentences)}
	for i := 0; i < len(all); {
		k := i
		for k < len(all) && all[k] == all[i] {
			k++
		}
		w.terms = append(w.terms, all[i])
		w.counts = append(w.counts, uint32(k-i))
		i = k
	}
	return w
}

// count returns in how many sentences a term stands.
func (w *wording) count(term uint32) int {
	if i, ok := slices.BinarySearch(w.terms, term); ok {
		return int(w.counts[i])
	}
	return 0
}

// terms returns the hashed stems of the words of s that carry meaning, sorted,
// each once. Figures are left out: two reports of one event must not differ
// because the toll rose.
func terms(s string) []uint32 {
	out := make([]uint32, 0, len(s)/8+1)
	var buf [64]byte
	for i := 0; i < len(s); {
		word, digits, next := nextWord(s, i, buf[:0])
		i = next
		if len(word) > 1 && !digits && !stopWords()[string(word)] {
			out = append(out, hash(stem(word)))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// nextWord reads the word at i in lower case, which may be empty, and the
// character that ends it. digits says that it begins with one: "48", "20th",
// but not "H1N1".
func nextWord(s string, i int, word []byte) (_ []byte, digits bool, next int) {
	for i < len(s) {
		c := s[i]
		switch {
		case 'a' <= c && c <= 'z':
			word = append(word, c)
		case 'A' <= c && c <= 'Z':
			word = append(word, c|0x20)
		case '0' <= c && c <= '9':
			digits = digits || len(word) == 0
			word = append(word, c)
		case c < utf8.RuneSelf:
			return word, digits, i + 1
		default:
			r, n := utf8.DecodeRuneInString(s[i:])
			if !unicode.IsLetter(r) && !unicode.IsMark(r) {
				return word, digits, i + n
			}
			word = utf8.AppendRune(word, unicode.ToLower(r))
			i += n
			continue
		}
		i++
	}
	return word, digits, i
}

// hash is FNV-1a in 32 bits. Two stems that collide count as one word, which
// happens to one pair in four thousand millions.
func hash(b []byte) uint32 {
	h := uint32(2166136261)
	for _, c := range b {
		h = (h ^ uint32(c)) * 16777619
	}
	return h
}

// stem takes the endings of English inflection off a lower-case word: "bombs",
// "bombed" and "bombing" become "bomb". It is far lighter than Porter's: it
// need not find words, only bring the forms of one word together, and it runs
// on every dated sentence of an archive.
func stem(w []byte) []byte {
	if len(w) <= 3 {
		return w
	}
	switch {
	case ends(w, "ies") && len(w) > 4:
		return append(w[:len(w)-3], 'y')
	case ends(w, "sses"), ends(w, "shes"), ends(w, "ches"), ends(w, "xes"):
		w = w[:len(w)-2]
	case ends(w, "s") && !ends(w, "ss") && !ends(w, "us") && !ends(w, "is"):
		w = w[:len(w)-1]
	}
	switch {
	case ends(w, "ied") && len(w) > 4:
		return append(w[:len(w)-3], 'y')
	case ends(w, "ing") && vowelIn(w[:len(w)-3]):
		w = single(w[:len(w)-3])
	case ends(w, "ed") && vowelIn(w[:len(w)-2]):
		w = single(w[:len(w)-2])
	}
	if len(w) > 3 && ends(w, "e") {
		w = w[:len(w)-1]
	}
	return w
}

func ends(w []byte, suffix string) bool {
	return len(w) > len(suffix) && string(w[len(w)-len(suffix):]) == suffix
}

// vowelIn reports whether w could be a word of its own: "str" of "string" is
// not.
func vowelIn(w []byte) bool {
	return len(w) > 2 && strings.ContainsAny(string(w), "aeiouy")
}

// single undoes the doubled consonant of "stopped".
func single(w []byte) []byte {
	n := len(w)
	if n > 3 && w[n-1] == w[n-2] && !strings.ContainsRune("aeioulsz", rune(w[n-1])) {
		return w[:n-1]
	}
	return w
}

// stopWords are words without a subject of their own: function words, verbs of
// saying, and the words of time, which the event's time already says.
var stopWords = set(`
a about above across after again against ago all almost along already also although always am amid among an and another any
anyone are aren around as at away back be became because become been before began being below between both but by came can cannot
come comes could couldn did didn do does doesn doing don done down during each earlier early either else elsewhere enough even ever every
everyone far few find first for former found four from further gave get gets getting give given go goes going gone good got had hadn has hasn
have haven having he her here hers him himself his how however if in including inside instead into is isn it its itself just keep last late
later least less let like likely ll made make makes making many may me meanwhile might more most much must my near nearly need never new next no
nor not nothing now of off often old on once one only onto or other others our out outside over own part per perhaps put quite
rather re really same second see seen several shall she should since six so some something still such take taken takes taking ten than that the
their them themselves then there these they thing things think third this those though three through throughout time to today together
told tomorrow tonight too took toward towards turn two under until up upon us use used using ve very via want was wasn way we week weeks well went
were weren what when where whether which while who whole whom whose why will with within without won would wouldn year years yes yesterday yet you your
said say says saying tell tells telling told added according reported reports report statement spokesman spokeswoman asked
monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october november december
jan feb mar apr jun jul aug sept sep oct nov dec day days month months morning afternoon evening night noon midnight hour hours minute minutes
am pm gmt est edt bst mr mrs ms dr five seven eight nine hundred thousand million billion`)

// set returns a set of words that is made when first asked for: most commands
// never do.
func set(words string) func() map[string]bool {
	return sync.OnceValue(func() map[string]bool {
		m := make(map[string]bool)
		for w := range strings.FieldsSeq(words) {
			m[w] = true
		}
		return m
	})
}
