package export

import (
	"io"
	"time"

	"github.com/newsarc/newsarc/news"
)

// thing is a schema.org object that has only a name.
type thing struct {
	Type string `json:"@type"`
	Name string `json:"name"`
}

// newsArticle is schema.org's NewsArticle.
type newsArticle struct {
	Context     string    `json:"@context"`
	Type        string    `json:"@type"`
	Identifier  string    `json:"identifier"` // story and commit: what the object is taken from
	Headline    string    `json:"headline"`
	Alternative string    `json:"alternativeHeadline,omitempty"`
	Author      *thing    `json:"author,omitempty"`
	Publisher   thing     `json:"publisher"`
	Dateline    string    `json:"dateline,omitempty"`
	Section     string    `json:"articleSection,omitempty"`
	Language    string    `json:"inLanguage,omitempty"`
	URL         string    `json:"url,omitempty"`
	SameAs      []string  `json:"sameAs,omitempty"`
	Published   news.Time `json:"datePublished,omitzero"`
	Modified    news.Time `json:"dateModified,omitzero"`
	Seen        string    `json:"sdDatePublished"` // when the archive saw this state
	Version     int       `json:"version"`
	Correction  []string  `json:"correction,omitempty"`
	Body        string    `json:"articleBody"`
}

func newJSONLD(w io.Writer) Writer {
	return newLines(w, func(it Item) any {
		a, rev := it.Article, it.Revision
		out := newsArticle{
			Context: "https://schema.org", Type: "NewsArticle", Identifier: "newsarc:" + rev.Story + "@" + rev.Commit,
			Headline: a.Headline, Alternative: a.Subhead, Publisher: thing{"NewsMediaOrganization", a.Source},
			Dateline: a.Dateline, Section: a.Section, Language: a.Language, URL: a.URL, SameAs: a.Aliases,
			Published: a.Published, Modified: a.Modified, Seen: rev.Captured.UTC().Format(time.RFC3339), Version: rev.Number, Body: a.Body.Text(),
		}
		if a.Byline != "" {
			out.Author = &thing{"Person", a.Byline} // as printed: it may name several
		}
		for _, n := range a.Notes {
			switch n.Kind {
			case news.Correction, news.Clarification, news.Retraction:
				out.Correction = append(out.Correction, n.Text)
			}
		}
		return out
	})
}
