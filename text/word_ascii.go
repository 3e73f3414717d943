package text

import "unicode/utf8"

// asciiWords is Words for texts of ASCII only, in one pass over the bytes and
// by the same rules. Those of UAX 29 that such a text can meet are WB5 to WB13:
// letters, digits and underscores make a word, with one of .: or an apostrophe
// between two letters and one of .,; or an apostrophe between two digits.
func asciiWords(out []Word, s string) []Word {
	for i := 0; i < len(s); {
		start := i
		switch asciiKind[s[i]] {
		case wordByte, digitByte, joinByte:
			for i++; i < len(s); i++ {
				switch c := asciiKind[s[i]]; {
				case c == wordByte || c == digitByte || c == joinByte:
					continue
				case i+1 < len(s) && asciiKind[s[i-1]] == wordByte && asciiKind[s[i+1]] == wordByte && midLetter(s[i]):
					continue
				case i+1 < len(s) && asciiKind[s[i-1]] == digitByte && asciiKind[s[i+1]] == digitByte && midNumber(s[i]):
					continue
				}
				break
			}
		case spaceByte:
			for i++; i < len(s) && asciiKind[s[i]] == spaceByte; i++ {
			}
			out = append(out, Word{Span{start, i}, Space})
			continue
		default:
			i++
		}
		w := Word{Span{start, i}, asciiKinds[s[start]]}
		if n := len(out); w.Kind == Number && n > 1 && out[n-2].Kind == Number && out[n-1].End-out[n-1].Start == 1 && s[out[n-1].Start] == ':' {
			out[n-2].End = i // a clock time
			out = out[:n-1]
			continue
		}
		out = append(out, w)
	}
	return out
}

// The sorts of ASCII characters that words are cut by.
const (
	otherByte = iota
	spaceByte
	wordByte  // a letter
	digitByte // 0 to 9
	joinByte  // the underscore
)

var asciiKind = func() (t [256]uint8) {
	for c := range utf8.RuneSelf {
		switch {
		case c|0x20 >= 'a' && c|0x20 <= 'z':
			t[c] = wordByte
		case c >= '0' && c <= '9':
			t[c] = digitByte
		case c == '_':
			t[c] = joinByte
		case c == ' ' || c >= '\t' && c <= '\r':
			t[c] = spaceByte
		}
	}
	return t
}()

// asciiKinds holds the kinds of words by their first characters.
var asciiKinds = func() (t [utf8.RuneSelf]Kind) {
	for c := range t {
		t[c] = kindOf(string(rune(c)))
	}
	return t
}()

func midLetter(c byte) bool { return c == '.' || c == '\'' || c == ':' }

func midNumber(c byte) bool { return c == '.' || c == '\'' || c == ',' || c == ';' }

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
