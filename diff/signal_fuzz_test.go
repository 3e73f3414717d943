package diff

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newsarc/newsarc/diff/signal"
	"github.com/newsarc/newsarc/news"
)

// truthful fails the test unless the evidence of r's signals and noise is what
// stands at its place, and cuts no character.
func truthful(t *testing.T, r *Result) {
	t.Helper()
	check := func(e signal.Evidence, a *news.Article, body string) {
		t.Helper()
		s := body
		if e.Field != "" {
			s = fieldText(r, a, e)
		}
		if e.Start < 0 || e.End < e.Start || e.End > len(s) {
			t.Fatalf("span %v of %d bytes in %q", e.Span, len(s), e.Field)
		}
		if e.Of(s) != e.Text {
			t.Fatalf("evidence %q, text %q", e.Text, e.Of(s))
		}
		if e.Field == "" && !cleanCut(a, e) {
			t.Fatalf("evidence %q cuts a character", e.Text)
		}
	}
	for _, s := range r.Signals {
		if s.Pair < -1 || s.Pair >= len(r.Pairs) {
			t.Fatalf("signal of pair %d", s.Pair)
		}
		check(s.Old, r.Old, r.oldText)
		check(s.New, r.New, r.newText)
	}
	for _, n := range r.Noise {
		check(n.Old, r.Old, r.oldText)
		check(n.New, r.New, r.newText)
	}
	if r.AllNoise && len(r.Signals) > 0 {
		t.Fatal("noise with signals")
	}
	if (r.Weight > 0) != (len(r.Signals) > 0) {
		t.Fatalf("weight %v of %d signals", r.Weight, len(r.Signals))
	}
}

func fieldText(r *Result, a *news.Article, e signal.Evidence) string {
	for _, f := range r.Fields {
		if f.Name == e.Field && (f.Name != "note" && f.Name != "alias" || max(f.OldIndex, f.NewIndex, 0) == e.Index || f.OldIndex == e.Index) {
			if a == r.Old {
				return f.Old
			}
			return f.New
		}
	}
	return ""
}

// cleanCut reports whether e begins and ends where characters do. Outside a
// sentence, between two, every place is one.
func cleanCut(a *news.Article, e signal.Evidence) bool {
	for _, s := range a.Body.Sentences() {
		for _, at := range []int{e.Start, e.End} {
			if s.Start <= at && at <= s.End && !borders(s.Text)[at-s.Start] {
				return false
			}
		}
	}
	return true
}

func FuzzSignals(f *testing.F) {
	f.Add("A bomb killed 35 people.", "A bomb killed 38 people, police said.")
	f.Add("\"We ran,\" said Tom Roe.\n\n3 min read", "“We ran and ran,” said Tom Roe.\n\n4 min read")
	f.Add("Er kam am 3. Mai.", "Er kam nicht am 13. Mai.")
	f.Add("警方说3人死亡。", "警方说5人死亡。")
	f.Add("5\u0301 men e\u0301 left.", "6\u0301 men e\u0302 left.")
	f.Add("The mayor spoke. The crowd left.", "The crowd left.\n\nThe mayor spoke, and the crowd did not.")
	f.Add("See https://a.example/?utm_a=1 now.", "See https://a.example/?id=2 now.")
	f.Add("Text.\n\nCorrection: An earlier version of this story was wrong.", "Text, too.")
	f.Fuzz(func(t *testing.T, from, to string) {
		a, b := body(from), body(to)
		a.Notes, b.Subhead = notes(a), news.Line(to)
		if len(from) > 4000 || len(to) > 4000 {
			return
		}
		r := Articles(a, b, Options{})
		truthful(t, r)
		if diff := cmp.Diff(r.Signals, Articles(a, b, Options{}).Signals); diff != "" {
			t.Fatalf("not the same twice: %s", diff)
		}
	})
}

// Every pair of the quality test gives evidence that is true.
func TestEvidence(t *testing.T) {
	for _, name := range []string{"blind.txt", "tuned.txt", "unseen.txt"} {
		for _, c := range readCases(t, name) {
			truthful(t, Articles(article(c.old), article(c.new), Options{}))
			truthful(t, Articles(article(c.new), article(strings.ReplaceAll(c.old, " the ", " that ")), Options{}))
		}
	}
}
