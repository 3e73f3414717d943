package mhtml

import (
	"bytes"
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"github.com/newsarc/newsarc/ingest"
	"github.com/newsarc/newsarc/ingest/html"
)

const page = `<!doctype html><html><head><title>Ferry runs aground</title></head><body><article><h1>Ferry runs aground</h1>
<p>A ferry ran aground off Port Elba on Sunday with 120 people on board, the coast guard said.</p>
<p>Passengers were taken ashore by fishing boats before dawn, and nobody was hurt, the mayor =E2=80=9Csaid.</p></article></body></html>`

const top = "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://example.org/ferry\r\nSubject: Ferry\r\nDate: Sun, 5 May 2024 10:00:00 -0000\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype=\"text/html\";\r\n\tboundary=\"----x----\"\r\n\r\n"

func message(encoding, body string) string {
	return top + "------x----\r\nContent-Type: image/png\r\nContent-Location: https://example.org/a.png\r\n\r\nPNG\r\n" +
		"------x----\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: " + encoding + "\r\nContent-Location: https://example.org/ferry?x=1\r\n\r\n" + body + "\r\n------x------\r\n"
}

func decode(s string) []ingest.Item {
	var out []ingest.Item
	for it := range (Decoder{Page: html.Decoder{}}).Decode(ingest.Raw{Name: "x.mhtml", Reader: strings.NewReader(s)}) {
		out = append(out, it)
	}
	return out
}

func TestDecode(t *testing.T) {
	for encoding, body := range map[string]string{
		"quoted-printable": page,
		"base64":           base64.StdEncoding.EncodeToString([]byte(strings.ReplaceAll(page, "=E2=80=9C", "“"))),
		"binary":           strings.ReplaceAll(page, "=E2=80=9C", "“"),
	} {
		t.Run(encoding, func(t *testing.T) {
			in := message(encoding, body)
			items := decode(in)
			if len(items) != 1 || items[0].Err != nil {
				t.Fatalf("got %+v", items)
			}
			it := items[0]
			if it.Article.Headline != "Ferry runs aground" || !strings.Contains(it.Article.Body.Text(), "mayor “said") || it.Article.URL != "https://example.org/ferry?x=1" {
				t.Errorf("article %+v", it.Article)
			}
			if !it.Captured.Equal(time.Date(2024, 5, 5, 10, 0, 0, 0, time.UTC)) || !bytes.Equal(it.Raw, []byte(in)) || it.Ext != "mhtml" {
				t.Errorf("captured %v, %d bytes as %s", it.Captured, len(it.Raw), it.Ext)
			}
			if !Looks(in) {
				t.Error("not recognised")
			}
		})
	}
}

func TestRefused(t *testing.T) {
	for name, in := range map[string]string{
		"no page":     top + "------x----\r\nContent-Type: image/png\r\n\r\nPNG\r\n------x------\r\n",
		"no parts":    top,
		"no message":  "hello",
		"no boundary": "Content-Type: multipart/related\r\n\r\nx",
		"one part":    "Content-Type: text/plain\r\n\r\nx",
		"bad base64":  message("base64", "%%%%"),
	} {
		if items := decode(in); len(items) != 1 || items[0].Err == nil {
			t.Errorf("%s: got %+v", name, items)
		}
	}
}

// FuzzDecode states that every item is an article that can be stored, or an
// error.
func FuzzDecode(f *testing.F) {
	f.Add(message("quoted-printable", page))
	f.Fuzz(func(t *testing.T, s string) {
		for _, it := range decode(s) {
			if it.Err == nil {
				if err := it.Article.Validate(); err != nil {
					t.Error(err)
				}
			}
		}
	})
}
