package jsonl

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/newsarc/newsarc/ingest"
)

// values parts a stream of objects, or an array of them, into its values and
// knows the line of each. It only follows strings and brackets; whether a value
// is good JSON is for the decoder to say. (The decoder of encoding/json would
// do, but for the line numbers of its errors.)
type values struct {
	br     *bufio.Reader
	line   int  // line of the next byte
	read   int  // values and brackets seen
	array  bool // inside an array
	closed bool // after it
	failed bool // nothing more can be read
	buf    []byte
}

// errCutOff is what a document is that ends inside a value.
var errCutOff = errors.New("broken JSON: ends too early")

// next returns the next value, valid until the next call, and the line on which
// it begins; for an error, the line of it. io.EOF is the regular end.
func (v *values) next() (value []byte, line int, err error) {
	for {
		c, err := v.skip()
		switch {
		case errors.Is(err, io.EOF) && v.array && !v.closed:
			v.failed = true
			return nil, v.line, errCutOff
		case err != nil:
			v.failed = true
			return nil, v.line, err
		case c == '[' && v.read == 0:
			v.array = true
		case c == ']' && v.array && !v.closed:
			v.closed = true
		case c == ',' && v.array && !v.closed && v.read > 1:
		case v.closed || strings.IndexByte(",:]}", c) >= 0:
			v.failed = true
			return nil, v.line, fmt.Errorf("broken JSON: unexpected %q", c)
		default:
			v.read++
			line = v.line
			value, err = v.value(c)
			if err != nil {
				v.failed = true
				return nil, max(line, v.line), err
			}
			return value, line, nil
		}
		v.read++
	}
}

// skip returns the next byte that is not white space.
func (v *values) skip() (byte, error) {
	for {
		c, err := v.br.ReadByte()
		switch {
		case err != nil:
			return 0, err
		case c == '\n':
			v.line++
		case c != ' ' && c != '\t' && c != '\r':
			return c, nil
		}
	}
}

// value reads the value that begins with c.
func (v *values) value(c byte) ([]byte, error) {
	v.buf = append(v.buf[:0], c)
	depth, quoted, escaped, feeds := 0, false, false, 0
	for first := true; ; first = false {
		if !first {
			next, err := v.br.ReadByte()
			if err != nil {
				if errors.Is(err, io.EOF) && depth == 0 && !quoted {
					return v.buf, nil // a bare number at the end
				}
				if errors.Is(err, io.EOF) {
					v.line += feeds
					if c == '\n' { // the last line feed ends the last line
						v.line--
					}
					err = errCutOff
				}
				return nil, err
			}
			if c = next; depth == 0 && !quoted && strings.IndexByte(" \t\r\n,]}", c) >= 0 {
				return v.buf, v.br.UnreadByte() // after a bare number or word
			}
			v.buf = append(v.buf, c)
		}
		if len(v.buf) > ingest.MaxDocument {
			return nil, ingest.ErrTooLarge
		}
		switch {
		case c == '\n':
			feeds++
		case escaped:
			escaped = false
		case quoted && c == '\\':
			escaped = true
		case c == '"':
			quoted = !quoted
		case !quoted && (c == '{' || c == '['):
			depth++
		case !quoted && (c == '}' || c == ']'):
			depth--
		}
		if depth == 0 && !quoted && strings.IndexByte("}]\"", c) >= 0 {
			v.line += feeds
			return v.buf, nil
		}
	}
}
