package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Sentences returns the sentences of s in order, without the white space around
// them; between two spans there is only white space. lang is a BCP 47 tag that
// chooses abbreviations; the empty tag means English.
//
// A sentence ends at a full stop, question mark, exclamation mark or ellipsis
// with the quotes and brackets that close after it, when what follows can begin
// another: this is where abbreviations, initials, decimals and quoted questions
// are told apart. Blank lines always end a sentence, single line breaks only
// before the mark of a list entry. Rules, not statistics: the same text is
// always cut the same way, and a wrong cut has a line to mend.
func Sentences(s string, lang string) []Span {
	sp := splitter{s: s, lang: languageOf(lang), out: make([]Span, 0, 4)}
	sp.start, _ = space(s, 0)
	i := sp.start
	for i < len(s) {
		if i = sp.skip(i); i == len(s) {
			break
		}
		if end, ok := sp.boundary(&i); ok {
			sp.cut(end)
		}
	}
	sp.cut(len(s))
	return sp.out
}

// skip passes over bytes at which no sentence ends.
func (sp *splitter) skip(i int) int {
	s, from := sp.s, i
	for quietEight(s, i) {
		i += 8
	}
	if i > from && s[i-1] == ' ' {
		i-- // what follows counts
	}
	for i < len(s) && (plainByte[s[i]] || s[i] == ' ' && i+1 < len(s) && plainByte[s[i+1]] && (s[i+1] < '0' || s[i+1] > '9')) {
		i++
	}
	return i
}

// quietEight reports whether the eight bytes of s at i are letters of ASCII, spaces,
// commas and the like, without digits: no sentence ends there, and none of them but
// the last makes boundary look at what follows. It looks at all at once.
func quietEight(s string, i int) bool {
	if i+8 > len(s) {
		return false
	}
	const ones, tops = 0x0101010101010101, 0x8080808080808080
	b := s[i : i+8]
	x := uint64(b[0]) | uint64(b[1])<<8 | uint64(b[2])<<16 | uint64(b[3])<<24 |
		uint64(b[4])<<32 | uint64(b[5])<<40 | uint64(b[6])<<48 | uint64(b[7])<<56
	letters := x << 1 // from '@' on
	notSpace := (x ^ ' '*ones) + 0x7f*ones
	notComma := (x ^ ','*ones) + 0x7f*ones
	return x&tops == 0 && (letters|^notSpace|^notComma)&tops == tops
}

// plainByte marks the bytes at which no sentence ends: ASCII without the marks
// and the white space that boundary looks at.
var plainByte = func() (t [256]bool) {
	for c := range utf8.RuneSelf {
		t[c] = c != '.' && c != '!' && c != '?' && c != ' ' && c != '\n' && c != '\r'
	}
	return t
}()

// splitter is the state of one pass over a text.
type splitter struct {
	s     string
	lang  *language
	out   []Span
	start int // where the sentence at hand begins
}

// cut closes the sentence at hand at end.
func (sp *splitter) cut(end int) {
	if c := trim(sp.s, Span{sp.start, end}); c.Start < c.End {
		sp.out = append(sp.out, c)
	}
	sp.start, _ = space(sp.s, end)
}

// boundary looks at s[*i:], moves *i forward past what it has seen and reports
// whether a sentence ends within that, and where.
func (sp *splitter) boundary(i *int) (int, bool) {
	c := sp.s[*i]
	switch {
	case c == '.' || c == '!' || c == '?':
	case c == ' ' && sp.listMark(*i+1):
		*i++
		return *i, true
	case c == '\n' || c == '\r':
		return sp.newline(i)
	case c < utf8.RuneSelf:
		*i++
		return 0, false
	default:
		r, n := utf8.DecodeRuneInString(sp.s[*i:])
		switch {
		case r == '\u2028' || r == '\u2029' || r == '\u0085':
			return sp.newline(i)
		case !isTerminator(r):
			*i += n
			return 0, false
		}
	}
	return sp.terminator(i)
}

// newline handles a line break where no sentence has visibly ended.
func (sp *splitter) newline(i *int) (int, bool) {
	at := *i
	end, blank := space(sp.s, at)
	*i = end
	return at, blank || entry(sp.s[end:]) > 0
}

// mark describes the end of a sentence that may be one.
type mark struct {
	at     int  // where the terminator begins
	end    int  // after the terminator and what closes after it
	last   rune // the last terminator
	dots   int  // periods in it; an ellipsis character counts three
	strong bool // holds a ? or !
	quoted bool // a quote closes after it
	closed bool // a quote or bracket closes after it
}

// terminator handles the marks of punctuation that can end a sentence.
func (sp *splitter) terminator(i *int) (int, bool) {
	m := sp.scan(*i)
	*i = m.end
	if isWide(m.last) {
		return m.end, !sp.goesOn(m)
	}
	next, blank := space(sp.s, m.end)
	if next == m.end {
		return m.end, next == len(sp.s)
	}
	if lone := loneCloser(sp.s, next); lone > next && !blank {
		m.end, m.quoted, m.closed = lone, true, true
		*i = lone
		next, blank = space(sp.s, lone)
	}
	if next == len(sp.s) || blank || strings.ContainsAny(sp.s[m.end:next], "\n\r") && entry(sp.s[next:]) > 0 {
		return m.end, true
	}
	return m.end, sp.ends(m, next)
}

// scan reads the run of terminators and closing marks that begins at i.
func (sp *splitter) scan(i int) mark {
	m := mark{at: i, end: i}
	for m.end < len(sp.s) {
		r, n := utf8.DecodeRuneInString(sp.s[m.end:])
		switch {
		case isTerminator(r) && !m.closed:
			m.last = r
			switch r {
			case '.':
				m.dots++
			case '…':
				m.dots += 3
			default:
				m.strong = true
			}
		case r == ' ' && m.dots > 0 && strings.HasPrefix(sp.s[m.end:], " . ."), // ". . ."
			r == ' ' && m.dots > 1 && strings.HasPrefix(sp.s[m.end:], " .") && !alnumAt(sp.s, m.end+2):
		case isCloser(sp.s, m.end, r):
			m.closed = true
			m.quoted = m.quoted || r != ')' && r != ']' && r != '}'
		default:
			return m
		}
		m.end += n
	}
	return m
}

// goesOn reports whether a sentence of a script without spaces goes on after a
// quote that closes: 「…。」と述べた.
func (sp *splitter) goesOn(m mark) bool {
	r, _ := utf8.DecodeRuneInString(sp.s[m.end:])
	return m.closed && (unicode.Is(unicode.Hiragana, r) || r == '、' || r == '，')
}

// isTerminator reports whether r can end a sentence.
func isTerminator(r rune) bool {
	switch r {
	case '.', '!', '?', '…', '‽', '⁇', '⁈', '⁉', '‼', // Latin, Greek, Cyrillic
		'。', '！', '？', '．', '｡', // Chinese, Japanese
		'।', '॥', '؟', '۔', '։', '።', '፧', '။', '។', '᠃', '܀': // Devanagari, Arabic, Urdu, Armenian, Ethiopic, Burmese, Khmer, Mongolian, Syriac
		return true
	}
	return false
}

// isWide reports whether r ends a sentence without a space after it.
func isWide(r rune) bool {
	switch r {
	case '。', '！', '？', '｡':
		return true
	}
	return false
}

// isCloser reports whether r at s[i:] closes something that was opened before
// the terminator. The straight quote does when no word begins right after it.
func isCloser(s string, i int, r rune) bool {
	switch r {
	case '"', '\'':
		return !alnumAt(s, i+1)
	case '’':
		return !alnumAt(s, i+len("’"))
	case ')', ']', '}', '”', '»', '›', '」', '』', '）', '】', '〉', '》', '\u2060', '*', '_':
		return true
	}
	return false
}

// loneCloser returns the end of a closing quote at s[i:] that white space
// separates from the sentence it closes, as French prints it and copied text
// often has it; i when there is none.
func loneCloser(s string, i int) int {
	r, n := utf8.DecodeRuneInString(s[i:])
	switch r {
	case '"', '”', '»', '\'':
		if next, _ := utf8.DecodeRuneInString(s[i+n:]); i+n == len(s) || unicode.IsSpace(next) {
			return i + n
		}
	}
	return i
}

func alnumAt(s string, i int) bool {
	if i >= len(s) {
		return false
	}
	r, _ := utf8.DecodeRuneInString(s[i:])
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}
