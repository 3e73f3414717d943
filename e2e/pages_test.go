package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestPages opens every page at three widths, light and dark. At the narrowest
// and the widest it runs all rules of axe-core, in dark those about colours.
func TestPages(t *testing.T) {
	s := siteOf(t)
	b := newBrowser(t, s)
	rules, err := os.ReadFile(fromNPM(t, "axe-core/axe.min.js"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range s.paths {
		for _, width := range []int64{360, 768, 1920} {
			b.light(t, "light")
			b.show(t, path, width)
			overflow := do(t, b, chromedp.Evaluate[int](`document.documentElement.scrollWidth - document.documentElement.clientWidth`))
			if overflow > 0 {
				t.Errorf("%s at %d: %d pixels wider than the window", path, width, overflow)
			}
			b.screenshot(t, path, width, "light")
			var found []string
			if width != 768 {
				do(t, b, chromedp.Evaluate[chromedp.Void](string(rules)))
				found = b.axe(t, `{resultTypes: ['violations']}`)
			}
			b.light(t, "dark")
			b.screenshot(t, path, width, "dark")
			if width != 768 {
				found = append(found, b.axe(t, `{resultTypes: ['violations'], runOnly: ['color-contrast', 'link-in-text-block']}`)...)
			}
			for _, f := range append(found, b.complaints()...) {
				t.Errorf("%s at %d: %s", path, width, f)
			}
		}
	}
}

// TestAxeFinds holds the test above to finding something where there is
// something.
func TestAxeFinds(t *testing.T) {
	s := siteOf(t)
	b := newBrowser(t, s)
	rules, err := os.ReadFile(fromNPM(t, "axe-core/axe.min.js"))
	if err != nil {
		t.Fatal(err)
	}
	b.show(t, "/about", 768)
	do(t, b, chromedp.Evaluate[chromedp.Void](`document.querySelector('main').insertAdjacentHTML('beforeend',
		'<p class="bad">faint</p><input name="x">'); document.querySelector('.bad').style.color = '#ddd'; alert(1); fetch('http://evil.example/').catch(() => {})`))
	do(t, b, chromedp.Evaluate[chromedp.Void](string(rules)))
	got := strings.Join(append(b.axe(t, `{}`), b.complaints()...), "\n")
	for _, want := range []string{"color-contrast", "label", "a script ran", "evil.example"} {
		if !strings.Contains(got, want) {
			t.Errorf("nothing is found of %s:\n%s", want, got)
		}
	}
}

// focused describes what has the focus: its tag, class, text, and whether the
// focus can be seen.
const focused = `(() => { const e = document.activeElement, c = getComputedStyle(e);
	return e === document.body ? '' : e.tagName + '|' + (e.className.baseVal ?? e.className) + '|' + e.textContent.trim().slice(0, 30) + '|' + (c.outlineStyle !== 'none' || e.closest('svg') !== null); })()`

// TestKeyboard walks through pages with the keyboard alone.
func TestKeyboard(t *testing.T) {
	s := siteOf(t)
	b := newBrowser(t, s)
	for _, path := range []string{"/", s.at(t, "/story/quake"), s.at(t, "/diff/quake@3"), s.at(t, "/blame/quake"), "/timeline?source=harbourpost.example", "/search?q=dam"} {
		b.show(t, path, 1024)
		seen := map[string]bool{}
		last := ""
		for i := range 40 {
			do(t, b, chromedp.KeyEvent(kb.Tab))
			at := do(t, b, chromedp.Evaluate[string](focused))
			if i == 0 && !strings.Contains(at, "skip") {
				t.Errorf("%s: the first stop is %q, not the link to the content", path, at)
			}
			if at != "" && strings.HasSuffix(at, "|false") {
				t.Errorf("%s: the focus cannot be seen on %q", path, at)
			}
			if at == "" && last != "" {
				break // all round
			}
			seen[at], last = true, at
		}
		if len(seen) < 12 {
			t.Errorf("%s: only %d stops", path, len(seen))
		}
	}
	b.show(t, "/", 1024)
	do(t, b, chromedp.KeyEvent("n"))
	title := do(t, b, chromedp.Evaluate[bool](`document.activeElement.closest('h2') !== null`))
	do(t, b, chromedp.KeyEvent("/"))
	search := do(t, b, chromedp.Evaluate[bool](`document.activeElement.id === 'quick'`))
	if !title || !search {
		t.Errorf("n goes to an entry: %v; / goes to the search: %v", title, search)
	}
}

// TestAsOf moves the slider of a timeline to its beginning.
func TestAsOf(t *testing.T) {
	s := siteOf(t)
	b := newBrowser(t, s)
	b.show(t, "/timeline?story=quake", 1024)
	before := do(t, b, chromedp.Text(chromedp.CSS(".tl")))
	do(t, b, chromedp.Focus(chromedp.CSS("#asof-range")))
	do(t, b, chromedp.KeyEvent(kb.Home))
	do(t, b, chromedp.WaitVisible(chromedp.CSS(".asof .now")))
	after := do(t, b, chromedp.Text(chromedp.CSS(".tl")))
	if !strings.Contains(before, "31") || strings.Contains(after, "killing at least 31") || !strings.Contains(after, "as on record at") {
		t.Errorf("as of the first capture: %.200s", after)
	}
}

// TestWithoutScripts reads pages with scripts switched off.
func TestWithoutScripts(t *testing.T) {
	s := siteOf(t)
	b := newBrowser(t, s)
	call(t, b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	for path, part := range map[string]string{
		"/timeline?story=quake": "What was on record at", s.at(t, "/diff/quake@3"): "only in the new text", s.at(t, "/blame/quake"): "Since when",
	} {
		b.show(t, path, 1024)
		text := do(t, b, chromedp.Text(chromedp.CSS("main")))
		if !strings.Contains(text, part) {
			t.Errorf("%s lacks %q", path, part)
		}
	}
}

// TestLive adds a revision while the server runs: it is on the page at once.
func TestLive(t *testing.T) {
	s := siteOf(t)
	b := newBrowser(t, s)
	b.show(t, "/", 1024)
	file := t.TempDir() + "/flood.jsonl"
	const headline = "Flood cuts off the valley"
	line := fmt.Sprintf(`{"url":"https://harbourpost.example/flood","source":"harbourpost.example","headline":%q,"text":"A flood cut off the valley on Friday.","captured":"2024-05-18T08:00:00Z"}`, headline)
	if err := os.WriteFile(file, []byte(line), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := run(s.root, s.bin, "add", file); err != nil {
		t.Fatal(err)
	}
	do(t, b, chromedp.Reload())
	do(t, b, chromedp.WaitReady(chromedp.CSS("footer")))
	if text := do(t, b, chromedp.Text(chromedp.CSS("main"))); !strings.Contains(text, headline) {
		t.Errorf("the front page lacks it: %.300s", text)
	}
}

// TestPrint holds paper to what only a screen needs being left out, and to what
// is read being there.
func TestPrint(t *testing.T) {
	s := siteOf(t)
	b := newBrowser(t, s)
	b.show(t, s.at(t, "/story/quake"), 768)
	call(t, b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
	drawn := do(t, b, chromedp.Evaluate[[]bool](`['.strip rect.bar', '.revisions', '.cite', 'form.bar', '.masthead nav'].map(q => getComputedStyle(document.querySelector(q)).display !== 'none')`))
	if got := fmt.Sprint(drawn); got != "[true true true false false]" {
		t.Errorf("drawing, table, citation, form and navigation are printed: %s", got)
	}
}

// TestSpokenChanges holds a comparison to being understood where neither colours
// nor lines are seen: the browser says to a screen reader what is old and new.
func TestSpokenChanges(t *testing.T) {
	s := siteOf(t)
	b := newBrowser(t, s)
	b.show(t, s.at(t, "/diff/quake@3"), 768)
	tree, err := chromedp.Call(b.ctx, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{})
	if err != nil {
		t.Fatal(err)
	}
	nodes := map[accessibility.NodeID]*accessibility.Node{}
	for _, n := range tree.Nodes {
		nodes[n.NodeID] = n
	}
	var said strings.Builder
	var read func(n *accessibility.Node)
	read = func(n *accessibility.Node) {
		if n.Name != nil && n.Role != nil && strings.Contains(string(n.Role.Value), "StaticText") {
			var text string
			if err := json.Unmarshal([]byte(n.Name.Value), &text); err != nil {
				t.Fatal(err)
			}
			said.WriteString(text)
		}
		for _, id := range n.ChildIDs {
			if child := nodes[id]; child != nil {
				read(child)
			}
		}
	}
	read(tree.Nodes[0])
	text := strings.Join(strings.Fields(said.String()), " ")
	if want := "Quake kills at least old: 31 new: 27 on Calder coast"; !strings.Contains(text, want) {
		t.Errorf("the comparison does not read %q: %.2000s", want, text)
	}
}
