package all

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"github.com/newsarc/newsarc/internal/peak"
)

// loop is a reader of one text, over and over: at most max bytes, so that a test
// that fails ends too.
type loop struct {
	text string
	max  int
	at   int
}

func (l *loop) Read(p []byte) (int, error) {
	if l.at >= l.max {
		return 0, io.EOF
	}
	n := copy(p, l.text[l.at%len(l.text):])
	l.at += n
	return n, nil
}

func endless(text string) io.Reader { return &loop{text: text, max: 48 << 20} }

func many(text string, bytes int) io.Reader { return &loop{text: text, max: bytes} }

// after puts a text before a reader.
func after(head string, r io.Reader) io.Reader { return io.MultiReader(strings.NewReader(head), r) }

// Bombs are made of one packed piece, many times over: to pack all of it would take
// longer than all that is tested.
const piece = 1 << 20

func packed(t *testing.T, text string, w io.WriteCloser) {
	t.Helper()
	if _, err := io.Copy(w, many(text, piece)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

// bomb returns n MiB of a text as gzip.
func bomb(t *testing.T, text string, n int) string {
	t.Helper()
	var buf bytes.Buffer
	packed(t, text, gzip.NewWriter(&buf))
	return strings.Repeat(buf.String(), n)
}

func zstdBomb(t *testing.T, text string, n int) string {
	t.Helper()
	var buf bytes.Buffer
	z, err := zstd.NewWriter(&buf, zstd.WithEncoderConcurrency(1))
	if err != nil {
		t.Fatal(err)
	}
	packed(t, text, z)
	return strings.Repeat(buf.String(), n)
}

// zipBomb returns a zip archive of one file of n MiB.
func zipBomb(t *testing.T, name, text string, n int) string {
	t.Helper()
	var one, all bytes.Buffer
	deflate, err := flate.NewWriter(&one, flate.BestSpeed)
	if err != nil {
		t.Fatal(err)
	}
	io.Copy(deflate, many(text, piece))
	deflate.Flush() // ends at a byte, so that the next piece may follow
	z := zip.NewWriter(&all)
	w, err := z.CreateRaw(&zip.FileHeader{Name: name, Method: zip.Deflate, UncompressedSize64: uint64(n) * piece, CompressedSize64: uint64(n*one.Len() + 5)})
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(w, strings.Repeat(one.String(), n)+"\x01\x00\x00\xff\xff")
	z.Close()
	return all.String()
}

// zipOf returns a zip archive of one file.
func zipOf(t *testing.T, name, text string) string {
	t.Helper()
	var buf bytes.Buffer
	z := zip.NewWriter(&buf)
	w, err := z.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(w, text)
	z.Close()
	return buf.String()
}

// packedOnce returns a text as gzip.
func packedOnce(t *testing.T, text string) string {
	t.Helper()
	var buf bytes.Buffer
	z := gzip.NewWriter(&buf)
	io.WriteString(z, text)
	z.Close()
	return buf.String()
}

// tarOf returns a tar archive whose only file claims to have size bytes.
func tarOf(t *testing.T, name string, size int64, body string) string {
	t.Helper()
	var buf bytes.Buffer
	w := tar.NewWriter(&buf)
	if err := w.WriteHeader(&tar.Header{Name: name, Size: size, Mode: 0o644, Typeflag: tar.TypeReg}); err != nil {
		t.Fatal(err)
	}
	io.WriteString(w, body)
	return buf.String()
}

// warcOf returns a record of a web archive that claims to be size bytes long.
func warcOf(size, body string) string {
	return "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://wire.example/quake\r\nWARC-Date: 2024-05-16T09:00:00Z\r\n" +
		"Content-Type: application/http; msgtype=response\r\nContent-Length: " + size + "\r\n\r\n" + body + "\r\n\r\n"
}

const webAnswer = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n"

// laughs is an XML document whose entities grow a billion times.
func laughs(root, element string) string {
	var sb strings.Builder
	sb.WriteString("<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a0 \"ha\">")
	for i := range 30 {
		fmt.Fprintf(&sb, "<!ENTITY a%d \"%s\">", i+1, strings.Repeat(fmt.Sprintf("&a%d;", i), 10))
	}
	return sb.String() + "]>" + root + strings.Replace(element, "?", "&a30;", 1)
}

// TestHostileFiles reads what nobody writes by accident. Each ends within its
// limits: in one clear line, or as a text where that is what it is.
func TestHostileFiles(t *testing.T) {
	const story = "A ferry ran onto a sandbank on Monday. Nobody was hurt, the owner said. "
	const most = "is larger than 32 MB"
	zeros := "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
	for _, tt := range []struct {
		name string
		file string
		r    io.Reader
		want string // of the first error; "" for none
	}{
		{"gzip bomb", "x.txt.gz", strings.NewReader(bomb(t, story, 48)), most},
		{"gzip bomb in gzip", "x.txt.gz.gz", strings.NewReader(packedOnce(t, bomb(t, story, 48))), most},
		{"three layers of gzip", "x", strings.NewReader(packedOnce(t, packedOnce(t, packedOnce(t, story)))), "is not valid UTF-8"},
		{"zstd bomb", "x.zst", strings.NewReader(zstdBomb(t, story, 48)), most},
		{"zstd bomb of zeros", "x.zst", strings.NewReader(zstdBomb(t, zeros, 48)), ""},
		{"zip bomb", "x.zip", strings.NewReader(zipBomb(t, "x.txt", story, 48)), "x.zip/x.txt: " + most},
		{"zip slip", "x.zip", strings.NewReader(zipOf(t, "../../../../../../tmp/newsarc-slip.txt", story)), ""},
		{"zip slip, of Windows", "x.zip", strings.NewReader(zipOf(t, `..\..\newsarc-slip.txt`, story)), ""},
		{"tar of a wrong size", "x.tar", strings.NewReader(tarOf(t, "x.txt", 1<<40, story)), "unexpected EOF"},
		{"tar of a negative size", "x.tar", strings.NewReader(strings.Replace(tarOf(t, "x.txt", 100, story), "00000000144", "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", 1)), "tar archive: "},
		{"endless text", "x.txt", endless(story), most},
		{"endless line of JSON", "x.jsonl", after(`{"text": "`, endless(story)), most},
		{"endless page", "x.html", after("<!doctype html>", endless("<p>"+story+"</p>")), most},
		{"endless feed", "x.rss", after("<rss><channel>", endless("<item><title>x</title></item>")), "feed is larger than 5 MB"},
		{"endless front matter", "x.md", after("---\nheadline: x\nnotes:\n", endless("  - kind: correction\n")), most},
		{"endless saved page", "x.mhtml", after("MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n", endless("--x\r\nContent-Type: image/png\r\n\r\nx\r\n")), most},
		{"nested tags", "x.html", after("<!doctype html>", many("<div>", 9<<20)), "page is larger than 5 MB"},
		{"nested tags, as many as may be", "x.html", after("<!doctype html>", many("<div>", 4<<20)), "page has more than 60000 tags"},
		{"nested tags that may be", "x.html", after("<!doctype html>", many("<b><i><a>", 150_000)), "open stack of elements exceeds 512 nodes"},
		{"tables in tables", "x.html", after("<!doctype html>", many("<table><tr><td>", 450_000)), "page has more than 60000 tags"},
		{"one tag of many attributes", "x.html", after("<!doctype html><p ", many("class=byline itemprop=author x=1 ", 200<<10)), "page holds no article"},
		{"one long word", "x.html", after("<!doctype html><article><p>", many("word", 200<<10)), ""},
		{"nested elements of a feed", "x.rss", after("<rss>", many("<channel>", 4<<20)), "elements nest deeper than 64"},
		{"nested elements of NewsML", "x.xml", after(`<newsItem guid="x"><contentSet>`, many("<inlineXML>", 1<<20)), "newsml: "},
		{"nested arrays of JSON", "x.json", after(`{"text": "x", "more": `, many("[", 2<<20)), "broken JSON"},
		{"nested objects of JSON-LD", "x.html", after(`<!doctype html><script type="application/ld+json">`, many(`{"@graph":[`, 200<<10)), "page holds no article"},
		{"entities of a feed", "x.rss", strings.NewReader(laughs("<rss><channel><item>", "<title>?</title></item></channel></rss>")), "feed entry has no full text"},
		{"entities of NewsML", "x.xml", strings.NewReader(strings.Replace(laughs(`<newsItem guid="x">`, "<headline>?</headline></newsItem>"), "<!DOCTYPE x [", "<!DOCTYPE newsItem [", 1)), ""},
		{"external entity", "x.rss", strings.NewReader(`<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><rss><channel><item><title>&a;</title></item></channel></rss>`), ""},
		{"aliases of YAML", "x.md", strings.NewReader("---\nheadline: x\nnotes: &a [x,x,x,x,x,x,x,x,x]\n" + strings.Repeat("aliases: [*a,*a,*a,*a,*a,*a,*a,*a]\n", 1) + "---\n\ny\n"), "front matter"},
		{"web archive, length too great", "x.warc", strings.NewReader(warcOf("99999999999", webAnswer)), "is larger than"},
		{"web archive, length beyond the end", "x.warc", strings.NewReader(warcOf("9999999", webAnswer)), "block of 9999999 bytes ends after"},
		{"web archive, length too small", "x.warc", strings.NewReader(warcOf("20", webAnswer)), "does not end at the end of the record"},
		{"web archive, negative length", "x.warc", strings.NewReader(warcOf("-1", webAnswer)), `content length "-1" is no number`},
		{"web archive, no length", "x.warc", strings.NewReader(warcOf("", webAnswer)), `content length "" is no number`},
		{"web archive, endless header", "x.warc", after("WARC/1.0\r\n", endless("X-More: x\r\n")), "header is longer than"},
		{"web archive, bomb in a record", "x.warc", strings.NewReader(func() string {
			body := webAnswer + bomb(t, "<p>"+story, 48)
			return warcOf(fmt.Sprint(len(body)), body)
		}()), "larger than"},
		{"web archive, bomb of records", "x.warc.gz", strings.NewReader(packedOnce(t, "WARC/1.0\r\nContent-Length: 268435456\r\n\r\n") + bomb(t, story, 48)), "is larger than"},
		{"zeros", "x", many(zeros, 48<<20), ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var first error
			where := ""
			n := 0
			most := peak.Heap(func() {
				for it := range Open(tt.file, tt.r) {
					if n++; it.Err != nil && first == nil {
						first, where = it.Err, it.Where
					}
					if n > 1000 {
						break
					}
				}
			})
			t.Logf("%d MB", most>>20)
			line := fmt.Sprintf("%s: %v", where, first)
			switch {
			case tt.want == "":
			case first == nil, !strings.Contains(line, tt.want):
				t.Errorf("got %d items, %.300s, want %s", n, line, tt.want)
			case strings.Contains(line, "\n"), len(line) > 500:
				t.Errorf("not one line: %.600q", line)
			}
			if most > 200<<20 {
				t.Errorf("took %d MB of memory", most>>20)
			}
		})
	}
	for _, name := range []string{"/tmp/newsarc-slip.txt", "../../newsarc-slip.txt"} {
		if _, err := os.Stat(name); err == nil {
			t.Errorf("%s was written", name)
		}
	}
}
