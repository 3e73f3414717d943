package ninjs

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newsarc/newsarc/ingest"
	"github.com/newsarc/newsarc/ingest/html"
)

const body = `A ferry ran aground off Port Elba on Sunday with 120 people on board, the coast guard said. Nobody was hurt.\n\nPassengers were taken ashore by fishing boats before dawn.`

var (
	v3 = `{"standard":{"name":"ninjs","version":"3.1"},"uri":"tag:example.org,2024:ferry","language":"en","firstCreated":"2024-05-05T06:00:00Z","versionCreated":"2024-05-05T08:00:00Z",
"headlines":[{"role":"main","value":"Ferry runs aground"},{"role":"subtitle","value":"All 120 safe"}],"by":"Ann Lee","located":"PORT ELBA","edNote":"Recasts lede.","subjects":[{"name":"Accident"}],
"bodies":[{"contentType":"text/plain","value":"` + body + `"}]}`
	v1 = `{"uri":"https://example.org/ferry","versioncreated":"2024-05-05T06:00:00Z","headline":"Ferry runs aground","byline":"Ann Lee","body_text":"` + body + `"}`
	v2 = `{"uri":"urn:x","headlines":[{"value":"Ferry runs aground"}],"bodies":[{"contentType":"text/html","value":"<p>A ferry ran aground off Port Elba on Sunday with 120 people on board, the coast guard said.</p><p>Passengers were taken ashore by fishing boats before dawn, and nobody was hurt.</p>"}]}`
)

func decode(s string) []ingest.Item {
	var out []ingest.Item
	for it := range (Decoder{HTML: html.Article}).Decode(ingest.Raw{Name: "x.json", Reader: strings.NewReader(s)}) {
		out = append(out, it)
	}
	return out
}

func TestDecode(t *testing.T) {
	var got []string
	for _, it := range decode(v3 + "\n" + v1 + v2) {
		if it.Err != nil {
			t.Fatal(it.Where, it.Err)
		}
		a := it.Article
		got = append(got, strings.Join([]string{
			a.ID, a.URL, a.Headline, a.Subhead, a.Byline, a.Dateline, a.Section, a.Published.String(), a.Modified.String(),
			fmt.Sprint(a.Notes), fmt.Sprint(len(a.Body), len(a.Body[0].Sentences)),
		}, "|"))
	}
	want := []string{
		"tag:example.org,2024:ferry||Ferry runs aground|All 120 safe|Ann Lee|PORT ELBA|Accident|2024-05-05T06:00:00Z|2024-05-05T08:00:00Z|[{editors-note Recasts lede.}]|2 2",
		"https://example.org/ferry|https://example.org/ferry|Ferry runs aground||Ann Lee|||2024-05-05T06:00:00Z||[]|2 2",
		"urn:x||Ferry runs aground|||||||[]|2 1",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestRefused(t *testing.T) {
	for in, want := range map[string]string{
		`{"uri":"a","headline":"x"}`: "ninjs: item has no text",
		`{"headline":"x"}`:           "ninjs: item has no uri",
		`{"uri":"a"`:                 "broken JSON: unexpected EOF",
		`{"uri":"a","body_text":"x y.","versioncreated":"2024-02-30"}`: `created: "2024-02-30" is neither a day (2016-09-06) nor an RFC 3339 time`,
	} {
		items := decode(in)
		if len(items) != 1 || items[0].Err == nil || items[0].Err.Error() != want {
			t.Errorf("%s: got %+v", in, items)
		}
	}
}

func TestLooks(t *testing.T) {
	for in, want := range map[string]bool{v1: true, v2: true, v3: true, `{"uri":"x","text":"y"}`: false, `{"headlines":[]}`: false} {
		if got := Looks(in); got != want {
			t.Errorf("Looks(%.40s) = %v", in, got)
		}
	}
}

// FuzzDecode states that every item is an article that can be stored, or an
// error.
func FuzzDecode(f *testing.F) {
	for _, s := range []string{v1, v2, v3} {
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
