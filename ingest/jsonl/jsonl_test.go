package jsonl

import (
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newsarc/newsarc/ingest"
	"github.com/newsarc/newsarc/news"
)

func decode(s string) []ingest.Item {
	return slices.Collect(Decoder{}.Decode(ingest.Raw{Name: "in.jsonl", Reader: strings.NewReader(s)}))
}

// outline says in a line what became of each record.
func outline(items []ingest.Item) string {
	var sb strings.Builder
	for _, it := range items {
		if it.Err != nil {
			fmt.Fprintf(&sb, "%s: %v\n", it.Where, it.Err)
		} else {
			fmt.Fprintf(&sb, "%s ok %s\n", it.Where, it.Article.Headline)
		}
	}
	return sb.String()
}

func TestRecord(t *testing.T) {
	items := decode(`{"id":42,"url":"https://www.example.org/quake","headline":"Quake","subhead":"At sea","byline":"By Ann <ann@example.org>",
		"dateline":"PORT ELBA","section":"World","language":"en-GB","published":"2024-05-01","modified":"2024-05-01T09:30:00+02:00",
		"captured":"2024-05-02T01:00:00+01:00","aliases":["https://m.example.org/q"],"notes":[{"kind":"correction","text":"It was six."}],
		"other":{"a":[1]},"text":"A quake struck. Nobody was hurt.\r\n\r\n\"We ran,\" she said."}`)
	if len(items) != 1 || items[0].Err != nil {
		t.Fatal(outline(items))
	}
	want := `---
headline: Quake
subhead: At sea
byline: By Ann <ann@example.org>
dateline: PORT ELBA
source: example.org
id: "42"
url: https://www.example.org/quake
aliases:
  - https://m.example.org/q
section: World
language: en-GB
published: 2024-05-01
modified: 2024-05-01T09:30:00+02:00
notes:
  - kind: correction
    text: It was six.
---

A quake struck.
Nobody was hurt.

"We ran," she said.
`
	if diff := cmp.Diff(want, string(news.Encode(items[0].Article))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := items[0].Captured.Format("2006-01-02T15:04:05Z07:00"); got != "2024-05-02T00:00:00Z" {
		t.Errorf("captured %s", got)
	}
	if items[0].Raw != nil {
		t.Error("a record of plain text has a capture")
	}
}

// TestSentenceLines holds that a text which is already cut keeps its sentences,
// also where newsarc would cut otherwise.
func TestSentenceLines(t *testing.T) {
	lines := []string{"They met in Washington, D.C..", "It was late. or not", "The U.S.", "Talks failed.", "- Ann Lee is a reporter.", "Nobody knew why?", "He left."}
	items := decode(fmt.Sprintf(`{"text":%q}`, strings.Join(lines, "\n")))
	if diff := cmp.Diff(news.Body{{Sentences: lines}}, items[0].Article.Body); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestForms(t *testing.T) {
	for _, test := range []struct{ name, in, want string }{
		{"lines", `{"headline":"A","text":"a"}` + "\n\n" + `{"headline":"B","text":"b"}`, "in.jsonl:1 ok A\nin.jsonl:3 ok B\n"},
		{"object over lines", "{\n\"headline\": \"A\",\n\"text\": \"a\"\n}\n", "in.jsonl:1 ok A\n"},
		{"objects over lines", "{\"headline\":\"A\",\n\"text\":\"a\"}\n{\n\"headline\":\"B\",\"text\":\"b\"}", "in.jsonl:1 ok A\nin.jsonl:3 ok B\n"},
		{"array", `[{"headline":"A","text":"a"},` + "\n" + `{"headline":"B","text":"b"}]`, "in.jsonl:1 ok A\nin.jsonl:2 ok B\n"},
		{"empty array", `[]`, ""},
		{"byte order mark", "\uFEFF" + `{"headline":"A","text":"a"}`, "in.jsonl:1 ok A\n"},
		{"UTF-16", "\xFF\xFE" + wide(`{"headline":"A","text":"ä"}`), "in.jsonl:1 ok A\n"},
		{"no headline", `{"text":"A quake struck. Nobody was hurt."}`, "in.jsonl:1 ok A quake struck.\n"},
		{"line feed in front", "\n" + `{"headline":"A","text":"a"}`, "in.jsonl:2 ok A\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, outline(decode(test.in))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func wide(s string) string {
	var sb strings.Builder
	for _, r := range s {
		sb.WriteByte(byte(r))
		sb.WriteByte(byte(r >> 8))
	}
	return sb.String()
}

func TestErrors(t *testing.T) {
	good := `{"headline":"A","text":"a"}`
	for _, test := range []struct{ name, in, want string }{
		{"empty", "", "in.jsonl:1: file is empty\n"},
		{"white space", " \n \n", "in.jsonl:2: holds only white space\n"},
		{"broken line", good + "\n{\"text\":\n" + good, "in.jsonl:1 ok A\nin.jsonl:2: broken JSON at column 8: unexpected end of JSON input\nin.jsonl:3 ok A\n"},
		{"broken first line", "{\"text\":\n" + good + "\n" + good, "in.jsonl:1: broken JSON at column 8: unexpected end of JSON input\nin.jsonl:2 ok A\nin.jsonl:3 ok A\n"},
		{"broken object", "{\"headline\": \"A\",\n\"text\" \"a\"}", "in.jsonl:2: broken JSON: invalid character '\"' after object key\n"},
		{"broken second object", "{\"headline\":\"A\",\n\"text\":\"a\"}\n{\n\"text\" 1}", "in.jsonl:1 ok A\nin.jsonl:4: broken JSON: invalid character '1' after object key\n"},
		{"cut off", "{\"headline\": \"A\",\n\"text\": \"a", "in.jsonl:2: broken JSON: ends too early\n"},
		{"array cut off", "[" + good + ",", "in.jsonl:1 ok A\nin.jsonl:1: broken JSON: ends too early\n"},
		{"stray bracket", good + "}\n" + good, "in.jsonl:1: broken JSON at column 28: invalid character '}' after top-level value\nin.jsonl:2 ok A\n"},
		{"stray bracket after lines", "{\"headline\":\"A\",\n\"text\":\"a\"}}", "in.jsonl:1 ok A\nin.jsonl:2: broken JSON: unexpected '}'\n"},
		{"invalid UTF-8", good + "\n{\"text\":\"\xff\"}\n", "in.jsonl:1 ok A\nin.jsonl:2: is not valid UTF-8\n"},
		{"NUL", `{"text":"a\u0000b"}`, "in.jsonl:1: text holds a NUL character at byte 1\n"},
		{"number for text", `{"text":12}`, "in.jsonl:1: text is a number, want text\n"},
		{"list for headline", `{"headline":["a"],"text":"a"}`, "in.jsonl:1: headline is a list, want text\n"},
		{"text for aliases", `{"aliases":"a","text":"a"}`, "in.jsonl:1: aliases is text, want a list\n"},
		{"id of no kind", `{"id":{},"text":"a"}`, "in.jsonl:1: id is neither text nor a number\n"},
		{"number", "12\n", "in.jsonl:1: record is a number, want an object\n"},
		{"list on a line", good + "\n[]\n", "in.jsonl:1 ok A\nin.jsonl:2: record is a list, want an object\n"},
		{"no text", `{"headline":"A"}`, "in.jsonl:1: record has neither text nor html\n"},
		{"html alone", `{"html":"<p>a</p>"}`, "in.jsonl:1: record has html only, which is not read here\n"},
		{"no such date", `{"text":"a","published":"2024-02-30"}`, "in.jsonl:1: published: \"2024-02-30\" is neither a day (2016-09-06) nor an RFC 3339 time\n"},
		{"no such capture date", `{"text":"a","captured":"yesterday"}`, "in.jsonl:1: captured: \"yesterday\" is neither a day (2016-09-06) nor an RFC 3339 time\n"},
		{"line break in headline", `{"headline":"a\nb","text":"a"}`, "in.jsonl:1: headline holds the control character U+000A\n"},
		{"path for source", `{"source":"../x","text":"a"}`, "in.jsonl:1: source \"../x\" is neither a host nor a name\n"},
		{"unknown note", `{"text":"a","notes":[{"kind":"x","text":"y"}]}`, "in.jsonl:1: note has unknown kind \"x\"\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, outline(decode(test.in))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// repeat is an endless supply of one line, cut off after n bytes.
func repeat(line string, n int64) io.Reader {
	return io.LimitReader(endless{line}, n)
}

type endless struct{ line string }

func (e endless) Read(p []byte) (int, error) {
	n := 0
	for n+len(e.line) <= len(p) {
		n += copy(p[n:], e.line)
	}
	if n == 0 {
		n = copy(p, strings.Repeat(" ", len(p)))
	}
	return n, nil
}

// TestStream reads far more than may lie in memory at once, with a line among
// it that is too long.
func TestStream(t *testing.T) {
	line := `{"headline":"A","text":"` + strings.Repeat("A quake struck. ", 60) + `"}` + "\n"
	in := io.MultiReader(
		repeat(line, int64(len(line)*3_000)),
		repeat("x", ingest.MaxDocument+1), strings.NewReader("\n"),
		repeat(line, int64(len(line)*3_000)),
	)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	var good, bad int
	for it := range (Decoder{}).Decode(ingest.Raw{Name: "in", Reader: in}) {
		if it.Err != nil {
			bad++
			if it.Err.Error() != ingest.ErrTooLarge.Error() || it.Where != "in:3001" {
				t.Errorf("%s: %v", it.Where, it.Err)
			}
			continue
		}
		good++
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	if good != 6_000 || bad != 1 {
		t.Errorf("%d read, %d refused", good, bad)
	}
	if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 2*ingest.MaxDocument {
		t.Errorf("heap has grown by %d MB", grown>>20)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(`{"headline":"A","text":"a. B"}` + "\n" + `{"text":`)
	f.Add("{\n\"headline\":\"A\",\"text\":\"a\\nb\"}")
	f.Add("[{\"text\":\"a\"}\n, 3]")
	f.Add(`{"id":1e5,"text":"a\tb\u2028c","published":"0000-01-01","url":"http://a/%zz","source":".."}`)
	f.Fuzz(func(t *testing.T, s string) {
		for _, it := range decode(s) {
			if it.Err != nil {
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
	})
}
