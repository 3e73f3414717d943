// Package newsml decodes the common core of IPTC NewsML-G2: news items, alone or
// in a news message, with their text as XHTML, NITF or plain text in the item
// itself. Pictures, packages and planning items are passed over.
package newsml

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"

	"golang.org/x/net/html/charset"

	"github.com/newsarc/newsarc/ingest"
	"github.com/newsarc/newsarc/ingest/wire"
	"github.com/newsarc/newsarc/news"
)

// Extractor is the name and version of these rules.
const Extractor = "newsml/2"

// Decoder decodes NewsML-G2.
type Decoder struct {
	// HTML turns a page or a part of one into an article.
	HTML func(page, url string) (ingest.Item, error)
}

// item is a newsItem. Its version counts up with each revision of one guid.
type item struct {
	GUID string `xml:"guid,attr"`
	Meta struct {
		FirstCreated   string `xml:"firstCreated"`
		VersionCreated string `xml:"versionCreated"`
		EdNote         string `xml:"edNote"`
		PubStatus      struct {
			QCode string `xml:"qcode,attr"`
		} `xml:"pubStatus"`
		Provider struct {
			Literal string `xml:"literal,attr"`
			Name    string `xml:"name"`
		} `xml:"provider"`
	} `xml:"itemMeta"`
	Content struct {
		Headlines []struct {
			Role string `xml:"role,attr"`
			Text string `xml:",chardata"`
		} `xml:"headline"`
		By       string `xml:"by"`
		Dateline string `xml:"dateline"`
		Language struct {
			Tag string `xml:"tag,attr"`
		} `xml:"language"`
		Subjects []struct {
			Name string `xml:"name"`
		} `xml:"subject"`
	} `xml:"contentMeta"`
	Set struct {
		InlineXML []struct {
			Inner []byte `xml:",innerxml"`
		} `xml:"inlineXML"`
		InlineData []struct {
			Text string `xml:",chardata"`
		} `xml:"inlineData"`
	} `xml:"contentSet"`
}

// Looks reports whether a file of XML begins as NewsML-G2 does.
func Looks(head string) bool {
	if !strings.HasPrefix(head, "<") {
		return false
	}
	return strings.Contains(head, "<newsItem") || strings.Contains(head, "<newsMessage") || strings.Contains(head, ":newsItem") || strings.Contains(head, ":newsMessage")
}

// Decode implements ingest.Decoder.
func (d Decoder) Decode(raw ingest.Raw) iter.Seq[ingest.Item] {
	data, err := ingest.ReadAll(raw.Reader)
	if err != nil {
		return ingest.Fail(raw.Name, err)
	}
	return func(yield func(ingest.Item) bool) {
		dec := xml.NewDecoder(bytes.NewReader(data))
		dec.CharsetReader = charset.NewReaderLabel
		for n := 0; ; {
			tok, err := dec.Token()
			if errors.Is(err, io.EOF) && n > 0 {
				return
			}
			if errors.Is(err, io.EOF) {
				err = errors.New("holds no news item")
			}
			if err != nil {
				yield(ingest.Item{Where: raw.Name, Err: fmt.Errorf("newsml: %w", err)})
				return
			}
			start, ok := tok.(xml.StartElement)
			if !ok || start.Name.Local != "newsItem" {
				continue
			}
			n++
			begin := dec.InputOffset()
			var it item
			if err := dec.DecodeElement(&it, &start); err != nil {
				yield(ingest.Item{Where: where(raw.Name, n), Err: fmt.Errorf("newsml: %w", err)})
				return
			}
			out, err := d.article(&it)
			out.Where, out.Err, out.Captured = where(raw.Name, n), err, raw.Captured
			if err == nil {
				out.Raw, out.Ext, out.Extractor = bytes.Clone(element(data, begin, dec.InputOffset())), "xml", Extractor
			}
			if !yield(out) {
				return
			}
		}
	}
}

func where(name string, n int) string { return fmt.Sprintf("%s: item %d", name, n) }

// element returns the bytes of an element, its start tag included. A byte that
// the decoder read ahead in another encoding leaves the whole file.
func element(data []byte, begin, end int64) []byte {
	if begin < 0 || end > int64(len(data)) || begin > end {
		return data
	}
	if at := bytes.LastIndexByte(data[:begin], '<'); at >= 0 {
		return data[at:end]
	}
	return data
}

func (d Decoder) article(it *item) (ingest.Item, error) {
	if status := it.Meta.PubStatus.QCode; strings.HasSuffix(status, ":canceled") || strings.HasSuffix(status, ":withheld") {
		return ingest.Item{}, fmt.Errorf("newsml: item is %s", status[strings.LastIndexByte(status, ':')+1:])
	}
	out, err := d.body(it)
	if err != nil {
		return ingest.Item{}, err
	}
	a := out.Article
	for _, h := range it.Content.Headlines {
		if strings.Contains(strings.ToLower(h.Role), "sub") {
			a.Subhead = news.Line(h.Text)
		} else if a.Headline == "" || a.StandIn {
			a.Headline, a.StandIn = news.Line(h.Text), false
		}
	}
	a.ID = news.Line(it.GUID)
	a.Byline = cmp.Or(news.Line(it.Content.By), a.Byline)
	a.Dateline = cmp.Or(news.Line(it.Content.Dateline), a.Dateline)
	a.Language = cmp.Or(news.Line(it.Content.Language.Tag), a.Language)
	a.Source = cmp.Or(news.Line(it.Meta.Provider.Literal), news.Line(it.Meta.Provider.Name), a.Source)
	if len(it.Content.Subjects) > 0 {
		a.Section = cmp.Or(news.Line(it.Content.Subjects[0].Name), a.Section)
	}
	if note := news.Line(it.Meta.EdNote); note != "" {
		a.Notes = append(a.Notes, news.Note{Kind: news.EditorsNote, Text: note})
	}
	if err := times(it, a); err != nil {
		return ingest.Item{}, err
	}
	return out, ingest.Finish(a)
}

func times(it *item, a *news.Article) error {
	first, version := strings.TrimSpace(it.Meta.FirstCreated), strings.TrimSpace(it.Meta.VersionCreated)
	for _, t := range []struct {
		to         *news.Time
		name, from string
	}{{&a.Published, "firstCreated", cmp.Or(first, version)}, {&a.Modified, "versionCreated", version}} {
		if t.from == "" {
			continue
		}
		v, err := news.ParseTime(t.from)
		if err != nil {
			return fmt.Errorf("newsml: %s: %w", t.name, err)
		}
		*t.to = v
	}
	if a.Modified.Equal(a.Published) {
		a.Modified = news.Time{}
	}
	return nil
}

// body returns an article with the item's text: the first of its renditions.
func (d Decoder) body(it *item) (ingest.Item, error) {
	switch {
	case len(it.Set.InlineXML) > 0:
		page := string(it.Set.InlineXML[0].Inner)
		if strings.Contains(page, "<nitf") {
			page = nitf(page)
		}
		out, err := d.HTML(page, "")
		if out.Article == nil {
			return out, cmp.Or(err, news.ErrNoText)
		}
		// The item's own headline counts, not what stands in for one.
		out.Article.Headline, out.Article.StandIn, out.Trace = "", false, nil
		return out, nil
	case len(it.Set.InlineData) > 0:
		s, err := ingest.Text([]byte(it.Set.InlineData[0].Text), "")
		if err != nil {
			return ingest.Item{}, fmt.Errorf("newsml: %w", err)
		}
		a := &news.Article{Language: it.Content.Language.Tag}
		a.Body = ingest.Body(s, a.Lang())
		wire.Notices(a)
		return ingest.Item{Article: a}, nil
	}
	return ingest.Item{}, errors.New("newsml: item has no text")
}

// nitf makes a page of a NITF document. NITF borrowed HTML's names for what
// stands in the body of a text, so that its content block can be read as such.
func nitf(doc string) string {
	_, rest, ok := strings.Cut(doc, "<body.content>")
	if !ok {
		return doc
	}
	content, _, _ := strings.Cut(rest, "</body.content>")
	return "<!doctype html><article>" + strings.NewReplacer("<block>", "", "</block>", "", "<hl2>", "<h2>", "</hl2>", "</h2>").Replace(content) + "</article>"
}
