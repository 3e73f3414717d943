package web

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
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
