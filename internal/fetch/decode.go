package fetch

import (
	"bufio"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"
)

// SizeError says that an answer is larger than is accepted, on the wire or
// after decompression.
type SizeError struct{ Limit int64 }

func (e *SizeError) Error() string {
	return fmt.Sprintf("answer is larger than %d bytes", e.Limit)
}

// maxEncodings is how many content encodings may lie on top of each other. Each
// multiplies what a bomb can do; honest servers send one.
const maxEncodings = 2

// DecodeBody reads an answer's body and undoes its content encodings, never
// holding more than limit bytes of either form.
func DecodeBody(body io.Reader, encoding string, limit int64) ([]byte, error) {
	return decodeBody(body, encoding, limit, nil)
}

func decodeBody(body io.Reader, encoding string, limit int64, grown func() error) ([]byte, error) {
	names := encodings(encoding)
	if len(names) > maxEncodings {
		return nil, fmt.Errorf("answer has %d content encodings", len(names))
	}
	wire := bufio.NewReader(&limited{r: body, left: limit, limit: limit})
	if _, err := wire.Peek(1); err == io.EOF {
		return nil, nil // an answer without a body may name an encoding: 304 does
	}
	var r io.Reader = wire
	for i := len(names) - 1; i >= 0; i-- {
		decoder, err := newDecoder(names[i], r)
		if err != nil {
			return nil, fmt.Errorf("content encoding %q: %w", names[i], err)
		}
		defer decoder.Close()
		r = &limited{r: decoder, left: limit, limit: limit}
	}
	return io.ReadAll(&growing{r: r, grown: grown})
}

// Bodies above largeBody bytes are large; as many as maxLarge are read at a time,
// whatever the number of hosts that send them.
const (
	largeBody = 1 << 20
	maxLarge  = 6
)

// body reads an answer's body. A large one waits for its turn, inside of the time
// that the exchange has.
func (c *Client) body(ctx context.Context, answer *http.Response) ([]byte, error) {
	large := false
	defer func() {
		if large {
			<-c.large
		}
	}()
	return decodeBody(answer.Body, answer.Header.Get("Content-Encoding"), c.o.MaxBytes, func() error {
		select {
		case c.large <- struct{}{}:
			large = true
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	})
}

// growing calls grown once, before it reads beyond largeBody bytes.
type growing struct {
	r     io.Reader
	n     int
	grown func() error
}

func (g *growing) Read(p []byte) (int, error) {
	if g.n >= largeBody && g.grown != nil {
		if err := g.grown(); err != nil {
			return 0, err
		}
		g.grown = nil
	}
	n, err := g.r.Read(p)
	g.n += n
	return n, err
}

func encodings(header string) []string {
	var out []string
	for _, name := range strings.Split(header, ",") {
		name = strings.ToLower(strings.TrimSpace(name))
		if name != "" && name != "identity" {
			out = append(out, name)
		}
	}
	return out
}

func newDecoder(name string, r io.Reader) (io.ReadCloser, error) {
	switch name {
	case "gzip", "x-gzip":
		return gzip.NewReader(r)
	case "deflate":
		return newDeflate(r)
	case "br":
		return io.NopCloser(brotli.NewReader(r)), nil
	case "zstd":
		d, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(8<<20), zstd.WithDecoderLowmem(true))
		if err != nil {
			return nil, err
		}
		return d.IOReadCloser(), nil
	}
	return nil, errors.New("not known")
}

// newDeflate reads the "deflate" encoding, which the standard defines as zlib
// and which some servers send raw.
func newDeflate(r io.Reader) (io.ReadCloser, error) {
	br := bufio.NewReader(r)
	head, err := br.Peek(2)
	if err == nil && head[0]&0x0f == 8 && (int(head[0])<<8|int(head[1]))%31 == 0 {
		return zlib.NewReader(br)
	}
	return flate.NewReader(br), nil
}

// limited is an io.LimitedReader that tells an end from a cut.
type limited struct {
	r           io.Reader
	left, limit int64
}

func (l *limited) Read(p []byte) (int, error) {
	if l.left < 0 {
		return 0, &SizeError{Limit: l.limit}
	}
	if int64(len(p)) > l.left+1 {
		p = p[:l.left+1] // one more than is allowed shows that there is more
	}
	n, err := l.r.Read(p)
	l.left -= int64(n)
	if l.left < 0 {
		return n, &SizeError{Limit: l.limit}
	}
	return n, err
}
