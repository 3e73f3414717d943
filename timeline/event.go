package timeline

import (
	"time"

	"github.com/newsarc/newsarc/news"
)

// Event is something that texts say happens, has happened, will or may happen
// at a time.
type Event struct {
	// ID stays the same while sources and revisions are added: it is the id of
	// the mention that was observed first. The ids of all mentions name the
	// event too.
	ID   string `json:"id"`
	Time Time   `json:"time"`

	Label    string   `json:"label"`    // the sentence cut to what happened
	Sentence string   `json:"sentence"` // the whole sentence that the label is cut from
	Story    string   `json:"story"`    // where that sentence stands
	Place    string   `json:"place,omitempty"`
	Actors   []string `json:"actors,omitempty"`
	Modality Modality `json:"modality"`

	Claims   []Claim   `json:"claims,omitempty"` // figures and quotations, by who said them
	Mentions []Mention `json:"mentions"`         // every sentence that tells it, by observed time

	FirstObserved time.Time `json:"first_observed,omitzero"` // captured time of the first revision with it
	LastObserved  time.Time `json:"last_observed,omitzero"`  // captured time of the last revision with it
	Presence      Presence  `json:"presence"`

	Sources int     `json:"sources"` // publishers that tell it
	Weight  float64 `json:"weight"`  // orders the events of a day, 0 to 1
	// Weak says that the time is a guess, vague, or coarser than a day.
	Weak bool `json:"weak,omitempty"`

	terms    []uint32 // hashed stems of the sentence, sorted, without stop words
	position int      // index of the sentence in its article
	text     *wording // of the whole article
}

// Modality says whether a text tells of an event as done.
type Modality string

// The modalities.
const (
	Happened Modality = "happened"
	Planned  Modality = "planned"  // will, is to, is expected to
	Possible Modality = "possible" // may, could, if
	Denied   Modality = "denied"   // did not, denied that
)

// Presence says whether the latest revision read of the stories that told an
// event still tells it. It says nothing of what a publisher meant by it.
type Presence string

// The kinds of presence.
const (
	Present Presence = "present" // in the latest revision of every story that told it
	Partly  Presence = "partly"  // in the latest revision of some of them
	Absent  Presence = "absent"  // in the latest revision of none
)

// Precision is the unit in which a time is known.
type Precision string

// The precisions, fine to coarse.
const (
	Second    Precision = "second"
	Minute    Precision = "minute"
	Hour      Precision = "hour"
	PartOfDay Precision = "part of day" // "Sunday night"
	DayLong   Precision = "day"
	Week      Precision = "week"
	Weekend   Precision = "weekend"
	Month     Precision = "month"
	Season    Precision = "season"
	Quarter   Precision = "quarter"
	Half      Precision = "half"
	Year      Precision = "year"
	Decade    Precision = "decade"
	Century   Precision = "century"
	Range     Precision = "range" // "in the next few days"
)

// Time is an event time: the period in which a text says that it happened.
type Time struct {
	Value string `json:"value"` // TIMEX3: "2016-09-05", "2016-09-04TNI", "2011"
	// Begin and End are the half-open period that Value stands for, in the zone
	// of the report where that is known and in UTC otherwise.
	Begin       time.Time `json:"begin"`
	End         time.Time `json:"end"`
	Precision   Precision `json:"precision"`
	Approximate bool      `json:"approximate,omitempty"` // "about", "early", or a range without sharp ends
}

// Mention is one sentence of one story that tells an event, with every
// revision that has it word for word.
type Mention struct {
	ID        string    `json:"id"`
	Story     string    `json:"story"`
	Source    string    `json:"source"`
	URL       string    `json:"url,omitempty"`
	Published news.Time `json:"published,omitzero"` // claimed

	Sentence string   `json:"sentence"`
	Speaker  string   `json:"speaker,omitempty"` // who says so, where the sentence gives someone
	Modality Modality `json:"modality"`

	Expression string `json:"expression,omitempty"` // as printed: "Monday"; empty if inherited
	Value      string `json:"value"`                // what it was resolved to
	Rule       string `json:"rule"`                 // how
	Anchor     string `json:"anchor,omitempty"`     // against what
	// Inherited names the rule by which a sentence without a time of its own
	// took one, and From the sentence that it took it from.
	Inherited string `json:"inherited,omitempty"`
	From      string `json:"from,omitempty"`

	Spans   []Span `json:"spans"`
	Present bool   `json:"present"` // in the latest revision read of its story
}

// Span is where a mention stands in one revision: byte offsets in the text of
// the body (news.Body.Text), ends exclusive.
type Span struct {
	Revision int       `json:"revision"`
	Commit   string    `json:"commit,omitempty"`
	Captured time.Time `json:"captured,omitzero"`
	Start    int       `json:"start"`
	End      int       `json:"end"`
	// The expression; both 0 where the time is inherited.
	ExprStart int `json:"expr_start,omitempty"`
	ExprEnd   int `json:"expr_end,omitempty"`
}

// ClaimKind says what a claim is made of.
type ClaimKind string

// The kinds of claims.
const (
	Casualty ClaimKind = "casualty"
	Money    ClaimKind = "money"
	Percent  ClaimKind = "percent"
	Count    ClaimKind = "count"
	Measure  ClaimKind = "measure"
	Quote    ClaimKind = "quote"
)

// Claim is a figure or a quotation in a mention, with who said so.
type Claim struct {
	Kind     ClaimKind `json:"kind"`
	Role     string    `json:"role,omitempty"`    // what is counted: "killed", "wounded"
	Text     string    `json:"text"`              // as printed: "at least 48 people"; of a quotation, its words
	Value    float64   `json:"value,omitempty"`   // the figure, or the lower end of a range
	Max      float64   `json:"max,omitempty"`     // the upper end of a range, else 0
	Bound    string    `json:"bound,omitempty"`   // "at least", "up to", "about", "more than" ...
	Unit     string    `json:"unit,omitempty"`    // what is counted or measured in: "soldiers", "USD", "kilometer"
	Vague    bool      `json:"vague,omitempty"`   // "dozens": Value and Max are what the word may stand for
	Former   bool      `json:"former,omitempty"`  // the text itself calls it past: "had earlier put the number at 31"
	Speaker  string    `json:"speaker,omitempty"` // who said so; empty: the text itself
	Mentions []string  `json:"mentions"`          // ids of the mentions that hold it

	FirstObserved time.Time `json:"first_observed,omitzero"`
	LastObserved  time.Time `json:"last_observed,omitzero"`
	Present       bool      `json:"present"`
}
