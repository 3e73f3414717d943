package news

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// ParagraphKind says what role a paragraph plays in the body.
type ParagraphKind string

// The kinds of paragraphs.
const (
	Text    ParagraphKind = ""        // running text
	Heading ParagraphKind = "heading" // a subhead inside the body
	Quote   ParagraphKind = "quote"   // a block quotation
	Item    ParagraphKind = "item"    // an entry of a list
	Caption ParagraphKind = "caption" // the text under a picture
)

// Paragraph is a run of sentences. The sentences are data, found once when the
// article is decoded: a later, better sentence splitter must not look like an
// edit by the newspaper.
type Paragraph struct {
	Kind      ParagraphKind `json:"kind,omitempty"`
	Sentences []string      `json:"sentences"`
}

// Body is the running text of an article.
type Body []Paragraph

// Equal reports whether b and c have the same paragraphs and sentences.
func (b Body) Equal(c Body) bool {
	return slices.EqualFunc(b, c, func(p, q Paragraph) bool {
		return p.Kind == q.Kind && slices.Equal(p.Sentences, q.Sentences)
	})
}

// Text returns the paragraph on one line.
func (p Paragraph) Text() string {
	if len(p.Sentences) == 1 {
		return p.Sentences[0]
	}
	var sb strings.Builder
	p.appendTo(&sb)
	return sb.String()
}

func (p Paragraph) appendTo(sb *strings.Builder) {
	for i, s := range p.Sentences {
		if i > 0 {
			sb.WriteString(separator(p.Sentences[i-1]))
		}
		sb.WriteString(s)
	}
}

// separator returns what stands between s and the next sentence: nothing in
// scripts that write sentences without spaces, a space elsewhere.
func separator(s string) string {
	if s == "" || s[len(s)-1] < utf8.RuneSelf {
		return " "
	}
	switch r, _ := utf8.DecodeLastRuneInString(s); r {
	case '。', '！', '？', '」', '』', '”':
		if r != '”' || strings.ContainsAny(s, "。！？") {
			return ""
		}
	}
	return " "
}

// Text returns the body as plain text: each paragraph on one line, paragraphs
// separated by a blank line. Character spans in newsarc are spans of it.
func (b Body) Text() string {
	var sb strings.Builder
	sb.Grow(b.size() + len(b))
	for i, p := range b {
		if i > 0 {
			sb.WriteString("\n\n")
		}
		p.appendTo(&sb)
	}
	return sb.String()
}

// Sentence is a sentence with its place in a body.
type Sentence struct {
	Paragraph int // index of its paragraph
	Index     int // index within the paragraph
	Start     int // byte offset in Body.Text
	End       int // byte offset in Body.Text, exclusive
	Text      string
}

// Sentences returns every sentence of b in order, with its place in b.Text().
func (b Body) Sentences() []Sentence { return b.SentencesInto(nil) }

// SentencesInto is Sentences into the memory of dst, whose content is lost.
func (b Body) SentencesInto(dst []Sentence) []Sentence {
	n := 0
	for _, p := range b {
		n += len(p.Sentences)
	}
	if n == 0 {
		return dst[:0]
	}
	out := slices.Grow(dst[:0], n)
	pos := 0
	for i, p := range b {
		if i > 0 {
			pos += len("\n\n")
		}
		for j, s := range p.Sentences {
			if j > 0 {
				pos += len(separator(p.Sentences[j-1]))
			}
			out = append(out, Sentence{Paragraph: i, Index: j, Start: pos, End: pos + len(s), Text: s})
			pos += len(s)
		}
	}
	return out
}
