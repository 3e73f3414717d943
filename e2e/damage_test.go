package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// lose takes the packs of a repository apart and removes an object.
const lose = `id=$(git rev-parse "$1") && mkdir old && mv objects/pack/* old && for p in old/*.pack; do git unpack-objects -q <$p; done &&
rm -rf old && rm -f objects/$(echo $id | cut -c1-2)/$(echo $id | cut -c3-)`

// TestDamagedPages looks at the pages of an archive that has lost a text, as
// TestPages does at those of one that is whole.
func TestDamagedPages(t *testing.T) {
	whole := siteOf(t)
	s := &site{root: filepath.Join(t.TempDir(), "Damaged"), bin: whole.bin}
	if err := os.Mkdir(s.root, 0o755); err != nil {
		t.Fatal(err)
	}
	try := func(dir, name string, args ...string) {
		t.Helper()
		if err := run(dir, name, args...); err != nil {
			t.Fatal(err)
		}
	}
	try(s.root, s.bin, "init")
	file := filepath.Join(s.root, "ferry.jsonl")
	for i, toll := range []int{3, 5, 8} {
		line, err := json.Marshal(map[string]any{
			"url": "https://wire.example/ferry", "headline": "Ferry sinks off the northern cape", "captured": fmt.Sprintf("2024-05-01T1%d:00:00Z", i),
			"published": "2024-05-01T09:00:00Z", "text": fmt.Sprintf("A ferry sank off the northern cape on Tuesday, killing %d people, the coast guard said.", toll),
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, line, 0o644); err != nil {
			t.Fatal(err)
		}
		try(s.root, s.bin, "add", file)
	}
	try(filepath.Join(s.root, ".newsarc", "archive.git"), "sh", "-c", lose, "lose", "main~1")
	if err := s.serve(); err != nil {
		t.Fatal(err)
	}
	defer s.stop()
	b := newBrowser(t, s)
	rules, err := os.ReadFile(fromNPM(t, "axe-core/axe.min.js"))
	if err != nil {
		t.Fatal(err)
	}
	const story = "wire.example/2024/05/01/ferry-sinks-off-the-northern-cape"
	for _, path := range []string{
		"/?all=1", "/story/" + story, "/source/wire.example", "/timeline?story=" + story, "/blame/" + story, "/search?q=ferry&all=1", "/revision/" + story + "@2",
	} {
		for _, width := range []int64{360, 1920} {
			b.light(t, "light")
			b.show(t, path, width)
			if overflow := do(t, b, chromedp.Evaluate[int](`document.documentElement.scrollWidth - document.documentElement.clientWidth`)); overflow > 0 {
				t.Errorf("%s at %d: %d pixels wider than the window", path, width, overflow)
			}
			if text := do(t, b, chromedp.Evaluate[string](`document.querySelector('main').textContent`)); !strings.HasPrefix(path, "/search") && !(strings.Contains(text, "annot be") && strings.Contains(text, "newsarc verify")) {
				t.Errorf("%s does not say what is lost: %s", path, text)
			}
			b.screenshot(t, "damaged"+path, width, "light")
			do(t, b, chromedp.Evaluate[chromedp.Void](string(rules)))
			found := b.axe(t, `{resultTypes: ['violations']}`)
			b.light(t, "dark")
			found = append(found, b.axe(t, `{resultTypes: ['violations'], runOnly: ['color-contrast', 'link-in-text-block']}`)...)
			for _, f := range found {
				t.Errorf("%s at %d: %s", path, width, f)
			}
		}
	}
}
