package fetch

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"
)

// fakeClock moves only when somebody sleeps.
type fakeClock struct {
	mu    sync.Mutex
	now   time.Time
	slept []time.Duration
}

func newFakeClock() *fakeClock {
	return &fakeClock{now: time.Date(2024, 5, 1, 9, 0, 0, 0, time.UTC)}
}

func (c *fakeClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *fakeClock) Sleep(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if d > 0 {
		c.now = c.now.Add(d)
		c.slept = append(c.slept, d)
	}
	return ctx.Err()
}

// site starts a server without a robots.txt, unless mux has one, and returns a
// client that may talk to it.
func site(t *testing.T, mux *http.ServeMux, o Options) (string, *Client) {
	t.Helper()
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	o.AllowPrivate = true
	if o.Clock == nil {
		o.Clock = newFakeClock()
	}
	c := New(o)
	t.Cleanup(func() { c.Close() })
	return server.URL, c
}

func TestGet(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("/story", func(w http.ResponseWriter, r *http.Request) {
		if got := r.Header.Get("User-Agent"); got != "newsarc/9 (desk@example.org)" {
			t.Errorf("user agent %q", got)
		}
		w.Header().Set("ETag", `"7"`)
		if r.Header.Get("If-None-Match") == `"7"` {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		io.WriteString(w, "hello")
	})
	base, c := site(t, mux, Options{UserAgent: "newsarc/9 (desk@example.org)"})
	resp, err := c.Get(t.Context(), base+"/story#comments", Validators{})
	if err != nil {
		t.Fatal(err)
	}
	if string(resp.Body) != "hello" || resp.URL != base+"/story" || resp.Status != 200 || resp.NotModified {
		t.Errorf("got %+v", resp)
	}
	again, err := c.Get(t.Context(), base+"/story", resp.Validators)
	if err != nil || !again.NotModified || len(again.Body) != 0 {
		t.Errorf("second request: %+v, %v", again, err)
	}
}

func TestCredentialsAreSentOnceAndNeverKept(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("/in", func(w http.ResponseWriter, r *http.Request) {
		if user, password, _ := r.BasicAuth(); user != "ann" || password != "s3cret" {
			t.Errorf("asked as %q %q", user, password)
		}
		http.Redirect(w, r, "/out", http.StatusFound)
	})
	mux.HandleFunc("/out", func(w http.ResponseWriter, r *http.Request) {
		if _, _, ok := r.BasicAuth(); ok {
			t.Error("credentials went along with a redirect")
		}
		w.WriteHeader(http.StatusGone)
	})
	base, c := site(t, mux, Options{})
	resp, err := c.Get(t.Context(), strings.Replace(base, "http://", "http://ann:s3cret@", 1)+"/in", Validators{})
	if said := fmt.Sprintf("%+v %v", resp, err); strings.Contains(said, "s3cret") {
		t.Errorf("the answer repeats the password: %s", said)
	}
	if _, err := c.Get(t.Context(), "http://ann:s3cret@exa mple.org", Validators{}); err == nil || strings.Contains(err.Error(), "s3cret") {
		t.Errorf("error repeats the password: %v", err)
	}
}

func TestRedirects(t *testing.T) {
	mux := http.NewServeMux()
	mux.Handle("/a", http.RedirectHandler("/b", http.StatusMovedPermanently))
	mux.Handle("/b", http.RedirectHandler("/c", http.StatusFound))
	mux.HandleFunc("/c", func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "c") })
	mux.Handle("/loop", http.RedirectHandler("/loop2", http.StatusFound))
	mux.Handle("/loop2", http.RedirectHandler("/loop", http.StatusFound))
	mux.HandleFunc("/deep/", func(w http.ResponseWriter, r *http.Request) {
		n, _ := strconv.Atoi(r.URL.Path[len("/deep/"):])
		http.Redirect(w, r, "/deep/"+strconv.Itoa(n+1), http.StatusFound)
	})
	mux.Handle("/file", http.RedirectHandler("file:///etc/passwd", http.StatusFound))
	base, c := site(t, mux, Options{})

	resp, err := c.Get(t.Context(), base+"/a", Validators{ETag: `"1"`})
	if err != nil {
		t.Fatal(err)
	}
	want := []Redirect{{301, base + "/a", base + "/b"}, {302, base + "/b", base + "/c"}}
	if diff := cmp.Diff(want, resp.Redirects); diff != "" || resp.URL != base+"/c" {
		t.Errorf("redirects %s, url %s", diff, resp.URL)
	}
	for path, reason := range map[string]string{
		"/loop":   "redirect: loop at " + base + "/loop",
		"/deep/0": "redirect: more than 10 hops",
		"/file":   `"file:///etc/passwd" is not an http or https address`,
	} {
		if _, err := c.Get(t.Context(), base+path, Validators{}); err == nil || err.Error() != reason {
			t.Errorf("%s: got %v, want %s", path, err, reason)
		}
	}
}

func TestRobotsAreObeyed(t *testing.T) {
	asked := map[string]int{}
	mux := http.NewServeMux()
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { asked[r.URL.Path]++ })
	mux.HandleFunc("/robots.txt", func(w http.ResponseWriter, r *http.Request) {
		asked["/robots.txt"]++
		io.WriteString(w, "User-agent: *\nDisallow: /private\nCrawl-delay: 7\n")
	})
	mux.Handle("/sly", http.RedirectHandler("/private/2", http.StatusFound))
	clock := newFakeClock()
	base, c := site(t, mux, Options{Clock: clock})
	var forbidden *RobotsError
	for _, path := range []string{"/private/1", "/sly"} {
		if _, err := c.Get(t.Context(), base+path, Validators{}); !errors.As(err, &forbidden) {
			t.Errorf("%s: got %v", path, err)
		}
	}
	if _, err := c.Get(t.Context(), base+"/open", Validators{}); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff(map[string]int{"/robots.txt": 1, "/open": 1}, asked); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
	// The first pause is the default: the file was not known before it.
	if diff := cmp.Diff([]time.Duration{time.Second, 7 * time.Second}, clock.slept); diff != "" {
		t.Errorf("pauses (-want +got):\n%s", diff)
	}
}

func TestRobotsOutOfReach(t *testing.T) {
	status := http.StatusServiceUnavailable
	mux := http.NewServeMux()
	mux.HandleFunc("/robots.txt", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(status) })
	mux.HandleFunc("/story", func(w http.ResponseWriter, r *http.Request) {})
	clock := newFakeClock()
	base, c := site(t, mux, Options{Clock: clock})
	_, err := c.Get(t.Context(), base+"/story", Validators{})
	if want := "robots.txt is out of reach: server answered 503 service unavailable"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	status = http.StatusNotFound // no rules at all, once it is asked for again
	clock.Sleep(t.Context(), robotsRetry)
	if _, err := c.Get(t.Context(), base+"/story", Validators{}); err != nil {
		t.Errorf("after the robots.txt is gone: %v", err)
	}
}

func TestRetries(t *testing.T) {
	tests := []struct {
		name    string
		answers []string // status and Retry-After
		retries int
		want    string // the error, or "" for success
		slept   time.Duration
	}{
		{"passing failure", []string{"500", "503", "200"}, 3, "", 3 * time.Second},
		{"server says when", []string{"429 20", "200"}, 3, "", 20 * time.Second},
		{"server says when by date", []string{"503 Wed, 01 May 2024 09:01:00 GMT", "200"}, 3, "", 60 * time.Second},
		{"longer than it is worth", []string{"429 9999", "200"}, 3, "server answered 429 too many requests", 0},
		{"final at once", []string{"404", "200"}, 3, "server answered 404 not found", 0},
		{"gives up", []string{"500", "500"}, 1, "server answered 500 internal server error", time.Second},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			mux := http.NewServeMux()
			mux.HandleFunc("/x", func(w http.ResponseWriter, r *http.Request) {
				status, after, _ := strings.Cut(tt.answers[0], " ")
				tt.answers = tt.answers[1:]
				code, _ := strconv.Atoi(status)
				w.Header().Set("Retry-After", after)
				w.WriteHeader(code)
			})
			clock := newFakeClock()
			base, c := site(t, mux, Options{Retries: tt.retries, Clock: clock, Delay: time.Nanosecond})
			_, err := c.Get(t.Context(), base+"/x", Validators{})
			if got := fmt.Sprint(err); err == nil && tt.want != "" || err != nil && got != tt.want {
				t.Errorf("got %v, want %q", err, tt.want)
			}
			var slept time.Duration
			for _, d := range clock.slept {
				slept += d
			}
			if slept.Truncate(time.Second) != tt.slept && (slept+time.Second).Truncate(time.Second) != tt.slept {
				t.Errorf("slept %v, want %v", slept, tt.slept)
			}
		})
	}
}

func TestEncodings(t *testing.T) {
	text := strings.Repeat("the news of the day ", 1000)
	pack := map[string]func(io.Writer) io.WriteCloser{
		"gzip": func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) },
		"br":   func(w io.Writer) io.WriteCloser { return brotli.NewWriter(w) },
		"zstd": func(w io.Writer) io.WriteCloser {
			e, err := zstd.NewWriter(w, zstd.WithEncoderConcurrency(1))
			if err != nil {
				t.Fatal(err)
			}
			return e
		},
	}
	for name, encoder := range pack {
		t.Run(name, func(t *testing.T) {
			var buf bytes.Buffer
			w := encoder(&buf)
			io.WriteString(w, text)
			w.Close()
			got, err := DecodeBody(bytes.NewReader(buf.Bytes()), name, 1<<20)
			if err != nil || string(got) != text {
				t.Errorf("got %d bytes, %v", len(got), err)
			}
			var tooBig *SizeError
			if _, err := DecodeBody(bytes.NewReader(buf.Bytes()), name, 1000); !errors.As(err, &tooBig) {
				t.Errorf("bomb: got %v", err)
			}
			if _, err := DecodeBody(bytes.NewReader(buf.Bytes()[:buf.Len()/2]), name, 1<<20); err == nil {
				t.Error("a body cut short is no error")
			}
		})
	}
	if _, err := DecodeBody(strings.NewReader(""), "gzip, gzip, gzip", 10); err == nil {
		t.Error("three encodings are no error")
	}
	if _, err := DecodeBody(io.LimitReader(rand.Reader, 11), "", 10); err == nil {
		t.Error("one byte too many is no error")
	}
	if got, err := DecodeBody(strings.NewReader("0123456789"), "", 10); err != nil || len(got) != 10 {
		t.Errorf("exactly the limit: %q, %v", got, err)
	}
}

func TestHostileAnswers(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("/endless", func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			if _, err := w.Write(make([]byte, 64<<10)); err != nil {
				return
			}
		}
	})
	mux.HandleFunc("/slow", func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			io.WriteString(w, ".")
			w.(http.Flusher).Flush()
			time.Sleep(5 * time.Millisecond)
		}
	})
	mux.HandleFunc("/short", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", "100")
		io.WriteString(w, "too short")
	})
	base, c := site(t, mux, Options{MaxBytes: 1 << 20, Timeout: 200 * time.Millisecond})
	var tooBig *SizeError
	if _, err := c.Get(t.Context(), base+"/endless", Validators{}); !errors.As(err, &tooBig) {
		t.Errorf("endless: %v", err)
	}
	if _, err := c.Get(t.Context(), base+"/slow", Validators{}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("slow: %v", err)
	}
	if _, err := c.Get(t.Context(), base+"/short", Validators{}); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("short: %v", err)
	}
}

func TestPrivateAddressesAreRefused(t *testing.T) {
	c := New(Options{Clock: newFakeClock()})
	defer c.Close()
	for _, host := range []string{
		"127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "10.0.0.1", "192.168.1.1", "169.254.169.254",
		"2130706433", "0x7f000001", "017700000001", "127.1", "0x7f.1", "0", "127.0.0.1.", "１２７.０.０.１", "127。0。0。1",
		"[fe80::1]", "[fd00::1]", "[::]", "0.0.0.0", "[::127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "100.64.0.1",
	} {
		var refused *AddressError
		if _, err := c.Get(t.Context(), "http://"+host+":9/", Validators{}); !errors.As(err, &refused) {
			t.Errorf("%s: got %v", host, err)
		}
	}
}

func TestPublic(t *testing.T) {
	for a, want := range map[string]bool{
		"93.184.216.34": true, "2606:2800:220:1:248:1893:25c8:1946": true, "172.32.0.1": true, "64:ff9b::5db8:d822": true,
		"172.31.255.255": false, "::ffff:10.1.2.3": false, "2001:db8::1": false, "255.255.255.255": false, "ff02::1": false, "::7f00:1": false,
	} {
		if got := public(netip.MustParseAddr(a)); got != want {
			t.Errorf("public(%s) = %v", a, got)
		}
	}
}

func TestTLSErrorsAreErrors(t *testing.T) {
	server := httptest.NewTLSServer(http.NotFoundHandler())
	defer server.Close()
	server.Config.ErrorLog = nil
	c := New(Options{AllowPrivate: true, Retries: 5, Clock: newFakeClock()})
	defer c.Close()
	_, err := c.Get(t.Context(), server.URL, Validators{})
	if err == nil || !isCertificate(err) {
		t.Errorf("got %v", err)
	}
}

// TestOneHostAtATime shows that requests to one host follow each other while a
// slow host holds up nobody else.
func TestOneHostAtATime(t *testing.T) {
	g := newGates(wallClock{})
	leave, err := g.enter(t.Context(), "slow.example")
	if err != nil {
		t.Fatal(err)
	}
	if other, err := g.enter(t.Context(), "fast.example"); err != nil {
		t.Error(err)
	} else {
		other(0)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := g.enter(ctx, "slow.example"); !errors.Is(err, context.Canceled) {
		t.Errorf("second visitor: %v", err)
	}
	leave(0)
	if again, err := g.enter(t.Context(), "slow.example"); err != nil {
		t.Error(err)
	} else {
		again(0)
	}
}
