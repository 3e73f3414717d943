package ingest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
)

// MaxDocument bounds a document, and a line of JSON, in bytes. News articles
// are a thousand times smaller.
const MaxDocument = 32 << 20

// Errors of a document that is none.
var (
	ErrEmpty    = errors.New("file is empty")
	ErrBlank    = errors.New("holds only white space")
	ErrTooLarge = fmt.Errorf("is larger than %d MB", MaxDocument>>20)
)

// The first part of a document that is read, and the largest, in bytes.
const (
	firstPart = 16 << 10
	maxPart   = 1 << 20
)

// ReadAll reads a whole document of at most MaxDocument bytes.
func ReadAll(r io.Reader) ([]byte, error) {
	var parts [][]byte
	size := 0
	for {
		// Parts that are joined at the end take half of what a buffer that grows does.
		part := make([]byte, min(max(firstPart, size), maxPart))
		n, err := fill(r, part)
		parts, size = append(parts, part[:n]), size+n
		switch {
		case size > MaxDocument:
			return nil, ErrTooLarge
		case err == nil:
			continue
		case !errors.Is(err, io.EOF):
			return nil, err
		case size == 0:
			return nil, ErrEmpty
		case len(parts) == 1:
			return parts[0], nil
		}
		return bytes.Join(parts, nil), nil
	}
}

// fill reads until p is full. Unlike io.ReadFull it tells an end from a break.
func fill(r io.Reader, p []byte) (int, error) {
	n := 0
	for n < len(p) {
		m, err := r.Read(p[n:])
		if n += m; err != nil {
			return n, err
		}
	}
	return n, nil
}

// Text returns data as UTF-8 without a byte order mark and with line feeds for
// line ends. The encoding is that of the byte order mark, else the charset of
// mediaType, else UTF-16 where the bytes show it, else UTF-8. What is not text
// in that encoding is an error, and so are NUL characters.
func Text(data []byte, mediaType string) (string, error) {
	enc, err := encodingOf(data, mediaType)
	if err != nil {
		return "", err
	}
	if enc != nil {
		if data, err = decode(enc, data); err != nil {
			return "", err
		}
	}
	data = bytes.TrimPrefix(data, []byte("\uFEFF"))
	if !utf8.Valid(data) {
		return "", fmt.Errorf("is not valid UTF-8 at byte %d and declares no other encoding", invalidAt(data))
	}
	if i := bytes.IndexByte(data, 0); i >= 0 {
		return "", fmt.Errorf("holds a NUL character at byte %d: not a text", i)
	}
	s := string(data)
	if strings.Contains(s, "\r") {
		s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	}
	if strings.TrimSpace(s) == "" {
		return "", ErrBlank
	}
	return s, nil
}

// encodingOf returns the encoding of data; nil for UTF-8.
func encodingOf(data []byte, mediaType string) (encoding.Encoding, error) {
	switch {
	case bytes.HasPrefix(data, []byte{0xEF, 0xBB, 0xBF}):
		return nil, nil
	case bytes.HasPrefix(data, []byte{0xFF, 0xFE}):
		return unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM), nil
	case bytes.HasPrefix(data, []byte{0xFE, 0xFF}):
		return unicode.UTF16(unicode.BigEndian, unicode.ExpectBOM), nil
	}
	if _, params, err := mime.ParseMediaType(mediaType); err == nil && params["charset"] != "" {
		name := params["charset"]
		enc, err := htmlindex.Get(name)
		if err != nil {
			return nil, fmt.Errorf("declares the unknown encoding %q", name)
		}
		if canonical, _ := htmlindex.Name(enc); canonical == "utf-8" {
			return nil, nil
		}
		return enc, nil
	}
	return wide(data), nil
}

// wide recognises UTF-16 without a byte order mark by the zero bytes that
// Latin letters have in it, always at the same side.
func wide(data []byte) encoding.Encoding {
	head := data[:min(len(data), 4096)&^1]
	var zeros [2]int
	for i, b := range head {
		if b == 0 {
			zeros[i&1]++
		}
	}
	n := len(head) / 2
	switch {
	case n < 4:
		return nil
	case zeros[1] > n*4/10 && zeros[0] < n/20+1:
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	case zeros[0] > n*4/10 && zeros[1] < n/20+1:
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	}
	return nil
}

// decode returns data as UTF-8. A byte that the encoding does not know is an
// error, not a replacement character that would pass for the publisher's.
func decode(enc encoding.Encoding, data []byte) ([]byte, error) {
	out, err := enc.NewDecoder().Bytes(data)
	if err != nil {
		return nil, fmt.Errorf("does not decode: %w", err)
	}
	if bytes.Contains(out, []byte("\uFFFD")) && !bytes.Contains(data, []byte("\uFFFD")) {
		return nil, errors.New("holds bytes that its encoding does not know")
	}
	return out, nil
}

func invalidAt(data []byte) int {
	at := 0
	for at < len(data) {
		r, n := utf8.DecodeRune(data[at:])
		if r == utf8.RuneError && n == 1 {
			break
		}
		at += n
	}
	return at
}
