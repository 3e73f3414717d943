package warc

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// wireSite is a small site: a story at two addresses, one that is sent packed, a page
// that is gone, a picture. The files in testdata were made from it by wget 1.21:
//
//	wget --warc-file=first --warc-cdx -p ...
//	wget --warc-file=again --warc-dedup=first.cdx ...
//	wget --warc-file=plain --no-warc-compression ...
func wireSite() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/quake", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		io.WriteString(w, quake(12))
	})
	mux.Handle("/q", http.RedirectHandler("/quake", http.StatusMovedPermanently))
	mux.HandleFunc("/packed", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		io.WriteString(z, strings.ReplaceAll(quake(15), "Quake", "Storm"))
		z.Close()
	})
	mux.HandleFunc("/chunked", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		for part := range strings.SplitAfterSeq(strings.ReplaceAll(quake(18), "Quake", "Flood"), "</p>") {
			io.WriteString(w, part)
			w.(http.Flusher).Flush()
		}
	})
	mux.HandleFunc("/gone", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(http.StatusGone)
		io.WriteString(w, "<title>Gone</title>")
	})
	mux.HandleFunc("/a.png", func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "\x89PNG\r\n\x1a\n") })
	return mux
}

var port = regexp.MustCompile(`127\.0\.0\.1:\d+`)

// summary lists what is in a file, without what differs from run to run.
func summary(t *testing.T, data []byte) []string {
	t.Helper()
	var out []string
	for _, it := range decode(data) {
		line := ""
		if it.Err != nil {
			line = it.Err.Error()
		} else {
			line = fmt.Sprintf("%s %s %v %q", it.Article.URL, it.Article.Headline, it.Article.Aliases, it.Article.Body[0].Sentences[0][70:])
		}
		out = append(out, port.ReplaceAllString(line, "wire"))
	}
	return out
}

var (
	firstRun = []string{
		`http://wire/quake Quake hits Port Elba [http://wire/q] "ng, killing at least 12 people, officials said."`,
		`http://wire/packed Storm hits Port Elba [] "ng, killing at least 15 people, officials said."`,
		`http://wire/chunked Flood hits Port Elba [] "ng, killing at least 18 people, officials said."`,
		"http://wire/gone: server answered 410 gone",
	}
	// What a file of an earlier run holds is not repeated: there is nothing to read.
	secondRun []string
)

// TestWgetFiles reads files that wget made.
func TestWgetFiles(t *testing.T) {
	for name, want := range map[string][]string{"first.warc.gz": firstRun, "again.warc.gz": secondRun, "plain.warc": firstRun} {
		data, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, summary(t, data)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// TestWget has the wget of this machine make such files, where there is one: it is
// what an archivist has at hand.
func TestWget(t *testing.T) {
	wget, err := exec.LookPath("wget")
	if err != nil {
		t.Log("no wget here: the files in testdata stand for it")
		return
	}
	server := httptest.NewServer(wireSite())
	defer server.Close()
	dir := t.TempDir()
	run := func(name string, args ...string) []byte {
		pages := []string{"/q", "/packed", "/chunked", "/a.png", "/gone"}
		for i, p := range pages {
			pages[i] = server.URL + p
		}
		cmd := exec.Command(wget, slices.Concat([]string{"-q", "--no-config", "--tries=1", "-O", os.DevNull, "--warc-file=" + name}, args, pages)...)
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		if code := cmd.ProcessState.ExitCode(); code != 8 { // a server answered with an error: the page that is gone
			t.Fatalf("wget: %v\n%s", err, out)
		}
		files, err := filepath.Glob(filepath.Join(dir, name+".warc*"))
		if err != nil || len(files) != 1 {
			t.Fatalf("wget made %q, %v", files, err)
		}
		data, err := os.ReadFile(files[0])
		if err != nil {
			t.Fatal(err)
		}
		if to := os.Getenv("UPDATE_WGET"); to != "" {
			if err := os.WriteFile(filepath.Join(to, filepath.Base(files[0])), data, 0o666); err != nil {
				t.Fatal(err)
			}
		}
		return data
	}
	for _, tt := range []struct {
		name string
		data []byte
		want []string
	}{
		{"compressed, with an index", run("first", "--warc-cdx"), firstRun},
		{"what the index has is a revisit", run("again", "--warc-dedup=first.cdx"), secondRun},
		{"plain", run("plain", "--no-warc-compression"), firstRun},
		{"without digests", run("bare", "--no-warc-digests", "--no-warc-keep-log"), firstRun},
	} {
		if diff := cmp.Diff(tt.want, summary(t, tt.data)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
		if tt.name == "plain" && !bytes.HasPrefix(tt.data, []byte("WARC/1.")) {
			t.Error("plain is not plain")
		}
	}
}
