package diff

import (
	"slices"
	"strings"
)

// voice is what became of the voice of a sentence.
type voice uint8

const (
	sameVoice voice = iota
	turned          // "Tata bought the firm", "the firm was bought by Tata"
	swapped         // another does it: "Tata bought the firm", "Tata was bought by the firm"
)

// maxVoice bounds the bytes of a sentence whose voice is compared.
const maxVoice = 300

// voice compares the voices of the two sentences. Their words are the same bag
// whether or not they say the same: what tells is who stands before the verb.
func (c *comparison) voice() voice {
	x, y := c.old.extent.Of(c.old.text), c.new.extent.Of(c.new.text)
	if len(x) > maxVoice || len(y) > maxVoice || strings.Contains(x, " by ") == strings.Contains(y, " by ") {
		return sameVoice
	}
	a, b := wordsOf(x), wordsOf(y)
	verb := passiveVerb(a)
	if passiveVerb(b) != "" {
		if verb != "" {
			return sameVoice
		}
		a, b = b, a
		verb = passiveVerb(a)
	}
	if verb == "" || !sameSenses(senses(without(a)), senses(without(b))) {
		return sameVoice
	}
	doers, done := around(a, verb)
	front, back := around(b, verb)
	switch {
	case slices.Equal(doers, back) && slices.Equal(done, front):
		return turned
	case slices.Equal(doers, front) && slices.Equal(done, back):
		return swapped
	}
	return sameVoice
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
			return sense(words[i-1])
		}
	}
	return ""
}

// around returns the stems of the words that carry sense before the verb and
// after it, each sorted.
func around(words []string, verb string) (before, after []string) {
	for i, w := range words {
		if s := sense(w); s == verb || synonymous(s, verb) {
			return senses(without(words[:i])), senses(without(words[i+1:]))
		}
	}
	return nil, nil
}

var being = wordSet(`is are was were be been being`)
