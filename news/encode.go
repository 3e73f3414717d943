package news

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Encode returns the stored form of a: YAML front matter, then the body as
// Markdown with one sentence per line and a blank line between paragraphs, so
// that stock git diff and blame speak in sentences. docs/format.md describes
// it. The article must be valid: Decode(Encode(a)) then equals a.
//
// The front matter is written here and not by a YAML library because its bytes
// are hashed: they must never change with a library's version.
func Encode(a *Article) []byte { return AppendEncoded(nil, a) }

// AppendEncoded appends the stored form of a to dst.
func AppendEncoded(dst []byte, a *Article) []byte {
	e := encoder(slices.Grow(dst, 512+len(a.URL)+len(a.Headline)+len(a.Subhead)+a.Body.size()))
	e.str("---\n")
	e.field("headline", a.Headline)
	if a.StandIn {
		e.str("stand_in: true\n")
	}
	e.field("subhead", a.Subhead)
	e.field("byline", a.Byline)
	e.field("dateline", a.Dateline)
	e.field("source", a.Source)
	e.field("id", a.ID)
	e.field("url", a.URL)
	if len(a.Aliases) > 0 {
		e.str("aliases:\n")
		for _, alias := range a.Aliases {
			e.str("  - ")
			e.scalar(alias)
		}
	}
	e.field("section", a.Section)
	e.field("language", a.Language)
	e.time("published", a.Published)
	e.time("modified", a.Modified)
	if len(a.Notes) > 0 {
		e.str("notes:\n")
		for _, n := range a.Notes {
			e.str("  - kind: ")
			e.scalar(string(n.Kind))
			e.str("    text: ")
			e.scalar(n.Text)
		}
	}
	e.str("---\n")
	for _, p := range a.Body {
		e.str("\n")
		e.paragraph(p)
	}
	return e
}

// size returns about how many bytes the stored form of b has.
func (b Body) size() int {
	n := 0
	for _, p := range b {
		for _, s := range p.Sentences {
			n += len(s) + 2
		}
	}
	return n
}

// The marks that open the lines of each kind of paragraph. All but an item's
// later lines carry the mark on every line, so that a line shown alone by
// blame or diff still says what it is.
const (
	headingMark = "## "
	quoteMark   = "> "
	itemMark    = "- "
	itemIndent  = "  "
	captionMark = ": "
)

type encoder []byte

func (e *encoder) str(s string) { *e = append(*e, s...) }

func (e *encoder) field(key, value string) {
	if value != "" {
		e.str(key)
		e.str(": ")
		e.scalar(value)
	}
}

func (e *encoder) time(key string, t Time) {
	if !t.IsZero() {
		e.str(key)
		e.str(": ")
		*e = t.appendTo(*e)
		e.str("\n")
	}
}

func (e *encoder) paragraph(p Paragraph) {
	for i, s := range p.Sentences {
		switch {
		case p.Kind == Heading:
			e.str(headingMark)
		case p.Kind == Quote:
			e.str(quoteMark)
		case p.Kind == Caption:
			e.str(captionMark)
		case p.Kind == Item && i == 0:
			e.str(itemMark)
		case p.Kind == Item:
			e.str(itemIndent)
		case needsEscape(s):
			e.str(`\`)
		}
		e.str(s)
		e.str("\n")
	}
}

// needsEscape reports whether a line of running text would be taken for a mark
// of the stored form or, by a Markdown reader, for a rule or a code block.
func needsEscape(s string) bool {
	return strings.IndexByte("#>-:\\*+=`~|", s[0]) >= 0
}

// scalar writes s as a plain YAML scalar where every YAML reader takes that for
// the same string, and in double quotes elsewhere.
func (e *encoder) scalar(s string) {
	if isPlain(s) {
		e.str(s)
	} else {
		e.quoted(s)
	}
	e.str("\n")
}

func (e *encoder) quoted(s string) {
	e.str(`"`)
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			e.str(`\`)
			e.str(string(r))
		case r == '\uFFFE' || r == '\uFFFF': // outside YAML's character set
			e.str(`\u`)
			e.str(map[rune]string{'\uFFFE': "FFFE", '\uFFFF': "FFFF"}[r])
		default:
			e.str(string(r))
		}
	}
	e.str(`"`)
}

func isPlain(s string) bool {
	first, _ := utf8.DecodeRuneInString(s)
	if !unicode.IsLetter(first) || strings.HasSuffix(s, ":") {
		return false
	}
	for _, part := range []string{": ", " #", "\uFFFE", "\uFFFF"} {
		if strings.Contains(s, part) {
			return false
		}
	}
	if len(s) > len("false") {
		return true
	}
	switch strings.ToLower(s) {
	case "y", "n", "yes", "no", "on", "off", "true", "false", "null":
		return false
	}
	return true
}
