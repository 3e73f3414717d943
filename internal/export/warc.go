package export

import (
	"bufio"
	"io"
	"mime"
	"strconv"

	"github.com/newsarc/newsarc/internal/warc"
	"github.com/newsarc/newsarc/news"
)

// archiveFile writes web archive records: for a capture a response record, for
// each text a conversion record that refers to it.
type archiveFile struct {
	buf *bufio.Writer
	w   *warc.Writer
}

func plainWARC(w io.Writer) Writer  { return newWARC(w, false) }
func zippedWARC(w io.Writer) Writer { return newWARC(w, true) }

func newWARC(w io.Writer, compress bool) Writer {
	buf := bufio.NewWriterSize(w, 64<<10)
	return &archiveFile{buf: buf, w: warc.NewWriter(buf, compress)}
}

func (f *archiveFile) Write(it Item) error {
	target := it.Article.URL
	if target == "" {
		target = storyURI(it.Revision.Story)
	}
	capture := ""
	if it.Capture != nil {
		var err error
		if capture, err = f.response(it, target); err != nil {
			return err
		}
	}
	e := warc.Entry{
		Type: warc.Conversion, Target: target, Date: it.Revision.Captured, ContentType: "text/markdown; charset=utf-8",
		Extra: warc.Header{
			{Name: "WARC-Refers-To", Value: angle(capture)},
			{Name: "Newsarc-Story", Value: it.Revision.Story + "@" + strconv.Itoa(it.Revision.Number)},
			{Name: "Newsarc-Commit", Value: it.Revision.Commit},
		},
	}
	_, err := f.w.Write(e, news.Encode(it.Article))
	return err
}

// response writes a capture. What the archive keeps is the body that came; its
// header is written anew and says only what is known of it. A capture that was
// no answer of a server, such as a file, is a resource record.
func (f *archiveFile) response(it Item, target string) (id string, err error) {
	media := mime.TypeByExtension("." + it.CaptureExt)
	if it.CaptureExt == "html" {
		media = "text/html" // without the charset that the table adds: the page may say another
	}
	if media == "" {
		media = "application/octet-stream"
	}
	e := warc.Entry{Type: warc.Resource, Target: target, Date: it.Revision.Captured, ContentType: media}
	block := it.Capture
	if it.CaptureExt == "html" && it.Article.URL != "" {
		e.Type, e.ContentType = warc.Response, "application/http; msgtype=response"
		head := "HTTP/1.1 200 OK\r\nContent-Type: " + media + "\r\nContent-Length: " + strconv.Itoa(len(it.Capture)) + "\r\n\r\n"
		block = append([]byte(head), it.Capture...)
	}
	return f.w.Write(e, block)
}

func angle(id string) string {
	if id == "" {
		return ""
	}
	return "<" + id + ">"
}

func (f *archiveFile) Close() error { return f.buf.Flush() }
