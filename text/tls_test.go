package text

import (
	"compress/gzip"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var tls = flag.String("tls", "", "folder of *.jsonl.gz articles with one sentence per line, to score Sentences")

// TestTimelineArticles scores Sentences against texts that others have cut:
// the lines of an article are joined by spaces and must be found again.
func TestTimelineArticles(t *testing.T) {
	if *tls == "" {
		t.Skip("no -tls folder given: the texts may not be redistributed")
	}
	files, _ := filepath.Glob(filepath.Join(*tls, "*.jsonl.gz"))
	if len(files) == 0 {
		t.Fatalf("no *.jsonl.gz in %s", *tls)
	}
	var all score
	for _, name := range files {
		var sc score
		for _, text := range readTexts(t, name) {
			lines := strings.Split(text, "\n")
			sc.add(lines, strings.Join(lines, " "))
		}
		t.Logf("%-16s %v", filepath.Base(name), sc)
		all = score{all.right + sc.right, all.found + sc.found, all.gold + sc.gold}
	}
	t.Logf("%-16s %v", "all", all)
	if all.f1() < 0.98 {
		t.Errorf("F1 %.4f, want at least .98", all.f1())
	}
}

func readTexts(t *testing.T, name string) []string {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	zr, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for dec := json.NewDecoder(zr); ; {
		var d struct{ Text string }
		if err := dec.Decode(&d); errors.Is(err, io.EOF) {
			return out
		} else if err != nil {
			t.Fatal(err)
		}
		out = append(out, d.Text)
	}
}
