package english

import (
	"slices"
	"strings"
)

// Voice is what became of the voice of a sentence.
type Voice uint8

// The voices.
const (
	SameVoice Voice = iota
	Turned          // "Tata bought the firm", "the firm was bought by Tata"
	Swapped         // another does it: "Tata bought the firm", "Tata was bought by the firm"
)

// maxVoice bounds the bytes of a sentence whose voice is compared.
const maxVoice = 300

// Voices compares the voices of two sentences. Their words are the same bag
// whether or not they say the same: what tells is who stands before the verb.
func Voices(x, y string) Voice {
	if len(x) > maxVoice || len(y) > maxVoice || strings.Contains(x, " by ") == strings.Contains(y, " by ") {
		return SameVoice
	}
	a, b := Words(x), Words(y)
	verb := passiveVerb(a)
	if passiveVerb(b) != "" {
		if verb != "" {
			return SameVoice
		}
		a, b = b, a
		verb = passiveVerb(a)
	}
	if verb == "" || !sameSenses(senses(without(a)), senses(without(b))) {
		return SameVoice
	}
	doers, done := around(a, verb)
	front, back := around(b, verb)
	switch {
	case slices.Equal(doers, back) && slices.Equal(done, front):
		return Turned
	case slices.Equal(doers, front) && slices.Equal(done, back):
		return Swapped
	}
	return SameVoice
}

// without returns words without "by" and the forms of to be.
func without(words []string) []string {
	return slices.DeleteFunc(slices.Clone(words), func(w string) bool { return w == "by" || being()[w] })
}

// passiveVerb returns the stem of a participle between a form of to be and "by",
// "" if there is none.
func passiveVerb(words []string) string {
	for i := 2; i < len(words); i++ {
		if words[i] == "by" && being()[words[i-2]] {
			return Sense(words[i-1])
		}
	}
	return ""
}

// around returns the stems of the words that carry sense before the verb and
// after it, each sorted.
func around(words []string, verb string) (before, after []string) {
	for i, w := range words {
		if s := Sense(w); s == verb || synonymous(s, verb) {
			return senses(without(words[:i])), senses(without(words[i+1:]))
		}
	}
	return nil, nil
}

var being = Set(`is are was were be been being`)
