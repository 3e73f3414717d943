package all

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"github.com/newsarc/newsarc/ingest"
	"github.com/newsarc/newsarc/news"
)

func open(name, data string) []ingest.Item {
	return slices.Collect(Open(name, strings.NewReader(data)))
}

func gzipped(t *testing.T, s string) string {
	t.Helper()
	var buf bytes.Buffer
	w := gzip.NewWriter(&buf)
	if _, err := w.Write([]byte(s)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.String()
}

const (
	record = `{"headline":"Quake","text":"A quake struck."}`
	page   = "<!doctype html><html><head><title>Quake hits coast</title></head><body><article><h1>Quake hits coast</h1>" +
		"<p>A strong earthquake struck the southern coast on Wednesday, officials said. Nobody was hurt, they said.</p>" +
		"<p>The quake was the worst in decades, and it was felt in three provinces and on the islands, the officials said.</p></article></body></html>"
	copied = "Quake hits coast\n\nPORT ELBA, Norland -- A quake struck.\n"
	stored = "---\nheadline: Quake\n---\n\nA quake struck.\n"
)

// TestFormats holds that content decides before the name does.
func TestFormats(t *testing.T) {
	enc, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer enc.Close()
	for _, test := range []struct{ name, data, extractor string }{
		{"a.jsonl", record, "json/2"},
		{"a.txt", record, "json/2"},
		{"a.json.gz", gzipped(t, record), "json/2"},
		{"a", gzipped(t, gzipped(t, record)), "json/2"},
		{"a.zst", string(enc.EncodeAll([]byte(copied), nil)), "plain/1"},
		{"a.txt", " \n" + page, "html/4"},
		{"a", "\uFEFF<!-- saved -->" + page, "html/4"},
		{"a.html", "<?xml version='1.0'?>" + page, "html/4"},
		{"a.md", copied, "markdown/1"},
		{"a.txt", stored, "markdown/1"},
		{"a.txt", copied, "plain/1"},
		{"a.unknown", copied, "plain/1"},
	} {
		items := open(test.name, test.data)
		if len(items) != 1 || items[0].Err != nil {
			t.Errorf("%s %.20q: %v", test.name, test.data, items)
		} else if items[0].Extractor != test.extractor {
			t.Errorf("%s %.20q: read by %s, want %s", test.name, test.data, items[0].Extractor, test.extractor)
		}
	}
}

func TestMediaType(t *testing.T) {
	for it := range Decode(ingest.Raw{Name: "https://example.org/a", MediaType: "text/markdown; charset=iso-8859-1", Reader: strings.NewReader("# Caf\xE9\n\nA quake struck.\n")}) {
		if it.Err != nil || it.Article.Headline != "Café" {
			t.Errorf("%v %+v", it.Err, it.Article)
		}
	}
}

// TestBadInput holds that each unusable input is answered in one line that names
// the file, and the line where there is one.
func TestBadInput(t *testing.T) {
	for _, test := range []struct{ name, file, data, want string }{
		{"empty", "a.txt", "", "a.txt: file is empty"},
		{"white space", "a.txt", " \n\t\n", "a.txt: holds only white space"},
		{"empty gzip", "a.gz", gzipped(t, ""), "a.gz: file is empty"},
		{"invalid UTF-8", "a.txt", "Caf\xE9 au lait", "a.txt: is not valid UTF-8 at byte 3 and declares no other encoding"},
		{"half UTF-16", "a.txt", "\xFF\xFEA\x00\x00\xD8", "a.txt: holds bytes that its encoding does not know"},
		{"NUL", "a.txt", "Quake hits coast\n\nA quake\x00 struck.", "a.txt: holds a NUL character at byte 25: not a text"},
		{"one line of 100 MB", "a.txt", strings.Repeat("x", 100<<20), "a.txt: is larger than 32 MB"},
		{"one JSON line of 100 MB", "a.json", `{"text":"` + strings.Repeat("x", 100<<20) + `"}`, "a.json:1: is larger than 32 MB"},
		{"front matter", "a.md", "---\nheadline: Quake\nheadlin: x\n---\nText.\n", "a.md: front matter: line 3: unknown key \"headlin\""},
		{"JSON line 7", "a.jsonl", strings.Repeat(record+"\n", 6) + `{"text":"a"` + "\n" + record, "a.jsonl:7: broken JSON at column 11: unexpected end of JSON input"},
		{"headline with a line break", "a.json", `{"headline":"Quake\nhits","text":"a"}`, "a.json:1: headline holds the control character U+000A"},
		{"source with a path", "a.json", `{"source":"../../etc","text":"a"}`, `a.json:1: source "../../etc" is neither a host nor a name`},
		{"no such date", "a.json", `{"published":"2016-02-30","text":"a"}`, `a.json:1: published: "2016-02-30" is neither a day (2016-09-06) nor an RFC 3339 time`},
		{"cut gzip", "a.gz", gzipped(t, strings.Repeat(copied, 5000))[:120], "a.gz: unexpected EOF"},
		{"no gzip", "a.gz", "\x1F\x8B\x00\x00\x00\x00\x00\x00\x00\x00\x00", "a.gz: gzip: invalid header"},
		{"PDF", "a.pdf", "%PDF-1.7", "a.pdf: PDF is not supported"},
		{"image", "a.txt", "\x89PNG\r\n", "a.txt: an image is not supported"},
		{"page without text", "a.html", "<html><body></body></html>", "a.html: page holds no article"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, it := range open(test.file, test.data) {
				if it.Err != nil {
					got = append(got, fmt.Sprintf("%s: %v", it.Where, it.Err))
				}
			}
			if len(got) != 1 || got[0] != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// TestByline holds that what looks like markup in a byline is content.
func TestByline(t *testing.T) {
	items := open("a.json", `{"byline":"By Ann <ann@example.org> & Bo","text":"a"}`)
	if items[0].Err != nil || items[0].Article.Byline != "By Ann <ann@example.org> & Bo" {
		t.Errorf("%+v", items[0])
	}
}

// TestOthersGoIn holds that one bad line keeps no other out.
func TestOthersGoIn(t *testing.T) {
	items := open("a.jsonl", strings.Repeat(record+"\n", 6)+"{\n"+strings.Repeat(record+"\n", 3))
	var where []string
	for _, it := range items {
		if it.Err != nil {
			where = append(where, it.Where)
		}
	}
	if len(items) != 10 || len(where) != 1 || where[0] != "a.jsonl:7" {
		t.Errorf("%d items, refused %v", len(items), where)
	}
}

func FuzzOpen(f *testing.F) {
	for _, s := range []string{record, page, copied, stored, "\x1F\x8B", "[\n{}]", "\xFF\xFE{\x00"} {
		f.Add("a.txt", []byte(s))
	}
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		n := 0
		for it := range Open(name, bytes.NewReader(data)) {
			n++
			if it.Err != nil {
				if it.Article != nil && it.Quality == ingest.Whole || strings.Contains(it.Err.Error(), "\n") {
					t.Fatalf("refused with article %v: %q", it.Article, it.Err)
				}
				continue
			}
			if err := it.Article.Validate(); err != nil {
				t.Fatalf("invalid article: %v", err)
			}
			back, err := news.Decode(news.Encode(it.Article))
			if err != nil || !back.Equal(it.Article) {
				t.Fatalf("does not survive the stored form: %v", err)
			}
		}
		if n == 0 && !bytes.Contains(data, []byte("[")) && !bytes.HasPrefix(data, []byte{0x1F, 0x8B}) {
			t.Fatal("neither an article nor an error")
		}
	})
}
