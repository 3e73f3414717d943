package warc

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// HTTP reads the answer of a server that a response record holds: status,
// header and the body as it came over the wire less the chunks, still in its
// content encoding. A body that is shorter than its Content-Length says so with
// io.ErrUnexpectedEOF and is returned as far as it goes.
func (r *Record) HTTP() (*http.Response, []byte, error) {
	block := r.Block
	resp, err := http.ReadResponse(bufio.NewReader(bytes.NewReader(block)), nil)
	if err != nil {
		return nil, nil, fmt.Errorf("http answer: %w", err)
	}
	defer resp.Body.Close()
	// Crawlers that undo chunks or compression leave the header lines that
	// speak of them; the block's own length is then the truth.
	_, raw, ok := cutHeader(block)
	if ok && !looksChunked(resp, raw) {
		if want := resp.ContentLength; want > int64(len(raw)) {
			return resp, raw, io.ErrUnexpectedEOF
		}
		return resp, raw, nil
	}
	body, err := io.ReadAll(resp.Body)
	return resp, body, err
}

func cutHeader(block []byte) (head, body []byte, ok bool) {
	if head, body, ok = bytes.Cut(block, []byte("\r\n\r\n")); ok {
		return head, body, true
	}
	return bytes.Cut(block, []byte("\n\n"))
}

// looksChunked reports whether a body that claims to be chunked is: it begins
// with the hexadecimal length of a chunk on a line.
func looksChunked(resp *http.Response, body []byte) bool {
	if len(resp.TransferEncoding) == 0 {
		return false
	}
	line, _, ok := bytes.Cut(body, []byte("\n"))
	size, _, _ := strings.Cut(strings.TrimSpace(string(line)), ";")
	if !ok || size == "" || len(size) > 16 {
		return false
	}
	return strings.Trim(size, "0123456789abcdefABCDEF") == ""
}
