// Package markdown decodes Markdown with front matter, newsarc's own stored form
// among it. In the stored form each line is a sentence and comes back as it is;
// in other Markdown a line may hold several, or a part of one.
//
// It reads the few marks that news copy uses: headings, quotes, list entries,
// emphasis is left as it stands. It is not a full Markdown parser.
package markdown

import (
	"bytes"
	"errors"
	"fmt"
	"iter"
	"strings"

	"github.com/newsarc/newsarc/ingest"
	"github.com/newsarc/newsarc/ingest/wire"
	"github.com/newsarc/newsarc/news"
)

// Extractor is the name and version of these rules.
const Extractor = "markdown/1"

// Decoder decodes one Markdown file as one article.
type Decoder struct{}

// Decode implements ingest.Decoder.
func (Decoder) Decode(raw ingest.Raw) iter.Seq[ingest.Item] {
	data, err := ingest.ReadAll(raw.Reader)
	if err != nil {
		return ingest.Fail(raw.Name, err)
	}
	if a, err := news.Decode(data); err == nil && bytes.Equal(news.Encode(a), data) {
		it := ingest.Item{Article: a, Captured: raw.Captured, Where: raw.Name, Extractor: Extractor}
		if raw.Keep {
			it.Raw, it.Ext = data, "md"
		}
		return ingest.One(it)
	}
	s, err := ingest.Text(data, raw.MediaType)
	if err != nil {
		return ingest.Fail(raw.Name, err)
	}
	a, line, err := article(s)
	if err == nil {
		if a.URL == "" {
			a.URL = raw.URL
		}
		err = ingest.Finish(a)
	}
	if err != nil {
		where := raw.Name
		if line > 0 {
			where = fmt.Sprintf("%s:%d", raw.Name, line)
		}
		return ingest.Fail(where, err)
	}
	return ingest.One(ingest.Item{
		Article: a, Captured: raw.Captured, Raw: data, Ext: "md", Extractor: Extractor, Where: raw.Name,
	})
}

// article reads s; where it fails, line is the line at fault, 0 if not known.
func article(s string) (a *news.Article, line int, err error) {
	front, body, ok := news.Split([]byte(s))
	if !ok && strings.HasPrefix(s, "---\n") {
		if front, ok = bytes.CutSuffix([]byte(s[len("---\n"):]), []byte("\n---")); !ok {
			return nil, 1, errors.New("front matter is not closed by a line ---")
		}
		body = nil
	}
	a = &news.Article{}
	if ok {
		// The empty line stands for the fence, so that the line numbers of YAML's
		// errors are those of the file.
		if a, err = news.DecodeHeader(append([]byte("\n"), front...), true); err != nil {
			return nil, lineOf(front, err), err
		}
	}
	p := parser{a: a, lang: a.Lang()}
	for l := range strings.SplitSeq(string(body), "\n") {
		p.line(l)
	}
	p.flush()
	if a.Dateline == "" && len(a.Body) > 0 {
		first := a.Body[0].Sentences
		a.Dateline, first[0], _ = wire.Dateline(first[0])
	}
	return a, 0, nil
}

// lineOf returns the line of the file on which the key stands that err is
// about; 0 if it names none.
func lineOf(front []byte, err error) int {
	for i, l := range bytes.Split(front, []byte("\n")) {
		key, _, ok := bytes.Cut(l, []byte(":"))
		if ok && strings.Contains(err.Error(), "front matter: "+string(key)+":") {
			return i + len("--") // the fence, and counting from one
		}
	}
	return 0
}

// parser collects the lines of a paragraph until one ends it.
type parser struct {
	a     *news.Article
	lang  string
	kind  news.ParagraphKind
	lines []string
}

// line takes the next line of the body.
func (p *parser) line(l string) {
	indented := strings.HasPrefix(l, "  ")
	l = strings.TrimSpace(l)
	kind, s := mark(l)
	switch {
	case l == "" || rule(l):
		p.flush()
		return
	case strings.HasPrefix(l, "# ") && p.a.Headline == "" && len(p.a.Body) == 0 && p.lines == nil:
		p.a.Headline = news.Line(strings.TrimSpace(strings.Trim(l, "#")))
		return
	case kind == news.Text && p.kind != news.Text && p.lines != nil && (indented || p.kind == news.Quote):
		kind = p.kind // a line that goes on with the entry or quote
	case kind == news.Heading, kind == news.Item, kind != p.kind:
		p.flush()
	}
	p.kind = kind
	if s = news.Line(s); s != "" {
		p.lines = append(p.lines, s)
	}
	if kind == news.Heading {
		p.flush()
	}
}

// mark parts a line from the mark that it opens with.
func mark(l string) (news.ParagraphKind, string) {
	if s := strings.TrimLeft(l, "#"); s != l && strings.HasPrefix(s, " ") {
		return news.Heading, strings.TrimRight(s, "# ")
	}
	if s, ok := strings.CutPrefix(l, ">"); ok {
		return news.Quote, s
	}
	for _, m := range []string{"- ", "* ", "+ "} {
		if s, ok := strings.CutPrefix(l, m); ok {
			return news.Item, s
		}
	}
	if s, ok := strings.CutPrefix(l, ": "); ok {
		return news.Caption, s
	}
	if s, ok := strings.CutPrefix(l, `\`); ok {
		return news.Text, s
	}
	return news.Text, l
}

// rule reports whether l is a thematic break.
func rule(l string) bool {
	bare := strings.ReplaceAll(l, " ", "")
	return len(bare) >= 3 && (strings.Trim(bare, "-") == "" || strings.Trim(bare, "*") == "" || strings.Trim(bare, "_") == "")
}

// flush ends the paragraph at hand.
func (p *parser) flush() {
	if len(p.lines) == 0 {
		p.kind, p.lines = news.Text, nil
		return
	}
	whole := strings.Join(p.lines, " ")
	if n, ok := wire.Note(whole); ok && p.kind == news.Text && len(p.a.Body) > 0 {
		p.a.Notes = append(p.a.Notes, n)
	} else {
		p.a.Body = append(p.a.Body, news.Paragraph{Kind: p.kind, Sentences: p.sentences(whole)})
	}
	p.kind, p.lines = news.Text, nil
}

// sentences cuts the paragraph at hand. Where every line ends as a sentence
// does, no sentence goes over two lines.
func (p *parser) sentences(whole string) []string {
	for _, l := range p.lines {
		if !ingest.Ended(l) {
			return ingest.Sentences(whole, p.lang)
		}
	}
	var out []string
	for _, l := range p.lines {
		out = append(out, ingest.Sentences(l, p.lang)...)
	}
	return out
}
