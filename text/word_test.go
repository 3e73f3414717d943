package text

import (
	"slices"
	"strings"
	"testing"

	"github.com/clipperhouse/uax29/v2/graphemes"
	"github.com/google/go-cmp/cmp"
)

func TestWords(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"", ""},
		{"At least 48 died.", "letters:At space:  letters:least space:  number:48 space:  letters:died punct:."},
		{"$1.5 million, 48,000", "symbol:$ number:1.5 space:  letters:million punct:, space:  number:48,000"},
		{"don't can’t", "letters:don't space:  letters:can’t"},
		{"3-year-old", "number:3 punct:- letters:year punct:- letters:old"},
		{"at 9:30 p.m.", "letters:at space:  number:9:30 space:  letters:p.m punct:."},
		{"12:05:59", "number:12:05:59"},
		{"a \n\t b", "letters:a space: \n\t  letters:b"},
		{"20th G20", "number:20th space:  letters:G20"},
		{"会谈", "letters:会 letters:谈"},
		{"👩‍👩‍👧 ok", "symbol:👩‍👩‍👧 space:  letters:ok"},
		{"e\u0301te\u0301", "letters:e\u0301te\u0301"},
		{"50%", "number:50 punct:%"},
	} {
		var got []string
		for _, w := range Words(test.text) {
			got = append(got, w.Kind.String()+":"+w.Of(test.text))
		}
		if diff := cmp.Diff(test.want, strings.Join(got, " ")); diff != "" {
			t.Errorf("%q (-want +got):\n%s", test.text, diff)
		}
	}
}

// checkWords states the law of Words: the spans tile s, and no grapheme is cut.
func checkWords(t *testing.T, s string) {
	t.Helper()
	whole := map[int]bool{}
	for g := graphemes.FromString(s); g.Next(); {
		whole[g.End()] = true
	}
	at := 0
	for _, w := range Words(s) {
		if w.Start != at || w.End <= w.Start {
			t.Fatalf("word %v after %d", w.Span, at)
		}
		if !whole[w.End] {
			t.Fatalf("a grapheme is cut at %d of %q", w.End, s)
		}
		at = w.End
	}
	if at != len(s) {
		t.Fatalf("words end at %d of %d", at, len(s))
	}
}

func BenchmarkWords(b *testing.B) {
	s := strings.Repeat("The Observatory put the toll at 53, although “state TV” said 48 were killed. ", 200)
	b.SetBytes(int64(len(s)))
	b.ReportAllocs()
	for b.Loop() {
		Words(s)
	}
}

// TestASCIIWords holds the short way for ASCII to the long one, for all short
// strings of one character of each sort.
func TestASCIIWords(t *testing.T) {
	const alphabet = "aB19_.:',; \n\r-$"
	buf := make([]byte, 0, 8)
	var try func(n int)
	try = func(n int) {
		s := string(buf)
		if got, want := asciiWords(nil, s), unicodeWords(nil, s); !slices.Equal(got, want) {
			t.Fatalf("%q: got %v, want %v", s, got, want)
		}
		if n == 0 {
			return
		}
		for i := range len(alphabet) {
			buf = append(buf, alphabet[i])
			try(n - 1)
			buf = buf[:len(buf)-1]
		}
	}
	try(5)
	for c := range 128 {
		for _, s := range []string{string(rune(c)), "a" + string(rune(c)) + "b", "1" + string(rune(c)) + "2", " " + string(rune(c)) + " "} {
			if got, want := asciiWords(nil, s), unicodeWords(nil, s); !slices.Equal(got, want) {
				t.Fatalf("%q: got %v, want %v", s, got, want)
			}
		}
	}
}
