package web

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/news"
)

// start serves on a port of its own; stop ends that and waits.
func start(t *testing.T, s *Server) (address string, stop func() error) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(ctx, l) }()
	return l.Addr().String(), func() error {
		cancel()
		return <-ended
	}
}

// TestStopLetsRequestsEnd stops a server while a request is being worked on.
func TestStopLetsRequestsEnd(t *testing.T) {
	s, err := New(newArchive(t), Options{})
	if err != nil {
		t.Fatal(err)
	}
	for range cap(s.work) {
		if err := s.work.take(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	address, stop := start(t, s)
	status := make(chan int, 1)
	go func() {
		resp, err := client.Get("http://" + address + "/about")
		if err != nil {
			status <- 0
			return
		}
		defer resp.Body.Close()
		status <- resp.StatusCode
	}()
	for working := false; !working; time.Sleep(time.Millisecond) {
		s.metrics.mu.Lock()
		working = s.metrics.inFlight == 1
		s.metrics.mu.Unlock()
	}
	ended := make(chan error, 1)
	go func() { ended <- stop() }()
	for refused := false; !refused; time.Sleep(time.Millisecond) {
		c, err := net.Dial("tcp", address)
		if refused = err != nil; !refused {
			c.Close()
		}
	}
	for range cap(s.work) {
		s.work.free()
	}
	if got := <-status; got != http.StatusOK {
		t.Errorf("the request that was being worked on: status %d", got)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// TestSlowAndHuge sends what takes too long or is too long.
func TestSlowAndHuge(t *testing.T) {
	s, err := New(newArchive(t), Options{})
	if err != nil {
		t.Fatal(err)
	}
	server := s.server(t.Context())
	if server.ReadTimeout == 0 || server.WriteTimeout <= pageTime || server.IdleTimeout == 0 {
		t.Errorf("timeouts: read %v, write %v, idle %v", server.ReadTimeout, server.WriteTimeout, server.IdleTimeout)
	}
	address, stop := start(t, s)
	ask := func(head string) string {
		c, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		if err := c.SetDeadline(time.Now().Add(4 * headTime)); err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(c, head); err != nil {
			return "closed"
		}
		line, err := bufio.NewReader(c).ReadString('\n')
		if err != nil && err != io.EOF {
			return fmt.Sprint("not answered: ", err)
		}
		return strings.TrimSpace(line)
	}
	for _, test := range []struct{ name, head, want string }{
		{"no Host", "GET / HTTP/1.0\r\n\r\n", "421"},
		{"two Hosts", "GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n", "400"},
		{"absolute address of another host", "GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n", "421"},
		{"huge head", "GET / HTTP/1.1\r\nHost: localhost\r\nX: " + strings.Repeat("x", 3*maxHeader) + "\r\n\r\n", "431"},
		{"half a head", "GET / HTTP/1.1\r\nHost: local", ""},
	} {
		if got := ask(test.head); !strings.Contains(got, test.want) || test.want == "" && strings.Contains(got, "200") {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
}

// TestCapturesStayInside holds the site to never serving what was captured, but
// inside of a file to be downloaded.
func TestCapturesStayInside(t *testing.T) {
	paths, start := pagePaths(t)
	site := start(Options{})
	for _, path := range paths {
		resp, err := client.Get(site + path)
		if err != nil {
			t.Fatal(err)
		}
		body := readAll(t, resp)
		if strings.Contains(body, "<h1>Quake</h1>") || strings.Contains(body, "alert(6)") {
			t.Errorf("%s: a capture is on the page", path)
		}
		name, ok := strings.CutPrefix(path, "/revision/")
		if !ok || !isCommit(name) {
			continue
		}
		file, err := client.Get(site + "/evidence/" + name)
		if err != nil {
			t.Fatal(err)
		}
		readAll(t, file)
		if h := file.Header; h.Get("Content-Type") != "application/zip" || !strings.HasPrefix(h.Get("Content-Disposition"), "attachment") || h.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("/evidence/%s: %v", name, h)
		}
	}
}

// TestManySlowReaders shows that answers which clients are reading take no more
// memory than they may, and that small ones come all the same.
func TestManySlowReaders(t *testing.T) {
	a := newArchive(t)
	long := &news.Article{
		Headline: "The whole report", URL: "https://post.example/report",
		Body: news.Body{{Sentences: slices.Repeat([]string{"The commission met and heard witnesses."}, 2*smallAnswer/39)}},
	}
	add(t, a, archive.Input{Article: long, Captured: time.Date(2024, 5, 20, 0, 0, 0, 0, time.UTC)})
	path := "/revision/" + revisions(t, a, long.URL)[0].Commit
	s, err := New(a, Options{})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(s.Handler())
	t.Cleanup(server.Close)
	s.sending.Add(maxSending)
	for path, want := range map[string]int{path: http.StatusServiceUnavailable, "/about": http.StatusOK} {
		resp, body := get(t, server, path)
		if resp.StatusCode != want {
			t.Errorf("%s: status %d, want %d", path, resp.StatusCode, want)
		}
		if want != http.StatusOK && (resp.Header.Get("Retry-After") == "" || resp.Header.Get("ETag") != "" || len(body) > 100) {
			t.Errorf("%s: %v", path, resp.Header)
		}
	}
	s.sending.Add(-maxSending)
	if resp, body := get(t, server, path); resp.StatusCode != http.StatusOK || len(body) < smallAnswer {
		t.Errorf("afterwards: status %d, %d bytes", resp.StatusCode, len(body))
	}
	for s.sending.Load() != 0 {
		time.Sleep(time.Millisecond) // the handler ends after its client has the answer
	}
}
