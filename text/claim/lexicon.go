package claim

import (
	"strings"
	"sync"
	"unicode"
)

// class is a set of things that a word can be.
type class uint32

const (
	preposition class = 1 << iota
	determiner
	conjunction
	auxiliary // be, have, do, modal verbs
	be        // a form of to be or to get, which makes a passive
	pronoun
	adverb
	says     // a verb of saying that needs no further sign
	saysWeak // one that is also used otherwise: "claimed", "reported"
	person   // a noun for a person or for people
	harm     // its role befalls the object: "killed", "wounding"
	suffers  // its role befalls the subject: "died", "dead", "missing"
	tally    // a noun of its role: "deaths", "toll", "arrests"
	numeral  // "three", "eleven", "twenty"
	scale    // "hundred", "million"
	vague    // "dozens", "several"
	fraction // "half", "thirds"
	currency
	unit // of length, weight, area ...
	period
	month
	weekday
	title
	orgHead // "Ministry", "Council"
	place
	nation
	first // a given name
	negative
	hedging
	verb // a common finite verb, which ends a noun phrase
)

// closed are the words that no noun phrase runs across.
const closed = preposition | conjunction | auxiliary | be | pronoun | verb

// entry is what the lexicon knows about a word.
type entry struct {
	word  string // in lower case
	class class
	value float64 // of a numeral, a scale, a fraction
	to    float64 // the upper end of a vague word
	sense string  // canonical unit or currency
	role  Role
	level int
}

var unknown entry

// lexicon returns the words that claim knows, built on first use.
var lexicon = sync.OnceValue(func() map[string]*entry {
	lex := make(map[string]*entry, 3000)
	add := func(w string) *entry {
		e := lex[w]
		if e == nil {
			e = &entry{word: w}
			lex[w] = e
		}
		return e
	}
	for _, g := range wordGroups {
		for w := range strings.FieldsSeq(g.words) {
			e := add(w)
			e.class |= g.class
			if g.role != "" {
				e.role = g.role
			}
			if g.level != 0 {
				e.level = g.level
			}
		}
	}
	for _, g := range harmVerbs {
		for base := range strings.FieldsSeq(g.words) {
			for _, w := range inflect(base) {
				addHarm(add(w), g.class, g.role)
			}
		}
	}
	for _, g := range irregular {
		for w := range strings.FieldsSeq(g.words) {
			addHarm(add(w), g.class, g.role)
		}
	}
	for w, pt := range particles {
		addHarm(add(w), harm, pt.role)
	}
	for _, l := range []struct {
		class class
		text  string
	}{{numeral, numerals}, {scale, scales}, {vague, vagues}, {fraction, fractions}} {
		for line := range strings.Lines(strings.TrimSpace(l.text)) {
			var e *entry
			for i, f := range strings.Fields(line) {
				switch i {
				case 0:
					e = add(f)
					e.class |= l.class
				case 1:
					e.value = figure(f)
				default:
					e.to = figure(f)
				}
			}
		}
	}
	for c, lines := range map[class]string{currency: currencies, unit: units, period: periods} {
		for line := range strings.Lines(strings.TrimSpace(lines)) {
			sense, words, _ := strings.Cut(strings.TrimSpace(line), ": ")
			for w := range strings.FieldsSeq(words) {
				e := add(w)
				e.class |= c
				e.sense = sense
			}
		}
	}
	return lex
})

// addHarm adds a class of harm to e. What the hand-written lists say of its role
// goes before.
func addHarm(e *entry, c class, r Role) {
	e.class |= c
	if e.role == "" {
		e.role = r
	}
}

// lookup returns what lex knows of s in lower case.
func lookup(lex map[string]*entry, s string) *entry {
	var buf [32]byte
	if len(s) > len(buf) {
		return &unknown
	}
	n := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case 'A' <= c && c <= 'Z':
			c |= 0x20
		case c >= 0x80:
			return lookupFolded(lex, s)
		}
		buf[n] = c
		n++
	}
	if e := lex[string(buf[:n])]; e != nil {
		return e
	}
	return &unknown
}

// lookupFolded is lookup for words with letters or apostrophes beyond ASCII.
func lookupFolded(lex map[string]*entry, s string) *entry {
	w := strings.Map(func(r rune) rune {
		switch r {
		case '’':
			return '\''
		case 0xad:
			return -1
		}
		return unicode.ToLower(r)
	}, s)
	if e := lex[w]; e != nil {
		return e
	}
	return &unknown
}
