// Package query knows what a search asks, and which texts answer it: it reads
// queries, parts texts into the words that the full-text index is fed with, and
// marks what answers in a line.
//
// It does not know which texts there are: the catalog finds those that may answer,
// by their words, and package archive reads them.
package query

import (
	"errors"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/newsarc/newsarc/archive/catalog"
)

// Query is what a search asks: one of several groups of terms.
type Query [][]term

// term is one or more words in a row, which must or must not be there.
type term struct {
	words  []string
	prefix bool // the last word goes on
	not    bool
}

// equal reports whether two terms ask for the same.
func (t term) equal(other term) bool {
	return t.prefix == other.prefix && t.not == other.not && slices.Equal(t.words, other.words)
}

// ErrEmpty says that a query has nothing to look for.
var ErrEmpty = errors.New("query has no word to look for")

// Parse reads a query: words and "phrases" that must all be there, a minus
// before what must not, an asterisk after the beginning of a word, and OR
// between groups.
func Parse(s string) (Query, error) {
	q := Query{nil}
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
		if group := &q[len(q)-1]; len(t.words) > 0 && !slices.ContainsFunc(*group, t.equal) {
			*group = append(*group, t)
		}
	}
	q = slices.DeleteFunc(q, func(g []term) bool {
		return !slices.ContainsFunc(g, func(t term) bool { return !t.not })
	})
	if len(q) == 0 {
		return nil, ErrEmpty
	}
	return q, nil
}

// Words returns the query for the documents that may answer it: a story's
// document has the words of all its revisions, so what must not be there is left
// out.
func (q Query) Words() catalog.Query {
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

// Answers reports whether a text answers the query. Words in a row are looked
// for within one sentence.
func (q Query) Answers(lines []Line) bool {
	parted := make([][]token, len(lines)) // each line once, if at all
	occurs := func(t term) bool {
		for i := range lines {
			if !t.mayOccur(lines[i].Text) {
				continue
			}
			if parted[i] == nil {
				parted[i] = tokens(lines[i].Text)
			}
			if t.find(parted[i], 0) >= 0 {
				return true
			}
		}
		return false
	}
	return slices.ContainsFunc(q, func(g []term) bool {
		return !slices.ContainsFunc(g, func(t term) bool { return t.not == occurs(t) })
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
