package export

import (
	"html"
	"io"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/newsarc/newsarc/news"
	"github.com/newsarc/newsarc/text"
)

// ninjs is an item of IPTC ninjs 3.1. The standard refuses keys that it does
// not know.
type ninjs struct {
	URI            string   `json:"uri"` // the same for all revisions of a story
	Type           string   `json:"type"`
	Representation string   `json:"representationType"`
	Version        string   `json:"version"`
	FirstCreated   string   `json:"firstCreated,omitempty"`
	VersionCreated string   `json:"versionCreated"`
	Language       string   `json:"language,omitempty"`
	Headlines      []valued `json:"headlines"`
	By             string   `json:"by,omitempty"`
	Located        string   `json:"located,omitempty"`
	Bodies         []valued `json:"bodies"`
	Subjects       []named  `json:"subjects,omitempty"`
	EdNote         string   `json:"edNote,omitempty"`
	InfoSources    []named  `json:"infoSources,omitempty"`
	AltIDs         []valued `json:"altIds"`
	Standard       standard `json:"standard"`
}

// standard says what an item is valid against.
type standard struct {
	Name    string `json:"name"`
	Version string `json:"version"`
	Schema  string `json:"schema"`
}

var ninjs31 = standard{"ninjs", "3.1", "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#"}

type valued struct {
	Role        string `json:"role,omitempty"`
	ContentType string `json:"contentType,omitempty"`
	WordCount   int    `json:"wordCount,omitempty"`
	Value       string `json:"value"`
}

type named struct {
	Name string `json:"name"`
	Role string `json:"role,omitempty"`
}

func newNinjs(w io.Writer) Writer {
	return newLines(w, func(it Item) any {
		a, rev := it.Article, it.Revision
		plain := a.Body.Text()
		out := ninjs{
			URI: storyURI(rev.Story), Type: "text", Representation: "full", Version: strconv.Itoa(rev.Number),
			FirstCreated: dateTime(a.Published), VersionCreated: dateTime(a.Modified),
			Language: a.Language, Headlines: []valued{{Role: "main", Value: a.Headline}}, By: a.Byline, Located: a.Dateline,
			Bodies: []valued{
				{Role: "main", ContentType: "text/plain", WordCount: words(plain), Value: plain},
				{Role: "richtext", ContentType: "application/xhtml+xml", Value: xhtml(a.Body)},
			},
			AltIDs:   []valued{{Role: "newsarc-commit", Value: rev.Commit}, {Role: "newsarc-text-sha256", Value: rev.TextSHA256}},
			Standard: ninjs31,
		}
		if a.Subhead != "" {
			out.Headlines = append(out.Headlines, valued{Role: "subtitle", Value: a.Subhead})
		}
		if a.Section != "" {
			out.Subjects = []named{{Name: a.Section}}
		}
		if a.Source != "" {
			out.InfoSources = []named{{Name: a.Source, Role: "publisher"}}
		}
		if out.VersionCreated == "" { // no claim of its own: when it was seen
			out.VersionCreated = rev.Captured.UTC().Format(time.RFC3339)
		}
		for _, id := range []valued{{Role: "publisher-id", Value: a.ID}, {Role: "url", Value: a.URL}} {
			if id.Value != "" {
				out.AltIDs = append(out.AltIDs, id)
			}
		}
		var notes []string
		for _, n := range a.Notes {
			notes = append(notes, n.Text)
		}
		out.EdNote = strings.Join(notes, "\n")
		return out
	})
}

// storyURI names a story for all time, wherever its archive lies.
func storyURI(story string) string {
	return (&url.URL{Scheme: "urn", Opaque: "newsarc:story:" + url.PathEscape(story)}).String()
}

// dateTime returns t as ninjs wants it: always with a time of day.
func dateTime(t news.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339)
}

func words(s string) (n int) {
	for _, w := range text.Words(s) {
		if w.Kind == text.Letters || w.Kind == text.Number {
			n++
		}
	}
	return n
}

// xhtml returns a body marked up.
func xhtml(b news.Body) string {
	var sb strings.Builder
	for _, p := range b {
		tag := "p"
		switch p.Kind {
		case news.Heading:
			tag = "h2"
		case news.Quote:
			tag = "blockquote"
		}
		sb.WriteString("<" + tag + ">" + html.EscapeString(p.Text()) + "</" + tag + ">\n")
	}
	return sb.String()
}
