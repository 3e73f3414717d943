package web

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/newsarc/newsarc/archive"
)

// storyOf returns the id of the only story of a source.
func storyOf(t *testing.T, a *archive.Archive, source string) string {
	t.Helper()
	for story, err := range a.Stories(context.Background(), archive.Filter{Source: source}) {
		if err != nil {
			t.Fatal(err)
		}
		return story.ID
	}
	t.Fatalf("no story of %s", source)
	return ""
}

func TestGuard(t *testing.T) {
	a := newArchive(t)
	open := newServer(t, a, Options{Hosts: []string{"archive.example"}})
	closed := newServer(t, a, Options{Token: "a token of the test"})
	for _, test := range []struct {
		name, method, path string
		header             []string
		closed             bool
		want               int
	}{
		{name: "loopback", path: "/", want: 200},
		{name: "localhost", path: "/", header: []string{"Host", "localhost:1"}, want: 200},
		{name: "IPv6", path: "/", header: []string{"Host", "[::1]:80"}, want: 200},
		{name: "given name", path: "/", header: []string{"Host", "Archive.Example:80"}, want: 200},
		{name: "rebound name", path: "/", header: []string{"Host", "evil.example"}, want: 421},
		{name: "name that ends so", path: "/", header: []string{"Host", "localhost.evil.example"}, want: 421},
		{name: "HEAD", method: "HEAD", path: "/", want: 200},
		{name: "POST", method: "POST", path: "/", want: 405},
		{name: "PUT", method: "PUT", path: "/archive.git/git-upload-pack", want: 405},
		{name: "push", path: "/archive.git/info/refs?service=git-receive-pack", want: 403},
		{name: "push", method: "POST", path: "/archive.git/git-receive-pack", want: 405},
		{name: "fetch of no kind", method: "POST", path: "/archive.git/git-upload-pack", want: 415},
		{name: "file of the repository", path: "/archive.git/config", want: 404},
		{name: "long address", path: "/?q=" + strings.Repeat("x", maxURL), want: 414},
		{name: "long query", path: "/search?q=" + strings.Repeat("x", maxQueryText+1), want: 400},
		{name: "empty query", path: "/search?q=-a", want: 400},
		{name: "climbing", path: "/static/../../etc/passwd", want: 404},
		{name: "climbing", path: "/static/..%2f..%2fetc%2fpasswd", want: 404},
		{name: "unknown clock", path: "/search?q=a&clock=sun", want: 400},
		{name: "unknown time", path: "/search?q=a&since=whenever", want: 400},
		{name: "unknown signal", path: "/feed.atom?signal=x", want: 400},
		{name: "made-up cursor", path: "/?cursor=abc", want: 400},
		{name: "limit", path: "/api/v1/stories?limit=1000000", want: 400},
		{name: "no selection", path: "/api/v1/timeline", want: 400},
		{name: "unknown story", path: "/story/nowhere", want: 404},
		{name: "unknown API", path: "/api/v2/x", want: 404},
		{name: "no token", path: "/", closed: true, want: 401},
		{name: "wrong token", path: "/", header: []string{"Authorization", "Bearer x"}, closed: true, want: 401},
		{name: "token", path: "/", header: []string{"Authorization", "Bearer a token of the test"}, closed: true, want: 200},
		{name: "password", path: "/", header: []string{"Authorization", "Basic eDphIHRva2VuIG9mIHRoZSB0ZXN0"}, closed: true, want: 200},
		{name: "clone without token", path: "/archive.git/info/refs?service=git-upload-pack", closed: true, want: 401},
		{name: "health", path: "/healthz", closed: true, want: 200},
	} {
		server := open
		if test.closed {
			server = closed
		}
		if test.method == "" {
			test.method = http.MethodGet
		}
		resp, body := ask(t, server, test.method, test.path, test.header...)
		if resp.StatusCode/100 == 3 {
			resp, body = get(t, server, resp.Header.Get("Location"))
		}
		if resp.StatusCode != test.want {
			t.Errorf("%s: %s %.60s: status %d, want %d", test.name, test.method, test.path, resp.StatusCode, test.want)
		}
		for name, want := range map[string]string{
			"Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY",
		} {
			if got := resp.Header.Get(name); got != want {
				t.Errorf("%s: %s is %q", test.name, name, got)
			}
		}
		if test.method == http.MethodHead && body != "" {
			t.Errorf("%s: a body of %d bytes", test.name, len(body))
		}
	}
	_, metrics := get(t, open, "/metrics")
	for _, part := range []string{`newsarc_requests_total{route="front",status="200"} `, "newsarc_requests_in_flight 1", "go_memstats_heap_inuse_bytes"} {
		if !strings.Contains(metrics, part) {
			t.Errorf("the metrics lack %q", part)
		}
	}
}

// TestCaching asks for what the client has already.
func TestCaching(t *testing.T) {
	a := newArchive(t)
	server := newServer(t, a, Options{})
	revs := revisions(t, a, quakeURL)
	for path, cache := range map[string]string{
		"/":                                  revalidate,
		"/revision/" + revs[0].Commit:        revalidate, // it links to what comes later
		"/api/v1/revision/" + revs[0].Commit: forever,
		"/api/v1/revision/quake@1":           revalidate,
		"/api/v1/diff/" + revs[0].Commit + ".." + revs[1].Commit: forever,
		"/evidence/" + revs[0].Commit:                            forever,
	} {
		resp, _ := get(t, server, path)
		etag := resp.Header.Get("ETag")
		if got := resp.Header.Get("Cache-Control"); got != cache || etag == "" || resp.StatusCode != http.StatusOK {
			t.Errorf("%s: status %d, Cache-Control %q, ETag %q; want %q", path, resp.StatusCode, got, etag, cache)
		}
		again, body := get(t, server, path, "If-None-Match", `"other", W/`+etag)
		if again.StatusCode != http.StatusNotModified || body != "" {
			t.Errorf("%s: status %d, %d bytes for what the client has", path, again.StatusCode, len(body))
		}
	}
}
