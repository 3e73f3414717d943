package remote

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/news"
)

// noisy makes an archive with a capture that no pack makes smaller.
func noisy(t *testing.T, size int) *archive.Archive {
	t.Helper()
	a := newArchive(t, "ann", 5)
	noise := make([]byte, size)
	_, _ = rand.NewChaCha8([32]byte{}).Read(noise)
	art := &news.Article{Headline: "Noise at the port", Source: "coast.example", ID: "noise", Body: news.Body{{Sentences: []string{"It was loud at the port."}}}}
	in := archive.Input{Article: art, Captured: time.Unix(1_700_009_000, 0), Capture: noise, CaptureExt: "bin"}
	if _, err := a.Add(t.Context(), slices.Values([]archive.Input{in}), nil); err != nil {
		t.Fatal(err)
	}
	return a
}

// A large pack goes to an HTTP host as it is made; to one that takes nothing
// without a length, from a file that is gone afterwards.
func TestStreamedPush(t *testing.T) {
	t.Setenv("NEWSARC_REMOTE_PASSWORD", "secret")
	for _, c := range []struct {
		name    string
		lengths func([]int64) bool
		around  func(http.Handler) http.Handler
	}{
		{"streams", func(l []int64) bool { return slices.Contains(l, -1) }, spooled},
		{"wants lengths", func(l []int64) bool { return slices.Max(l) > 3<<20 }, func(h http.Handler) http.Handler { return h }},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Setenv("TMPDIR", t.TempDir())
			dir := bare(t)
			to, err := url.Parse(gitHTTP(t, dir))
			if err != nil {
				t.Fatal(err)
			}
			var lengths []int64
			back := c.around(httputil.NewSingleHostReverseProxy(&url.URL{Scheme: to.Scheme, Host: to.Host}))
			srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodPost {
					lengths = append(lengths, r.ContentLength)
				}
				back.ServeHTTP(w, r)
			}))
			defer srv.Close()
			a := noisy(t, 3<<20)
			if _, err := a.Push(t.Context(), open(t, srv.URL+to.Path), archive.ExchangeOptions{}); err != nil {
				t.Fatal(err)
			}
			heads, err := a.Branches(t.Context())
			if head := strings.TrimSpace(git(t, dir, "rev-parse", "captures")); err != nil || head != heads[archive.Captures] {
				t.Errorf("the repository is at %s, want %s (%v)", head, heads[archive.Captures], err)
			}
			if !c.lengths(lengths) {
				t.Errorf("lengths of requests: %d", lengths)
			}
			if left, _ := filepath.Glob(filepath.Join(os.TempDir(), "newsarc-push-*")); len(left) > 0 {
				t.Errorf("left behind: %s", left)
			}
		})
	}
}

// spooled gives a handler that wants lengths bodies that have one.
func spooled(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		r.Body, r.ContentLength, r.TransferEncoding = io.NopCloser(bytes.NewReader(body)), int64(len(body)), nil
		h.ServeHTTP(w, r)
	})
}

// Credentials go to the host for which they are, and to no other one to which it
// redirects. What is sent is not sent elsewhere.
func TestRedirects(t *testing.T) {
	t.Setenv("NEWSARC_REMOTE_PASSWORD", "secret")
	dir := bare(t)
	a := newArchive(t, "ann", 5)
	behind := gitHTTP(t, dir)
	moved := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.HasPrefix(r.URL.Path, "/far"):
			http.Redirect(w, r, behind+strings.TrimPrefix(r.URL.Path, "/far")+"?"+r.URL.RawQuery, http.StatusMovedPermanently)
		case r.Method == http.MethodPost && strings.HasPrefix(r.URL.Path, "/late"):
			http.Redirect(w, r, behind+"/git-receive-pack", http.StatusTemporaryRedirect)
		case strings.HasPrefix(r.URL.Path, "/near"):
			http.Redirect(w, r, "/late"+strings.TrimPrefix(r.URL.Path, "/near")+"?"+r.URL.RawQuery, http.StatusFound)
		case strings.HasPrefix(r.URL.Path, "/odd"):
			http.Redirect(w, r, "ftp://other.example/", http.StatusFound)
		case strings.HasPrefix(r.URL.Path, "/round"):
			http.Redirect(w, r, r.URL.String(), http.StatusFound)
		case strings.HasPrefix(r.URL.Path, "/page"):
			http.Redirect(w, r, "/welcome", http.StatusFound)
		case r.URL.Path == "/welcome", strings.HasPrefix(r.URL.Path, "/plain"):
			_, _ = io.WriteString(w, "hello")
		default:
			r.URL.Path = "/" + filepath.Base(dir) + strings.TrimPrefix(r.URL.Path, "/late")
			to, _ := url.Parse(behind)
			httputil.NewSingleHostReverseProxy(&url.URL{Scheme: to.Scheme, Host: to.Host}).ServeHTTP(w, r)
		}
	}))
	defer moved.Close()
	for _, c := range []struct {
		path string
		want error
		text string
	}{
		{"/far", ErrDenied, "401"}, // another port is another origin
		{"/odd", nil, "redirects from http to ftp"},
		{"/round", nil, "more than five times"},
		{"/page", ErrNotThere, "redirects to"},
		{"/plain", ErrNotThere, `it answers with "text/plain`},
		{"/near", nil, "307"},
	} {
		_, err := a.Push(t.Context(), open(t, moved.URL+c.path), archive.ExchangeOptions{})
		if err == nil || c.want != nil && !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.text) {
			t.Errorf("%s: %v", c.path, err)
		}
	}
	if heads := git(t, dir, "for-each-ref"); heads != "" {
		t.Errorf("the repository has %s", heads)
	}
}
