package timex

import "strings"

// tense is what the verb that governs an expression says of its time.
type tense uint8

const (
	noTense tense = iota
	pastTense
	futureTense
)

// reach is how many tokens the search for a verb goes.
const reach = 14

// tenseAt finds the tense of the clause around tokens [from, to): that of the
// nearest verb before the expression, or else of the first one after it. It
// knows verbs by auxiliaries, endings and a list of irregular ones, and words
// of planning ("scheduled to", "due", "until") that make a time a future one.
func (t *tagger) tenseAt(from, to int) tense {
	c := &t.lang.class
	if from > 0 && !t.toks[from].has(flagSentence) && t.toks[from-1].is(c.ahead) {
		return futureTense
	}
	for i := from - 1; i >= 0 && i >= from-reach && !t.toks[i+1].has(flagSentence); i-- {
		if v := t.verb(i); v != noTense {
			return v
		}
		if t.toks[i].is(c.clause) {
			break
		}
	}
	for i := to; i < len(t.toks) && i < to+reach && !t.toks[i].has(flagSentence); i++ {
		if v := t.verb(i); v != noTense {
			return v
		}
	}
	return noTense
}

// verb returns the tense that the word at i shows, if it is a verb.
func (t *tagger) verb(i int) tense {
	k := &t.toks[i]
	c := &t.lang.class
	if !k.has(flagWord) {
		return noTense
	}
	switch {
	case k.is(c.will), k.is(c.plan):
		return futureTense
	case k.is(c.pastVerb):
		return pastTense
	case k.lex == nil && !k.has(flagUpper) && k.end-k.start > 4:
		w := t.text[k.start:k.end]
		for _, e := range t.lang.pastEndings {
			if strings.HasSuffix(w, e) {
				return pastTense
			}
		}
	}
	return noTense
}

// future reports whether the clause around tokens [from, to) speaks of what is
// to come.
func (t *tagger) future(from, to int) bool { return t.tenseAt(from, to) == futureTense }
