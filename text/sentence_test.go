package text

import (
	"os"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
)

// example is one case of testdata/sentences.txt.
type example struct {
	line  int
	lang  string
	known string // why it fails, where it does
	want  []string
}

func examples(t *testing.T) []example {
	t.Helper()
	data, err := os.ReadFile("testdata/sentences.txt")
	if err != nil {
		t.Fatal(err)
	}
	var out []example
	lang := "en"
	e := example{}
	for n, line := range append(strings.Split(string(data), "\n"), "") {
		switch {
		case strings.HasPrefix(line, "# lang: "):
			lang = strings.TrimPrefix(line, "# lang: ")
		case strings.HasPrefix(line, "# known: "):
			e.known = line
		case strings.HasPrefix(line, "#"):
		case line != "":
			if e.want == nil {
				e.line, e.lang = n+1, lang
			}
			e.want = append(e.want, line)
		case e.want != nil:
			out = append(out, e)
			e = example{}
		}
	}
	return out
}

func cutAll(s, lang string) []string {
	var out []string
	for _, sp := range Sentences(s, lang) {
		out = append(out, sp.Of(s))
	}
	return out
}

func TestSentences(t *testing.T) {
	for _, e := range examples(t) {
		text := strings.Join(e.want, " ")
		if e.lang == "zh" || strings.ContainsAny(text, "。") {
			text = strings.Join(e.want, "")
		}
		diff := cmp.Diff(e.want, cutAll(text, e.lang))
		switch {
		case diff != "" && e.known == "":
			t.Errorf("line %d (-want +got):\n%s", e.line, diff)
		case diff == "" && e.known != "":
			t.Errorf("line %d is cut right: remove %q", e.line, e.known)
		}
	}
}

func TestSentencesLayout(t *testing.T) {
	for _, test := range []struct {
		name, text string
		want       []string
	}{
		{"empty", "", nil},
		{"white space", " \n\t\u00a0\n", nil},
		{"no end", "Quake hits coast", []string{"Quake hits coast"}},
		{"wrapped lines", "The bridge fell\non Monday. Nobody\nwas hurt.", []string{"The bridge fell\non Monday.", "Nobody\nwas hurt."}},
		{"blank line", "Quake hits coast\n\nThe bridge fell.", []string{"Quake hits coast", "The bridge fell."}},
		{"blank line with spaces", "One\r\n \t\r\ntwo", []string{"One", "two"}},
		{"paragraph separator", "One\u2029two", []string{"One", "two"}},
		{"list by line", "Two died:\n- Ann Lee, 40\n- Bo Dale, 31", []string{"Two died:", "- Ann Lee, 40", "- Bo Dale, 31"}},
		{"numbered by line", "1. Ann Lee\n2. Bo Dale", []string{"1. Ann Lee", "2. Bo Dale"}},
		{"quote apart", `He sat down. " Then he left.`, []string{`He sat down. "`, "Then he left."}},
		{"no space", "He left.She stayed.", []string{"He left.She stayed."}},
		{"invalid bytes", "One\xff. Two\x80.", []string{"One\xff.", "Two\x80."}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, cutAll(test.text, "")); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestParagraphs(t *testing.T) {
	for _, test := range []struct {
		text string
		want []string
	}{
		{"", nil},
		{" \n ", nil},
		{"One", []string{"One"}},
		{"\n\n One\ntwo \n \n\nThree\n", []string{"One\ntwo", "Three"}},
		{"One\r\n\r\nTwo\rthree\r\rFour", []string{"One", "Two\rthree", "Four"}},
		{"One\u2029Two", []string{"One", "Two"}},
	} {
		var got []string
		for _, sp := range Paragraphs(test.text) {
			got = append(got, sp.Of(test.text))
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", test.text, diff)
		}
	}
}

// checkSpans states the law of Sentences and Paragraphs: spans in order, none
// empty or with white space at an end, and nothing but white space outside.
func checkSpans(t *testing.T, s string, spans []Span) {
	t.Helper()
	isSpace := func(s string) bool {
		return strings.TrimFunc(s, unicode.IsSpace) == ""
	}
	at := 0
	for _, sp := range spans {
		if sp.Start < at || sp.End <= sp.Start || sp.End > len(s) {
			t.Fatalf("span %v after %d in %d bytes", sp, at, len(s))
		}
		if !isSpace(s[at:sp.Start]) {
			t.Fatalf("lost %q", s[at:sp.Start])
		}
		if strings.TrimSpace(sp.Of(s)) != sp.Of(s) {
			t.Fatalf("%q is not trimmed", sp.Of(s))
		}
		at = sp.End
	}
	if !isSpace(s[at:]) {
		t.Fatalf("lost %q", s[at:])
	}
}

func FuzzSentences(f *testing.F) {
	data, err := os.ReadFile("testdata/sentences.txt")
	if err != nil {
		f.Fatal(err)
	}
	for part := range strings.SplitSeq(string(data), "\n\n") {
		f.Add(part, "en")
		f.Add(part, "de")
	}
	f.Add(". \" \" \u2029 . . . \xff 1) 2) •", "fr")
	f.Fuzz(func(t *testing.T, s, lang string) {
		checkSpans(t, s, Paragraphs(s))
		spans := Sentences(s, lang)
		checkSpans(t, s, spans)
		checkWords(t, s)
	})
}

func BenchmarkSentences(b *testing.B) {
	data, err := os.ReadFile("testdata/sentences.txt")
	if err != nil {
		b.Fatal(err)
	}
	s := strings.Repeat(strings.ReplaceAll(string(data), "\n", " "), 20)
	b.SetBytes(int64(len(s)))
	b.ReportAllocs()
	for b.Loop() {
		Sentences(s, "en")
	}
}

// BenchmarkSentencesHostile runs over what could make a splitter look back or
// ahead again and again.
func BenchmarkSentencesHostile(b *testing.B) {
	for name, unit := range map[string]string{"periods": ".", "spaces": " ", "spaced": ". ", "quotes": `." " `, "lists": "1) ", "lines": "\n ", "bullets": "• ", "brackets": ". ((("} {
		b.Run(name, func(b *testing.B) {
			s := strings.Repeat(unit, 1<<20/len(unit))
			b.SetBytes(int64(len(s)))
			for b.Loop() {
				Sentences(s, "en")
			}
		})
	}
}

// FuzzSkip holds the leaps of skip to single steps: nothing that it passes over
// would have ended a sentence.
func FuzzSkip(f *testing.F) {
	for _, s := range []string{
		"1.) Open the door 2.) Go in", "• Open the door now • Go in", "It was over, he said. They went  home on  5 May", "abcdefg 2) hij", "abcdefg, !", "a\u00a0bcdefgh é. No",
		"wordword wordword. Wordword", "       .       !",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		sp := splitter{s: s, lang: languageOf("en")}
		sp.start, _ = space(s, 0)
		for i := sp.start; i < len(s); {
			to := sp.skip(i)
			for at := i; at < to; {
				if end, ok := sp.boundary(&at); ok {
					t.Fatalf("%q: skip passes from %d to %d, over an end at %d", s, i, to, end)
				}
			}
			if i = to; i == len(s) {
				break
			}
			if end, ok := sp.boundary(&i); ok {
				sp.cut(end)
			}
		}
	})
}
