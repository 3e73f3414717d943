// Package all is the list of the formats that newsarc reads. It looks at the
// first bytes of an input to choose the decoder, opens what is compressed, and
// refuses with a plain word what it cannot read. The decoders themselves are its
// siblings.
package all

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"iter"
	"mime"
	"path"
	"strings"

	"github.com/klauspost/compress/zstd"

	"github.com/newsarc/newsarc/ingest"
	"github.com/newsarc/newsarc/ingest/feed"
	"github.com/newsarc/newsarc/ingest/html"
	"github.com/newsarc/newsarc/ingest/jsonl"
	"github.com/newsarc/newsarc/ingest/markdown"
	"github.com/newsarc/newsarc/ingest/mhtml"
	"github.com/newsarc/newsarc/ingest/newsml"
	"github.com/newsarc/newsarc/ingest/ninjs"
	"github.com/newsarc/newsarc/ingest/plain"
	"github.com/newsarc/newsarc/ingest/warc"
)

// Format is one of the formats that newsarc reads.
type Format struct {
	Name       string
	Extensions []string // without the dot
	MediaTypes []string
	// Looks reports whether an input begins with head, decoded to UTF-8 and
	// without leading white space; nil where content tells nothing.
	Looks   func(head string) bool
	Decoder ingest.Decoder
}

// Formats returns every format, in the order in which they are asked. The last
// takes what no other does.
func Formats() []Format {
	return []Format{
		{"warc", []string{"warc"}, []string{"application/warc"}, nil, warc.Decoder{Page: html.Decoder{}}},
		{"mhtml", []string{"mhtml", "mht"}, []string{"multipart/related", "message/rfc822"}, mhtml.Looks, mhtml.Decoder{Page: html.Decoder{}}},
		{"newsml", nil, []string{"application/vnd.iptc.g2.newsitem+xml", "application/vnd.iptc.g2.newsmessage+xml"}, newsml.Looks, newsml.Decoder{HTML: html.Article}},
		{"feed", []string{"rss", "atom"}, []string{"application/rss+xml", "application/atom+xml", "application/feed+json"}, looksFeed, feed.Decoder{HTML: html.Article}},
		{"ninjs", nil, []string{"application/vnd.iptc.ninjs+json"}, ninjs.Looks, ninjs.Decoder{HTML: html.Article}},
		{"json", []string{"json", "jsonl", "ndjson"}, []string{"application/json", "application/x-ndjson", "application/jsonl"}, looksJSON, jsonl.Decoder{HTML: html.Article}},
		{"html", []string{"html", "htm", "xhtml"}, []string{"text/html", "application/xhtml+xml"}, looksHTML, html.Decoder{}},
		{"markdown", []string{"md", "markdown"}, []string{"text/markdown"}, looksFrontMatter, markdown.Decoder{}},
		{"text", []string{"txt", "text"}, []string{"text/plain"}, nil, plain.Decoder{}},
	}
}

// Open reads the articles of one input. The name, a file name or a URL, serves
// for messages and where the content does not tell the format.
func Open(name string, r io.Reader) iter.Seq[ingest.Item] {
	return Decode(ingest.Raw{Name: name, Reader: r})
}

// headSize is how much of an input is looked at.
const headSize = 4096

// Decode reads the articles of raw, which may be compressed, or an archive of
// files.
func Decode(raw ingest.Raw) iter.Seq[ingest.Item] { return decode(raw, 0) }

// decode is Decode at some depth of archives within archives.
func decode(raw ingest.Raw, depth int) iter.Seq[ingest.Item] {
	br := bufio.NewReaderSize(raw.Reader, headSize)
	name := raw.Name
	for range 2 { // no more than two layers of compression
		open := compression(br)
		if open == nil || zippedWARC(br) {
			break // a web archive opens its members itself: it knows where each begins
		}
		inner, err := open(br)
		if err != nil {
			return ingest.Fail(raw.Name, err)
		}
		br = bufio.NewReaderSize(inner, headSize)
		name = strings.TrimSuffix(strings.TrimSuffix(name, ".gz"), ".zst")
	}
	head, err := br.Peek(headSize)
	if len(head) == 0 {
		if err == nil || errors.Is(err, io.EOF) {
			err = ingest.ErrEmpty
		}
		return ingest.Fail(raw.Name, err)
	}
	if err := unsupported(head, raw.Name); err != nil {
		return ingest.Fail(raw.Name, err)
	}
	raw.Reader = br
	if open := container(head); open != nil {
		return open(raw, depth)
	}
	return choose(head, raw.MediaType, name).Decoder.Decode(raw)
}

// compression returns what opens the compressed stream that br holds; nil when
// it is not compressed.
func compression(br *bufio.Reader) func(io.Reader) (io.Reader, error) {
	magic, _ := br.Peek(4)
	switch {
	case bytes.HasPrefix(magic, []byte{0x1F, 0x8B}):
		return func(r io.Reader) (io.Reader, error) { return gzip.NewReader(r) }
	case bytes.Equal(magic, []byte{0x28, 0xB5, 0x2F, 0xFD}):
		return func(r io.Reader) (io.Reader, error) {
			return zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(8<<20))
		}
	}
	return nil
}

// choose returns the format of an input: by its content, then by the declared
// type, then by its name.
func choose(head []byte, mediaType, name string) Format {
	formats := Formats()
	if looksWARC(string(head)) { // before decoded takes a compressed one for UTF-16
		return formats[0]
	}
	start := strings.TrimLeft(decoded(head), " \t\r\n")
	for _, f := range formats {
		if f.Looks != nil && f.Looks(start) {
			return f
		}
	}
	if t, _, err := mime.ParseMediaType(mediaType); err == nil {
		for _, f := range formats {
			for _, m := range f.MediaTypes {
				if m == t {
					return f
				}
			}
		}
	}
	ext := strings.ToLower(strings.TrimPrefix(path.Ext(name), "."))
	for _, f := range formats {
		for _, e := range f.Extensions {
			if e == ext {
				return f
			}
		}
	}
	return formats[len(formats)-1]
}

// decoded returns head as UTF-8 as far as needed to recognise a format: it only
// undoes UTF-16 and takes off byte order marks.
func decoded(head []byte) string {
	head = bytes.TrimPrefix(head, []byte("\uFEFF"))
	if bytes.HasPrefix(head, []byte{0xFF, 0xFE}) || bytes.HasPrefix(head, []byte{0xFE, 0xFF}) || bytes.IndexByte(head[:min(len(head), 4)], 0) >= 0 {
		return strings.ReplaceAll(string(bytes.TrimLeft(head, "\xFF\xFE")), "\x00", "")
	}
	return string(head)
}

func looksJSON(head string) bool {
	for _, open := range []string{"{", "["} {
		if rest, ok := strings.CutPrefix(head, open); ok {
			rest = strings.TrimLeft(rest, " \t\r\n")
			return rest == "" || strings.HasPrefix(rest, `"`) && open == "{" || rest[0] == '}' || strings.HasPrefix(rest, "{") && open == "["
		}
	}
	return false
}

func looksHTML(head string) bool {
	head = strings.ToLower(head)
	for strings.HasPrefix(head, "<!--") || strings.HasPrefix(head, "<?xml") {
		_, rest, ok := strings.Cut(head, ">")
		if !ok {
			return false
		}
		head = strings.TrimLeft(rest, " \t\r\n")
	}
	for _, tag := range []string{"<!doctype html", "<html", "<head", "<body", "<meta ", "<title", "<script", "<article", "<div", "<p>"} {
		if strings.HasPrefix(head, tag) {
			return true
		}
	}
	return false
}

// looksWARC recognises web archives, compressed ones too.
func looksWARC(head string) bool {
	if strings.HasPrefix(head, "\x1f\x8b") {
		z, err := gzip.NewReader(strings.NewReader(head))
		if err != nil {
			return false
		}
		start := make([]byte, 5)
		n, _ := io.ReadFull(z, start)
		head = string(start[:n])
	}
	return strings.HasPrefix(head, "WARC/")
}

func zippedWARC(br *bufio.Reader) bool {
	head, _ := br.Peek(headSize)
	return looksWARC(string(head))
}

// looksFeed recognises RSS, Atom and JSON Feed.
func looksFeed(head string) bool {
	if strings.HasPrefix(head, "{") {
		return strings.Contains(head, "//jsonfeed.org/version/")
	}
	for strings.HasPrefix(head, "<?") || strings.HasPrefix(head, "<!--") {
		_, rest, ok := strings.Cut(head, ">")
		if !ok {
			return false
		}
		head = strings.TrimLeft(rest, " \t\r\n")
	}
	return strings.HasPrefix(head, "<rss") || strings.HasPrefix(head, "<feed") || strings.HasPrefix(head, "<rdf:RDF")
}

func looksFrontMatter(head string) bool {
	return strings.HasPrefix(head, "---\n") || strings.HasPrefix(head, "---\r\n")
}

// UnsupportedError says that a file is of a kind that newsarc does not read.
type UnsupportedError struct {
	What string // such as "PDF"
	way  string // a command that reads it; empty: none
}

func (e *UnsupportedError) Error() string { return e.What + " is not supported" }

// Hint returns a command that reads the file all the same, or the empty string.
func (e *UnsupportedError) Hint() string { return e.way }

// unsupported recognises what is certainly no text. In a way, % is the file.
func unsupported(head []byte, name string) error {
	for _, m := range []struct{ magic, what, way string }{
		{"%PDF-", "PDF", "pdftotext % - | newsarc add -"},
		{"\x89PNG", "an image", ""},
		{"\xFF\xD8\xFF", "an image", ""},
		{"GIF8", "an image", ""},
		{"\x7FELF", "a program", ""},
		{"SQLite format 3\x00", "an SQLite database", "newsarc import diffengine %"},
		{"\xD0\xCF\x11\xE0", "an Office document", "catdoc % | newsarc add -"},
		{"{\\rtf", "RTF", "pandoc -f rtf -t plain % | newsarc add -"},
	} {
		if bytes.HasPrefix(head, []byte(m.magic)) {
			if strings.ContainsAny(name, " '\"$`\\*?()[]{};&|<>") {
				name = "'" + strings.ReplaceAll(name, "'", `'\''`) + "'"
			}
			return &UnsupportedError{m.what, strings.ReplaceAll(m.way, "%", name)}
		}
	}
	return nil
}

// Extractors returns the name and version of each set of rules that makes
// articles of captures: "html/1".
func Extractors() []string {
	return []string{html.Extractor, plain.Extractor, markdown.Extractor, jsonl.Extractor, ninjs.Extractor, newsml.Extractor, feed.Extractor}
}
