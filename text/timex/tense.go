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
const reach = 20

// tenseAt finds the tense of the clause around tokens [from, to): that of the
// nearest verb before the expression, or else of the first one after it. It
// knows verbs by auxiliaries, endings and a list of irregular ones, and words
// of planning ("scheduled to", "due", "until") that make a time a future one.
func (t *tagger) tenseAt(from, to int) tense {
	t.asked = t.findTense(from, to)
	return t.asked
}

// findTense does the work of tenseAt.
func (t *tagger) findTense(from, to int) tense {
	if t.before(from) != nil && t.toks[from-1].is(classAhead) && !t.toks[from-1].has(flagSentence) && !t.wordAt(from-2, classWeekday) {
		return futureTense
	}
	if t.wordAt(from-1, classSince) && !t.toks[from].has(flagSentence) {
		return pastTense
	}
	if t.wordAt(from-1, classForTo) && t.wordAt(from-2, classPlanFor) && !t.toks[from].has(flagSentence) && !t.toks[from-1].has(flagSentence) {
		if t.wordAt(from-4, classHad) {
			return noTense // "that had been set for Monday"
		}
		return futureTense // "set for Monday"
	}
	for i := from - 1; i >= 0 && i >= from-reach && !t.toks[i+1].has(flagSentence); i-- {
		t.work++
		if v, found := t.verb(i); found {
			return v
		}
		if t.toks[i].is(classStarts) && !t.wordAt(i-1, classThe) {
			return futureTense // "the race starts on Saturday"
		}
		if t.toks[i].is(classClause) {
			break
		}
	}
	for i := to; i < len(t.toks) && i < to+reach && !t.toks[i].has(flagSentence); i++ {
		t.work++
		if v, found := t.verb(i); found {
			if v == futureTense && t.form(&t.toks[i]) == pastTense && !t.wordAt(i-1, classPresentVerb) {
				return pastTense // "on Sunday ministers agreed to meet": the agreeing has the date
			}
			return v
		}
	}
	return noTense
}

// verb returns the tense that the word at i shows, and whether it is a verb
// that decides.
func (t *tagger) verb(i int) (tense, bool) {
	k := &t.toks[i]
	if !k.has(flagWord) {
		return noTense, false
	}
	switch {
	case k.is(classPlan), k.is(classPlanTo) && i+1 < len(t.toks) && t.toks[i+1].is(classTo):
		if i > 1 && t.toks[i-2].is(classHad) {
			return pastTense, true
		}
		return futureTense, true
	case k.is(classWill) && !(k.is(classMonth) && k.has(flagUpper)) && !t.past(k):
		if i+1 < len(t.toks) && t.toks[i+1].has(flagHyphen) {
			return noTense, false // a would-be king
		}
		return futureTense, true
	case k.is(classPresentVerb):
		return noTense, !t.wordAt(i+1, classPlan) && !t.wordAt(i+1, classPlanTo) // "are scheduled": the next word decides
	}
	v := pastTense
	if !k.is(classPastVerb) {
		v = t.form(k)
	}
	if v == pastTense && i > 1 && t.toks[i-1].is(classIs) && t.toks[i-2].has(flagWord) && t.when(i) {
		return futureTense, true // "when he is sentenced"
	}
	if v == pastTense && i > 0 && (t.toks[i-1].is(classBe) || t.toks[i-1].is(classThe) && !(t.toks[i-1].is(classClause) && k.is(classPastVerb))) {
		return noTense, false // to be held, will be paid, the proposed law: something else decides
	}
	return v, v != noTense
}

// when reports whether the clause that the verb at i ends says when: "when he is
// sentenced", "until it is heard".
func (t *tagger) when(i int) bool {
	for k := i - 2; k >= 0 && k >= i-5 && !t.toks[k+1].has(flagSentence); k-- {
		if t.toks[k].is(classWhen) {
			return true
		}
	}
	return false
}

// past reports whether the auxiliary of the future k is but the past of a verb:
// "won", where no "'t" follows.
func (t *tagger) past(k *token) bool {
	if !k.is(classPastVerb) {
		return false
	}
	rest := t.text[k.end:]
	return !strings.HasPrefix(rest, "'") && !strings.HasPrefix(rest, "’")
}

// form returns the tense that the ending of a regular verb shows.
func (t *tagger) form(k *token) tense {
	if k.lex != nil && k.lex.numeral || k.is(classPlain) || k.has(flagUpper) || k.end-k.start <= 4 {
		return noTense
	}
	w := t.text[k.start:k.end]
	for _, e := range t.lang.pastEndings {
		if e[0] == '!' && strings.HasPrefix(w, e[1:]) {
			return noTense // an adjective such as unspecified
		}
		if strings.HasSuffix(w, e) {
			return pastTense
		}
	}
	for _, e := range t.lang.futureEndings {
		if strings.HasSuffix(w, e) {
			return futureTense
		}
	}
	return noTense
}

// future reports whether the clause around tokens [from, to) speaks of what is
// to come.
func (t *tagger) future(from, to int) bool { return t.tenseAt(from, to) == futureTense }
