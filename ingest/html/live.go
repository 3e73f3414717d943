package html

import (
	"strings"

	"golang.org/x/net/html"

	"github.com/newsarc/newsarc/ingest"
	"github.com/newsarc/newsarc/news"
)

// A live blog grows by entries, each with its own time and fate: as one article
// it would change every few minutes for a day. So each entry is an article, with
// the address of the blog and the entry's own mark as its identifier.

// liveEntries returns the entries of the live blog that a page declares in
// JSON-LD; fewer than two are none.
func liveEntries(m *metadata) []*news.Article {
	list, _ := m.ld["liveBlogUpdate"].([]any)
	var out []*news.Article
	seen := map[string]bool{}
	for _, e := range list {
		o, ok := e.(map[string]any)
		if !ok {
			continue
		}
		a := m.entry(o)
		if a == nil || seen[a.ID] || ingest.Finish(a) != nil {
			continue
		}
		seen[a.ID] = true
		out = append(out, a)
	}
	if len(out) < 2 {
		return nil
	}
	return out
}

// entry reads one entry; nil when it has no text or no identity that lasts.
func (m *metadata) entry(o object) *news.Article {
	id := m.entryID(o)
	body, _ := o["articleBody"].(string)
	if body == "" {
		body, _ = o["description"].(string)
	}
	if id == "" || strings.TrimSpace(body) == "" {
		return nil
	}
	a := &news.Article{
		Headline: news.Line(o.string("headline")), Byline: news.Line(listing(o.strings("author"))), ID: id,
		Source: m.a.Source, Section: m.a.Section, Language: m.a.Language,
	}
	if a.Byline == "" {
		a.Byline = m.a.Byline
	}
	a.Published, _ = when(o.string("datePublished"))
	a.Modified, _ = when(o.string("dateModified"))
	a.Body = entryBody(body, a.Lang())
	return a
}

func entryBody(s, lang string) news.Body {
	if strings.Contains(s, "<") && strings.Contains(s, ">") {
		if n, err := parse(s); err == nil {
			var body news.Body
			for _, b := range blocksOf(n) {
				body = append(body, news.Paragraph{Kind: b.kind, Sentences: ingest.Sentences(b.text, lang)})
			}
			return body
		}
	}
	return ingest.Body(html.UnescapeString(s), lang)
}

// entryID returns what names an entry for as long as the blog lives: its own
// address, or its time of publication.
func (m *metadata) entryID(o object) string {
	for _, key := range []string{"@id", "url", "mainEntityOfPage"} {
		s := o.string(key)
		if s == "" || s == m.a.URL || strings.TrimSuffix(s, "#") == m.a.URL {
			continue
		}
		if strings.HasPrefix(s, "#") {
			s = m.a.URL + s
		}
		return news.Line(s)
	}
	if t := o.string("datePublished"); t != "" && m.a.URL != "" {
		return news.Line(m.a.URL + "#" + t)
	}
	return ""
}
