package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// TestAnswersThatClaimTooMuch meets servers that answer what nobody asked.
func TestAnswersThatClaimTooMuch(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("/unchanged", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotModified) })
	mux.HandleFunc("/part", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Range", "bytes 0-4/900")
		w.WriteHeader(http.StatusPartialContent)
		io.WriteString(w, "hello")
	})
	mux.HandleFunc("/encoded", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		if r.Header.Get("If-None-Match") != "" {
			w.WriteHeader(http.StatusNotModified)
		}
	})
	mux.HandleFunc("/tags", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("ETag", `"`+strings.Repeat("x", 60<<10)+`"`)
		w.Header().Set("Last-Modified", "Tue, 14 May 2024 09:00:00 GMT")
		io.WriteString(w, "hello")
	})
	base, c := site(t, mux, Options{})
	for _, tt := range []struct {
		path   string
		known  Validators
		status int // of the error; 0: none
		same   bool
		want   Validators
	}{
		{path: "/unchanged", status: http.StatusNotModified},
		{path: "/unchanged", known: Validators{ETag: `"7"`}, same: true, want: Validators{ETag: `"7"`}},
		{path: "/part", status: http.StatusPartialContent},
		{path: "/encoded"},
		{path: "/encoded", known: Validators{ETag: `"7"`}, same: true, want: Validators{ETag: `"7"`}},
		{path: "/tags", want: Validators{LastModified: "Tue, 14 May 2024 09:00:00 GMT"}},
	} {
		resp, err := c.Get(t.Context(), base+tt.path, tt.known)
		var status *StatusError
		if errors.As(err, &status); tt.status != 0 {
			if status == nil || status.Status != tt.status {
				t.Errorf("%s: got %v, want status %d", tt.path, err, tt.status)
			}
			continue
		}
		if err != nil || resp.NotModified != tt.same || resp.Validators != tt.want {
			t.Errorf("%s after %v: %+v, %v", tt.path, tt.known, resp, err)
		}
	}
}

func TestRetryAfter(t *testing.T) {
	now := time.Date(2024, 5, 14, 9, 0, 0, 0, time.UTC)
	for value, want := range map[string]time.Duration{
		"": -1, "0": 0, "120": 2 * time.Minute, "-5": -1, "1.5": -1, "soon": -1,
		"99999999999":                     30 * 24 * time.Hour,
		"99999999999999999999999999":      30 * 24 * time.Hour,
		"Tue, 14 May 2024 09:05:00 GMT":   5 * time.Minute,
		"Tuesday, 14-May-24 09:05:00 GMT": 5 * time.Minute,
		"Fri, 31 Dec 9999 23:59:59 GMT":   30 * 24 * time.Hour,
		"Tue, 14 May 2024 08:00:00 GMT":   -time.Hour,
	} {
		got := retryAfter(http.Header{"Retry-After": {value}}, now)
		if want == -1 {
			if !got.IsZero() {
				t.Errorf("%q: got %v, want nothing", value, got)
			}
		} else if !got.Equal(now.Add(want)) {
			t.Errorf("%q: got %v, want %v later", value, got, want)
		}
	}
}

// TestClockSetBack shows that a pause is no longer for a clock that was set back a
// day in the middle of it.
func TestClockSetBack(t *testing.T) {
	clock := newFakeClock()
	g := newGates(clock)
	leave, err := g.enter(t.Context(), "wire.example")
	if err != nil {
		t.Fatal(err)
	}
	leave(3 * time.Second)
	clock.now = clock.now.AddDate(0, 0, -1)
	if _, err := g.enter(t.Context(), "wire.example"); err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(clock.slept); got != "[3s]" {
		t.Errorf("waited %s, want [3s]", got)
	}
}

// TestManyRobots shows that a site of many names, each with rules without end,
// does not fill the memory.
func TestManyRobots(t *testing.T) {
	c := New(Options{Clock: newFakeClock()})
	defer c.Close()
	last := ""
	for i := range 3 * maxRobots {
		u := &url.URL{Scheme: "https", Host: fmt.Sprintf("h%d.wire.example", i)}
		file := c.robots.file(u)
		size := 100
		if i%100 == 0 {
			size = robotsLimit
		}
		c.robots.weigh(file, size)
		c.o.Clock.Sleep(context.Background(), time.Second)
		last = "https://" + u.Host
	}
	sum := 0
	for _, f := range c.robots.files {
		sum += f.size
	}
	if n := len(c.robots.files); n > maxRobots+1 || sum > maxRobotsBytes || sum != c.robots.bytes {
		t.Errorf("%d files of %d bytes, counted as %d", n, sum, c.robots.bytes)
	}
	if c.robots.files[last] == nil {
		t.Error("the file that was asked for last is forgotten")
	}
}

func TestCheckHost(t *testing.T) {
	for address, private := range map[string]bool{
		"https://wire.example/feed": false, "http://93.184.216.34/": false, "http://[2606:4700::1]/": false,
		"http://localhost:8000/feed": true, "http://desk.localhost./": true, "http://127.0.0.1/": true, "http://0x7f.1/": true,
		"http://10.1.2.3/": true, "http://[::1]/": true, "http://[::ffff:192.168.0.1]:80/": true,
	} {
		err := CheckHost(address)
		var refused *AddressError
		if got := errors.As(err, &refused); got != private || !private && err != nil {
			t.Errorf("%s: %v", address, err)
		}
		if private && !strings.Contains(refused.Hint(), "allow_private") {
			t.Errorf("the hint is %q", refused.Hint())
		}
	}
}
