package archive_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/news"
)

// desk is an archive whose clock the test moves.
type desk struct {
	*archive.Archive
	t   *testing.T
	dir string
	now time.Time
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{t: t, dir: t.TempDir(), now: time.Date(2024, 5, 16, 9, 0, 0, 0, time.UTC)}
	var err error
	if d.Archive, err = archive.Init(t.Context(), d.dir, archive.Options{Now: d.clock}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

func (d *desk) clock() time.Time { return d.now }

// lose closes the archive, removes its catalog and opens it again.
func (d *desk) lose() {
	d.t.Helper()
	if err := d.Close(); err != nil {
		d.t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(d.dir, filepath.FromSlash(archive.CatalogFile))); err != nil {
		d.t.Fatal(err)
	}
	var err error
	if d.Archive, err = archive.Open(context.Background(), d.dir, archive.Options{Now: d.clock}); err != nil {
		d.t.Fatal(err)
	}
}

// story adds a text of one sentence and returns its revision.
func (d *desk) story(url, sentence string) news.Revision {
	d.t.Helper()
	in := archive.Input{
		Article:  &news.Article{Headline: "Bridge closed", URL: url, Body: news.Body{{Sentences: []string{sentence}}}},
		Captured: d.now, Capture: []byte("<p>" + sentence), CaptureExt: "html",
	}
	var rev news.Revision
	if _, err := d.Add(d.t.Context(), slices.Values([]archive.Input{in}), func(o archive.Outcome) { rev = o.Revision }); err != nil {
		d.t.Fatal(err)
	}
	return rev
}

func (d *desk) git(args ...string) string {
	d.t.Helper()
	cmd := exec.Command("git", append([]string{"--git-dir=" + filepath.Join(d.dir, filepath.FromSlash(archive.GitDir))}, args...)...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		d.t.Fatalf("git %v: %v\n%s", args, err, out)
	}
	return string(out)
}

func TestKeep(t *testing.T) {
	ctx, d := t.Context(), newDesk(t)
	d.story("https://wire.example/bridge", "The bridge is closed.")
	d.now = d.now.Add(time.Hour)
	wall := archive.Kept{
		URL: "https://www.wire.example/bridge?utm_source=feed", Data: []byte("<h1>We value your privacy"), Ext: "html",
		Reason: "consent-wall: its title\nasks for consent", Extractor: "html/1",
	}
	gone := archive.Kept{URL: "https://wire.example/2024/ferry-runs", Data: []byte("gone"), Ext: "html", Reason: "not-found: server answered 404"}
	out, err := d.Keep(ctx, []archive.Kept{wall, wall, gone})
	if err != nil {
		t.Fatal(err)
	}
	if out[0].Story != "wire.example/2024/05/16/bridge-closed" || out[0].Commit == "" || out[1].Commit != "" ||
		out[2].Story != "wire.example/2024/05/16/ferry-runs" {
		t.Errorf("kept %+v", out)
	}
	list := func(f archive.Filter) (reasons []string) {
		t.Helper()
		for k, err := range d.Kept(ctx, f) {
			if err != nil {
				t.Fatal(err)
			}
			reasons = append(reasons, k.Reason)
		}
		return reasons
	}
	const consent, notFound = "consent-wall: its title asks for consent", "not-found: server answered 404"
	check := func() {
		t.Helper()
		for _, tt := range []struct {
			name string
			f    archive.Filter
			want []string
		}{
			{"all", archive.Filter{}, []string{notFound, consent}},
			{"oldest first", archive.Filter{Reverse: true}, []string{consent, notFound}},
			{"limit", archive.Filter{Limit: 1}, []string{notFound}},
			{"story", archive.Filter{Story: "bridge"}, []string{consent}},
			{"address of a story", archive.Filter{Story: "https://wire.example/bridge"}, []string{consent}},
			{"address without a story", archive.Filter{Story: "https://wire.example/2024/ferry-runs/"}, []string{notFound}},
			{"source", archive.Filter{Source: "other.example"}, nil},
			{"time", archive.Filter{Since: d.now.Add(time.Second)}, nil},
		} {
			if diff := cmp.Diff(tt.want, list(tt.f)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tt.name, diff)
			}
		}
	}
	check()
	got, err := d.KeptCapture(ctx, out[0].Commit[:10])
	if err != nil || string(got.Data) != "<h1>We value your privacy" || got.Extractor != "html/1" {
		t.Errorf("read back %+v, %v", got, err)
	}

	// Nothing of it is a revision, and none of it hurts the next one.
	s, err := d.Story(ctx, "bridge")
	if err != nil || s.Revisions != 1 {
		t.Errorf("story %+v, %v", s, err)
	}
	rev := d.story("https://wire.example/bridge", "The bridge is open.")
	if data, _, err := d.Capture(ctx, rev); err != nil || string(data) != "<p>The bridge is open." {
		t.Errorf("capture %q, %v", data, err)
	}
	d.lose()
	check()
	d.git("fsck", "--strict")
	if sum, err := d.Verify(ctx, archive.VerifyOptions{ReadData: 1}, func(p archive.Problem) { t.Error(p) }); err != nil || sum.Captures != 4 {
		t.Errorf("verify %+v, %v", sum, err)
	}
	if !strings.Contains(d.git("log", "--format=%B", "captures"), "\nReason: "+notFound+"\n") {
		t.Error("stock git does not see the reason")
	}
}

func TestKeepRefuses(t *testing.T) {
	ctx, d := t.Context(), newDesk(t)
	for name, k := range map[string]archive.Kept{
		"no reason":  {URL: "https://wire.example/x", Data: []byte("x")},
		"no address": {Reason: "bot-page: asks", Data: []byte("x")},
		"no page":    {URL: "mailto:desk@wire.example", Reason: "bot-page: asks"},
		"no story":   {Story: "nowhere", Reason: "bot-page: asks"},
	} {
		if _, err := d.Keep(ctx, []archive.Kept{k}); err == nil {
			t.Errorf("%s: kept", name)
		}
	}
	for _, name := range []string{"bridge", "abcdef", "ab"} {
		if _, err := d.KeptCapture(ctx, name); !errors.Is(err, archive.ErrNotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSightings(t *testing.T) {
	ctx, d := t.Context(), newDesk(t)
	rev := d.story("https://wire.example/bridge", "The bridge is closed.")
	if _, ok, err := d.Sighting(ctx, rev.Commit); ok || err != nil {
		t.Errorf("before: %v, %v", ok, err)
	}
	see := func(hours, count int) {
		t.Helper()
		at := d.now.Add(time.Duration(hours) * time.Hour)
		if err := d.See(ctx, []archive.Sighting{{Commit: rev.Commit, Last: at, Count: count}}); err != nil {
			t.Fatal(err)
		}
	}
	want := func(hours, count int) {
		t.Helper()
		s, ok, err := d.Sighting(ctx, rev.Commit)
		first := time.Date(2024, 5, 16, 9, 0, 0, 0, time.UTC)
		if err != nil || !ok || s.Count != count || !s.Last.Equal(first.Add(time.Duration(hours)*time.Hour)) {
			t.Errorf("got %+v, %v, %v, want %d after %d h", s, ok, err, count, hours)
		}
	}
	store := func(want int) {
		t.Helper()
		if n, err := d.StoreSightings(ctx); err != nil || n != want {
			t.Fatalf("stored %d, %v, want %d", n, err, want)
		}
	}
	see(2, 1)
	see(1, 2) // late: the last time stands
	want(2, 3)
	store(1)
	store(0)
	see(3, 1)
	store(1)
	d.now = d.now.AddDate(0, 0, 1)
	see(1, 1)
	store(1)
	want(25, 5)
	see(2, 1) // not stored: lost with the catalog
	d.lose()
	want(25, 5)
	see(2, 1)
	want(26, 6)
	if got, want := d.git("show", "sightings:2024/05/16.tsv"), rev.Commit+"\t2024-05-16T12:00:00Z\t4\n"; got != want {
		t.Errorf("file of the day: got %q, want %q", got, want)
	}
	d.git("fsck", "--strict")
}

func TestStates(t *testing.T) {
	ctx, d := t.Context(), newDesk(t)
	set := map[string][]archive.Entry{"a": {{Key: "1", Value: []byte("one")}, {Key: "2", Value: []byte{}}}, "b": {{Key: "1", Value: []byte("other")}}}
	if err := d.SetStates(ctx, set); err != nil {
		t.Fatal(err)
	}
	if err := d.SetStates(ctx, map[string][]archive.Entry{"a": {{Key: "2"}}}); err != nil {
		t.Fatal(err)
	}
	list, err := d.States(ctx, "a")
	if diff := cmp.Diff([]archive.Entry{{Key: "1", Value: []byte("one")}}, list); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	if v, ok, err := d.State(ctx, "b", "1"); err != nil || !ok || string(v) != "other" {
		t.Errorf("got %q, %v, %v", v, ok, err)
	}
	d.lose()
	if _, ok, err := d.State(ctx, "b", "1"); err != nil || ok {
		t.Errorf("state outlives the catalog: %v, %v", ok, err)
	}
}

// TestReadAnew shows that a new reading of a capture becomes the latest revision
// of class extraction, whatever dates it finds.
func TestReadAnew(t *testing.T) {
	ctx, d := t.Context(), newDesk(t)
	in := archive.Input{
		Article: &news.Article{
			Headline: "Bridge closed", URL: "https://wire.example/bridge", Modified: news.Instant(d.now),
			Body: news.Body{{Sentences: []string{"The bridge is closed.", "Share this."}}},
		},
		Captured: d.now, Capture: []byte("<p>The bridge is closed. Share this."), CaptureExt: "html", Extractor: "html/1",
	}
	anew := in
	anew.Article = &news.Article{Headline: "Bridge closed", URL: in.Article.URL, Body: news.Body{{Sentences: []string{"The bridge is closed."}}}}
	anew.Class, anew.Extractor, anew.Story = news.Extraction, "html/2", "bridge"
	for _, in := range []archive.Input{in, anew} {
		if _, err := d.Add(ctx, slices.Values([]archive.Input{in}), nil); err != nil {
			t.Fatal(err)
		}
	}
	rev, err := d.Resolve(ctx, "bridge")
	if err != nil || rev.Number != 2 || rev.Class != news.Extraction || rev.Extractor != "html/2" || !rev.Captured.Equal(d.now) {
		t.Errorf("latest is %+v, %v", rev, err)
	}
	if data, _, err := d.Capture(ctx, rev); err != nil || string(data) != string(in.Capture) {
		t.Errorf("capture %q, %v", data, err)
	}
}
