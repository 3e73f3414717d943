package render

import (
	"bufio"
	"encoding/json"
	"io"
)

// JSON writes one document, indented, with a final newline. Its form never
// depends on the terminal.
func JSON(w io.Writer, document any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(document)
}

// Lines writes JSON objects, one a line.
type Lines struct {
	buf *bufio.Writer
	enc *json.Encoder
}

// NewLines returns Lines that write to w. Flush must be called at the end.
func NewLines(w io.Writer) *Lines {
	buf := bufio.NewWriter(w)
	enc := json.NewEncoder(buf)
	enc.SetEscapeHTML(false)
	return &Lines{buf, enc}
}

// Write appends one object.
func (l *Lines) Write(object any) error { return l.enc.Encode(object) }

// Flush writes what is buffered.
func (l *Lines) Flush() error { return l.buf.Flush() }
