package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// TestDocument holds the table in docs/quality.md to the figures kept, and
// these to the sets that there are.
func TestDocument(t *testing.T) {
	root := filepath.Join("..", "..", "..")
	text, err := os.ReadFile(filepath.Join(root, golden))
	if err != nil {
		t.Fatal(err)
	}
	var kept figures
	if err := json.Unmarshal(text, &kept); err != nil {
		t.Fatal(err)
	}
	for _, s := range sets {
		if len(kept[s.name]) == 0 {
			t.Errorf("no figures are kept of %s: run make eval-update", s.name)
		}
	}
	for name := range kept {
		if !slices.ContainsFunc(sets, func(s set) bool { return s.name == name }) {
			t.Errorf("figures are kept of %s, which is no set", name)
		}
	}
	page, err := os.ReadFile(filepath.Join(root, document))
	if err != nil {
		t.Fatal(err)
	}
	want, err := kept.insert(page)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(page, want) {
		t.Errorf("the table in %s is not that of %s: run make eval-update", document, golden)
	}
}

func TestReport(t *testing.T) {
	kept := map[string]float64{"F1": .9}
	for _, test := range []struct {
		now  float64
		want int
	}{{.9, 0}, {.8995, 0}, {.8990, 1}, {.95, 0}} {
		if got := report("set", map[string]float64{"F1": test.now}, kept); got != test.want {
			t.Errorf("%v: %d worse, want %d", test.now, got, test.want)
		}
	}
}

func TestPick(t *testing.T) {
	got, err := pick([]byte("token P 0.9 R 0.8 F1 0.8471  exact 0.7"), map[string]string{"F1": `F1 ([\d.]+)`, "exact": `exact ([\d.]+)`})
	if err != nil || got["F1"] != .8471 || got["exact"] != .7 {
		t.Errorf("got %v, %v", got, err)
	}
	if _, err := pick([]byte("nothing"), map[string]string{"F1": `F1 ([\d.]+)`}); err == nil {
		t.Error("a missing figure is no error")
	}
}
