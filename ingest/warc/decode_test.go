package warc

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/newsarc/newsarc/ingest"
	"github.com/newsarc/newsarc/ingest/html"
	"github.com/newsarc/newsarc/internal/warc"
)

func quake(toll int) string {
	return fmt.Sprintf(`<!doctype html><html><head><title>Quake hits Port Elba</title></head><body><article><h1>Quake hits Port Elba</h1>
<p>A strong earthquake struck the coast near Port Elba on Wednesday morning, killing at least %d people, officials said.</p>
<p>Rescue teams searched collapsed houses through the night while aftershocks shook the harbor district of the city.</p>
<p>The mayor told reporters that the main hospital was without power and that help had been asked for.</p></article></body></html>`, toll)
}

type record struct {
	kind, target, head, body string
	date                     time.Time
	extra                    warc.Header
}

func build(t testing.TB, compress bool, recs ...record) []byte {
	t.Helper()
	var buf bytes.Buffer
	w := warc.NewWriter(&buf, compress)
	for _, r := range recs {
		if _, err := w.Write(warc.Entry{Type: r.kind, Target: r.target, Date: r.date, Extra: r.extra}, []byte(r.head+r.body)); err != nil {
			t.Fatal(err)
		}
	}
	return buf.Bytes()
}

const ok = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"

func decode(data []byte) []ingest.Item {
	var out []ingest.Item
	for it := range (Decoder{Page: html.Decoder{}}).Decode(ingest.Raw{Name: "x.warc", Reader: bytes.NewReader(data)}) {
		out = append(out, it)
	}
	return out
}

func TestDecode(t *testing.T) {
	day := func(n int) time.Time { return time.Date(2024, 5, n, 10, 0, 0, 0, time.UTC) }
	const story = "https://example.org/quake"
	same := warc.Header{{Name: "WARC-Payload-Digest", Value: warc.Digest([]byte(quake(12)))}}
	data := build(
		t, true,
		record{kind: warc.Info, date: day(1), body: "software: test"},
		record{kind: warc.Response, target: "http://example.org/q", head: "HTTP/1.1 301 Moved\r\nLocation: https://example.org/quake\r\n\r\n", date: day(1)},
		record{kind: warc.Request, target: story, head: "GET /quake HTTP/1.1\r\n\r\n", date: day(1)},
		record{kind: warc.Response, target: story, head: ok, body: quake(12), date: day(1)},
		record{kind: warc.Response, target: "https://example.org/a.png", head: "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n", body: "\x89PNG", date: day(1)},
		record{kind: warc.Response, target: story, head: ok, body: quake(15), date: day(2)},
		record{kind: warc.Revisit, target: story, date: day(3), extra: same},
		record{kind: warc.Response, target: "https://example.org/gone", head: "HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n", body: "gone", date: day(3)},
		record{kind: warc.Response, target: "dns:example.org", body: "93.184.216.34", date: day(3)},
		record{kind: warc.Resource, target: "https://example.org/saved", date: day(4), body: quake(20), extra: warc.Header{{Name: "Content-Type", Value: "text/html"}}},
	)
	var got []string
	for _, it := range decode(data) {
		if it.Err != nil {
			got = append(got, it.Err.Error())
			continue
		}
		if string(it.Raw) == "" || !strings.HasPrefix(it.Where, "x.warc:") {
			t.Errorf("item %q without capture or place", it.Where)
		}
		first := it.Article.Body[0].Sentences[0]
		_, toll, _ := strings.Cut(first, "at least ")
		got = append(got, fmt.Sprintf("%s %s %s %v", it.Captured.Format(time.DateOnly), it.Article.Headline, toll[:2], it.Article.Aliases))
	}
	want := []string{
		"2024-05-01 Quake hits Port Elba 12 [http://example.org/q]",
		"2024-05-02 Quake hits Port Elba 15 [http://example.org/q]",
		"2024-05-03 Quake hits Port Elba 12 [http://example.org/q]",
		"https://example.org/gone: server answered 404 not found",
		"2024-05-04 Quake hits Port Elba 20 []",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("items (-want +got):\n%s", diff)
	}
}

// TestPagesSpeakForTheirSite reads a crawl in which a page names the address of a
// newspaper as its own.
func TestPagesSpeakForTheirSite(t *testing.T) {
	date := time.Date(2024, 5, 1, 0, 0, 0, 0, time.UTC)
	page := strings.Replace(quake(12), "<head>", `<head><link rel="canonical" href="https://wire.example/quake">`, 1)
	data := build(
		t, false,
		record{kind: warc.Response, target: "https://evil.example/x", head: ok, body: page, date: date},
		record{kind: warc.Response, target: "https://amp.wire.example/quake", head: ok, body: page, date: date},
	)
	items := decode(data)
	if len(items) != 2 || items[0].Err != nil || items[1].Err != nil {
		t.Fatalf("got %+v", items)
	}
	for i, want := range []string{"https://evil.example/x", "https://wire.example/quake"} {
		if got := items[i].Article.URL; got != want {
			t.Errorf("the page is of %s, want %s", got, want)
		}
	}
}

func TestDamagedRecordsAreNamed(t *testing.T) {
	date := time.Date(2024, 5, 1, 0, 0, 0, 0, time.UTC)
	data := build(
		t, false,
		record{kind: warc.Response, target: "https://example.org/a", head: ok, body: quake(12), date: date},
		record{kind: warc.Response, target: "https://example.org/b", head: ok, body: quake(13), date: date},
	)
	data = bytes.Replace(data, []byte("at least 12"), []byte("at least 13"), 1)
	items := decode(data)
	if len(items) != 2 || items[0].Err == nil || items[1].Err != nil {
		t.Fatalf("got %+v", items)
	}
	if want := "https://example.org/a: digest does not match: "; !strings.HasPrefix(items[0].Err.Error(), want) || items[0].Where != "x.warc:0" {
		t.Errorf("got %s: %v", items[0].Where, items[0].Err)
	}
}

// FuzzDecode states that every item is an article that can be stored, or an
// error.
func FuzzDecode(f *testing.F) {
	date := time.Date(2024, 5, 1, 0, 0, 0, 0, time.UTC)
	f.Add(build(f, false, record{kind: warc.Response, target: "https://example.org/a", head: ok, body: quake(12), date: date}))
	f.Add(build(f, true, record{kind: warc.Response, target: "https://example.org/a", head: ok, body: quake(12), date: date}))
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, it := range decode(data) {
			if it.Err != nil {
				continue
			}
			if err := it.Article.Validate(); err != nil {
				t.Error(err)
			}
		}
	})
}
