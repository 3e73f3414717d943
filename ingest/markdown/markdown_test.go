package markdown

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newsarc/newsarc/ingest"
	"github.com/newsarc/newsarc/news"
)

func decode(t *testing.T, s string) ingest.Item {
	t.Helper()
	items := slices.Collect(Decoder{}.Decode(ingest.Raw{Name: "in.md", Reader: strings.NewReader(s)}))
	if len(items) != 1 {
		t.Fatalf("got %d items, want 1", len(items))
	}
	return items[0]
}

const stored = `---
headline: "Quake hits coast: at least 12 dead"
dateline: PORT ELBA, Norland
published: 2024-05-01T09:30:00+02:00
notes:
  - kind: correction
    text: It was six.
---

A quake struck. It was strong.
"It was loud," she said.

## Worst in decades

> We ran.
> > twice

- 12 dead
  and more

: A collapsed pier.

\--- not a fence
Correction: this line is a sentence of the stored text.
LONDON -- This one too.
`

func TestStoredForm(t *testing.T) {
	it := decode(t, stored)
	if it.Err != nil {
		t.Fatal(it.Err)
	}
	if diff := cmp.Diff(stored, string(news.Encode(it.Article))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if it.Raw != nil {
		t.Error("the stored form holds all of the input, and yet there is a capture")
	}
}

func TestMarkdown(t *testing.T) {
	for _, test := range []struct{ name, in, want string }{
		{"title as heading", "# Quake hits coast\n\nPORT ELBA, Norland -- A quake struck. Nobody\nwas hurt.\n", `---
headline: Quake hits coast
dateline: PORT ELBA, Norland
---

A quake struck.
Nobody was hurt.
`},
		{"several sentences a line", "---\nheadline: Quake\npublished: 2024-05-01\n---\nA quake struck. Nobody was hurt.\n\n### Damage ###\n\n* One pier\n* Two\n  boats. All sank.\n\n> We ran. All\n> of us.\n\n***\n\nCorrection: It was two boats.\n", `---
headline: Quake
published: 2024-05-01
notes:
  - kind: correction
    text: "Correction: It was two boats."
---

A quake struck.
Nobody was hurt.

## Damage

- One pier

- Two boats.
  All sank.

> We ran.
> All of us.
`},
		{"no headline", "A quake struck. Nobody was hurt.", `---
headline: A quake struck.
stand_in: true
---

A quake struck.
Nobody was hurt.
`},
		{"front matter alone is closed at the end", "---\nheadline: Quake\nurl: https://www.example.org/a\n---\n\nText.", `---
headline: Quake
source: example.org
url: https://www.example.org/a
---

Text.
`},
	} {
		t.Run(test.name, func(t *testing.T) {
			for _, in := range []string{test.in, strings.ReplaceAll(test.in, "\n", "\r\n")} {
				it := decode(t, in)
				if it.Err != nil {
					t.Fatal(it.Err)
				}
				if diff := cmp.Diff(test.want, string(news.Encode(it.Article))); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
				if string(it.Raw) != in {
					t.Error("the capture is not the file")
				}
			}
		})
	}
}

func TestErrors(t *testing.T) {
	for _, test := range []struct{ name, in, where, err string }{
		{"empty", "", "in.md", "file is empty"},
		{"front matter only", "---\nheadline: Quake\n---", "in.md", "article has no text"},
		{"not closed", "---\nheadline: Quake\n\nText.\n", "in.md:1", "front matter is not closed by a line ---"},
		{"unknown key", "---\nheadline: Quake\ntitel: Quake\n---\nText.\n", "in.md", "line 3: unknown key \"titel\""},
		{"no YAML", "---\nheadline: [Quake\n---\nText.\n", "in.md", "front matter: line "},
		{"no such date", "---\nheadline: Quake\npublished: 2024-02-30\n---\nText.\n", "in.md:3", `published: "2024-02-30" is neither`},
		{"headline with a line break", "---\nheadline: \"Quake\\nhits\"\n---\nText.\n", "in.md", "headline holds the control character U+000A"},
		{"source with a path", "---\nheadline: Quake\nsource: ../../etc\n---\nText.\n", "in.md", "neither a host nor a name"},
	} {
		t.Run(test.name, func(t *testing.T) {
			it := decode(t, test.in)
			if it.Err == nil || !strings.Contains(it.Err.Error(), test.err) || it.Where != test.where {
				t.Errorf("got %s: %v; want %s: ... %s", it.Where, it.Err, test.where, test.err)
			}
			if it.Err != nil && strings.Contains(it.Err.Error(), "\n") {
				t.Error("the error has more than one line")
			}
		})
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(stored)
	f.Add("# Quake\n\ntext\n- a\n  b\n> c\n\\d\n: e\n***")
	f.Add("---\n---\n\\\n")
	f.Fuzz(func(t *testing.T, s string) {
		it := decode(t, s)
		if it.Err != nil {
			return
		}
		if err := it.Article.Validate(); err != nil {
			t.Fatalf("invalid article: %v", err)
		}
		enc := string(news.Encode(it.Article))
		again := decode(t, enc)
		if again.Err != nil || !again.Article.Equal(it.Article) {
			t.Fatalf("the stored form comes back changed: %v", again.Err)
		}
	})
}
