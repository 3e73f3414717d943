package all

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/newsarc/newsarc/internal/warc"
)

const ferry = "Ferry runs aground off Port Elba\n\nA ferry ran aground off Port Elba on Sunday with 120 people on board, the coast guard said.\n\nNobody was hurt, and passengers were taken ashore before dawn.\n"

type file struct{ name, data string }

func zipped(t testing.TB, files ...file) string {
	t.Helper()
	var buf bytes.Buffer
	w := zip.NewWriter(&buf)
	for _, f := range files {
		out, err := w.Create(f.name)
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(out, f.data)
	}
	w.Close()
	return buf.String()
}

func tarred(t testing.TB, files ...file) string {
	t.Helper()
	var buf bytes.Buffer
	z := gzip.NewWriter(&buf)
	w := tar.NewWriter(z)
	for _, f := range files {
		if err := w.WriteHeader(&tar.Header{Name: f.name, Size: int64(len(f.data)), Mode: 0o644, Typeflag: tar.TypeReg}); err != nil {
			t.Fatal(err)
		}
		io.WriteString(w, f.data)
	}
	w.Close()
	z.Close()
	return buf.String()
}

func webArchive(t testing.TB) string {
	t.Helper()
	var buf bytes.Buffer
	page := "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<!doctype html><article><h1>Ferry runs aground</h1><p>A ferry ran aground off Port Elba on Sunday with 120 people on board, the coast guard said.</p><p>Passengers were taken ashore by fishing boats before dawn, and nobody was hurt at all.</p></article>"
	e := warc.Entry{Type: warc.Response, Target: "https://example.org/ferry", Date: time.Date(2024, 5, 5, 0, 0, 0, 0, time.UTC)}
	if _, err := warc.NewWriter(&buf, true).Write(e, []byte(page)); err != nil {
		t.Fatal(err)
	}
	return buf.String()
}

func listed(name, data string) (got []string) {
	for it := range Open(name, strings.NewReader(data)) {
		if it.Err != nil {
			got = append(got, fmt.Sprintf("%s: %v", it.Where, it.Err))
		} else {
			got = append(got, it.Where+" "+it.Article.Headline)
		}
	}
	return got
}

func TestArchivesOfFiles(t *testing.T) {
	json := `{"text":"A ferry ran aground. Nobody was hurt.","headline":"Ferry"}`
	files := []file{
		{"a/ferry.txt", ferry},
		{"a/.DS_Store", "\x00"},
		{"../../etc/evil.json", json},
		{"__MACOSX/a", "x"},
		{"broken.json", "{"},
		{"empty.txt", ""},
	}
	want := func(name string) []string {
		return []string{
			name + "/a/ferry.txt Ferry runs aground off Port Elba",
			name + "/etc/evil.json:1 Ferry",
			name + "/broken.json:1: broken JSON: ends too early",
			name + "/empty.txt: file is empty",
		}
	}
	if diff := cmp.Diff(want("x.zip"), listed("x.zip", zipped(t, files...))); diff != "" {
		t.Errorf("zip (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want("x.tar.gz"), listed("x.tar.gz", tarred(t, files...))); diff != "" {
		t.Errorf("tar (-want +got):\n%s", diff)
	}
}

func TestWebArchives(t *testing.T) {
	data := webArchive(t)
	if diff := cmp.Diff([]string{"x.warc.gz:0 Ferry runs aground"}, listed("x.warc.gz", data)); diff != "" {
		t.Error(diff)
	}
	wacz := zipped(t, file{"datapackage.json", "{}"}, file{"pages/pages.jsonl", "{}"}, file{"archive/data.warc.gz", data}, file{"indexes/index.cdx", "x"})
	if diff := cmp.Diff([]string{"x.wacz/archive/data.warc.gz:0 Ferry runs aground"}, listed("x.wacz", wacz)); diff != "" {
		t.Error(diff)
	}
}

func TestArchivesWithinArchives(t *testing.T) {
	one := zipped(t, file{"ferry.txt", ferry})
	two := zipped(t, file{"one.zip", one})
	three := zipped(t, file{"two.zip", two})
	if diff := cmp.Diff([]string{"x.zip/one.zip/ferry.txt Ferry runs aground off Port Elba"}, listed("x.zip", two)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"x.zip/two.zip/one.zip/ferry.txt: archives nest deeper than 2"}, listed("x.zip", three)); diff != "" {
		t.Error(diff)
	}
}

func TestBrokenArchives(t *testing.T) {
	for name, data := range map[string]string{
		"cut.zip":    zipped(t, file{"ferry.txt", ferry})[:100],
		"cut.tar.gz": tarred(t, file{"ferry.txt", ferry})[:60],
	} {
		got := listed(name, data)
		if len(got) == 0 || !strings.Contains(strings.Join(got, "\n"), name) {
			t.Errorf("%s: got %q", name, got)
		}
	}
}

func TestFormatsAreRecognised(t *testing.T) {
	for head, want := range map[string]string{
		"<?xml version='1.0'?><rss version='2.0'>":                          "feed",
		"<?xml version='1.0'?><!-- x --><feed xmlns='x'>":                   "feed",
		`{"version":"https://jsonfeed.org/version/1.1","items":[]}`:         "feed",
		"<?xml version='1.0'?><newsItem guid='x'>":                          "newsml",
		`{"uri":"x","headlines":[]}`:                                        "ninjs",
		`{"id":"x","text":"y"}`:                                             "json",
		"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x":  "mhtml",
		"WARC/1.0\r\nWARC-Type: warcinfo":                                   "warc",
		"<!doctype html>":                                                   "html",
		"---\nheadline: x\n---\n":                                           "markdown",
		"Ferry runs aground":                                                "text",
		"From our correspondent: a ferry ran aground, multipart or related": "text",
	} {
		if got := choose([]byte(head), "", "").Name; got != want {
			t.Errorf("%q is %s, want %s", head, got, want)
		}
	}
}
