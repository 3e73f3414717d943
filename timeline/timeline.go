// Package timeline builds a dated timeline of the events that news texts
// report: what is said to have happened when, who said so, and in which
// revisions it is said.
//
// Extract turns the sentences of one revision into events. Build takes the
// events of many revisions, of one story or of many outlets, joins those that
// tell of the same thing without losing a source, keeps differing figures side
// by side, filters by any of the three clocks and ranks days and events. Diff,
// Series and Explain answer questions about the result.
//
// The package does not find time expressions (text/timex does), nor figures
// and quotations (text/claim does); it reads and writes no files, knows no
// archive and draws nothing. What it says is what the texts say: it never
// decides which of two figures is right.
//
// Everything here is deterministic: the same revisions and options give the
// same timeline, byte for byte, in whatever order the revisions are given.
package timeline

import (
	"time"

	"github.com/newsarc/newsarc/news"
)

// Schema and Version name the JSON form of a Timeline, which
// docs/schema/timeline.json describes. Fields are only added; a change that
// breaks a reader raises Version.
const (
	Schema  = "newsarc.timeline"
	Version = 1
)

// Timeline is the result of Build. Its JSON form is the contract for all
// views.
type Timeline struct {
	Schema  string `json:"schema"`
	Version int    `json:"version"`

	AsOf  time.Time `json:"as_of,omitzero"`  // nothing observed later was looked at
	Query []string  `json:"query,omitempty"` // words that the ranking favoured

	Stories []Story `json:"stories"` // those that were read, by id
	Days    []Day   `json:"days"`    // the days that Events stand on, in order
	Events  []Event `json:"events"`  // in order of time

	// Omitted counts the days and events that were found but cut by
	// Options.MaxDates, PerDate or MinSources.
	Omitted Omitted `json:"omitted"`
}

// Omitted counts what a selection left out.
type Omitted struct {
	Days int `json:"days"`
	// Events that were left out. On days that were left out as a whole, reports
	// of one event are counted each, since they were not compared.
	Events int `json:"events"`
}

// Story is a story that was read, with those of its revisions that were read.
type Story struct {
	ID        string     `json:"id"`
	Source    string     `json:"source"`
	URL       string     `json:"url,omitempty"`
	Headline  string     `json:"headline"`           // of the latest revision read
	Published news.Time  `json:"published,omitzero"` // claimed, in the latest revision read
	Revisions []Revision `json:"revisions"`          // by observed time
}

// Revision names one revision of a story that was read.
type Revision struct {
	Number   int       `json:"number"`
	Commit   string    `json:"commit,omitempty"`
	Captured time.Time `json:"captured,omitzero"` // observed by us
	Headline string    `json:"headline,omitempty"`
}

// Day is a calendar day, or the coarser period (a month, a year) that a text
// gave instead of one, with the reasons for its rank.
type Day struct {
	Date      string    `json:"date"` // "2016-09-05"; "2016-09", "2016-W36", "2011" where no day is known
	Precision Precision `json:"precision"`
	Weight    float64   `json:"weight"`    // orders days; 1 is the heaviest of the timeline
	Documents int       `json:"documents"` // stories that speak of it
	Sources   int       `json:"sources"`   // publishers that speak of it
	Events    []string  `json:"events"`    // ids of the events shown, most important first
	Found     int       `json:"found"`     // number of events found
}

// Options says what Build looks at and how much of it is shown. The zero value
// looks at everything and shows everything. Periods are half open; a zero end
// is open.
type Options struct {
	AsOf time.Time // only revisions captured at or before it

	EventFrom, EventTo         time.Time // events that may lie in the period
	PublishedFrom, PublishedTo time.Time // stories that claim to be published in it
	ObservedFrom, ObservedTo   time.Time // events first observed in it

	// Query holds topic words. They order days and sentences and cut nothing:
	// what does not speak of them comes later.
	Query []string

	MaxDates   int // days to show, the most important ones; 0: all
	PerDate    int // events to show for each day; 0: all
	MinSources int // publishers that must tell an event; 0: one

	// Extract stands in for Extract where its results are kept somewhere; nil
	// calls Extract. With it, Revision.Article may be nil.
	Extract func(*news.Revision) []Event
}
