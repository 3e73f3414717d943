package query

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// token is a word of a text, folded: lower case, without accents.
type token struct {
	word       string
	start, end int // bytes of the text
}

// tokens parts a text into words. The characters of scripts that are written
// without spaces are words of their own. The full-text index is fed with these
// Words and sees no others.
func tokens(s string) []token {
	var list []token
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if !unicode.IsLetter(r) && !unicode.IsNumber(r) {
			i += n
			continue
		}
		start := i
		plain := true
		for i += n; i < len(s) && !alone(r); i += n {
			if r, n = utf8.DecodeRuneInString(s[i:]); alone(r) || !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r) {
				break
			}
			plain = plain && r < utf8.RuneSelf
		}
		word := s[start:i]
		if r, _ := utf8.DecodeRuneInString(word); plain && r < utf8.RuneSelf {
			word = strings.ToLower(word)
		} else {
			word = fold(word)
		}
		list = append(list, token{word, start, i})
	}
	return list
}

// alone reports whether a character is a word by itself.
func alone(r rune) bool {
	return r > 0x0dff && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

// fold takes case and accents off a word.
func fold(word string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFKD.String(word))
}
