package timex

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestBlind measures the tagger on sentences that were labelled before the rules
// for them were written, each a text of its own, and compares the figures with
// testdata/blind/quality.golden. -v lists what differs.
func TestBlind(t *testing.T) {
	var report strings.Builder
	for _, name := range []string{"first", "second"} {
		data, err := os.ReadFile(filepath.Join("testdata", "blind", name+".txt"))
		if err != nil {
			t.Fatal(err)
		}
		ref := wednesday
		ref.Language = "en"
		var q quality
		for i, line := range strings.Split(string(data), "\n") {
			if line == "" || line[0] == '#' {
				continue
			}
			text, want := annotated(t, line)
			got := found(text, ref)
			q.count(want, got)
			if d := cmp.Diff(want, got); d != "" && testing.Verbose() {
				t.Logf("%s.txt:%d: %s\n  got %v", name, i+1, line, got)
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
