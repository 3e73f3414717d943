package claim

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/newsarc/newsarc/text"
)

// kind is the sort of a token.
type kind uint8

const (
	word   kind = iota // letters, with marks and inner apostrophes; "U.S."
	clitic             // the possessive 's
	number             // digits with inner separators
	mark               // a quote mark
	other              // punctuation and symbols, one character each
)

// token is a piece of a sentence between white space.
type token struct {
	start, end int32
	kind       kind
	upper      bool // begins with a capital
	caps       bool // two letters or more, all capitals
	glued      bool // no white space before it
	*entry          // what the lexicon knows, never nil
}

// parser holds the tokens of one sentence while claims are drawn from them.
type parser struct {
	src  string
	toks []token
	out  Claims

	groups       []group
	quantityRoom []Quantity // scratch of quantities
	found        []found
	known        func(w string) bool // whether a name of the text before has the word; nil: none has
	flat         bool                // a headline in which most words are capitalised
}

func (p *parser) str(t token) string { return p.src[t.start:t.end] }

// at returns token i, or an empty one outside the sentence.
func (p *parser) at(i int) token {
	if i < 0 || i >= len(p.toks) {
		return token{kind: other, entry: &unknown}
	}
	return p.toks[i]
}

// is reports whether token i is the word w, whatever its case.
func (p *parser) is(i int, w string) bool {
	if i < 0 || i >= len(p.toks) {
		return false
	}
	t := p.toks[i]
	if t.word != "" {
		return t.word == w
	}
	return int(t.end-t.start) == len(w) && t.kind == word && strings.EqualFold(p.str(t), w)
}

// sym reports whether token i is the character c.
func (p *parser) sym(i int, c byte) bool {
	return i >= 0 && i < len(p.toks) && p.toks[i].kind == other && p.src[p.toks[i].start] == c
}

// has reports whether token i has one of the classes c.
func (p *parser) has(i int, c class) bool {
	return i >= 0 && i < len(p.toks) && p.toks[i].class&c != 0
}

// span returns the bytes of tokens i to j, j exclusive.
func (p *parser) span(i, j int) text.Span {
	if i >= j {
		return text.Span{}
	}
	return text.Span{Start: int(p.toks[i].start), End: int(p.toks[j-1].end)}
}

// tokenize splits src into tokens.
func (p *parser) tokenize(src string) {
	p.src, p.toks = src, p.toks[:0]
	glued := false
	for i := 0; i < len(src); {
		r, n := rune(src[i]), 1
		if r >= utf8.RuneSelf {
			r, n = utf8.DecodeRuneInString(src[i:])
		}
		if isSpace(r) {
			glued, i = false, i+n
			continue
		}
		t := token{start: int32(i), glued: glued, entry: &unknown}
		switch {
		case isDigit(r):
			t.kind, i = number, scanNumber(src, i)
		case isLetter(r):
			i = scanWord(src, i)
			i = p.addWord(t, i)
			glued = true
			continue
		default:
			t.kind, i = other, i+n
			if isQuoteMark(r) {
				t.kind = mark
				if (r == '`' || r == '\'') && i < len(src) && src[i] == src[i-1] {
					i++ // `` and '' are one mark
				}
			}
			for i < len(src) && src[i] >= utf8.RuneSelf { // never part a character from its marks
				r, n := utf8.DecodeRuneInString(src[i:])
				if !unicode.In(r, unicode.Mn, unicode.Me) && r != 0x200d && r != 0xfe0f {
					break
				}
				i += n
			}
		}
		t.end = int32(i)
		p.toks = append(p.toks, t)
		glued = true
	}
	p.acronyms()
}

// acronyms takes their small meaning from words in capitals, "US" and "WHO",
// unless the whole sentence is in capitals.
func (p *parser) acronyms() {
	for i := range p.toks {
		t := &p.toks[i]
		if t.caps && t.class&(closed|determiner) != 0 {
			if p.shouting() {
				return
			}
			t.entry = &unknown
			if p.str(*t) == "US" {
				t.entry = known("u.s.")
			}
		}
	}
}

// addWord appends the word that ends at end, its possessive ending as a token
// of its own, and returns the end.
func (p *parser) addWord(t token, end int) int {
	s := p.src[t.start:end]
	stem := len(s)
	if k := possessive(s); k > 0 {
		stem = len(s) - k
	}
	t.kind, t.end = word, t.start+int32(stem)
	t.upper, t.caps = shape(s[:stem])
	t.entry = lookup(s[:stem])
	p.toks = append(p.toks, t)
	if stem < len(s) {
		p.toks = append(p.toks, token{start: t.end, end: int32(end), kind: clitic, glued: true, entry: &unknown})
	}
	return end
}

// possessive returns the length of an 's at the end of s.
func possessive(s string) int {
	n := len(s)
	if n < 3 || (s[n-1] != 's' && s[n-1] != 'S') {
		return 0
	}
	if s[n-2] == '\'' {
		return 2
	}
	if n > 4 && s[n-4:n-1] == "’" {
		return 4
	}
	return 0
}

// shape reports whether s begins with a capital, and whether it has two
// letters or more and no small one.
func shape(s string) (upper, caps bool) {
	if 'a' <= s[0] && s[0] <= 'z' {
		return false, false
	}
	letters, small := 0, false
	for i, r := range s {
		if !unicode.IsLetter(r) {
			continue
		}
		if i == 0 {
			upper = unicode.IsUpper(r) || unicode.IsTitle(r)
			if !upper {
				return false, false
			}
		}
		letters++
		small = small || unicode.IsLower(r)
	}
	return upper, letters > 1 && !small
}

// scanWord returns the end of the word at i: letters, marks, apostrophes
// between letters, and the dots of an abbreviation such as "U.S.".
func scanWord(s string, i int) int {
	start := i
	for i < len(s) {
		if asciiLetter(s[i]) {
			i++
			continue
		}
		r, n := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			r, n = utf8.DecodeRuneInString(s[i:])
		}
		switch {
		case isLetter(r) || isMark(r):
			i += n
		case (r == '\'' || r == '’') && startsLetter(s[i+n:]):
			i += n
		case r == '.' && i-start == 1 && i+2 < len(s) && isLetter(rune(s[i+1])) && s[i+2] == '.':
			return scanDotted(s, start)
		default:
			return i
		}
	}
	return i
}

// scanDotted returns the end of an abbreviation of single letters with dots.
func scanDotted(s string, i int) int {
	for i+1 < len(s) && isLetter(rune(s[i])) && s[i+1] == '.' {
		i += 2
	}
	return i
}

// scanNumber returns the end of the number at i: digits with points, commas or
// narrow spaces between them.
func scanNumber(s string, i int) int {
	for i < len(s) {
		r, n := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			r, n = utf8.DecodeRuneInString(s[i:])
		}
		switch {
		case isDigit(r):
			i += n
		case r == '.' || r == ',' || r == 0x202f || r == 0xa0:
			if !startsDigit(s[i+n:]) || r >= utf8.RuneSelf && !threeDigits(s[i+n:]) {
				return i
			}
			i += n
		default:
			return i
		}
	}
	return i
}

// threeDigits reports whether s begins with exactly three digits.
func threeDigits(s string) bool {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n == 3
}

func startsLetter(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return isLetter(r)
}

func startsDigit(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return isDigit(r)
}

func isLetter(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r|0x20 && r|0x20 <= 'z'
	}
	return r != utf8.RuneError && unicode.IsLetter(r)
}

func isMark(r rune) bool {
	return r >= utf8.RuneSelf && (unicode.IsMark(r) || r == 0x200d || r == 0xad)
}

func isDigit(r rune) bool {
	if r < utf8.RuneSelf {
		return '0' <= r && r <= '9'
	}
	return unicode.IsDigit(r) || vulgar[r] > 0
}

// vulgar holds the fractions that are one character.
var vulgar = map[rune]float64{
	'½': 1. / 2, '⅓': 1. / 3, '⅔': 2. / 3, '¼': 1. / 4, '¾': 3. / 4, '⅕': 1. / 5, '⅛': 1. / 8,
}

func isSpace(r rune) bool {
	if r < utf8.RuneSelf {
		return r == ' ' || '\t' <= r && r <= '\r'
	}
	return unicode.IsSpace(r) || r == 0x200b || r == 0xfeff
}

func isQuoteMark(r rune) bool {
	switch r {
	case '"', '\'', '`', '“', '”', '„', '‟', '‘', '’', '‚', '‛', '«', '»', '‹', '›', '「', '」', '『', '』', '＂':
		return true
	}
	return false
}
