package render

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Safe returns s with everything neutralised and made visible that could move
// the cursor, change the terminal's state, reorder the line or hide from the
// reader's eye: control characters become control pictures (␛), bidirectional
// controls, zero-width and tag characters and invalid bytes become <U+202E> or
// <FF>. A newline or a tab is a control character too: lines are for the
// caller to make. Everything else stays as it is.
func Safe(s string) string {
	i := firstUnsafe(s)
	if i < 0 {
		return s
	}
	var sb strings.Builder
	sb.Grow(len(s) + 16)
	sb.WriteString(s[:i])
	for before := lastRune(s[:i]); i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		after, _ := utf8.DecodeRuneInString(s[i+n:])
		switch {
		case r == utf8.RuneError && n == 1:
			fmt.Fprintf(&sb, "<%02X>", s[i])
		case r < 0x20:
			sb.WriteRune(0x2400 + r) // ␀ to ␟
		case r == 0x7f:
			sb.WriteRune('␡')
		case unsafe(r) && !joins(before, r, after):
			fmt.Fprintf(&sb, "<U+%04X>", r)
		default:
			sb.WriteString(s[i : i+n])
		}
		before = r
		i += n
	}
	return sb.String()
}

// firstUnsafe returns where s first needs neutralising, or -1: nearly all text
// passes here without being copied.
func firstUnsafe(s string) int {
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c < 0x20 || c == 0x7f:
			return i
		case c >= utf8.RuneSelf:
			r, n := utf8.DecodeRuneInString(s[i:])
			if unsafe(r) || r == utf8.RuneError && n == 1 {
				return i
			}
			i += n - 1
		}
	}
	return -1
}

func lastRune(s string) rune {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r
}

// unsafe reports whether a character beyond ASCII acts on the line instead of
// standing on it, or cannot be seen.
func unsafe(r rune) bool {
	switch {
	case r < 0x80:
		return false
	case r < 0xa0, // C1 controls: U+009B begins an escape sequence
		r == 0x00ad,              // soft hyphen
		r == 0x034f,              // combining grapheme joiner
		r == 0x061c,              // Arabic letter mark
		r == 0x115f, r == 0x1160, // Hangul fillers
		r == 0x180e,                  // Mongolian vowel separator
		r >= 0x200b && r <= 0x200f,   // zero-width space, joiners, direction marks
		r >= 0x2028 && r <= 0x202e,   // line and paragraph separators, embeddings, overrides
		r >= 0x2060 && r <= 0x206f,   // word joiner, invisible operators, isolates
		r == 0x3164,                  // Hangul filler
		r == 0xfeff,                  // byte order mark
		r >= 0xfff9 && r <= 0xfffb,   // interlinear annotation
		r >= 0xe0000 && r <= 0xe0fff: // tags, variation selectors supplement
		return true
	}
	return false
}

// joins reports whether r is a joiner where spelling needs one: between
// letters or marks of a script that joins (Persian, Hindi), or in an emoji
// sequence.
func joins(before, r, after rune) bool {
	if r != 0x200c && r != 0x200d {
		return false
	}
	if unicode.In(before, joining...) {
		return unicode.In(after, joining...) || r == 0x200d || !unicode.IsLetter(after)
	}
	return r == 0x200d && pictograph(before) && pictograph(after)
}

var joining = []*unicode.RangeTable{
	unicode.Arabic, unicode.Syriac, unicode.Mongolian, unicode.Nko, unicode.Devanagari, unicode.Bengali,
	unicode.Gurmukhi, unicode.Gujarati, unicode.Oriya, unicode.Tamil, unicode.Telugu, unicode.Kannada,
	unicode.Malayalam, unicode.Sinhala, unicode.Khmer, unicode.Myanmar, unicode.Tibetan,
}

// pictograph reports whether r can stand beside a joiner in an emoji.
func pictograph(r rune) bool {
	return r >= 0x1f000 && r <= 0x1faff || r >= 0x2190 && r <= 0x2bff || r == 0xfe0f
}
