package mirror

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path"
	"strings"
	"testing"
)

// site is a small site with every kind of link.
func site() http.Handler {
	mux := http.NewServeMux()
	html := func(pattern, body string) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			fmt.Fprint(w, "<!DOCTYPE html><title>x</title>"+strings.ReplaceAll(body, "BASE", "https://"+r.Host))
		})
	}
	html("/{$}", `<link rel="stylesheet" href="/static/a.css"><a href="/story/a">A</a><a href="/story/a?facts=1#end">facts</a>`+
		`<a href="/search?q=x">find</a><a class="button" href="/search">Search</a><form action="/search"><input></form>`+
		`<p data-live>ask me</p><a href="https://elsewhere.test/">away</a><a href="#top">top</a>`)
	html("/story/a", `<a href="/">home</a><a href="BASE/moved">moved</a><code>BASE/story/a</code><a href="//elsewhere.test/x">away</a>`)
	mux.HandleFunc("/static/a.css", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/css")
		fmt.Fprint(w, "a{}")
	})
	mux.Handle("/moved", http.RedirectHandler("/story/a", http.StatusFound))
	mux.HandleFunc("/broken", http.NotFound)
	return mux
}

func options() Options {
	return Options{
		Base: "https://example.org/news", Start: []string{"/"},
		Follow: func(u *url.URL) bool { return u.Path != "/search" },
		Name: func(u *url.URL) string {
			if path.Ext(u.Path) != "" {
				return strings.Trim(u.Path, "/")
			}
			return path.Join(strings.Trim(u.Path, "/"), u.RawQuery+"index.html")
		},
	}
}

func write(t *testing.T, o Options) (map[string]string, Summary, error) {
	t.Helper()
	dir, err := os.OpenRoot(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer dir.Close()
	sum, err := Write(t.Context(), site(), dir, o)
	files := map[string]string{}
	walk := fs.WalkDir(dir.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(dir.FS(), name)
		files[name] = strings.TrimSpace(string(data))
		return err
	})
	if walk != nil {
		t.Fatal(walk)
	}
	return files, sum, err
}

func TestWrite(t *testing.T) {
	files, sum, err := write(t, options())
	if err != nil {
		t.Fatal(err)
	}
	const head = `<!DOCTYPE html><html><head><title>x</title>`
	story := head + `</head><body><a href="../../index.html">home</a><a href="../../moved/index.html">moved</a>` +
		`<code>https://example.org/news/story/a</code><a href="//elsewhere.test/x">away</a></body></html>`
	want := map[string]string{
		"index.html": head + `<link rel="stylesheet" href="static/a.css"/></head><body><a href="story/a/index.html">A</a>` +
			`<a href="story/a/facts=1index.html#end">facts</a><a>find</a><a href="https://elsewhere.test/">away</a><a href="#top">top</a></body></html>`,
		"story/a/index.html":        story,
		"story/a/facts=1index.html": story,
		"static/a.css":              "a{}",
		"moved/index.html": "<!DOCTYPE html>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"refresh\" content=\"0; url=../story/a/index.html\">\n" +
			"<title>Moved</title>\n<p>This page is <a href=\"../story/a/index.html\">here</a>.</p>",
	}
	for name, text := range want {
		if files[name] != text {
			t.Errorf("%s:\ngot  %s\nwant %s", name, files[name], text)
		}
	}
	if len(files) != len(want) || sum.Files != len(want) {
		t.Errorf("wrote %d files, said %d, want %d", len(files), sum.Files, len(want))
	}
}

func TestWriteBroken(t *testing.T) {
	o := options()
	o.Start = append(o.Start, "/broken")
	_, _, err := write(t, o)
	var status *StatusError
	if !errors.As(err, &status) || status.Status != http.StatusNotFound || status.Address != "/broken" {
		t.Errorf("error %v", err)
	}
}

// TestWriteOutside has names that lead out of the folder.
func TestWriteOutside(t *testing.T) {
	o := options()
	o.Name = func(*url.URL) string { return "../outside.html" }
	if files, _, err := write(t, o); err == nil {
		t.Errorf("wrote %d files and failed at nothing", len(files))
	}
}

func TestWriteCanceled(t *testing.T) {
	dir, err := os.OpenRoot(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer dir.Close()
	ctx, cancel := context.WithCancel(t.Context())
	o := options()
	o.Found = func(int, int) { cancel() }
	sum, err := Write(ctx, site(), dir, o)
	if !errors.Is(err, context.Canceled) || sum.Files != 1 {
		t.Errorf("%d files, error %v", sum.Files, err)
	}
}

// TestRelative holds relative to its law: from the folder of the one file, it
// leads to the other.
func TestRelative(t *testing.T) {
	names := []string{"index.html", "a/index.html", "a/b/index.html", "a/b/c.css", "b/a:c/x.html", "x:y.html", "b/x:y.html"}
	for _, from := range names {
		for _, to := range names {
			base, err := url.Parse("https://example.org/root/" + from)
			if err != nil {
				t.Fatal(err)
			}
			rel := url.URL{Path: relative(from, to)}
			u, err := base.Parse(rel.String())
			if err != nil || u.Path != "/root/"+to {
				t.Errorf("from %s to %s: %s", from, to, rel.String())
			}
		}
	}
}
