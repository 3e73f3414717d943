package fetch

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"
)

// nameServer answers each question for an IPv4 address with the addresses of
// answers, the next list for each question, and returns a resolver that asks it.
func nameServer(t *testing.T, answers ...[][4]byte) *net.Resolver {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	t.Cleanup(func() { conn.Close(); <-done })
	go func() {
		defer close(done)
		buf := make([]byte, 1500)
		for asked := 0; ; {
			n, from, err := conn.ReadFrom(buf)
			if err != nil {
				return
			}
			var m dnsmessage.Message
			if m.Unpack(buf[:n]) != nil || len(m.Questions) != 1 {
				continue
			}
			q := m.Questions[0]
			reply := dnsmessage.Message{Header: dnsmessage.Header{ID: m.ID, Response: true, Authoritative: true}, Questions: m.Questions}
			if q.Type == dnsmessage.TypeA {
				for _, a := range answers[min(asked, len(answers)-1)] {
					reply.Answers = append(reply.Answers, dnsmessage.Resource{
						Header: dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class},
						Body:   &dnsmessage.AResource{A: a},
					})
				}
				asked++
			}
			if out, err := reply.Pack(); err == nil {
				conn.WriteTo(out, from)
			}
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, "udp", conn.LocalAddr().String())
	}}
}

// TestNamesOfPrivateAddresses shows that a name gets nobody to an address that
// could not be asked for directly, also if it changes what it says.
func TestNamesOfPrivateAddresses(t *testing.T) {
	private := [4]byte{127, 0, 0, 1}
	for name, answers := range map[string][][][4]byte{
		"one":         {{private}},
		"several":     {{{10, 0, 0, 1}, {192, 168, 1, 1}, {169, 254, 169, 254}, {0, 0, 0, 0}}},
		"changes":     {{{10, 1, 1, 1}}, {private}},
		"carrier NAT": {{{100, 64, 1, 1}}},
	} {
		t.Run(name, func(t *testing.T) {
			c := New(Options{Clock: newFakeClock(), Resolver: nameServer(t, answers...)})
			defer c.Close()
			for range 2 {
				var refused *AddressError
				if _, err := c.Get(t.Context(), "http://inside.example.:9/", Validators{}); !errors.As(err, &refused) {
					t.Errorf("got %v", err)
				}
			}
		})
	}
}

// TestRedirectToPrivateName lets a public host, as far as the test can have one,
// send the client inside.
func TestRedirectToPrivateName(t *testing.T) {
	var reached atomic.Bool
	mux := http.NewServeMux()
	mux.HandleFunc("/inside", func(http.ResponseWriter, *http.Request) { reached.Store(true) })
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://2130706433/inside", http.StatusFound)
	})
	base, _ := site(t, mux, Options{})
	var plain net.Dialer
	guarded := &net.Dialer{Control: guard}
	c := New(Options{Clock: newFakeClock(), Dial: func(ctx context.Context, network, address string) (net.Conn, error) {
		if strings.HasPrefix(address, "public.example:") {
			return plain.DialContext(ctx, network, strings.TrimPrefix(base, "http://"))
		}
		return guarded.DialContext(ctx, network, address)
	}})
	defer c.Close()
	if _, err := c.Get(t.Context(), "http://public.example/story", Validators{}); err == nil || reached.Load() {
		t.Errorf("reached %v, error %v", reached.Load(), err)
	}
}

// TestBombsCostLittle reads a bomb of each kind that unpacks to far more than
// may be kept, and looks at what that allocated.
func TestBombsCostLittle(t *testing.T) {
	var bomb bytes.Buffer
	z, err := gzip.NewWriterLevel(&bomb, gzip.BestSpeed)
	if err != nil {
		t.Fatal(err)
	}
	zeros := make([]byte, 1<<20)
	for range 256 {
		z.Write(zeros)
	}
	z.Close()
	var twice bytes.Buffer
	z = gzip.NewWriter(&twice)
	z.Write(bomb.Bytes())
	z.Close()
	const limit = 4 << 20
	for encoding, data := range map[string][]byte{"gzip": bomb.Bytes(), "gzip, gzip": twice.Bytes()} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		var tooBig *SizeError
		if _, err := DecodeBody(bytes.NewReader(data), encoding, limit); !errors.As(err, &tooBig) {
			t.Errorf("%s: %v", encoding, err)
		}
		runtime.ReadMemStats(&after)
		// io.ReadAll grows its slice by a quarter: what it throws away on the way
		// to n bytes adds up to five times that.
		if used := after.TotalAlloc - before.TotalAlloc; used > 8*limit {
			t.Errorf("%s: allocated %d MB for a limit of %d MB", encoding, used>>20, limit>>20)
		}
	}
}

// TestEndlessParts shows that what is not the body is bounded too.
func TestEndlessParts(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("/headers", func(w http.ResponseWriter, r *http.Request) {
		for range 600 {
			w.Header().Add("X-Padding", strings.Repeat("x", 1000))
		}
	})
	base, c := site(t, mux, Options{})
	if _, err := c.Get(t.Context(), base+"/headers", Validators{}); err == nil {
		t.Error("600 kB of headers are no error")
	}

	mux = http.NewServeMux()
	mux.HandleFunc("/robots.txt", func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			if _, err := io.WriteString(w, strings.Repeat("Disallow: /x\n", 1000)); err != nil {
				return
			}
		}
	})
	base, c = site(t, mux, Options{MaxBytes: 1 << 20})
	var refused *RobotsError
	if _, err := c.Get(t.Context(), base+"/story", Validators{}); !errors.As(err, &refused) {
		t.Errorf("endless robots.txt: %v", err)
	}
}

// TestLargeBodiesTakeTurns fills every place for large bodies: small pages still
// come through, a large one waits no longer than its exchange may last.
func TestLargeBodiesTakeTurns(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("/small", func(w http.ResponseWriter, r *http.Request) { w.Write(make([]byte, 1000)) })
	mux.HandleFunc("/large", func(w http.ResponseWriter, r *http.Request) { w.Write(make([]byte, 2<<20)) })
	base, c := site(t, mux, Options{Timeout: 200 * time.Millisecond})
	for range maxLarge {
		c.large <- struct{}{}
	}
	if _, err := c.Get(t.Context(), base+"/small", Validators{}); err != nil {
		t.Errorf("small: %v", err)
	}
	if _, err := c.Get(t.Context(), base+"/large", Validators{}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("large: %v", err)
	}
	<-c.large
	for range 2 { // the place is given back
		if resp, err := c.Get(t.Context(), base+"/large", Validators{}); err != nil || len(resp.Body) != 2<<20 {
			t.Errorf("large, with a place: %v", err)
		}
	}
}

func TestReady(t *testing.T) {
	clock := newFakeClock()
	mux := http.NewServeMux()
	mux.HandleFunc("/story", func(http.ResponseWriter, *http.Request) {})
	base, c := site(t, mux, Options{Clock: clock, Delay: 5 * time.Second})
	if got := c.Ready(base + "/story"); !got.IsZero() {
		t.Errorf("before: %v", got)
	}
	if _, err := c.Get(t.Context(), base+"/story", Validators{}); err != nil {
		t.Fatal(err)
	}
	if got, want := c.Ready(base+"/other"), clock.Now().Add(5*time.Second); !got.Equal(want) {
		t.Errorf("after: %v, want %v", got, want)
	}
}

// TestBrokenConnection breaks off a connection that was used before: package http
// asks again on its own, and must leave the pause that everybody leaves.
func TestBrokenConnection(t *testing.T) {
	clock := newFakeClock()
	var mu sync.Mutex
	var asked []time.Time
	mux := http.NewServeMux()
	mux.HandleFunc("/story", func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		asked = append(asked, clock.Now())
		if len(asked) == 2 {
			panic(http.ErrAbortHandler)
		}
	})
	base, c := site(t, mux, Options{Clock: clock, Delay: 5 * time.Second})
	for range 2 {
		if _, err := c.Get(t.Context(), base+"/story", Validators{}); err != nil {
			t.Fatal(err)
		}
	}
	mu.Lock()
	defer mu.Unlock()
	for i := 1; i < len(asked); i++ {
		if got := asked[i].Sub(asked[i-1]); got < 5*time.Second {
			t.Errorf("request %d came after %v", i+1, got)
		}
	}
	if len(asked) != 3 {
		t.Errorf("%d requests, want 3: the first, the broken one, its repetition", len(asked))
	}
}
