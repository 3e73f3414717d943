package archive

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/archive/odb/local"
	"github.com/newsarc/newsarc/archive/odb/vfs"
	"github.com/newsarc/newsarc/news"
)

var noArticle = cmpopts.IgnoreFields(news.Revision{}, "Article")

// at is a time on a day of the tests.
func at(day, hour int) time.Time { return time.Date(2024, 5, day, hour, 0, 0, 0, time.UTC) }

// quake returns a revision of one story of the tests: the same but for its toll.
func quake(toll int) *news.Article {
	return &news.Article{
		Headline: fmt.Sprintf("Quake hits Port Elba, %d dead", toll),
		Source:   "elbapost.example", URL: "https://elbapost.example/2024/05/01/quake",
		Published: news.Instant(at(1, 9)),
		Body: news.Body{
			{Sentences: []string{
				"A strong earthquake struck the coastal town of Port Elba on Wednesday morning.",
				fmt.Sprintf("Rescuers said at least %d people had died.", toll),
			}},
			{Sentences: []string{"The harbour was closed, and ferries waited outside the bay until noon."}},
		},
	}
}

// plain returns an article without address or time.
func plain(headline string, sentences ...string) *news.Article {
	return &news.Article{Headline: headline, Body: news.Body{{Sentences: sentences}}}
}

type opts func(*Options)

// newArchive makes an archive in a new directory.
func newArchive(t testing.TB, o ...opts) (*Archive, string) {
	t.Helper()
	dir := t.TempDir()
	store, err := local.Init(t.Context(), filepath.Join(dir, filepath.FromSlash(GitDir)), local.Options{FS: unsynced{}})
	if err != nil {
		t.Fatal(err)
	}
	a := New(store, filepath.Join(dir, filepath.FromSlash(CatalogFile)), testOptions(o...))
	t.Cleanup(func() { _ = a.Close() })
	return a, dir
}

// unsynced is the file system without its waiting for the disk, for tests that
// cut no power.
type unsynced struct{ vfs.OS }

type unsyncedFile struct{ vfs.File }

func (unsyncedFile) Sync() error           { return nil }
func (unsynced) SyncDir(name string) error { return nil }

func (u unsynced) Create(name string, perm fs.FileMode) (vfs.File, error) {
	f, err := u.OS.Create(name, perm)
	return unsyncedFile{f}, err
}

func testOptions(o ...opts) Options {
	options := Options{
		Committer: Identity{Name: "Ann Archivist", Email: "ann@archive.example"},
		Now:       func() time.Time { return at(20, 12) },
	}
	for _, f := range o {
		f(&options)
	}
	return options
}

func reopen(t testing.TB, dir string, o ...opts) *Archive {
	t.Helper()
	store, err := local.Open(t.Context(), filepath.Join(dir, filepath.FromSlash(GitDir)), local.Options{FS: unsynced{}})
	if err != nil {
		t.Fatal(err)
	}
	a := New(store, filepath.Join(dir, filepath.FromSlash(CatalogFile)), testOptions(o...))
	t.Cleanup(func() { _ = a.Close() })
	return a
}

// add adds inputs in one call and returns what became of them, by their order.
func add(t testing.TB, a *Archive, inputs ...Input) []Outcome {
	t.Helper()
	var out []Outcome
	if _, err := a.Add(t.Context(), slices.Values(inputs), func(o Outcome) { out = append(out, o) }); err != nil {
		t.Fatal(err)
	}
	if len(out) != len(inputs) {
		t.Fatalf("%d of %d inputs reported", len(out), len(inputs))
	}
	return out
}

// summary writes outcomes as "added 1, unchanged 1".
func summary(out []Outcome) string {
	var s []string
	for _, o := range out {
		if o.Err != nil {
			s = append(s, fmt.Sprintf("%s: %v", o.Status, o.Err))
		} else {
			s = append(s, fmt.Sprintf("%s %d", o.Status, o.Revision.Number))
		}
	}
	return strings.Join(s, ", ")
}

// logOf writes the log of a story, oldest first: number, captured, headline.
func logOf(t testing.TB, a *Archive, story string) []string {
	t.Helper()
	var lines []string
	for rev, err := range a.Log(t.Context(), Filter{Story: story, Reverse: true}) {
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, fmt.Sprintf("%d %s %s", rev.Number, rev.Captured.Format("01-02T15"), rev.Headline))
	}
	return lines
}

// git runs stock git on the archive's repository.
func git(t testing.TB, dir string, args ...string) string {
	t.Helper()
	cmd := exec.Command("git", append([]string{"-C", filepath.Join(dir, filepath.FromSlash(GitDir))}, args...)...)
	cmd.Env = append(os.Environ(), "GIT_CONFIG_NOSYSTEM=1", "HOME="+t.TempDir(), "LC_ALL=C", "TZ=UTC",
		"GIT_AUTHOR_NAME=Hand", "GIT_AUTHOR_EMAIL=hand@example.org", "GIT_COMMITTER_NAME=Hand", "GIT_COMMITTER_EMAIL=hand@example.org")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// sound fails the test unless verify and git fsck find nothing wrong.
func sound(t testing.TB, a *Archive, dir string) {
	t.Helper()
	_, err := a.Verify(t.Context(), VerifyOptions{ReadData: 1}, func(p Problem) { t.Errorf("verify: %+v", p) })
	if err != nil {
		t.Fatal(err)
	}
	if out := git(t, dir, "fsck", "--strict", "--no-dangling"); strings.Contains(out, "error") || strings.Contains(out, "warning") {
		t.Errorf("git fsck: %s", out)
	}
}

func TestAddAndRead(t *testing.T) {
	a, dir := newArchive(t, func(o *Options) {
		o.Summarize = SummarizeBy(func(old, _ *news.Article) string {
			if old == nil {
				return "First seen."
			}
			return "The toll changed."
		})
	})
	ctx := t.Context()
	page := []byte("<html>12</html>")
	out := add(t, a,
		Input{Article: quake(12), Captured: at(1, 10), Capture: page, CaptureExt: ".HTML", Extractor: "html/1"},
		Input{Article: quake(48), Captured: at(1, 18)},
	)
	if got, want := summary(out), "added 1, added 2"; got != want {
		t.Fatalf("got %s, want %s", got, want)
	}
	want := news.Revision{
		Story: "elbapost.example/2024/05/01/quake-hits-port-elba-12-dead", Number: 1, Class: news.Publisher,
		Headline: "Quake hits Port Elba, 12 dead", Summary: "First seen.", Source: "elbapost.example",
		URL: "https://elbapost.example/2024/05/01/quake", Published: news.Instant(at(1, 9)), Captured: at(1, 10),
		CaptureSHA256: "", Extractor: "html/1",
	}
	first := out[0].Revision
	want.Commit, want.Blob, want.TextSHA256 = first.Commit, first.Blob, first.TextSHA256
	want.Capture, want.CaptureSHA256 = first.Capture, first.CaptureSHA256
	if diff := cmp.Diff(want, first, noArticle); diff != "" {
		t.Errorf("reported revision (-want +got):\n%s", diff)
	}
	got, err := a.Resolve(ctx, first.Commit[:8])
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(first, got, noArticle); diff != "" {
		t.Errorf("stored revision (-reported +read):\n%s", diff)
	}
	text, err := a.Article(ctx, got)
	if err != nil || !text.Equal(quake(12)) {
		t.Errorf("Article = %v, %v", text, err)
	}
	data, ext, err := a.Capture(ctx, got)
	if err != nil || string(data) != string(page) || ext != "html" {
		t.Errorf("Capture = %q, %q, %v", data, ext, err)
	}
	if _, _, err := a.Capture(ctx, out[1].Revision); err == nil {
		t.Error("Capture of a revision that has none succeeded")
	}
	if got, want := git(t, dir, "log", "-1", "--format=%an|%ae|%ad|%cn|%ce|%cd|%s|%b", "--date=iso-strict"),
		`elbapost.example|elbapost.example|2024-05-01T09:00:00+00:00|Ann Archivist|ann@archive.example|2024-05-01T18:00:00+00:00|Quake hits Port Elba, 48 dead|The toll changed.

Story: elbapost.example/2024/05/01/quake-hits-port-elba-12-dead
Class: publisher
Source-URL: https://elbapost.example/2024/05/01/quake
Published: 2024-05-01T09:00:00Z
Captured: 2024-05-01T18:00:00Z
Text-SHA256: `+out[1].Revision.TextSHA256+"\n\n"; got != want {
		t.Errorf("git log:\n%s\nwant:\n%s", got, want)
	}
	sound(t, a, dir)
}

// The same log comes out whatever the order in which revisions are added, in one
// call or in several.
func TestOrderDoesNotMatter(t *testing.T) {
	inputs := []Input{
		{Article: quake(12), Captured: at(1, 10)},
		{Article: quake(48), Captured: at(2, 10)},
		{Article: quake(112), Captured: at(3, 10)},
		{Article: quake(109), Captured: at(4, 10)},
	}
	want := []string{
		"1 05-01T10 Quake hits Port Elba, 12 dead",
		"2 05-02T10 Quake hits Port Elba, 48 dead",
		"3 05-03T10 Quake hits Port Elba, 112 dead",
		"4 05-04T10 Quake hits Port Elba, 109 dead",
	}
	for _, oneCall := range []bool{true, false} {
		for perm := range permutations(len(inputs)) {
			a, dir := newArchive(t)
			order := make([]Input, len(inputs))
			for i, p := range perm {
				order[i] = inputs[p]
			}
			if oneCall {
				add(t, a, order...)
			} else {
				for _, in := range order {
					add(t, a, in)
				}
			}
			if diff := cmp.Diff(want, logOf(t, a, "quake-hits")); diff != "" {
				t.Errorf("order %v, one call %v (-want +got):\n%s", perm, oneCall, diff)
			}
			_ = a.Close()
			// Derived from git alone, the catalog says the same.
			if err := os.Remove(filepath.Join(dir, filepath.FromSlash(CatalogFile))); err != nil {
				t.Fatal(err)
			}
			b := reopen(t, dir)
			if diff := cmp.Diff(want, logOf(t, b, "quake-hits")); diff != "" {
				t.Errorf("order %v, one call %v, derived anew (-want +got):\n%s", perm, oneCall, diff)
			}
			// All of it again is nothing new.
			for _, o := range add(t, b, order...) {
				if o.Status != Unchanged {
					t.Errorf("order %v, again: %s", perm, o.Status)
				}
			}
			_ = b.Close()
		}
	}
}

// A stream in order of time makes the same commits in whatever batches it comes:
// also where captures share a second, whatever their publishers claim, and where
// texts come back or are matched by likeness.
func TestBatchesDoNotMatter(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	var inputs []Input
	for n := range 120 {
		story := r.IntN(12)
		art := plain(fmt.Sprintf("Story %d of the coast", story), fmt.Sprintf("The harbour of town %d reported %d ships at the old pier on Monday.", story, r.IntN(3)),
			fmt.Sprintf("Captain %d told the port that the ferry to island %d would wait.", story, story))
		art.ID = strings.Repeat(fmt.Sprint("story", story), story%2) // the others by likeness
		art.Modified = news.Instant(at(1, r.IntN(20)))
		inputs = append(inputs, Input{Article: art, Captured: at(2, 0).Add(time.Duration(n/20) * time.Second)})
	}
	heads := map[string]int{}
	for _, size := range []int{1, 7, 40, 2000} {
		a, dir := newArchive(t)
		a.batchItems = size
		add(t, a, inputs...)
		heads[git(t, dir, "rev-parse", "main")]++
		if size == 7 {
			sound(t, a, dir)
		}
	}
	if len(heads) != 1 {
		t.Errorf("batches of four sizes end in %d heads", len(heads))
	}
}

func permutations(n int) func(func([]int) bool) {
	return func(yield func([]int) bool) {
		p := make([]int, n)
		for i := range p {
			p[i] = i
		}
		var rec func(k int) bool
		rec = func(k int) bool {
			if k == n {
				return yield(slices.Clone(p))
			}
			for i := k; i < n; i++ {
				p[k], p[i] = p[i], p[k]
				if !rec(k + 1) {
					return false
				}
				p[k], p[i] = p[i], p[k]
			}
			return true
		}
		rec(0)
	}
}

// Texts whose inputs tell no capture time are ordered by what their publisher
// says, also when they come one by one.
func TestOrderByClaim(t *testing.T) {
	rev := func(toll, hour int) Input {
		art := quake(toll)
		art.Modified = news.Instant(at(1, hour))
		return Input{Article: art}
	}
	inputs := []Input{rev(12, 9), rev(48, 11), rev(112, 13), rev(109, 15)}
	for perm := range permutations(len(inputs)) {
		now := at(20, 12)
		a, _ := newArchive(t, func(o *Options) { o.Now = func() time.Time { now = now.Add(time.Minute); return now } })
		for _, i := range perm {
			add(t, a, inputs[i])
		}
		var got []string
		for rev, err := range a.Log(t.Context(), Filter{Story: "quake", Reverse: true}) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, fmt.Sprintf("%d %s", rev.Number, rev.Headline))
		}
		want := []string{
			"1 Quake hits Port Elba, 12 dead", "2 Quake hits Port Elba, 48 dead",
			"3 Quake hits Port Elba, 112 dead", "4 Quake hits Port Elba, 109 dead",
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("order %v (-want +got):\n%s", perm, diff)
		}
		for _, o := range add(t, a, inputs...) {
			if o.Status != Unchanged {
				t.Errorf("order %v, again: %s %d", perm, o.Status, o.Revision.Number)
			}
		}
		_ = a.Close()
	}
}

func TestRevertsAndRepeats(t *testing.T) {
	dated := func(toll, day int) Input { return Input{Article: quake(toll), Captured: at(day, 10)} }
	undated := func(toll int) Input { return Input{Article: quake(toll)} }
	tests := []struct {
		name  string
		calls [][]Input
		want  string // what the last call reports
		log   int    // revisions
	}{
		{"A B A is three", [][]Input{{dated(1, 1)}, {dated(2, 2)}, {dated(1, 3)}}, "added 3", 3},
		{"A B A in one call", [][]Input{{dated(1, 1), dated(2, 2), dated(1, 3)}}, "added 1, added 2, added 3", 3},
		{"A B A B is four", [][]Input{{dated(1, 1), dated(2, 2), dated(1, 3), dated(2, 4)}}, "added 1, added 2, added 3, added 4", 4},
		{"A A is one", [][]Input{{dated(1, 1)}, {dated(1, 2)}}, "unchanged 1", 1},
		{"A A in one call", [][]Input{{dated(1, 1), dated(1, 2)}}, "added 1, unchanged 1", 1},
		{"without times", [][]Input{{undated(1)}, {undated(2)}, {undated(1)}}, "added 3", 3},
		{"without times, at once", [][]Input{{undated(1), undated(2), undated(1)}}, "added 1, added 2, added 3", 3},
		{"a folder again", [][]Input{{undated(1), undated(2), undated(3)}, {undated(1), undated(2), undated(3)}}, "unchanged 1, unchanged 2, unchanged 3", 3},
		{"a folder again, with more", [][]Input{{undated(1), undated(2)}, {undated(1), undated(2), undated(3)}}, "unchanged 1, unchanged 2, added 3", 3},
		{"the same moment, the same text", [][]Input{{dated(1, 1), dated(2, 1)}, {dated(1, 1)}}, "unchanged 1", 2},
		{"seen earlier than known", [][]Input{{dated(1, 3)}, {dated(1, 1)}}, "added 1", 1},
		{"seen in between", [][]Input{{dated(1, 1)}, {dated(1, 3)}, {dated(2, 2)}}, "added 2", 2},
		{"a repetition becomes a revert", [][]Input{{dated(1, 3)}, {dated(1, 1)}, {dated(2, 2)}}, "added 2", 3},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			a, dir := newArchive(t)
			var out []Outcome
			for _, call := range test.calls {
				out = add(t, a, call...)
			}
			if got := summary(out); got != test.want {
				t.Errorf("last call: %s, want %s", got, test.want)
			}
			before := logOf(t, a, "quake")
			if len(before) != test.log {
				t.Errorf("log has %d revisions, want %d: %q", len(before), test.log, before)
			}
			sound(t, a, dir)
			_ = a.Close()
			if err := os.Remove(filepath.Join(dir, filepath.FromSlash(CatalogFile))); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(before, logOf(t, reopen(t, dir), "quake")); diff != "" {
				t.Errorf("log, derived anew:\n%s", diff)
			}
		})
	}
}

func TestRefused(t *testing.T) {
	a, _ := newArchive(t)
	bad := quake(1)
	bad.Headline = "two\nlines"
	out := add(t, a,
		Input{},
		Input{Article: bad},
		Input{Article: &news.Article{Headline: "Nothing"}},
		Input{Article: quake(2), Class: "rumour"},
		Input{Article: quake(2), Story: "no/such/story"},
		Input{Article: quake(2), Captured: time.Date(12024, 1, 1, 0, 0, 0, 0, time.UTC)},
		Input{Article: quake(3)},
	)
	want := []string{
		"no article", "headline holds the control character U+000A", "article has no text", `class "rumour" is unknown`,
		`no story "no/such/story"`, "captured in the year 12024", "",
	}
	for i, o := range out {
		got := ""
		if o.Err != nil {
			got = o.Err.Error()
		}
		if got != want[i] {
			t.Errorf("input %d: %q, want %q", i, got, want[i])
		}
	}
	if len(logOf(t, a, "quake")) != 1 {
		t.Error("the good one was not added")
	}
}

func TestOpenErrors(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	if _, err := Open(ctx, dir, Options{}); !errors.Is(err, ErrNoArchive) {
		t.Errorf("Open of an empty directory: %v", err)
	}
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(ctx, file, Options{}); !errors.Is(err, ErrNoArchive) {
		t.Errorf("Open of a file: %v", err)
	}
	a, err := Init(ctx, filepath.Join(dir, "new", "one"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	_ = a.Close()
	if _, err := Init(ctx, filepath.Join(dir, "new", "one"), Options{}); !errors.Is(err, ErrExists) {
		t.Errorf("second Init: %v", err)
	}
}

// meddler is a store in which something happens just before refs move.
type meddler struct {
	odb.Store
	before func()
}

func (m *meddler) Begin(ctx context.Context) (odb.Batch, error) {
	b, err := m.Store.Begin(ctx)
	return &meddlingBatch{b, m.before}, err
}

type meddlingBatch struct {
	odb.Batch
	before func()
}

func (b *meddlingBatch) Commit(ctx context.Context, moves ...odb.Move) error {
	b.before()
	return b.Batch.Commit(ctx, moves...)
}
