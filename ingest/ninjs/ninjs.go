// Package ninjs decodes IPTC ninjs, news in JSON, versions 1.x to 3.1: one item,
// or one on each line. It takes the fields that an article has; what ninjs says
// of pictures, rights and planning is not read.
package ninjs

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"

	"github.com/newsarc/newsarc/ingest"
	"github.com/newsarc/newsarc/ingest/wire"
	"github.com/newsarc/newsarc/news"
)

// Extractor is the name and version of these rules.
const Extractor = "ninjs/2"

// Decoder decodes ninjs items.
type Decoder struct {
	// HTML turns a page or a part of one into an article, for items whose body
	// is marked up. Without it such items are refused.
	HTML func(page, url string) (ingest.Item, error)
}

// item holds the fields of all versions: 1.x is flat and lower case, 2.x and 3.x
// have lists with roles and camel case.
type item struct {
	URI      string `json:"uri"`
	Language string `json:"language"`

	Headline       string `json:"headline"`
	Byline         string `json:"byline"`
	Located        string `json:"located"`
	BodyText       string `json:"body_text"`
	BodyHTML       string `json:"body_html"`
	BodyXHTML      string `json:"body_xhtml"`
	VersionCreated string `json:"versioncreated"`
	FirstCreated   string `json:"firstcreated"`

	Headlines       []value `json:"headlines"`
	Bodies          []value `json:"bodies"`
	By              string  `json:"by"`
	EdNote          string  `json:"edNote"`
	URL             string  `json:"url"`
	VersionCreated2 string  `json:"versionCreated"`
	FirstCreated2   string  `json:"firstCreated"`
	ContentCreated  string  `json:"contentCreated"`
	Subjects        []struct {
		Name string `json:"name"`
	} `json:"subjects"`
}

type value struct {
	Role        string `json:"role"`
	Value       string `json:"value"`
	ContentType string `json:"contentType"`
}

// Looks reports whether the beginning of a file of JSON is ninjs and not some
// other article in JSON.
func Looks(head string) bool {
	if !strings.HasPrefix(head, "{") || !strings.Contains(head, `"uri"`) {
		return false
	}
	for _, key := range []string{`"headlines"`, `"bodies"`, `"versionCreated"`, `"versioncreated"`, `"body_text"`, `"body_xhtml"`, `"body_html"`, `"representationType"`, `"representationtype"`} {
		if strings.Contains(head, key) {
			return true
		}
	}
	return false
}

// Decode implements ingest.Decoder.
func (d Decoder) Decode(raw ingest.Raw) iter.Seq[ingest.Item] {
	return func(yield func(ingest.Item) bool) {
		dec := json.NewDecoder(io.LimitReader(raw.Reader, ingest.MaxDocument))
		for n := 1; ; n++ {
			var data json.RawMessage
			err := dec.Decode(&data)
			if errors.Is(err, io.EOF) && n > 1 {
				return
			}
			where := fmt.Sprintf("%s: item %d", raw.Name, n)
			if err != nil {
				yield(ingest.Item{Where: where, Err: fmt.Errorf("broken JSON: %w", err)})
				return
			}
			it, err := d.item(data, raw)
			it.Where, it.Err = where, err
			if !yield(it) {
				return
			}
		}
	}
}

func (d Decoder) item(data []byte, raw ingest.Raw) (ingest.Item, error) {
	var n item
	if err := json.Unmarshal(data, &n); err != nil {
		return ingest.Item{}, fmt.Errorf("ninjs: %w", err)
	}
	if n.URI == "" {
		return ingest.Item{}, errors.New("ninjs: item has no uri")
	}
	it, err := d.body(&n)
	if err != nil {
		return ingest.Item{}, err
	}
	if err := n.fill(it.Article); err != nil {
		return ingest.Item{}, err
	}
	it.Captured, it.Raw, it.Ext, it.Extractor = raw.Captured, bytes.Clone(data), "json", Extractor
	return it, ingest.Finish(it.Article)
}

// body returns an article with the body of n: marked up where there is markup,
// because it shows paragraphs and subheads.
func (d Decoder) body(n *item) (ingest.Item, error) {
	markup, plain := cmp.Or(n.BodyXHTML, n.BodyHTML), n.BodyText
	for _, b := range n.Bodies {
		if strings.Contains(b.ContentType, "html") || b.ContentType == "" && strings.HasPrefix(strings.TrimSpace(b.Value), "<") {
			markup = cmp.Or(markup, b.Value)
		} else if b.ContentType == "" || strings.HasPrefix(b.ContentType, "text/plain") {
			plain = cmp.Or(plain, b.Value)
		}
	}
	switch {
	case markup != "" && d.HTML != nil:
		it, err := d.HTML("<!doctype html><article>"+markup+"</article>", n.URL)
		if it.Article == nil && err == nil {
			err = news.ErrNoText
		}
		if it.Article == nil {
			return it, err
		}
		it.Trace = nil
		return it, nil
	case plain != "":
		a := &news.Article{Language: n.Language}
		s, err := ingest.Text([]byte(plain), "")
		if err != nil {
			return ingest.Item{}, fmt.Errorf("body: %w", err)
		}
		a.Body = ingest.Body(s, a.Lang())
		wire.Notices(a)
		return ingest.Item{Article: a}, nil
	}
	return ingest.Item{}, errors.New("ninjs: item has no text")
}

// fill puts the fields of n into a.
func (n *item) fill(a *news.Article) error {
	headline := n.Headline
	for _, h := range n.Headlines {
		switch {
		case h.Role == "subtitle" || h.Role == "subheadline":
			a.Subhead = news.Line(h.Value)
		case headline == "" || h.Role == "main" || h.Role == "title":
			headline = h.Value
		}
	}
	a.Headline, a.StandIn = news.Line(headline), false
	a.Byline = cmp.Or(news.Line(n.By), news.Line(n.Byline), a.Byline)
	a.Dateline = cmp.Or(news.Line(n.Located), a.Dateline)
	a.Language = cmp.Or(news.Line(n.Language), a.Language)
	a.ID, a.URL = news.Line(n.URI), cmp.Or(news.Line(n.URL), a.URL)
	if a.URL == "" && (strings.HasPrefix(n.URI, "http://") || strings.HasPrefix(n.URI, "https://")) {
		a.URL = a.ID
	}
	if len(n.Subjects) > 0 {
		a.Section = cmp.Or(news.Line(n.Subjects[0].Name), a.Section)
	}
	if note := news.Line(n.EdNote); note != "" {
		a.Notes = append(a.Notes, news.Note{Kind: news.EditorsNote, Text: note})
	}
	published := cmp.Or(n.FirstCreated2, n.FirstCreated, n.ContentCreated, n.VersionCreated2, n.VersionCreated)
	modified := cmp.Or(n.VersionCreated2, n.VersionCreated)
	for _, t := range []struct {
		to   *news.Time
		name string
		from string
	}{{&a.Published, "created", published}, {&a.Modified, "versionCreated", modified}} {
		if t.from == "" {
			continue
		}
		v, err := news.ParseTime(t.from)
		if err != nil {
			return fmt.Errorf("%s: %w", t.name, err)
		}
		*t.to = v
	}
	if a.Modified.Equal(a.Published) {
		a.Modified = news.Time{}
	}
	return nil
}
