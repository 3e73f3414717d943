package eval

import (
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/newsarc/newsarc/diff"
	"github.com/newsarc/newsarc/diff/noise"
	"github.com/newsarc/newsarc/news"
	"github.com/newsarc/newsarc/text"
)

// signals answers {"id","old","new"} with the kinds of signals between the two
// texts, and the rule where the whole change is noise.
func signals(line []byte, emit func(any) error) error {
	var in struct {
		ID       any `json:"id"`
		Old, New string
	}
	if err := json.Unmarshal(line, &in); err != nil {
		return err
	}
	out := struct {
		ID      any               `json:"id"`
		Signals []diff.SignalKind `json:"signals"`
		Noise   *string           `json:"noise"`
	}{ID: in.ID, Signals: []diff.SignalKind{}}
	r := diff.Articles(articleOf(in.Old), articleOf(in.New), diff.Options{})
	out.Signals = append(out.Signals, contractKinds(r)...)
	switch {
	case r.AllNoise:
		out.Noise = &r.Noise[0].Rule
	case in.Old != in.New && !r.Changed() && len(out.Signals) == 0: // only what lies between the sentences
		rule := noise.WhiteSpace
		out.Noise = &rule
	}
	return emit(out)
}

// contractKinds returns the kinds of r by the names of the contract, which has
// none for words that carry the sense and are no fact of a named kind. Where
// nothing else was said of an edited sentence, that is a rewording; a sentence
// that came or went has no name there.
func contractKinds(r *diff.Result) []diff.SignalKind {
	kinds := r.Kinds()
	reworded := len(kinds) == 1 && kinds[0] == diff.Content && slices.ContainsFunc(r.Signals, func(s diff.Signal) bool {
		return s.Old.Text != "" && s.New.Text != ""
	})
	kinds = slices.DeleteFunc(kinds, func(k diff.SignalKind) bool { return k == diff.Content })
	if reworded {
		kinds = append(kinds, diff.Style)
	}
	return kinds
}

// articleOf reads a text as an article: the stored form, or plain text in which
// a first line that is no sentence is the headline and a line that begins with
// "By" the byline. Nothing is dropped: what stands beside a story is part of
// the question.
func articleOf(s string) *news.Article {
	if a, err := news.Decode([]byte(s)); err == nil {
		return a
	}
	a := &news.Article{}
	blocks := blocksOf(s)
	for i, b := range blocks {
		switch {
		case i == 0 && len(blocks) > 1 && isHeadline(b, blocks[1]):
			a.Headline = b
		case i < 3 && a.Byline == "" && isByline(b):
			a.Byline = b
		default:
			a.Body = append(a.Body, news.Paragraph{Sentences: sentencesOf(b)})
		}
	}
	return a
}

func sentencesOf(s string) []string {
	var out []string
	for _, sp := range text.Sentences(s, "en") {
		out = append(out, sp.Of(s))
	}
	return out
}

// blocksOf returns the paragraphs of s. A short line that ends like no sentence
// is one of its own.
func blocksOf(s string) []string {
	var out []string
	for _, p := range text.Paragraphs(s) {
		rest := p.Of(s)
		for {
			line, after, ok := strings.Cut(rest, "\n")
			line = strings.TrimSpace(line)
			if !ok || len(line) > 100 || ended(line) || line == "" {
				break
			}
			out = append(out, line)
			rest = strings.TrimSpace(after)
		}
		out = append(out, rest)
	}
	return out
}

// ended reports whether s ends like a sentence.
func ended(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(strings.TrimRight(s, `"'”’)»`))
	return strings.ContainsRune(".!?…。！？", r)
}

// isHeadline reports whether s, the first of several paragraphs, is a headline:
// no sentence, no byline, no stamp or counter of the page.
func isHeadline(s, next string) bool {
	return len(s) < 200 && !ended(s) && !isByline(s) && noise.Rule(s, "") == "" && strings.Count(s, " ") > 1 && len(next) > 0
}

func isByline(s string) bool {
	rest, ok := strings.CutPrefix(s, "By ")
	if !ok {
		rest, ok = strings.CutPrefix(s, "BY ")
	}
	r, _ := utf8.DecodeRuneInString(rest)
	return ok && len(s) < 120 && !ended(s) && 'A' <= r && r <= 'Z'
}
