package english

import (
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Words returns the words and numbers of s in lower case, without the
// punctuation between them. A number keeps its points and commas, a word its
// apostrophes.
func Words(s string) []string {
	var out []string
	for w := range WordSeq(s) {
		out = append(out, Fold(w))
	}
	return out
}

// WordSeq yields the words of Words as they stand in s.
func WordSeq(s string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for i := 0; i < len(s); {
			r, n := rune(s[i]), 1
			if r >= utf8.RuneSelf {
				r, n = utf8.DecodeRuneInString(s[i:])
			}
			if !isWordRune(r) {
				i += n
				continue
			}
			j := wordEnd(s, i)
			if !yield(s[i:j]) {
				return
			}
			i = j
		}
	}
}

// wordEnd returns the end of the word or number at i.
func wordEnd(s string, i int) int {
	for i < len(s) {
		r, n := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			r, n = utf8.DecodeRuneInString(s[i:])
		}
		if isWordRune(r) {
			i += n
			continue
		}
		if !isJoin(r) {
			return i
		}
		next, _ := utf8.DecodeRuneInString(s[i+n:])
		prev, _ := utf8.DecodeLastRuneInString(s[:i])
		digits := unicode.IsDigit(prev) && unicode.IsDigit(next)
		letters := unicode.IsLetter(prev) && unicode.IsLetter(next)
		if !(digits && (r == '.' || r == ',') || letters && (r == '\'' || r == '’')) {
			return i
		}
		i += n
	}
	return i
}

func isWordRune(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r|0x20 && r|0x20 <= 'z' || '0' <= r && r <= '9' || r == '$' || r == '%'
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || r == '€' || r == '£' || unicode.Is(unicode.No, r)
}

func isJoin(r rune) bool { return r == '.' || r == ',' || r == '\'' || r == '’' }

// Fold returns w in lower case with a plain apostrophe.
func Fold(w string) string {
	return strings.ReplaceAll(strings.ToLower(w), "’", "'")
}

// LastWord returns the last word of s.
func LastWord(s string) string {
	s = strings.TrimRightFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	i := strings.LastIndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	if i < 0 {
		return s
	}
	_, n := utf8.DecodeRuneInString(s[i:])
	return s[i+n:]
}

// Capital reports whether s begins with a capital letter.
func Capital(s string) bool {
	for _, r := range s {
		return unicode.IsUpper(r)
	}
	return false
}
