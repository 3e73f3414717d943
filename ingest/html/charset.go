package html

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding/charmap"

	"github.com/newsarc/newsarc/ingest"
)

// decode returns a page as UTF-8. Declared encodings win, a byte order mark
// before all; a page that declares none is UTF-8 where that is valid and
// windows-1252 elsewhere, as browsers read it.
func decode(data []byte, mediaType string) (string, error) {
	if len(bytes.TrimSpace(data)) == 0 {
		return "", ingest.ErrBlank
	}
	if isText(data) && !declaresOther(data, mediaType) {
		return string(bytes.TrimPrefix(data, []byte("\uFEFF"))), nil
	}
	enc, name, certain := charset.DetermineEncoding(data, mediaType)
	if !certain && isWide(data) {
		return ingest.Text(data, mediaType)
	}
	if name == "utf-8" && !utf8.Valid(data) && !anyRune(data) {
		enc, name = charmap.Windows1252, "windows-1252" // declared by a template, written by an older program
	}
	if name == "utf-8" || utf8.Valid(data) && name == "windows-1252" {
		// Invalid bytes in UTF-8 are shown as U+FFFD by every reader of the page.
		return strings.ReplaceAll(strings.ToValidUTF8(string(data), "\uFFFD"), "\x00", ""), nil
	}
	out, err := enc.NewDecoder().Bytes(data)
	if err != nil {
		return "", fmt.Errorf("does not decode as %s: %w", name, err)
	}
	return strings.ReplaceAll(string(bytes.TrimPrefix(out, []byte("\uFEFF"))), "\x00", ""), nil
}

func isText(data []byte) bool {
	return utf8.Valid(data) && bytes.IndexByte(data, 0) < 0
}

// declaresOther reports whether a page that is valid UTF-8 may still be declared
// as something else in which its bytes mean other characters: one that uses
// escapes, such as ISO-2022-JP. ASCII and UTF-8 pages that claim a Latin
// encoding are read as UTF-8, because that is what they are.
func declaresOther(data []byte, mediaType string) bool {
	if bytes.IndexByte(data, 0x1B) < 0 {
		return false
	}
	_, name, certain := charset.DetermineEncoding(data, mediaType)
	return certain && name == "iso-2022-jp"
}

// anyRune reports whether a character beyond ASCII is among data in UTF-8.
func anyRune(data []byte) bool {
	for len(data) > 0 {
		i := bytes.IndexFunc(data, func(r rune) bool { return r >= utf8.RuneSelf })
		if i < 0 {
			return false
		}
		if r, _ := utf8.DecodeRune(data[i:]); r != utf8.RuneError {
			return true
		}
		data = data[i+1:]
	}
	return false
}

// isWide reports whether data looks like UTF-16: every other byte is zero.
func isWide(data []byte) bool {
	head := data[:min(len(data), 512)]
	return bytes.Count(head, []byte{0}) > len(head)/4
}
