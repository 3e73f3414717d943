package e2e

import (
	"bufio"
	"encoding/json"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestWARC lets a reader of web archives that others wrote index an export. It
// finds the place of each record by decompressing one after the other.
func TestWARC(t *testing.T) {
	s := siteOf(t)
	for _, format := range []string{"warc", "warc.gz"} {
		file := filepath.Join(t.TempDir(), "all."+format)
		if err := run(s.root, s.bin, "export", "--all-revisions", "--format", format, "-o", file); err != nil {
			t.Fatal(err)
		}
		c := exec.Command(tool(t, "node", "nodejs"), filepath.Join(fromNPM(t, "warcio"), "dist", "cli.js"), "index", file)
		var stderr strings.Builder
		c.Stderr = &stderr
		out, err := c.Output()
		if err != nil {
			t.Fatalf("%s: warcio: %v\n%s", format, err, stderr.String())
		}
		types, last := map[string]int{}, int64(-1)
		for sc := bufio.NewScanner(strings.NewReader(string(out))); sc.Scan(); {
			var rec struct {
				Offset int64  `json:"offset"`
				Type   string `json:"warc-type"`
				Target string `json:"warc-target-uri"`
			}
			if err := json.Unmarshal(sc.Bytes(), &rec); err != nil {
				t.Fatalf("%s: warcio says %q: %v", format, sc.Text(), err)
			}
			if rec.Offset <= last || rec.Target == "" {
				t.Errorf("%s: record of %q at %d, after one at %d", format, rec.Target, rec.Offset, last)
			}
			types[rec.Type]++
			last = rec.Offset
		}
		// Six revisions of the story and two of the article that attacks, and what
		// another test has added to the archive of all.
		if types["conversion"] < 8 || types["resource"]+types["response"] < 6 {
			t.Errorf("%s: warcio finds %v", format, types)
		}
	}
}
