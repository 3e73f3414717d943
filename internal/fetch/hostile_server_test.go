package fetch

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"

	"github.com/newsarc/newsarc/internal/peak"
)

// rawServer answers every request for a page with what answer writes, byte for
// byte, and every request for a robots.txt with 404. It returns its address.
func rawServer(t *testing.T, answer func(w io.Writer)) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				req, err := http.ReadRequest(bufio.NewReader(conn))
				if err != nil {
					return
				}
				if req.URL.Path == "/robots.txt" {
					io.WriteString(conn, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
					return
				}
				answer(conn)
			}()
		}
	}()
	return "http://" + l.Addr().String()
}

// endless writes a text until nobody listens any more.
func endless(w io.Writer, s string, pause time.Duration) {
	for {
		if _, err := io.WriteString(w, s); err != nil {
			return
		}
		time.Sleep(pause)
	}
}

// bomb packs n MiB of zeros.
func bomb(t *testing.T, encoding string, n int) []byte {
	t.Helper()
	var buf bytes.Buffer
	var w io.WriteCloser
	var err error
	switch encoding {
	case "gzip":
		w, err = gzip.NewWriterLevel(&buf, gzip.BestSpeed)
	case "br":
		w = brotli.NewWriterLevel(&buf, brotli.BestSpeed)
	case "zstd":
		w, err = zstd.NewWriter(&buf, zstd.WithEncoderConcurrency(1), zstd.WithWindowSize(8<<20))
	}
	if err != nil {
		t.Fatal(err)
	}
	zeros := make([]byte, 1<<20)
	for range n {
		w.Write(zeros)
	}
	w.Close()
	return buf.Bytes()
}

// TestHostileServers lets servers do what no honest one does. Each request ends
// within the limits and in one clear line.
func TestHostileServers(t *testing.T) {
	const limit = 10 << 20
	packed := func(encoding string, body []byte) func(io.Writer) {
		return func(w io.Writer) {
			fmt.Fprintf(w, "HTTP/1.1 200 OK\r\nContent-Encoding: %s\r\nContent-Length: %d\r\n\r\n", encoding, len(body))
			w.Write(body)
		}
	}
	page := func(head, body string) func(io.Writer) {
		return func(w io.Writer) { io.WriteString(w, "HTTP/1.1 "+head+"\r\n\r\n"+body) }
	}
	twice := bomb(t, "gzip", 24)
	var outer bytes.Buffer
	z := gzip.NewWriter(&outer)
	z.Write(twice)
	z.Close()
	large := fmt.Sprintf("answer is larger than %d bytes", limit)
	const slow = "answer took longer than 300ms"
	for _, tt := range []struct {
		name   string
		answer func(io.Writer)
		want   string // of the error; "" for none
	}{
		{"gzip bomb", packed("gzip", bomb(t, "gzip", 24)), large},
		{"brotli bomb", packed("br", bomb(t, "br", 24)), large},
		{"zstd bomb", packed("zstd", bomb(t, "zstd", 24)), large},
		{"gzip bomb in gzip", packed("gzip, gzip", outer.Bytes()), large},
		{"more encodings than anybody needs", packed("gzip, gzip, gzip", outer.Bytes()), "answer has 3 content encodings"},
		{"unknown encoding", packed("xpress", []byte("x")), `content encoding "xpress": not known`},
		{"not what the encoding says", packed("gzip", []byte("plain text")), `content encoding "gzip": gzip: invalid header`},
		{"zstd with a window of 1 GB", packed("zstd", []byte{0x28, 0xB5, 0x2F, 0xFD, 0x00, 0xA0, 0x01, 0x00, 0x00}), "window size exceeded"},
		{"endless body", func(w io.Writer) {
			io.WriteString(w, "HTTP/1.1 200 OK\r\n\r\n")
			endless(w, strings.Repeat("news ", 10_000), 0)
		}, large},
		{"endless chunks", func(w io.Writer) {
			io.WriteString(w, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
			endless(w, "10000\r\n"+strings.Repeat("x", 0x10000)+"\r\n", 0)
		}, large},
		{"endless header", func(w io.Writer) {
			io.WriteString(w, "HTTP/1.1 200 OK\r\n")
			endless(w, "X-More: "+strings.Repeat("x", 1000)+"\r\n", 0)
		}, "server response headers exceeded"},
		{"endless early hints", func(w io.Writer) { endless(w, "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n", 0) }, "response headers exceeded"},
		{"slow header", func(w io.Writer) { endless(w, "H", 20*time.Millisecond) }, slow},
		{"slow body", func(w io.Writer) {
			io.WriteString(w, "HTTP/1.1 200 OK\r\n\r\n")
			endless(w, ".", 20*time.Millisecond)
		}, slow},
		{"no answer", func(io.Writer) { time.Sleep(time.Second) }, slow},
		{"shorter than declared", page("200 OK\r\nContent-Length: 1000", "short"), "answer breaks off: unexpected EOF"},
		{"longer than declared", page("200 OK\r\nConnection: close\r\nContent-Length: 5", "short and more"), ""},
		{"negative length", page("200 OK\r\nContent-Length: -5", "short"), `bad Content-Length "-5"`},
		{"absurd length", page("200 OK\r\nContent-Length: 99999999999999999999", "short"), "bad Content-Length"},
		{"two lengths", page("200 OK\r\nContent-Length: 5\r\nContent-Length: 6", "short"), "Content-Length headers"},
		{"chunk longer than the answer", page("200 OK\r\nTransfer-Encoding: chunked", "ffffff\r\nshort"), "answer breaks off: unexpected EOF"},
		{"chunk of a length that is none", page("200 OK\r\nTransfer-Encoding: chunked", "zz\r\nshort"), "invalid byte in chunk length"},
		{"no HTTP", func(w io.Writer) { io.WriteString(w, "SSH-2.0-OpenSSH_9.6\r\n") }, "malformed HTTP response"},
		{"nothing", func(io.Writer) {}, "EOF"},
		{"status that is none", page("99999 Strange", ""), "malformed HTTP status code"},
		{"redirect without an address", page("302 Found\r\nContent-Length: 0", ""), "server answered 302 found"},
		{"redirect to itself", page("302 Found\r\nLocation: ?\r\nContent-Length: 0", ""), "redirect: "},
		{"redirect to a file", page("302 Found\r\nLocation: file:///etc/passwd\r\nContent-Length: 0", ""), `"file:///etc/passwd" is not an http or https address`},
		{"redirect to what cannot be read", page("302 Found\r\nLocation: http://[::1\r\nContent-Length: 0", ""), `"address" cannot be read`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			base := rawServer(t, tt.answer)
			c := New(Options{AllowPrivate: true, MaxBytes: limit, Timeout: 300 * time.Millisecond, Delay: time.Nanosecond})
			if tt.want == large || strings.Contains(tt.name, "endless") {
				c.o.Timeout = time.Minute // the size must end it, however slow the machine
			}
			defer c.Close()
			var err error
			most := peak.Heap(func() { _, err = c.Get(t.Context(), base+"/story", Validators{}) })
			switch {
			case tt.want == "" && err != nil:
				t.Errorf("got %v", err)
			case tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "\n")):
				t.Errorf("got %v, want %s", err, tt.want)
			}
			if most > 200<<20 {
				t.Errorf("took %d MB of memory", most>>20)
			}
		})
	}
}
