package jsonl

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/newsarc/newsarc/ingest"
)

// FuzzFlat holds flatReader to the letter of encoding/json: what it reads, that reads
// as the same record.
func FuzzFlat(f *testing.F) {
	for _, s := range []string{
		`{"id":"s1","url":"https://a.example/1","headline":"A \"b\" c","text":"One.\n\nTwo \u00e9 \ud83d\ude00 \ud83d x."}`,
		` { "text" : "a\/b\\" , "text":"c" } `,
		`{"text":"\ud83d\ud83d\ude00"}`,
		`{"text":"a",}`,
		`{"Text":"a"}`,
		`{"id":12,"text":"a"}`,
		`{"text":null}`,
		`{"text":"a"}x`,
		"{\"text\":\"a\tb\"}",
		`{}`,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if !utf8.ValidString(s) {
			return // refused before
		}
		got, ok := new(flatReader).record([]byte(s))
		if !ok {
			return
		}
		var want Record
		if err := json.Unmarshal([]byte(s), &want); err != nil {
			t.Fatalf("read %q, of which encoding/json says %v", s, err)
		}
		if diff := cmp.Diff(&want, got); diff != "" {
			t.Errorf("(-json +flat):\n%s", diff)
		}
	})
}

func TestFlatReads(t *testing.T) {
	for s, want := range map[string]bool{
		`{"id":"s1","text":"One.\n\nTwo.","published":"2024-05-01"}`: true,
		`{"text":"caf\u00e9"}`:     true,
		`{"id":1,"text":"a"}`:      false,
		`{"notes":[],"text":"a"}`:  false,
		`{"text":"a","other":"b"}`: false,
	} {
		if _, got := new(flatReader).record([]byte(s)); got != want {
			t.Errorf("%s: %v, want %v", s, got, want)
		}
	}
}

// A text that was read stays when the memory of its record is used again.
func TestTextsOutliveTheirRecords(t *testing.T) {
	lines := `{"source":"a.example","text":"One and two.\n\nThree.\nFour."}
{"source":"a.example","headline":"B","text":"Five.\n\nSix is seven.\n\nNine.\nTen."}
{"source":"a.example","headline":"C","text":"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}
`
	var got [][]string
	for it := range (Decoder{}).Decode(ingest.Raw{Name: "x", Reader: strings.NewReader(lines)}) {
		if it.Err != nil {
			t.Fatal(it.Err)
		}
		got = append(got, []string{it.Article.Headline})
		for _, p := range it.Article.Body {
			got = append(got, p.Sentences)
		}
	}
	want := [][]string{
		{"One and two."},
		{"One and two."},
		{"Three.", "Four."},
		{"B"},
		{"Five."},
		{"Six is seven."},
		{"Nine.", "Ten."},
		{"C"},
		{"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
