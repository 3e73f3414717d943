package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Timelines that leave newsarc as files: the page of "timeline --html", and
// "timeline --format timelinejs" in TimelineJS itself. The page needs chromium
// and axe-core (npm), its print pdftotext (poppler-utils), the other
// @knight-lab/timelinejs (npm).

// timelineOf prints a timeline of the example story in a format.
func timelineOf(t *testing.T, format string) string {
	t.Helper()
	s := siteOf(t)
	c := exec.Command(s.bin, "-C", s.root, "timeline", "--format", format, "quake")
	c.Env = append(os.Environ(), "TZ=UTC")
	out, err := c.Output()
	if err != nil {
		t.Fatalf("newsarc timeline --format %s: %v", format, err)
	}
	return string(out)
}

// labels returns what the events of the timeline are called.
func labels(t *testing.T) []string {
	t.Helper()
	var tl struct{ Events []struct{ Label string } }
	if err := json.Unmarshal([]byte(timelineOf(t, "json")), &tl); err != nil {
		t.Fatal(err)
	}
	if len(tl.Events) < 8 {
		t.Fatalf("the example has %d events, too few to look at", len(tl.Events))
	}
	var out []string
	for _, ev := range tl.Events {
		out = append(out, ev.Label)
	}
	return out
}

// openFiles serves files at /name and opens the first in a tab that notes every
// request to elsewhere.
func openFiles(t *testing.T, name string, files map[string]string, folder string) *browser {
	t.Helper()
	mux := http.NewServeMux()
	for name, content := range files {
		mux.HandleFunc("GET /"+name, func(w http.ResponseWriter, r *http.Request) {
			http.ServeContent(w, r, name, time.Time{}, strings.NewReader(content))
		})
	}
	if folder != "" {
		mux.Handle("GET /npm/", http.StripPrefix("/npm/", http.FileServer(http.Dir(folder))))
	}
	srv := httptest.NewServer(mux)
	t.Cleanup(srv.Close)
	b := newBrowser(t, &site{url: srv.URL})
	b.open(t, "/"+name, 1600)
	return b
}

// open shows a page in a window of a width, once it is there.
func (b *browser) open(t *testing.T, path string, width int64) {
	t.Helper()
	do(t, b, chromedp.EmulateViewport(width, 1000))
	do(t, b, chromedp.Navigate(b.site.url+path))
	do(t, b, chromedp.WaitReady(chromedp.CSS("body")))
}

// TestTimelinePage looks at the page at two widths, light and dark.
func TestTimelinePage(t *testing.T) {
	rules, err := os.ReadFile(fromNPM(t, "axe-core/axe.min.js"))
	if err != nil {
		t.Fatal(err)
	}
	b := openFiles(t, "timeline.html", map[string]string{"timeline.html": timelineOf(t, "html")}, "")
	for _, width := range []int64{400, 1600} {
		for _, scheme := range []string{"light", "dark"} {
			b.light(t, scheme)
			b.open(t, "/timeline.html", width)
			where := fmt.Sprintf("%d wide, %s", width, scheme)
			if over := do(t, b, chromedp.Evaluate[int](`document.documentElement.scrollWidth - document.documentElement.clientWidth`)); over > 0 {
				t.Errorf("%s: %d pixels wider than the window", where, over)
			}
			drawn := do(t, b, chromedp.Evaluate[int](`[...document.querySelectorAll('.tl-mark text')].filter(e => {
				const r = e.getBoundingClientRect(); return r.left >= 0 && r.right <= innerWidth + 1; }).length`))
			marks := do(t, b, chromedp.Evaluate[int](`document.querySelectorAll('.tl-mark').length`))
			if drawn < 5 || drawn != marks {
				t.Errorf("%s: %d of %d labels of the drawing lie in the window", where, drawn, marks)
			}
			b.screenshot(t, "timeline-html", width, scheme)
			do(t, b, chromedp.Evaluate[chromedp.Void](string(rules)))
			for _, f := range append(b.axe(t, `{resultTypes: ['violations']}`), b.complaints()...) {
				t.Errorf("%s: %s", where, f)
			}
		}
	}
}

// TestTimelinePageKeyboard goes through the drawing without a pointer.
func TestTimelinePageKeyboard(t *testing.T) {
	b := openFiles(t, "timeline.html", map[string]string{"timeline.html": timelineOf(t, "html")}, "")
	is := func(what, script string) {
		t.Helper()
		if !do(t, b, chromedp.Evaluate[bool](script)) {
			t.Errorf("not so: %s (focus on %s)", what, do(t, b, chromedp.Evaluate[string](focused)))
		}
	}
	do(t, b, chromedp.KeyEvent(kb.Tab))
	is("the first stop is an event of the drawing", `document.activeElement.matches('.tl-mark')`)
	is("its tip is shown", `!document.querySelector('.tl-tip').hidden && document.querySelector('.tl-tip b').textContent !== ''`)
	is("it is told to a screen reader", `document.activeElement.getAttribute('aria-label').length > 20`)
	do(t, b, chromedp.Evaluate[chromedp.Void](`window.first = document.activeElement.dataset.id; window.axis = document.querySelector('.tl-axis').textContent`))
	do(t, b, chromedp.KeyEvent(kb.ArrowRight))
	is("the arrow goes to the next event", `document.activeElement.matches('.tl-mark') && document.activeElement.dataset.id !== window.first`)
	do(t, b, chromedp.KeyEvent("+"))
	is("+ zooms in", `document.querySelector('.tl-axis').textContent !== window.axis`)
	do(t, b, chromedp.KeyEvent("0"))
	is("0 is the first view again", `document.querySelector('.tl-axis').textContent === window.axis`)
	do(t, b, chromedp.KeyEvent(kb.Escape))
	is("escape closes the tip", `document.querySelector('.tl-tip').hidden`)
	do(t, b, chromedp.KeyEvent(kb.Enter))
	is("enter goes to the event in the text", `location.hash.startsWith('#e-') && document.querySelector(':target') !== null`)
	is("every part that opens can be reached", `[...document.querySelectorAll('summary')].every(e => e.tabIndex >= 0)`)
	for _, c := range b.complaints() {
		t.Error(c)
	}
}

// TestTimelinePageWithoutScripts reads the page with scripts switched off.
func TestTimelinePageWithoutScripts(t *testing.T) {
	b := openFiles(t, "timeline.html", map[string]string{"timeline.html": timelineOf(t, "html")}, "")
	call(t, b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	b.open(t, "/timeline.html", 1600)
	text := do(t, b, chromedp.Text(chromedp.CSS("main")))
	for _, label := range labels(t) {
		if !strings.Contains(text, label) {
			t.Errorf("without scripts, %q is missing", label)
		}
	}
	if drawing := do(t, b, chromedp.OuterHTML(chromedp.CSS(".tl-chart svg"))); strings.Count(drawing, "tl-mark ") < 5 {
		t.Errorf("without scripts, the drawing is %.300s", drawing)
	}
}

// TestTimelinePagePrint prints the page and reads it again.
func TestTimelinePagePrint(t *testing.T) {
	pdftotext := tool(t, "pdftotext", "poppler-utils")
	b := openFiles(t, "timeline.html", map[string]string{"timeline.html": timelineOf(t, "html")}, "")
	yes := true
	ctx, cancel := context.WithTimeout(b.ctx, time.Minute)
	defer cancel()
	printed, err := chromedp.Call(ctx, page.PrintToPDF, page.PrintToPDFParams{PrintBackground: &yes})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "timeline.pdf")
	if err := os.WriteFile(file, printed.Data, 0o644); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(pdftotext, "-raw", file, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	// In the order in which it was written, not by columns; lines break where the
	// paper ends, words do not.
	text := strings.Join(strings.Fields(string(out)), " ")
	for _, label := range labels(t) {
		if !strings.Contains(text, strings.Join(strings.Fields(label), " ")) {
			t.Errorf("in print, %q is missing", label)
		}
	}
	if !strings.Contains(text, "first seen") {
		t.Error("in print, who told an event and since when is not shown")
	}
}

// loader is a page as TimelineJS's documentation has it, but for the web fonts,
// which would be asked of another host.
const loader = `<!DOCTYPE html><title>loader</title><link rel="stylesheet" href="/npm/dist/css/timeline.css">
<div id="timeline" style="width: 100%; height: 700px"></div><script src="/npm/dist/js/timeline.js"></script>
<script>window.timeline = new TL.Timeline('timeline', '/timeline.json', {font: null, hash_bookmark: false, script_path: location.origin + '/npm/dist/js/'});</script>`

// TestTimelineJS loads the export in the viewer that it is made for.
func TestTimelineJS(t *testing.T) {
	folder := filepath.Dir(filepath.Dir(fromNPM(t, "@knight-lab/timelinejs/dist/js/timeline.js")))
	folder = filepath.Dir(folder)
	export := timelineOf(t, "timelinejs")
	var want struct {
		Events []struct {
			UniqueID  string            `json:"unique_id"`
			StartDate map[string]string `json:"start_date"`
			Text      struct{ Headline string }
		}
	}
	if err := json.Unmarshal([]byte(export), &want); err != nil {
		t.Fatal(err)
	}
	b := openFiles(t, "loader.html", map[string]string{"loader.html": loader, "timeline.json": export}, folder)
	do(t, b, chromedp.WaitReady(chromedp.CSS(".tl-timemarker")))
	do(t, b, chromedp.WaitVisible(chromedp.CSS(".tl-slide .tl-headline")))
	var got []struct{ ID, Day, Headline string }
	shown := do(t, b, chromedp.Evaluate[string](`JSON.stringify(timeline.config.events.map(e => ({id: e.unique_id, headline: e.text.headline,
		day: e.start_date.data.year + '-' + e.start_date.data.month + '-' + e.start_date.data.day})))`))
	if err := json.Unmarshal([]byte(shown), &got); err != nil {
		t.Fatal(err)
	}
	days := map[string]string{}
	for _, ev := range got {
		days[ev.ID] = ev.Day + " " + ev.Headline
	}
	for _, ev := range want.Events {
		day := ev.StartDate["year"] + "-" + ev.StartDate["month"] + "-" + ev.StartDate["day"]
		if ev.StartDate["month"] != "" && ev.StartDate["day"] != "" && days[ev.UniqueID] != day+" "+ev.Text.Headline {
			t.Errorf("event %s is %q, want %q", ev.UniqueID, days[ev.UniqueID], day+" "+ev.Text.Headline)
		}
	}
	if marks := do(t, b, chromedp.Evaluate[int](`document.querySelectorAll('.tl-timemarker').length`)); marks != len(want.Events) || len(got) != marks {
		t.Errorf("%d markers of %d events, %d read", marks, len(want.Events), len(got))
	}
	if problems := do(t, b, chromedp.Evaluate[string](`timeline.config.messages.errors.join(' ')`)); problems != "" {
		t.Errorf("TimelineJS says %s", problems)
	}
	b.screenshot(t, "timelinejs", 1600, "light")
	for _, c := range b.complaints() {
		t.Error(c)
	}
}
