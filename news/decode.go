package news

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// ErrFormat is wrapped by every error of Decode.
var ErrFormat = errors.New("not a stored article")

// header mirrors the front matter. Times are strings here because YAML readers
// disagree on what a bare date is.
type header struct {
	Headline  string   `yaml:"headline"`
	StandIn   bool     `yaml:"stand_in"`
	Subhead   string   `yaml:"subhead"`
	Byline    string   `yaml:"byline"`
	Dateline  string   `yaml:"dateline"`
	Source    string   `yaml:"source"`
	ID        string   `yaml:"id"`
	URL       string   `yaml:"url"`
	Aliases   []string `yaml:"aliases"`
	Section   string   `yaml:"section"`
	Language  string   `yaml:"language"`
	Published string   `yaml:"published"`
	Modified  string   `yaml:"modified"`
	Notes     []Note   `yaml:"notes"`
}

// Decode reads the stored form that Encode writes. Keys of the front matter
// that it does not know are passed over, so that an older newsarc reads what a
// newer one wrote. The result is valid.
func Decode(b []byte) (*Article, error) {
	front, body, ok := Split(b)
	if !ok {
		return nil, fmt.Errorf("%w: no front matter between two lines ---", ErrFormat)
	}
	a, err := DecodeHeader(front, false)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	if a.Body, err = decodeBody(string(body)); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	if err := a.Validate(); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	return a, nil
}

// Split parts front matter from body. It reports false when b does not begin
// with a line "---" that a second one closes.
func Split(b []byte) (front, body []byte, ok bool) {
	const fence = "---\n"
	rest, ok := bytes.CutPrefix(b, []byte(fence))
	if !ok {
		return nil, b, false
	}
	if body, ok := bytes.CutPrefix(rest, []byte(fence)); ok {
		return nil, body, true
	}
	front, body, ok = bytes.Cut(rest, []byte("\n"+fence))
	if !ok {
		return nil, b, false
	}
	return front, body, true
}

// firstOf shortens a list of errors, of which aliases of YAML can make thousands.
func firstOf(err error) error {
	var list *yaml.TypeError
	if errors.As(err, &list) && len(list.Errors) > 1 {
		return fmt.Errorf("%w and %d more", &yaml.TypeError{Errors: list.Errors[:1]}, len(list.Errors)-1)
	}
	return err
}

// DecodeHeader reads front matter (without its fences) into an article without
// a body. With strict set, an unknown key is an error. Errors name the line.
func DecodeHeader(front []byte, strict bool) (*Article, error) {
	var h header
	var err error
	if strict {
		err = checkKeys(front)
	}
	if err == nil && len(bytes.TrimSpace(front)) > 0 {
		dec := yaml.NewDecoder(bytes.NewReader(front))
		dec.KnownFields(strict)
		err = dec.Decode(&h)
	}
	if err != nil {
		return nil, fmt.Errorf("front matter: %s", strings.TrimPrefix(Line(firstOf(err).Error()), "yaml: "))
	}
	a := &Article{
		Headline: h.Headline, StandIn: h.StandIn, Subhead: h.Subhead, Byline: h.Byline, Dateline: h.Dateline,
		Source: h.Source, ID: h.ID, URL: h.URL, Aliases: h.Aliases, Section: h.Section, Language: h.Language,
		Notes: h.Notes,
	}
	if err := a.Published.UnmarshalText([]byte(h.Published)); err != nil {
		return nil, fmt.Errorf("front matter: published: %w", err)
	}
	if err := a.Modified.UnmarshalText([]byte(h.Modified)); err != nil {
		return nil, fmt.Errorf("front matter: modified: %w", err)
	}
	return a, nil
}

// checkKeys reports the first key of front matter that header does not have;
// the YAML library would name it in the words of a Go programmer.
func checkKeys(front []byte) error {
	var doc yaml.Node
	if err := yaml.Unmarshal(front, &doc); err != nil || len(doc.Content) == 0 || doc.Content[0].Kind != yaml.MappingNode {
		return err // if nil, decoding says what is wrong
	}
	pairs := doc.Content[0].Content
	for i := 0; i+1 < len(pairs); i += 2 {
		if key := pairs[i]; !slices.Contains(keys, key.Value) {
			return fmt.Errorf("line %d: unknown key %q", key.Line, key.Value)
		}
	}
	return nil
}

// keys lists the keys of front matter.
var keys = []string{
	"headline", "stand_in", "subhead", "byline", "dateline", "source", "id", "url", "aliases", "section",
	"language", "published", "modified", "notes",
}

func decodeBody(s string) (Body, error) {
	var body Body
	open := false // whether the last paragraph of body takes more lines
	for n := 1; s != ""; n++ {
		line, rest, ok := strings.Cut(s, "\n")
		if !ok {
			return nil, fmt.Errorf("body line %d does not end in a newline", n)
		}
		s = rest
		if line == "" {
			open = false
			continue
		}
		kind, text := decodeLine(line, open && body[len(body)-1].Kind == Item)
		if !open {
			body = append(body, Paragraph{Kind: kind})
			open = true
		}
		p := &body[len(body)-1]
		if p.Kind != kind {
			return nil, fmt.Errorf("body line %d: a %s line inside another paragraph", n, kind.name())
		}
		p.Sentences = append(p.Sentences, text)
	}
	return body, nil
}

// decodeLine parts a line from its mark. inItem says that the line follows
// another line of a list entry.
func decodeLine(line string, inItem bool) (ParagraphKind, string) {
	if inItem {
		if text, ok := strings.CutPrefix(line, itemIndent); ok {
			return Item, text
		}
	}
	for _, m := range []struct {
		mark string
		kind ParagraphKind
	}{{headingMark, Heading}, {quoteMark, Quote}, {captionMark, Caption}, {itemMark, Item}, {`\`, Text}} {
		if text, ok := strings.CutPrefix(line, m.mark); ok {
			return m.kind, text
		}
	}
	return Text, line
}

func (k ParagraphKind) name() string {
	if k == Text {
		return "text"
	}
	return string(k)
}
