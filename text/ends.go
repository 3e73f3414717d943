package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Bounds on how far a decision looks around, in bytes. They keep the splitter
// linear and are far beyond any abbreviation or speaker's name.
const (
	lookBack  = 32
	lookAhead = 80
)

// ends reports whether the sentence ends at m, given that more text begins at
// next after some white space.
func (sp *splitter) ends(m mark, next int) bool {
	first, opened := sp.opening(next)
	r, _ := utf8.DecodeRuneInString(sp.s[first:])
	switch {
	case m.strong:
		return sp.endsStrong(m, first, r)
	case r == ',' || r == ';' || r == ':' || isDash(r) && m.dots > 1:
		return false
	case m.dots > 1:
		return sp.endsDots(m, first, r, opened)
	}
	return sp.endsPeriod(m, first, r, opened)
}

// opening skips the marks that open a quote or bracket at i.
func (sp *splitter) opening(i int) (first int, opened bool) {
	for i < len(sp.s) {
		r, n := utf8.DecodeRuneInString(sp.s[i:])
		if !strings.ContainsRune("\"'`“‘«‹„‚(（[{¿¡「『*_", r) {
			break
		}
		i += n
		opened = true
		if r == '«' || r == '`' || r == '"' || r == '\'' {
			i, _ = space(sp.s, i)
		}
	}
	return i, opened
}

// endsStrong decides after a question or exclamation mark.
func (sp *splitter) endsStrong(m mark, first int, r rune) bool {
	switch {
	case excited()[strings.ReplaceAll(sp.before(m.at)+string(m.last), " ", "_")]:
		return !unicode.IsLower(r) && sp.starts(first)
	case isDash(r), r == ',', r == ';', r == ')', r == '.':
		return false
	case unicode.IsLower(r):
		return camel(sp.s[first:])
	case m.quoted:
		return !sp.speaks(first)
	}
	return true
}

// endsDots decides after an ellipsis: a pause in the sentence, or its end.
func (sp *splitter) endsDots(m mark, first int, r rune, opened bool) bool {
	switch {
	case unicode.IsLower(r):
		return false
	case m.quoted, m.dots > 3, m.dots == 2:
		return true
	}
	return opened || !unicode.IsUpper(r) || sp.starts(first)
}

// endsPeriod decides after a single period.
func (sp *splitter) endsPeriod(m mark, first int, r rune, opened bool) bool {
	if unicode.IsLower(r) && !opened {
		return camel(sp.s[first:])
	}
	token := sp.before(m.at)
	if isNumber(token) && m.at-len(token) == sp.start && len(token) <= 3 {
		return false // "1. Open the door", "1.) Open the door"
	}
	if m.closed && !m.quoted { // "etc.)": the bracket, not the abbreviation, is last
		return true
	}
	digit := unicode.IsDigit(r)
	switch sp.classOf(token, m) {
	case title:
		return false
	case counted:
		lower := token[0] >= 'a' && token[0] <= 'z'
		return !digit && (sp.starts(first) || lower || token == "No")
	case suffix:
		return m.quoted || !digit && sp.starts(first)
	case street:
		return m.quoted || sp.starts(first)
	case clock:
		return !digit && !zones()[strings.ToLower(wordAt(sp.s, first))]
	}
	return true
}

// classOf says what a period after token is, the last word before m.
func (sp *splitter) classOf(token string, m mark) class {
	if token == "" {
		return word
	}
	if plainWord(token) {
		return sp.lang.abbrev[token] // a word, where it is not there
	}
	if c, ok := sp.lang.abbrev[token]; ok {
		return c
	}
	if c, ok := sp.lang.abbrev[titled(token)]; ok && len(token) > 1 {
		return c
	}
	tail := token[strings.LastIndexAny(token, "-–—/’'")+1:] // "D-Calif", "O’C"
	if c, ok := sp.lang.abbrev[tail]; ok && tail != token {
		return c
	}
	r, n := utf8.DecodeRuneInString(tail)
	switch {
	case n == len(tail) && unicode.IsUpper(r):
		return sp.initial(tail, m)
	case strings.Contains(tail, ".") && acronym(tail):
		return suffix
	case isNumber(token) && sp.lang.ordinals && len(token) <= 2:
		return suffix
	}
	return word
}

// plainWord reports whether s is of small letters of ASCII.
func plainWord(s string) bool {
	for i := range len(s) {
		if s[i] < 'a' || s[i] > 'z' {
			return false
		}
	}
	return true
}

// initial says what the period after a single capital is: "George W. Bush" goes
// on, "and so do I. Bush" ends.
func (sp *splitter) initial(letter string, m mark) class {
	if letter == "I" && m.at-1 != sp.start {
		next, _ := space(sp.s, m.end)
		if n := next + 1; n < len(sp.s) && sp.s[n] == '.' { // I. M. Pei
			return title
		}
		return word
	}
	return suffix
}

// before returns the word that ends at i, with its inner periods and hyphens.
func (sp *splitter) before(i int) string {
	j := i
	for j > 0 && i-j < lookBack {
		if c := asciiKind[sp.s[j-1]]; c == wordByte || c == digitByte {
			j--
			continue
		}
		r, n := utf8.DecodeLastRuneInString(sp.s[:j])
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && !strings.ContainsRune(".-–’'&º", r) {
			break
		}
		j -= n
	}
	return strings.TrimLeft(sp.s[j:i], ".-–’'&")
}

// starts reports whether the word at i is one that begins sentences and is
// hardly ever part of a name.
func (sp *splitter) starts(i int) bool {
	w := wordAt(sp.s, i)
	if w == "" { // a symbol, a script without case
		r, _ := utf8.DecodeRuneInString(sp.s[i:])
		return r != utf8.RuneError && !unicode.IsPunct(r)
	}
	low := strings.ToLower(strings.ReplaceAll(w, "’", "'"))
	return sp.lang.starters[low] || sp.lang.plurals[low] && sp.lowerAt(i+len(w))
}

// lowerAt reports whether a space and a small letter stand at i, as after the
// first word of a sentence, and not of a name: "U.S. Talks are", "U.S. Forces
// Korea".
func (sp *splitter) lowerAt(i int) bool {
	if i+1 >= len(sp.s) || sp.s[i] != ' ' {
		return false
	}
	r, _ := utf8.DecodeRuneInString(sp.s[i+1:])
	return unicode.IsLower(r)
}

// wordAt returns the word that begins at i, apostrophes included.
func wordAt(s string, i int) string {
	j := i
	for j < len(s) && j-i < lookBack {
		r, n := utf8.DecodeRuneInString(s[j:])
		if !unicode.IsLetter(r) && !unicode.IsMark(r) && (j == i || r != '\'' && r != '’') {
			break
		}
		j += n
	}
	return strings.TrimRight(s[i:j], "'’")
}

// speaks reports whether a name and a verb of saying stand at i: a question in
// quotes then belongs to the sentence that reports it. A verb that opens a
// quote of its own begins a new one: "Why?" Lee asked, "Who did it?"
func (sp *splitter) speaks(i int) bool {
	limit := min(len(sp.s), i+lookAhead)
	for n := 0; n < 6 && i < limit; n++ {
		w := wordAt(sp.s, i)
		if w == "" || n == 0 && sp.starts(i) {
			return false
		}
		i += len(w)
		if sp.lang.says[w] {
			next, _ := sp.opening(min(len(sp.s), i+len(", ")))
			return n > 0 && !strings.HasPrefix(sp.s[i:], ":") && !(strings.HasPrefix(sp.s[i:], ", ") && next > i+len(", "))
		}
		if strings.HasPrefix(sp.s[i:], ".") { // Mr. Lee
			i++
		}
		if i >= limit || sp.s[i] != ' ' {
			return false
		}
		i++
	}
	return false
}

// acronym reports whether every part of s between periods is short.
func acronym(s string) bool {
	for part := range strings.SplitSeq(s, ".") {
		if len(part) > 3 || part == "" || isNumber(part) {
			return false
		}
	}
	return true
}

func isNumber(s string) bool {
	return s != "" && s[0] <= '9' && strings.Trim(s, "0123456789") == ""
}

// titled returns GEN as Gen; other words as they are.
func titled(s string) string {
	if s != strings.ToUpper(s) {
		return s
	}
	_, n := utf8.DecodeRuneInString(s)
	return s[:n] + strings.ToLower(s[n:])
}

// camel reports whether s begins with a name such as iPhone.
func camel(s string) bool {
	return len(s) > 1 && s[0] >= 'a' && s[0] <= 'z' && s[1] >= 'A' && s[1] <= 'Z'
}

func isDash(r rune) bool { return r == '-' || r == '–' || r == '—' || r == '―' || r == '−' }
