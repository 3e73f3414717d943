package timex

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestBlind measures the tagger on sentences, each a text of its own, and on
// whole texts that were labelled before the rules for them were written, and
// compares the figures with testdata/blind/quality.golden. -v lists what differs.
func TestBlind(t *testing.T) {
	var report strings.Builder
	for _, name := range []string{"first", "second", "third", "texts"} {
		var q quality
		for _, b := range blindTexts(t, name) {
			text, want := annotated(t, b.text)
			got := found(text, b.ref)
			q.count(want, got)
			if d := unlike(want, got); d != "" && testing.Verbose() {
				t.Logf("%s.txt:%d: %s", name, b.line, d)
			}
		}
		fmt.Fprintf(&report, "%s: %s\n", name, q)
	}
	golden := filepath.Join("testdata", "blind", "quality.golden")
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(golden, []byte(report.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), report.String()); d != "" {
		t.Errorf("quality has changed (UPDATE=1 renews %s):\n%s", golden, d)
	}
}

type blindText struct {
	line int
	text string
	ref  Reference
}

// blindTexts reads a file of labelled texts: each line is one, written on
// wednesday, or, where lines "ref: TIME" are found, all lines up to the next.
func blindTexts(t *testing.T, name string) (texts []blindText) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "blind", name+".txt"))
	if err != nil {
		t.Fatal(err)
	}
	whole := strings.Contains(string(data), "\nref: ")
	for i, line := range strings.Split(string(data), "\n") {
		at, isRef := strings.CutPrefix(line, "ref: ")
		switch {
		case strings.HasPrefix(line, "#"):
		case isRef:
			at, _, _ = strings.Cut(at, " ")
			tm, err := time.Parse(time.RFC3339, at)
			if err != nil {
				t.Fatalf("%s.txt:%d: %v", name, i+1, err)
			}
			texts = append(texts, blindText{i + 1, "", Reference{Time: tm, Language: "en"}})
		case whole && len(texts) > 0:
			texts[len(texts)-1].text += line + "\n"
		case line != "":
			texts = append(texts, blindText{i + 1, line, Reference{Time: wednesday.Time, Language: "en"}})
		}
	}
	return texts
}

// unlike lists the expressions that only one side has, those of a text in order.
func unlike(want, got []gold) string {
	var b strings.Builder
	for _, w := range want {
		if !slices.Contains(got, w) {
			fmt.Fprintf(&b, "\n  want %v", w)
		}
	}
	for _, g := range got {
		if !slices.Contains(want, g) {
			fmt.Fprintf(&b, "\n  got  %v", g)
		}
	}
	return b.String()
}
