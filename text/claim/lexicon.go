package claim

import (
	"strings"
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

// lookup returns what the lexicon knows of s in lower case.
func lookup(s string) *entry {
	var buf [32]byte
	if len(s) > len(buf) {
		return &unknown
	}
	h := uint32(hashStart)
	for i := range len(s) {
		c := s[i]
		switch {
		case 'A' <= c && c <= 'Z':
			c |= 0x20
		case c >= 0x80:
			return lookupFolded(s)
		}
		buf[i] = c
		h = (h ^ uint32(c)) * hashPrime
	}
	if e := find(buf[:len(s)], h); e != nil {
		return e
	}
	return &unknown
}

// lookupFolded is lookup for words with letters or apostrophes beyond ASCII.
func lookupFolded(s string) *entry {
	w := strings.Map(func(r rune) rune {
		switch r {
		case '’':
			return '\''
		case 0xad:
			return -1
		}
		return unicode.ToLower(r)
	}, s)
	if e := known(w); e != nil {
		return e
	}
	return &unknown
}
