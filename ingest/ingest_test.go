package ingest

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"github.com/newsarc/newsarc/news"
)

func TestText(t *testing.T) {
	for _, test := range []struct{ name, data, mediaType, want, err string }{
		{"UTF-8", "Café", "", "Café", ""},
		{"byte order mark", "\uFEFFCafé", "", "Café", ""},
		{"line ends", "a\r\nb\rc\n", "", "a\nb\nc\n", ""},
		{"UTF-16 LE", "\xFF\xFEA\x00\xE9\x00", "", "Aé", ""},
		{"UTF-16 BE", "\xFE\xFF\x00A\x00\xE9", "", "Aé", ""},
		{"UTF-16 LE without mark", "H\x00e\x00l\x00l\x00o\x00", "", "Hello", ""},
		{"UTF-16 BE without mark", "\x00H\x00e\x00l\x00l\x00o", "", "Hello", ""},
		{"declared Latin 1", "Caf\xE9", "text/plain; charset=iso-8859-1", "Café", ""},
		{"declared UTF-8", "Café", "text/plain; charset=utf-8", "Café", ""},
		{"invalid UTF-8", "Caf\xE9 au lait", "", "", "is not valid UTF-8 at byte 3 and declares no other encoding"},
		{"invalid declared UTF-8", "Caf\xE9", "text/plain; charset=utf-8", "", "is not valid UTF-8 at byte 3 and declares no other encoding"},
		{"unknown encoding", "a", "text/plain; charset=klingon", "", `declares the unknown encoding "klingon"`},
		{"half of a UTF-16 character", "\xFF\xFEA", "", "", "holds bytes that its encoding does not know"},
		{"NUL", "Cafe\x00", "", "", "holds a NUL character at byte 4: not a text"},
		{"white space", " \n\t", "", "", "holds only white space"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := Text([]byte(test.data), test.mediaType)
			if got != test.want || (err == nil) != (test.err == "") || err != nil && err.Error() != test.err {
				t.Errorf("got %q, %v; want %q, %s", got, err, test.want, test.err)
			}
		})
	}
}

func TestReadAll(t *testing.T) {
	if _, err := ReadAll(strings.NewReader("")); !errors.Is(err, ErrEmpty) {
		t.Errorf("empty: %v", err)
	}
	if _, err := ReadAll(bytes.NewReader(make([]byte, MaxDocument+1))); !errors.Is(err, ErrTooLarge) {
		t.Errorf("too large: %v", err)
	}
	if got, err := ReadAll(bytes.NewReader(make([]byte, MaxDocument))); err != nil || len(got) != MaxDocument {
		t.Errorf("just right: %v", err)
	}
}

func TestBlocks(t *testing.T) {
	for _, test := range []struct {
		name, text string
		want       []Block
	}{
		{"blank lines", "One. Two.\n\n\nThree.", []Block{{Text: "One. Two."}, {Text: "Three."}}},
		{"wrapped", "The harbor was closed on\nMonday after a ship ran\naground there. Nobody was\nhurt.", []Block{{Text: "The harbor was closed on Monday after a ship ran aground there. Nobody was hurt."}}},
		{"sentence a line", "It fell.\nNobody was hurt.\nIt was late.", []Block{{"It fell. Nobody was hurt. It was late.", []string{"It fell.", "Nobody was hurt.", "It was late."}}}},
		{"paragraph a line", "It fell. Nobody was hurt.\nIt was late. We slept.\nA third.", []Block{{Text: "It fell. Nobody was hurt."}, {Text: "It was late. We slept."}, {Text: "A third."}}},
		{"list", "The dead:\n- Ann\n- Bo", []Block{{Text: "The dead:"}, {Text: "- Ann"}, {Text: "- Bo"}}},
		{"tabs and spaces", "  One\t two. \n", []Block{{Text: "One two."}}},
		{"nothing", " \n\n ", nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, Blocks(test.text, "en")); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestFinish(t *testing.T) {
	long := strings.Repeat("word ", 100) + "end."
	for _, test := range []struct {
		name     string
		in       news.Article
		headline string
		source   string
		err      string
	}{
		{"stand-in", news.Article{Body: Body("It fell. Late.", "en")}, "It fell.", "", ""},
		{"long stand-in", news.Article{Body: Body(long, "en")}, strings.TrimSpace(long[:299]) + "…", "", ""},
		{"source of URL", news.Article{Headline: "A", URL: "https://WWW.Example.org:443/a", Body: Body("a", "en")}, "A", "example.org", ""},
		{"path as source", news.Article{Headline: "A", Source: `..\x`, Body: Body("a", "en")}, "", "", `source "..\\x" is neither a host nor a name`},
		{"no text", news.Article{Headline: "A"}, "", "", news.ErrNoText.Error()},
	} {
		t.Run(test.name, func(t *testing.T) {
			err := Finish(&test.in)
			switch {
			case test.err != "" && (err == nil || err.Error() != test.err):
				t.Errorf("got %v, want %s", err, test.err)
			case test.err == "" && (err != nil || test.in.Headline != test.headline || test.in.Source != test.source):
				t.Errorf("got %q, %q, %v; want %q, %q", test.in.Headline, test.in.Source, err, test.headline, test.source)
			}
		})
	}
}

// FuzzBody states the law of Body: nothing but white space and control
// characters is lost, and the result is valid.
func FuzzBody(f *testing.F) {
	f.Add("One. Two.\n\n- Three\nfour.\n", "en")
	f.Add("A\r\n\u2028B\u0085C\x01", "de")
	f.Fuzz(func(t *testing.T, s, lang string) {
		s = strings.ToValidUTF8(s, "")
		bare := func(s string) string {
			return strings.Map(func(r rune) rune {
				if unicode.IsSpace(r) || unicode.IsControl(r) || r == '\uFEFF' {
					return -1
				}
				return r
			}, s)
		}
		a := news.Article{Headline: "A", Body: Body(s, lang)}
		if bare(a.Body.Text()) != bare(s) {
			t.Fatalf("%q became %q", s, a.Body.Text())
		}
		if err := a.Validate(); err != nil && bare(s) != "" {
			t.Fatal(err)
		}
		var c Cutter
		for _, s := range []string{s, s[len(s)/2:], "A.\n\n" + s, s} {
			s = strings.ToValidUTF8(s, "")
			if got, want := c.Body(s, lang), Body(s, lang); !got.Equal(want) {
				t.Fatalf("%q is cut into %q, want %q", s, got, want)
			}
		}
	})
}
