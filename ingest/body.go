package ingest

import (
	"strings"
	"unicode/utf8"

	"github.com/newsarc/newsarc/news"
	"github.com/newsarc/newsarc/text"
)

// Block is a paragraph of plain text before it is known what it is.
type Block struct {
	Text string // on one line
	// Lines are its sentences where the input has one on each line; otherwise
	// nil.
	Lines []string
}

// Sentences returns the sentences of b in a language.
func (b Block) Sentences(lang string) []string {
	if b.Lines != nil {
		return b.Lines
	}
	return Sentences(b.Text, lang)
}

// Sentences cuts a paragraph into sentences that are fit for a news.Paragraph.
func Sentences(s, lang string) []string {
	return sentencesOf(news.Line(s), lang)
}

// sentencesOf is Sentences for what is a line already.
func sentencesOf(s, lang string) []string {
	spans := text.Sentences(s, lang)
	if len(spans) == 0 {
		return nil
	}
	out := make([]string, len(spans))
	for i, sp := range spans {
		out[i] = sp.Of(s)
	}
	return out
}

// Body returns plain text as paragraphs of running text.
func Body(s, lang string) news.Body {
	var body news.Body
	for _, b := range Blocks(s, lang) {
		body = append(body, news.Paragraph{Sentences: b.Sentences(lang)})
	}
	return body
}

// Blocks cuts plain text into paragraphs. Blank lines always separate them.
// What a single line break means is found out from the text as a whole: lines
// that were wrapped at some width are joined, lines that hold one sentence each
// stay sentences of one paragraph, and otherwise each line is a paragraph.
func Blocks(s, lang string) []Block {
	paras := lines(s)
	mode := layoutOf(paras, lang)
	var out []Block
	for _, p := range paras {
		switch {
		case len(p) == 1, mode == linesAreWrapped && !isList(p):
			out = append(out, Block{Text: strings.Join(p, " ")})
		case mode == linesAreSentences:
			out = append(out, Block{Text: strings.Join(p, " "), Lines: p})
		default:
			for _, l := range p {
				out = append(out, Block{Text: l})
			}
		}
	}
	return out
}

// lines returns the lines of each paragraph of s, cleaned.
func lines(s string) [][]string {
	var out [][]string
	for _, sp := range text.Paragraphs(s) {
		var p []string
		for l := range strings.SplitSeq(sp.Of(s), "\n") {
			if l = news.Line(l); l != "" {
				p = append(p, l)
			}
		}
		if p != nil {
			out = append(out, p)
		}
	}
	return out
}

type layout int

const (
	linesAreParagraphs layout = iota
	linesAreSentences
	linesAreWrapped
)

// layoutOf finds out what a line break inside a paragraph means.
func layoutOf(paras [][]string, lang string) layout {
	width := 0
	for _, p := range paras {
		for _, l := range p {
			width = max(width, utf8.RuneCountInString(l))
		}
	}
	var all, ended, multi, breaks, full int
	for _, p := range paras {
		if len(p) == 1 {
			continue
		}
		for i, l := range p {
			all++
			if n := len(text.Sentences(l, lang)); n > 1 {
				multi++
			}
			if Ended(l) {
				ended++
			}
			if i+1 < len(p) {
				breaks++
				next, _, _ := strings.Cut(p[i+1], " ")
				if utf8.RuneCountInString(l)+1+utf8.RuneCountInString(next) > width {
					full++
				}
			}
		}
	}
	switch {
	case breaks > 0 && full*10 >= breaks*8 && width <= 200 && ended*10 < all*7:
		return linesAreWrapped
	case ended*10 >= all*6 && multi*10 <= all*2:
		return linesAreSentences
	}
	return linesAreParagraphs
}

func isList(lines []string) bool {
	for _, l := range lines {
		if r, n := utf8.DecodeRuneInString(l); !strings.ContainsRune("-*•–", r) || !strings.HasPrefix(l[n:], " ") {
			return false
		}
	}
	return true
}

// Ended reports whether s ends as sentences do, with a mark of punctuation and
// what may close after it.
func Ended(s string) bool {
	s = strings.TrimRight(s, "\"'”’)]»」』 \u00a0")
	r, _ := utf8.DecodeLastRuneInString(s)
	return strings.ContainsRune(".!?…:;。！？؟।", r) && s != ""
}
