package jsonl

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"

	"github.com/newsarc/newsarc/ingest"
)

// reader hands out the lines of a stream that are not blank, each up to the
// limit, without ever holding more than one.
type reader struct {
	br     *bufio.Reader
	n      int  // number of the line last handed out
	ended  bool // that line had a line feed
	failed bool // the stream itself broke: nothing comes after
	buf    []byte
}

// next returns the next line that is not blank, valid until the next call.
// A line beyond the limit is passed over and answered with ErrTooLarge.
func (r *reader) next() ([]byte, error) {
	for {
		line, err := r.line()
		if err != nil {
			return nil, err
		}
		if line = bytes.TrimSpace(line); len(line) > 0 {
			return line, nil
		}
	}
}

func (r *reader) line() ([]byte, error) {
	r.buf = r.buf[:0]
	tooLarge := false
	for {
		part, err := r.br.ReadSlice('\n')
		if len(part) > 0 && len(r.buf) == 0 && !tooLarge {
			r.n++
		}
		if err == nil && len(r.buf) == 0 && !tooLarge && len(part) <= ingest.MaxDocument {
			r.ended = true
			return part, nil
		}
		if len(r.buf)+len(part) > ingest.MaxDocument {
			tooLarge = true
			r.buf = r.buf[:0]
		}
		if !tooLarge {
			r.buf = append(r.buf, part...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case tooLarge:
			return nil, ingest.ErrTooLarge
		case errors.Is(err, io.EOF) && len(r.buf) > 0, err == nil:
			r.ended = err == nil
			return r.buf, nil
		}
		r.failed = true
		return nil, err
	}
}

// nextIsObject reports whether the line after the one at hand is a whole object:
// a broken first line then is one broken line of many.
func (r *reader) nextIsObject() bool {
	head, err := r.br.Peek(r.br.Size())
	head = bytes.TrimLeft(head, " \t\r\n")
	line, _, whole := bytes.Cut(head, []byte("\n"))
	return (whole || errors.Is(err, io.EOF)) && len(line) > 1 && line[0] == '{' && json.Valid(line)
}
