package timex

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// token is a word, a number or a punctuation mark, never white space. Numbers
// that are written as several words become one token (see number.go).
type token struct {
	start, end int32
	lex        *lexeme // nil: a word that no rule and no filter knows
	num        int32   // the number that a numeric token stands for
	aux        int32   // a second number: minutes of a clock, halves, packed dates
	flags      flag
}

type flag uint16

const (
	flagSpace    flag = 1 << iota // white space stands before it
	flagHyphen                    // a hyphen or dash joins it to the token before it
	flagPara                      // a blank line stands before it
	flagLine                      // a line break stands before it
	flagSentence                  // it opens a sentence
	flagUpper                     // its first letter is a capital
	flagNumeric                   // it was written in digits
	flagWord                      // it is made of letters
	flagMoney                     // a currency sign stands before it, or % after it
	flagDot                       // its last character is the dot of an abbreviation
	flagHalf                      // aux counts halves to be added
	flagDecimal                   // a decimal fraction follows num
)

// has reports whether the token has all of the flags.
func (t *token) has(f flag) bool { return t.flags&f == f }

func (t *token) is(class int) bool {
	return t.lex != nil && t.lex.set.has(class)
}

// lexer cuts a text into tokens.
type lexer struct {
	lang *language
	text string
	pos  int
	toks []token
	next flag // flags of the token to come
	low  [maxWord]byte
}

const maxWord = 24 // bytes of the longest word that a lexicon may hold

const (
	cOther = iota
	cLetter
	cDigit
	cSpace
	cLine
	cHigh
)

var charClass = func() (t [256]uint8) {
	for i := range t {
		switch c := byte(i); {
		case c >= 0x80:
			t[i] = cHigh
		case c == '\n':
			t[i] = cLine
		case c <= ' ':
			t[i] = cSpace
		case c >= '0' && c <= '9':
			t[i] = cDigit
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z':
			t[i] = cLetter
		}
	}
	return t
}()

func (x *lexer) run() {
	x.next = flagPara | flagSentence
	for x.pos < len(x.text) {
		switch charClass[x.text[x.pos]] {
		case cSpace:
			x.next |= flagSpace
			x.pos++
		case cLine:
			x.line()
		case cLetter:
			x.word()
		case cDigit:
			x.number()
		case cHigh:
			x.high()
		default:
			x.mark()
		}
	}
}

// line takes a line break; a second one before the next token is a blank line.
func (x *lexer) line() {
	x.pos++
	if x.next&flagLine != 0 {
		x.next |= flagPara | flagSentence
	}
	x.next |= flagLine | flagSpace
}

// high takes a character outside ASCII.
func (x *lexer) high() {
	r, n := utf8.DecodeRuneInString(x.text[x.pos:])
	switch {
	case unicode.IsLetter(r):
		x.word()
	case unicode.IsSpace(r):
		x.next |= flagSpace
		x.pos += n
	case r == '–' || r == '—' || r == '‑' || r == '−':
		x.dash(n)
	case r == '’' || r == '‘':
		x.apostrophe(n)
	case r == '½' && x.half(n):
	case r == '€' || r == '£' || r == '¥':
		x.put(x.pos, x.pos+n, nil, 0)
		x.next |= flagMoney
	default:
		x.put(x.pos, x.pos+n, nil, 0)
	}
}

// half adds the half of "6½" to the number before it.
func (x *lexer) half(n int) bool {
	if len(x.toks) == 0 || x.next&flagSpace != 0 {
		return false
	}
	t := &x.toks[len(x.toks)-1]
	if !t.has(flagNumeric) || t.lex == nil {
		return false
	}
	t.end += int32(n)
	t.lex, t.flags = x.lang.shapes[0], t.flags|flagHalf
	x.pos += n
	return true
}

// mark takes an ASCII punctuation mark.
func (x *lexer) mark() {
	switch c := x.text[x.pos]; c {
	case '-':
		x.dash(1)
	case '\'', '`':
		x.apostrophe(1)
	case '$':
		x.put(x.pos, x.pos+1, nil, 0)
		x.next |= flagMoney
	case '%':
		if n := len(x.toks); n > 0 && x.toks[n-1].has(flagNumeric) {
			x.toks[n-1].lex = nil
		}
		x.put(x.pos, x.pos+1, nil, 0)
	default:
		x.put(x.pos, x.pos+1, x.lang.punct[c], 0)
		if c == '.' && x.abbreviated() {
			return
		}
		if c == '.' || c == '!' || c == '?' {
			x.stop(c)
		}
	}
}

// abbreviated reports whether the dot just put belongs to an initial or to a
// title such as "Gen.".
func (x *lexer) abbreviated() bool {
	n := len(x.toks)
	if n < 2 || x.toks[n-1].has(flagSpace) {
		return false
	}
	k := &x.toks[n-2]
	return k.has(flagWord|flagUpper) && (k.end-k.start == 1 || k.lex != nil && k.is(classTitle))
}

// stop decides whether the mark just put ends a sentence.
func (x *lexer) stop(c byte) {
	rest := strings.TrimLeft(x.text[x.pos:min(len(x.text), x.pos+4)], `"')]}`)
	if rest == "" || charClass[rest[0]] == cLine || c != '.' && charClass[rest[0]] == cSpace {
		x.next |= flagSentence
		return
	}
	if charClass[rest[0]] != cSpace && rest[0] < 0x80 {
		return
	}
	for i := x.pos; i < len(x.text) && i < x.pos+8; i++ {
		if c := x.text[i]; c >= 'a' && c <= 'z' {
			return
		} else if charClass[c] != cSpace && charClass[c] != cOther {
			break
		}
	}
	x.next |= flagSentence
}

// dash joins two tokens if nothing stands between them and it.
func (x *lexer) dash(n int) {
	i, k := x.pos, x.pos+n
	if x.next&flagSpace == 0 && len(x.toks) > 0 && k < len(x.text) && charClass[x.text[k]] != cSpace && charClass[x.text[k]] != cLine && x.text[k] != '-' {
		x.next |= flagHyphen
		x.pos = k
		return
	}
	x.put(i, k, x.lang.punct['-'], 0)
}

// apostrophe takes "'s", "'90s" and plain marks.
func (x *lexer) apostrophe(n int) {
	i, k := x.pos, x.pos+n
	if k+2 <= len(x.text) && charClass[x.text[k]] == cDigit && charClass[x.text[k+1]] == cDigit && !digitAt(x.text, k+2) {
		x.shortYear(i, k)
		return
	}
	if k < len(x.text) && charClass[x.text[k]] == cLetter && x.text[i] != '`' && i > 0 && wordChar(x.text[i-1]) {
		e := k
		for e < len(x.text) && charClass[x.text[e]] == cLetter {
			e++
		}
		if x.text[k:e] == "s" {
			x.put(i, e, x.lang.possessive, 0)
			return
		}
		x.put(i, e, x.lang.lookup(&x.low, x.text[i:e]), flagWord)
		return
	}
	x.put(i, k, x.lang.punct['\''], 0)
}

func wordChar(c byte) bool { return charClass[c] == cLetter || charClass[c] == cDigit || c >= 0x80 }

func digitAt(s string, i int) bool { return i < len(s) && s[i] >= '0' && s[i] <= '9' }

func (x *lexer) put(i, k int, lex *lexeme, f flag) *token {
	x.toks = append(x.toks, token{start: int32(i), end: int32(k), lex: lex, flags: f | x.next})
	x.next = 0
	x.pos = k
	return &x.toks[len(x.toks)-1]
}

// word takes letters; with dots between single letters, as in "a.m.", it takes
// them all.
func (x *lexer) word() {
	i := x.pos
	k := wordEnd(x.text, i)
	if k == i+1 && k+1 < len(x.text) && x.text[k] == '.' && charClass[x.text[k+1]] == cLetter && wordEnd(x.text, k+1) == k+2 {
		x.initials(i)
		return
	}
	f := flagWord
	if c := x.text[i]; c >= 'A' && c <= 'Z' || c >= 0x80 && upperAt(x.text[i:]) {
		f |= flagUpper
	}
	if k < len(x.text) && x.text[k] == '.' && k-i <= 8 {
		if lex := x.lang.lookup(&x.low, x.text[i:k+1]); lex != nil {
			x.put(i, k+1, lex, f|flagDot)
			return
		}
	}
	if k == i+1 && x.text[i]|0x20 == 'o' && clockAt(x.text[k:]) > 0 {
		k += clockAt(x.text[k:])
	}
	if k < len(x.text) && digitAt(x.text, k) { // B52, Q3
		k++
		for digitAt(x.text, k) {
			k++
		}
	}
	x.put(i, k, x.lang.lookup(&x.low, x.text[i:k]), f)
}

// clockAt returns the length of "'clock" at the start of s, or 0.
func clockAt(s string) int {
	for _, q := range [...]string{"'clock", "’clock"} {
		if strings.HasPrefix(s, q) {
			return len(q)
		}
	}
	return 0
}

func upperAt(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(r)
}

// wordEnd returns where the letters that start at i end.
func wordEnd(s string, i int) int {
	for i < len(s) {
		switch charClass[s[i]] {
		case cLetter:
			i++
		case cHigh:
			r, n := utf8.DecodeRuneInString(s[i:])
			if !unicode.IsLetter(r) && !unicode.IsMark(r) {
				return i
			}
			i += n
		default:
			return i
		}
	}
	return i
}

// initials takes "a.m.", "U.S." and the like from i on.
func (x *lexer) initials(i int) {
	k := i
	for k+1 < len(x.text) && charClass[x.text[k]] == cLetter && x.text[k+1] == '.' {
		k += 2
	}
	if k < len(x.text) && charClass[x.text[k]] == cLetter && wordEnd(x.text, k) == k+1 {
		k++ // p.m without its last dot
	}
	f := flagWord
	if c := x.text[i]; c >= 'A' && c <= 'Z' {
		f |= flagUpper
	}
	if x.text[k-1] == '.' {
		f |= flagDot
	}
	lex := x.lang.lookup(&x.low, x.text[i:k])
	x.put(i, k, lex, f)
	if f&flagDot != 0 && lex != nil {
		x.stop('.') // "at 10 a.m. The", but not "the U.S. Senate"
	}
}
