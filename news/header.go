package news

import (
	"fmt"
	"strings"
)

// Header reads the front matter of a stored text: an article without its body.
// The error wraps ErrFormat where there is no front matter.
func Header(text []byte) (*Article, error) {
	front, _, ok := Split(text)
	if !ok {
		return nil, fmt.Errorf("%w: no front matter", ErrFormat)
	}
	if a := plainHeader(string(front)); a != nil {
		return a, nil
	}
	return DecodeHeader(front, false)
}

// plainHeader reads front matter as Encode writes it, as far as it needs no
// YAML: nil if it does. Reading a long history is mostly this.
func plainHeader(front string) *Article {
	a := &Article{}
	section := "" // the key of the list that the lines belong to
	for line := range strings.Lines(front) {
		line = strings.TrimSuffix(line, "\n")
		switch {
		case strings.HasPrefix(line, "  ") && section == "notes:":
			if !setNote(a, line) {
				return nil
			}
			continue
		case strings.HasPrefix(line, "  - ") && section == "aliases:":
			s, ok := plainScalar(line[4:])
			if !ok {
				return nil
			}
			a.Aliases = append(a.Aliases, s)
			continue
		}
		section = line
		if line == "aliases:" || line == "notes:" {
			continue
		}
		if line == "stand_in: true" {
			a.StandIn = true
			continue
		}
		key, value, _ := strings.Cut(line, ": ")
		s, ok := plainScalar(value)
		if !ok || !setHeader(a, key, s) {
			return nil
		}
	}
	return a
}

func setHeader(a *Article, key, value string) bool {
	var err error
	switch key {
	case "headline":
		a.Headline = value
	case "source":
		a.Source = value
	case "id":
		a.ID = value
	case "url":
		a.URL = value
	case "published":
		a.Published, err = ParseTime(value)
	case "modified":
		a.Modified, err = ParseTime(value)
	case "subhead":
		a.Subhead = value
	case "byline":
		a.Byline = value
	case "dateline":
		a.Dateline = value
	case "section":
		a.Section = value
	case "language":
		a.Language = value
	default:
		return false
	}
	return err == nil
}

// setNote reads a line of the list of notes: the kind, then the text.
func setNote(a *Article, line string) bool {
	if kind, ok := strings.CutPrefix(line, "  - kind: "); ok {
		a.Notes = append(a.Notes, Note{Kind: NoteKind(kind)})
		return true
	}
	text, ok := strings.CutPrefix(line, "    text: ")
	if !ok || len(a.Notes) == 0 {
		return false
	}
	a.Notes[len(a.Notes)-1].Text, ok = plainScalar(text)
	return ok
}

// plainScalar reads a scalar that every YAML reader takes for the same string:
// plain and beginning with a letter or digit, or quoted without escapes.
func plainScalar(s string) (string, bool) {
	if s == "" || strings.Contains(s, `\`) {
		return "", false
	}
	if s[0] == '"' {
		s, ok := strings.CutSuffix(s[1:], `"`)
		return s, ok && !strings.Contains(s, `"`)
	}
	if strings.ContainsAny(s[:1], " \t'|>{}[]&*!%@`,?-#~:=<") || strings.Contains(s, " #") || strings.Contains(s, ": ") ||
		strings.HasSuffix(s, ":") || strings.HasSuffix(s, " ") {
		return "", false
	}
	return s, !strings.EqualFold(s, "null")
}
