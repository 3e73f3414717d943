package diff

import (
	"strings"
	"testing"

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

func FuzzArticles(f *testing.F) {
	f.Add("One man died.\nTwo were hurt.\n\nPolice said so.", "Two were hurt, police said.\n\nOne man died.")
	f.Add("a b. c d.", "a b.\nc d.")
	f.Fuzz(func(t *testing.T, from, to string) {
		r := Articles(body(from), body(to), Options{})
		if err := r.Rebuild(); err != nil {
			t.Fatal(err)
		}
		if r.repaired > 0 {
			t.Fatal("a pair did not rebuild")
		}
	})
}
