package feed

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/newsarc/newsarc/ingest"
	"github.com/newsarc/newsarc/ingest/html"
)

const full = `<p>A strong earthquake struck the coast near Port Elba on Wednesday morning, killing at least 12 people, officials said.</p>
<p>Rescue teams searched collapsed houses through the night while aftershocks shook the harbor district of the city.</p>
<p>The mayor told reporters that the main hospital was without power and that help had been asked for from three neighbors.</p>
<p>Schools in the district will stay closed until Monday, and ferries do not run between the islands, the port authority said.</p>`

var rss = `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>Example News</title><language>en-gb</language>
<item><title>Quake &amp;amp; flood &lt;b&gt;hit&lt;/b&gt; coast</title><link>/2024/05/01/quake</link><guid isPermaLink="false">tag:42</guid>
<dc:creator>Ann Lee</dc:creator><category>World</category><pubDate>Wed, 01 May 2024 09:30:00 +0200</pubDate><content:encoded><![CDATA[` + full + `]]></content:encoded></item>
<item><title>Ministers meet</title><link>https://example.org/ministers</link><description>Only a summary.</description></item>
</channel></rss>`

const atom10 = `<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>x</title><entry><title>Ferry aground</title>
<id>urn:1</id><link rel="alternate" href="https://example.org/ferry"/><updated>2024-05-02T10:00:00Z</updated><published>2024-05-01T10:00:00Z</published></entry></feed>`

const jsonFeed = `{"version":"https://jsonfeed.org/version/1.1","title":"x","items":[{"id":"7","url":"https://example.org/seven","title":"Seven","date_published":"2024-05-01T10:00:00Z"}]}`

func TestParse(t *testing.T) {
	for _, tt := range []struct {
		name, feed string
		want       []string
	}{
		{"rss", rss, []string{
			"tag:42|https://example.org/2024/05/01/quake|Quake & flood hit coast|Ann Lee|World|2024-05-01T07:30:00Z",
			"|https://example.org/ministers|Ministers meet|||",
		}},
		{"atom", atom10, []string{"urn:1|https://example.org/ferry|Ferry aground|||2024-05-01T10:00:00Z"}},
		{"json feed", jsonFeed, []string{"7|https://example.org/seven|Seven|||2024-05-01T10:00:00Z"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			entries, err := Parse([]byte(tt.feed), "https://example.org/feed.xml")
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, e := range entries {
				published := ""
				if !e.Published.IsZero() {
					published = e.Published.UTC().Format(time.RFC3339)
				}
				got = append(got, strings.Join([]string{e.ID, e.URL, e.Title, e.Byline, e.Section, published}, "|"))
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestLinksThatAreNone(t *testing.T) {
	entries, err := Parse([]byte(strings.Replace(atom10, "https://example.org/ferry", "javascript:alert(1)", 1)), "")
	if err != nil || len(entries) != 1 || entries[0].URL != "" {
		t.Errorf("got %+v, %v", entries, err)
	}
}

func decode(s string) []ingest.Item {
	var out []ingest.Item
	raw := ingest.Raw{Name: "feed.xml", Reader: strings.NewReader(s), URL: "https://example.org/feed.xml"}
	for it := range (Decoder{HTML: html.Article}).Decode(raw) {
		out = append(out, it)
	}
	return out
}

func TestDecode(t *testing.T) {
	items := decode(rss)
	if len(items) != 2 {
		t.Fatalf("%d items", len(items))
	}
	if items[0].Err != nil {
		t.Fatal(items[0].Err)
	}
	a := items[0].Article
	got := []string{a.Headline, a.Byline, a.Section, a.ID, a.URL, a.Source, a.Published.String(), a.Language, fmt.Sprint(len(a.Body)), items[0].Where}
	want := []string{"Quake & flood hit coast", "Ann Lee", "World", "tag:42", "https://example.org/2024/05/01/quake", "example.org", "2024-05-01T07:30:00Z", "en-gb", "4", "feed.xml: entry 1"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if !errors.Is(items[1].Err, ErrSummaryOnly) || !strings.HasPrefix(items[1].Err.Error(), "https://example.org/ministers: ") {
		t.Errorf("summary: %v", items[1].Err)
	}
}

func TestHostileFeeds(t *testing.T) {
	deep := "<rss><channel>" + strings.Repeat("<a>", 100_000)
	for name, tt := range map[string]struct {
		feed []byte
		want string
	}{
		"nested":    {[]byte(deep), "feed: elements nest deeper than 64"},
		"too large": {bytes.Repeat([]byte(" "), MaxSize+1), "feed is larger than 5 MB"},
		"no feed":   {[]byte("<html></html>"), "feed: "},
		"open":      {[]byte("<rss><![CDATA["), "feed: CDATA section does not end"},
	} {
		if _, err := Parse(tt.feed, ""); err == nil || !strings.HasPrefix(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want %s", name, err, tt.want)
		}
	}
}

// FuzzDecode states that every entry is an article that can be stored, or an
// error, and that links are web addresses.
func FuzzDecode(f *testing.F) {
	f.Add(rss)
	f.Add(atom10)
	f.Add(jsonFeed)
	f.Fuzz(func(t *testing.T, s string) {
		for _, it := range decode(s) {
			if it.Err == nil {
				if err := it.Article.Validate(); err != nil {
					t.Error(err)
				}
			}
		}
		entries, _ := Parse([]byte(s), "")
		for _, e := range entries {
			if e.URL != "" && !strings.HasPrefix(e.URL, "http://") && !strings.HasPrefix(e.URL, "https://") {
				t.Errorf("link %q", e.URL)
			}
		}
	})
}
