package news

import (
	"errors"
	"reflect"
	"testing"
)

// The quick reader of front matter agrees with the YAML one wherever it gives an
// answer.
func FuzzHeader(f *testing.F) {
	published, err := ParseTime("2024-05-01T08:30:00+02:00")
	if err != nil {
		f.Fatal(err)
	}
	whole := &Article{
		Headline: "Quake hits coast", Subhead: `He said "no"`, Byline: "A Reporter", Dateline: "LISBON", Source: "paper.example", ID: "007",
		URL: "https://paper.example/1", Aliases: []string{"https://m.paper.example/1", "x: y"}, Section: "World", Language: "en",
		Published: published, StandIn: true, Notes: []Note{{Kind: Correction, Text: "It is 12."}},
		Body: Body{{Sentences: []string{"It shook."}}},
	}
	for _, line := range []string{"Quake hits coast", "null", "~", "yes: no", `"12" dead`} {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, line string) {
		a := *whole
		a.Headline, a.ID, a.URL, a.Section, a.Byline = Line(line), Line(line), Line(line), Line(line), Line(line)
		if a.Validate() != nil {
			return
		}
		front, _, _ := Split(Encode(&a))
		quick := plainHeader(string(front))
		if quick == nil {
			return
		}
		if slow, err := DecodeHeader(front, false); err != nil || !reflect.DeepEqual(quick, slow) {
			t.Errorf("%q: quick %+v, slow %+v, %v", front, quick, slow, err)
		}
	})
}

func TestHeaderNeedsFrontMatter(t *testing.T) {
	if _, err := Header([]byte("It shook.\n")); !errors.Is(err, ErrFormat) {
		t.Errorf("got %v, want ErrFormat", err)
	}
}
