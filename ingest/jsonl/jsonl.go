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
	"io"
	"iter"
	"strconv"
	"unicode/utf8"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"github.com/newsarc/newsarc/ingest"
)

// Extractor is the name and version of these rules.
const Extractor = "json/2"

// Decoder decodes JSON and JSON lines.
type Decoder struct {
	// HTML turns a page or a part of one into an article, for records that carry
	// "html" and no "text". Without it such records are refused.
	HTML func(page, url string) (ingest.Item, error)
}

// Decode implements ingest.Decoder.
func (d Decoder) Decode(raw ingest.Raw) iter.Seq[ingest.Item] {
	return func(yield func(ingest.Item) bool) {
		r := reader{br: bufio.NewReaderSize(utf8Reader(raw.Reader), bufferSize)}
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
		first = bytes.Clone(first) // nextIsObject reads on
		if json.Valid(first) && first[0] == '{' || r.nextIsObject() {
			d.lines(raw, &r, first, yield)
			return
		}
		d.document(raw, &r, first, yield)
	}
}

// bufferSize is how much is read at a time, in bytes.
const bufferSize = 64 << 10

// utf8Reader decodes UTF-16 where a byte order mark declares it, and takes the
// byte order mark off UTF-8.
func utf8Reader(r io.Reader) io.Reader {
	br := bufio.NewReaderSize(r, bufferSize)
	r = br
	if mark, _ := br.Peek(2); len(mark) < 2 || mark[0] < utf8.RuneSelf {
		return r // every byte order mark begins otherwise
	}
	return transform.NewReader(r, unicode.BOMOverride(transform.Nop))
}

func where(name string, line int) string {
	return name + ":" + strconv.Itoa(max(1, line))
}

// lines decodes JSON lines; first is the first line that is not blank.
func (d Decoder) lines(raw ingest.Raw, r *reader, first []byte, yield func(ingest.Item) bool) {
	var m memory
	line, err := first, error(nil)
	for !errors.Is(err, io.EOF) {
		it := ingest.Item{}
		if err == nil {
			it, err = d.item(line, &m)
			keep(&it, raw, line)
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

// keep makes a capture of a record where one is asked for.
func keep(it *ingest.Item, raw ingest.Raw, record []byte) {
	if raw.Keep && it.Article != nil && it.Raw == nil {
		it.Raw, it.Ext = bytes.Clone(record), "json"
	}
}

// document decodes objects that span lines, or an array.
func (d Decoder) document(raw ingest.Raw, r *reader, first []byte, yield func(ingest.Item) bool) {
	if r.ended {
		first = append(first, '\n')
	}
	var m memory
	vs := values{br: bufio.NewReader(io.MultiReader(bytes.NewReader(first), r.br)), line: r.n}
	for {
		value, line, err := vs.next()
		if errors.Is(err, io.EOF) {
			return
		}
		it := ingest.Item{}
		if err == nil {
			it, err = d.item(value, &m)
			keep(&it, raw, value)
			var at *syntaxError
			if errors.As(err, &at) {
				line += bytes.Count(value[:at.offset], []byte("\n"))
				err, vs.failed = at.inDocument(), true
			}
		}
		it.Where, it.Err = where(raw.Name, line), err
		if it.Captured.IsZero() {
			it.Captured = raw.Captured
		}
		if !yield(it) || vs.failed {
			return
		}
	}
}
