package backfill

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/newsarc/newsarc/ingest"
	"github.com/newsarc/newsarc/internal/fetch"
	"github.com/newsarc/newsarc/internal/warc"
)

// page returns a news page on which n people are said to have died.
func page(n int) string {
	return fmt.Sprintf(`<!doctype html><html><head><title>Quake kills %[1]d in Orvane</title>
<meta property="og:type" content="article"></head><body><nav><a href="/">Home</a></nav><article>
<h1>Quake kills %[1]d in Orvane</h1>
<p>ORVANE (Example News) - An earthquake killed %[1]d people in the hill town of Orvane on Tuesday, officials said.</p>
<p>The tremor struck before dawn and brought down a school, a chapel and dozens of houses along the river.</p>
<p>Rescuers from three provinces were digging through the rubble with their hands, the mayor told reporters.</p>
</article></body></html>`, n)
}

const address = "https://example.org/quake"

// headlines returns what the items say, each after its time; errors as they are.
func headlines(items []ingest.Item) []string {
	var list []string
	for _, it := range items {
		said := ""
		if it.Err != nil {
			said = it.Err.Error()
		} else {
			said = it.Article.Headline + " <" + it.Article.URL + ">"
		}
		list = append(list, it.Captured.Format("15:04")+" "+said)
	}
	return list
}

func same(t *testing.T, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// archiveServer replays captures at given hours as the Wayback Machine does.
func archiveServer(t *testing.T, root string, pages map[int]string) *httptest.Server {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc(root+"/", func(w http.ResponseWriter, r *http.Request) {
		path := strings.TrimPrefix(r.URL.Path, root+"/")
		when, rest, _ := strings.Cut(path, "id_/")
		at, err := time.Parse(stamp, when)
		text, ok := pages[at.Hour()]
		if err != nil || !ok || strings.Replace(rest, ":/e", "://e", 1) != address {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Memento-Datetime", at.Format(http.TimeFormat))
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, text)
	})
	mux.HandleFunc("/robots.txt", http.NotFound)
	mux.HandleFunc("/cdx/search/cdx", func(w http.ResponseWriter, r *http.Request) {
		if r.FormValue("resumeKey") == "" {
			fmt.Fprintf(w, "k 20160906120000 %s text/html 200 AAAA 9\nk 20160906130000 %[1]s text/html 200 AAAA 9\n\nnext+key\n", address)
			return
		}
		if r.FormValue("resumeKey") != "next key" {
			http.Error(w, "unknown key", http.StatusBadRequest)
		}
		fmt.Fprintf(w, `k 20160906140000 %s text/html 200 BBBB 9
k 20160906150000 %[1]s text/html 200 AAAA 9
k 20160906160000 %[1]s text/html 404 CCCC 9
k 20160906170000 %[1]s image/png 200 DDDD 9
k 20160906180000 %[1]s text/html 200 EEEE 9
`, address)
	})
	mux.HandleFunc("/coll/cdx", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, `k 20160906120000 {"url": %q, "mime": "text/html", "status": "200", "digest": "AAAA"}`, address)
	})
	mux.HandleFunc("/timemap", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, `<%s>; rel="original", </timemap/2>; rel="timemap", <%s/20160906120000/%[1]s>; rel="memento"; datetime="Tue, 06 Sep 2016 12:00:00 GMT"`, address, root)
	})
	mux.HandleFunc("/timemap/2", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, `<%s>; rel="original", </timemap>; rel="timemap", <%s/20160906140000/%[1]s>; rel="memento"; datetime="Tue, 06 Sep 2016 14:00:00 GMT"`, address, root)
	})
	srv := httptest.NewServer(mux)
	t.Cleanup(srv.Close)
	return srv
}

func client() *fetch.Client {
	return fetch.New(fetch.Options{AllowPrivate: true, Delay: time.Nanosecond})
}

// TestServer reads a listing of two pages and the captures it names: A, A again,
// B, A, an error page, a picture, and one that the archive has lost.
func TestServer(t *testing.T) {
	srv := archiveServer(t, "/web", map[int]string{12: page(3), 13: page(3), 14: page(5), 15: page(3)})
	s, err := NewServer(srv.URL, client())
	if err != nil {
		t.Fatal(err)
	}
	r := &Reader{Store: s}
	items := slices.Collect(r.Items(t.Context(), s.List(t.Context(), address, Exact, time.Time{}, time.Time{})))
	same(t, headlines(items), []string{
		"12:00 Quake kills 3 in Orvane <https://example.org/quake>",
		"14:00 Quake kills 5 in Orvane <https://example.org/quake>",
		"15:00 Quake kills 3 in Orvane <https://example.org/quake>",
		"00:00 capture is not there: the server has no page there",
	})
	if want := (Tally{Listed: 7, Same: 1, NoPage: 2}); r.Tally != want {
		t.Errorf("tally %+v, want %+v", r.Tally, want)
	}
	if items[0].Raw == nil || items[0].Where != "20160906120000/https://example.org/quake" {
		t.Errorf("item %q has %d bytes of capture", items[0].Where, len(items[0].Raw))
	}
}

func TestServerOfCollection(t *testing.T) {
	srv := archiveServer(t, "/coll", map[int]string{12: page(3)})
	s, err := NewServer(srv.URL+"/coll/", client())
	if err != nil {
		t.Fatal(err)
	}
	r := &Reader{Store: s}
	items := slices.Collect(r.Items(t.Context(), s.List(t.Context(), address, Exact, time.Time{}, time.Time{})))
	same(t, headlines(items), []string{"12:00 Quake kills 3 in Orvane <https://example.org/quake>"})
}

func TestKnownAndPeriod(t *testing.T) {
	srv := archiveServer(t, "/web", map[int]string{12: page(3), 14: page(5), 15: page(3)})
	s, err := NewServer(srv.URL, client())
	if err != nil {
		t.Fatal(err)
	}
	r := &Reader{Store: s, Since: day(14), Until: day(18), Known: func(name string) bool {
		return name == "20160906140000/https://example.org/quake"
	}}
	items := slices.Collect(r.Items(t.Context(), s.List(t.Context(), address, Exact, time.Time{}, time.Time{})))
	same(t, headlines(items), []string{"15:00 Quake kills 3 in Orvane <https://example.org/quake>"})
	if want := (Tally{Listed: 7, NoPage: 2, Outside: 3, Known: 1}); r.Tally != want {
		t.Errorf("tally %+v, want %+v", r.Tally, want)
	}
}

func TestFetchTimeMap(t *testing.T) {
	srv := archiveServer(t, "/web", map[int]string{12: page(3), 14: page(5)})
	c := client()
	m, err := FetchTimeMap(t.Context(), c, srv.URL+"/timemap")
	if err != nil {
		t.Fatal(err)
	}
	r := &Reader{Store: NewReplay(c)}
	same(t, headlines(slices.Collect(r.Items(t.Context(), m.All()))), []string{
		"12:00 Quake kills 3 in Orvane <https://example.org/quake>",
		"14:00 Quake kills 5 in Orvane <https://example.org/quake>",
	})
}

// writeWARC writes a web archive file with the pages of some hours, and returns
// where each record begins.
func writeWARC(t *testing.T, name string, pages map[int]string) map[int]int64 {
	t.Helper()
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	w := warc.NewWriter(f, strings.HasSuffix(name, ".gz"))
	at := map[int]int64{}
	for h := range 24 {
		text, ok := pages[h]
		if !ok {
			continue
		}
		info, err := f.Stat()
		if err != nil {
			t.Fatal(err)
		}
		at[h] = info.Size()
		block := "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: " + fmt.Sprint(len(text)) + "\r\n\r\n" + text
		if _, err := w.Write(warc.Entry{Type: warc.Response, Target: address, Date: day(h), ContentType: "application/http; msgtype=response"}, []byte(block)); err != nil {
			t.Fatal(err)
		}
	}
	return at
}

// TestFolderOfRecords reads records of a web archive file by their place, the
// bytes of a revisit from the record that has them.
func TestFolderOfRecords(t *testing.T) {
	for _, name := range []string{"news.warc", "news.warc.gz"} {
		dir := t.TempDir()
		at := writeWARC(t, filepath.Join(dir, name), map[int]string{12: page(3), 14: page(5)})
		index := fmt.Sprintf(` CDX N b a m s k r M S V g
k 20160906120000 %[1]s text/html 200 AAAA - - - %[3]d %[2]s
k 20160906140000 %[1]s text/html 200 BBBB - - - %[4]d %[2]s
k 20160906150000 %[1]s warc/revisit - AAAA - - - 99 %[2]s
k 20160906160000 %[1]s text/html 200 CCCC - - - 0 ../outside.warc
k 20160906170000 %[1]s text/html 200 DDDD - - - 0 missing.warc
`, address, name, at[12], at[14])
		f, err := OpenFolder(dir)
		if err != nil {
			t.Fatal(err)
		}
		r := &Reader{Store: f}
		items := slices.Collect(r.Items(t.Context(), ReadCDX("x", strings.NewReader(index))))
		if err := f.Close(); err != nil {
			t.Error(err)
		}
		same(t, headlines(items), []string{
			"12:00 Quake kills 3 in Orvane <https://example.org/quake>",
			"14:00 Quake kills 5 in Orvane <https://example.org/quake>",
			"15:00 Quake kills 3 in Orvane <https://example.org/quake>",
			"00:00 openat ../outside.warc: path escapes from parent",
			"00:00 capture is not there: there is no file missing.warc",
		})
	}
}

// TestFolderOfPages reads pages as downloaders leave them, with and without an
// index.
func TestFolderOfPages(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"20160906120000/example.org/quake":            page(3),
		"20160906140000/example.org/quake/index.html": page(5),
		"notes/readme.txt":                            "not a capture",
	} {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	f, err := OpenFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	want := []string{
		"12:00 Quake kills 3 in Orvane <https://example.org/quake>",
		"14:00 Quake kills 5 in Orvane <https://example.org/quake>",
	}
	r := &Reader{Store: f}
	same(t, headlines(slices.Collect(r.Items(t.Context(), f.List()))), want)
	index := "k 20160906120000 " + address + " text/html 200 AAAA 9\nk 20160906140000 " + address + " text/html 200 BBBB 9\nk 20160906150000 " + address + " text/html 200 CCCC 9\n"
	items := slices.Collect(r.Items(t.Context(), ReadCDX("x", strings.NewReader(index))))
	same(t, headlines(items), append(want, "00:00 capture is not there"))
	if !errors.Is(items[2].Err, ErrMissing) {
		t.Errorf("error %v", items[2].Err)
	}
}

// TestCancel stops between two captures.
func TestCancel(t *testing.T) {
	dir := t.TempDir()
	at := writeWARC(t, filepath.Join(dir, "a.warc"), map[int]string{12: page(3), 14: page(5)})
	f, err := OpenFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	r := &Reader{Store: f}
	n := 0
	index := fmt.Sprintf("k 20160906120000 %s text/html 200 A - %d a.warc\nk 20160906140000 %[1]s text/html 200 B - %[3]d a.warc\n", address, at[12], at[14])
	for range r.Items(ctx, ReadCDX("x", strings.NewReader(index))) {
		n++
		cancel()
	}
	if n != 1 {
		t.Errorf("%d items came, want 1", n)
	}
}
