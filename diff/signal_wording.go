package diff

import (
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/newsarc/newsarc/text"
	"github.com/newsarc/newsarc/text/claim"
)

// wording says what the edits are that no fact explains: typos mended, the same
// in other words, or words that carry the sense. facts are the signals of the
// pair so far.
func (f *finder) wording(c *comparison, facts []Signal) {
	covered := c.covered(facts)
	var left []Edit
	for k, e := range c.edits {
		if !covered[k] && !sameText(e.Old.Of(c.old.text), e.New.Of(c.new.text)) {
			left = append(left, e)
		}
	}
	if len(left) == 0 {
		return
	}
	var rest []Edit
	typos := 0
	for _, e := range left {
		switch was, is := c.fates(e); {
		case was != is:
			s := c.signal(Casualty, e.Old, e.New, detailRole)
			s.Unit = string(was) + " -> " + string(is)
			f.add(s)
		case c.typo(e):
			f.add(c.signal(Typo, e.Old, e.New, ""))
			typos++
		default:
			rest = append(rest, e)
		}
	}
	if len(rest) == 0 {
		return
	}
	if len(facts) > 0 && !c.worded(rest) {
		return
	}
	kind := Content
	switch v := c.voice(); {
	case v == turned, v == sameVoice && c.sameSense(slices.DeleteFunc(slices.Clone(rest), c.naming)):
		kind = Style
	}
	if len(facts) > 0 && kind == Style {
		return // what matters was said
	}
	if kind == Style && c.split(f) {
		return // a split or a merge explains it
	}
	f.add(c.signal(kind, coverEdits(rest, true), coverEdits(rest, false), ""))
}

// fates returns what befell someone by the words of edit e, before and after it,
// where both say so and nothing counts those whom it befell: "the driver was
// injured", "killed".
func (c *comparison) fates(e Edit) (was, is claim.Role) {
	if len(e.Old.Of(c.old.text)) > maxFate || len(e.New.Of(c.new.text)) > maxFate || !claim.Harms(e.Old.Of(c.old.text)) || !claim.Harms(e.New.Of(c.new.text)) {
		return "", ""
	}
	x, y := c.old.extent, c.new.extent
	was = claim.Fate(x.Of(c.old.text), text.Span{Start: e.Old.Start - x.Start, End: e.Old.End - x.Start})
	is = claim.Fate(y.Of(c.new.text), text.Span{Start: e.New.Start - y.Start, End: e.New.End - y.Start})
	if was == "" || is == "" {
		return "", ""
	}
	return was, is
}

// maxFate bounds the bytes of an edit that says what befell someone.
const maxFate = 60

// naming reports whether edit e only writes a name in full or short, or for a
// pronoun. Where it is another name, a fact has said so.
func (c *comparison) naming(e Edit) bool {
	if c.sameFigure(e) {
		return true
	}
	o, n := inName(c.old.names, e.Old), inName(c.new.names, e.New)
	return (o || e.Old.Start == e.Old.End || onlyPronoun(e.Old.Of(c.old.text))) && (n || e.New.Start == e.New.End || onlyPronoun(e.New.Of(c.new.text))) && (o || n)
}

// inName reports whether span lies in one of the names or its title.
func inName(names []nameFact, span text.Span) bool {
	k := sort.Search(len(names), func(i int) bool { return names[i].End >= span.End })
	if k == len(names) {
		return false
	}
	start := names[k].Start
	if names[k].title != "" {
		start = names[k].titled.Start
	}
	return start <= span.Start && span.Start < span.End
}

// split reports whether the pair joins or cuts sentences.
func (c *comparison) split(f *finder) bool {
	return c.pair >= 0 && f.r.Pairs[c.pair].Kind != Edited
}

// worded reports whether an edit changes a word that carries sense.
func (c *comparison) worded(edits []Edit) bool {
	for _, e := range edits {
		for _, s := range []string{e.Old.Of(c.old.text), e.New.Of(c.new.text)} {
			for _, w := range wordsOf(s) {
				if !stopWords()[w] {
					return true
				}
			}
		}
	}
	return false
}

// coverEdits returns the span from the first edit to the last.
func coverEdits(edits []Edit, isOld bool) text.Span {
	out := edits[0].New
	if isOld {
		out = edits[0].Old
	}
	for _, e := range edits[1:] {
		s := e.New
		if isOld {
			s = e.Old
		}
		out = text.Span{Start: min(out.Start, s.Start), End: max(out.End, s.End)}
	}
	return out
}

// sameText reports whether two stretches differ in nothing but white space and
// the form of their marks.
func sameText(a, b string) bool { return plainMarks(a) == plainMarks(b) }

// sameSense reports whether the edits keep the words that carry the sense: the
// same stems, perhaps in another order, or words for them that mean the same.
func (c *comparison) sameSense(edits []Edit) bool {
	var a, b []string
	for _, e := range edits {
		a = append(a, wordsOf(e.Old.Of(c.old.text))...)
		b = append(b, wordsOf(e.New.Of(c.new.text))...)
	}
	a, b = unphrase(a), unphrase(b)
	return sameSenses(senses(a), senses(b)) && slices.Equal(directions(a), directions(b)) || joinedWords(a) == joinedWords(b)
}

// joinedWords writes words without spaces and hyphens: "cease fire" is
// "ceasefire".
func joinedWords(ws []string) string { return strings.Join(ws, "") }

// directions returns the words of place and modality that turn a sense round,
// sorted: "to" is not "from".
func directions(words []string) []string {
	var out []string
	for _, w := range words {
		if turning()[w] {
			out = append(out, w)
		}
	}
	slices.Sort(out)
	return out
}

var turning = wordSet(`from before after against above below under up down out off without inside outside should must only`)

// senses returns the stems of the words that carry sense, sorted.
func senses(words []string) []string {
	var out []string
	for _, w := range words {
		for part := range strings.FieldsSeq(expand(w)) {
			if s := sense(part); !stopWords()[part] && !fillers()[part] && !silent(s) {
				out = append(out, s)
			}
		}
	}
	slices.Sort(out)
	return out
}

// silent reports whether a stem says nothing of the sense: a verb of saying,
// whose source is compared apart, and what stands for a function word.
func silent(stem string) bool {
	return stem == "accord" || synonymous(stem, "say") || synonymous(stem, "about")
}

// maxSenses bounds how many stems are matched by their synonyms.
const maxSenses = 64

// sameSenses reports whether two sorted lists of stems hold the same ones, or
// synonyms in their place.
func sameSenses(a, b []string) bool {
	var x, y []string // what has no equal
	for len(a) > 0 || len(b) > 0 {
		switch {
		case len(b) == 0 || len(a) > 0 && a[0] < b[0]:
			x, a = append(x, a[0]), a[1:]
		case len(a) == 0 || b[0] < a[0]:
			y, b = append(y, b[0]), b[1:]
		default:
			a, b = a[1:], b[1:]
		}
	}
	if len(x) != len(y) || len(x) > maxSenses {
		return false
	}
	for _, s := range x {
		k := slices.IndexFunc(y, func(t string) bool { return synonymous(s, t) })
		if k < 0 {
			return false
		}
		y = slices.Delete(y, k, k+1)
	}
	return true
}

// fillers are words that come and go without a change of sense.
var fillers = wordSet(`very really quite rather extremely truly simply actually basically indeed still already just even then thereby
	also himself herself itself themselves located situated ongoing currently respectively`)

// expand writes a contraction in full.
func expand(w string) string {
	switch w {
	case "won't":
		return "will not"
	case "can't", "cannot":
		return "can not"
	}
	if s, ok := strings.CutSuffix(w, "n't"); ok {
		return s + " not"
	}
	for _, e := range [...][2]string{{"'ll", " will"}, {"'re", " are"}, {"'ve", " have"}, {"'d", " would"}, {"'m", " am"}, {"'s", ""}} {
		if s, ok := strings.CutSuffix(w, e[0]); ok {
			return s + e[1]
		}
	}
	return w
}

// sense returns what stands for a word in all its forms and spellings.
func sense(w string) string {
	if r := rankWords[w]; r != "" {
		return strings.TrimRight(r, "stndrhx")
	}
	return stem(british(w))
}

// typo reports whether edit e mends or makes a slip: one word off by a letter
// or two, a word written twice.
func (c *comparison) typo(e Edit) bool {
	o, n := e.Old.Of(c.old.text), e.New.Of(c.new.text)
	a, b := wordsOf(o), wordsOf(n)
	switch {
	case len(a) == 1 && len(b) == 1:
		return slip(a[0], b[0]) && !(capital(o) && capital(n) && !claim.Known(a[0]) && !claim.Known(b[0]))
	case len(a) == 1 && len(b) == 0:
		return onlyWords(o) && c.twice(c.old, e.Old, a[0])
	case len(a) == 0 && len(b) == 1:
		return onlyWords(n) && c.twice(c.new, e.New, b[0])
	case len(a) == len(b) && len(a) <= 8 && punctuation(o) == punctuation(n):
		return slips(a, b)
	}
	return false
}

// slips reports whether two stretches of words differ in nothing but slips.
func slips(a, b []string) bool {
	n := 0
	for i := range a {
		if a[i] != b[i] {
			if !slip(a[i], b[i]) {
				return false
			}
			n++
		}
	}
	return n > 0
}

// punctuation returns the punctuation of s.
func punctuation(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPunct(r) {
			return r
		}
		return -1
	}, s)
}

// onlyWords reports whether s has no punctuation.
func onlyWords(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return unicode.IsPunct(r) })
}

// twice reports whether the word w at span stands beside itself.
func (c *comparison) twice(fs *facts, at text.Span, w string) bool {
	before := foldWord(lastWord(fs.text[fs.extent.Start:max(at.Start, fs.extent.Start)]))
	after := wordsOf(fs.text[at.End:min(fs.extent.End, at.End+len(w)+8)])
	return before == w || len(after) > 0 && after[0] == w
}

// slip reports whether one of two words is the other misspelled.
func slip(a, b string) bool {
	if a == b || inflected(a, b) || inflected(b, a) || british(a) == british(b) || claim.Known(a) && claim.Known(b) {
		return false
	}
	ra, rb := []rune(a), []rune(b)
	if len(ra) > 24 || len(rb) > 24 || strings.ContainsFunc(a+b, unicode.IsDigit) {
		return false
	}
	d := distance(ra, rb)
	short := min(len(ra), len(rb))
	if d == 1 && short >= 3 && (ra[0] == rb[0] || short >= 6) {
		return true
	}
	return d == 2 && short >= 6 && ra[0] == rb[0]
}

// inflected reports whether b is a with an ending of number or tense.
func inflected(a, b string) bool {
	end, ok := strings.CutPrefix(b, strings.TrimSuffix(a, "e"))
	if !ok {
		return false
	}
	switch end {
	case "s", "es", "ed", "d", "ing", "ly", "er", "ers", "'s", "ies":
		return true
	}
	return false
}

// distance returns how many letters must be added, taken, changed or swapped
// with their neighbour to make b of a.
func distance(a, b []rune) int {
	var rows [3][32]int
	for j := range len(b) + 1 {
		rows[1][j] = j
	}
	for i := 1; i <= len(a); i++ {
		prev2, prev, row := &rows[(i+2)%3], &rows[i%3], &rows[(i+1)%3]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(prev[j]+1, row[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], prev2[j-2]+1)
			}
		}
	}
	return rows[(len(a)+1)%3][len(b)]
}

// stem takes the endings of number and tense from an English word. It is rough
// on purpose: both sides are cut alike.
func stem(w string) string {
	n := utf8.RuneCountInString(w)
	for _, e := range [...]string{"ingly", "edly", "ing", "ied", "ies", "ed", "es", "ly", "s", "e"} {
		if n-len(e) >= 3 && strings.HasSuffix(w, e) && !strings.HasSuffix(w, "ss") {
			w = strings.TrimSuffix(w, e)
			if e == "ied" || e == "ies" {
				w += "y"
			}
			break
		}
	}
	if k := len(w); k > 3 && w[k-1] == w[k-2] && w[k-1] != 'l' && w[k-1] != 's' { // "planned"
		w = w[:k-1]
	}
	return strings.TrimSuffix(w, "e")
}

// british writes a British spelling in the American way.
func british(w string) string {
	if len(w) < 6 {
		return w
	}
	for _, e := range [...][2]string{
		{"isation", "ization"},
		{"ising", "izing"},
		{"ised", "ized"},
		{"ise", "ize"},
		{"ises", "izes"},
		{"yse", "yze"},
		{"ysed", "yzed"},
		{"our", "or"},
		{"ours", "ors"},
		{"oured", "ored"},
		{"ouring", "oring"},
		{"tre", "ter"},
		{"tres", "ters"},
		{"ence", "ense"},
		{"elled", "eled"},
		{"elling", "eling"},
		{"eller", "eler"},
		{"ogue", "og"},
		{"ogues", "ogs"},
		{"ellers", "elers"},
		{"amme", "am"},
		{"ammes", "ams"},
		{"bours", "bors"},
		{"bour", "bor"},
		{"wards", "ward"},
	} {
		if s, ok := strings.CutSuffix(w, e[0]); ok && len(s) > 1 {
			return s + e[1]
		}
	}
	return w
}
