package join

import (
	"time"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/diff"
	"github.com/newsarc/newsarc/internal/render"
	"github.com/newsarc/newsarc/news"
)

// Schema names the form of a JSON document or line and its version. Fields are
// only added to a form; what would break a reader raises the version.
type Schema struct {
	Schema  string `json:"schema"`
	Version int    `json:"version"`
}

// SchemaOf returns the schema of a document.
func SchemaOf(name string) Schema { return Schema{"newsarc." + name, 1} }

// Article is an article in JSON: the keys of the stored form, and the body as
// paragraphs of sentences. Spans that other documents give are spans of Text.
type Article struct {
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

// NewArticle returns the JSON form of an article.
func NewArticle(a *news.Article) Article {
	return Article{
		Headline: a.Headline, StandIn: a.StandIn, Subhead: a.Subhead, Byline: a.Byline, Dateline: a.Dateline,
		Source: a.Source, ID: a.ID, URL: a.URL, Aliases: a.Aliases, Section: a.Section, Language: a.Language,
		Published: a.Published, Modified: a.Modified, Notes: a.Notes, Body: a.Body, Text: a.Body.Text(),
	}
}

// Show is a revision with its text.
type Show struct {
	Schema
	Revision news.Revision `json:"revision"`
	Article  Article       `json:"article"`
}

// NewShow returns the document of a revision that carries its text.
func NewShow(rev *news.Revision) Show {
	return Show{SchemaOf("show"), *rev, NewArticle(rev.Article)}
}

// Revision is an entry of a log.
type Revision struct {
	Schema
	news.Revision
	Stat   *diff.Stat           `json:"stat,omitempty"`
	Change *render.DiffDocument `json:"change,omitempty"`
}

// Story is an entry of a list of stories.
type Story struct {
	Schema
	archive.Story
	Silent  []Silent      `json:"silent,omitempty"`
	Changes []StoryChange `json:"changes,omitempty"`
}

// StoryChange names a change of a kind that was asked for.
type StoryChange struct {
	Revision int               `json:"revision"`
	Commit   string            `json:"commit"`
	Captured time.Time         `json:"captured"`
	Kinds    []diff.SignalKind `json:"kinds"` // all of the change, not only those asked for
	Summary  string            `json:"summary,omitempty"`
}

// Silent names a silent change.
type Silent struct {
	Revision int       `json:"revision"`
	Commit   string    `json:"commit"`
	Captured time.Time `json:"captured"`
	Why      string    `json:"why"` // WhyFacts or WhyModified
	Summary  string    `json:"summary,omitempty"`
}

// Why a change is called silent.
const (
	WhyFacts    = "facts"    // facts changed and nothing says so
	WhyModified = "modified" // a new modified time, and the same text
)

// Hit is an entry of a search's result.
type Hit struct {
	Schema
	Revision news.Revision `json:"revision"`
	Score    float64       `json:"score"`
	Snippet  string        `json:"snippet"`
	Marks    [][2]int      `json:"marks"` // byte spans of Snippet
	First    int           `json:"first"`
	Last     int           `json:"last"`
}

// NewHit returns the JSON form of a hit.
func NewHit(h *archive.Hit) Hit {
	return Hit{SchemaOf("hit"), h.Revision, h.Score, h.Snippet, h.Marks, h.First, h.Last}
}

// Topic is a topic with what it selects.
type Topic struct {
	Schema
	archive.Topic
	Selection Selection `json:"selection"`
}

// Blame says since when each sentence of a text has been there. Revisions are
// named by their number.
type Blame struct {
	Schema
	Revisions []news.Revision `json:"revisions"`
	Present   []Origin        `json:"present"`  // in the order of the text
	Vanished  []Origin        `json:"vanished"` // by when last seen
}

// Origin is a sentence and when it was seen.
type Origin struct {
	Text      string   `json:"text"`
	Paragraph int      `json:"paragraph"`
	Start     int      `json:"start"` // bytes of the text of the revision that last had it
	End       int      `json:"end"`
	First     int      `json:"first"` // first had it, in whatever words
	Since     int      `json:"since"` // first had these words
	Last      int      `json:"last"`
	Seen      [][2]int `json:"seen"` // unbroken runs of revisions with these words
	Words     []Word   `json:"words"`
}

// Word is a word of a sentence and the revision that first had it there.
type Word struct {
	Start int `json:"start"` // bytes of the sentence
	End   int `json:"end"`
	First int `json:"first"`
}

// NewBlame returns the JSON form of a history.
func NewBlame(b *diff.Blame) Blame {
	out := Blame{Schema: SchemaOf("blame"), Revisions: []news.Revision{}}
	for _, rev := range b.Revisions {
		out.Revisions = append(out.Revisions, *rev)
	}
	number := func(i int) int { return b.Revisions[i].Number }
	convert := func(origins []diff.Origin) []Origin {
		all := make([]Origin, 0, len(origins))
		for i := range origins {
			o := &origins[i]
			j := Origin{
				Text: o.Text, Paragraph: o.Paragraph, Start: o.Start, End: o.End,
				First: number(o.First), Since: number(o.Since()), Last: number(o.Last()),
			}
			for _, s := range o.Seen {
				j.Seen = append(j.Seen, [2]int{number(s.From), number(s.To)})
			}
			for _, w := range o.Words {
				j.Words = append(j.Words, Word{w.Start, w.End, number(w.First)})
			}
			all = append(all, j)
		}
		return all
	}
	out.Present, out.Vanished = convert(b.Present), convert(b.Vanished)
	return out
}
