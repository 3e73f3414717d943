package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
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
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(tool(t, "chromium", "chromium")), chromedp.NoSandbox, chromedp.DisableGPU,
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
		// What is not found, or makes no sense, is shown as a page that says so.
		if e.Entry.Level == log.EntryLevelError && !strings.Contains(e.Entry.Text, "404") && !strings.Contains(e.Entry.Text, "400") {
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

// light switches between light and dark.
func (b *browser) light(t *testing.T, scheme string) {
	t.Helper()
	call(t, b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
	})
}

// show opens a page in a window of a width.
func (b *browser) show(t *testing.T, path string, width int64) {
	t.Helper()
	do(t, b, chromedp.EmulateViewport(width, 900))
	do(t, b, chromedp.Navigate(b.site.url+path))
	do(t, b, chromedp.WaitReady(chromedp.CSS("footer")))
}

// axe runs axe-core with the options given in JSON, and returns what it calls
// serious or worse.
func (b *browser) axe(t *testing.T, options string) []string {
	t.Helper()
	result := do(t, b, chromedp.Evaluate[string](`axe.run(document, `+options+`).then(r => JSON.stringify(
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

// screenshot leaves a picture of the page where SCREENSHOTS says.
func (b *browser) screenshot(t *testing.T, path string, width int64, scheme string) {
	t.Helper()
	dir := os.Getenv("SCREENSHOTS")
	if dir == "" {
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

// query makes a query string of names and values.
func query(pairs ...string) string {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return v.Encode()
}
