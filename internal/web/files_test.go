package web

import (
	"io/fs"
	"net/url"
	"os"
	"path"
	"regexp"
	"strings"
	"testing"

	"github.com/newsarc/newsarc/internal/mirror"
)

// TestFiled writes the whole site as files and follows every link.
func TestFiled(t *testing.T) {
	s, err := New(newArchive(t), Options{Name: "Demo"})
	if err != nil {
		t.Fatal(err)
	}
	dir, err := os.OpenRoot(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer dir.Close()
	byName := map[string]string{}
	o := mirror.Options{
		Base: "https://example.org/archive", Start: []string{"/"},
		Follow: func(u *url.URL) bool { return Filed(u, true) },
		Name: func(u *url.URL) string {
			name, address := FileName(u), u.RequestURI()
			if other, ok := byName[name]; ok && other != address {
				t.Errorf("%s and %s are both %s", address, other, name)
			}
			byName[name] = address
			return name
		},
	}
	if _, err := mirror.Write(t.Context(), s.Pages(), dir, o); err != nil {
		t.Fatal(err)
	}
	links, kinds := 0, map[string]bool{}
	link := regexp.MustCompile(`(?:href|src)="([^"#]*)[^"]*"`)
	for name := range byName {
		kind, _, _ := strings.Cut(name, "/")
		kinds[kind] = true
		if path.Ext(name) != ".html" {
			continue
		}
		data, err := fs.ReadFile(dir.FS(), name)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(data), "<form") {
			t.Errorf("%s has a form", name)
		}
		for _, m := range link.FindAllStringSubmatch(string(data), -1) {
			if m[1] == "" || strings.HasPrefix(m[1], "https://") {
				continue
			}
			links++
			to, err := url.PathUnescape(m[1])
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			if _, err := fs.Stat(dir.FS(), path.Join(path.Dir(name), to)); err != nil {
				t.Errorf("%s links to %s: %v", name, m[1], err)
			}
		}
	}
	if links < 100 {
		t.Errorf("only %d links: is the site there?", links)
	}
	for _, kind := range []string{"index.html", "story", "revision", "diff", "blame", "timeline", "silent", "source", "evidence", "static"} {
		if !kinds[kind] {
			t.Errorf("no file of the kind %s", kind)
		}
	}
}

func TestFiledNot(t *testing.T) {
	for _, address := range []string{
		"/search?q=quake", "/search", "/compare?a=1&b=2", "/api/v1/stories", "/timeline?as_of=2024", "/revision/quake@2",
		"/diff/quake", "/metrics", "/healthz", "/stories?match=quake", "/evidence/" + strings.Repeat("a", 40), "/archive.git/info/refs",
	} {
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		if Filed(u, false) {
			t.Errorf("%s is filed", address)
		}
	}
}
