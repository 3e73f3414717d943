package cmd

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"
	"github.com/rogpeppe/go-internal/testscript"
)

// scriptSite serves a folder on loopback until the script ends, and lets newsarc
// fetch from it without long pauses:
//
//	site BASE DIR
//
// BASE becomes the variable with its address, HOST that without its scheme, and
// "BASE" in what is served stands for the address too. The
// file NAME.head beside a file may hold a status on its first line and headers
// on the others; "Content-Encoding: gzip", "br" and "zstd" are obeyed. Each
// request is a line of DIR.log: its status, path and the user who asks.
func scriptSite(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: site BASE DIR")
	}
	s := &site{dir: ts.MkAbs(args[1]), name: args[0]}
	server := httptest.NewServer(s)
	ts.Defer(server.Close)
	s.mu.Lock()
	s.base = server.URL
	s.mu.Unlock()
	ts.Setenv(args[0], server.URL)
	ts.Setenv("HOST", strings.TrimPrefix(server.URL, "http://"))
	ts.Setenv("NEWSARC_FETCH_ALLOW_PRIVATE", "true")
	ts.Setenv("NEWSARC_FETCH_DELAY", "1ms")
	ts.Setenv("NEWSARC_FETCH_RETRIES", "0")
}

// site serves the files of a script.
type site struct {
	dir, name string
	mu        sync.Mutex
	base      string
}

func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	status := s.serve(w, r)
	user, _, _ := r.BasicAuth()
	log, err := os.OpenFile(s.dir+".log", os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o666)
	if err != nil {
		return
	}
	defer log.Close()
	fmt.Fprintln(log, strings.TrimSpace(fmt.Sprintf("%d %s %s", status, r.URL.RequestURI(), user)))
}

// serve answers a request and returns the status.
func (s *site) serve(w http.ResponseWriter, r *http.Request) int {
	file := filepath.Join(s.dir, filepath.FromSlash(r.URL.Path))
	if strings.HasSuffix(r.URL.Path, "/") {
		file = filepath.Join(file, "index.html")
	}
	status := http.StatusOK
	if head, err := os.ReadFile(file + ".head"); err == nil {
		lines := strings.Split(s.expand(head), "\n")
		if n, err := strconv.Atoi(lines[0]); err == nil {
			status = n
		}
		for _, line := range lines[1:] {
			if key, value, ok := strings.Cut(line, ": "); ok {
				w.Header().Set(key, value)
			}
		}
	}
	body, err := os.ReadFile(file)
	if err != nil && status == http.StatusOK {
		status, body = http.StatusNotFound, []byte("nothing here")
	}
	body = []byte(s.expand(body))
	tag := fmt.Sprintf("%q", fmt.Sprintf("%x", sha256.Sum256(body))[:12])
	if status == http.StatusOK {
		w.Header().Set("ETag", tag)
		if r.Header.Get("If-None-Match") == tag {
			w.WriteHeader(http.StatusNotModified)
			return http.StatusNotModified
		}
	}
	body = encodeBody(w.Header().Get("Content-Encoding"), body)
	w.WriteHeader(status)
	w.Write(body)
	return status
}

func (s *site) expand(b []byte) string { return strings.ReplaceAll(string(b), s.name, s.base) }

func encodeBody(encoding string, body []byte) []byte {
	var buf bytes.Buffer
	switch encoding {
	case "gzip":
		z := gzip.NewWriter(&buf)
		z.Write(body)
		z.Close()
	case "br":
		z := brotli.NewWriter(&buf)
		z.Write(body)
		z.Close()
	case "zstd":
		z, err := zstd.NewWriter(&buf)
		if err != nil {
			return nil
		}
		z.Write(body)
		z.Close()
	default:
		return body
	}
	return buf.Bytes()
}

// scriptCaptureID sets a variable to the id of the capture that "newsarc log
// --captures --json" printed first: captureid NAME.
func scriptCaptureID(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: captureid NAME")
	}
	var line struct{ Commit string }
	ts.Check(json.NewDecoder(strings.NewReader(ts.ReadFile("stdout"))).Decode(&line))
	ts.Setenv(args[0], line.Commit[:12])
}
