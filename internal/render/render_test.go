package render

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/newsarc/newsarc/news"
)

func TestSafe(t *testing.T) {
	for _, test := range []struct{ name, in, want string }{
		{"plain text stays", "Bosphorus – «quake», 48 % ☂", "Bosphorus – «quake», 48 % ☂"},
		{"escape sequence", "a\x1b[2Jb", "a␛[2Jb"},
		{"carriage return, newline, tab", "a\rb\nc\td", "a␍b␊c␉d"},
		{"delete", "a\x7f", "a␡"},
		{"C1 introducer", "a\u009b2Jb", "a<U+009B>2Jb"},
		{"right-to-left override", "user\u202etxt.exe", "user<U+202E>txt.exe"},
		{"isolate", "\u2066x\u2069", "<U+2066>x<U+2069>"},
		{"zero-width space in a word", "kil\u200bled", "kil<U+200B>led"},
		{"joiner between Latin letters", "a\u200db", "a<U+200D>b"},
		{"joiner in Persian", "می\u200cخواهم", "می\u200cخواهم"},
		{"joiner in Hindi", "क्\u200dष", "क्\u200dष"},
		{"family", "👩\u200d👧", "👩\u200d👧"},
		{"tag characters", "x\U000e0041", "x<U+E0041>"},
		{"invalid bytes", "a\xffb", "a<FF>b"},
		{"replacement character is a character", "a\ufffdb", "a\ufffdb"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := Safe(test.in); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// FuzzSafe states the law: what comes out is valid text without a character
// that acts on a terminal, and neutralising it again changes nothing.
func FuzzSafe(f *testing.F) {
	f.Add("a\x1b[2J\u202e\xffб\u200d")
	f.Fuzz(func(t *testing.T, s string) {
		out := Safe(s)
		if !utf8.ValidString(out) {
			t.Fatalf("%q is not valid UTF-8", out)
		}
		for _, r := range out {
			if r < 0x20 || r == 0x7f || unsafe(r) && r != 0x200c && r != 0x200d {
				t.Fatalf("%q holds %U", out, r)
			}
		}
		if again := Safe(out); again != out {
			t.Fatalf("%q becomes %q", out, again)
		}
	})
}

func TestWidth(t *testing.T) {
	for s, want := range map[string]int{"": 0, "abc": 3, "é": 1, "e\u0301": 1, "東京": 4, "ﾊ": 1, "👩\u200d👧": 2, "☂️": 2, "ไทย": 3, "🇫🇷": 2, "🇫🇷🇩🇪": 4} {
		if got := Width(s); got != want {
			t.Errorf("Width(%q) = %d, want %d", s, got, want)
		}
	}
}

// On a narrow terminal a headline is not squeezed beside the id of its story, and
// what is under it is broken at words.
func TestNarrow(t *testing.T) {
	rev := &news.Revision{
		Story: "post.example/2024/05/14/quake-hits-calder-coast-at-least", Number: 3,
		Headline: "Quake kills at least 27 on Calder coast", Summary: "toll 31 -> 27; wounded 140 -> 190; one more change",
		Captured: time.Date(2024, 5, 14, 16, 0, 0, 0, time.UTC),
	}
	p := Revisions{Terminal: Terminal{Width: 40}}
	var out strings.Builder
	for _, err := range []error{
		p.Story(&out, rev.Story, rev.Headline, 3, rev.Captured),
		p.Silent(&out, 3, rev.Captured, false, rev.Summary),
		p.Outcome(&out, "added", rev, ""),
		p.Hit(&out, rev, "A quake struck the coast of Calder early on Tuesday.", [][2]int{{2, 7}}, 1, 3),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	want := `2024-05-14    3  Quake kills at least 27
                 on Calder coast
          post.example/2024/05/14/quake-
          hits-calder-coast-at-least
    @3 2024-05-14 16:00 toll 31 -> 27;
    wounded 140 -> 190; one more change
added     Quake kills at least 27 on
          Calder coast
          post.example/2024/05/14/quake-
          hits-calder-coast-at-least@3
          toll 31 -> 27; wounded 140 ->
          190; one more change
2024-05-14  Quake kills at least 27 on
            Calder coast
    post.example/2024/05/14/quake-hits-c
    alder-coast-at-least@3 (in @1 to @3)
    A quake struck the coast of Calder
    early on Tuesday.
`
	if d := cmp.Diff(want, out.String()); d != "" {
		t.Error(d)
	}
}

func TestTruncate(t *testing.T) {
	for _, test := range []struct {
		in      string
		columns int
		want    string
	}{
		{"Quake hits coast", 0, "Quake hits coast"},
		{"Quake hits coast", 16, "Quake hits coast"},
		{"Quake hits coast", 7, "Quake…"},
		{"東京大学", 6, "東京…"},
		{"東京大学", 5, "東京…"},
		{"abc", 1, "…"},
		{"At least 2,700 killed", 12, "At least…"},
		{"At least 2,700 killed", 11, "At least…"},
		{"At least 27 killed", 12, "At least 27…"},
	} {
		if got := Truncate(test.in, test.columns); got != test.want {
			t.Errorf("Truncate(%q, %d) = %q, want %q", test.in, test.columns, got, test.want)
		}
	}
}

func TestWrap(t *testing.T) {
	for _, test := range []struct {
		in      string
		columns int
		want    []string
	}{
		{"", 10, []string{""}},
		{"Dozens were wounded.", 0, []string{"Dozens were wounded."}},
		{"Dozens were wounded.", 11, []string{"Dozens were", "wounded."}},
		{"Dozens were wounded.", 6, []string{"Dozens", "were", "wounde", "d."}},
		{"東京大学", 4, []string{"東京", "大学"}},
		{"a 東京大学", 4, []string{"a", "東京", "大学"}},
	} {
		if diff := cmp.Diff(test.want, wrap(test.in, test.columns)); diff != "" {
			t.Errorf("wrap(%q, %d) (-want +got):\n%s", test.in, test.columns, diff)
		}
	}
}

// FuzzWrap states the law: no line is wider than asked for, unless a single
// character is, and no character but spaces is lost.
func FuzzWrap(f *testing.F) {
	f.Add("Dozens were 東京 wounded.", 7)
	f.Fuzz(func(t *testing.T, s string, columns int) {
		if !utf8.ValidString(s) {
			return
		}
		s = Safe(s) // control characters have no width to speak of
		columns = 2 + max(0, columns%80)
		lines := wrap(s, columns)
		for _, line := range lines {
			if Width(line) > columns {
				t.Fatalf("%q is wider than %d", line, columns)
			}
		}
		strip := func(s string) string { return strings.ReplaceAll(s, " ", "") }
		if got := strip(strings.Join(lines, "")); got != strip(s) {
			t.Fatalf("got %q of %q", got, s)
		}
	})
}

func TestDetect(t *testing.T) {
	none := func(string) string { return "" }
	var buf bytes.Buffer
	if got := Detect(&buf, "auto", none); got != (Terminal{}) {
		t.Errorf("a buffer is %+v", got)
	}
	if got := Detect(&buf, "always", none); !got.Color || got.Width != 0 {
		t.Errorf("always: %+v", got)
	}
	for env, want := range map[string]bool{
		"CLICOLOR_FORCE=1": true, "CLICOLOR_FORCE=0": false, "CLICOLOR=1": false, "CLICOLOR_FORCE=1 NO_COLOR=1": false, "TERM=dumb CLICOLOR_FORCE=1": true,
	} {
		getenv := func(name string) string {
			for v := range strings.FieldsSeq(env) {
				if value, ok := strings.CutPrefix(v, name+"="); ok {
					return value
				}
			}
			return ""
		}
		if got := Detect(&buf, "auto", getenv).Color; got != want {
			t.Errorf("%s: colour %v, want %v", env, got, want)
		}
		if Detect(&buf, "never", getenv).Color {
			t.Errorf("%s: colour, with never", env)
		}
	}
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	defer w.Close()
	if got := Detect(w, "auto", none); got != (Terminal{}) {
		t.Errorf("a pipe is %+v", got)
	}
}

func TestPaint(t *testing.T) {
	if got := (Terminal{}).Paint(Red, "x"); got != "x" {
		t.Errorf("without colour: %q", got)
	}
	if got := (Terminal{Color: true}).Paint(Red, "x"); got != "\x1b[31mx\x1b[m" {
		t.Errorf("with colour: %q", got)
	}
}

func TestPagerCommand(t *testing.T) {
	vars := map[string]string{"PAGER": "more"}
	env := func(name string) string { return vars[name] }
	for configured, want := range map[string]string{"": "more", " ": "more", "cat": "", "less -S": "less -S"} {
		if got := PagerCommand(configured, env); got != want {
			t.Errorf("configured %q: got %q, want %q", configured, got, want)
		}
	}
	vars["TERM"] = "dumb"
	for configured, want := range map[string]string{"": "", "more": "more"} {
		if got := PagerCommand(configured, env); got != want {
			t.Errorf("dumb terminal, configured %q: got %q, want %q", configured, got, want)
		}
	}
}

func TestProgress(t *testing.T) {
	now := time.Date(2024, 5, 1, 12, 0, 0, 0, time.UTC)
	var buf bytes.Buffer
	p := NewProgress(&buf, Terminal{Width: 60}, func() time.Time { return now }, "adding")
	p.Advance(100, .1)
	if buf.Len() > 0 {
		t.Errorf("drawn before two seconds: %q", buf.String())
	}
	now = now.Add(4 * time.Second)
	p.Advance(2000, .25)
	p.Advance(2001, .25) // too soon after the last
	p.Clear()
	want := "\r\x1b[Kadding 2,000, 500/s, 25%, 12s left [#####.................]\r\x1b[K"
	if got := buf.String(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if p := NewProgress(&buf, Terminal{}, time.Now, "adding"); p != nil {
		t.Error("progress on something that is no terminal")
	}
	var none *Progress
	none.Advance(1, 1)
	none.Clear()
}

func TestJSON(t *testing.T) {
	var buf bytes.Buffer
	if err := JSON(&buf, map[string]string{"text": "<b> & 東京"}); err != nil {
		t.Fatal(err)
	}
	if got, want := buf.String(), "{\n  \"text\": \"<b> & 東京\"\n}\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
