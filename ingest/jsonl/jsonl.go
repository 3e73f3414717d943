// Package jsonl decodes articles in JSON: one object, an array of objects, or
// one object on each line (JSON lines). An object has the fields of Record, all
// optional but the text. It reads as a stream: a file of any size takes the
// memory of its longest line, and a line at fault does not keep the others out.
package jsonl

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"github.com/newsarc/newsarc/ingest"
)

// Extractor is the name and version of these rules.
const Extractor = "json/1"

// Decoder decodes JSON and JSON lines.
type Decoder struct {
	// HTML turns a page or a part of one into an article, for records that carry
	// "html" and no "text". Without it such records are refused.
	HTML func(page, url string) (ingest.Item, error)
}

// Decode implements ingest.Decoder.
func (d Decoder) Decode(raw ingest.Raw) iter.Seq[ingest.Item] {
	return func(yield func(ingest.Item) bool) {
		r := reader{br: bufio.NewReaderSize(utf8Reader(raw.Reader), 64<<10)}
		first, err := r.next()
		if errors.Is(err, io.EOF) {
			if r.n == 0 {
				err = ingest.ErrEmpty
			} else {
				err = ingest.ErrBlank
			}
		}
		if err != nil {
			yield(ingest.Item{Where: where(raw.Name, r.n), Err: err})
			return
		}
		if json.Valid(first) && first[0] == '{' || r.nextIsObject() {
			d.lines(raw, &r, first, yield)
			return
		}
		d.document(raw, &r, first, yield)
	}
}

// utf8Reader decodes UTF-16 where a byte order mark declares it, and takes the
// byte order mark off UTF-8.
func utf8Reader(r io.Reader) io.Reader {
	return transform.NewReader(r, unicode.BOMOverride(transform.Nop))
}

func where(name string, line int) string {
	return fmt.Sprintf("%s:%d", name, max(1, line))
}

// lines decodes JSON lines; first is the first line that is not blank.
func (d Decoder) lines(raw ingest.Raw, r *reader, first []byte, yield func(ingest.Item) bool) {
	line, err := first, error(nil)
	for !errors.Is(err, io.EOF) {
		it := ingest.Item{}
		if err == nil {
			it, err = d.item(line)
		}
		it.Where, it.Err = where(raw.Name, r.n), err
		if it.Captured.IsZero() {
			it.Captured = raw.Captured
		}
		if !yield(it) || r.failed {
			return
		}
		line, err = r.next()
	}
}

// document decodes an object that spans lines, or an array.
func (d Decoder) document(raw ingest.Raw, r *reader, first []byte, yield func(ingest.Item) bool) {
	start := r.n
	in := &countingReader{r: io.MultiReader(bytes.NewReader(append(first, '\n')), r.br), line: start}
	dec := json.NewDecoder(in)
	if first[0] == '[' {
		if _, err := dec.Token(); err != nil {
			yield(ingest.Item{Where: where(raw.Name, start), Err: broken(err)})
			return
		}
	}
	for dec.More() {
		line := in.lineAt(dec.InputOffset())
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			var syntax *json.SyntaxError
			if errors.As(err, &syntax) {
				line = in.lineAt(syntax.Offset)
			} else if !errors.Is(err, ingest.ErrTooLarge) {
				line = in.lineAt(1 << 62)
			}
			yield(ingest.Item{Where: where(raw.Name, line), Err: broken(err)})
			return
		}
		in.forget(dec.InputOffset())
		it, err := d.item(value)
		it.Where, it.Err = where(raw.Name, line), err
		if it.Captured.IsZero() {
			it.Captured = raw.Captured
		}
		if !yield(it) {
			return
		}
	}
	if first[0] == '[' {
		if _, err := dec.Token(); err != nil {
			yield(ingest.Item{Where: where(raw.Name, in.lineAt(1<<62)), Err: broken(err)})
		}
	}
}

// broken words an error of the JSON decoder.
func broken(err error) error {
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return errors.New("broken JSON: ends too early")
	case errors.Is(err, ingest.ErrTooLarge):
		return err
	}
	return fmt.Errorf("broken JSON: %w", err)
}

// countingReader knows on which line each byte of a value at hand stands, and
// refuses values beyond the limit.
type countingReader struct {
	r    io.Reader
	read int64
	line int     // of the byte at base
	base int64   // everything before it has been decoded
	ends []int64 // offsets of the line feeds from base on
}

func (c *countingReader) Read(p []byte) (int, error) {
	if c.read-c.base > ingest.MaxDocument {
		return 0, ingest.ErrTooLarge
	}
	n, err := c.r.Read(p)
	for i, b := range p[:n] {
		if b == '\n' {
			c.ends = append(c.ends, c.read+int64(i))
		}
	}
	c.read += int64(n)
	return n, err
}

// lineAt returns the line of the next value from offset on.
func (c *countingReader) lineAt(offset int64) int {
	line := c.line
	for _, end := range c.ends {
		if end < offset {
			line++
		}
	}
	return line
}

// forget drops what lies before offset.
func (c *countingReader) forget(offset int64) {
	n := 0
	for n < len(c.ends) && c.ends[n] < offset {
		n++
	}
	c.line += n
	c.ends = append(c.ends[:0], c.ends[n:]...)
	c.base = offset
}
