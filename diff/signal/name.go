package signal

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/newsarc/newsarc/diff/align"
	"github.com/newsarc/newsarc/diff/english"
	"github.com/newsarc/newsarc/text"
	"github.com/newsarc/newsarc/text/claim"
)

// names compares the proper names. A name that is there on both sides says
// nothing, however often.
func (c *comparison) names(f *search) {
	o, n := c.unmatched(c.old.names, c.new.names), c.unmatched(c.new.names, c.old.names)
	like := func(o, n *nameFact) int {
		score := 0
		if c.near(o.Span, n.Span) {
			score += 3
		}
		if o.kind == n.kind {
			score++
		}
		return score
	}
	found := len(o)+len(n) > 0
	o, n = slices.DeleteFunc(o, c.recased(true)), slices.DeleteFunc(n, c.recased(false))
	couple(o, n, like, func(o, n *nameFact) {
		switch {
		case o == nil:
			if k := c.editedNew(n.Span); k >= 0 && !f.old.pronounFor(c, n) && !partOf(n.key, nameKey(c.edits[k].Old.Of(c.old.text))) {
				f.add(c.signal(NameChange, c.came(n.Span), n.Span, Added))
			}
		case n == nil:
			if k := c.editedOld(o.Span); k >= 0 && !f.new.pronounAgainst(c, o) && !partOf(o.key, nameKey(c.edits[k].New.Of(c.new.text))) {
				f.add(c.signal(NameChange, o.Span, c.gone(o.Span), Removed))
			}
		default:
			f.add(c.signal(NameChange, o.Span, n.Span, Changed))
		}
	})
	c.titles(f)
	c.parts(f)
	if !found {
		c.order(f)
	}
}

// parts reports names of which one word took the place of another, where the
// rest still makes one name of them: "General Motors", "Imperial Motors".
func (c *comparison) parts(f *search) {
	for _, e := range c.edits {
		o, n := e.Old.Of(c.old.text), e.New.Of(c.new.text)
		if inName(c.old.names, e.Old) && inName(c.new.names, e.New) && !sameTitle(o, n) && nameKey(o) != nameKey(n) && !english.Pronoun(o) && !english.Pronoun(n) && !f.reported(c, e) {
			f.add(c.signal(NameChange, e.Old, e.New, Changed))
		}
	}
}

// reported reports whether one of the last signals has edit e as evidence.
func (f *search) reported(c *comparison, e align.Edit) bool {
	for i := len(f.Signals) - 1; i >= max(0, len(f.Signals)-64); i-- {
		s := &f.Signals[i]
		if s.Pair != c.pair || s.Old.Field != c.field {
			return false
		}
		if s.Kind == NameChange && (meets(s.Old.Span, e.Old) || meets(s.New.Span, e.New)) {
			return true
		}
	}
	return false
}

// recased returns a test for names of which only the case was edited: "the
// Government", "the government".
func (c *comparison) recased(isOld bool) func(nameFact) bool {
	return func(x nameFact) bool {
		k := c.touchesNew(x.Span)
		if isOld {
			k = c.touchesOld(x.Span)
		}
		return k >= 0 && strings.EqualFold(c.edits[k].Old.Of(c.old.text), c.edits[k].New.Of(c.new.text))
	}
}

// unmatched returns the names of a that are none of b's.
func (c *comparison) unmatched(a, b []nameFact) []nameFact {
	if len(a) == 0 {
		return nil
	}
	keys := make(map[string]bool, len(b))
	for i := range b {
		keys[b[i].key] = true
	}
	var out []nameFact
	seen := map[string]bool{}
	for i := range a {
		x := &a[i]
		if keys[x.key] || seen[x.key] {
			continue
		}
		seen[x.key] = true
		same := false
		for j := 0; j < len(b) && j < 200 && !same; j++ {
			same = sameName(*x, b[j])
		}
		if !same {
			out = append(out, *x)
		}
	}
	return out
}

// pronounFor reports whether the new name n took the place of a pronoun, in a
// text that had the name already.
func (rd *reader) pronounFor(c *comparison, n *nameFact) bool {
	k := c.touchesNew(n.Span)
	return k >= 0 && english.Pronoun(c.edits[k].Old.Of(c.old.text)) && rd.knows(n.key)
}

// pronounAgainst is pronounFor for an old name that went.
func (rd *reader) pronounAgainst(c *comparison, o *nameFact) bool {
	k := c.touchesOld(o.Span)
	return k >= 0 && english.Pronoun(c.edits[k].New.Of(c.new.text)) && rd.knows(o.key)
}

// titles reports names that both sides have under different titles.
func (c *comparison) titles(f *search) {
	var was map[string]*nameFact
	for i := range c.old.names {
		if x := &c.old.names[i]; x.title != "" {
			if was == nil {
				was = make(map[string]*nameFact, len(c.old.names))
			}
			was[x.key] = x
		}
	}
	for i := range c.new.names {
		n := &c.new.names[i]
		if o := was[n.key]; o != nil && n.title != "" && !sameTitle(o.title, n.title) {
			f.add(c.signal(NameChange, o.titled, n.titled, Title))
		}
	}
}

// sameTitle reports whether two titles are one, written in full or short.
func sameTitle(a, b string) bool {
	x, y := english.Words(a), english.Words(b)
	if degree(x) != degree(y) {
		return false
	}
	if partOf(strings.Join(x, " "), strings.Join(y, " ")) || partOf(strings.Join(y, " "), strings.Join(x, " ")) {
		return true
	}
	if len(x) != len(y) {
		return false
	}
	for i := range x {
		if !strings.HasPrefix(x[i], y[i]) && !strings.HasPrefix(y[i], x[i]) {
			return false
		}
	}
	return true
}

// degree returns the words of a title that say how far its bearer holds it.
func degree(title []string) string {
	var out []string
	for _, w := range title {
		if degrees()[w] {
			out = append(out, w)
		}
	}
	return strings.Join(out, " ")
}

var degrees = english.Set(`deputy vice assistant associate acting interim former ex caretaker junior senior under undersecretary elect designate`)

// order reports names that exchanged their places: "Veria attacked Sold" is not
// "Sold attacked Veria". A passive tells the same the other way round.
// bys counts the "by" of a side.
func (c *comparison) order(f *search) {
	o, n := bareNames(c.old.names), bareNames(c.new.names)
	if len(o) < 2 || len(o) != len(n) || c.bys(c.old) != c.bys(c.new) {
		return
	}
	for i := range o {
		if o[i].key == n[i].key {
			continue
		}
		if i+1 < len(o) && o[i].key == n[i+1].key && o[i+1].key == n[i].key {
			f.add(c.signal(NameChange, text.Span{Start: o[i].Start, End: o[i+1].End}, text.Span{Start: n[i].Start, End: n[i+1].End}, Order))
		}
		return
	}
}

func bareNames(names []nameFact) []nameFact {
	var out []nameFact
	for _, x := range names {
		if x.bare {
			out = append(out, x)
		}
	}
	return out
}

func (c *comparison) bys(fs *facts) int {
	return strings.Count(fs.text[fs.extent.Start:fs.extent.End], " by ")
}

// nameKey returns a name without its dots, in lower case.
func nameKey(s string) string {
	s = strings.ToLower(s)
	s = strings.TrimPrefix(s, "the ")
	s = strings.ReplaceAll(s, ".", "")
	if k := sameNames[s]; k != "" {
		return k
	}
	if plainName(s) {
		return s
	}
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) }), " ")
}

// plainName reports whether s is of small letters of ASCII, with single spaces
// between words.
func plainName(s string) bool {
	for i := range len(s) {
		if !isLower(s[i]) && (s[i] != ' ' || i == 0 || i == len(s)-1 || s[i-1] == ' ') {
			return false
		}
	}
	return true
}

// sameNames are names that are written in two ways.
var sameNames = map[string]string{
	"us": "united states", "usa": "united states", "america": "united states", "united states of america": "united states",
	"uk": "united kingdom", "britain": "united kingdom", "great britain": "united kingdom",
	"un": "united nations", "eu": "european union", "uae": "united arab emirates", "isis": "islamic state", "isil": "islamic state",
	"is": "islamic state", "nato": "north atlantic treaty organization", "kiev": "kyiv", "burma": "myanmar",
	"fbi": "federal bureau of investigation", "who": "world health organization", "imf": "international monetary fund",
	"american": "us american", "british": "british",
}

// sameName reports whether two names may be one: equal, one part of the other
// ("Obama"), or one the initials of the other ("WHO"). A place is another one
// with every word that it gains ("South Korea").
func sameName(a, b nameFact) bool {
	if a.key == b.key {
		return true
	}
	if a.kind == claim.Place || b.kind == claim.Place || a.kind == claim.Nation || b.kind == claim.Nation {
		return initials(a.key) == b.key || initials(b.key) == a.key
	}
	return partOf(a.key, b.key) || partOf(b.key, a.key) || initials(a.key) == b.key || initials(b.key) == a.key
}

// partOf reports whether all words of a are words of b.
func partOf(a, b string) bool {
	if a == "" {
		return false
	}
	for w := range strings.FieldsSeq(a) {
		if !hasWord(b, w) {
			return false
		}
	}
	return true
}

func hasWord(s, w string) bool {
	for v := range strings.FieldsSeq(s) {
		if v == w {
			return true
		}
	}
	return false
}

// initials returns the first letters of a name of several words, without its
// small words.
func initials(key string) string {
	var sb strings.Builder
	n := 0
	for w := range strings.FieldsSeq(key) {
		if w == "of" || w == "the" || w == "for" || w == "and" {
			continue
		}
		r, _ := utf8.DecodeRuneInString(w)
		sb.WriteRune(r)
		n++
	}
	if n < 2 {
		return ""
	}
	return sb.String()
}
