package render

import (
	"bytes"
	"encoding/json"
	"flag"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"golang.org/x/net/html"

	"github.com/newsarc/newsarc/diff"
	"github.com/newsarc/newsarc/news"
)

var update = flag.Bool("update", false, "write what the code prints into the expected parts of testdata")

// views are the outputs that the files in testdata/diff may expect.
var views = map[string]func(io.Writer, *diff.Result, DiffOptions) error{
	"unified":     DiffText,
	"unified-40":  at(40, DiffText),
	"color":       colored(DiffText),
	"plain":       words(WordPlain),
	"porcelain":   words(WordPorcelain),
	"words-color": colored(words(WordColor)),
	"side-80":     at(80, DiffSideBySide),
	"side-40":     at(40, DiffSideBySide),
	"stat": func(w io.Writer, r *diff.Result, o DiffOptions) error {
		return DiffStat(w, []Named{{o.NewName, r}}, o.Terminal)
	},
	"numstat": func(w io.Writer, r *diff.Result, o DiffOptions) error { return DiffNumstat(w, []Named{{o.NewName, r}}) },
	"summary": func(w io.Writer, r *diff.Result, o DiffOptions) error {
		return DiffSummary(w, []Named{{"", r}}, o.Terminal)
	},
	"json":         DiffJSON,
	"html":         func(w io.Writer, r *diff.Result, o DiffOptions) error { return DiffFragment(w, r, o, "d") },
	"unified-full": func(w io.Writer, r *diff.Result, o DiffOptions) error { o.Context = -1; return DiffText(w, r, o) },
}

type view = func(io.Writer, *diff.Result, DiffOptions) error

func at(width int, v view) view {
	return func(w io.Writer, r *diff.Result, o DiffOptions) error { o.Width = width; return v(w, r, o) }
}

func words(mode WordMode) view {
	return func(w io.Writer, r *diff.Result, o DiffOptions) error { return DiffWords(w, r, mode, o) }
}

// colored shows escape sequences as ^[ so that they can be read.
func colored(v view) view {
	return func(w io.Writer, r *diff.Result, o DiffOptions) error {
		o.Color = true
		var b bytes.Buffer
		err := v(&b, r, o)
		io.WriteString(w, strings.ReplaceAll(b.String(), "\x1b", "^["))
		return err
	}
}

// TestDiffViews compares each view in testdata/diff with what is printed. A
// file holds old.md and new.md in the stored form, perhaps signals, then what is
// expected.
// TestSummaryHTML holds a change of right-to-left words to being read in its own
// order, whatever the page around it says of direction.
func TestSummaryHTML(t *testing.T) {
	for in, want := range map[string]string{
		"toll 12 -> 31; <b> added":             "toll 12 → 31; &lt;b&gt; added",
		"12 شخصا -> 31 شخصا; headline changed": `<span dir="ltr"><bdi>12 شخصا</bdi> → <bdi>31 شخصا</bdi>; <bdi>headline changed</bdi></span>`,
		"נהרגו <12> added\u202e":               `<span dir="ltr"><bdi>נהרגו &lt;12&gt; added&lt;U+202E&gt;</bdi></span>`,
	} {
		if got := SummaryHTML(in); got != want {
			t.Errorf("%q: got %s, want %s", in, got, want)
		}
	}
}

func TestDiffViews(t *testing.T) {
	files, _ := filepath.Glob("testdata/diff/*.txtar")
	if len(files) == 0 {
		t.Fatal("no test data")
	}
	for _, name := range files {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			ar, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			r := comparison(t, ar)
			for i := range ar.Files {
				f := &ar.Files[i]
				view, ok := views[f.Name]
				if strings.HasSuffix(f.Name, ".md") || f.Name == "signals.json" {
					continue
				}
				if !ok {
					t.Fatalf("no view %q", f.Name)
				}
				var b bytes.Buffer
				if err := view(&b, r, DiffOptions{OldName: "wire.example/quake@1", NewName: "wire.example/quake@2", Context: 1}); err != nil {
					t.Fatal(err)
				}
				if *update {
					f.Data = b.Bytes()
				} else if d := cmp.Diff(string(f.Data), b.String()); d != "" {
					t.Errorf("%s: %s", f.Name, d)
				}
			}
			if *update {
				writeFile(t, name, txtar.Format(ar))
			}
		})
	}
}

func comparison(t *testing.T, ar *txtar.Archive) *diff.Result {
	t.Helper()
	var side [2]*news.Article
	for _, f := range ar.Files {
		k := map[string]int{"old.md": 1, "new.md": 2}[f.Name]
		if k == 0 {
			continue
		}
		a, err := news.Decode(unescape(f.Data))
		if err != nil {
			t.Fatalf("%s: %v", f.Name, err)
		}
		side[k-1] = a
	}
	// The signals are given, so that a better finder of signals changes no view.
	r := diff.Articles(side[0], side[1], diff.Options{Structure: true})
	for _, f := range ar.Files {
		if f.Name == "signals.json" {
			addSignals(t, r, f.Data)
		}
	}
	return r
}

// addSignals reads signals whose evidence is named by its words.
func addSignals(t *testing.T, r *diff.Result, data []byte) {
	t.Helper()
	var given []struct {
		Kind        diff.SignalKind
		Detail      string
		Old, New    string
		Unit        string
		Values      []float64
		NoiseByRule string
	}
	if err := json.Unmarshal(data, &given); err != nil {
		t.Fatal(err)
	}
	for _, g := range given {
		s := diff.Signal{Kind: g.Kind, Detail: g.Detail, Unit: g.Unit}
		s.Old.Text, s.New.Text = g.Old, g.New
		if g.Old != "" {
			s.Old.Start = strings.Index(r.OldText(), g.Old)
			s.Old.End = s.Old.Start + len(g.Old)
		}
		if g.New != "" {
			s.New.Start = strings.Index(r.NewText(), g.New)
			s.New.End = s.New.Start + len(g.New)
		}
		s.Pair = slices.IndexFunc(r.Pairs, func(p diff.Pair) bool {
			return g.New != "" && len(p.New) > 0 && r.NewSentences[p.New[0]].Start <= s.New.Start && s.New.Start < r.NewSentences[p.New[len(p.New)-1]].End ||
				g.New == "" && len(p.Old) > 0 && r.OldSentences[p.Old[0]].Start <= s.Old.Start && s.Old.Start < r.OldSentences[p.Old[len(p.Old)-1]].End
		})
		if len(g.Values) == 2 {
			s.OldValue, s.NewValue = &g.Values[0], &g.Values[1]
		}
		if g.NoiseByRule != "" {
			r.Noise = append(r.Noise, diff.Noise{Rule: g.NoiseByRule, Pair: s.Pair, Old: s.Old, New: s.New})
			continue
		}
		r.Signals = append(r.Signals, s)
	}
}

// TestDiffSchema holds the JSON of every test file to docs/schema/diff.json, and
// its spans to its texts.
func TestDiffSchema(t *testing.T) {
	schema, err := jsonschema.NewCompiler().Compile("../../docs/schema/diff.json")
	if err != nil {
		t.Fatal(err)
	}
	files, _ := filepath.Glob("testdata/diff/*.txtar")
	for _, name := range files {
		ar, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := DiffJSON(&b, comparison(t, ar), DiffOptions{OldName: "a", NewName: "b", NewRevision: &news.Revision{Number: 2}}); err != nil {
			t.Fatal(err)
		}
		document, err := jsonschema.UnmarshalJSON(bytes.NewReader(b.Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(document); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		var d DiffDocument
		if err := json.Unmarshal(b.Bytes(), &d); err != nil {
			t.Fatal(err)
		}
		for _, p := range d.Pairs {
			for _, e := range p.Edits {
				if d.Old.Text[e.Old.Start:e.Old.End] != e.Old.Text || d.New.Text[e.New.Start:e.New.End] != e.New.Text {
					t.Errorf("%s: span of %q is wrong", name, e.New.Text)
				}
			}
		}
	}
}

// unescape lets test data name characters that an editor would hide.
func unescape(b []byte) []byte {
	return []byte(strings.NewReplacer(`<RLO>`, "\u202e", `<ZWSP>`, "\u200b", `<PDF>`, "\u202c").Replace(string(b)))
}

// FuzzDiffViews states that no view lets a control character of an article
// through, that lines fit the width, that HTML is well formed with every link
// leading somewhere, and that JSON can be read.
func FuzzDiffViews(f *testing.F) {
	f.Add("One man died.\nTwo were hurt.", "Two were hurt, \x1b[2J police\u202e said.\n\nOne man died.", 40)
	f.Add("<b>a</b> & c", "<script>x</script> & c", 80)
	f.Fuzz(func(t *testing.T, from, to string, width int) {
		r := diff.Articles(fuzzArticle(from), fuzzArticle(to), diff.Options{})
		width = 30 + abs(width)%100
		o := DiffOptions{Terminal: Terminal{Width: width}, OldName: from, NewName: to, Context: 2}
		for name, view := range views {
			var b bytes.Buffer
			if err := view(&b, r, o); err != nil {
				t.Fatal(err)
			}
			s := b.String()
			for _, c := range s {
				if c < 0x20 && c != '\n' && c != '\t' || unsafe(c) && c != 0x200c && c != 0x200d {
					t.Fatalf("%s lets %U through", name, c)
				}
			}
			switch name {
			case "json":
				if !json.Valid(b.Bytes()) {
					t.Fatal("invalid JSON")
				}
			case "html":
				checkLinks(t, s)
			}
		}
		for _, view := range []view{DiffText, words(WordPlain), DiffSideBySide} {
			var b bytes.Buffer
			if err := view(&b, r, o); err != nil {
				t.Fatal(err)
			}
			for line := range strings.Lines(b.String()) {
				if w := Width(strings.TrimSuffix(line, "\n")); w > width+1 && !strings.HasPrefix(line, "---") && !strings.HasPrefix(line, "+++") && !strings.HasPrefix(line, "@@") {
					t.Fatalf("a line has %d columns of %d: %q", w, width, line)
				}
			}
		}
	})
}

func abs(n int) int { return max(n, -(n + 1)) }

func fuzzArticle(s string) *news.Article {
	a := &news.Article{Headline: news.Line(s)}
	for p := range strings.SplitSeq(s, "\n\n") {
		var q news.Paragraph
		for l := range strings.SplitSeq(p, "\n") {
			if l = news.Line(l); l != "" {
				q.Sentences = append(q.Sentences, l)
			}
		}
		if len(q.Sentences) > 0 {
			q.Kind = []news.ParagraphKind{news.Text, news.Heading, news.Quote, news.Item}[len(s)%4]
			a.Body = append(a.Body, q)
		}
	}
	return a
}

// checkLinks fails the test unless every tag of a page is closed, every id is
// there once, and every link within the page leads to one.
func checkLinks(t *testing.T, s string) {
	t.Helper()
	ids, links := map[string]int{}, []string{}
	var open []string
	for z := html.NewTokenizer(strings.NewReader(s)); ; {
		switch z.Next() {
		case html.ErrorToken:
			if len(open) > 0 {
				t.Fatalf("<%s> is not closed", open[len(open)-1])
			}
			for id, n := range ids {
				if n != 1 {
					t.Fatalf("id %q is there %d times", id, n)
				}
			}
			for _, l := range links {
				if ids[l] == 0 {
					t.Fatalf("link to %q leads nowhere in %s", l, s)
				}
			}
			return
		case html.StartTagToken:
			tag := z.Token()
			if tag.Data != "input" && tag.Data != "meta" {
				open = append(open, tag.Data)
			}
			for _, a := range tag.Attr {
				switch a.Key {
				case "id":
					ids[a.Val]++
				case "href":
					links = append(links, strings.TrimPrefix(a.Val, "#"))
				}
			}
		case html.EndTagToken:
			tag := z.Token()
			if n := len(open); n == 0 || open[n-1] != tag.Data {
				t.Fatalf("</%s> closes %v", tag.Data, open)
			}
			open = open[:len(open)-1]
		}
	}
}

func writeFile(t *testing.T, name string, data []byte) {
	t.Helper()
	if err := os.WriteFile(name, data, 0o644); err != nil {
		t.Fatal(err)
	}
}
