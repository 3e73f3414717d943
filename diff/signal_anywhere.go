package diff

import (
	"iter"
	"sort"
	"strings"
	"unicode/utf8"
)

// The questions that a sentence without a counterpart puts to the other text:
// whether that states a thing anywhere. Few sentences hold the word that would
// have to be there, and only those are read.

// statesFigure reports whether a sentence of the text states the figure x.
func (rd *reader) statesFigure(x *figureFact) bool {
	noun := strings.TrimSuffix(x.noun, "y") // stem writes it for "ies"
	if strings.ContainsAny(noun, ".'") {
		noun = ""
	}
	for i := range rd.holding(noun) {
		for k := range rd.own(i).figures {
			if rd.own(i).figures[k].key == x.key {
				return true
			}
		}
	}
	return false
}

// statesTime reports whether a sentence of the text names the time value.
func (rd *reader) statesTime(value string) bool {
	for i := range rd.sentences {
		for _, t := range rd.own(i).times {
			if t.value == value {
				return true
			}
		}
	}
	return false
}

// statesQuote reports whether a sentence of the text quotes the words of x.
func (rd *reader) statesQuote(x *quoteFact) bool {
	word := x.words[0]
	if strings.ContainsAny(word, ".'") {
		word = ""
	}
	for i := range rd.holding(word) {
		for _, q := range rd.own(i).quotes {
			if q.key == x.key {
				return true
			}
		}
	}
	return false
}

// knows reports whether the text has the name, or names that have its words:
// "Kerry" is known where "John Kerry" is.
func (rd *reader) knows(key string) bool {
	for w := range strings.FieldsSeq(key) {
		if !rd.names(w) {
			return false
		}
	}
	return true
}

// names reports whether a name of the text or its headline has the word w.
func (rd *reader) names(w string) bool {
	is, seen := rd.people[w]
	if !seen {
		if rd.people == nil {
			rd.people = map[string]bool{}
		}
		is = rd.namesAnywhere(w)
		rd.people[w] = is
	}
	return is
}

func (rd *reader) namesAnywhere(w string) bool {
	written := w
	if renamed[w] {
		written = "" // the text may have it otherwise: "U.S."
	}
	for i := range rd.holding(written) {
		if rd.own(i).named(w) {
			return true
		}
	}
	return fieldFacts(rd.article.Headline, rd.ref).gatherField(rd.ref).named(w)
}

// renamed holds the words of names that are also written in another way.
var renamed = func() map[string]bool {
	m := map[string]bool{}
	for _, name := range sameNames {
		for w := range strings.FieldsSeq(name) {
			m[w] = true
		}
	}
	return m
}()

// foldedText is a text in lower case and without points, sentence behind
// sentence.
type foldedText struct {
	text string
	ends []int // of each sentence
}

// folded returns the folded text.
func (rd *reader) folded() *foldedText {
	if rd.fold != nil {
		return rd.fold
	}
	f := &foldedText{ends: make([]int, len(rd.sentences))}
	buf := make([]byte, 0, len(rd.body)+len(rd.sentences))
	for i := range rd.sentences {
		buf = appendFolded(buf, rd.sentences[i].Text)
		buf = append(buf, '\n')
		f.ends[i] = len(buf)
	}
	f.text = string(buf)
	rd.fold = f
	return f
}

func appendFolded(buf []byte, s string) []byte {
	for i := range len(s) {
		switch c := s[i]; {
		case c >= utf8.RuneSelf:
			return append(buf, strings.ReplaceAll(strings.ToLower(s[i:]), ".", "")...)
		case c >= 'A' && c <= 'Z':
			buf = append(buf, c|0x20)
		case c != '.':
			buf = append(buf, c)
		}
	}
	return buf
}

// holding yields the sentences that have w, as folded writes it; all if it is
// empty.
func (rd *reader) holding(w string) iter.Seq[int] {
	return func(yield func(int) bool) {
		if w == "" {
			for i := range rd.sentences {
				if !yield(i) {
					return
				}
			}
			return
		}
		f := rd.folded()
		for at := 0; at < len(f.text); {
			k := strings.Index(f.text[at:], w)
			if k < 0 {
				return
			}
			i := sort.SearchInts(f.ends, at+k+1)
			if !yield(i) {
				return
			}
			at = f.ends[i]
		}
	}
}
