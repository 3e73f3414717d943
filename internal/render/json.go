package render

import (
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

// JSONLine writes one object on one line.
func JSONLine(w io.Writer, object any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(object)
}
