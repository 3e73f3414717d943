package text

import (
	"strings"
	"unicode/utf8"
)

// entry returns the length of the mark that opens a list entry at the start of
// s, the space after it included; 0 when there is none.
func entry(s string) int {
	r, n := utf8.DecodeRuneInString(s)
	if n < len(s) && s[n] == ' ' && strings.ContainsRune("-*•‣◦▪●·⁃–—", r) {
		return n + 1
	}
	n, _ = numbered(s)
	return n
}

// numbered reads the mark of a numbered entry, "3. ", "3) " or "3.) ".
func numbered(s string) (length, number int) {
	i := 0
	for i < len(s) && i < 3 && s[i] >= '0' && s[i] <= '9' {
		number = number*10 + int(s[i]-'0')
		i++
	}
	mark := i
	for i < len(s) && i < mark+2 && (s[i] == '.' || s[i] == ')') {
		i++
	}
	if mark == 0 || i == mark || i == len(s) || s[i] != ' ' {
		return 0, 0
	}
	return i + 1, number
}

// listMark reports whether the next entry of a list that runs on in one line
// begins at i: "1.) Open the door 2.) Go in". The list must have begun with its
// first entry at the start of a sentence, and use a bracket: "2. " alone also
// ends sentences.
func (sp *splitter) listMark(i int) bool {
	if i >= len(sp.s) {
		return false
	}
	if c := sp.s[i]; c < '0' || c > '9' {
		return strings.HasPrefix(sp.s[i:], "• ") && strings.HasPrefix(sp.s[sp.start:], "• ")
	}
	n, number := numbered(sp.s[i:])
	if n < 2 || sp.s[i+n-2] != ')' {
		return false
	}
	m, before := numbered(sp.s[sp.start:])
	return m >= 2 && before == number-1 && sp.s[sp.start+m-2] == ')'
}
