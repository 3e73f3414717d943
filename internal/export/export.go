// Package export writes archived revisions in the formats that other programs
// read: JSON lines and Markdown, which newsarc takes in again without loss,
// IPTC ninjs, JSON-LD, and web archive files. It chooses nothing and compares
// nothing: what it is given, it writes, in that order.
package export

import (
	"bufio"
	"encoding/json"
	"io"
	"slices"

	"github.com/newsarc/newsarc/news"
)

// Item is a revision with its text and, where one was kept, its capture.
type Item struct {
	Revision   news.Revision
	Article    *news.Article
	Capture    []byte // nil: none was kept
	CaptureExt string // file name extension of it: "html"
}

// Writer writes items in one format. Close ends the output; it does not close
// what lies below it.
type Writer interface {
	Write(it Item) error
	Close() error
}

// Format is one of the formats that can be written.
type Format struct {
	Name string
	Help string
	// Captures says that the format holds captures, so that it is worth reading
	// them.
	Captures bool
	// New returns a writer to one stream; nil where the format is a folder.
	New func(w io.Writer) Writer
	// NewFolder returns a writer of files below a folder that exists; nil where
	// the format is a stream.
	NewFolder func(dir string) Writer
}

// Formats lists every format.
func Formats() []Format {
	return []Format{
		{Name: "jsonl", Help: "JSON lines, which newsarc add reads back without loss", New: newJSONL},
		{Name: "markdown", Help: "a folder of the stored Markdown, which newsarc add reads back", NewFolder: newMarkdown},
		{Name: "ninjs", Help: "IPTC ninjs 3.1, one item on each line", New: newNinjs},
		{Name: "jsonld", Help: "schema.org NewsArticle, one object on each line", New: newJSONLD},
		{Name: "warc", Help: "a web archive file with captures and texts", Captures: true, New: plainWARC},
		{Name: "warc.gz", Help: "the same, compressed", Captures: true, New: zippedWARC},
	}
}

// Lookup returns the format of that name.
func Lookup(name string) (Format, bool) {
	all := Formats()
	i := slices.IndexFunc(all, func(f Format) bool { return f.Name == name })
	if i < 0 {
		return Format{}, false
	}
	return all[i], true
}

// lines writes one JSON object on each line.
type lines struct {
	buf  *bufio.Writer
	enc  *json.Encoder
	form func(Item) any
}

func newLines(w io.Writer, form func(Item) any) Writer {
	l := &lines{buf: bufio.NewWriterSize(w, 64<<10), form: form}
	l.enc = json.NewEncoder(l.buf)
	l.enc.SetEscapeHTML(false)
	return l
}

func (l *lines) Write(it Item) error { return l.enc.Encode(l.form(it)) }

func (l *lines) Close() error { return l.buf.Flush() }
