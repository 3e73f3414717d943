package diff

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/newsarc/newsarc/diff/align"
	"github.com/newsarc/newsarc/news"
)

// woven writes both lines as one.
func woven(old, new string, edits []align.Edit) string {
	var sb strings.Builder
	at := 0
	for _, e := range edits {
		sb.WriteString(new[at:e.New.Start])
		form, del, ins := "", [2]string{"[-", "-]"}, [2]string{"{+", "+}"}
		if e.Form {
			form = "~"
		}
		if e.Move > 0 {
			del, ins = [2]string{"[<", "<]"}, [2]string{"{>", ">}"}
		}
		if s := old[e.Old.Start:e.Old.End]; s != "" {
			sb.WriteString(form + del[0] + s + del[1])
			form = ""
		}
		if s := new[e.New.Start:e.New.End]; s != "" {
			sb.WriteString(form + ins[0] + s + ins[1])
		}
		at = e.New.End
	}
	return sb.String() + new[at:]
}

// TestAlignCorpus reads testdata/align: each file holds old and new, one
// sentence a line, and the pairs that a reader would make.
func TestAlignCorpus(t *testing.T) {
	files, _ := filepath.Glob("testdata/align/*.txtar")
	if len(files) == 0 {
		t.Fatal("no test data")
	}
	for _, name := range files {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			ar, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			var side [2]*news.Article
			want := -1
			for i, f := range ar.Files {
				switch f.Name {
				case "old":
					side[0] = body(string(f.Data))
				case "new":
					side[1] = body(string(f.Data))
				case "pairs":
					want = i
				}
			}
			r := Articles(side[0], side[1], Options{})
			obeys(t, r)
			got := pairList(r)
			if *update {
				ar.Files[want].Data = []byte(got)
				if err := os.WriteFile(name, txtar.Format(ar), 0o644); err != nil {
					t.Fatal(err)
				}
			} else if d := cmp.Diff(string(ar.Files[want].Data), got); d != "" {
				t.Error(d)
			}
		})
	}
}

// pairList writes one pair a line: what it is, the old and the new sentences
// from 1, and whether it moved.
func pairList(r *Result) string {
	var sb strings.Builder
	list := func(is []int) string {
		var s []string
		for _, i := range is {
			s = append(s, fmt.Sprint(i+1))
		}
		if s == nil {
			return "-"
		}
		return strings.Join(s, ",")
	}
	for _, p := range r.Pairs {
		fmt.Fprintf(&sb, "%-8s %s > %s", p.Kind, list(p.Old), list(p.New))
		if p.Move > 0 {
			m := r.Moves[p.Move-1]
			fmt.Fprintf(&sb, " move %d %s by %d", p.Move, map[bool]string{true: "down", false: "up"}[m.Down], m.By)
		}
		sb.WriteByte('\n')
	}
	return sb.String()
}

// TestFields compares the parts beside the body.
func TestFields(t *testing.T) {
	note := func(kind news.NoteKind, s string) news.Note { return news.Note{Kind: kind, Text: s} }
	for _, c := range []struct {
		name     string
		old, new news.Article
		want     []string
	}{
		{"nothing", news.Article{Headline: "A"}, news.Article{Headline: "A"}, nil},
		{"headline", news.Article{Headline: "Quake kills 35"}, news.Article{Headline: "Quake kills 38"}, []string{"headline Quake kills [-35-]{+38+}"}},
		{"byline came", news.Article{}, news.Article{Byline: "By Ann Lee"}, []string{"byline {+By Ann Lee+}"}},
		{
			"a note came, one was edited",
			news.Article{Notes: []news.Note{note(news.Credit, "Raj Patel contributed to this report.")}},
			news.Article{Notes: []news.Note{note(news.Correction, "The toll was wrong."), note(news.Credit, "Raj Patel and Eva Berg contributed to this report.")}},
			[]string{"note correction -1>0 {+The toll was wrong.+}", "note credit 0>1 Raj Patel {+and Eva Berg +}contributed to this report."},
		},
		{
			"a note of another kind is another note",
			news.Article{Notes: []news.Note{note(news.Clarification, "The toll was unclear.")}},
			news.Article{Notes: []news.Note{note(news.Correction, "The toll was unclear.")}},
			[]string{"note clarification 0>-1 [-The toll was unclear.-]", "note correction -1>0 {+The toll was unclear.+}"},
		},
		{
			"aliases are equal or others",
			news.Article{Aliases: []string{"https://a.example/1", "https://a.example/2"}},
			news.Article{Aliases: []string{"https://a.example/2", "https://a.example/1"}},
			[]string{"alias  0>1 https://a.example/1"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, f := range Articles(&c.old, &c.new, Options{Structure: true}).Fields {
				s := f.Name + " "
				if f.OldIndex >= 0 || f.NewIndex >= 0 {
					s += fmt.Sprintf("%s %d>%d ", f.NoteKind, f.OldIndex, f.NewIndex)
				}
				got = append(got, s+woven(f.Old, f.New, f.Edits))
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// TestWordCorpus reads testdata/words: cases of a comment, the old line, the
// new line and both lines as one, parted by empty lines.
func TestWordCorpus(t *testing.T) {
	const file = "testdata/words/words.txt"
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	cases := strings.Split(strings.TrimSpace(string(data)), "\n\n")
	for i, c := range cases[1:] { // the first says what the file is
		lines := strings.Split(c, "\n")
		if len(lines) < 3 {
			t.Fatalf("not a case: %q", c)
		}
		got := woven(lines[1], lines[2], align.Words(lines[1], lines[2]))
		if *update {
			cases[i+1] = strings.Join(append(lines[:3], got), "\n")
		} else if want := strings.Join(lines[3:], "\n"); got != want {
			t.Errorf("%s\n got  %s\n want %s", lines[0], got, want)
		}
	}
	if *update {
		if err := os.WriteFile(file, []byte(strings.Join(cases, "\n\n")+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
