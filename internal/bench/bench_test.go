package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestCorpusIsSeededAndSized(t *testing.T) {
	var a, b bytes.Buffer
	if err := newCorpus(7).write(&a, 300); err != nil {
		t.Fatal(err)
	}
	if err := newCorpus(7).write(&b, 300); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Error("one seed, two corpora")
	}
	lines := strings.Split(strings.TrimSpace(a.String()), "\n")
	if len(lines) != 300 {
		t.Errorf("%d revisions, want 300", len(lines))
	}
	stories, last := map[string]record{}, ""
	apart := 0 // revisions that do not follow their story's last one
	for _, line := range lines {
		var rec record
		if err := json.Unmarshal([]byte(line), &rec); err != nil {
			t.Fatal(err)
		}
		before, known := stories[rec.ID]
		if known && rec.Text == before.Text && rec.Headline == before.Headline {
			t.Errorf("story %s: a revision changes nothing", rec.ID)
		}
		if rec.Captured < last {
			t.Errorf("story %s: captured %s after %s", rec.ID, rec.Captured, last)
		}
		if known && before.Captured != last {
			apart++
		}
		stories[rec.ID], last = rec, rec.Captured
	}
	if apart < 100 {
		t.Errorf("only %d revisions stand apart from those before them", apart)
	}
	if len(stories) < 40 || len(stories) > 150 {
		t.Errorf("%d stories of 300 revisions", len(stories))
	}
}

func TestSectionIsReplaced(t *testing.T) {
	file := filepath.Join(t.TempDir(), "benchmarks.md")
	if err := os.WriteFile(file, []byte("# Benchmarks\n\nBefore.\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, figure := range []string{"1 ms", "2 ms"} {
		b := &bench{size: 10000, rows: []row{{work: "log", mine: figure, ratio: 0.01}}}
		if err := b.writeSection(file); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if text := string(got); strings.Contains(text, "1 ms") || !strings.Contains(text, "2 ms") || !strings.Contains(text, "1/100") || !strings.HasPrefix(text, "# Benchmarks\n\nBefore.\n") {
		t.Errorf("got %s", text)
	}
}

func TestCount(t *testing.T) {
	for in, want := range map[string]int{"10k": 10_000, "1M": 1_000_000, "2500": 2500, "x": 0, "5": 0, "k": 0} {
		if got, err := count(in); got != want || (err == nil) != (want > 0) {
			t.Errorf("count(%q) = %d, %v", in, got, err)
		}
	}
}

// A command that feeds another is not counted, and its failure is told.
func TestFeed(t *testing.T) {
	ctx := t.Context()
	u, err := command{args: []string{"grep", "-q", "flood"}, feed: []string{"echo", "flood"}}.run(ctx)
	if err != nil || u.wall == 0 {
		t.Errorf("%+v, %v", u, err)
	}
	if _, err := (command{args: []string{"cat"}, feed: []string{"sh", "-c", "echo x; exit 3"}}).run(ctx); err == nil {
		t.Error("a failed feeder is not told")
	}
}
