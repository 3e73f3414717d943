package timeline

import "time"

// Changes is what Diff found: every list is in order of event time.
type Changes struct {
	Appeared []Event       `json:"appeared"`
	Vanished []Event       `json:"vanished"`
	Moved    []Moved       `json:"moved"`  // same event, other time
	Claims   []ClaimChange `json:"claims"` // same event, other figures or quotations
}

// Moved is an event whose time changed.
type Moved struct {
	ID    string `json:"id"`
	Label string `json:"label"`
	From  Time   `json:"from"`
	To    Time   `json:"to"`
}

// ClaimChange is a change in what is claimed of an event. Old or New is nil
// where a claim appeared or vanished.
type ClaimChange struct {
	ID    string `json:"id"`
	Label string `json:"label"`
	Time  Time   `json:"time"`
	Old   *Claim `json:"old,omitempty"`
	New   *Claim `json:"new,omitempty"`
}

// Point is one figure of a series.
type Point struct {
	Event    string    `json:"event"` // id
	Label    string    `json:"label"`
	Time     Time      `json:"time"`              // of the event
	Observed time.Time `json:"observed,omitzero"` // when the revision that first had it was captured
	Story    string    `json:"story"`
	Source   string    `json:"source"`
	Revision int       `json:"revision"`
	Claim    Claim     `json:"claim"`
	// Fell says that the figure is lower than the one that the same story or
	// speaker gave for the same event before.
	Fell bool `json:"fell,omitempty"`
}

// Explanation says where an event comes from.
type Explanation struct {
	Event Event  `json:"event"`
	Steps []Step `json:"steps"` // one for each mention, by observed time
}

// Step is why one mention has its time and what brought it.
type Step struct {
	Mention Mention `json:"mention"`
	Reason  string  `json:"reason"` // a sentence: expression, rule and anchor
	Brought Brought `json:"brought"`
}

// Brought names the change with which a mention came: revision To of the
// story has it and From, the one before, does not. From is 0 where the story
// began with it. The difference itself is for package diff to show.
type Brought struct {
	Story string `json:"story"`
	From  int    `json:"from"`
	To    int    `json:"to"`
}
