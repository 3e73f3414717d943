package diff

import (
	"strings"
	"testing"

	"github.com/clipperhouse/uax29/v2/graphemes"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/newsarc/newsarc/diff/align"
	"github.com/newsarc/newsarc/news"
)

// body reads a text with one sentence per line and a blank line between
// paragraphs.
func body(s string) *news.Article {
	a := &news.Article{Headline: "Headline"}
	var p news.Paragraph
	end := func() {
		if len(p.Sentences) > 0 {
			a.Body = append(a.Body, p)
			p = news.Paragraph{}
		}
	}
	for l := range strings.SplitSeq(s, "\n") {
		if l = news.Line(l); l == "" {
			end()
		} else {
			p.Sentences = append(p.Sentences, l)
		}
	}
	end()
	return a
}

// notes makes notes of the sentences of a.
func notes(a *news.Article) []news.Note {
	var out []news.Note
	for i, s := range a.Body.Sentences() {
		out = append(out, news.Note{Kind: news.NoteKinds[i%2], Text: s.Text})
	}
	return out
}

// borders returns the grapheme borders of s.
func borders(s string) map[int]bool {
	at := map[int]bool{0: true}
	for g := graphemes.FromString(s); g.Next(); {
		at[g.End()] = true
	}
	return at
}

// obeys fails the test unless r keeps the laws of every result.
func obeys(t *testing.T, r *Result) {
	t.Helper()
	if err := r.Rebuild(); err != nil {
		t.Fatal(err)
	}
	if r.repaired > 0 {
		t.Fatal("a pair did not rebuild at first")
	}
	// A border inside a sentence is a border of that sentence.
	cuts := func(all []news.Sentence, which []int, at int) {
		for _, i := range which {
			if s := all[i]; s.Start <= at && at <= s.End && !borders(s.Text)[at-s.Start] {
				t.Fatalf("byte %d cuts a grapheme of %q", at-s.Start, s.Text)
			}
		}
	}
	for _, p := range r.Pairs {
		for _, e := range p.Edits {
			cuts(r.OldSentences, p.Old, e.Old.Start)
			cuts(r.OldSentences, p.Old, e.Old.End)
			cuts(r.NewSentences, p.New, e.New.Start)
			cuts(r.NewSentences, p.New, e.New.End)
			if e.Old.Start == e.Old.End && e.New.Start == e.New.End {
				t.Fatal("an edit changes nothing")
			}
		}
	}
	for n, m := range r.Moves {
		for _, k := range m.Pairs {
			if r.Pairs[k].Move != n+1 {
				t.Fatalf("pair %d is in move %d and says %d", k, n+1, r.Pairs[k].Move)
			}
		}
	}
	for _, f := range r.Fields {
		if got := apply(f.Old, f.New, f.Edits); got != f.New {
			t.Fatalf("edits of %s give %q, want %q", f.Name, got, f.New)
		}
	}
}

// apply puts the new words of each edit in the place of the old ones.
func apply(from, to string, edits []align.Edit) string {
	var sb strings.Builder
	at := 0
	for _, e := range edits {
		sb.WriteString(from[at:e.Old.Start])
		sb.WriteString(to[e.New.Start:e.New.End])
		at = e.Old.End
	}
	sb.WriteString(from[at:])
	return sb.String()
}

func FuzzArticles(f *testing.F) {
	for _, s := range [][2]string{
		{"One man died.\nTwo were hurt.\n\nPolice said so.", "Two were hurt, police said.\n\nOne man died."},
		{"The bridge, which opened in 1950, was closed.", "The bridge was closed.\nNothing else.\nIt opened in 1950."},
		{"大雨造成三人死亡。\n警方说。", "大雨造成五人死亡，警方说。"},
		{"ผู้เสียชีวิต 35 คน", "ผู้เสียชีวิต 38 คน น้ำ"},
		{"قال الوزير إن ٣ أشخاص قتلوا.", "قال رئيس الوزراء إن ٥ أشخاص قتلوا."},
		{"a \u0301b \U0001F468\u200D\U0001F469\u200D\U0001F467 c", "a b \U0001F468\u200D\U0001F469 c"},
		{"a b. c d.", "a b.\nc d."},
		{"x\u00a0 y  z", "x y z"},
	} {
		f.Add(s[0], s[1])
	}
	f.Fuzz(func(t *testing.T, from, to string) {
		a, b := body(from), body(to)
		a.Headline, b.Headline = news.Line(from), news.Line(to)
		a.Notes, b.Notes = notes(a), notes(b)
		r := Articles(a, b, Options{})
		obeys(t, r)
		n := 3 * (len(from) + len(to)) // as headline, body and notes
		if r.steps > 800*n+1000 {
			t.Fatalf("%d steps for %d bytes", r.steps, n)
		}
		again := Articles(a, b, Options{})
		if d := cmp.Diff(r, again, cmpopts.IgnoreUnexported(Result{})); d != "" {
			t.Fatalf("two runs differ: %s", d)
		}
		if back := Articles(b, a, Options{}); back.Changed() != r.Changed() {
			t.Fatal("changed one way only")
		}
	})
}
