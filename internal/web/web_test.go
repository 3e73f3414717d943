package web

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/diff"
	"github.com/newsarc/newsarc/news"
)

func TestMain(m *testing.M) {
	// The catalog's connections are opened by a goroutine of database/sql.
	goleak.VerifyTestMain(m, goleak.IgnoreTopFunction("database/sql.(*DB).connectionOpener"))
}

const quakeURL = "https://post.example/quake?id=1&x=2"

// quake returns a state of a story of the tests' own.
func quake(toll int, headline string, notes ...news.Note) *news.Article {
	return &news.Article{
		Headline: headline, Byline: "By Ann Lee", Dateline: "PORT MERROW", Source: "post.example", URL: quakeURL,
		Published: news.Instant(time.Date(2024, 5, 14, 9, 0, 0, 0, time.UTC)),
		Notes:     notes,
		Body: news.Body{
			{Sentences: []string{fmt.Sprintf("A quake killed %d people on Tuesday, May 14, 2024, the mayor said.", toll), "Schools were empty at that hour."}},
			{Sentences: []string{"Engineers were inspecting the dam on Monday."}},
		},
	}
}

// probe is an article with an attack in every field.
func probe(n int) *news.Article {
	x := func(field string) string {
		return fmt.Sprintf(`%s"'><script>alert(%d)</script><img src=x onerror=alert(1)><svg/onload=alert(2)>{{.}}</title></textarea>`, field, n) + "\u202etxt\u2066x"
	}
	return &news.Article{
		Headline: x("headline"), Subhead: x("subhead"), Byline: x("byline"), Dateline: x("dateline"), Source: "evil.example",
		URL: `https://evil.example/a?"><script>alert(1)</script>`, Section: x("section"),
		Notes: []news.Note{{Kind: news.Correction, Text: x("note")}},
		Body: news.Body{
			{Sentences: []string{x(fmt.Sprintf("body %d killed on May 1, 2024", n)), `He said "` + x("quote") + `" on Tuesday.`}},
			{Kind: news.Heading, Sentences: []string{x("heading")}},
			{Kind: news.Caption, Sentences: []string{x("caption") + " javascript:alert(1)"}},
		},
	}
}

// newArchive makes an archive: a story of four revisions, hostile ones, and
// topics.
func newArchive(t *testing.T) *archive.Archive {
	t.Helper()
	ctx := context.Background()
	a, err := archive.Init(ctx, t.TempDir(), archive.Options{
		Summarize: archive.SummarizeBy(func(before, after *news.Article) string {
			if before == nil {
				return ""
			}
			return diff.Articles(before, after, diff.Options{}).Summary()
		}),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	hour := func(n int) time.Time { return time.Date(2024, 5, 14, n, 0, 0, 0, time.UTC) }
	correction := news.Note{Kind: news.Correction, Text: "Correction: the toll was wrong."}
	add(t, a,
		archive.Input{Article: quake(12, "Quake hits coast"), Captured: hour(10), Capture: []byte("<h1>Quake</h1>"), CaptureExt: "html"},
		archive.Input{Article: quake(35, "Quake kills 35"), Captured: hour(11)},
		archive.Input{Article: quake(31, "Quake kills 31", correction), Captured: hour(12)},
		archive.Input{Article: quake(31, "Quake hits coast", correction), Captured: hour(13)},
		archive.Input{Article: probe(3), Captured: hour(14)},
		archive.Input{Article: probe(4), Captured: hour(15)},
	)
	wall := archive.Kept{
		URL: probe(4).URL, Captured: hour(16), Ext: "html", Data: []byte("<script>alert(6)</script>"),
		Reason: `paywall: "'><script>alert(7)</script><img src=x onerror=alert(8)>`,
	}
	if _, err := a.Keep(ctx, []archive.Kept{wall}); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"quake": "query: quake\nevent_from: \"2024\"\n", "evil": "query: '\"><script>alert(1)</script>'\n"} {
		if _, err := a.SetTopic(ctx, name, []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	return a
}

func add(t *testing.T, a *archive.Archive, inputs ...archive.Input) {
	t.Helper()
	_, err := a.Add(context.Background(), slices.Values(inputs), func(o archive.Outcome) {
		if o.Err != nil {
			t.Error(o.Err)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
}

func newServer(t *testing.T, a *archive.Archive, o Options) *httptest.Server {
	t.Helper()
	o.Now = func() time.Time { return time.Date(2024, 5, 16, 0, 0, 0, 0, time.UTC) }
	s, err := New(a, o)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(s.Handler())
	t.Cleanup(server.Close)
	return server
}

// client follows no redirect and keeps no connection.
var client = &http.Client{
	Transport:     &http.Transport{DisableKeepAlives: true},
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// get asks for a path, with pairs of header names and values, and returns the
// answer with its body read.
func get(t *testing.T, server *httptest.Server, path string, header ...string) (*http.Response, string) {
	t.Helper()
	return ask(t, server, http.MethodGet, path, header...)
}

func ask(t *testing.T, server *httptest.Server, method, path string, header ...string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequest(method, server.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(header); i += 2 {
		if header[i] == "Host" {
			r.Host = header[i+1]
		} else {
			r.Header.Set(header[i], header[i+1])
		}
	}
	resp, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var sb strings.Builder
	if _, err := fmt.Fprint(&sb, readAll(t, resp)); err != nil {
		t.Fatal(err)
	}
	return resp, sb.String()
}

// revisions returns the revisions of a story, oldest first.
func revisions(t *testing.T, a *archive.Archive, story string) []news.Revision {
	t.Helper()
	var revs []news.Revision
	for rev, err := range a.Log(context.Background(), archive.Filter{Story: story, Reverse: true}) {
		if err != nil {
			t.Fatal(err)
		}
		revs = append(revs, rev)
	}
	return revs
}

// TestServe holds a server to ending when it is told to, to answering while
// texts come in, and to showing them.
func TestServe(t *testing.T) {
	a := newArchive(t)
	s, err := New(a, Options{})
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(ctx, l) }()
	server := &httptest.Server{URL: "http://" + l.Addr().String()}
	if _, body := get(t, server, "/"); strings.Contains(body, "Flood") {
		t.Error("a story stands on the front page before it was added")
	}
	flood := &news.Article{Headline: "Flood in valley", URL: "https://post.example/flood", Body: news.Body{{Sentences: []string{"A flood cut off the valley."}}}}
	add(t, a, archive.Input{Article: flood, Captured: time.Date(2024, 5, 15, 0, 0, 0, 0, time.UTC)})
	if _, body := get(t, server, "/"); !strings.Contains(body, "Flood in valley") {
		t.Error("the front page lacks a story that was added while the server ran")
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
