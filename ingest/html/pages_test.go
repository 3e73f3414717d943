package html

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"github.com/newsarc/newsarc/ingest"
	"github.com/newsarc/newsarc/news"
)

var update = flag.Bool("update", false, "write the golden files of quality")

// goldSets are folders of testdata with pages and what is to be read of each. The
// rules were mended on the first, then on the second; none was made on the last,
// which is to stay so. In them are
// NAME.html, and NAME.txt with "field: value" lines, a blank line, and the text.
// A field that is not there is one that the page does not tell.
var goldSets = []string{"pages", "late", "last"}

// fields are those of the gold but the text, in the order of the figures.
var fields = []string{"headline", "subhead", "byline", "dateline", "published", "modified", "section", "language", "url", "quality", "notes"}

// gold is what is to be read of a page; notes are one for each line, and text
// is one paragraph for each two.
type gold map[string]string

// TestGoldPages measures how the pages of each set are read, and compares the
// figures with SET/quality.golden: precision, recall and F1 of the text in
// shingles of four words as the public benchmark has it, pages whose text is
// right to the word, and pages whose fields are. -v lists what differs.
func TestGoldPages(t *testing.T) {
	for _, set := range goldSets {
		t.Run(set, func(t *testing.T) {
			dir := filepath.Join("testdata", set)
			got := measure(t, dir)
			golden := filepath.Join(dir, "quality.golden")
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("quality changed; go test ./ingest/html -run GoldPages -update keeps it (-kept +got):\n%s", diff)
			}
		})
	}
}

// measure returns the figures of the pages in dir.
func measure(t *testing.T, dir string) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.html"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no pages in %s: %v", dir, err)
	}
	var all pageScore
	right := map[string]int{}
	var inexact []string
	for _, file := range files {
		want, got := readGoldPage(t, file), readAsGold(t, file)
		name := strings.TrimSuffix(filepath.Base(file), ".html")
		s := scorePage(want["text"], got["text"])
		all.add(s)
		if s.exact == 0 {
			inexact = append(inexact, fmt.Sprintf("%-24s P %.3f  R %.3f", name, s.p, s.r))
			t.Logf("%s: text (-want +got):\n%s", name, cmp.Diff(strings.Split(want["text"], "\n\n"), strings.Split(got["text"], "\n\n")))
		}
		for _, f := range fields {
			if sameField(f, want[f], got[f]) {
				right[f]++
			} else {
				t.Logf("%s: %s is %q, want %q", name, f, got[f], want[f])
			}
		}
	}
	var sb strings.Builder
	fmt.Fprintf(&sb, "%d pages\ntext  %v\n\n", len(files), all)
	for _, f := range fields {
		fmt.Fprintf(&sb, "%-10s %d\n", f, right[f])
	}
	fmt.Fprintf(&sb, "\ntext not exact:\n%s\n", strings.Join(inexact, "\n"))
	return sb.String()
}

// readGoldPage reads the gold of a page.
func readGoldPage(t *testing.T, file string) gold {
	t.Helper()
	data, err := os.ReadFile(strings.TrimSuffix(file, ".html") + ".txt")
	if err != nil {
		t.Fatal(err)
	}
	g := gold{"url": addressOf(file)}
	head, text, _ := strings.Cut(string(data), "\n\n")
	g["text"] = strings.TrimSpace(text)
	for line := range strings.SplitSeq(head, "\n") {
		field, value, ok := strings.Cut(line, ": ")
		switch {
		case field == "note" && ok:
			g["notes"] += value + "\n"
		case slices.Contains(fields, field) && ok:
			g[field] = value
		default:
			t.Fatalf("%s: what is %q?", file, line)
		}
	}
	return g
}

// addressOf is where a page is said to come from.
func addressOf(file string) string {
	return "https://www.news.example/" + strings.TrimSuffix(filepath.Base(file), ".html")
}

// readAsGold reads a page as the program does. The entries of a live blog are
// one text, whose fields are those of the first.
func readAsGold(t *testing.T, file string) gold {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	g := gold{}
	for it := range (Decoder{}).Decode(ingest.Raw{Name: file, URL: addressOf(file), Reader: bytes.NewReader(data)}) {
		a := it.Article
		if a == nil {
			t.Logf("%s: %v", file, it.Err)
			continue
		}
		g["text"] = strings.TrimSpace(g["text"] + "\n\n" + a.Body.Text())
		if g["headline"] != "" {
			continue
		}
		g["headline"], g["subhead"], g["byline"], g["dateline"] = a.Headline, a.Subhead, a.Byline, a.Dateline
		g["published"], g["modified"] = a.Published.String(), a.Modified.String()
		g["section"], g["language"], g["url"], g["quality"] = a.Section, a.Language, it.URL, string(it.Quality)
		if a.URL != "" {
			g["url"] = a.URL
		}
		for _, n := range a.Notes {
			g["notes"] += fmt.Sprintf("%s: %s\n", n.Kind, n.Text)
		}
	}
	return g
}

// sameField reports whether two values of a field say the same: of a byline the
// names count, of a time the instant.
func sameField(field, want, got string) bool {
	switch field {
	case "byline":
		return slices.Equal(nameWords(want), nameWords(got))
	case "published", "modified":
		var a, b news.Time
		return want == got || a.UnmarshalText([]byte(want)) == nil && b.UnmarshalText([]byte(got)) == nil && a.DateOnly == b.DateOnly && a.Time.Equal(b.Time)
	}
	return want == got
}

// nameWords returns the words of a byline that are names.
func nameWords(s string) []string {
	words := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && r != '-' && r != '.' })
	return slices.DeleteFunc(words, func(w string) bool { return w == "by" || w == "and" })
}
