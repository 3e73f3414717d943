package web

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/archive/odb"
)

// TestFeeds holds the ids of entries to staying when more comes.
func TestFeeds(t *testing.T) {
	a := newArchive(t)
	server := newServer(t, a, Options{})
	ids := func(path string) (ids []string) {
		resp, body := get(t, server, path)
		if resp.StatusCode != http.StatusOK {
			t.Fatalf("%s: status %d", path, resp.StatusCode)
		}
		if strings.HasPrefix(path, "/feed.json") {
			var f jsonFeed
			if err := json.Unmarshal([]byte(body), &f); err != nil {
				t.Fatal(err)
			}
			for _, item := range f.Items {
				ids = append(ids, item.ID)
			}
			return ids
		}
		var f struct {
			Updated string `xml:"updated"`
			Entries []struct {
				ID string `xml:"id"`
			} `xml:"entry"`
		}
		if err := xml.Unmarshal([]byte(body), &f); err != nil {
			t.Fatal(err)
		}
		if _, err := time.Parse(time.RFC3339, f.Updated); err != nil {
			t.Error(err)
		}
		for _, e := range f.Entries {
			ids = append(ids, e.ID)
		}
		return ids
	}
	for query, want := range map[string]int{
		"": 6, "?all=1": 6, "?source=post.example&all=1": 4, "?story=quake&all=1": 4, "?topic=quake&all=1": 4, "?q=inspecting&all=1": 4,
		"?signal=casualty": 4, "?signal=headline": 4, "?silent=1": 2, "?signal=money": 0,
	} {
		atom, js := ids("/feed.atom"+query), ids("/feed.json"+query)
		if fmt.Sprint(atom) != fmt.Sprint(js) || len(atom) != want {
			t.Errorf("%q: %d entries in Atom, %d in JSON, want %d", query, len(atom), len(js), want)
		}
	}
	for query, want := range map[string]string{"": "/", "?silent=1&source=post.example&limit=3": "/silent?source=post.example", "?topic=quake&all=1": "/?all=1&topic=quake"} {
		_, body := get(t, server, "/feed.json"+query)
		var f jsonFeed
		if err := json.Unmarshal([]byte(body), &f); err != nil || f.Home != server.URL+want {
			t.Errorf("%q: the page of the feed is %q, %v, want %q", query, f.Home, err, want)
		}
		if resp, _ := get(t, server, want); resp.StatusCode != http.StatusOK {
			t.Errorf("%s: status %d", want, resp.StatusCode)
		}
	}
	if _, body := get(t, server, "/feed.atom?signal=money"); !strings.Contains(body, "<updated>1970-01-01T00:00:00Z</updated>") {
		t.Errorf("an empty feed: %s", body)
	}
	before := ids("/feed.atom?story=quake&all=1")
	add(t, a, archive.Input{Article: quake(40, "Quake kills 40"), Captured: time.Date(2024, 5, 15, 0, 0, 0, 0, time.UTC)})
	after := ids("/feed.atom?story=quake&all=1")
	if len(after) != len(before)+1 || fmt.Sprint(after[1:]) != fmt.Sprint(before) {
		t.Errorf("ids were %v and are %v", before, after)
	}
	if !regexp.MustCompile(`^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`).MatchString(after[0]) {
		t.Errorf("id %q is no UUID of version 5", after[0])
	}
}

// timemapEntryForm is an entry of a TimeMap as MemGator and pywb read it: one
// on a line, with a comma at its end but the last.
var timemapEntryForm = regexp.MustCompile(`^<([^>]+)>; rel="([^"]+)"((?:; [a-z]+="[^"]*")*),?$`)

func TestMemento(t *testing.T) {
	a := newArchive(t)
	server := newServer(t, a, Options{})
	resp, body := get(t, server, "/timemap/link/"+quakeURL)
	if got := resp.Header.Get("Content-Type"); got != "application/link-format" {
		t.Errorf("the TimeMap is %q", got)
	}
	var rels, mementos []string
	for line := range strings.SplitSeq(strings.TrimSpace(body), "\n") {
		m := timemapEntryForm.FindStringSubmatch(line)
		if m == nil {
			t.Fatalf("no entry of a TimeMap: %q", line)
		}
		rels = append(rels, m[2])
		if strings.Contains(m[2], "memento") {
			mementos = append(mementos, m[1])
			if !regexp.MustCompile(`datetime="[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT"`).MatchString(m[3]) {
				t.Errorf("memento with %q", m[3])
			}
		}
	}
	if got := strings.Join(rels, "|"); got != "original|self|timegate|first memento|memento|memento|last memento" {
		t.Errorf("relations %q", got)
	}
	var doc timemap
	if _, body := get(t, server, "/timemap/json/"+quakeURL); json.Unmarshal([]byte(body), &doc) != nil || len(doc.Mementos.List) != 4 || doc.Original != quakeURL {
		t.Errorf("TimeMap in JSON: %s", body)
	}
	for digits, want := range map[string]int{"2024": 0, "202405": 0, "20240514": 0, "2024051411": 1, "202405141159": 2, "2030": 3} {
		resp, _ := get(t, server, "/memento/"+digits+"/"+quakeURL)
		if resp.StatusCode != http.StatusFound || resp.Header.Get("Location") != mementos[want] {
			t.Errorf("%s: status %d, %q, want %q", digits, resp.StatusCode, resp.Header.Get("Location"), mementos[want])
		}
	}
	for asked, want := range map[string]int{
		"": 3, "Tue, 14 May 2024 00:00:00 GMT": 0, "Tue, 14 May 2024 11:20:00 GMT": 1, "Tue, 14 May 2024 11:40:00 GMT": 2, "Wed, 01 Jan 2025 00:00:00 GMT": 3,
	} {
		var header []string
		if asked != "" {
			header = []string{"Accept-Datetime", asked}
		}
		resp, _ := get(t, server, "/timegate/"+quakeURL, header...)
		if resp.StatusCode != http.StatusFound || resp.Header.Get("Location") != mementos[want] || resp.Header.Get("Vary") != "accept-datetime" {
			t.Errorf("%q: status %d, %q, want %q", asked, resp.StatusCode, resp.Header.Get("Location"), mementos[want])
		}
		if !strings.Contains(resp.Header.Get("Link"), `<`+quakeURL+`>; rel="original"`) {
			t.Errorf("%q: links %q", asked, resp.Header.Get("Link"))
		}
	}
	resp, body = get(t, server, strings.TrimPrefix(mementos[1], server.URL))
	if got := resp.Header.Get("Memento-Datetime"); got != "Tue, 14 May 2024 11:00:00 GMT" || !strings.Contains(body, "killed 35 people") {
		t.Errorf("memento of %q", got)
	}
	for _, rel := range []string{`rel="original"`, `rel="timegate"`, `rel="timemap"`, `rel="first prev memento"`, `rel="next memento"`, `rel="last memento"`} {
		if !strings.Contains(resp.Header.Get("Link"), rel) {
			t.Errorf("the links of a memento lack %s: %s", rel, resp.Header.Get("Link"))
		}
	}
	if resp, _ := get(t, server, "/memento/20240514113000/"+quakeURL); resp.Header.Get("Location") != mementos[1] {
		t.Errorf("between two mementos: %q", resp.Header.Get("Location"))
	}
	for path, want := range map[string]int{
		"/timegate/https://post.example/none": 404, "/memento/20x4/" + quakeURL: 400, "/memento/": 400, "/timemap/link/": 404,
	} {
		if resp, _ := get(t, server, path); resp.StatusCode != want {
			t.Errorf("%s: status %d, want %d", path, resp.StatusCode, want)
		}
	}
	if resp, _ := get(t, server, "/timegate/"+quakeURL, "Accept-Datetime", "soon"); resp.StatusCode != http.StatusBadRequest {
		t.Errorf("a date that is none: status %d", resp.StatusCode)
	}
}

// TestEvidence checks an evidence file as its README tells people to.
func TestEvidence(t *testing.T) {
	a := newArchive(t)
	server := newServer(t, a, Options{})
	revs := revisions(t, a, quakeURL)
	path := "/evidence/" + revs[0].Commit + ".." + revs[1].Commit
	resp, body := get(t, server, path)
	if _, again := get(t, server, path); again != body || !strings.HasPrefix(resp.Header.Get("Content-Disposition"), "attachment") {
		t.Error("the file is not the same twice, or not a download")
	}
	z, err := zip.NewReader(strings.NewReader(body), int64(len(body)))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if files[f.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
	}
	for line := range strings.Lines(string(files["SHA256SUMS"])) {
		sum, name, _ := strings.Cut(strings.TrimSpace(line), "  ")
		if got := fmt.Sprintf("%x", sha256.Sum256(files[name])); got != sum {
			t.Errorf("%s: SHA-256 %s, the list says %s", name, got, sum)
		}
	}
	for i, side := range []string{"old", "new"} {
		if got := odb.Hash(odb.Commit, files[side+".commit"]).String(); got != revs[i].Commit {
			t.Errorf("%s.commit hashes to %s, want %s", side, got, revs[i].Commit)
		}
		sum := fmt.Sprintf("%x", sha256.Sum256(files[side+".md"]))
		if !bytes.Contains(files[side+".commit"], []byte("Text-SHA256: "+sum)) {
			t.Errorf("%s.commit does not name the text", side)
		}
	}
	if string(files["old.capture.html"]) != "<h1>Quake</h1>" {
		t.Errorf("the capture is %q", files["old.capture.html"])
	}
	for _, name := range []string{"diff.json", "diff.html", "diff.txt"} {
		if len(files[name]) == 0 {
			t.Errorf("%s is missing", name)
		}
	}
	if !bytes.Contains(files["README.txt"], []byte("git clone -q --bare "+server.URL+"/archive.git")) {
		t.Error("the README does not say where to clone from")
	}
}

// TestReferences takes references as a reference manager does, from the links of
// a revision's page.
func TestReferences(t *testing.T) {
	a := newArchive(t)
	server := newServer(t, a, Options{})
	revs := revisions(t, a, quakeURL)
	_, page := get(t, server, "/revision/"+revs[2].Commit)
	for ext, want := range map[string][]string{
		"ris":  {"TY  - NEWS\r\n", "TI  - Quake kills 31\r\n", "AU  - Ann Lee\r\n", "UR  - " + quakeURL, "L2  - " + server.URL + "/revision/" + revs[2].Commit, "ER  - "},
		"bib":  {"@online{newsarc:" + revs[2].Commit[:10], "author = {{Ann Lee}}", "urldate = {2024-05-14}"},
		"json": {`"type": "article-newspaper"`, `"container-title": "post.example"`},
		"txt":  {"“Quake kills 31”", revs[2].TextSHA256},
	} {
		path := "/cite/" + revs[2].Commit + "." + ext
		if ext != "txt" && !strings.Contains(page, `href="`+path+`"`) {
			t.Errorf("the page does not lead to %s", path)
		}
		resp, body := get(t, server, path)
		if !strings.HasPrefix(resp.Header.Get("Content-Disposition"), "attachment; filename=\"newsarc-"+revs[2].Commit[:10]) {
			t.Errorf("%s: %v", path, resp.Header)
		}
		for _, w := range want {
			if !strings.Contains(body, w) {
				t.Errorf("%s lacks %q:\n%s", path, w, body)
			}
		}
		if ext == "json" {
			var items []map[string]any
			if err := json.Unmarshal([]byte(body), &items); err != nil || len(items) != 1 {
				t.Errorf("%s: %v", path, err)
			}
		}
	}
	for path, want := range map[string]int{"/cite/quake@3.ris": 302, "/cite/quake": 404, "/cite/nowhere.bib": 404, "/cite/.ris": 404, "/cite/": 404} {
		if resp, _ := get(t, server, path); resp.StatusCode != want {
			t.Errorf("%s: status %d, want %d", path, resp.StatusCode, want)
		}
	}
	if _, page := get(t, server, "/diff/"+revs[0].Commit+".."+revs[1].Commit); strings.Contains(page, "/cite/") {
		t.Error("a comparison is offered to reference managers, which know none")
	}
}

// TestClone lets stock git clone over HTTP, with a token.
func TestClone(t *testing.T) {
	a := newArchive(t)
	server := newServer(t, a, Options{Token: "a token of the test"})
	dir := t.TempDir()
	site := strings.Replace(server.URL, "http://", "http://git:a%20token%20of%20the%20test@", 1)
	for _, args := range [][]string{
		{"clone", "-q", "--bare", site + gitPath, dir},
		{"--git-dir", dir, "fsck", "--strict"},
		{"--git-dir", dir, "rev-parse", "main"},
	} {
		cmd := exec.Command("git", args...)
		cmd.Env = append(cmd.Environ(), "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=/dev/null", "GIT_TERMINAL_PROMPT=0")
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
		if args[len(args)-1] == "main" {
			latest := revisions(t, a, "")
			if want := latest[len(latest)-1].Commit; strings.TrimSpace(string(out)) != want {
				t.Errorf("main is %s, want %s", out, want)
			}
		}
	}
	push := exec.Command("git", "--git-dir", dir, "push", site+gitPath, "main:refs/heads/other")
	push.Env = append(push.Environ(), "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=/dev/null", "GIT_TERMINAL_PROMPT=0")
	if out, err := push.CombinedOutput(); err == nil {
		t.Errorf("git push went through: %s", out)
	}
}
