package feed

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// line sums up an entry for comparison.
func line(e Entry) string {
	stamp := func(t time.Time) string {
		if t.IsZero() {
			return "-"
		}
		return t.UTC().Format("2006-01-02T15:04")
	}
	content := strings.Join(strings.Fields(plain(e.Content)), " ")
	return strings.Join([]string{e.ID, e.URL, e.Title, e.Byline, e.Section, stamp(e.Published), stamp(e.Updated), content}, "|")
}

// TestQuirks reads feeds as they are found in the wild: what the standards leave
// open, what they forbid and everybody does.
func TestQuirks(t *testing.T) {
	const base = "https://wire.example/news/feed.xml"
	item := func(inner string) string {
		return `<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>W</title><item>` + inner + `</item></channel></rss>`
	}
	entry := func(inner string) string {
		return `<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>W</title><entry><title>A</title><id>tag:wire.example,2024:1</id>` + inner + `</entry></feed>`
	}
	for _, tt := range []struct{ name, feed, want string }{
		{"RSS without guid", item(`<title>A</title><link>https://wire.example/a</link>`), "|https://wire.example/a|A|||-|-|"},
		{"guid that is the only link", item(`<title>A</title><guid>https://wire.example/a</guid>`), "https://wire.example/a|https://wire.example/a|A|||-|-|"},
		{"guid that is no link", item(`<title>A</title><guid isPermaLink="false">wire-1</guid><link>https://wire.example/a</link>`), "wire-1|https://wire.example/a|A|||-|-|"},
		{"link with white space in and around", item("<title>A</title><link>\n  https://wire.example/a\n </link>"), "|https://wire.example/a|A|||-|-|"},
		{"link in CDATA", item(`<title>A</title><link><![CDATA[https://wire.example/a?x=1&y=2]]></link>`), "|https://wire.example/a?x=1&y=2|A|||-|-|"},
		{"relative link", item(`<title>A</title><link>../a</link>`), "|https://wire.example/a|A|||-|-|"},
		{"link without a scheme", item(`<title>A</title><link>//wire.example/a</link>`), "|https://wire.example/a|A|||-|-|"},
		{"link with credentials", item(`<title>A</title><link>https://ann:secret@wire.example/a</link>`), "|https://wire.example/a|A|||-|-|"},
		{"link that is a script", item(`<title>A</title><link>javascript:alert(1)</link>`), "||A|||-|-|"},
		{"atom:link in RSS", item(`<title>A</title><atom:link href="https://wire.example/amp/a" rel="amphtml"/><link>https://wire.example/a</link>`), "|https://wire.example/a|A|||-|-|"},
		{"title escaped twice", item(`<title>Q &amp;amp; A: &amp;#8220;Why?&amp;#8221;</title>`), "||Q & A: “Why?”|||-|-|"},
		{"title with markup in CDATA", item(`<title><![CDATA[Harbour <b>closed</b> &amp; empty]]></title>`), "||Harbour closed & empty|||-|-|"},
		{"content escaped", item(`<title>A</title><content:encoded>&lt;p&gt;It rained &amp;amp; blew.&lt;/p&gt;</content:encoded>`), "||A|||-|-|It rained & blew."},
		{"content in CDATA", item(`<title>A</title><content:encoded><![CDATA[<p>It rained &amp; blew.</p>]]></content:encoded>`), "||A|||-|-|It rained & blew."},
		{"CDATA in two parts", item(`<title>A</title><content:encoded><![CDATA[<p>It rained]]]]><![CDATA[> all day.</p>]]></content:encoded>`), "||A|||-|-|It rained]]> all day."},
		{"Dublin Core", item(`<title>A</title><dc:creator>Ana Ruiz</dc:creator><dc:date>2024-05-16T09:00:00+02:00</dc:date><dc:subject>World</dc:subject>`), "||A|Ana Ruiz|World|2024-05-16T07:00|2024-05-16T07:00|"},
		{"author as an address", item(`<title>A</title><author>ana@wire.example (Ana Ruiz)</author>`), "||A|Ana Ruiz||-|-|"},
		{"several categories", item(`<title>A</title><category domain="x">World</category><category>Quakes</category>`), "||A||World|-|-|"},
		{"media content and title", item(`<title>A</title><media:content url="https://wire.example/a.jpg" medium="image"><media:title>A picture</media:title></media:content>`), "||A|||-|-|"},
		{"date of RFC 822", item(`<title>A</title><pubDate>Thu, 16 May 24 09:00:00 EST</pubDate>`), "||A|||2024-05-16T14:00|-|"},
		{"date of a wrong weekday", item(`<title>A</title><pubDate>Mon, 16 May 2024 09:00:00 GMT</pubDate>`), "||A|||2024-05-16T09:00|-|"},
		{"date with a word for the zone", item(`<title>A</title><pubDate>Thu, 16 May 2024 09:00:00 UT</pubDate>`), "||A|||2024-05-16T09:00|-|"},
		{"date without seconds", item(`<title>A</title><pubDate>16 May 2024 09:00 +0200</pubDate>`), "||A|||2024-05-16T07:00|-|"},
		{"date of ISO in RSS", item(`<title>A</title><pubDate>2024-05-16 09:00:00</pubDate>`), "||A|||2024-05-16T09:00|-|"},
		{"date with white space before it", item(`<title>A</title><pubDate> Thu, 16 May 2024 09:00:00 -0500</pubDate>`), "||A|||2024-05-16T14:00|-|"},
		{"date with slashes", item(`<title>A</title><pubDate>2024/05/16 09:00:00</pubDate>`), "||A|||2024-05-16T09:00|-|"},
		{"date as a person writes it", item(`<title>A</title><pubDate>Dec. 9, 2024, 6:11 p.m.</pubDate>`), "||A|||2024-12-09T18:11|-|"},
		{"date of RSS in Atom", entry(`<link href="/a"/><updated>Thu, 16 May 2024 09:00:00 GMT</updated>`), "tag:wire.example,2024:1|https://wire.example/a|A|||2024-05-16T09:00|2024-05-16T09:00|"},
		{"month in full", item(`<title>A</title><pubDate>Thu, 16 September 2024 9:00:00 +0000</pubDate>`), "||A|||2024-09-16T09:00|-|"},
		{"date that is none", item(`<title>A</title><pubDate>yesterday</pubDate>`), "||A|||-|-|"},
		{"white space before the declaration", "\n\n" + item(`<title>A</title>`), "||A|||-|-|"},
		{"byte order mark", "\uFEFF" + item(`<title>A</title>`), "||A|||-|-|"},
		{"entities of HTML", item(`<title>Caf&eacute; &mdash; closed&nbsp;today</title>`), "||Café — closed\u00a0today|||-|-|"},
		{"bare ampersand", item(`<title>Bed & breakfast</title>`), "||Bed & breakfast|||-|-|"},
		{"control character", item("<title>A\x0b B</title>"), "||A B|||-|-|"},
		{"Latin 1, declared", strings.Replace(item("<title>Caf\xe9</title>"), `<?xml version="1.0"?>`, `<?xml version="1.0" encoding="ISO-8859-1"?>`, 1), "||Café|||-|-|"},
		{"windows-1252 that calls itself Latin 1", strings.Replace(item("<title>\x93Why\x94</title>"), `<?xml version="1.0"?>`, `<?xml version="1.0" encoding="ISO-8859-1"?>`, 1), "||“Why”|||-|-|"},
		{"Latin 1 that calls itself UTF-8", strings.Replace(item("<title>Caf\xe9 closes</title>"), `<?xml version="1.0"?>`, `<?xml version="1.0" encoding="UTF-8"?>`, 1), "||Café closes|||-|-|"},
		{"UTF-8 that calls itself UTF-16", strings.Replace(item("<title>Café</title>"), `<?xml version="1.0"?>`, `<?xml version="1.0" encoding="UTF-16"?>`, 1), "||Café|||-|-|"},
		{"Atom, text in XHTML", entry(`<link href="/a"/><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>It rained &amp; <b>blew</b>.</p></div></content>`), "tag:wire.example,2024:1|https://wire.example/a|A|||-|-|It rained & blew."},
		{"Atom, text in HTML", entry(`<link href="/a"/><content type="html">&lt;p&gt;It rained.&lt;/p&gt;</content>`), "tag:wire.example,2024:1|https://wire.example/a|A|||-|-|It rained."},
		{"Atom, several links", entry(`<link rel="edit" href="/edit/1"/><link rel="replies" href="/a#c"/><link rel="alternate" type="text/html" href="/a"/><link rel="enclosure" href="/a.mp3"/>`), "tag:wire.example,2024:1|https://wire.example/a|A|||-|-|"},
		{"Atom, base of the entry", strings.Replace(entry(`<link href="a"/>`), "<entry>", `<entry xml:base="https://wire.example/2024/">`, 1), "tag:wire.example,2024:1|https://wire.example/2024/a|A|||-|-|"},
		{"Atom, two times and two authors", entry(`<link href="/a"/><author><name>Ana Ruiz</name></author><author><name>Raj Patel</name></author><published>2024-05-16T09:00:00Z</published><updated>2024-05-16T11:30:00+01:00</updated>`), "tag:wire.example,2024:1|https://wire.example/a|A|Ana Ruiz, Raj Patel||2024-05-16T09:00|2024-05-16T10:30|"},
		{"RSS 1.0", `<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>W</title></channel><item rdf:about="https://wire.example/a"><title>A</title><link>https://wire.example/a</link><dc:date>2024-05-16</dc:date></item></rdf:RDF>`, "|https://wire.example/a|A|||2024-05-16T00:00|2024-05-16T00:00|"},
		{"RSS 0.91 with a document type", `<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/publish/formats/rss-0.91.dtd"><rss version="0.91"><channel><title>W</title><item><title>A</title><link>https://wire.example/a</link></item></channel></rss>`, "|https://wire.example/a|A|||-|-|"},
		{"JSON Feed with numbers for ids", `{"version":"https://jsonfeed.org/version/1","title":"W","items":[{"id":17,"url":"https://wire.example/a","title":"A","date_published":"2024-05-16T09:00:00+02:00"}]}`, "17|https://wire.example/a|A|||2024-05-16T07:00|-|"},
		{"JSON Feed with authors", `{"version":"https://jsonfeed.org/version/1.1","title":"W","items":[{"id":"1","url":"a","title":"A","authors":[{"name":"Ana Ruiz"}],"content_text":"It rained."}]}`, "1|https://wire.example/news/a|A|Ana Ruiz||-|-|It rained."},
	} {
		entries, err := Parse([]byte(tt.feed), base)
		got := fmt.Sprint(err)
		if len(entries) == 1 && err == nil {
			got = line(entries[0])
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

// TestSharedIDs holds that entries which share an identifier, and have addresses of
// their own, are not taken for revisions of one another.
func TestSharedIDs(t *testing.T) {
	item := func(guid, link string) string {
		return "<item><title>A</title><guid isPermaLink=\"false\">" + guid + "</guid><link>" + link + "</link></item>"
	}
	entries, err := Parse([]byte("<rss version=\"2.0\"><channel><title>W</title>"+item("1", "https://wire.example/a")+item("2", "https://wire.example/b")+
		item("1", "https://wire.example/c")+item("2", "https://wire.example/b")+"</channel></rss>"), "")
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, e := range entries {
		ids = append(ids, e.ID)
	}
	if diff := cmp.Diff([]string{"", "2", "", "2"}, ids); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
