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
	enc.SetIndent("", indent)
	if err := enc.Encode(v); err != nil {
		return err
	}
	_, err := w.Write(escapeUnsafe(b.Bytes()))
	return err
}

// escapeUnsafe writes the characters that Safe neutralises as JSON escapes.
// Outside strings JSON has none of them.
func escapeUnsafe(b []byte) []byte {
	if !bytes.ContainsFunc(b, unsafe) {
		return b
	}
	out := make([]byte, 0, len(b)+64)
	for _, r := range string(b) {
		switch {
		case !unsafe(r):
			out = utf8.AppendRune(out, r)
		case r > 0xffff:
			hi, lo := utf16.EncodeRune(r)
			out = fmt.Appendf(out, `\u%04x\u%04x`, hi, lo)
		default:
			out = fmt.Appendf(out, `\u%04x`, r)
		}
	}
	return out
}
