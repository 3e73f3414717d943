package signal

import (
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/newsarc/newsarc/diff/english"
	"github.com/newsarc/newsarc/diff/noise"
	"github.com/newsarc/newsarc/text"
	"github.com/newsarc/newsarc/text/claim"
	"github.com/newsarc/newsarc/text/timex"
)

// The questions that a sentence without a counterpart puts to the other text:
// whether that states a thing anywhere. Few sentences hold the word that would
// have to be there, and only those are read.

// readFirst returns all sentences, those first that were read before: what is
// looked for is often there, and the others need not be read then. What it
// returns holds until it is called again.
func (rd *reader) readFirst() []int {
	order := slices.Grow(rd.order[:0], len(rd.Known))
	for _, read := range [...]bool{true, false} {
		for i, x := range rd.Known {
			if x.read == read {
				order = append(order, i)
			}
		}
	}
	rd.order = order
	return order
}

// statesFigure reports whether a sentence of the text states the figure x.
func (rd *reader) statesFigure(x *figureFact) bool {
	noun := strings.TrimSuffix(x.noun, "y") // stem writes it for "ies"
	if strings.ContainsAny(noun, ".'") {
		noun = ""
	}
	timed := x.key == "duration "+x.duration
	inEnglish := isEnglish(rd.ref) // elsewhere "1.200" is not 1.2
	for _, i := range rd.readFirst() {
		if noun != "" && !rd.look(i).heads.may(noun) || !timed && inEnglish && !rd.text().MayCount(i, x.q.Low, x.q.High) || noun != "" && !rd.holds(i, noun, nil) {
			continue
		}
		if timed && !rd.lasts(i, x.duration) || !timed && (noun != "" && !hasStem(rd.low(i), noun, x.noun) || !rd.counts(i, x)) {
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
	s, inEnglish := rd.Sentences[i].Text, isEnglish(rd.ref)
	for _, q := range rd.text().Quantities(i) {
		if !inEnglish {
			q = neutral(s, q)
		}
		if q.Low == x.q.Low && q.High == x.q.High && figureKey(&q, nounOf(s, &q)) == x.key {
			return true
		}
	}
	return false
}

// lasts reports whether sentence i has a time expression for the duration.
func (rd *reader) lasts(i int, duration string) bool {
	for _, t := range rd.finder.tagOf(rd.Known[i], rd.Sentences[i].Text, rd.ref) {
		if t.Type == timex.Duration && t.Value == duration {
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
		if at > 0 && !partsWords(s[at-1]) || end == len(s) || !partsWords(s[end]) || english.Stem(s[at:end]) == want {
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
	for _, i := range rd.readFirst() {
		s := rd.Sentences[i].Text
		for _, t := range rd.finder.tagOf(rd.Known[i], s, rd.ref) {
			if t.Type == timex.Duration || timeKey(t, strings.ToLower(s[t.Start:t.End])) != value {
				continue
			}
			if !inside(text.Span{Start: t.Start, End: t.End}, noise.Links(s)) {
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
	for _, i := range rd.readFirst() {
		if !rd.look(i).heads.mayAll(x.words) || !rd.text().MayQuote(i) || word != "" && !rd.holds(i, word, nil) {
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
	elsewise := renamed()[w] // the text may have it otherwise: "U.S."
	for _, i := range rd.readFirst() {
		if (elsewise || rd.mayHaveName(i, w)) && rd.stated(i).named(w) {
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

// low returns sentence i in lower case with a line feed behind it.
func (rd *reader) low(i int) string {
	x := rd.Known[i]
	if x.low == "" {
		var buf [256]byte
		x.low = string(append(appendFolded(buf[:0], rd.Sentences[i].Text), '\n'))
	}
	return x.low
}

// look sets what is known of the words of sentence i at a glance.
func (rd *reader) look(i int) *Known {
	x := rd.Known[i]
	if !x.looked {
		x.looked = true
		s := rd.Sentences[i].Text
		if !plainBytes(s) {
			s = rd.low(i)
		}
		x.dotted = dotted(s)
		x.heads = headsOf(s, x.dotted)
	}
	return x
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
func dotted(s string) bool {
	for {
		i := strings.IndexByte(s, '.')
		if i < 0 || i+1 == len(s) {
			return false
		}
		if s = s[i+1:]; s[0] >= utf8.RuneSelf || inWord(s[0]) || inWord(s[0]|0x20) {
			return true
		}
	}
}

// inWord reports whether c is a small letter or a digit.
func inWord(c byte) bool { return 'a' <= c && c <= 'z' || '0' <= c && c <= '9' }

// holds reports whether sentence i has a word that begins with w, which is in
// lower case, and fits, if fits is not nil: it is given where the word begins. It
// may also say so where w is inside a word.
func (rd *reader) holds(i int, w string, fits func(i, at int) bool) bool {
	return rd.look(i).heads.may(w) && has(rd.low(i), w, func(at int) bool { return fits == nil || fits(i, at) })
}

// has reports whether a word of s that fits, by where it begins, begins with w.
func has(s, w string, fits func(at int) bool) bool {
	for at := 0; ; at++ {
		k := strings.Index(s[at:], w)
		if k < 0 {
			return false
		}
		at += k
		if inside := at > 0 && isLower(s[at-1]) && isLower(w[0]); !inside && fits(at) {
			return true
		}
	}
}

// mayName reports whether the word at byte at of sentence i, in lower case, may
// be one of a name: it is no small word that stands by itself.
func (rd *reader) mayName(i, at int) bool {
	s := rd.Sentences[i].Text
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

// mayHaveName reports whether sentence i may have a name with the word w, which
// has one spelling.
func (rd *reader) mayHaveName(i int, w string) bool {
	x := rd.look(i)
	if !x.heads.may(w) {
		return false
	}
	if x.dotted {
		return true // "J.R.R. Tolk" has the word "jrr"
	}
	var fits func(i, at int) bool
	if !claim.Ties(w) {
		fits = rd.mayName
	}
	return rd.holds(i, w, fits)
}
