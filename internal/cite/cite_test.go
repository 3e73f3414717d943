package cite

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/newsarc/newsarc/news"
)

func revision() *news.Revision {
	published, err := news.ParseTime("2024-05-14T23:05:00-05:00")
	if err != nil {
		panic(err)
	}
	return &news.Revision{
		Commit: "e5b050428b414c08ea442f0b414e80d43dd100b9", TextSHA256: "d18101", Source: "post.example", URL: "https://post.example/a_b?x=%7B1}",
		Headline: "Fares up 5% & more: {$3} #quake_1", Published: published, Captured: time.Date(2024, 5, 15, 13, 0, 0, 0, time.UTC),
	}
}

// The day of publication is the one that the publisher claims, in its own zone:
// 14 May there, though 15 May in Greenwich.
func TestFormats(t *testing.T) {
	ref := Reference{Revision: revision(), Byline: "By Mara Lind\nand T. Okoye", Address: "https://a.example/revision/e5"}
	note := "captured 2024-05-15 13:00:00 UTC; revision e5b050428b414c08ea442f0b414e80d43dd100b9; SHA-256 of the text d18101"
	for name, want := range map[string]string{
		"text": "Mara Lind and T. Okoye, “Fares up 5% & more: {$3} #quake_1”, post.example, 14 May 2024 (claimed), " +
			"https://post.example/a_b?x=%7B1}, https://a.example/revision/e5; " + note + ".\n",
		"bibtex": `@online{newsarc:e5b050428b,
  author = {{Mara Lind and T. Okoye}},
  title = {{Fares up 5\% \& more: \{\$3\} \#quake\_1}},
  organization = {post.example},
  date = {2024-05-14},
  url = {https://post.example/a_b?x=%7B1%7D},
  urldate = {2024-05-15},
  note = {` + note + `; archived at \url{https://a.example/revision/e5}},
}
`,
		"ris": strings.ReplaceAll(`TY  - NEWS
AU  - Mara Lind and T. Okoye
TI  - Fares up 5% & more: {$3} #quake_1
T2  - post.example
PY  - 2024
DA  - 2024/05/14/
UR  - https://post.example/a_b?x=%7B1}
L2  - https://a.example/revision/e5
Y2  - 2024/05/15/
N1  - `+note+`
ID  - e5b050428b414c08ea442f0b414e80d43dd100b9
ER  - 
`, "\n", "\r\n"),
	} {
		if d := cmp.Diff(want, written(t, name, ref)); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}

func TestCSL(t *testing.T) {
	bare := revision()
	bare.Published, bare.URL = news.Time{}, ""
	var items []map[string]any
	out := written(t, "csl-json", Reference{Revision: revision(), Byline: "By A. Lind"}, Reference{Revision: bare})
	if err := json.Unmarshal([]byte(out), &items); err != nil {
		t.Fatal(err)
	}
	if len(items) != 2 || items[0]["title"] != revision().Headline || items[0]["author"] == nil || items[0]["issued"] == nil {
		t.Errorf("got %v", items)
	}
	// What nobody claims is left out: an empty date would be read as one.
	for _, key := range []string{"issued", "author", "URL", "archive_location"} {
		if v, ok := items[1][key]; ok {
			t.Errorf("%s is %v, want none", key, v)
		}
	}
}

func written(t *testing.T, format string, refs ...Reference) string {
	t.Helper()
	for _, f := range Formats() {
		if f.Name != format {
			continue
		}
		var buf bytes.Buffer
		if err := f.Write(&buf, refs); err != nil {
			t.Fatal(err)
		}
		return buf.String()
	}
	t.Fatalf("no format %q", format)
	return ""
}
