// Package timex finds time expressions in news text and gives them TIMEX3
// values: dates, times of day, durations and sets, resolved against the time at
// which the text was written and against the dates the text itself mentions.
//
// A language is one data file (lang/en.timex) of words and rules that a linguist
// can read. The words turn a text into classed tokens in one pass; the rules are
// compiled into one automaton over token classes, run from left to right,
// longest match first. A match fills a frame (year, month, weekday, number, unit
// ...), and a few functions turn frames into values. Work is linear in the
// length of the text, whatever the text is.
//
// The package does not find events, order them or build timelines; package
// timeline does. It does not guess the time at which a text was written.
package timex

import "time"

// Type is the TIMEX3 type of an expression.
type Type string

// The types of TIMEX3.
const (
	Date     Type = "DATE"     // a day or something coarser, or a vague reference such as PAST_REF
	Clock    Type = "TIME"     // something finer than a day
	Duration Type = "DURATION" // a length of time
	Set      Type = "SET"      // something that recurs
)

// Mod is the TIMEX3 modifier of an expression.
type Mod string

// The modifiers that this package gives.
const (
	Approx    Mod = "APPROX"
	Before    Mod = "BEFORE"
	After     Mod = "AFTER"
	MoreThan  Mod = "MORE_THAN"
	LessThan  Mod = "LESS_THAN"
	EqualMore Mod = "EQUAL_OR_MORE"
	EqualLess Mod = "EQUAL_OR_LESS"
	Start     Mod = "START"
	Mid       Mod = "MID"
	End       Mod = "END"
)

// Reference is what a text's relative expressions are resolved against.
type Reference struct {
	// Time is when the text was written; its Location is the zone of local
	// times. The zero Time means that nothing is known: relative expressions
	// then get values with X for what cannot be known.
	Time time.Time
	// DateOnly says that only the date of Time is known.
	DateOnly bool
	// Language is the text's language as a BCP 47 tag; empty means English.
	Language string
}

// Expression is a time expression of a text.
type Expression struct {
	Start, End int // bytes of the text, half open
	Type       Type
	Value      string // TIMEX3 value such as 2016-09-05, 2016-W36, P3D or PAST_REF
	Mod        Mod
	// Begin and Until are the instants, half open, of what the expression
	// denotes; both are zero if it denotes no certain period, or one before
	// Christ. Of a length such as "the past three months" it is the time from or
	// to the day of the reference.
	Begin, Until time.Time
	Granularity  Granularity
	// Anchor names what the value was resolved against: "text" (nothing else
	// was needed), "reference", or "mention", an earlier expression.
	Anchor string
	// Rule is the name of the rule in the language's data file.
	Rule string
}

// Tag returns the time expressions of text in order; they do not overlap. It
// returns none for a language that it does not support.
func Tag(text string, ref Reference) []Expression {
	lang := languages[primary(ref.Language)]
	if lang == nil {
		return nil
	}
	t := newTagger(lang(), text, ref)
	defer t.release()
	return t.run()
}
