package diff

import (
	"bytes"
	"iter"
	"sort"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/newsarc/newsarc/text"
	"github.com/newsarc/newsarc/text/claim"
	"github.com/newsarc/newsarc/text/timex"
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
	timed := x.key == "duration "+x.duration
	for i := range rd.holding(noun) {
		if !timed && (noun != "" && !hasStem(rd.folded().sentence(i), noun, x.noun) || !rd.counts(i, x)) {
			continue
		}
		for k := range rd.stated(i).figures {
			if rd.stated(i).figures[k].key == x.key {
				return true
			}
		}
	}
	return false
}

// counts reports whether sentence i has a quantity that is the figure x, unless
// it is part of a time or an address.
func (rd *reader) counts(i int, x *figureFact) bool {
	if (x.q.Low != 1 || x.q.High != 1) && !rd.text().MayCount(i) {
		return false
	}
	s := rd.sentences[i].Text
	for _, q := range rd.text().Quantities(i) {
		if !english(rd.ref) {
			q = neutral(s, q)
		}
		if q.Low == x.q.Low && q.High == x.q.High && figureKey(&q, nounOf(s, &q)) == x.key {
			return true
		}
	}
	return false
}

// hasStem reports whether s, folded, has a word with a stem that begins with
// head. It also does where it cannot tell.
func hasStem(s, head, want string) bool {
	for at := 0; ; at++ {
		k := strings.Index(s[at:], head)
		if k < 0 {
			return false
		}
		at += k
		if at > 0 && isLower(s[at-1]) && isLower(head[0]) {
			continue
		}
		end := at
		for end < len(s) && isLower(s[end]) {
			end++
		}
		if at > 0 && !partsWords(s[at-1]) || end == len(s) || !partsWords(s[end]) || stem(s[at:end]) == want {
			return true
		}
	}
}

// partsWords reports whether c stands between words for certain.
func partsWords(c byte) bool {
	return c < utf8.RuneSelf && !inWord(c) && c != '\'' && c != '$' && c != '%'
}

// statesTime reports whether a sentence of the text names the time value.
func (rd *reader) statesTime(value string) bool {
	for i := range rd.sentences {
		s := rd.sentences[i].Text
		for _, t := range rd.memo.tag(s, rd.ref) {
			if t.Type == timex.Duration || timeKey(t, strings.ToLower(s[t.Start:t.End])) != value {
				continue
			}
			if !inside(text.Span{Start: t.Start, End: t.End}, findLinks(s)) {
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
		if !rd.text().MayQuote(i) {
			continue
		}
		for _, q := range rd.stated(i).quotes {
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
	for i := range rd.holdingName(w) {
		if rd.stated(i).named(w) {
			return true
		}
	}
	return rd.headline().named(w)
}

// headline collects what the headline states.
func (rd *reader) headline() *facts {
	if rd.head == nil {
		rd.head = fieldFacts(rd.article.Headline, rd.ref).gatherField(rd.ref)
	}
	return rd.head
}

// renamed holds the words of names that are also written in another way.
var renamed = sync.OnceValue(func() map[string]bool {
	m := map[string]bool{}
	for _, name := range sameNames {
		for w := range strings.FieldsSeq(name) {
			m[w] = true
		}
	}
	return m
})

// foldedText is a text in lower case, sentence behind sentence.
type foldedText struct {
	text   string
	ends   []int // of each sentence
	dotted []int // the sentences with a point inside a word
}

// folded returns the folded text.
func (rd *reader) folded() *foldedText {
	if rd.fold != nil {
		return rd.fold
	}
	f := &foldedText{ends: make([]int, len(rd.sentences))}
	var sb strings.Builder
	sb.Grow(len(rd.body) + len(rd.sentences))
	var buf [256]byte
	for i := range rd.sentences {
		low := appendFolded(buf[:0], rd.sentences[i].Text)
		if dotted(low) {
			f.dotted = append(f.dotted, i)
		}
		sb.Write(low)
		sb.WriteByte('\n')
		f.ends[i] = sb.Len()
	}
	f.text = sb.String()
	rd.fold = f
	return f
}

// sentence returns sentence i with a line feed behind it.
func (f *foldedText) sentence(i int) string {
	if i == 0 {
		return f.text[:f.ends[0]]
	}
	return f.text[f.ends[i-1]:f.ends[i]]
}

func appendFolded(buf []byte, s string) []byte {
	for i := range len(s) {
		c := s[i]
		if c >= utf8.RuneSelf {
			return append(buf, strings.ToLower(s[i:])...)
		}
		if c >= 'A' && c <= 'Z' {
			c |= 0x20
		}
		buf = append(buf, c)
	}
	return buf
}

// dotted reports whether a point in s may be followed by the rest of its word.
func dotted(s []byte) bool {
	for {
		i := bytes.IndexByte(s, '.')
		if i < 0 || i+1 == len(s) {
			return false
		}
		if s = s[i+1:]; s[0] >= utf8.RuneSelf || inWord(s[0]) {
			return true
		}
	}
}

// inWord reports whether c is a small letter or a digit.
func inWord(c byte) bool { return 'a' <= c && c <= 'z' || '0' <= c && c <= '9' }

// holding yields the sentences with a word that begins with w, which is in lower
// case; all if it is empty. A few more may be among them.
func (rd *reader) holding(w string) iter.Seq[int] { return rd.holdingWhere(w, nil) }

// holdingWhere is holding for words that fit, if that is not nil: it is given
// where in its sentence the word begins.
func (rd *reader) holdingWhere(w string, fits func(i, at int) bool) iter.Seq[int] {
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
			if at += k; at > 0 && isLower(f.text[at-1]) && isLower(w[0]) {
				at++ // inside a word
				continue
			}
			i := sort.SearchInts(f.ends, at+1)
			if fits != nil {
				start := 0
				if i > 0 {
					start = f.ends[i-1]
				}
				if !fits(i, at-start) {
					at++
					continue
				}
			}
			if !yield(i) {
				return
			}
			at = f.ends[i]
		}
	}
}

func isLower(c byte) bool { return 'a' <= c && c <= 'z' }

// mayName reports whether the word at byte at of sentence i, in lower case, may
// be one of a name: it is no small word that stands by itself.
func (rd *reader) mayName(i, at int) bool {
	s := rd.sentences[i].Text
	if at >= len(s) || !isLower(s[at]) || at > 0 && s[at-1] != ' ' {
		return true
	}
	for k := range at {
		if s[k] >= utf8.RuneSelf { // in lower case it may be longer or shorter
			return true
		}
	}
	return false
}

// holdingName yields the sentences that may have a name with the word w.
func (rd *reader) holdingName(w string) iter.Seq[int] {
	return func(yield func(int) bool) {
		if renamed()[w] {
			w = "" // the text may have it otherwise: "U.S."
		}
		var fits func(i, at int) bool
		if !claim.Ties(w) {
			fits = rd.mayName
		}
		for i := range rd.holdingWhere(w, fits) {
			if !yield(i) {
				return
			}
		}
		for _, i := range rd.folded().dotted { // "J.R.R. Tolk" has the word "jrr"
			if !yield(i) {
				return
			}
		}
	}
}
