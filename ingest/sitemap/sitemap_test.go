package sitemap

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const newsMap = `<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc> https://example.org/quake </loc><lastmod>2024-05-01T09:30+02:00</lastmod><news:news><news:publication><news:name>Example</news:name><news:language>en</news:language></news:publication>
<news:publication_date>2024-05-01</news:publication_date><news:title>Quake &amp; flood</news:title></news:news></url>
<url><loc>ftp://example.org/x</loc></url><url><loc>https://ann:secret@example.org/b</loc></url></urlset>`

func all(r io.Reader) (out []Entry, err error) {
	for e, err := range Entries(r) {
		if err != nil {
			return out, err
		}
		out = append(out, e)
	}
	return out, nil
}

func TestEntries(t *testing.T) {
	got, err := all(strings.NewReader(newsMap))
	if err != nil {
		t.Fatal(err)
	}
	want := []Entry{
		{
			URL: "https://example.org/quake", Modified: time.Date(2024, 5, 1, 9, 30, 0, 0, time.FixedZone("", 7200)),
			Published: time.Date(2024, 5, 1, 0, 0, 0, 0, time.UTC), Title: "Quake & flood", Language: "en",
		},
		{URL: "https://example.org/b"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	index, err := all(strings.NewReader(`<sitemapindex><sitemap><loc>https://example.org/news.xml</loc></sitemap></sitemapindex>`))
	if err != nil || len(index) != 1 || !index[0].Index {
		t.Errorf("index: %+v, %v", index, err)
	}
}

func TestFullSitemapIsStreamed(t *testing.T) {
	r, w := io.Pipe()
	go func() {
		io.WriteString(w, "<urlset>")
		for i := range MaxEntries {
			fmt.Fprintf(w, "<url><loc>https://example.org/%d</loc></url>", i)
		}
		io.WriteString(w, "</urlset>")
		w.Close()
	}()
	got, err := all(r)
	if err != nil || len(got) != MaxEntries {
		t.Errorf("%d entries, %v", len(got), err)
	}
}

func TestRefused(t *testing.T) {
	for name, tt := range map[string]struct {
		r    io.Reader
		want string
	}{
		"no sitemap":   {strings.NewReader("<html></html>"), "holds no sitemap"},
		"cut short":    {strings.NewReader("<urlset><url><loc>https://example.org/a</loc></url><url>"), "sitemap: "},
		"too large":    {io.MultiReader(strings.NewReader("<urlset>"), strings.NewReader(strings.Repeat(" ", MaxSize))), "sitemap is larger than 50 MB"},
		"too many":     {strings.NewReader("<urlset>" + strings.Repeat("<url><loc>https://example.org/a</loc></url>", MaxEntries+1)), "sitemap has more than 50000 entries"},
		"entity bomb":  {strings.NewReader(`<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><urlset><url><loc>https://example.org/&b;</loc></url></urlset>`), "sitemap: "},
		"unknown code": {strings.NewReader(`<?xml version="1.0" encoding="x-nope"?><urlset/>`), "sitemap: "},
	} {
		if _, err := all(tt.r); err == nil || !strings.HasPrefix(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want %s", name, err, tt.want)
		}
	}
}

// FuzzEntries states that every entry is a web address on one line.
func FuzzEntries(f *testing.F) {
	f.Add(newsMap)
	f.Fuzz(func(t *testing.T, s string) {
		for e, err := range Entries(strings.NewReader(s)) {
			if err == nil && (!strings.HasPrefix(e.URL, "http") || strings.ContainsAny(e.URL, "\n\r")) {
				t.Errorf("address %q", e.URL)
			}
		}
	})
}
