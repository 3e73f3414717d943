// Package claim finds the checkable particles of a sentence: quantities with
// what they count and who gave them, quotes with their speakers, names,
// attributions, negations and hedges, each with its place in the text.
//
// It works by lexicon and shape on the words of one sentence, in one pass and
// in linear time; Document joins the sentences of a text, so that "he" gets a
// name and a quote may run over sentences. The rules are those of English wire
// copy. Quote marks and figures are found in any language. It resolves no time
// expressions (package timex does), decides nothing about truth, and has no
// list of the world's people: a name is known by its shape and its company.
package claim

import "github.com/newsarc/newsarc/text"

// Claims is what a sentence says that can be checked, in the order of the text.
// All spans are byte spans of the sentence.
type Claims struct {
	Quantities   []Quantity
	Quotes       []Quote
	Names        []Name
	Attributions []Attribution
	Negations    []Negation
	Hedges       []Hedge
}

// Quantity is a number with what it counts. Ranks (second, third), days,
// years, times of day and numbers that are part of a name (Flight 370) are no
// quantities.
type Quantity struct {
	text.Span           // all of it, "at least 48 people"
	Number    text.Span // the figure, "48", "two dozen", "$1.5 million"

	// Low and High are the value, equal unless a range is given ("three to
	// five") or the word is vague ("dozens"). A score, "3-2", has its first
	// figure in Low and its second in High.
	Low, High float64
	Vague     bool  // "dozens", "several"
	Bound     Bound // "at least"
	Former    bool  // a figure that the sentence itself calls past: "rose from 35"

	Kind Kind
	Unit string    // "USD", "percent", "kilometer", "year"; empty for counts
	Of   text.Span // what is counted, "Kurdish fighters"; empty if not said
	Role Role      // what befell them, where Kind is Casualty

	// By is the index in Attributions of who gave the number, -1 if the
	// sentence does not say.
	By int
}

// Kind says what sort of quantity a number is.
type Kind string

// The kinds of quantities.
const (
	Count    Kind = "count"    // things, people to whom nothing befell
	Casualty Kind = "casualty" // people killed, wounded, missing, held, driven out, saved
	Money    Kind = "money"
	Percent  Kind = "percent" // also fractions ("a third"), as percent
	Measure  Kind = "measure" // length, weight, area, temperature, power
	Duration Kind = "duration"
	Age      Kind = "age"
	Score    Kind = "score" // two figures: a game, a vote
)

// Bound says how a figure limits the value.
type Bound string

// The bounds. "Up to" stands for every upper bound that includes its figure,
// such as "as many as".
const (
	Exact     Bound = ""
	AtLeast   Bound = "at least"
	MoreThan  Bound = "more than"
	UpTo      Bound = "up to"
	FewerThan Bound = "fewer than"
	About     Bound = "about"
	Nearly    Bound = "nearly"
)

// Role says what befell the people that a quantity counts.
type Role string

// The roles.
const (
	Killed    Role = "killed"
	Wounded   Role = "wounded"
	Harmed    Role = "casualties" // killed and wounded, not told apart
	Missing   Role = "missing"
	Arrested  Role = "arrested"
	Abducted  Role = "abducted"
	Displaced Role = "displaced"
	Rescued   Role = "rescued"
	Infected  Role = "infected"
	Freed     Role = "freed"
	Trapped   Role = "trapped"
	Survived  Role = "survived"
)

// Quote is a stretch between quote marks.
type Quote struct {
	text.Span           // with its marks
	Inner     text.Span // without them
	Depth     int       // 0, or 1 for a quote within a quote
	Open      bool      // has no closing mark here: the quote runs on
	Runs      bool      // has no opening mark here: it began before
	Partial   bool      // a few words inside someone else's sentence
	By        int       // index in Attributions of its speaker, -1 if not said here
	Speaker   string    // who speaks, as well as is known; empty if it is not
}

// Attribution says who vouches for words: "Putin told reporters".
type Attribution struct {
	text.Span           // "Putin told reporters", "according to state TV"
	Source    text.Span // "Putin", "state TV"; before Span in "Putin left, saying"
	Cue       text.Span // "told", "according to", ":"
	Form      Form
	Scope     text.Span // the words that it covers
	// Who is the source under its fullest known name: the words of Source, or
	// what Document found "he" to stand for.
	Who string
}

// Form is the way in which a source is named.
type Form string

// The forms of attribution.
const (
	Said        Form = "said"         // a verb of saying with its subject
	AccordingTo Form = "according to" // also "citing", "in the words of"
	Colon       Form = "colon"        // "Putin: We will not"
	Gave        Form = "gave"         // "the Observatory put the toll at 53"
)

// Name is a proper name without its title.
type Name struct {
	text.Span
	Title text.Span // "French President"; empty if there is none
	Kind  NameKind
}

// NameKind says what a name stands for.
type NameKind string

// The kinds of names. Other is a name of which the words do not say more.
const (
	Person NameKind = "person"
	Place  NameKind = "place"
	Org    NameKind = "organisation"
	Nation NameKind = "nation" // an adjective of place: "Syrian"
	Other  NameKind = ""
)

// Negation is a word that turns a statement into its contrary.
type Negation struct {
	text.Span
}

// Hedge is a word that makes a statement softer (Level below zero: "may" -3,
// "reportedly" -2, "likely" -1) or firmer (above: "confirmed" 1, "certainly" 2).
type Hedge struct {
	text.Span
	Level int
}
