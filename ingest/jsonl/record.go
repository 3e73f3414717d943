package jsonl

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/newsarc/newsarc/ingest"
	"github.com/newsarc/newsarc/ingest/wire"
	"github.com/newsarc/newsarc/news"
)

// Record is an article as an object of JSON. Other fields are passed over.
type Record struct {
	ID        ID          `json:"id"`
	URL       string      `json:"url"`
	Aliases   []string    `json:"aliases"`
	Source    string      `json:"source"`
	Headline  string      `json:"headline"`
	Subhead   string      `json:"subhead"`
	Byline    string      `json:"byline"`
	Dateline  string      `json:"dateline"`
	Section   string      `json:"section"`
	Language  string      `json:"language"`
	Published string      `json:"published"` // RFC 3339, or a plain day
	Modified  string      `json:"modified"`
	Captured  string      `json:"captured"`
	Notes     []news.Note `json:"notes"`
	Text      string      `json:"text"` // paragraphs by blank lines; or one sentence a line
	HTML      string      `json:"html"` // instead of Text: a page or a part of one
	// Body, as newsarc export writes it, goes before both: its sentences are
	// taken as they are. StandIn goes with it.
	Body    news.Body `json:"body"`
	StandIn bool      `json:"stand_in"`
}

// ID is a publisher's identifier: a string, or a number taken as it is written.
type ID string

// UnmarshalJSON implements json.Unmarshaler.
func (id *ID) UnmarshalJSON(b []byte) error {
	switch {
	case b[0] == '"':
		return json.Unmarshal(b, (*string)(id))
	case string(b) == "null":
		return nil
	case b[0] == '-' || b[0] >= '0' && b[0] <= '9':
		*id = ID(b)
		return nil
	}
	return errors.New("id is neither text nor a number")
}

// memory is what goes from record to record.
type memory struct {
	flat   flatReader
	cutter ingest.Cutter
}

// item decodes one object.
func (d Decoder) item(data []byte, m *memory) (ingest.Item, error) {
	rec, err := m.parse(data)
	if err != nil {
		return ingest.Item{}, err
	}
	var it ingest.Item
	a := &news.Article{}
	switch {
	case len(rec.Body) > 0:
		a.Body, a.StandIn = rec.Body, rec.StandIn
		it = ingest.Item{Article: a, Extractor: Extractor}
	case strings.TrimSpace(rec.Text) != "":
		a.Language = rec.Language
		a.Body = m.cutter.Body(strings.ReplaceAll(rec.Text, "\r\n", "\n"), a.Lang())
		wire.Notices(a)
		it = ingest.Item{Article: a, Extractor: Extractor}
	case strings.TrimSpace(rec.HTML) == "":
		return ingest.Item{}, errors.New("record has neither text nor html")
	case d.HTML == nil:
		return ingest.Item{}, errors.New("record has html only, which is not read here")
	default:
		if it, err = d.HTML(rec.HTML, rec.URL); err != nil {
			return ingest.Item{}, fmt.Errorf("html: %w", err)
		}
		// What was received is the record: it holds the page and more.
		a, it.Raw, it.Ext = it.Article, bytes.Clone(data), "json"
	}
	if err := rec.fill(a); err != nil {
		return ingest.Item{}, err
	}
	if it.Captured, err = instant(rec.Captured); err != nil {
		return ingest.Item{}, err
	}
	if err := ingest.Finish(a); err != nil {
		return ingest.Item{}, err
	}
	return it, nil
}

// parse reads the object and words what is wrong with it. The text of the record
// holds until the next is read.
func (m *memory) parse(data []byte) (*Record, error) {
	if !utf8.Valid(data) {
		return nil, errors.New("is not valid UTF-8")
	}
	rec, ok := m.flat.record(data)
	var err error
	if !ok {
		rec = new(Record)
		err = json.Unmarshal(data, rec)
	}
	var syntax *json.SyntaxError
	var mismatch *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		return nil, &syntaxError{int(min(syntax.Offset, int64(len(data)))), err}
	case errors.As(err, &mismatch) && mismatch.Field == "":
		return nil, fmt.Errorf("record is %s, want an object", named(mismatch.Value))
	case errors.As(err, &mismatch):
		return nil, fmt.Errorf("%s is %s, want %s", mismatch.Field, named(mismatch.Value), named(mismatch.Type.Kind().String()))
	case err != nil:
		return nil, err
	}
	for _, s := range []string{rec.Text, rec.HTML} {
		if i := strings.IndexByte(s, 0); i >= 0 {
			return nil, fmt.Errorf("text holds a NUL character at byte %d", i)
		}
	}
	return rec, nil
}

// syntaxError says where an object is broken.
type syntaxError struct {
	offset int
	err    error
}

func (e *syntaxError) Error() string {
	return fmt.Sprintf("broken JSON at column %d: %v", e.offset, e.err)
}

// inDocument returns the error for objects that span lines, where a column
// counted from the start of the object would mislead.
func (e *syntaxError) inDocument() error { return fmt.Errorf("broken JSON: %w", e.err) }

// named returns a type of JSON or Go with its article.
func named(kind string) string {
	switch {
	case kind == "string":
		return "text"
	case kind == "array", kind == "slice":
		return "a list"
	case kind == "object", kind == "struct":
		return "an object"
	case kind == "bool":
		return "true or false"
	case strings.HasPrefix(kind, "number"):
		return "a number"
	}
	return kind
}

// fill puts the fields of rec into a. What a already holds from a page gives
// way to what the record says.
func (rec *Record) fill(a *news.Article) error {
	for _, f := range []struct {
		to   *string
		from string
	}{
		{&a.ID, string(rec.ID)},
		{&a.URL, rec.URL},
		{&a.Source, rec.Source},
		{&a.Headline, rec.Headline},
		{&a.Subhead, rec.Subhead},
		{&a.Byline, rec.Byline},
		{&a.Dateline, rec.Dateline},
		{&a.Section, rec.Section},
		{&a.Language, rec.Language},
	} {
		if s := strings.TrimSpace(f.from); s != "" {
			*f.to = s
		}
	}
	if a.Headline != "" && rec.Headline != "" && !rec.StandIn {
		a.StandIn = false
	}
	a.Aliases = append(a.Aliases, rec.Aliases...)
	a.Notes = append(a.Notes, rec.Notes...)
	for _, f := range []struct {
		name string
		to   *news.Time
		from string
	}{{"published", &a.Published, rec.Published}, {"modified", &a.Modified, rec.Modified}} {
		if f.from == "" {
			continue
		}
		t, err := news.ParseTime(f.from)
		if err != nil {
			return fmt.Errorf("%s: %w", f.name, err)
		}
		*f.to = t
	}
	return nil
}

// instant reads the time of a capture. A plain day stands for its midnight UTC.
func instant(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	t, err := news.ParseTime(s)
	if err != nil {
		return time.Time{}, fmt.Errorf("captured: %w", err)
	}
	return t.Time.UTC(), nil
}
