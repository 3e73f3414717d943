package timex

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// wednesday is the reference of the cases: 7 September 2016, 15:04.
var wednesday = Reference{Time: time.Date(2016, 9, 7, 15, 4, 0, 0, time.UTC)}

// gold is an expression as a test file has it.
type gold struct {
	Text  string
	Start int
	Type  Type
	Value string
	Mod   Mod
}

// annotated takes the brackets out of a text and returns them with it.
func annotated(t *testing.T, s string) (text string, want []gold) {
	t.Helper()
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(s, "[")
		b.WriteString(before)
		if !ok {
			return b.String(), want
		}
		inside, after, ok := strings.Cut(rest, "]")
		if !ok {
			t.Fatalf("no ] in %q", s)
		}
		f := strings.Split(inside, "|")
		g := gold{Text: f[0], Start: b.Len(), Type: Date, Value: f[1]}
		if len(f) > 2 {
			g.Type, g.Value = Type(f[1]), f[2]
		}
		if len(f) > 3 {
			g.Mod = Mod(f[3])
		}
		want = append(want, g)
		b.WriteString(f[0])
		s = after
	}
}

func found(text string, ref Reference) []gold {
	var got []gold
	for _, e := range Tag(text, ref) {
		got = append(got, gold{text[e.Start:e.End], e.Start, e.Type, e.Value, e.Mod})
	}
	return got
}

func TestCases(t *testing.T) {
	for _, lang := range []string{"en", "es"} {
		data, err := os.ReadFile(filepath.Join("testdata", lang+".cases"))
		if err != nil {
			t.Fatal(err)
		}
		ref := wednesday
		ref.Language = lang
		for i, line := range strings.Split(string(data), "\n") {
			if line == "" || line[0] == '#' {
				continue
			}
			text, want := annotated(t, line)
			if d := cmp.Diff(want, found(text, ref)); d != "" {
				t.Errorf("%s.cases:%d: %s\n%s", lang, i+1, text, d)
			}
		}
	}
}

// quality counts how well tags agree with gold, after the TempEval-3 task A
// definition: a pair overlaps; strict pairs have the same extent.
type quality struct{ gold, found, relaxed, strict, typ, value int }

func (q *quality) count(want, got []gold) {
	q.gold += len(want)
	q.found += len(got)
	for i, j := 0, 0; i < len(want) && j < len(got); {
		w, g := want[i], got[j]
		we, ge := w.Start+len(w.Text), g.Start+len(g.Text)
		switch {
		case w.Start < ge && g.Start < we:
			q.relaxed++
			q.strict += one(w.Start == g.Start && we == ge)
			q.typ += one(w.Type == g.Type)
			q.value += one(w.Value == g.Value)
			i, j = i+1, j+1
		case we <= g.Start:
			i++
		default:
			j++
		}
	}
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (q quality) String() string {
	f := func(n int) float64 { return 200 * float64(n) / float64(q.gold+q.found) }
	return fmt.Sprintf("gold %d, found %d; F1 strict %.1f, relaxed %.1f, type %.1f, value %.1f",
		q.gold, q.found, f(q.strict), f(q.relaxed), f(q.typ), f(q.value))
}

// TestQuality measures the tagger on the texts of testdata/corpus and compares
// the figures with testdata/quality.golden: a change of quality is part of the
// change under review.
func TestQuality(t *testing.T) {
	files, err := filepath.Glob("testdata/corpus/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no corpus", err)
	}
	var all quality
	var report strings.Builder
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		head, body, _ := strings.Cut(string(data), "\n\n")
		ref := readReference(t, head)
		text, want := annotated(t, body)
		got := found(text, ref)
		var q quality
		q.count(want, got)
		all.count(want, got)
		fmt.Fprintf(&report, "%s: %s\n", strings.TrimSuffix(filepath.Base(file), ".txt"), q)
	}
	fmt.Fprintf(&report, "all: %s\n", all)
	golden := "testdata/quality.golden"
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

// readReference reads the head of a corpus file: "ref: TIME" and perhaps
// "lang: TAG".
func readReference(t *testing.T, head string) Reference {
	t.Helper()
	var ref Reference
	for line := range strings.SplitSeq(head, "\n") {
		key, val, _ := strings.Cut(line, ": ")
		switch key {
		case "ref":
			at, err := time.Parse(time.RFC3339, val)
			if err != nil {
				t.Fatal(err)
			}
			ref.Time = at
		case "lang":
			ref.Language = val
		}
	}
	return ref
}
