package archive

import (
	"errors"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/newsarc/newsarc/archive/catalog"
)

// token is a word of a text, folded: lower case, without accents.
type token struct {
	word       string
	start, end int // bytes of the text
}

// tokens parts a text into words. The characters of scripts that are written
// without spaces are words of their own. The full-text index is fed with these
// words and sees no others.
func tokens(s string) []token {
	var list []token
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if !unicode.IsLetter(r) && !unicode.IsNumber(r) {
			i += n
			continue
		}
		start := i
		plain := true
		for i += n; i < len(s) && !alone(r); i += n {
			if r, n = utf8.DecodeRuneInString(s[i:]); alone(r) || !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r) {
				break
			}
			plain = plain && r < utf8.RuneSelf
		}
		word := s[start:i]
		if r, _ := utf8.DecodeRuneInString(word); plain && r < utf8.RuneSelf {
			word = strings.ToLower(word)
		} else {
			word = fold(word)
		}
		list = append(list, token{word, start, i})
	}
	return list
}

// alone reports whether a character is a word by itself.
func alone(r rune) bool {
	return r > 0x0dff && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

// fold takes case and accents off a word.
func fold(word string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFKD.String(word))
}

// query is what a search asks: one of several groups of terms.
type query [][]term

// term is one or more words in a row, which must or must not be there.
type term struct {
	words  []string
	prefix bool // the last word goes on
	not    bool
}

// ErrQuery says that a query has nothing to look for.
var ErrQuery = errors.New("query has no word to look for")

// parseQuery reads a query: words and "phrases" that must all be there, a minus
// before what must not, an asterisk after the beginning of a word, and OR
// between groups.
func parseQuery(s string) (query, error) {
	q := query{nil}
	for s = strings.TrimSpace(s); s != ""; s = strings.TrimSpace(s) {
		var piece string
		quoted := false
		not := strings.HasPrefix(s, "-")
		s = strings.TrimPrefix(s, "-")
		if rest, ok := strings.CutPrefix(s, `"`); ok {
			quoted = true
			piece, s, _ = strings.Cut(rest, `"`)
		} else if i := strings.IndexFunc(s, func(r rune) bool { return unicode.IsSpace(r) || r == '"' }); i >= 0 {
			piece, s = s[:i], s[i:]
		} else {
			piece, s = s, ""
		}
		if piece == "OR" && !quoted {
			q = append(q, nil)
			continue
		}
		t := term{not: not, prefix: strings.HasSuffix(piece, "*")}
		if quoted && strings.HasPrefix(s, "*") {
			t.prefix, s = true, s[1:]
		}
		for _, tok := range tokens(piece) {
			t.words = append(t.words, tok.word)
		}
		if len(t.words) > 0 {
			q[len(q)-1] = append(q[len(q)-1], t)
		}
	}
	q = slices.DeleteFunc(q, func(g []term) bool {
		return !slices.ContainsFunc(g, func(t term) bool { return !t.not })
	})
	if len(q) == 0 {
		return nil, ErrQuery
	}
	return q, nil
}

// words returns the query for the documents that may answer it: a story's
// document has the words of all its revisions, so what must not be there is left
// out.
func (q query) words() catalog.Query {
	groups := make(catalog.Query, len(q))
	for i, g := range q {
		for _, t := range g {
			if !t.not {
				groups[i] = append(groups[i], catalog.Term{Words: t.words, Prefix: t.prefix})
			}
		}
	}
	return groups
}

// field is a line of a text.
type field struct {
	text string
	body bool // a sentence of the body
}

// answers reports whether a text answers the query. Words in a row are looked
// for within one sentence.
func (q query) answers(fields []field) bool {
	return slices.ContainsFunc(q, func(g []term) bool {
		return !slices.ContainsFunc(g, func(t term) bool {
			return t.not == slices.ContainsFunc(fields, func(f field) bool { return t.mayOccur(f.text) && t.find(tokens(f.text), 0) >= 0 })
		})
	})
}

// mayOccur reports whether it is worth parting a text into words to look for the
// term. Most lines lack it, and of plain ASCII that is seen at once.
func (t term) mayOccur(text string) bool {
	word := t.words[0]
	if word == "" {
		return true
	}
	found := false
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return true
		}
		found = found || text[i]|0x20 == word[0] && i+len(word) <= len(text) && strings.EqualFold(text[i:i+len(word)], word)
	}
	return found
}

// find returns the index at or after from at which the term begins, -1 if it
// does not occur.
func (t term) find(list []token, from int) int {
	last := len(t.words) - 1
	for i := from; i+last < len(list); i++ {
		ok := true
		for j, w := range t.words {
			got := list[i+j].word
			if got != w && !(t.prefix && j == last && strings.HasPrefix(got, w)) {
				ok = false
				break
			}
		}
		if ok {
			return i
		}
	}
	return -1
}

// marks returns the byte spans of a field that answer the query, in order and
// without overlap, and how many different terms they are of.
func (q query) marks(f field) (spans [][2]int, terms int) {
	for _, g := range q {
		for _, t := range g {
			if t.not || !t.mayOccur(f.text) {
				continue
			}
			seen := false
			list := tokens(f.text)
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
