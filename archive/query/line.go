package query

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/newsarc/newsarc/news"
)

// Line is a line of a text.
type Line struct {
	Text string
	Body bool // a sentence of the body
}

// WriteWords writes the words of a line as the full-text index takes them, a space
// behind each.
func (l Line) WriteWords(to *strings.Builder) {
	for _, t := range tokens(l.Text) {
		to.WriteString(t.word)
		to.WriteByte(' ')
	}
}

// marks returns the byte spans of a line that answer the query, in order and
// without overlap, and how many different terms they are of.
func (q Query) marks(l Line) (spans [][2]int, terms int) {
	for _, g := range q {
		for _, t := range g {
			if t.not || !t.mayOccur(l.Text) {
				continue
			}
			seen := false
			list := tokens(l.Text)
			for i := t.find(list, 0); i >= 0; i = t.find(list, i+1) {
				spans = append(spans, [2]int{list[i].start, list[i+len(t.words)-1].end})
				seen = true
			}
			if seen {
				terms++
			}
		}
	}
	slices.SortFunc(spans, func(a, b [2]int) int { return a[0] - b[0] })
	merged := spans[:0]
	for _, s := range spans {
		if n := len(merged); n > 0 && s[0] < merged[n-1][1] {
			merged[n-1][1] = max(merged[n-1][1], s[1])
		} else {
			merged = append(merged, s)
		}
	}
	return merged, terms
}

// Lines returns the lines of a stored text that a search looks at: what is
// printed of an article.
func Lines(text []byte) []Line {
	head, err := news.Header(text)
	if err != nil {
		return nil
	}
	_, body, _ := news.Split(text)
	var lines []Line
	add := func(s string, inBody bool) {
		if s != "" {
			lines = append(lines, Line{Text: s, Body: inBody})
		}
	}
	for _, s := range []string{head.Headline, head.Subhead, head.Byline, head.Dateline} {
		add(s, false)
	}
	for line := range strings.Lines(string(body)) {
		add(bodyLine(line), true)
	}
	for _, n := range head.Notes {
		add(n.Text, false)
	}
	return lines
}

// bodyLine takes the marks of the stored form off a line of a body.
func bodyLine(line string) string {
	line = strings.TrimSuffix(line, "\n")
	for _, mark := range []string{"## ", "> ", ": ", "- ", "  ", `\`} {
		if rest, ok := strings.CutPrefix(line, mark); ok {
			return rest
		}
	}
	return line
}

// snippetLen is about how many bytes a snippet has.
const snippetLen = 200

// Snippet returns the sentence of the body with the most terms of the query, cut to
// some 200 bytes, and the byte spans of it that are of them, in order and without
// overlap.
func (q Query) Snippet(lines []Line) (text string, marks [][2]int) {
	var best Line
	var spans [][2]int
	most := -1
	for _, l := range lines {
		if !l.Body {
			continue
		}
		if marks, n := q.marks(l); n > most {
			best, spans, most = l, marks, n
		}
	}
	if len(best.Text) <= snippetLen {
		return best.Text, spans
	}
	from := 0
	if len(spans) > 0 && spans[0][0] > snippetLen/2 {
		from = cut(best.Text, spans[0][0]-snippetLen/3)
	}
	to := len(best.Text)
	if from+snippetLen < to {
		to = cut(best.Text, from+snippetLen)
	}
	const dots = "…"
	s, shift := best.Text[from:to], -from
	if from > 0 {
		s, shift = dots+s, shift+len(dots)
	}
	if to < len(best.Text) {
		s += dots
	}
	var kept [][2]int
	for _, m := range spans {
		if m[0] >= from && m[1] <= to {
			kept = append(kept, [2]int{m[0] + shift, m[1] + shift})
		}
	}
	return s, kept
}

// cut returns a place at or before i where a text may be cut: at a space, or at
// least between characters.
func cut(s string, i int) int {
	if n := strings.LastIndexByte(s[:i], ' '); n > i-40 {
		return n + 1
	}
	for !utf8.RuneStart(s[i]) {
		i--
	}
	return i
}
