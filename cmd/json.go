package cmd

import (
	"github.com/spf13/cobra"

	"github.com/newsarc/newsarc/news"
)

// schema names the form of a JSON document or line and its version. Fields are
// only added to a form; what would break a reader raises the version.
type schema struct {
	Schema  string `json:"schema"`
	Version int    `json:"version"`
}

// schemaOf returns the schema of what a command prints with --json.
func schemaOf(name string) schema { return schema{"newsarc." + name, 1} }

// jsonFlag declares --json.
func jsonFlag(c *cobra.Command, asJSON *bool) {
	c.Flags().BoolVar(asJSON, "json", false, "print JSON")
}

// articleJSON is an article in JSON: the keys of the stored form, and the body
// as paragraphs of sentences. Spans that other documents give are spans of Text.
type articleJSON struct {
	Headline  string      `json:"headline"`
	StandIn   bool        `json:"stand_in,omitempty"`
	Subhead   string      `json:"subhead,omitempty"`
	Byline    string      `json:"byline,omitempty"`
	Dateline  string      `json:"dateline,omitempty"`
	Source    string      `json:"source,omitempty"`
	ID        string      `json:"id,omitempty"`
	URL       string      `json:"url,omitempty"`
	Aliases   []string    `json:"aliases,omitempty"`
	Section   string      `json:"section,omitempty"`
	Language  string      `json:"language,omitempty"`
	Published news.Time   `json:"published,omitzero"`
	Modified  news.Time   `json:"modified,omitzero"`
	Notes     []news.Note `json:"notes,omitempty"`
	Body      news.Body   `json:"body"`
	Text      string      `json:"text"`
}

func newArticleJSON(a *news.Article) articleJSON {
	return articleJSON{
		Headline: a.Headline, StandIn: a.StandIn, Subhead: a.Subhead, Byline: a.Byline, Dateline: a.Dateline,
		Source: a.Source, ID: a.ID, URL: a.URL, Aliases: a.Aliases, Section: a.Section, Language: a.Language,
		Published: a.Published, Modified: a.Modified, Notes: a.Notes, Body: a.Body, Text: a.Body.Text(),
	}
}
