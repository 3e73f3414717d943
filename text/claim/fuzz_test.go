package claim_test

import (
	"testing"
	"unicode/utf8"

	"github.com/newsarc/newsarc/text"
	"github.com/newsarc/newsarc/text/claim"
)

// FuzzExtract holds Extract to its law: every span lies in the sentence, ends
// where characters end, and what belongs to something lies within it.
func FuzzExtract(f *testing.F) {
	for _, s := range copyText {
		f.Add(s)
	}
	for _, s := range []string{
		"", "\"", "'", "3", "$", "“", "a", "of", "5-", "-5", "1/2", "½", "3 to", "between 3 and", "“‘’”", "said", "said.", ": x", "A: b",
		"killing a", "from 5", "no. 5", "٣٤ people", "a dozen or", "5 o'clock", "``a''", "x's", "U.S.", "1,2,3.4.5", "e\u0301 5\u0301",
		"two and a half million", "aged", "No. 1", "twenty-", "million", "half a", "a couple of", "\xff5\xfe", "5\u00a0000",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		checkClaims(t, s, claim.Extract(s))
	})
}

func checkClaims(t *testing.T, s string, c claim.Claims) {
	t.Helper()
	valid := utf8.ValidString(s)
	check := func(what string, sp text.Span) {
		t.Helper()
		if sp.Start < 0 || sp.End < sp.Start || sp.End > len(s) {
			t.Fatalf("%s: span %v of %d bytes in %q", what, sp, len(s), s)
		}
		if valid && (!boundary(s, sp.Start) || !boundary(s, sp.End)) {
			t.Fatalf("%s: span %v cuts a character of %q", what, sp, s)
		}
	}
	within := func(what string, in, sp text.Span) {
		t.Helper()
		check(what, sp)
		if sp.Start < sp.End && (sp.Start < in.Start || sp.End > in.End) {
			t.Fatalf("%s: %v is not within %v of %q", what, sp, in, s)
		}
	}
	for _, q := range c.Quantities {
		check("quantity", q.Span)
		within("number", q.Span, q.Number)
		within("of", q.Span, q.Of)
		if q.By < -1 || q.By >= len(c.Attributions) {
			t.Fatalf("quantity by %d of %q", q.By, s)
		}
		if q.Kind != claim.Score && q.High < q.Low {
			t.Fatalf("quantity from %v to %v in %q", q.Low, q.High, s)
		}
	}
	for _, q := range c.Quotes {
		check("quote", q.Span)
		within("inner", q.Span, q.Inner)
		if q.By < -1 || q.By >= len(c.Attributions) {
			t.Fatalf("quote by %d of %q", q.By, s)
		}
	}
	for _, a := range c.Attributions {
		check("attribution", a.Span)
		check("scope", a.Scope)
		check("source", a.Source)
		if a.Source.Start == a.Source.End {
			t.Fatalf("attribution without source in %q", s)
		}
		within("cue", a.Span, a.Cue)
	}
	for _, n := range c.Names {
		check("name", n.Span)
		check("title", n.Title)
		if n.Start == n.End {
			t.Fatalf("empty name in %q", s)
		}
	}
	for _, n := range c.Negations {
		check("negation", n.Span)
	}
	for _, h := range c.Hedges {
		check("hedge", h.Span)
	}
}

func boundary(s string, i int) bool { return i == len(s) || utf8.RuneStart(s[i]) }

func TestClaimsOfCopy(t *testing.T) {
	for _, s := range copyText {
		checkClaims(t, s, claim.Extract(s))
	}
}
