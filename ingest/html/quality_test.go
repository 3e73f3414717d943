package html

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/newsarc/newsarc/ingest"
)

var (
	pagesDir = flag.String("pages", "", "folder with gold.jsonl and html/ID.html.gz, to score the extraction of bodies")
	pagesOut = flag.String("pages-out", "", "file to which the bodies found are written, one JSON object a line")
)

type goldPage struct{ ID, URL, Body string }

// TestPages scores the bodies found in real pages against those that people
// marked: overlap of four-word shingles, averaged over the pages.
func TestPages(t *testing.T) {
	if *pagesDir == "" {
		t.Skip("no -pages folder given: the pages may not be redistributed")
	}
	var out io.Writer = io.Discard
	if *pagesOut != "" {
		f, err := os.Create(*pagesOut)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		out = f
	}
	var all pageScore
	var halves [2]pageScore
	var spent time.Duration
	for i, g := range readGold(t, filepath.Join(*pagesDir, "gold.jsonl")) {
		page := readPage(t, filepath.Join(*pagesDir, "html", g.ID+".html.gz"))
		start := time.Now()
		it, err := Article(page, g.URL)
		spent += time.Since(start)
		body := ""
		if it.Quality != "" {
			t.Logf("quality %s: %s %s", it.Quality, it.Reason, g.URL)
		}
		if err == nil {
			body = it.Article.Body.Text()
			for _, o := range it.Trace { // printed in the text, kept as a field
				if o.Field == "dateline" && o.From == "first paragraph" && o.Used {
					body = it.Article.Dateline + " " + body
				}
			}
		}
		s := scorePage(g.Body, body)
		all.add(s)
		halves[i%2].add(s)
		t.Logf("%.8s P %.3f R %.3f exact %v %s", g.ID, s.p, s.r, s.exact == 1, g.URL)
		if err := json.NewEncoder(out).Encode(map[string]string{"id": g.ID, "body": body}); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("even pages: %v", halves[0])
	t.Logf("odd pages:  %v", halves[1])
	t.Logf("all: %v, %v a page", all, spent/time.Duration(all.n))
}

func readGold(t *testing.T, name string) []goldPage {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []goldPage
	for dec := json.NewDecoder(bufio.NewReader(f)); dec.More(); {
		var g goldPage
		if err := dec.Decode(&g); err != nil {
			t.Fatal(err)
		}
		out = append(out, g)
	}
	return out
}

func readPage(t *testing.T, name string) string {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	zr, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(zr)
	if err != nil {
		t.Fatal(err)
	}
	page, err := decode(data, "")
	if err != nil {
		t.Fatal(err)
	}
	return page
}

// pageScore sums precision, recall and exact matches over n pages.
type pageScore struct {
	p, r, exact float64
	n           int
}

func (s *pageScore) add(o pageScore) {
	s.p, s.r, s.exact, s.n = s.p+o.p, s.r+o.r, s.exact+o.exact, s.n+o.n
}

func (s pageScore) String() string {
	n := float64(s.n)
	p, r := s.p/n, s.r/n
	return strings.Join([]string{
		"precision " + decimals(p), "recall " + decimals(r), "F1 " + decimals(2*p*r/(p+r)), "exact " + decimals(s.exact/n),
	}, "  ")
}

func decimals(f float64) string {
	b, _ := json.Marshal(float64(int(f*10000+0.5)) / 10000)
	return string(b)
}

var wordRun = ingest.Regexp(`[\p{L}\p{N}_]+`)

// scorePage compares shingles of four words as multisets.
func scorePage(gold, got string) pageScore {
	a, b := wordRun().FindAllString(gold, -1), wordRun().FindAllString(got, -1)
	s := pageScore{n: 1}
	if strings.Join(a, " ") == strings.Join(b, " ") {
		s.exact = 1
	}
	x, y := shingles(a), shingles(b)
	common, nx, ny := 0, 0, 0
	for k, n := range x {
		common += min(n, y[k])
		nx += n
	}
	for _, n := range y {
		ny += n
	}
	s.p, s.r = float64(common)/float64(max(1, ny)), float64(common)/float64(max(1, nx))
	return s
}

func shingles(words []string) map[string]int {
	m := map[string]int{}
	if len(words) == 0 {
		return m
	}
	for i := 0; i < max(1, len(words)-3); i++ {
		m[strings.Join(words[i:min(len(words), i+4)], " ")]++
	}
	return m
}
