package news

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func example() *Article {
	return &Article{
		Headline:  "Quake hits coast: at least 12 dead",
		Subhead:   "Rescuers dig through the night",
		Byline:    "By Ana O'Neil <ana@example.org>",
		Dateline:  "PORT ELBA, Norland",
		Source:    "example.org",
		ID:        "0042",
		URL:       "https://example.org/2024/05/01/quake?x=1#top",
		Aliases:   []string{"https://m.example.org/quake"},
		Section:   "World",
		Language:  "en-GB",
		Published: Time{Time: time.Date(2024, 5, 1, 9, 30, 0, 0, time.FixedZone("", 2*3600))},
		Modified:  Day(2024, 5, 2),
		Notes:     []Note{{Correction, "An earlier version misstated the toll: it is 12, not 21."}},
		Body: Body{
			{Sentences: []string{"A strong quake struck on Wednesday.", `"It was loud," she said.`}},
			{Kind: Heading, Sentences: []string{"Worst in decades"}},
			{Kind: Quote, Sentences: []string{"We ran.", "> twice"}},
			{Kind: Item, Sentences: []string{"12 dead", "-"}},
			{Kind: Caption, Sentences: []string{"A collapsed pier."}},
			{Sentences: []string{"--- not a fence", "# not a heading", `\ backslash`, "1. not a list"}},
		},
	}
}

func TestEncodeExample(t *testing.T) {
	want := `---
headline: "Quake hits coast: at least 12 dead"
subhead: Rescuers dig through the night
byline: By Ana O'Neil <ana@example.org>
dateline: PORT ELBA, Norland
source: example.org
id: "0042"
url: https://example.org/2024/05/01/quake?x=1#top
aliases:
  - https://m.example.org/quake
section: World
language: en-GB
published: 2024-05-01T09:30:00+02:00
modified: 2024-05-02
notes:
  - kind: correction
    text: "An earlier version misstated the toll: it is 12, not 21."
---

A strong quake struck on Wednesday.
"It was loud," she said.

## Worst in decades

> We ran.
> > twice

- 12 dead
  -

: A collapsed pier.

\--- not a fence
\# not a heading
\\ backslash
1. not a list
`
	a := example()
	if err := a.Validate(); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(Encode(a))); diff != "" {
		t.Errorf("Encode (-want +got):\n%s", diff)
	}
	got, err := Decode([]byte(want))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(a, got); diff != "" {
		t.Errorf("Decode (-want +got):\n%s", diff)
	}
}

// TestRoundTrip states the law of the stored form: what is valid comes back
// equal, and its bytes are the same when it is stored again.
func TestRoundTrip(t *testing.T) {
	line := rapid.Custom(func(t *rapid.T) string { return Line(rapid.String().Draw(t, "line")) })
	set := line.Filter(func(s string) bool { return s != "" })
	stamp := rapid.Custom(func(t *rapid.T) Time {
		sec := time.Unix(rapid.Int64Range(-62135596800+86400, 253402300799-86400).Draw(t, "sec"), 0).UTC()
		switch rapid.IntRange(0, 2).Draw(t, "precision") {
		case 0:
			return Time{}
		case 1:
			return Day(sec.Date())
		}
		offset := rapid.IntRange(-14*60, 14*60).Draw(t, "offset") * 60
		if offset == 0 {
			return Time{Time: sec}
		}
		return Time{Time: sec.In(time.FixedZone("", offset))}
	})
	rapid.Check(t, func(t *rapid.T) {
		a := &Article{
			Headline: set.Draw(t, "headline"), StandIn: rapid.Bool().Draw(t, "standin"),
			Subhead: line.Draw(t, "subhead"), Byline: line.Draw(t, "byline"), Dateline: line.Draw(t, "dateline"),
			Source: line.Draw(t, "source"), ID: line.Draw(t, "id"), URL: line.Draw(t, "url"),
			Section: line.Draw(t, "section"), Language: line.Draw(t, "language"),
			Published: stamp.Draw(t, "published"), Modified: stamp.Draw(t, "modified"),
		}
		a.Aliases = rapid.SliceOfN(set, 0, 2).Draw(t, "aliases")
		for _, s := range rapid.SliceOfN(set, 0, 2).Draw(t, "notes") {
			a.Notes = append(a.Notes, Note{rapid.SampledFrom(NoteKinds).Draw(t, "kind"), s})
		}
		kinds := rapid.SampledFrom([]ParagraphKind{Text, Heading, Quote, Item, Caption})
		for range rapid.IntRange(1, 4).Draw(t, "paragraphs") {
			a.Body = append(a.Body, Paragraph{kinds.Draw(t, "kind"), rapid.SliceOfN(set, 1, 3).Draw(t, "sentences")})
		}
		checkRoundTrip(t, a)
	})
}

func checkRoundTrip(t interface{ Fatalf(string, ...any) }, a *Article) {
	if err := a.Validate(); err != nil {
		t.Fatalf("not valid: %v", err)
	}
	stored := Encode(a)
	got, err := Decode(stored)
	if err != nil {
		t.Fatalf("Decode: %v\n%q", err, stored)
	}
	if !got.Equal(a) {
		t.Fatalf("came back different (-want +got):\n%s\n%s", cmp.Diff(a, got), stored)
	}
	if again := Encode(got); !bytes.Equal(again, stored) {
		t.Fatalf("stored twice, two forms:\n%q\n%q", stored, again)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(Encode(example()))
	f.Add([]byte("---\nheadline: x\n---\n\n- a\n  b\n\n\\# c\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if a, err := Decode(b); err == nil {
			checkRoundTrip(t, a)
		}
	})
}

func FuzzLine(f *testing.F) {
	f.Add("a\r\nb\u00a0c \u2028")
	f.Fuzz(func(t *testing.T, s string) {
		line := Line(s)
		if err := checkLine(line); err != nil {
			t.Errorf("Line(%q) = %q: %v", s, line, err)
		}
		if Line(line) != line {
			t.Errorf("Line(%q) is not stable", s)
		}
	})
}

func TestValidateRefuses(t *testing.T) {
	tests := []struct {
		name string
		mend func(*Article)
		want string
	}{
		{"headline with a newline", func(a *Article) { a.Headline = "a\nb" }, "headline holds the control character U+000A"},
		{"empty headline", func(a *Article) { a.Headline = "" }, "headline is empty"},
		{"escape in byline", func(a *Article) { a.Byline = "By \x1b[31mAnn" }, "byline holds the control character U+001B"},
		{"broken UTF-8", func(a *Article) { a.Section = "a\xff" }, "section is not valid UTF-8"},
		{"no text", func(a *Article) { a.Body = nil }, "article has no text"},
		{"empty sentence", func(a *Article) { a.Body[0].Sentences[0] = "" }, "paragraph 1: sentence is empty"},
		{"unknown note", func(a *Article) { a.Notes[0].Kind = "erratum" }, `note has unknown kind "erratum"`},
		{"white space at the end", func(a *Article) { a.Dateline = "PARIS " }, "dateline begins or ends with white space"},
		{"year of five digits", func(a *Article) { a.Published = Day(10000, 1, 1) }, "year 10000 is outside 1..9999"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := example()
			tt.mend(a)
			if err := a.Validate(); err == nil || err.Error() != tt.want {
				t.Errorf("got %v, want %v", err, tt.want)
			}
		})
	}
}

func TestDecodeRefuses(t *testing.T) {
	for name, in := range map[string]string{
		"no front matter":    "Hello.\n",
		"open front matter":  "---\nheadline: x\n",
		"broken YAML":        "---\nheadline: [x\n---\n\ny\n",
		"day does not exist": "---\nheadline: x\npublished: 2023-02-29\n---\n\ny\n",
		"no body":            "---\nheadline: x\n---\n",
		"mixed paragraph":    "---\nheadline: x\n---\n\ny\n> z\n",
		"cut short":          "---\nheadline: x\n---\n\ny",
	} {
		if _, err := Decode([]byte(in)); err == nil || !strings.HasPrefix(err.Error(), "not a stored article: ") {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestBodySpans(t *testing.T) {
	b := append(example().Body, Paragraph{Sentences: []string{"地震。", "大きい。"}})
	text := b.Text()
	for _, s := range b.Sentences() {
		if got := text[s.Start:s.End]; got != s.Text {
			t.Errorf("span %d..%d is %q, want %q", s.Start, s.End, got, s.Text)
		}
	}
	if !strings.HasSuffix(text, "\n\n地震。大きい。") {
		t.Errorf("text ends in %q", text[len(text)-40:])
	}
}

func TestParseTime(t *testing.T) {
	for in, want := range map[string]string{
		"2016-09-06":                "2016-09-06",
		"2016-09-06T10:20:30.9Z":    "2016-09-06T10:20:30Z",
		"2016-09-06T10:20:30-05:30": "2016-09-06T10:20:30-05:30",
		"2024-02-29":                "2024-02-29",
		"2023-02-29":                "",
		"06/09/2016":                "",
		"2016-09-06T25:00:00Z":      "",
	} {
		got, err := ParseTime(in)
		if got.String() != want || (err == nil) != (want != "") {
			t.Errorf("ParseTime(%q) = %q, %v; want %q", in, got, err, want)
		}
	}
}
