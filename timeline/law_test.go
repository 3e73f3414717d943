package timeline

import (
	"strings"
	"testing"
	"time"

	"github.com/newsarc/newsarc/news"
	"github.com/newsarc/newsarc/text"
)

// FuzzExtract states what holds for the events of any text: spans name the
// sentence and the expression, times are periods, labels are not empty.
func FuzzExtract(f *testing.F) {
	f.Add("A bomb struck Homs on Monday, killing three soldiers, police said. State TV put the toll at 4.")
	f.Add("\"It came a day after,\" he said Tuesday, (who) referring to the 2011 uprising, saying he met on Sunday night")
	f.Add("The raid came two days before the militants seized a town in the north on 3 May, in the next few days. On Monday, on Tuesday")
	f.Fuzz(func(t *testing.T, s string) {
		var p news.Paragraph
		for _, sp := range text.Sentences(s, "en") {
			if l := news.Line(sp.Of(s)); l != "" {
				p.Sentences = append(p.Sentences, l)
			}
		}
		a := &news.Article{Published: news.Day(2016, 9, 6), Body: news.Body{p}}
		body := a.Body.Text()
		for _, ev := range Extract(&news.Revision{Article: a, Captured: time.Unix(0, 0)}) {
			if !ev.Time.End.After(ev.Time.Begin) {
				t.Errorf("%q: %v is no period", s, ev.Time)
			}
			if strings.TrimSpace(ev.Label) == "" || ev.ID == "" || len(ev.Mentions) == 0 {
				t.Errorf("%q: incomplete event %+v", s, ev)
			}
			for _, m := range ev.Mentions {
				if got := body[m.Spans[0].Start:m.Spans[0].End]; got != m.Sentence {
					t.Errorf("%q: sentence %q stands at the span of %q", s, got, m.Sentence)
				}
				if got := body[m.Spans[0].ExprStart:m.Spans[0].ExprEnd]; got != m.Expression {
					t.Errorf("%q: expression %q stands at the span of %q", s, got, m.Expression)
				}
			}
		}
	})
}
