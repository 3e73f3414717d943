package watch

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/diff"
)

var ferryTown = map[string][]state{
	"a.example/feed":        {{0, feedOf("http://a.example/ferry-fares")}},
	"a.example/ferry-fares": {{0, fareArticle(3)}, {40 * time.Minute, fareArticle(4)}, {80 * time.Minute, strings.Replace(fareArticle(4), "hardly anybody", "hardly  anybody", 1)}},
}

// TestNotices tells of one change by every way: what a filter does not ask for is
// not told, what fails is told later, and nothing is told twice, also not by the
// next process.
func TestNotices(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the command is one of sh")
	}
	b := newBench(t, ferryTown)
	patient, patientURL := b.hook(500, 429, 503)
	refusing, refusingURL := b.hook(400, 400)
	number, numberURL := b.hook()
	none, noneURL := b.hook()
	told := filepath.Join(b.dir, "told")
	o := b.options(Options{Notices: []Rule{
		{Command: `cat >>` + told + `.json; echo "$NEWSARC_SUMMARY at $NEWSARC_URL" >>` + told},
		{Webhook: patientURL},
		{When: "any", Webhook: refusingURL},
		{When: string(diff.Money), Query: "ferry", Webhook: numberURL},
		{When: string(diff.Quote), Webhook: noneURL},
		{When: whenAny, Query: "bridge", Webhook: noneURL},
	}}, "http://a.example/feed")
	for _, r := range o.Notices {
		if err := r.Check(); err != nil {
			t.Fatal(err)
		}
	}
	b.until(90*time.Minute, o)
	b.until(3*time.Hour, o)
	if revs := b.revisions(); len(revs) != 2 {
		t.Fatalf("%d revisions, want 2", len(revs))
	}
	text, _ := os.ReadFile(told)
	if want := "Ferry fares rise: 3 crowns -> 4 crowns at http://a.example/ferry-fares\n"; string(text) != want {
		t.Errorf("the command was told %q, want %q", text, want)
	}
	var doc struct {
		Schema, Summary string
		Revision        struct{ Number int }
		Diff            struct{ New struct{ Name string } }
	}
	if data, err := os.ReadFile(told + ".json"); err != nil || json.Unmarshal(data, &doc) != nil {
		t.Errorf("the command got %s, %v", data, err)
	}
	if doc.Schema != "newsarc.notice" || doc.Revision.Number != 2 || doc.Diff.New.Name == "" || !strings.HasPrefix(doc.Summary, "Ferry fares rise: 3 crowns") {
		t.Errorf("the command got %+v", doc)
	}
	if len(patient.at) != 4 || len(patient.bodies) != 1 {
		t.Fatalf("%d tries and %d notices, want 4 and 1", len(patient.at), len(patient.bodies))
	}
	for i, want := range []time.Duration{time.Minute, 2 * time.Minute, 4 * time.Minute} {
		if got := patient.at[i+1].Sub(patient.at[i]); got != want {
			t.Errorf("try %d came after %v, want %v", i+2, got, want)
		}
	}
	if len(refusing.at) != 2 { // the first revision and the second, each once
		t.Errorf("who refuses was told %d times, want 2", len(refusing.at))
	}
	if len(number.bodies) != 1 || len(none.at) != 0 {
		t.Errorf("filters let through %d and %d, want 1 and 0", len(number.bodies), len(none.at))
	}
	s, err := ReadStatus(t.Context(), b.a, b.clock.Now())
	if err != nil || s.Waiting != 0 || s.Untold != 2 {
		t.Errorf("status says %d to tell and %d untold, want 0 and 2; %v", s.Waiting, s.Untold, err)
	}
}

// TestNoticeAfterKill holds that a change that was durable when the process died,
// and was not noted, is told by the next one; that one which was begun is not; and
// that a rule which is new tells of nothing old.
func TestNoticeAfterKill(t *testing.T) {
	b := newBench(t, ferryTown)
	h, address := b.hook()
	o := b.options(Options{}, "http://a.example/feed")
	b.until(46*time.Minute, o)
	o.Notices = []Rule{{Webhook: address}}
	b.until(47*time.Minute, o)
	if len(h.at) != 0 {
		t.Fatalf("a new rule told of %s", h.bodies)
	}
	revs := b.revisions()
	rule := o.Notices[0]
	entries, err := b.a.States(t.Context(), pageSpace)
	if err != nil {
		t.Fatal(err)
	}
	var changed []archive.Entry
	for _, e := range entries { // as if the process had died before it noted the second revision
		changed = append(changed, archive.Entry{Key: e.Key, Value: bytes.ReplaceAll(e.Value, []byte(revs[1].Commit), []byte(revs[0].Commit))})
	}
	if err := b.a.SetStates(t.Context(), map[string][]archive.Entry{pageSpace: changed}); err != nil {
		t.Fatal(err)
	}
	b.until(48*time.Minute, o)
	b.until(49*time.Minute, o)
	if len(h.bodies) != 1 || !strings.Contains(h.bodies[0], "3 crowns -> 4 crowns") {
		t.Fatalf("told %d times: %s", len(h.bodies), h.bodies)
	}
	begun := notice{ID: revs[1].Commit[:20] + "-" + rule.id(), Rule: rule.id(), Commit: revs[1].Commit, Story: revs[1].Story, Found: b.clock.Now(), Next: b.clock.Now(), Status: started}
	if err := b.a.SetStates(t.Context(), map[string][]archive.Entry{noticeSpace: {{Key: begun.ID, Value: mustJSON(begun)}}}); err != nil {
		t.Fatal(err)
	}
	b.until(50*time.Minute, o)
	if len(h.bodies) != 1 {
		t.Error("what was begun was begun again")
	}
	if s, err := ReadStatus(t.Context(), b.a, b.clock.Now()); err != nil || s.Untold != 1 {
		t.Errorf("%d untold, %v, want 1", s.Untold, err)
	}
}

// TestReload takes a target away and adds another: what only the old one led to is
// asked for no more, what both list is.
func TestReload(t *testing.T) {
	b := newBench(t, map[string][]state{
		"a.example/feed":      {{0, feedOf("http://a.example/only-here", "http://c.example/both")}},
		"b.example/feed":      {{0, feedOf("http://c.example/both", "http://b.example/only-there")}},
		"a.example/only-here": {{0, fareArticle(3)}}, "b.example/only-there": {{0, fareArticle(4)}}, "c.example/both": {{0, fareArticle(5)}},
	})
	reload := make(chan Options)
	o := b.options(Options{Reload: reload}, "http://a.example/feed")
	next := b.options(Options{}, "http://b.example/feed")
	b.clock.until = simStart.Add(50 * time.Hour)
	done := make(chan struct{})
	before := 0
	go func() {
		defer close(done)
		for b.town.count("a.example/only-here") < 2 {
			time.Sleep(time.Millisecond)
		}
		reload <- next
		before = b.town.count("a.example/only-here")
	}()
	b.until(4*time.Hour, o)
	<-done
	looks := func(address string) int { return b.town.count(address) }
	here := looks("a.example/only-here")
	if here > before+1 || looks("c.example/both") <= here || looks("b.example/only-there") < 4 {
		t.Errorf("looks: %d at what is gone, %d at what both list, %d at what is new", here, looks("c.example/both"), looks("b.example/only-there"))
	}
	s, err := ReadStatus(t.Context(), b.a, b.clock.Now())
	if err != nil || len(s.Hosts) != 3 {
		t.Fatalf("%+v, %v", s.Hosts, err)
	}
	b.until(8*time.Hour, next) // the next process has the same opinion
	if looks("a.example/only-here") != here {
		t.Error("what is gone was asked for again after a restart")
	}
}

// TestStatus says what each host and page did.
func TestStatus(t *testing.T) {
	wall := "<!doctype html><html><head><title>Just a moment...</title></head><body><p>Verify you are human by completing the action below.</p></body></html>"
	b := newBench(t, map[string][]state{
		"a.example/feed":        ferryTown["a.example/feed"],
		"a.example/ferry-fares": {{0, fareArticle(3)}, {40 * time.Minute, fareArticle(4)}, {time.Hour, wall}},
		"b.example/robots.txt":  {{0, "User-agent: *\nDisallow: /"}},
	})
	w := b.until(2*time.Hour, b.options(Options{}, "http://a.example/feed", "http://b.example/feed", "http://c.example/gone"))
	s, err := ReadStatus(t.Context(), b.a, b.clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	got := fmt.Sprint(s.Running, s.Articles, s.Listings, s.Changes, s.Walls, s.Failing)
	if want := "false 1 3 1 1 2"; got != want {
		t.Errorf("running, articles, listings, changes, walls, failing: %s, want %s", got, want)
	}
	var hosts []string
	for _, h := range s.Hosts {
		hosts = append(hosts, fmt.Sprintf("%s: %d changes, %d walls, %d failing, %v, %s", h.Host, h.Changes, h.Walls, h.Failing, h.Next.After(h.Last), h.Error))
	}
	want := []string{
		`a.example: 1 changes, 1 walls, 0 failing, true, bot-page: its title says "Just a moment..."`,
		"b.example: 0 changes, 0 walls, 1 failing, true, robots.txt forbids it",
		"c.example: 0 changes, 0 walls, 1 failing, true, server answered 404 not found",
	}
	if d := cmp.Diff(want, hosts); d != "" {
		t.Error(d)
	}
	kept := 0
	for k, err := range b.a.Kept(t.Context(), archive.Filter{}) {
		if kept++; err != nil || !strings.HasPrefix(k.Reason, "bot-page: ") {
			t.Errorf("kept %q, %v", k.Reason, err)
		}
	}
	if n := len(b.revisions()); n != 2 || kept != 1 {
		t.Errorf("%d revisions and %d kept captures, want 2 and 1", n, kept)
	}
	rec := httptest.NewRecorder()
	w.Handler().ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	for _, line := range []string{"newsarc_watch_revisions_total 2\n", "newsarc_watch_kept_total 1\n", "newsarc_watch_pages 4\n", "newsarc_watch_requests_total{result=\"robots\"} 1\n"} {
		if !strings.Contains(rec.Body.String(), line) {
			t.Errorf("metrics lack %q", line)
		}
	}
}

// TestLogin keeps the password of a target out of all that is stored or logged,
// and sends it to its own host only.
func TestLogin(t *testing.T) {
	b := newBench(t, map[string][]state{
		"a.example/feed":        {{0, feedOf("http://a.example/ferry-fares", "http://bob:secret@b.example/ferry-fares")}},
		"a.example/ferry-fares": {{0, fareArticle(3)}}, "b.example/ferry-fares": {{0, fareArticle(4)}},
	})
	b.until(time.Hour, b.options(Options{}, "http://ann:secret@a.example/feed"))
	if b.town.count("a.example/ferry-fares ann") == 0 || b.town.count("b.example/ferry-fares") == 0 {
		t.Errorf("asked for %q", b.town.asked)
	}
	if strings.Contains(b.log.String(), "secret") {
		t.Errorf("logged: %s", b.log.String())
	}
	err := filepath.WalkDir(b.dir, func(file string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(file)
		if bytes.Contains(data, []byte("secret")) {
			t.Errorf("%s holds the password", file)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// TestSecond refuses a second watcher for as long as the first one runs.
func TestSecond(t *testing.T) {
	b := newBench(t, ferryTown)
	o := b.options(Options{Lock: filepath.Join(b.dir, "watch.lock"), Once: true}, "http://a.example/feed")
	release, err := lock(o.Lock)
	if err != nil {
		t.Fatal(err)
	}
	var running *RunningError
	if err := New(b.a, o).Run(t.Context()); !errors.As(err, &running) {
		t.Errorf("got %v, want a RunningError", err)
	}
	if err := release(); err != nil {
		t.Fatal(err)
	}
	b.until(time.Hour, o)
	if len(b.revisions()) != 1 {
		t.Error("nothing is archived")
	}
}

// TestForeignPages watches a feed that leads to another site, whose pages claim to
// be of the first one: its stories stay what it said.
func TestForeignPages(t *testing.T) {
	claim := func(text string) string {
		return strings.Replace(text, "<head>", `<head><link rel="canonical" href="http://a.example/ferry-fares">`, 1)
	}
	b := newBench(t, map[string][]state{
		"a.example/feed":        {{0, feedOf("http://a.example/ferry-fares", "http://evil.example/page", "http://evil.example/records")}},
		"a.example/ferry-fares": {{0, fareArticle(3)}},
		"evil.example/page":     {{0, claim(fareArticle(99))}},
		"evil.example/records":  {{0, `{"url": "http://a.example/ferry-fares", "headline": "Ferry fares rise", "text": "A ticket costs 77 crowns."}` + "\n"}},
	})
	b.until(time.Hour, b.options(Options{}, "http://a.example/feed"))
	for _, rev := range b.revisions() {
		art, err := b.a.Article(t.Context(), rev)
		if err != nil {
			t.Fatal(err)
		}
		text := art.Body.Text()
		if own := strings.HasPrefix(rev.Story, "a.example/"); own == strings.Contains(text, "99 crowns") || strings.Contains(text, "77 crowns") {
			t.Errorf("%s@%d says %.80q", rev.Story, rev.Number, text)
		}
	}
	if n := len(b.revisions()); n != 2 {
		t.Errorf("%d revisions, want one of each site", n)
	}
}
