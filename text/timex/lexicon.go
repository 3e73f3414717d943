package timex

import (
	"maps"
	"slices"
	"strconv"
)

// value is what a word stands for in its class: a number, or a symbol such as
// the unit D or the season SU.
type value struct {
	n int32
	s string
}

// String returns the symbol, or the number in digits.
func (v value) String() string {
	if v.s != "" {
		return v.s
	}
	return strconv.Itoa(int(v.n))
}

// classValue is a class that a word belongs to, and its value there.
type classValue struct {
	class int
	value value
}

// Classes with a name are numbered from 0, so that a slot can keep theirs in a
// byte; words that are classes of their own from firstLiteral.
const (
	firstLiteral = 192
	maxClasses   = 384
)

// classSet is a set of classes.
type classSet [maxClasses / 64]uint64

func (s *classSet) join(o *classSet) {
	for i := range s {
		s[i] |= o[i]
	}
}

func (s *classSet) add(class int)      { s[class>>6] |= 1 << (class & 63) }
func (s *classSet) has(class int) bool { return s[class>>6]&(1<<(class&63)) != 0 }

func (s *classSet) meets(o *classSet) bool {
	return s[0]&o[0]|s[1]&o[1]|s[2]&o[2]|s[3]&o[3]|s[4]&o[4]|s[5]&o[5] != 0
}

// lexeme is an entry of a language's lexicon.
type lexeme struct {
	set     classSet
	vals    []classValue
	numeral bool // it begins a number written in words
}

func newLexeme(classes ...int) *lexeme {
	e := &lexeme{vals: make([]classValue, 0, len(classes))}
	for _, c := range classes {
		e.add(c, value{})
	}
	return e
}

func (l *lexeme) add(class int, v value) {
	l.set.add(class)
	l.vals = append(l.vals, classValue{class, v})
}

func (l *lexeme) val(class int) (value, bool) {
	for i := range l.vals {
		if l.vals[i].class == class {
			return l.vals[i].value, true
		}
	}
	return value{}, false
}

// language is a compiled language file. It is never written to after it was
// compiled or loaded.
type language struct {
	name           string
	upper          bool     // months are written with a capital
	dayFirst       bool     // 3/4/2010 is the third of April
	pastEndings    []string // of regular verbs
	futureEndings  []string
	ordinalEndings []string // of 1st, 2nd

	words map[string]*lexeme
	ends  [32][32]uint32 // by first and last letter: a bit for each length of a word
	punct [128]*lexeme

	// Lexemes that the lexer makes.
	shapes                                   [64]*lexeme // numbers in digits, see shape
	ordinals                                 [33]*lexeme
	decade, clock, dotted, packed, shortYear *lexeme
	cardinal, spokenYear, possessive         *lexeme

	auto  automaton
	rules []rule
}

func newLanguage(name string) *language {
	l := &language{name: name}
	var classes []int
	for i := range l.shapes {
		classes = append(classes[:0], classNum)
		for b, class := range [...]int{classDay, classHour, classTwo, classYear, classOld, classMil} {
			if i>>b&1 != 0 {
				classes = append(classes, class)
			}
		}
		l.shapes[i] = newLexeme(classes...)
	}
	for i := range l.ordinals {
		l.ordinals[i] = newLexeme(classOrd)
	}
	l.decade, l.clock, l.packed = newLexeme(classDecade), newLexeme(classClock), newLexeme(classPacked)
	l.dotted = newLexeme(classNum, classDotted)
	l.shortYear, l.cardinal = newLexeme(classYy), newLexeme(classNum, classNumWord)
	l.spokenYear, l.possessive = newLexeme(classYear, classNum), newLexeme(classPoss)
	return l
}

// shape returns the lexeme of a number of so many digits.
func (l *language) shape(n, width int) *lexeme {
	k := 0
	for b, fits := range [...]bool{
		width <= 2 && n >= 1 && n <= 31,
		width <= 2 && n <= 24,
		width == 2,
		width == 4 && n >= 1000 && n < 2200,
		width <= 4 && n > 0,
		width == 4 && n < 2400 && n%100 < 60,
	} {
		if fits {
			k |= 1 << b
		}
	}
	return l.shapes[k]
}

// lookup finds the word in lower case; buf is scratch space. It folds the
// capitals of Latin-1, the only ones that the language files need.
func (l *language) lookup(buf *[maxWord]byte, word string) *lexeme {
	if len(word) > maxWord || *l.lengths(word)&(1<<(len(word)&31)) == 0 {
		return nil
	}
	before := byte(0)
	for i := 0; i < len(word); i++ {
		buf[i] = fold(before, word[i])
		before = word[i]
	}
	return l.words[string(buf[:len(word)])]
}

// lengths returns the lengths of the words with the first and the last letter of
// word; of each letter five bits count, which are the same in both cases.
func (l *language) lengths(word string) *uint32 {
	return &l.ends[word[0]&31][word[len(word)-1]&31]
}

func fold(before, c byte) byte {
	if c >= 'A' && c <= 'Z' || before == 0xC3 && c >= 0x80 && c <= 0x9E {
		return c | 0x20
	}
	return c
}

// place returns where the lexeme of a word or mark is kept, nil for a word.
func (l *language) place(word string) **lexeme {
	switch {
	case word == "'s":
		return &l.possessive
	case len(word) == 1 && word[0] < 128 && charClass[word[0]] == cOther:
		return &l.punct[word[0]]
	}
	return nil
}

// enter makes e the lexeme of a word or mark.
func (l *language) enter(word string, e *lexeme) {
	if at := l.place(word); at != nil {
		*at = e
		return
	}
	l.words[word] = e
	*l.lengths(word) |= 1 << (len(word) & 31)
}

// entry is a word or a mark with its lexeme.
type entry struct {
	word   string
	lexeme *lexeme
}

// entries returns the words and the marks of a language, in their order.
func (l *language) entries() []entry {
	list := []entry{{"'s", l.possessive}}
	for c, e := range l.punct {
		if e != nil {
			list = append(list, entry{string(rune(c)), e})
		}
	}
	for _, word := range slices.Sorted(maps.Keys(l.words)) {
		list = append(list, entry{word, l.words[word]})
	}
	return list
}
