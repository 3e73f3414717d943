package backfill

import (
	"slices"
	"strings"
	"testing"
)

func TestReadTimeMap(t *testing.T) {
	const links = `<https://example.org/quake>; rel="original",
<https://archive.test/timemap/link/https://example.org/quake>
 ; rel="self"; type="application/link-format"
 ; from="Tue, 06 Sep 2016 12:00:00 GMT"; until="Tue, 06 Sep 2016 13:00:00 GMT",
<https://archive.test/timegate/https://example.org/quake>; rel="timegate",
<https://archive.test/20160906120000/https://example.org/quake>
 ; rel="first memento"; datetime="Tue, 06 Sep 2016 12:00:00 GMT",
</20160906130000/https://example.org/quake>;rel="last memento";datetime="Tue, 06 Sep 2016 13:00:00 GMT";license="a \"free, one\"",
<https://archive.test/timemap/2>; rel="timemap"; type="application/link-format"
`
	const object = `{"original_uri": "https://example.org/quake", "mementos": {"list": [
 {"datetime": "2016-09-06T12:00:00Z", "uri": "https://archive.test/20160906120000/https://example.org/quake"},
 {"datetime": "2016-09-06T13:00:00Z", "uri": "https://archive.test/20160906130000/https://example.org/quake"}]},
 "pages": {"next": {"uri": "https://archive.test/timemap/2"}}}`
	for name, data := range map[string]string{"links": links, "object": object} {
		m, err := ReadTimeMap([]byte(data), "https://archive.test/timemap/link/https://example.org/quake")
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		want := []Capture{
			{URL: "https://example.org/quake", Time: day(12), Address: "https://archive.test/20160906120000/https://example.org/quake"},
			{URL: "https://example.org/quake", Time: day(13), Address: "https://archive.test/20160906130000/https://example.org/quake"},
		}
		if !slices.Equal(m.Captures, want) {
			t.Errorf("%s: got %+v", name, m.Captures)
		}
		if !slices.Equal(m.More, []string{"https://archive.test/timemap/2"}) {
			t.Errorf("%s: continued at %q", name, m.More)
		}
	}
}

func TestReadTimeMapBad(t *testing.T) {
	for _, tt := range []struct{ data, want string }{
		{"", "TimeMap does not say of which page it is"},
		{`<https://example.org/quake>; rel="original"; x="`, "TimeMap: value of x has no end"},
		{"https://example.org/quake", `TimeMap: link does not begin with <: "https://example.org/quake"`},
		{"<https://example.org/quake", "TimeMap: link without >"},
		{`<https://example.org/quake> rel="original"`, `TimeMap: link is followed by "rel=\"original\"", not by a comma`},
		{`<https://a.test/1>; rel="memento"; datetime="yesterday"`, `TimeMap: time of https://a.test/1: parsing time "yesterday"`},
		{`<ftp://a.test/1>; rel="memento"; datetime="Tue, 06 Sep 2016 12:00:00 GMT"`, `TimeMap: memento "ftp://a.test/1" has no web address`},
		{"{}", "TimeMap does not say of which page it is"},
		{"{", "TimeMap: unexpected end of JSON input"},
	} {
		if _, err := ReadTimeMap([]byte(tt.data), ""); err == nil || !strings.HasPrefix(err.Error(), tt.want) {
			t.Errorf("%q: %v, want %s", tt.data, err, tt.want)
		}
	}
}

func TestRawAddress(t *testing.T) {
	for _, tt := range [][2]string{
		{"https://a.test/web/20160906120000/https://example.org/quake", "https://a.test/web/20160906120000id_/https://example.org/quake"},
		{"https://a.test/coll/20160906120000/example.org/quake", "https://a.test/coll/20160906120000id_/example.org/quake"},
		{"https://a.test/20160906120000id_/https://example.org/", "https://a.test/20160906120000id_/https://example.org/"},
		{"https://a.test/page/12345", "https://a.test/page/12345"},
	} {
		if got := rawAddress(tt[0]); got != tt[1] {
			t.Errorf("%s: %s, want %s", tt[0], got, tt[1])
		}
	}
}

func FuzzReadTimeMap(f *testing.F) {
	f.Add(`<https://example.org/q>; rel="original", <https://a.test/1>; rel="memento"; datetime="Tue, 06 Sep 2016 12:00:00 GMT"`)
	f.Add(`{"original_uri": "https://example.org/q"}`)
	f.Fuzz(func(t *testing.T, data string) {
		m, err := ReadTimeMap([]byte(data), "https://archive.test/")
		if err != nil {
			return
		}
		for _, c := range m.Captures {
			if c.URL == "" || c.Address == "" {
				t.Errorf("capture %+v", c)
			}
		}
	})
}
