package render

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"unicode/utf16"
	"unicode/utf8"
)

// JSON writes one document, indented, with a final newline. Its form never
// depends on the terminal.
func JSON(w io.Writer, document any) error {
	return encode(w, document, "  ")
}

// JSONLine writes one object on one line.
func JSONLine(w io.Writer, object any) error {
	return encode(w, object, "")
}

// encode writes JSON in which characters that could act on a terminal or hide
// are escaped: a reader gets the same strings, a terminal shows them.
func encode(w io.Writer, v any, indent string) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return err
	}
	_, err := w.Write(lay(b.Bytes(), indent))
	return err
}

// lay lays compact JSON out in lines, as json.Indent does, and escapes what
// Safe neutralises; with an empty indent it only escapes. It goes over the
// bytes once, without the checks that the encoder's own output does not need,
// and so takes a fifth of the time.
func lay(b []byte, indent string) []byte {
	out := make([]byte, 0, len(b)+len(b)/4)
	depth := 0
	line := func() {
		if indent == "" {
			return
		}
		out = append(out, '\n')
		for range depth {
			out = append(out, indent...)
		}
	}
	for i := 0; i < len(b); {
		switch c := b[i]; c {
		case '"':
			end := stringEnd(b, i)
			out = appendSafe(out, b[i:end])
			i = end
			continue
		case '{', '[':
			out = append(out, c)
			if b[i+1] != c+2 { // '{' and '}' lie two apart, as '[' and ']' do
				depth++
				line()
			} else {
				i++
				out = append(out, b[i])
			}
		case '}', ']':
			depth--
			line()
			out = append(out, c)
		case ',':
			out = append(out, c)
			line()
		case ':':
			out = append(out, c)
			if indent != "" {
				out = append(out, ' ')
			}
		default:
			out = append(out, c)
		}
		i++
	}
	return out
}

// stringEnd returns where the string that begins at i ends, after its mark.
func stringEnd(b []byte, i int) int {
	for i++; b[i] != '"'; i++ {
		if b[i] == '\\' {
			i++
		}
	}
	return i + 1
}

// appendSafe writes the characters that Safe neutralises as JSON escapes.
// Outside strings JSON has none of them.
func appendSafe(out, s []byte) []byte {
	from := 0
	for i := 0; i < len(s); {
		if c := s[i]; c >= ' ' && c < 0x7f {
			i++
			continue
		}
		r, n := utf8.DecodeRune(s[i:])
		if unsafe(r) {
			out = append(out, s[from:i]...)
			if from = i + n; r > 0xffff {
				hi, lo := utf16.EncodeRune(r)
				out = fmt.Appendf(out, `\u%04x\u%04x`, hi, lo)
			} else {
				out = fmt.Appendf(out, `\u%04x`, r)
			}
		}
		i += n
	}
	return append(out, s[from:]...)
}
