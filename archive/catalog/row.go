package catalog

import (
	"bytes"
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/newsarc/newsarc/archive/odb"
)

// None stands for a time that is not known. Times are seconds since 1970, UTC.
const None = math.MinInt64

// Instant scans a column that holds a time, and NULL for None.
type Instant struct{ To *int64 }

// Scan implements sql.Scanner. The error wraps ErrDamaged.
func (s Instant) Scan(v any) error {
	switch v := v.(type) {
	case nil:
		*s.To = None
	case int64:
		*s.To = v
	default:
		return fmt.Errorf("%w: time %v", ErrDamaged, v)
	}
	return nil
}

// Revision is a row about one state of a story.
type Revision struct {
	ID        int64 // row, in order of history
	Story     int64 // row of its story
	Path      string
	Number    int // 1, 2, 3 in the order observed; 0 if it repeats the one before
	Captured  int64
	Observed  int64 // what orders the revisions of a story; mostly Captured
	Published int64 // claimed; None if not
	Modified  int64 // claimed; None if not
	Class     int
	Commit    odb.ID
	Blob      odb.ID
	// Generation is one more than the largest of the commit's parents', and 1 for
	// a root: along a chain it is the place. It does not depend on the order in
	// which histories were joined.
	Generation int64
}

// Claimed returns the time that the publisher claims for this state.
func (r *Revision) Claimed() int64 {
	if r.Modified != None {
		return r.Modified
	}
	return r.Published
}

// Compare orders the revisions of one story: by the time observed, then by what
// the publisher claims, then by history. Where histories were joined, commits of
// one generation are ordered by their ids, so that every archive that has both
// says the same.
func (r *Revision) Compare(s *Revision) int {
	return cmp.Or(cmp.Compare(r.Observed, s.Observed), cmp.Compare(r.Claimed(), s.Claimed()),
		cmp.Compare(r.Generation, s.Generation), bytes.Compare(r.Commit[:], s.Commit[:]), cmp.Compare(r.ID, s.ID))
}

// State is what a story's latest revision says of it.
type State struct {
	Source    string
	Headline  string
	URL       string
	Ident     string // the publisher's own id
	Published string // as news.Time writes it
	Aliases   bool   // whether it has other addresses
}

// Story is a row about what all revisions of a story share.
type Story struct {
	ID   int64
	Path string
	State
	Rows      int      // all rows about it
	Revisions int      // those with a number
	Latest    Revision // in the order observed
	First     int64    // when the one with number 1 was captured; only Stories says
}

// Change is a revision that history has after the commit of the catalog.
type Change struct {
	Revision // ID, Story and Number are not looked at
	State    State
	// Addresses are keys under which the story is found: of URLs and ids.
	Addresses []int64
	// Anonymous says that the text can be matched by likeness only; it makes the
	// catalog keep sketches of its source.
	Anonymous bool
	// Known is the story as the catalog has it at the commit from which the change
	// is applied, with ID 0 when it has none; nil when the caller did not look.
	Known *Story
	// Again says that the catalog may have the row already: histories that were
	// joined are read line by line, and that was broken off.
	Again bool
	// Sketch holds the keys of the text's likeness, nil where not computed.
	Sketch []int64
}

// Clock chooses a column of times.
type Clock int

// The clocks of a row.
const (
	Captured Clock = iota
	Published
	Modified // where there is none, Published
)

// Filter narrows a list. The zero value asks for all, but for its times.
type Filter struct {
	Story   int64  // row of a story; 0: any
	Source  string // first part of the path
	Classes []int
	Clock   Clock
	Since   int64     // at or after; None: no bound
	Until   int64     // before; None: no bound
	Oldest  bool      // oldest first
	Latest  bool      // only the latest of each story
	From    int       // with Story: numbers from here
	To      int       // with Story: and up to here; 0: no bound
	After   *Revision // go on after this row, in the order of the list
	Limit   int       // no more are wanted; 0: all
}

// All is the Filter without bounds.
var All = Filter{Since: None, Until: None}

// Narrow reports whether f leaves out any revision by what the revision is, its
// place in a list aside.
func (f *Filter) Narrow() bool {
	return f.Story != 0 || f.Source != "" || len(f.Classes) > 0 || f.Since != None || f.Until != None
}

// Words is the document of a story in the full-text index: every sentence that
// any of its revisions has. It so answers for the latest text and for all of
// them; which revision it was, the catalog's owner finds out by reading the
// candidates. It is written after the revisions, when a search wants it or
// somebody has time.
type Words struct {
	Story    int64
	Rows     int64  // the last of the story's revisions that it holds
	Headline string // words separated by spaces
	Body     string
}

// Query is what a search asks: one of several groups of terms, of which all must
// be there. The words are as the documents have them.
type Query [][]Term

// Term is one or more words in a row.
type Term struct {
	Words  []string
	Prefix bool // the last word goes on
}

// HeadlineWeight is how much more a word counts in a headline.
const HeadlineWeight = 5

// Found is a story whose document answers a query.
type Found struct {
	Story int64
	Score float64 // higher is better
}

// Place is where a story lies: its source, and the times of its latest revision.
type Place struct {
	Source              string
	Captured, Published int64 // Published may be None
}

// Sketch is the likeness of one text: a handful of hashes that two texts of much
// the same words are likely to share. Sketches are kept for sources that have
// texts without an address, since only those are matched by likeness.
type Sketch struct {
	Path string
	Keys []int64
}

// PerKey bounds the stories looked at for one key: words that very many texts of
// a source share say nothing.
const PerKey = 50

// Kept is a row about a capture that became no revision.
type Kept struct {
	ID       int64 // row, in order of history
	Story    string
	Address  int64 // key of its URL; 0: it has none
	Captured int64
	Commit   odb.ID
}

// KeptFilter narrows a list of kept captures.
type KeptFilter struct {
	Story        string // together with Address: either of them; empty: any
	Address      int64
	Source       string // first part of the story's id
	Since, Until int64  // captured at or after, before; None: no bound
	Oldest       bool   // oldest first
	Limit        int    // at most so many; 0: all
}

// Sighting is a row about a revision that was seen again.
type Sighting struct {
	Commit odb.ID
	Last   int64 // time last seen
	Count  int   // how often it was seen again
}

// Derived is data that a rule derived from a text.
type Derived struct {
	Rule string // name and version
	Text string // SHA-256 of the stored text, in hex
	Data []byte
}

// MaxDerived bounds the rows of derived data; the oldest go first.
const MaxDerived = 200_000

// Sort puts the rows of one story into the order observed.
func Sort(rows []Revision) {
	slices.SortFunc(rows, func(r, s Revision) int { return r.Compare(&s) })
}

// Number resolves a number of RevisionAt, of which negative ones count from the
// latest; 0 if the story has none such.
func (s *Story) Number(n int) int {
	if n < 0 {
		n += s.Revisions + 1
	}
	if n < 1 || n > s.Revisions {
		return 0
	}
	return n
}
