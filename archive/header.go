package archive

import (
	"fmt"
	"strings"

	"github.com/newsarc/newsarc/news"
)

// readHeader reads the front matter of a stored text.
func readHeader(text []byte) (*news.Article, error) {
	front, _, ok := news.Split(text)
	if !ok {
		return nil, fmt.Errorf("%w: no front matter", news.ErrFormat)
	}
	if a := plainHeader(string(front)); a != nil {
		return a, nil
	}
	return news.DecodeHeader(front, false)
}

// plainHeader reads front matter as news.Encode writes it, as far as it needs no
// YAML: nil if it does. Reading a long history is mostly this.
func plainHeader(front string) *news.Article {
	a := &news.Article{}
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
		if line == "aliases:" || line == "notes:" || line == "stand_in: true" {
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

func setHeader(a *news.Article, key, value string) bool {
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
		a.Published, err = news.ParseTime(value)
	case "modified":
		a.Modified, err = news.ParseTime(value)
	case "subhead":
		a.Subhead = value
	case "byline":
		a.Byline = value
	case "dateline":
		a.Dateline = value
	case "section", "language":
	default:
		return false
	}
	return err == nil
}

// setNote reads a line of the list of notes: the kind, then the text.
func setNote(a *news.Article, line string) bool {
	if kind, ok := strings.CutPrefix(line, "  - kind: "); ok {
		a.Notes = append(a.Notes, news.Note{Kind: news.NoteKind(kind)})
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
