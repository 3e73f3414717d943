package newsml

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newsarc/newsarc/ingest"
	"github.com/newsarc/newsarc/ingest/html"
)

const paragraphs = `<p>A ferry ran aground off Port Elba on Sunday with 120 people on board, the coast guard said.</p>
<p>Passengers were taken ashore by fishing boats before dawn, and nobody was hurt.</p>`

func message(content string) string {
	return `<?xml version="1.0" encoding="UTF-8"?><newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><header/><itemSet>
<newsItem guid="urn:newsml:example.org:20240505:ferry" version="2"><itemMeta><provider literal="example.org"/>
<versionCreated>2024-05-05T08:00:00+02:00</versionCreated><firstCreated>2024-05-05T06:00:00+02:00</firstCreated><pubStatus qcode="stat:usable"/><edNote>Adds detail.</edNote></itemMeta>
<contentMeta><by>Ann Lee</by><dateline>PORT ELBA, May 5</dateline><language tag="en"/><headline>Ferry runs aground</headline><headline role="hld:subHeadline">All 120 safe</headline><subject><name>Accident</name></subject></contentMeta>
<contentSet>` + content + `</contentSet></newsItem></itemSet></newsMessage>`
}

var inputs = map[string]string{
	"xhtml": message(`<inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><body><article>` + paragraphs + `</article></body></html></inlineXML>`),
	"nitf":  message(`<inlineXML contenttype="application/nitf+xml"><nitf><body><body.head><hedline><hl1>x</hl1></hedline></body.head><body.content><block>` + paragraphs + `</block></body.content></body></nitf></inlineXML>`),
	"plain": message(`<inlineData contenttype="text/plain">A ferry ran aground off Port Elba on Sunday with 120 people on board, the coast guard said.` + "\n\n" + `Passengers were taken ashore by fishing boats before dawn, and nobody was hurt.</inlineData>`),
}

func decode(s string) []ingest.Item {
	var out []ingest.Item
	for it := range (Decoder{HTML: html.Article}).Decode(ingest.Raw{Name: "x.xml", Reader: strings.NewReader(s)}) {
		out = append(out, it)
	}
	return out
}

func TestDecode(t *testing.T) {
	want := []string{
		"urn:newsml:example.org:20240505:ferry", "example.org", "Ferry runs aground", "All 120 safe", "Ann Lee", "PORT ELBA, May 5", "Accident", "en",
		"2024-05-05T06:00:00+02:00", "2024-05-05T08:00:00+02:00", "[{editors-note Adds detail.}]", "2",
		"A ferry ran aground off Port Elba on Sunday with 120 people on board, the coast guard said.",
	}
	for name, in := range inputs {
		t.Run(name, func(t *testing.T) {
			items := decode(in)
			if len(items) != 1 || items[0].Err != nil {
				t.Fatalf("got %+v", items)
			}
			a := items[0].Article
			got := []string{
				a.ID, a.Source, a.Headline, a.Subhead, a.Byline, a.Dateline, a.Section, a.Language,
				a.Published.String(), a.Modified.String(), fmt.Sprint(a.Notes), fmt.Sprint(len(a.Body)), a.Body[0].Sentences[0],
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if raw := string(items[0].Raw); !strings.HasPrefix(raw, "<newsItem guid") || !strings.HasSuffix(raw, "</newsItem>") {
				t.Errorf("capture %.40q ... %q", raw, raw[max(0, len(raw)-20):])
			}
			if !Looks(in) {
				t.Error("not recognised")
			}
		})
	}
}

func TestRefused(t *testing.T) {
	for name, tt := range map[string]struct{ in, want string }{
		"no item":      {"<newsMessage/>", "newsml: holds no news item"},
		"no text":      {message(""), "newsml: item has no text"},
		"canceled":     {strings.Replace(inputs["plain"], "stat:usable", "stat:canceled", 1), "newsml: item is canceled"},
		"cut short":    {inputs["plain"][:900], "newsml: XML syntax error on line"},
		"broken time":  {strings.Replace(inputs["plain"], "2024-05-05T06", "2024-13-05T06", 1), "newsml: firstCreated: "},
		"not XML":      {"hello & <", "newsml: "},
		"entity bombs": {`<!DOCTYPE x [<!ENTITY a "b">]><newsItem guid="g"><contentMeta><headline>&a;</headline></contentMeta></newsItem>`, "newsml: XML syntax error"},
	} {
		items := decode(tt.in)
		if len(items) != 1 || items[0].Err == nil || !strings.HasPrefix(items[0].Err.Error(), tt.want) {
			t.Errorf("%s: got %+v, want %s", name, items, tt.want)
		}
	}
}

// FuzzDecode states that every item is an article that can be stored, or an
// error.
func FuzzDecode(f *testing.F) {
	for _, s := range inputs {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, it := range decode(s) {
			if it.Err == nil {
				if err := it.Article.Validate(); err != nil {
					t.Error(err)
				}
			}
		}
	})
}
