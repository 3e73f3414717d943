package web

import (
	"bytes"
	"context"
	"crypto/sha1"
	"encoding/xml"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// feedSize is how many entries a feed has.
const feedSize = 50

// entry is a change as feeds tell it.
type entry struct {
	id, title, link, text string
	at                    time.Time
	tags                  []string
	author                string
}

// feed is a list of changes for feed readers.
type feed struct {
	id, title, home, self string
	updated               time.Time
	entries               []entry
	passing               bool // something cannot be read, and may be again
}

// uuid makes a name that never changes out of one that is unique: a UUID of
// version 5 (RFC 9562) in the name space of object identifiers.
func uuid(name string) string {
	space := []byte{0x6b, 0xa7, 0xb8, 0x12, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8}
	h := sha1.Sum(append(space, "newsarc:"+name...))
	h[6], h[8] = h[6]&0x0f|0x50, h[8]&0x3f|0x80
	return fmt.Sprintf("urn:uuid:%x-%x-%x-%x-%x", h[:4], h[4:6], h[6:8], h[8:10], h[10:16])
}

// feedOf makes the feed that a request asks for.
func (s *Server) feedOf(ctx context.Context, r *http.Request) (*feed, error) {
	v := r.URL.Query()
	q, err := parseChanges(v)
	if err != nil {
		return nil, err
	}
	if v.Get("limit") == "" {
		q.limit = feedSize
	}
	list, err := s.changes(ctx, q)
	if err != nil {
		return nil, err
	}
	site := base(r)
	f := &feed{title: s.o.Name + ": " + feedTitle(q), home: site + feedPage(v), self: site + r.URL.RequestURI(), id: uuid("feed:" + v.Encode())}
	for _, row := range rows(list.items, list.left) {
		e := gapEntry(site, row.Gap)
		if row.Entry != nil {
			e = entryOf(site, row.Entry)
		}
		f.entries = append(f.entries, e)
		if e.at.After(f.updated) {
			f.updated = e.at
		}
	}
	f.passing = len(list.left) > 0
	return f, nil
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// gapEntry tells of what cannot be read. When it can be again, an entry with
// another id takes its place, which readers then show as new.
func gapEntry(site string, g *gap) entry {
	if g == nil {
		return entry{}
	}
	source, _, _ := strings.Cut(g.Story, "/")
	return entry{
		id: uuid("unreadable:" + g.Commit), at: g.Captured, author: source, title: g.Name() + " is left out",
		link: site + storyURL(g.Story), text: g.What + ". Check: " + g.Check, tags: []string{"unreadable"},
	}
}

// feedPage returns the address of the page with the changes of a feed.
func feedPage(v url.Values) string {
	path, v := "/", maps.Clone(v)
	v.Del("limit")
	v.Del("cursor")
	if v.Get("silent") != "" {
		path = "/silent"
		v.Del("silent")
	}
	if len(v) == 0 {
		return path
	}
	return path + "?" + v.Encode()
}

func feedTitle(q changesQuery) string {
	parts := []string{"changes"}
	if q.silent {
		parts[0] = "silent changes"
	}
	for _, p := range []struct{ before, what string }{
		{"of", q.source}, {"of", q.story}, {"on", q.topic}, {"with", q.query}, {"in", string(q.signal)},
	} {
		if p.what != "" {
			parts = append(parts, p.before, p.what)
		}
	}
	return strings.Join(parts, " ")
}

func entryOf(site string, c *change) entry {
	rev := &c.Revision
	e := entry{
		id: uuid(rev.Commit), at: rev.Captured, author: rev.Source, title: rev.Headline,
		link: site + "/revision/" + rev.Commit, text: "First seen.",
	}
	if c.Before != "" {
		e.link = site + "/diff/" + c.Before + ".." + rev.Commit
		e.text = arrows(c.Change.Summary)
		if c.Silent {
			e.text += " (silent: no notice, no new modified time)"
			e.tags = append(e.tags, "silent")
		}
	}
	for _, k := range c.Change.Kinds {
		e.tags = append(e.tags, string(k))
	}
	return e
}

// The elements of an Atom feed (RFC 4287).
type atomFeed struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	ID      string      `xml:"id"`
	Title   string      `xml:"title"`
	Updated string      `xml:"updated"`
	Links   []atomLink  `xml:"link"`
	Entries []atomEntry `xml:"entry"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr,omitempty"`
	Href string `xml:"href,attr"`
}

type atomEntry struct {
	ID         string         `xml:"id"`
	Title      string         `xml:"title"`
	Updated    string         `xml:"updated"`
	Author     string         `xml:"author>name"`
	Link       atomLink       `xml:"link"`
	Summary    string         `xml:"summary"`
	Categories []atomCategory `xml:"category"`
}

type atomCategory struct {
	Term string `xml:"term,attr"`
}

func (s *Server) atom(ctx context.Context, r *http.Request) (reply, error) {
	f, err := s.feedOf(ctx, r)
	if err != nil {
		return reply{}, err
	}
	doc := atomFeed{
		ID: f.id, Title: f.title, Updated: stamp(latest(f.updated, time.Unix(0, 0))), // an empty feed has to say something
		Links: []atomLink{{"self", "application/atom+xml", f.self}, {"alternate", "text/html", f.home}},
	}
	for _, e := range f.entries {
		a := atomEntry{
			ID: e.id, Title: e.title, Updated: stamp(e.at), Author: e.author,
			Link: atomLink{"alternate", "text/html", e.link}, Summary: e.text,
		}
		for _, t := range e.tags {
			a.Categories = append(a.Categories, atomCategory{t})
		}
		doc.Entries = append(doc.Entries, a)
	}
	var b bytes.Buffer
	b.WriteString(xml.Header)
	enc := xml.NewEncoder(&b)
	enc.Indent("", "  ")
	if err := enc.Encode(doc); err != nil {
		return reply{}, err
	}
	return reply{contentType: "application/atom+xml; charset=utf-8", body: b.Bytes(), passing: f.passing}, nil
}

// The parts of a JSON Feed (jsonfeed.org, version 1.1).
type jsonFeed struct {
	Version string     `json:"version"`
	Title   string     `json:"title"`
	Home    string     `json:"home_page_url"`
	Self    string     `json:"feed_url"`
	Items   []jsonItem `json:"items"`
}

type jsonItem struct {
	ID        string       `json:"id"`
	URL       string       `json:"url"`
	Title     string       `json:"title"`
	Text      string       `json:"content_text"`
	Published time.Time    `json:"date_published"`
	Authors   []jsonAuthor `json:"authors,omitempty"`
	Tags      []string     `json:"tags,omitempty"`
}

type jsonAuthor struct {
	Name string `json:"name"`
}

func (s *Server) jsonFeed(ctx context.Context, r *http.Request) (reply, error) {
	f, err := s.feedOf(ctx, r)
	if err != nil {
		return reply{}, err
	}
	doc := jsonFeed{Version: "https://jsonfeed.org/version/1.1", Title: f.title, Home: f.home, Self: f.self, Items: []jsonItem{}}
	for _, e := range f.entries {
		doc.Items = append(doc.Items, jsonItem{e.id, e.link, e.title, e.text, e.at, []jsonAuthor{{e.author}}, e.tags})
	}
	p, err := jsonReply(doc, "")
	p.contentType, p.passing = "application/feed+json; charset=utf-8", f.passing
	return p, err
}
