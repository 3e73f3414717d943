package web

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/newsarc/newsarc/archive"
)

func readAll(t *testing.T, resp *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// pagePaths are the addresses of every page, over harmless and hostile stories.
func pagePaths(t *testing.T) (paths []string, start func(o Options) string) {
	t.Helper()
	a := newArchive(t)
	server := newServer(t, a, Options{Name: `<script>alert("name")</script>`})
	evil := url.QueryEscape(`"><script>alert(1)</script>`)
	paths = []string{
		"/", "/?all=1", "/silent", "/stories", "/stories?match=" + evil + "&source=" + evil, "/topics", "/topic/quake", "/topic/evil",
		"/timeline", "/timeline?source=evil.example", "/timeline?q=killed&as_of=2024-05-14", "/timeline?q=" + evil,
		"/search", "/search?q=killed", "/search?q=script&all=1", "/search?q=" + evil + "&source=" + evil, "/about",
		"/source/post.example", "/source/evil.example", "/nothing", "/nothing/" + evil, "/revision/" + evil, "/?cursor=" + evil,
	}
	for _, story := range []string{"post.example", "evil.example"} {
		for _, rev := range revisions(t, a, storyOf(t, a, story)) {
			paths = append(paths, "/revision/"+rev.Commit, "/blame/"+rev.Commit, "/story/"+rev.Story)
			if rev.Number > 1 {
				for _, params := range []string{"", "?facts=1", "?noise=1"} {
					_, body := get(t, server, "/diff/"+rev.Commit+params)
					paths = append(paths, strings.TrimSpace(body))
				}
			}
		}
	}
	slices.Sort(paths)
	return slices.Compact(paths), func(Options) string { return server.URL }
}

// TestPages holds every page to being well made and inert: whatever stands in
// an article, a name or an address, no script, style or handler comes of it.
func TestPages(t *testing.T) {
	paths, start := pagePaths(t)
	site := start(Options{})
	for _, path := range paths {
		resp, err := client.Get(site + path)
		if err != nil {
			t.Fatal(err)
		}
		body := readAll(t, resp)
		resp.Body.Close()
		_, hostile, _ := strings.Cut(path, "%3Cscript")
		wrong := strings.HasPrefix(path, "/nothing") || hostile != "" && (strings.HasPrefix(path, "/revision") || strings.HasPrefix(path, "/?"))
		if ok := resp.StatusCode == http.StatusOK; ok == wrong {
			t.Errorf("%s: status %d", path, resp.StatusCode)
		}
		if i := strings.IndexFunc(body, func(r rune) bool { return r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 }); i >= 0 {
			t.Errorf("%s: a character that reorders the text stands in %q", path, body[max(0, i-60):i+20])
		}
		if got := resp.Header.Get("Content-Security-Policy"); got != policy {
			t.Errorf("%s: policy %q", path, got)
		}
		doc, err := html.Parse(strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		c := pageChecker{t: t, path: path, ids: map[string]int{}}
		c.node(doc)
		c.finish()
	}
}

// pageChecker looks through the elements of a page.
type pageChecker struct {
	t     *testing.T
	path  string
	h1    int
	ids   map[string]int
	links []string // to places of the page
}

func (c *pageChecker) node(n *html.Node) {
	if n.Type == html.ElementNode {
		c.element(n)
	}
	for kid := n.FirstChild; kid != nil; kid = kid.NextSibling {
		c.node(kid)
	}
}

func (c *pageChecker) element(n *html.Node) {
	attr := map[string]string{}
	for _, a := range n.Attr {
		attr[a.Key] = a.Val
		if strings.HasPrefix(a.Key, "on") || a.Key == "style" {
			c.t.Errorf("%s: <%s %s=%q>", c.path, n.Data, a.Key, a.Val)
		}
	}
	switch n.Data {
	case "h1":
		c.h1++
	case "style", "img", "iframe", "object", "embed", "base":
		c.t.Errorf("%s: <%s>", c.path, n.Data)
	case "script":
		if !strings.HasPrefix(attr["src"], "/static/") || n.FirstChild != nil {
			c.t.Errorf("%s: a script from %q", c.path, attr["src"])
		}
	case "a", "link":
		if u, err := url.Parse(attr["href"]); err != nil {
			c.t.Errorf("%s: a link to %q: %v", c.path, attr["href"], err)
		} else if u.Host == "" {
			for key, values := range u.Query() {
				if strings.Trim(key, "abcdefghijklmnopqrstuvwxyz_") != "" || values[0] == "" {
					c.t.Errorf("%s: a link with a parameter %q, %q: %q", c.path, key, values, attr["href"])
				}
			}
		}
		if s := strings.ToLower(strings.TrimSpace(attr["href"])); strings.HasPrefix(s, "javascript:") || strings.HasPrefix(s, "data:") {
			c.t.Errorf("%s: a link to %q", c.path, attr["href"])
		}
		if place, ok := strings.CutPrefix(attr["href"], "#"); ok {
			c.links = append(c.links, place)
		}
	case "input", "select":
		if attr["type"] != "hidden" && attr["id"] == "" {
			c.t.Errorf("%s: a field %q without a label", c.path, attr["name"])
		}
	}
	if id := attr["id"]; id != "" {
		c.ids[id]++
	}
}

func (c *pageChecker) finish() {
	if c.h1 != 1 {
		c.t.Errorf("%s: %d h1", c.path, c.h1)
	}
	for id, n := range c.ids {
		if n > 1 {
			c.t.Errorf("%s: id %q %d times", c.path, id, n)
		}
	}
	for _, place := range c.links {
		if c.ids[place] == 0 {
			c.t.Errorf("%s: a link to the missing place %q", c.path, place)
		}
	}
}

// TestEventSearch searches by the times that texts speak of: the engineers came
// on the Monday before the Tuesday of the quake.
func TestEventSearch(t *testing.T) {
	server := newServer(t, newArchive(t), Options{})
	for _, test := range []struct {
		query string
		with  []string
		less  []string
	}{
		{"q=killed&clock=event", []string{"13 May 2024", "Engineers were", "1 May 2024", ">2024</a> 2"}, []string{"No text"}},
		{"q=dam&clock=event&since=2024-05-13&until=2024-05-13", []string{"13 May 2024", "Engineers were inspecting"}, []string{"evil.example"}},
		{"q=killed&clock=event&since=2024-06", []string{"speaks of that time"}, []string{"Engineers were"}},
		{"q=killed&clock=event&since=2023&until=2023", []string{"speaks of that time", ">2024</a> 2"}, []string{"A quake killed"}},
		{"q=killed&clock=event&since=2024-05-01&until=2024-05-01", []string{"evil.example", "1 May 2024"}, []string{"post.example"}},
		{"q=killed", []string{"clock=event", "count the years"}, []string{"class=\"spoken\""}},
	} {
		resp, body := get(t, server, "/search?"+test.query)
		if resp.StatusCode != http.StatusOK {
			t.Errorf("%s: status %d", test.query, resp.StatusCode)
		}
		for _, part := range test.with {
			if !strings.Contains(body, part) {
				t.Errorf("%s lacks %q", test.query, part)
			}
		}
		for _, part := range test.less {
			if strings.Contains(body, part) {
				t.Errorf("%s has %q", test.query, part)
			}
		}
	}
	if resp, _ := get(t, server, "/search?q=killed&clock=event&since=whenever"); resp.StatusCode != http.StatusBadRequest {
		t.Errorf("a time that is none: status %d", resp.StatusCode)
	}
	if resp, _ := get(t, server, "/stories?clock=event"); resp.StatusCode != http.StatusBadRequest {
		t.Errorf("stories by event time: status %d", resp.StatusCode)
	}
}

// TestEventSearchOutOfTime gives each request the time for one text: it says what
// it did not read, and who follows next gets all, each once.
func TestEventSearchOutOfTime(t *testing.T) {
	s, err := New(newArchive(t), Options{})
	if err != nil {
		t.Fatal(err)
	}
	s.eventTime = 0
	server := httptest.NewServer(s.Handler())
	defer server.Close()
	_, body := get(t, server, "/search?q=killed&clock=event")
	if !strings.Contains(body, "the best 1 were read") || !strings.Contains(body, "1 were not") || !strings.Contains(body, ">Read on</a>") {
		t.Errorf("got %s", body)
	}
	_, body = get(t, server, "/search?q=killed&clock=event&since=1999&until=1999")
	if !strings.Contains(body, "None of the texts read so far") {
		t.Errorf("got %s", body)
	}
	s.eventTime = time.Minute
	if _, body := get(t, server, "/search?q=killed&clock=event"); strings.Contains(body, "Read on") {
		t.Error("the page of a request that ran out of time was kept")
	}
}

// TestSaid holds pages to what readers come for.
func TestSaid(t *testing.T) {
	a := newArchive(t)
	server := newServer(t, a, Options{})
	revs := revisions(t, a, quakeURL)
	story := storyURL(revs[0].Story)
	for path, parts := range map[string][]string{
		"/":                           {"toll 12 → 35", "captured", "silent"},
		"/silent":                     {"toll 12 → 35"},
		story:                         {"Quake kills 35", "it stood there before", "Correction: the toll was wrong.", `class="bar silent"`, "first seen"},
		"/revision/" + revs[2].Commit: {"revision 3 of 4", "A quake killed 31 people", revs[2].TextSHA256, "published", "(claimed)", "(seen)"},
		"/diff/" + revs[0].Commit + ".." + revs[1].Commit:              {"<del>12</del>", "<ins>35</ins>", "casualty", "facts only", "silent"},
		"/diff/" + revs[0].Commit + ".." + revs[1].Commit + "?facts=1": {"<del>12</del>"},
		"/blame/" + revs[3].Commit:                                     {"In these words since", "@3", "Schools were empty"},
		"/timeline?story=" + url.QueryEscape(revs[0].Story):            {"A quake killed", "What was on record at"},
		"/topic/quake":              {"Topic: quake", "killed"},
		"/search?q=killed":          {"<mark>killed</mark>", "Published (claimed)", "post.example"},
		"/search?q=35+killed&all=1": {"in @2"},
		"/source/post.example":      {"1 of 1", "of its stories were edited", "1 of 3"},
	} {
		resp, body := get(t, server, path)
		if resp.StatusCode != http.StatusOK {
			t.Errorf("%s: status %d", path, resp.StatusCode)
		}
		for _, part := range append(parts, "Cite this", "Copy the citation") {
			if !strings.Contains(body, part) {
				t.Errorf("%s lacks %q", path, part)
			}
		}
	}
	evil := storyURL(storyOf(t, a, "evil.example"))
	if _, body := get(t, server, evil); !strings.Contains(body, "Captures that show no whole article") || !strings.Contains(body, "paywall: ") {
		t.Errorf("%s says nothing of the wall", evil)
	}
	if _, body := get(t, server, story); strings.Contains(body, "found unchanged") {
		t.Error("a text that nobody looked at again was found unchanged")
	}
	seen := archive.Sighting{Commit: revs[3].Commit, Last: revs[3].Captured.Add(time.Hour), Count: 3}
	if err := a.See(t.Context(), []archive.Sighting{seen}); err != nil {
		t.Fatal(err)
	}
	if _, body := get(t, server, story); !strings.Contains(body, "unchanged 3 times") {
		t.Error("the story does not say that its text was found unchanged")
	}
	if _, body := get(t, server, "/diff/"+revs[0].Commit+".."+revs[1].Commit+"?facts=1"); strings.Contains(body, "Schools were empty") {
		t.Error("a sentence that did not change stands among the facts")
	}
}
