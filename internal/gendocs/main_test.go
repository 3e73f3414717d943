package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestStale compares what lies in docs with what the commands say.
func TestStale(t *testing.T) {
	docs := filepath.Join("..", "..", "docs")
	files := generate()
	for name, want := range files {
		got, err := os.ReadFile(filepath.Join(docs, filepath.FromSlash(name)))
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("docs/%s is stale: run make docs", name)
		}
	}
	old, err := filepath.Glob(filepath.Join(docs, "man", "*.1"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range old {
		if _, ok := files["man/"+filepath.Base(path)]; !ok {
			t.Errorf("docs/man/%s describes no command: run make docs", filepath.Base(path))
		}
	}
}

// TestComplete holds every command to saying what a reader needs.
func TestComplete(t *testing.T) {
	for name, page := range generate() {
		if !strings.HasSuffix(name, ".1") {
			continue
		}
		for _, section := range []string{"NAME", "SYNOPSIS", "DESCRIPTION", "EXAMPLES", "EXIT STATUS"} {
			if !bytes.Contains(page, []byte("\n.SH "+section+"\n")) {
				t.Errorf("%s has no section %s", name, section)
			}
		}
	}
}

// TestGroff asks troff itself, where it is installed.
func TestGroff(t *testing.T) {
	groff, err := exec.LookPath("groff")
	if err != nil {
		t.Log("groff is not installed: the pages were only compared")
		return
	}
	for name, page := range generate() {
		if !strings.HasSuffix(name, ".1") {
			continue
		}
		c := exec.Command(groff, "-man", "-Tutf8", "-ww", "-z")
		c.Stdin = bytes.NewReader(page)
		if out, err := c.CombinedOutput(); err != nil || len(out) > 0 {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
	}
}

func TestRoff(t *testing.T) {
	if got, want := roff(".a 'b' --c\\d"), `\&.a \(aqb\(aq \-\-c\ed`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
