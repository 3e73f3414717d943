package timex

import "math/bits"

// value is what a word stands for in its class: a number, or a symbol such as
// the unit D or the season SU.
type value struct {
	n int32
	s string
}

// classValue is a class that a word belongs to, and its value there.
type classValue struct {
	class int
	value value
}

const maxClasses = 256

// lexeme is an entry of a language's lexicon.
type lexeme struct {
	bits    [maxClasses / 64]uint64
	vals    []classValue
	numeral bool // it begins a number written in words
}

func (l *lexeme) add(class int, v value) {
	l.bits[class>>6] |= 1 << (class & 63)
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

// coreClasses are the classes that the lexer and the filters know by name.
type coreClasses struct {
	num, day, hour, year, old, two, ord, decade, clock, packed, yy        int
	card, and                                                             int
	month, joins, ment, mil, the, title                                   int
	will, plan, planTo, to, be, had, pastVerb, presentVerb, clause, ahead int
	dash, comma, poss, dot                                                int
}

// language is a compiled language file. It is never written to after its
// compilation.
type language struct {
	name        string
	upper       bool // months are written with a capital
	pastEndings []string
	dayFirst    bool // 3/4/2010 is the third of April
	classes     map[string]int
	class       coreClasses
	words       map[string]*lexeme
	lens        [256]uint32 // by first byte: a bit for each length of a word
	punct       [128]*lexeme
	poss        *lexeme // 's

	shapes                           [64]*lexeme
	ordinals                         [33]*lexeme
	decade, clock, packed, shortYear *lexeme
	cardinal, spokenYear             *lexeme

	auto  automaton
	rules []rule
}

// lookup finds the word in lower case; buf is scratch space.
func (l *language) lookup(buf *[maxWord]byte, word string) *lexeme {
	if len(word) > maxWord {
		return nil
	}
	c := word[0]
	if c >= 'A' && c <= 'Z' {
		c |= 0x20
	}
	if l.lens[c]&(1<<(len(word)&31)) == 0 {
		return nil
	}
	for i := 0; i < len(word); i++ {
		b := word[i]
		if b >= 'A' && b <= 'Z' {
			b |= 0x20
		}
		buf[i] = b
	}
	return l.words[string(buf[:len(word)])]
}

// classOf returns the number of a class, making it on first use.
func (l *language) classOf(name string) int {
	if c, ok := l.classes[name]; ok {
		return c
	}
	c := len(l.classes)
	if c >= maxClasses {
		panic("timex: " + l.name + ": too many classes")
	}
	l.classes[name] = c
	return c
}

// entry returns the lexeme of a word or mark, making it on first use.
func (l *language) entry(word string) *lexeme {
	if len(word) == 1 && word[0] < 128 && charClass[word[0]] == cOther {
		if l.punct[word[0]] == nil {
			l.punct[word[0]] = new(lexeme)
		}
		return l.punct[word[0]]
	}
	if word == "'s" {
		return l.poss
	}
	e := l.words[word]
	if e == nil {
		e = new(lexeme)
		l.words[word] = e
		l.lens[word[0]] |= 1 << (len(word) & 31)
	}
	return e
}

// core makes the lexemes of numbers.
func (l *language) core() {
	c := &l.class
	for name, p := range map[string]*int{
		"NUM": &c.num, "DAY": &c.day, "HOUR": &c.hour, "YEAR": &c.year, "OLD": &c.old, "MIL": &c.mil, "TWO": &c.two,
		"ORD": &c.ord, "DECADE": &c.decade, "CLOCK": &c.clock, "PACKED": &c.packed, "YY": &c.yy, "CARD": &c.card,
		"and": &c.and, "WILL": &c.will, "THE": &c.the, "TITLE": &c.title, "MONTH": &c.month, "JOINS": &c.joins, "MENT": &c.ment, "PLAN": &c.plan, "PLANTO": &c.planTo, "TO": &c.to, "BE": &c.be, "HAD": &c.had, "PRESENTVERB": &c.presentVerb, "PASTVERB": &c.pastVerb, "CLAUSE": &c.clause, "AHEAD": &c.ahead, "-": &c.dash, ",": &c.comma, "'s": &c.poss, ".": &c.dot,
	} {
		*p = l.classOf(name)
	}
	l.poss = lexemeOf(c.poss)
	for i := range l.shapes {
		l.shapes[i] = lexemeOf(c.num)
		for b, class := range []int{c.day, c.hour, c.two, c.year, c.old, c.mil} {
			if i>>b&1 != 0 {
				l.shapes[i].add(class, value{})
			}
		}
	}
	for i := range l.ordinals {
		l.ordinals[i] = lexemeOf(c.ord)
	}
	l.decade, l.clock, l.packed = lexemeOf(c.decade), lexemeOf(c.clock), lexemeOf(c.packed)
	l.shortYear, l.cardinal, l.spokenYear = lexemeOf(c.yy), lexemeOf(c.num, l.classOf("NUMWORD")), lexemeOf(c.year, c.num)
}

func lexemeOf(classes ...int) *lexeme {
	e := new(lexeme)
	for _, c := range classes {
		e.add(c, value{})
	}
	return e
}

// shape returns the lexeme of a number of so many digits.
func (l *language) shape(n, width int) *lexeme {
	k := 0
	if width <= 2 && n >= 1 && n <= 31 {
		k |= 1
	}
	if width <= 2 && n <= 24 {
		k |= 2
	}
	if width == 2 {
		k |= 4
	}
	if width == 4 && n >= 1000 && n < 2200 {
		k |= 8
	}
	if width <= 4 && n > 0 {
		k |= 16
	}
	if width == 4 && n < 2400 && n%100 < 60 {
		k |= 32
	}
	return l.shapes[k]
}

// each calls f for every class of the lexeme.
func (l *lexeme) each(f func(class int)) {
	for i, w := range l.bits {
		for ; w != 0; w &= w - 1 {
			f(i<<6 | bits.TrailingZeros64(w))
		}
	}
}
