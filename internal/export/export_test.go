package export

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/newsarc/newsarc/internal/warc"
	"github.com/newsarc/newsarc/news"
)

func item() Item {
	a := &news.Article{
		Headline: "Ferry runs aground & sinks", Subhead: "All 120 safe", Byline: "Ann Lee", Dateline: "PORT ELBA, Norland",
		Source: "example.org", ID: "42", URL: "https://example.org/ferry", Aliases: []string{"https://m.example.org/ferry"},
		Section: "World", Language: "en", Published: news.Day(2024, 5, 5), Modified: news.Instant(time.Date(2024, 5, 6, 8, 0, 0, 0, time.UTC)),
		Notes: []news.Note{{Kind: news.Correction, Text: "An earlier version misstated the number of passengers."}, {Kind: news.Credit, Text: "Reporting by Raj Patel."}},
		Body: news.Body{
			{Sentences: []string{"A ferry ran aground on Sunday.", `"It was loud," she said.`}},
			{Kind: news.Heading, Sentences: []string{"Rescue <at dawn>"}},
			{Kind: news.Quote, Sentences: []string{"We ran."}},
		},
	}
	return Item{
		Article: a, Capture: []byte("<html>raw</html>"), CaptureExt: "html",
		Revision: news.Revision{
			Story: "example.org/2024/05/05/ferry-runs-aground", Number: 2, Commit: strings.Repeat("ab", 20), Class: news.CorrectionBy,
			Captured: time.Date(2024, 5, 6, 8, 1, 0, 0, time.UTC), TextSHA256: strings.Repeat("cd", 32),
		},
	}
}

// stream writes one item in a format.
func stream(t *testing.T, format string) []byte {
	t.Helper()
	f, ok := Lookup(format)
	if !ok {
		t.Fatalf("no format %s", format)
	}
	var buf bytes.Buffer
	w := f.New(&buf)
	if err := w.Write(item()); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func TestMarkdown(t *testing.T) {
	dir := t.TempDir()
	w := newMarkdown(dir)
	if err := w.Write(item()); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "example.org", "2024", "05", "05", "ferry-runs-aground", "0002.md")
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	a, err := news.Decode(data)
	if err != nil || !a.Equal(item().Article) {
		t.Errorf("came back as %+v, %v", a, err)
	}
	if info, err := os.Stat(file); err != nil || !info.ModTime().Equal(item().Revision.Captured) {
		t.Errorf("time of the file: %v, %v", info.ModTime(), err)
	}
	evil := item()
	evil.Revision.Story = "../../evil"
	if err := w.Write(evil); err == nil {
		t.Error("a story outside the folder is written")
	}
}

func TestJSONLD(t *testing.T) {
	var got map[string]any
	if err := json.Unmarshal(stream(t, "jsonld"), &got); err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]any{
		"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Ferry runs aground & sinks", "alternativeHeadline": "All 120 safe",
		"datePublished": "2024-05-05", "dateModified": "2024-05-06T08:00:00Z", "sdDatePublished": "2024-05-06T08:01:00Z", "version": 2.0,
		"articleSection": "World", "correction": []any{"An earlier version misstated the number of passengers."},
	} {
		if diff := cmp.Diff(want, got[key]); diff != "" {
			t.Errorf("%s: %s", key, diff)
		}
	}
}

// ninjsSchema returns the schema of ninjs 3.1, as far as texts need it.
func ninjsSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	schema, err := c.Compile(filepath.Join("testdata", "ninjs.json"))
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func TestNinjs(t *testing.T) {
	var got map[string]any
	if err := json.Unmarshal(stream(t, "ninjs"), &got); err != nil {
		t.Fatal(err)
	}
	schema := ninjsSchema(t)
	if err := schema.Validate(got); err != nil {
		t.Errorf("%v", err)
	}
	for key, value := range map[string]any{"uri": "no uri", "published": "2024", "version": 2.0, "versionCreated": "2024-05-06", "headlines": "Ferry"} {
		bad := maps.Clone(got)
		bad[key] = value
		if schema.Validate(bad) == nil {
			t.Errorf("%s: %v is taken for valid", key, value)
		}
	}
	if _, ok := got["version"].(string); !ok || got["representationType"] != "full" {
		t.Errorf("version %v, representation %v", got["version"], got["representationType"])
	}
	if got["uri"] != "urn:newsarc:story:example.org%2F2024%2F05%2F05%2Fferry-runs-aground" {
		t.Errorf("uri %v", got["uri"])
	}
	bodies := got["bodies"].([]any)
	rich := bodies[1].(map[string]any)["value"].(string)
	if !strings.Contains(rich, "<h2>Rescue &lt;at dawn&gt;</h2>") || bodies[0].(map[string]any)["wordCount"] != 16.0 {
		t.Errorf("bodies %v", bodies)
	}
}

func TestWARC(t *testing.T) {
	for _, format := range []string{"warc", "warc.gz"} {
		r, err := warc.NewReader(bytes.NewReader(stream(t, format)))
		if err != nil {
			t.Fatal(err)
		}
		page, err := r.Next()
		if err != nil {
			t.Fatal(err)
		}
		resp, body, err := page.HTTP()
		if err != nil || resp.StatusCode != 200 || string(body) != "<html>raw</html>" || page.CheckDigest() != nil {
			t.Errorf("response %v %q %v", resp, body, err)
		}
		text, err := r.Next()
		if err != nil {
			t.Fatal(err)
		}
		if id, _, _ := text.RefersTo(); id != page.ID() || text.Type() != warc.Conversion || !bytes.Equal(text.Block, news.Encode(item().Article)) {
			t.Errorf("text refers to %q, page is %q", id, page.ID())
		}
		if _, err := r.Next(); err != io.EOF {
			t.Errorf("third record: %v", err)
		}
	}
}
