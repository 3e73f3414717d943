package diff

import "github.com/newsarc/newsarc/news"

// fields compares the parts of two articles beside their bodies.
func fields(from, to *news.Article) []Field {
	var none news.Article
	if from == nil {
		from = &none
	}
	if to == nil {
		to = &none
	}
	var out []Field
	line := func(name, a, b string) {
		if a != b {
			out = append(out, Field{Name: name, OldIndex: -1, NewIndex: -1, Old: a, New: b})
		}
	}
	line("headline", from.Headline, to.Headline)
	line("subhead", from.Subhead, to.Subhead)
	line("byline", from.Byline, to.Byline)
	line("dateline", from.Dateline, to.Dateline)
	line("source", from.Source, to.Source)
	line("id", from.ID, to.ID)
	line("url", from.URL, to.URL)
	line("section", from.Section, to.Section)
	line("language", from.Language, to.Language)
	line("published", from.Published.String(), to.Published.String())
	line("modified", from.Modified.String(), to.Modified.String())
	return out
}
