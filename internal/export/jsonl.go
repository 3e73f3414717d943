package export

import (
	"io"
	"time"

	"github.com/newsarc/newsarc/news"
)

// record is an object that package ingest/jsonl reads. Body holds the sentences
// as they are, so that nothing is split anew when it comes back.
type record struct {
	Schema    string      `json:"schema"`
	Version   int         `json:"version"`
	Story     string      `json:"story"`
	Number    int         `json:"number"`
	Commit    string      `json:"commit"`
	Class     news.Class  `json:"class"`
	ID        string      `json:"id,omitempty"`
	URL       string      `json:"url,omitempty"`
	Aliases   []string    `json:"aliases,omitempty"`
	Source    string      `json:"source"`
	Headline  string      `json:"headline"`
	StandIn   bool        `json:"stand_in,omitempty"`
	Subhead   string      `json:"subhead,omitempty"`
	Byline    string      `json:"byline,omitempty"`
	Dateline  string      `json:"dateline,omitempty"`
	Section   string      `json:"section,omitempty"`
	Language  string      `json:"language,omitempty"`
	Published news.Time   `json:"published,omitzero"`
	Modified  news.Time   `json:"modified,omitzero"`
	Captured  time.Time   `json:"captured"`
	Notes     []news.Note `json:"notes,omitempty"`
	Body      news.Body   `json:"body"`
}

func newJSONL(w io.Writer) Writer {
	return newLines(w, func(it Item) any {
		a, rev := it.Article, it.Revision
		return record{
			Schema: "newsarc.article", Version: 1,
			Story: rev.Story, Number: rev.Number, Commit: rev.Commit, Class: rev.Class,
			ID: a.ID, URL: a.URL, Aliases: a.Aliases, Source: a.Source, Headline: a.Headline, StandIn: a.StandIn,
			Subhead: a.Subhead, Byline: a.Byline, Dateline: a.Dateline, Section: a.Section, Language: a.Language,
			Published: a.Published, Modified: a.Modified, Captured: rev.Captured, Notes: a.Notes, Body: a.Body,
		}
	})
}
