package backfill

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func day(h int) time.Time { return time.Date(2016, 9, 6, h, 0, 0, 0, time.UTC) }

// TestReadCDX reads the same two captures in every form that an index has.
func TestReadCDX(t *testing.T) {
	page := Capture{URL: "https://example.org/quake", Time: day(12), MediaType: "text/html", Status: 200, Digest: "AAAA"}
	again := Capture{URL: "https://example.org/quake", Time: day(13), MediaType: revisit, Digest: "AAAA"}
	inFile := func(c Capture, offset, length int64) Capture {
		c.File, c.Offset, c.Length = "news.warc.gz", offset, length
		return c
	}
	tests := []struct {
		name, index string
		want        []Capture
	}{
		{"server", `org,example)/quake 20160906120000 https://example.org/quake text/html 200 AAAA 812
org,example)/quake 20160906130000 https://example.org/quake warc/revisit - AAAA 301

org%2Cexample%29%2Fquake+20160906130001
`, []Capture{page, again}},
		{"table", `[["urlkey","timestamp","original","mimetype","statuscode","digest","length"],
["org,example)/quake","20160906120000","https://example.org/quake","text/html","200","AAAA","812"],
["org,example)/quake","20160906130000","https://example.org/quake","warc/revisit","-","AAAA","301"],
[],
["org,example)/quake 20160906130001"]]`, []Capture{page, again}},
		{
			"table on one line, other columns", `[["timestamp","original"],["20160906120000","https://example.org/quake"]]`,
			[]Capture{{URL: page.URL, Time: day(12)}},
		},
		{"legend", ` CDX N b a m s k r M S V g
org,example)/quake 20160906120000 https://example.org/quake text/html 200 AAAA - - 812 771 news.warc.gz
org,example)/quake 20160906130000 https://example.org/quake warc/revisit - AAAA - - 301 1583 news.warc.gz
`, []Capture{inFile(page, 771, 812), inFile(again, 1583, 301)}},
		{
			"legend with tabs", "\tCDX b a s\n20160906120000\thttps://example.org/quake\t200\n",
			[]Capture{{URL: page.URL, Time: day(12), Status: 200}},
		},
		{
			"nine columns", "org,example)/quake 20160906120000 https://example.org/quake text/html 200 AAAA - 771 news.warc.gz\n",
			[]Capture{inFile(page, 771, 0)},
		},
		{"CDXJ", `!meta {"format": "cdxj"}
org,example)/quake 20160906120000 {"url": "https://example.org/quake", "mime": "text/html", "status": "200", "digest": "AAAA", "length": "812", "offset": "771", "filename": "news.warc.gz"}
org,example)/quake 20160906130000 {"url": "https://example.org/quake", "mime": "warc/revisit", "digest": "AAAA", "length": 301, "offset": 1583, "filename": "news.warc.gz"}
`, []Capture{inFile(page, 771, 812), inFile(again, 1583, 301)}},
		{
			"JSON alone", `{"urlkey": "org,example)/quake", "timestamp": "20160906120000", "url": "https://example.org/quake", "mime": "text/html", "status": "200", "digest": "AAAA"}`,
			[]Capture{page},
		},
		{"year only", "x 2016 https://example.org/quake - - - -\n", []Capture{{URL: page.URL, Time: time.Date(2016, 1, 1, 0, 0, 0, 0, time.UTC)}}},
		{"nothing", "", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []Capture
			for c, err := range ReadCDX("index.cdx", strings.NewReader(tt.index)) {
				if err != nil {
					t.Fatalf("%s: %v", c.URL, err)
				}
				got = append(got, c)
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("got  %+v\nwant %+v", got, tt.want)
			}
		})
	}
}

// TestReadCDXBad gives a bad line each time, and a good one after it.
func TestReadCDXBad(t *testing.T) {
	const good = "x 20160906120000 https://example.org/quake text/html 200 AAAA 812\n"
	tests := []struct{ line, want string }{
		{"one two three\n", "index:1: line has 3 columns, and no legend says which they are"},
		{"x 20161399120000 https://example.org/quake text/html 200 AAAA 812\n", `index:1: time "20161399120000" is not of the form YYYYMMDDhhmmss`},
		{"x 20160906120000 https://example.org/quake text/html two AAAA 812\n", `index:1: status "two" is no number`},
		{"x 20160906120000 https://example.org/quake text/html 200 AAAA - -5 a.warc\n", `index:1: offset "-5" is no number of bytes`},
		{`x 20160906120000 {"url": "https://example.org/quake"` + "\n", "index:1: JSON of a line: unexpected EOF"},
		{`x 20160906120000 {"mime": "text/html"}` + "\n", "index:1: line has no address or no time"},
	}
	for _, tt := range tests {
		var said []string
		n := 0
		for c, err := range ReadCDX("index", strings.NewReader(tt.line+good)) {
			if err != nil {
				said = append(said, c.URL+": "+err.Error())
			} else {
				n++
			}
		}
		if !slices.Equal(said, []string{tt.want}) || n != 1 {
			t.Errorf("%q: %q and %d captures, want %q and 1", tt.line, said, n, tt.want)
		}
	}
	for c, err := range ReadCDX("index", strings.NewReader(`[["timestamp","original"],["20160906120000"`)) {
		if err == nil {
			t.Errorf("capture %+v of a table that breaks off", c)
		}
	}
}

func FuzzReadCDX(f *testing.F) {
	f.Add(" CDX N b a m s k r M S V g\nk 20160906120000 https://example.org/ text/html 200 AAAA - - 1 2 f.warc\n")
	f.Add(`[["timestamp","original"],["20160906120000","https://example.org/"]]`)
	f.Add(`k 20160906120000 {"url": "https://example.org/", "status": "200"}`)
	f.Fuzz(func(t *testing.T, index string) {
		for c, err := range ReadCDX("index", strings.NewReader(index)) {
			if err == nil && (c.URL == "" || c.Offset < 0 || c.Length < 0 || c.Time.Year() > 9999) {
				t.Errorf("capture %+v", c)
			}
			if err != nil && c.URL == "" {
				t.Errorf("error that names no line: %v", err)
			}
		}
	})
}
