package query

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// Tokens are in the order of the text, do not overlap, and are found again by a
// query of their own text.
func TestTokens(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "text")
		end := 0
		list := tokens(s)
		for _, tok := range list {
			if tok.start < end || tok.end <= tok.start || tok.word == "" && strings.TrimSpace(s[tok.start:tok.end]) == "" {
				t.Fatalf("token %+v after %d", tok, end)
			}
			end = tok.end
		}
		for _, tok := range list {
			q, err := Parse(`"` + s[tok.start:tok.end] + `"`)
			if err != nil {
				t.Fatal(err)
			}
			if tok.word != "" && !q.Answers([]Line{{Text: s}}) {
				t.Fatalf("%q is not found in %q", s[tok.start:tok.end], s)
			}
		}
	})
}

// No query makes the parser fail in another way than by ErrEmpty; what it marks lies
// in the snippet, in order, and between characters.
func FuzzQuery(f *testing.F) {
	text := strings.Repeat("The ferries waited. ", 9) + "A tsunami came, the mayor of Ōtsu said, and 12 died."
	for _, s := range []string{`a "b c" -d OR e*`, `"`, `tsunami 12`, `"the mayor" died`, `-"`, "OR", "ōt*", "-a"} {
		f.Add(s, text)
	}
	f.Fuzz(func(t *testing.T, asked, text string) {
		q, err := Parse(asked)
		if err != nil {
			if !errors.Is(err, ErrEmpty) {
				t.Errorf("%q: %v", asked, err)
			}
			return
		}
		if !utf8.ValidString(text) {
			return
		}
		lines := []Line{{Text: "Waves"}, {Text: text, Body: true}}
		q.Answers(lines)
		s, marks := q.Snippet(lines)
		end := 0
		for _, m := range marks {
			if m[0] < end || m[1] <= m[0] || m[1] > len(s) || !utf8.ValidString(s[m[0]:m[1]]) {
				t.Fatalf("%q marks %v in %q", asked, marks, s)
			}
			end = m[1]
		}
	})
}

// What is asked twice is looked for once.
func TestParseOnce(t *testing.T) {
	q, err := Parse(`ferry -ferry Ferry "ferry" ferry* ferry OR ferry`)
	if err != nil || len(q) != 2 || len(q[0]) != 3 || len(q[1]) != 1 {
		t.Errorf("got %+v, %v", q, err)
	}
}
