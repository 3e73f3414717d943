package web

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/news"
)

// ferry is a text whose second revision has words that no other one has.
const ferryURL = "https://wire.example/ferry"

func ferry(n int) *news.Article {
	return &news.Article{
		Headline: fmt.Sprintf("Ferry %s", []string{"", "sinks", "xylophone", "sinks off cape"}[n]), URL: ferryURL,
		Published: news.Instant(time.Date(2024, 5, 14, 9, 0, 0, 0, time.UTC)),
		Body: news.Body{{Sentences: []string{
			fmt.Sprintf("A ferry sank on Tuesday, May 14, 2024, killing %d people, the harbour master said.", []int{0, 11, 7321, 19}[n]),
			[]string{"", "Divers were at work.", "Divers found a xylophone on Monday.", "Divers went home on Wednesday."}[n],
		}}},
	}
}

// damaged is an archive that a test damages.
type damaged struct {
	t    *testing.T
	dir  string
	git  string
	revs []news.Revision // of the ferry
}

// newDamaged makes an archive of two stories and a topic and closes it.
func newDamaged(t *testing.T) *damaged {
	t.Helper()
	ctx := context.Background()
	d := &damaged{t: t, dir: t.TempDir()}
	d.git = filepath.Join(d.dir, filepath.FromSlash(archive.GitDir))
	a, err := archive.Init(ctx, d.dir, archive.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for n := 1; n <= 3; n++ {
		at := time.Date(2024, 5, 14, 10+n, 0, 0, 0, time.UTC)
		add(t, a, archive.Input{Article: ferry(n), Captured: at, Capture: fmt.Appendf(nil, "<p>ferry %d</p>", n), CaptureExt: "html"})
		add(t, a, archive.Input{Article: quake(10+n, "Quake hits coast"), Captured: at.Add(time.Minute)})
	}
	if _, err := a.SetTopic(ctx, "ferry", []byte("query: ferry\n")); err != nil {
		t.Fatal(err)
	}
	if err := a.Index(ctx); err != nil {
		t.Fatal(err)
	}
	d.revs = revisions(t, a, storyOf(t, a, "wire.example"))
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	return d
}

func (d *damaged) run(args ...string) string {
	d.t.Helper()
	out, err := exec.Command("git", append([]string{"--git-dir=" + d.git}, args...)...).CombinedOutput()
	if err != nil {
		d.t.Fatalf("git %v: %v\n%s", args, err, out)
	}
	return strings.TrimSpace(string(out))
}

// lose removes an object, after taking all packs apart.
func (d *damaged) lose(object string) {
	d.t.Helper()
	id := d.run("rev-parse", object)
	packs, err := filepath.Glob(filepath.Join(d.git, "objects/pack/*.pack"))
	if err != nil {
		d.t.Fatal(err)
	}
	for _, p := range packs {
		data, err := os.ReadFile(p)
		if err != nil {
			d.t.Fatal(err)
		}
		for _, ext := range []string{".pack", ".idx"} {
			if err := os.Remove(strings.TrimSuffix(p, ".pack") + ext); err != nil {
				d.t.Fatal(err)
			}
		}
		cmd := exec.Command("git", "--git-dir="+d.git, "unpack-objects", "-q")
		cmd.Stdin = bytes.NewReader(data)
		if out, err := cmd.CombinedOutput(); err != nil {
			d.t.Fatalf("unpack: %v\n%s", err, out)
		}
	}
	if err := os.Remove(filepath.Join(d.git, "objects", id[:2], id[2:])); err != nil {
		d.t.Fatal(err)
	}
}

// flip changes a byte of an object where it lies in its pack.
func (d *damaged) flip(object string) {
	d.t.Helper()
	id := d.run("rev-parse", object)
	packs, _ := filepath.Glob(filepath.Join(d.git, "objects/pack/*.idx"))
	for _, idx := range packs {
		m := regexp.MustCompile(`(?m)^` + id + ` .* (\d+) (\d+)(?: \d+ [0-9a-f]{40})?$`).FindStringSubmatch(d.run("verify-pack", "-v", idx))
		if m == nil {
			continue
		}
		size, _ := strconv.Atoi(m[1])
		offset, _ := strconv.Atoi(m[2])
		name := strings.TrimSuffix(idx, ".idx") + ".pack"
		data, err := os.ReadFile(name)
		if err != nil {
			d.t.Fatal(err)
		}
		data[offset+size-6] ^= 0x10
		if err := os.Chmod(name, 0o600); err != nil {
			d.t.Fatal(err)
		}
		if err := os.WriteFile(name, data, 0o600); err != nil {
			d.t.Fatal(err)
		}
		return
	}
	d.t.Fatalf("%s lies in no pack", object)
}

// serve opens the archive again and serves it.
func (d *damaged) serve() *httptest.Server {
	d.t.Helper()
	a, err := archive.Open(context.Background(), d.dir, archive.Options{})
	if err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() { _ = a.Close() })
	return newServer(d.t, a, Options{})
}

// paths are addresses of everything that the archive has, whole or not.
func (d *damaged) paths() []string {
	story := d.revs[0].Story
	paths := []string{
		"/", "/?all=1", "/?source=wire.example&all=1", "/silent", "/stories", "/story/" + story, "/source/wire.example", "/topics", "/topic/ferry",
		"/timeline?source=wire.example", "/timeline?story=" + story, "/timeline?q=ferry", "/about", "/healthz", "/metrics",
		"/search?q=ferry", "/search?q=xylophone&all=1", "/search?q=ferry&all=1&clock=event&since=2024", "/feed.atom?all=1", "/feed.json?all=1",
		"/feed.atom?topic=ferry&all=1", "/?q=ferry&all=1",
		"/api/v1/changes?all=1", "/api/v1/changes?topic=ferry&all=1", "/api/v1/stories", "/api/v1/story/" + story, "/api/v1/log/" + story,
		"/api/v1/search?q=xylophone&all=1", "/api/v1/timeline?story=" + story, "/api/v1/topics", "/api/v1/source/wire.example",
		"/timemap/link/" + ferryURL, "/timemap/json/" + ferryURL, "/timegate/" + ferryURL,
	}
	for i, rev := range d.revs {
		for _, p := range []string{"/revision/", "/blame/", "/diff/", "/evidence/", "/api/v1/revision/", "/api/v1/diff/", "/api/v1/blame/"} {
			paths = append(paths, p+rev.Commit, p+url.PathEscape(revisionName(story, rev.Number)))
			if i > 0 && strings.HasSuffix(p, "diff/") {
				paths = append(paths, p+d.revs[i-1].Commit+".."+rev.Commit)
			}
		}
		paths = append(paths, "/memento/"+rev.Captured.Format(mementoDigits)+"/"+ferryURL)
	}
	return paths
}

// follow goes where the pages lead: no link ends in the open, whatever is lost.
func (d *damaged) follow(server *httptest.Server) {
	d.t.Helper()
	href := regexp.MustCompile(`href="(/[^"]*)"`)
	queue, from := []string{"/?all=1", "/stories", "/topics"}, map[string]string{}
	for len(queue) > 0 {
		path := queue[0]
		queue = queue[1:]
		resp, body := get(d.t, server, path)
		if resp.StatusCode >= 400 && resp.StatusCode != http.StatusServiceUnavailable {
			d.t.Errorf("%s leads to %s: status %d", from[path], path, resp.StatusCode)
		}
		if strings.HasPrefix(resp.Header.Get("Content-Type"), "text/html") {
			doc, err := html.Parse(strings.NewReader(body))
			if err != nil {
				d.t.Fatal(err)
			}
			c := pageChecker{t: d.t, path: path, ids: map[string]int{}}
			c.node(doc)
			c.finish()
		}
		for _, m := range href.FindAllStringSubmatch(body, -1) {
			to := html.UnescapeString(m[1])
			if from[to] == "" && !strings.HasPrefix(to, "/static") {
				from[to] = path
				queue = append(queue, to)
			}
		}
	}
	if len(from) < 20 {
		d.t.Errorf("the pages lead to no more than %d addresses", len(from))
	}
}

// TestDamage walks all addresses of archives that are damaged in several ways:
// none fails in a way that is not told, those that concern a damaged revision name
// it, what is whole stays, and no text is shown that could not be checked.
func TestDamage(t *testing.T) {
	lists := func(d *damaged) []string {
		return []string{
			"/?all=1", "/story/" + d.revs[0].Story, "/source/wire.example", "/feed.atom?all=1", "/feed.json?all=1", "/feed.atom?topic=ferry&all=1",
			"/timeline?story=" + d.revs[0].Story, "/timeline?source=wire.example", "/topic/ferry", "/blame/" + d.revs[2].Commit,
			"/api/v1/changes?all=1", "/api/v1/changes?topic=ferry&all=1",
			"/api/v1/timeline?story=" + d.revs[0].Story, "/api/v1/source/wire.example", "/api/v1/blame/" + d.revs[2].Commit,
		}
	}
	texts := func(d *damaged) []string {
		return append(lists(d), "/search?q=xylophone&all=1", "/api/v1/search?q=xylophone&all=1")
	}
	commits := func(d *damaged) []string { return append(texts(d), "/api/v1/log/"+d.revs[0].Story) }
	const text = ":wire.example/2024/05/14/ferry-sinks.md"
	for _, tt := range []struct {
		name   string
		damage func(d *damaged)
		names  func(d *damaged) []string // addresses that name the second revision
		whole  bool                      // nothing of a page is missing
	}{
		{"nothing", func(*damaged) {}, nil, true},
		{"lost text", func(d *damaged) { d.lose(d.revs[1].Commit + text) }, texts, false},
		{"flipped text", func(d *damaged) { d.flip(d.revs[1].Commit + text) }, texts, false},
		{"lost commit", func(d *damaged) { d.lose(d.revs[1].Commit) }, commits, false},
		{"flipped commit", func(d *damaged) { d.flip(d.revs[1].Commit) }, commits, false},
		{"lost latest text", func(d *damaged) { d.lose(d.revs[2].Commit + text) }, nil, false},
		{"lost latest commit", func(d *damaged) { d.lose(d.revs[2].Commit) }, nil, false},
		{"lost tree", func(d *damaged) { d.lose(d.revs[1].Commit + "^{tree}") }, nil, true},
		{"lost capture", func(d *damaged) { d.lose("captures~1:" + "wire.example/2024/05/14/ferry-sinks.html") }, nil, false},
		{"lost topic", func(d *damaged) { d.lose("topics:ferry.yaml") }, nil, false},
	} {
		t.Run(strings.ReplaceAll(tt.name, " ", "-"), func(t *testing.T) {
			d := newDamaged(t)
			tt.damage(d)
			server := d.serve()
			for _, path := range d.paths() {
				resp, body := get(t, server, path)
				switch s := resp.StatusCode; {
				case s >= 500 && s != http.StatusServiceUnavailable:
					t.Errorf("%s: status %d", path, s)
				case tt.whole && s >= 400:
					t.Errorf("%s: status %d and nothing is lost", path, s)
				case s == http.StatusServiceUnavailable && !strings.Contains(body, "newsarc verify --read-data") && !strings.HasPrefix(path, "/feed"):
					t.Errorf("%s: it does not say how to check: %s", path, body)
				case s == http.StatusServiceUnavailable && resp.Header.Get("Cache-Control") != "no-store":
					t.Errorf("%s: a failure may be kept", path)
				}
				if strings.Contains(body, d.dir) {
					t.Errorf("%s tells where the archive lies", path)
				}
				if tt.names != nil && (strings.Contains(body, "found a xylophone") || strings.Contains(body, "7321")) {
					t.Errorf("%s shows words of a text that cannot be checked", path)
				}
			}
			d.follow(server)
			if tt.names == nil {
				return
			}
			for _, path := range tt.names(d) {
				resp, body := get(t, server, path)
				if resp.StatusCode != http.StatusOK || !strings.Contains(body, d.revs[1].Story+"@2") || !strings.Contains(body, "newsarc verify --read-data") {
					t.Errorf("%s: status %d; it does not name what is left out:\n%s", path, resp.StatusCode, body)
				}
				if again, _ := get(t, server, path); again.Header.Get("ETag") != resp.Header.Get("ETag") {
					t.Errorf("%s: another answer the second time", path)
				}
			}
			_, body := get(t, server, "/story/"+d.revs[0].Story)
			for _, whole := range []int{0, 2} {
				if !strings.Contains(body, "/revision/"+d.revs[whole].Commit) || strings.Count(body, `<option value="`+d.revs[whole].Commit) != 2 {
					t.Errorf("the story does not offer revision %d, which is whole", whole+1)
				}
			}
		})
	}
}

// TestDamageNoted holds the API to a note that programs can read, and pages of a
// list to going on behind it.
func TestDamageNoted(t *testing.T) {
	d := newDamaged(t)
	d.lose(d.revs[1].Commit)
	server := d.serve()
	type answer struct {
		Items []struct {
			Number int `json:"number"`
		} `json:"items"`
		Next    string `json:"next"`
		LeftOut []gap  `json:"left_out"`
	}
	var got []string
	next := "/api/v1/log/" + d.revs[0].Story + "?limit=1"
	for range 4 {
		_, body := get(t, server, next)
		var a answer
		if err := json.Unmarshal([]byte(body), &a); err != nil {
			t.Fatal(err)
		}
		for _, i := range a.Items {
			got = append(got, fmt.Sprint(i.Number))
		}
		for _, g := range a.LeftOut {
			got = append(got, fmt.Sprint(g.Number, " ", g.Commit == d.revs[1].Commit, " ", g.Captured.Equal(d.revs[1].Captured), " ", g.Part, " ", g.State, " ", g.Cause == g.Name()))
		}
		if next = a.Next; next == "" {
			break
		}
	}
	if want := []string{"3", "2 true true commit missing true", "1"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	resp, body := get(t, server, "/api/v1/revision/"+url.PathEscape(revisionName(d.revs[0].Story, 2)))
	var f failure
	if err := json.Unmarshal([]byte(body), &f); err != nil || resp.StatusCode != http.StatusServiceUnavailable || f.Damage == nil || f.Damage.Commit != d.revs[1].Commit {
		t.Errorf("status %d: %s", resp.StatusCode, body)
	}
	if _, body := get(t, server, "/metrics"); !regexp.MustCompile(`(?m)^newsarc_unreadable_total [1-9]`).MatchString(body) {
		t.Error("the metrics do not count what was left out")
	}
	// The gate leads to what can be read; the list of mementos has all.
	resp, _ = get(t, server, "/timegate/"+ferryURL, "Accept-Datetime", d.revs[1].Captured.Format(http.TimeFormat))
	if got, want := resp.Header.Get("Location"), server.URL+"/memento/"+d.revs[0].Captured.Format(mementoDigits)+"/"+ferryURL; got != want {
		t.Errorf("the gate leads to %q, want %q", got, want)
	}
	if _, body := get(t, server, "/timemap/link/"+ferryURL); strings.Count(body, "memento\"; datetime=") != 3 {
		t.Errorf("mementos: %s", body)
	}
}

// TestDamageHealed shows that a page that left something out is not kept: when the
// object is there again, so is its text, though no branch has moved.
func TestDamageHealed(t *testing.T) {
	d := newDamaged(t)
	id := d.run("rev-parse", d.revs[1].Commit+":wire.example/2024/05/14/ferry-sinks.md")
	text := d.run("cat-file", "blob", id) + "\n"
	d.lose(id)
	server := d.serve()
	if _, body := get(t, server, "/?all=1"); !strings.Contains(body, "cannot be read") {
		t.Fatal("the damage is not named")
	}
	cmd := exec.Command("git", "--git-dir="+d.git, "hash-object", "-w", "--stdin")
	cmd.Stdin = strings.NewReader(text)
	if out, err := cmd.CombinedOutput(); err != nil || strings.TrimSpace(string(out)) != id {
		t.Fatalf("wrote %s, %v, want %s", out, err, id)
	}
	if _, body := get(t, server, "/?all=1"); strings.Contains(body, "cannot be read") || !strings.Contains(body, "Ferry xylophone") {
		t.Error("the page is the one from before the object came back")
	}
}
