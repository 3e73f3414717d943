// Package mhtml decodes pages that a browser saved in one file (RFC 2557): the
// page itself out of a message with pictures and styles beside it. The capture
// is the whole file.
package mhtml

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"iter"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"net/textproto"
	"strings"
	"time"

	"github.com/newsarc/newsarc/ingest"
)

// ErrNoPage is returned for a file without a page in it.
var ErrNoPage = errors.New("mhtml: holds no page")

// Decoder decodes saved pages.
type Decoder struct {
	// Page decodes the page inside.
	Page ingest.Decoder
}

// maxParts bounds how many parts are looked at.
const maxParts = 5000

// Looks reports whether a file begins as a saved page does: with the header of
// a message of related parts.
func Looks(head string) bool {
	head = strings.ToLower(head)
	return strings.Contains(head, "multipart/related") && strings.Contains(head, "content-type:") &&
		(strings.HasPrefix(head, "from:") || strings.HasPrefix(head, "mime-version:") || strings.HasPrefix(head, "content-type:") || strings.HasPrefix(head, "subject:") || strings.HasPrefix(head, "snapshot-content-location:"))
}

// Decode implements ingest.Decoder.
func (d Decoder) Decode(raw ingest.Raw) iter.Seq[ingest.Item] {
	data, err := ingest.ReadAll(raw.Reader)
	if err != nil {
		return ingest.Fail(raw.Name, err)
	}
	page, err := findPage(data)
	if err != nil {
		return ingest.Fail(raw.Name, err)
	}
	page.Name = raw.Name
	if page.URL == "" {
		page.URL = raw.URL
	}
	if !raw.Captured.IsZero() {
		page.Captured = raw.Captured
	}
	return func(yield func(ingest.Item) bool) {
		for it := range d.Page.Decode(page) {
			if it.Err == nil {
				it.Raw, it.Ext, it.MediaType = data, "mhtml", ""
			}
			if !yield(it) {
				return
			}
		}
	}
}

// findPage returns the part of a message that is the page: the first one that
// is HTML, which browsers write first.
func findPage(data []byte) (ingest.Raw, error) {
	msg, err := mail.ReadMessage(bytes.NewReader(bytes.TrimLeft(data, "\r\n \t")))
	if err != nil {
		return ingest.Raw{}, fmt.Errorf("mhtml: %w", err)
	}
	header := textproto.MIMEHeader(msg.Header)
	media, params, err := mime.ParseMediaType(header.Get("Content-Type"))
	if err != nil || !strings.HasPrefix(media, "multipart/") || params["boundary"] == "" {
		return ingest.Raw{}, ErrNoPage
	}
	saved, _ := mail.ParseDate(header.Get("Date"))
	parts := multipart.NewReader(msg.Body, params["boundary"])
	for range maxParts {
		part, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			return ingest.Raw{}, ErrNoPage
		}
		if err != nil {
			return ingest.Raw{}, fmt.Errorf("mhtml: %w", err)
		}
		if t, _, err := mime.ParseMediaType(part.Header.Get("Content-Type")); err != nil || t != "text/html" && t != "application/xhtml+xml" {
			continue
		}
		return readPage(part.Header, part, header.Get("Snapshot-Content-Location"), saved)
	}
	return ingest.Raw{}, ErrNoPage
}

func readPage(header textproto.MIMEHeader, body io.Reader, address string, saved time.Time) (ingest.Raw, error) {
	switch strings.ToLower(header.Get("Content-Transfer-Encoding")) {
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	}
	page, err := io.ReadAll(io.LimitReader(body, ingest.MaxDocument))
	if err != nil {
		return ingest.Raw{}, fmt.Errorf("mhtml: page: %w", err)
	}
	if location := header.Get("Content-Location"); strings.HasPrefix(location, "http://") || strings.HasPrefix(location, "https://") {
		address = location
	}
	return ingest.Raw{Reader: bytes.NewReader(page), MediaType: header.Get("Content-Type"), URL: address, Captured: saved}, nil
}
