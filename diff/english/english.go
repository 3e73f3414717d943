// Package english knows what a comparison has to know of English words: which
// of them carry no sense by themselves, which are forms or spellings of one
// word, which mean the same in a newsroom, and which are slips of the pen.
//
// It works on words without their sentence, by endings and by lists, and cuts
// roughly on purpose: both sides of a comparison are cut alike. It finds no
// claims (package claim does), judges no change (package diff does), and knows
// no other language.
package english

import (
	"strings"
	"sync"
	"unicode"
)

// Set returns a function that returns the set of the words of s, which is made
// when first asked for: most commands never do.
func Set(s string) func() map[string]bool {
	return sync.OnceValue(func() map[string]bool {
		m := map[string]bool{}
		for w := range strings.FieldsSeq(s) {
			m[w] = true
		}
		return m
	})
}

// Function reports whether w, in lower case, is a function word: one that is
// frequent and says little about what a sentence is about. Negations are none.
func Function(w string) bool { return functionWords()[w] }

var functionWords = Set(`
a an the this that these those
and or but nor so yet if than then as because while although though
of in on at to for from by with about into over after before between under during through against upon within without
is are was were be been being am has have had having do does did will would can could may might shall should must
i you he she it we they me him her us them my your his its our their mine yours hers ours theirs
who whom whose which what when where how why there here
also just only very too such some any each all both more most other`)

// Pronoun reports whether s is a single pronoun that stands for someone.
func Pronoun(s string) bool {
	switch strings.ToLower(strings.TrimFunc(s, func(r rune) bool { return !unicode.IsLetter(r) })) {
	case "he", "she", "they", "it", "him", "her", "them", "his", "their", "its", "who":
		return true
	}
	return false
}
