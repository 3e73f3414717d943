package timex

import (
	"sync"
	"time"
)

// tagger is the state of one call of Tag.
type tagger struct {
	lang *language
	lexer
	matcher
	loc     *time.Location
	ref     moment // the day of the reference time; not valid if there is none
	lastEnd int    // the token after it
	last    moment // the last date mentioned
	period  moment // the business period last spoken of
	story   bool   // the text tells its own time: it is dominated by explicit years
	out     []Expression
}

var taggers = sync.Pool{New: func() any { return new(tagger) }}

func newTagger(lang *language, text string, ref Reference) *tagger {
	t := taggers.Get().(*tagger)
	t.lang = lang
	t.lexer = lexer{lang: lang, text: text, toks: t.toks[:0]}
	t.matcher.auto = &lang.auto
	if len(t.seen) != len(lang.auto.positions) {
		t.seen = make([]int32, len(lang.auto.positions))
		t.step = 0
	}
	t.work = 0
	t.loc = time.UTC
	t.ref, t.last, t.period, t.story, t.out = moment{}, moment{}, moment{}, false, nil
	if !ref.Time.IsZero() {
		t.loc = ref.Time.Location()
		y, m, d := ref.Time.Date()
		t.ref = moment{gran: Day, year: y, month: int(m), day: d}
	}
	return t
}

// release gives the tagger's memory back.
func (t *tagger) release() {
	t.text, t.out = "", nil
	taggers.Put(t)
}

func (t *tagger) run() []Expression {
	t.lexer.run()
	t.numerals()
	t.story = t.narrative()
	for i := 0; i < len(t.toks); {
		i = t.at(i)
	}
	return t.out
}

// at tags what begins at token i and returns where to go on.
func (t *tagger) at(i int) int {
	hits := t.match(t.toks, i)
	for k := range hits {
		f := t.frame(&hits[k])
		if t.precedes(f.rule.before, i) && f.rule.op(&f) {
			return f.to
		}
	}
	return i + 1
}

// precedes reports whether the token before i has one of the classes, if there
// are any.
func (t *tagger) precedes(classes []int, i int) bool {
	if len(classes) == 0 {
		return true
	}
	k := t.before(i)
	for _, c := range classes {
		if k != nil && k.is(c) {
			return true
		}
	}
	return false
}

// mention remembers the date that an expression has named.
func (t *tagger) mention(m moment, end int) {
	if m.known() {
		t.last, t.lastEnd = m, end
	}
}

// narrative reports whether the text is dominated by explicit years, as
// histories and biographies are and news is not.
func (t *tagger) narrative() bool {
	years, deictic := 0, 0
	c := t.lang.classOf
	year, weekday, here := t.lang.class.year, c("WEEKDAY"), c("DEICTIC")
	for i := range t.toks {
		switch k := &t.toks[i]; {
		case k.is(year):
			years++
		case k.is(weekday), k.is(here):
			deictic++
		}
	}
	return years >= 8 && years > 6*deictic
}
