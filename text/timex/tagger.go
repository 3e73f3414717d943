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
	loc *time.Location
	discourse
	out   []Expression
	why   *[]Explanation // nil: nobody asked
	asked tense          // what tenseAt said of the match at hand
}

var taggers = sync.Pool{New: func() any { return new(tagger) }}

func newTagger(lang *language, text string, ref Reference) *tagger {
	t := taggers.Get().(*tagger)
	t.lang = lang
	if t.step > 1<<30 { // long before it overflows
		clear(t.seen)
		t.step = 0
	}
	t.lexer = lexer{lang: lang, text: text, toks: t.toks[:0]}
	t.matcher.auto = &lang.auto
	if len(t.seen) != len(lang.auto.positions) {
		t.seen = make([]int32, len(lang.auto.positions))
		t.step = 0
	}
	t.work = 0
	t.loc = time.UTC
	t.discourse, t.out, t.why = discourse{}, nil, nil
	if !ref.Time.IsZero() {
		t.loc = ref.Time.Location()
		y, m, d := ref.Time.Date()
		t.ref = moment{gran: Day, year: y, month: int(m), day: d}
	}
	return t
}

// release gives the tagger's memory back.
func (t *tagger) release() {
	t.text, t.out, t.why = "", nil, nil
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
		t.asked = noTense
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
