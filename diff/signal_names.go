package diff

import (
	"slices"
	"strings"

	"github.com/newsarc/newsarc/diff/align"
	"github.com/newsarc/newsarc/diff/english"
	"github.com/newsarc/newsarc/text"
)

// names compares the proper names. A name that is there on both sides says
// nothing, however often.
func (c *comparison) names(f *finder) {
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
				f.add(c.signal(NameChange, c.came(n.Span), n.Span, detailAdded))
			}
		case n == nil:
			if k := c.editedOld(o.Span); k >= 0 && !f.new.pronounAgainst(c, o) && !partOf(o.key, nameKey(c.edits[k].New.Of(c.new.text))) {
				f.add(c.signal(NameChange, o.Span, c.gone(o.Span), detailRemoved))
			}
		default:
			f.add(c.signal(NameChange, o.Span, n.Span, detailChanged))
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
func (c *comparison) parts(f *finder) {
	for _, e := range c.edits {
		o, n := e.Old.Of(c.old.text), e.New.Of(c.new.text)
		if inName(c.old.names, e.Old) && inName(c.new.names, e.New) && !sameTitle(o, n) && nameKey(o) != nameKey(n) && !english.Pronoun(o) && !english.Pronoun(n) && !f.reported(c, e) {
			f.add(c.signal(NameChange, e.Old, e.New, detailChanged))
		}
	}
}

// reported reports whether one of the last signals has edit e as evidence.
func (f *finder) reported(c *comparison, e align.Edit) bool {
	for i := len(f.r.Signals) - 1; i >= max(0, len(f.r.Signals)-64); i-- {
		s := &f.r.Signals[i]
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
func (c *comparison) titles(f *finder) {
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
			f.add(c.signal(NameChange, o.titled, n.titled, detailTitle))
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
func (c *comparison) order(f *finder) {
	o, n := bareNames(c.old.names), bareNames(c.new.names)
	if len(o) < 2 || len(o) != len(n) || c.bys(c.old) != c.bys(c.new) {
		return
	}
	for i := range o {
		if o[i].key == n[i].key {
			continue
		}
		if i+1 < len(o) && o[i].key == n[i+1].key && o[i+1].key == n[i].key {
			f.add(c.signal(NameChange, text.Span{Start: o[i].Start, End: o[i+1].End}, text.Span{Start: n[i].Start, End: n[i+1].End}, detailOrder))
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
