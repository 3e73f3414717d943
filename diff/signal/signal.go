// Package signal says what the edits of an article mean: a toll that changed, a
// quote that went, a statement made softer, a notice of correction, or only the
// same in other words.
//
// What both sides of a pair state (figures, times, quotes, names, sources,
// negations, hedges) is drawn from their words by packages claim and timex, and
// compared fact by fact, with the edits as guide to what stands for what. The
// edits that no fact explains are slips, rewordings, or changes of content. A
// sentence without a counterpart adds or removes what the other text states
// nowhere; few sentences hold the words that would have to be there, and only
// those are read (anywhere.go). docs/quality-claims.md says how well it does.
//
// It does not compare texts (package align does), decides nothing about truth, and
// its rules are those of English; of other languages it knows what figures,
// quote marks, dates and addresses tell.
package signal

import "github.com/newsarc/newsarc/text"

// Kind names a way in which a text can change that a reader may want to
// know of.
type Kind string

// The kinds of signals. A casualty and a sum of money are numbers too: see
// Signal.Kinds.
const (
	Number      Kind = "number"      // a figure, a rank, a duration
	Casualty    Kind = "casualty"    // people killed, wounded, missing ..., or what befell them
	Money       Kind = "money"       // a sum, a price
	Date        Kind = "date"        // a day, a year, a time of day
	Quote       Kind = "quote"       // words between quote marks, or the marks
	NameChange  Kind = "name"        // a proper name, a title
	Attribution Kind = "attribution" // who said it
	Negation    Kind = "negation"    // not, no, never
	Hedge       Kind = "hedge"       // may, reportedly, at least: firmer or softer
	Headline    Kind = "headline"    // also the subhead
	Byline      Kind = "byline"      // also the credits
	Correction  Kind = "correction"  // a notice that something was wrong
	Link        Kind = "link"        // an address that a reader would follow
	Content     Kind = "content"     // words that carry the sense, of none of the kinds above
	Style       Kind = "style"       // the same in other words
	Typo        Kind = "typo"        // a slip of the pen, mended or made
	Layout      Kind = "layout"      // the same sentences in another place or cut otherwise
)

// Kinds lists every kind, those that matter most first.
var Kinds = []Kind{
	Correction, Casualty, Negation, Money, Quote, Attribution, NameChange, Number, Date, Hedge,
	Headline, Content, Byline, Link, Style, Layout, Typo,
}

// Fact reports whether a change of this kind changes what the text states.
func (k Kind) Fact() bool {
	switch k {
	case Number, Casualty, Money, Date, Quote, NameChange, Attribution, Negation, Hedge, Content:
		return true
	}
	return false
}

// Signal is one thing that changed, with its evidence in both texts.
type Signal struct {
	Kind   Kind     `json:"kind"`
	Pair   int      `json:"pair"` // index into the pairs, -1 for a field
	Old    Evidence `json:"old"`
	New    Evidence `json:"new"`
	Detail string   `json:"detail,omitempty"` // such as "added", "firmer", "killed"

	OldValue *float64 `json:"old_value,omitempty"` // of a number, in Unit
	NewValue *float64 `json:"new_value,omitempty"`
	Unit     string   `json:"unit,omitempty"`
}

// Evidence is a place in one of the two texts.
type Evidence struct {
	Field string `json:"field,omitempty"` // name of the field; empty: the body
	Index int    `json:"index,omitempty"` // of a note or an alias in its list
	text.Span
	Text string `json:"text"` // the words there; empty where nothing stands
}

// Noise is a change that tells the reader nothing, with the rule that says so.
type Noise struct {
	Rule string   `json:"rule"`
	Pair int      `json:"pair"` // index into the pairs, -1 for a field
	Old  Evidence `json:"old"`
	New  Evidence `json:"new"`
}

// Kinds returns the kinds that s is of: its own, and Number where the figure of
// a casualty or a sum changed.
func (s *Signal) Kinds() []Kind {
	if (s.Kind == Casualty || s.Kind == Money) && s.Detail != Role {
		return []Kind{s.Kind, Number}
	}
	return []Kind{s.Kind}
}

// The details of signals. A change of the kind of a paragraph has both kinds.
const (
	Added    = "added"
	Removed  = "removed"
	Changed  = "changed"
	Role     = "what befell them"        // of a casualty whose figure stayed
	Bound    = "bound"                   // of a figure: "at least 5" for "5"
	Reworded = "reworded"                // of a quote
	MarksOff = "marks dropped"           // of a quote whose words stayed
	MarksOn  = "marks added"             // of words that became a quote
	Firmer   = "firmer"                  // of a hedge
	Softer   = "softer"                  // of a hedge
	Title    = "title"                   // of a name that stayed
	Order    = "places exchanged"        // of two names
	Dateline = "dateline"                // of the names in it
	Restyled = "the same in other words" // of a headline
	Subhead  = "subhead"                 // where it, and not the headline, changed
	Credit   = "credit"                  // of a byline: who else contributed
	Moved    = "moved"                   // of a layout
	Joined   = "joined"                  // of a layout: sentences or paragraphs
	Cut      = "cut"                     // of a layout: sentences or paragraphs
)

// place orders signals by where they stand in the new text.
func (s *Signal) place() int {
	if s.New.Start == 0 && s.New.End == 0 {
		return s.Old.Start
	}
	return s.New.Start
}

// evidence returns the words of s that span names.
func evidence(s string, span text.Span) Evidence {
	return Evidence{Span: span, Text: span.Of(s)}
}
