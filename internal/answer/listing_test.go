package answer

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/newsarc/newsarc/ingest"
	"github.com/newsarc/newsarc/internal/fetch"
)

func response(url, body string) *fetch.Response {
	return &fetch.Response{URL: url, Body: []byte(body), Status: 200, Header: http.Header{}, Started: time.Date(2024, 5, 16, 9, 0, 0, 0, time.UTC)}
}

func TestLinks(t *testing.T) {
	const home = "https://www.wire.example/"
	var zipped bytes.Buffer
	z := gzip.NewWriter(&zipped)
	z.Write([]byte(`<urlset><url><loc>https://wire.example/ferry-sails-again-today</loc></url></urlset>`))
	z.Close()
	for _, tt := range []struct {
		name, url, body string
		kind            Kind
		want            []string
	}{
		{
			"rss", home + "rss", `<?xml version="1.0"?><rss version="2.0"><channel><title>W</title>
			<item><title>A</title><link>https://wire.example/a</link></item>
			<item><title>B</title><link>/b?x=1</link></item><item><title>no link</title></item></channel></rss>`,
			Feed,
			[]string{"https://wire.example/a", "https://www.wire.example/b?x=1"},
		},
		{
			"atom", home + "atom", `<feed xmlns="http://www.w3.org/2005/Atom"><title>W</title><entry><title>A</title><id>1</id>
			<link href="https://wire.example/a"/><updated>2024-05-16T08:00:00Z</updated></entry></feed>`,
			Feed,
			[]string{"https://wire.example/a"},
		},
		{
			"json feed", home + "feed.json", `{"version": "https://jsonfeed.org/version/1.1", "title": "W", "items": [{"id": "1", "url": "https://wire.example/a"}]}`,
			Feed,
			[]string{"https://wire.example/a"},
		},
		{
			"sitemap of another site too", home + "map.xml", `<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
			<url><loc>https://wire.example/a</loc></url><url><loc>https://other.example/a</loc></url></urlset>`,
			Sitemap,
			[]string{"https://wire.example/a"},
		},
		{
			"index of sitemaps, one old", home + "map.xml", `<sitemapindex><sitemap><loc>https://wire.example/new.xml</loc><lastmod>2024-05-15</lastmod></sitemap>
			<sitemap><loc>https://wire.example/old.xml</loc><lastmod>2014-05-15</lastmod></sitemap></sitemapindex>`,
			Sitemap,
			[]string{"sitemap https://wire.example/new.xml"},
		},
		{"sitemap that is a compressed file", home + "map.xml.gz", zipped.String(), Sitemap, []string{"https://wire.example/ferry-sails-again-today"}},
		{
			"front page", home, `<!doctype html><base href="/news/"><a href="2024/05/16/quake">Quake shakes the coast</a>
			<a href="/bridge-closed-for-a-week#top"><h2>Bridge closed for a week</h2></a><a href="/bridge-closed-for-a-week">Bridge closed, again here</a>
			<a href="/story/1234567">Story by its number only</a><a href="/sport">All the sport of the world</a>
			<a href="/tag/a-tag-of-four-words">A tag that looks like one</a><a href="/a-very-short-text">More</a>
			<a href="https://other.example/2024/05/16/far-away">Elsewhere on the web today</a><a href="mailto:desk@wire.example">Write to the news desk</a>`,
			Front,
			[]string{"https://www.wire.example/news/2024/05/16/quake", "https://www.wire.example/bridge-closed-for-a-week", "https://www.wire.example/story/1234567"},
		},
		{"an article", home + "2024/05/16/quake", `<!doctype html><p>Text`, Article, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			resp := response(tt.url, tt.body)
			kind := KindOf(resp)
			list, err := Links(kind, resp)
			var got []string
			for _, l := range list {
				s := l.URL
				if l.Kind != Article {
					s = string(l.Kind) + " " + s
				}
				got = append(got, s)
			}
			if kind != tt.kind || err != nil || !slices.Equal(got, tt.want) {
				t.Errorf("kind %q, %v, got %q, want %q", kind, err, got, tt.want)
			}
		})
	}
}

func TestLinksOfBrokenListings(t *testing.T) {
	for _, tt := range []struct {
		kind Kind
		body string
	}{{Feed, "<rss><channel><item>"}, {Feed, "not a feed"}, {Sitemap, "<urlset><url><loc>"}, {Sitemap, "\x1f\x8bnot gzip"}, {Front, "<p>Nothing here"}} {
		if _, err := Links(tt.kind, response("https://wire.example/", tt.body)); err == nil {
			t.Errorf("%s %q is no error", tt.kind, tt.body)
		}
	}
}

// FuzzFrontLinks holds front pages to two laws: every link is of the site and an
// address, and none comes twice.
func FuzzFrontLinks(f *testing.F) {
	f.Add(`<a href="/2024/05/16/quake">Quake shakes the coast</a>`)
	f.Add(`<base href="https://other.example/"><a href="2024/05/16/x">Quake shakes the coast</a>`)
	f.Add("<a href=\"/\x00%zz/12345\">Quake shakes the coast</a><a href='//wire.example:99999/12345'>Quake shakes the coast")
	f.Fuzz(func(t *testing.T, body string) {
		list, _ := frontLinks(response("https://wire.example/", body))
		seen := map[string]bool{}
		for _, l := range list {
			if ingest.Site(l.URL) != "wire.example" || seen[l.URL] {
				t.Errorf("link %q", l.URL)
			}
			seen[l.URL] = true
		}
	})
}

func TestFeeds(t *testing.T) {
	resp := response("https://wire.example/news/", `<!doctype html><head>
	<link rel="alternate" type="application/rss+xml" href="/feed.xml"><link rel="ALTERNATE" type="application/atom+xml" href="atom.xml"/>
	<link rel="alternate" hreflang="de" href="/de/"><link rel="stylesheet" type="text/css" href="/x.css"></head>
	<body><link rel="alternate" type="application/rss+xml" href="/in-the-body.xml">`)
	if got, want := Feeds(resp), []string{"https://wire.example/feed.xml", "https://wire.example/news/atom.xml"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestKindOf(t *testing.T) {
	packed := func(s string) string {
		var buf bytes.Buffer
		z := gzip.NewWriter(&buf)
		z.Write([]byte(s))
		z.Close()
		return buf.String()
	}
	for body, want := range map[string]Kind{
		"<!doctype html><feedback>x":                                 Article,
		"<!-- a --><?xml version='1.0'?>\n<atom:feed xmlns:atom=''>": Feed,
		packed("<urlset><url>"):                                      Sitemap,
		packed("WARC/1.0\r\n"):                                       Article,
		`{"version": "https://jsonfeed.org/version/1"}`:              Feed,
		`{"text": "x"}`:                                              Article,
		"":                                                           Article,
	} {
		if got := KindOf(response("https://wire.example/a", body)); got != want {
			t.Errorf("%.40q is %q, want %q", body, got, want)
		}
	}
}
