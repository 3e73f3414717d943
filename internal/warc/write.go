package warc

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/klauspost/compress/gzip"
)

// Writer writes WARC 1.1 records.
type Writer struct {
	w    io.Writer
	zip  *gzip.Writer // nil writes plain records
	head bytes.Buffer
}

// NewWriter returns a Writer; with compress set, each record becomes a gzip
// member of its own, so that a reader can begin at any of them.
func NewWriter(w io.Writer, compress bool) *Writer {
	if compress {
		return &Writer{w: w, zip: gzip.NewWriter(w)}
	}
	return &Writer{w: w}
}

// Entry is what a record is about, for Write.
type Entry struct {
	Type        string
	Target      string
	Date        time.Time
	ContentType string // of the block, such as "application/http; msgtype=response"
	Extra       Header // further fields
}

// Write writes one record and returns its id. The id follows from the record's
// content, so that the same export twice gives the same bytes.
func (w *Writer) Write(e Entry, block []byte) (id string, err error) {
	id = recordID(e, block)
	w.head.Reset()
	w.head.WriteString("WARC/1.1\r\n")
	fields := Header{
		{"WARC-Type", e.Type},
		{"WARC-Record-ID", "<" + id + ">"},
		{"WARC-Date", e.Date.UTC().Format(time.RFC3339)},
		{"WARC-Target-URI", e.Target},
		{"WARC-Block-Digest", Digest(block)},
	}
	if _, body, ok := cutHeader(block); ok && e.Type == Response {
		fields = append(fields, Field{"WARC-Payload-Digest", Digest(body)})
	}
	fields = append(fields, Field{"Content-Type", e.ContentType})
	fields = append(append(fields, e.Extra...), Field{"Content-Length", strconv.Itoa(len(block))})
	for _, f := range fields {
		if f.Value == "" {
			continue
		}
		if strings.ContainsAny(f.Name+f.Value, "\r\n") {
			return "", fmt.Errorf("field %q holds a line break", f.Name)
		}
		w.head.WriteString(f.Name + ": " + f.Value + "\r\n")
	}
	w.head.WriteString("\r\n")
	return id, w.flush(block)
}

func (w *Writer) flush(block []byte) error {
	out := w.w
	if w.zip != nil {
		w.zip.Reset(w.w)
		out = w.zip
	}
	for _, part := range [][]byte{w.head.Bytes(), block, []byte("\r\n\r\n")} {
		if _, err := out.Write(part); err != nil {
			return err
		}
	}
	if w.zip != nil {
		return w.zip.Close()
	}
	return nil
}

// recordID is a version 8 UUID (RFC 9562) made of a hash over the record.
func recordID(e Entry, block []byte) string {
	h := sha256.New()
	fmt.Fprintf(h, "%s\n%s\n%d\n", e.Type, e.Target, e.Date.Unix())
	h.Write(block)
	u := h.Sum(nil)[:16]
	u[6] = u[6]&0x0f | 0x80
	u[8] = u[8]&0x3f | 0x80
	return fmt.Sprintf("urn:uuid:%x-%x-%x-%x-%x", u[:4], u[4:6], u[6:8], u[8:10], u[10:])
}
