package web

import (
	"bytes"
	"fmt"
	"unicode/utf8"
)

// showControls makes the characters of a page visible that reorder what is read
// around them (Unicode bidirectional embeddings, overrides and isolates): a
// headline with one could read as what it does not say. Terminal and comparison
// show them the same way. Right-to-left text needs none of them here, since the
// templates say for each text that its direction is its own.
func showControls(body []byte) []byte {
	if !bytes.Contains(body, []byte("\xe2\x80")) && !bytes.Contains(body, []byte("\xe2\x81")) {
		return body
	}
	var out []byte
	done := 0
	for i := 0; i+2 < len(body); i++ {
		if body[i] != 0xe2 {
			continue
		}
		r, n := utf8.DecodeRune(body[i:])
		if r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
			out = fmt.Appendf(append(out, body[done:i]...), "&lt;U+%04X&gt;", r)
			done = i + n
		}
	}
	if done == 0 {
		return body
	}
	return append(out, body[done:]...)
}
