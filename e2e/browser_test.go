package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// browser is a tab that notes what must not happen.
type browser struct {
	ctx  context.Context
	site *site

	mu    sync.Mutex
	wrong []string
}

func newBrowser(t *testing.T, s *site) *browser {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		missing(t, "no chromium on this machine: apt-get install chromium")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true), chromedp.Flag("no-first-run", true), chromedp.Flag("hide-scrollbars", true),
		chromedp.WSURLReadTimeout(time.Minute))
	allocated, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(cancel)
	ctx, cancel := chromedp.NewContext(allocated)
	t.Cleanup(cancel)
	b := &browser{ctx: ctx, site: s}
	if err := chromedp.Listen(ctx, b.listen); err != nil {
		t.Fatal(err)
	}
	call(t, b, log.Enable, cdp.Empty{})
	return b
}

// listen notes errors, dialogs and requests to elsewhere.
func (b *browser) listen(event any) {
	note := func(format string, args ...any) {
		b.mu.Lock()
		b.wrong = append(b.wrong, fmt.Sprintf(format, args...))
		b.mu.Unlock()
	}
	switch e := event.(type) {
	case *page.EventJavascriptDialogOpening:
		note("a script ran: dialog %q", e.Message)
		go func() {
			_, _ = chromedp.Call(b.ctx, page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{Accept: true})
		}()
	case *runtime.EventExceptionThrown:
		note("exception: %s", e.ExceptionDetails.Text)
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError {
			note("console error")
		}
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError && !strings.Contains(e.Entry.Text, "404") {
			note("log: %s %s", e.Entry.Text, e.Entry.URL)
		}
	case *network.EventRequestWillBeSent:
		u, err := url.Parse(e.Request.URL)
		if err == nil && u.Scheme != "data" && "http://"+u.Host != b.site.url {
			note("request to %s", e.Request.URL)
		}
	}
}

// complaints returns what went wrong since the last call.
func (b *browser) complaints() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	out := b.wrong
	b.wrong = nil
	return out
}

// call sends a command to the tab.
func call[P, R any](t *testing.T, b *browser, command cdp.Command[P, R], params P) {
	t.Helper()
	if _, err := chromedp.Call(b.ctx, command, params); err != nil {
		t.Fatal(err)
	}
}

// do runs an action and returns its value.
func do[T any](t *testing.T, b *browser, a chromedp.Action[T]) T {
	t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, time.Minute)
	defer cancel()
	value, err := chromedp.Run(ctx, a)
	if err != nil {
		t.Fatal(err)
	}
	return value
}

// show opens a page in a window of a width, light or dark.
func (b *browser) show(t *testing.T, path string, width int64, scheme string) {
	t.Helper()
	do(t, b, chromedp.EmulateViewport(width, 900))
	call(t, b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
	})
	do(t, b, chromedp.Navigate(b.site.url+path))
	do(t, b, chromedp.WaitReady(chromedp.CSS("footer")))
}

// findings runs axe-core and returns what it calls serious or worse.
func (b *browser) findings(t *testing.T, source string) []string {
	t.Helper()
	do(t, b, chromedp.Evaluate[chromedp.Void](source))
	result := do(t, b, chromedp.Evaluate[string](`axe.run(document, {resultTypes: ['violations']}).then(r => JSON.stringify(
		r.violations.map(v => ({id: v.id, impact: v.impact, html: v.nodes.slice(0, 2).map(n => n.html + ' ' + n.failureSummary).join(' | ')}))))`,
		chromedp.EvalAwaitPromise))
	var all []struct{ ID, Impact, HTML string }
	if err := json.Unmarshal([]byte(result), &all); err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, v := range all {
		if v.Impact == "serious" || v.Impact == "critical" {
			out = append(out, v.ID+": "+v.HTML)
		}
	}
	return out
}

// TestPages opens every page at three widths, light and dark.
func TestPages(t *testing.T) {
	s := newSite(t)
	b := newBrowser(t, s)
	rules := axe(t)
	for _, scheme := range []string{"light", "dark"} {
		for _, width := range []int64{360, 1024, 1920} {
			for _, path := range s.paths {
				b.show(t, path, width, scheme)
				where := fmt.Sprintf("%s at %d, %s", path, width, scheme)
				overflow := do(t, b, chromedp.Evaluate[int](`document.documentElement.scrollWidth - document.documentElement.clientWidth`))
				if overflow > 0 {
					t.Errorf("%s: %d pixels wider than the window", where, overflow)
				}
				if width != 1920 {
					for _, f := range b.findings(t, rules) {
						t.Errorf("%s: axe: %s", where, f)
					}
				}
				for _, c := range b.complaints() {
					t.Errorf("%s: %s", where, c)
				}
				b.screenshot(t, path, width, scheme)
			}
		}
	}
}

// screenshot leaves a picture where SCREENSHOTS says.
func (b *browser) screenshot(t *testing.T, path string, width int64, scheme string) {
	dir := os.Getenv("SCREENSHOTS")
	if dir == "" || width == 1920 && scheme == "dark" {
		return
	}
	picture := do(t, b, chromedp.CaptureScreenshot())
	name := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-' {
			return r
		}
		return '_'
	}, strings.ToLower(path))
	file := filepath.Join(dir, fmt.Sprintf("%.40s-%d-%s.png", strings.Trim(name, "_")+"_", width, scheme))
	if err := os.WriteFile(file, picture, 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestKeyboard walks through pages with the keyboard alone.
func TestKeyboard(t *testing.T) {
	s := newSite(t)
	b := newBrowser(t, s)
	const focused = `(() => { const e = document.activeElement, c = getComputedStyle(e);
		return e === document.body ? '' : e.tagName + '|' + (e.className.baseVal ?? e.className) + '|' + e.textContent.trim().slice(0, 30) + '|' + (c.outlineStyle !== 'none' || e.closest('svg') !== null); })()`
	for _, path := range []string{"/", s.address(t, "/story/quake"), s.address(t, "/diff/quake@3"), s.address(t, "/blame/quake"), "/timeline?source=harbourpost.example", "/search?q=dam"} {
		b.show(t, path, 1024, "light")
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
	b.show(t, "/", 1024, "light")
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
	s := newSite(t)
	b := newBrowser(t, s)
	b.show(t, "/timeline?story=quake", 1024, "light")
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
	s := newSite(t)
	b := newBrowser(t, s)
	call(t, b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	for path, part := range map[string]string{
		"/timeline?story=quake": "What was on record at", s.address(t, "/diff/quake@3"): "only in the new text", s.address(t, "/blame/quake"): "Since when",
	} {
		b.show(t, path, 1024, "light")
		text := do(t, b, chromedp.Text(chromedp.CSS("main")))
		if !strings.Contains(text, part) {
			t.Errorf("%s lacks %q", path, part)
		}
	}
}
