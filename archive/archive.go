// Package archive keeps every revision of news stories in a bare git
// repository and finds them again: it names stories and revisions, matches a
// new text to its story, and writes batches that are durable before they are
// reported.
//
// The repository is the only truth; docs/format.md is the authority on its
// form. The catalog beside it is derived, and is brought up to date or rebuilt
// whenever it is found behind or wrong. The package does not decode files, does
// not compare texts beyond "the same or not" and likeness, and prints nothing.
//
// What needs no archive lies below it, one thing to a package: odb stores objects,
// commit knows the form of commits, tree and graph what is in and between them,
// storyid and address where a story lies and what identifies it, likeness how much
// two texts are alike, revname and query what a user asks for, catalog what was
// derived. This package opens, adds, reads, searches, exchanges, verifies and
// maintains with them.
package archive

import (
	"time"

	"github.com/newsarc/newsarc/archive/commit"
	"github.com/newsarc/newsarc/news"
)

// Layout of an archive, below its root directory.
const (
	Dir         = ".newsarc"             // everything that newsarc writes
	GitDir      = ".newsarc/archive.git" // the bare repository: the only truth
	CatalogFile = ".newsarc/catalog.db"  // derived; deleting it costs a rebuild and nothing else
)

// The refs of an archive.
const (
	Main     = "refs/heads/main"     // one commit for each revision
	Captures = "refs/heads/captures" // one commit for each kept capture
)

// Options adjust an archive. The zero value works.
type Options struct {
	// Committer is who keeps the archive. The zero Identity is the one that
	// Identify returns, and without that "newsarc <newsarc>".
	Committer Identity
	// Identify, when set, is asked for Committer once, when something is first
	// written: to find out takes a good part of the time of reading a revision.
	Identify func() Identity
	// Now is the clock; time.Now when nil. It stands in for the capture time of
	// inputs that carry none.
	Now func() time.Time
	// Location is the zone of dates in revision names and the end of a day in
	// them; UTC when nil.
	Location *time.Location
	// Source names the publisher of articles that name none and have no URL;
	// "local" when empty.
	Source string
	// Summarize makes what says in one line what changed, one for each goroutine.
	// Without it commits carry no such line.
	Summarize func() Summarizer
	// Progress, when set, is told how long work goes: catching up and
	// rebuilding the catalog, indexing, verifying, consolidating.
	Progress func(Progress)
	// Notice, when set, is told of what is unusual and was dealt with, such as a
	// lock that a dead process left, or a damaged catalog.
	Notice func(string)
	// Unreadable, when set, is told of each revision that Log has to leave out, since
	// its commit is missing or damaged. Otherwise the error stands in its place.
	Unreadable func(error)
	// AutoGC lets Add consolidate packs, beside its own work, when they are many.
	AutoGC bool
	// Store says where revisions are kept: a postgres:// URL, or empty for a git
	// repository in the folder of the archive.
	Store string
	// ReadOnly promises that neither the repository nor the catalog is written.
	ReadOnly bool
	// Whole lets Add say of a revision that was there already all that its commit
	// says. Without it Summary, Capture, CaptureSHA256 and Extractor are left empty,
	// since to read the commits takes as long as to find out that nothing is new.
	Whole bool
	// Brief says that the process ends soon after Close, which need not tidy up
	// what the next process finds as well as it is.
	Brief bool
}

// Identity is a git identity. Characters that git does not allow in one are
// dropped.
type Identity = commit.Identity

// Progress says how far a task is.
type Progress struct {
	Task  string // "reading history", "indexing", "checking objects"
	Done  int64
	Total int64 // 0 when unknown
}

// Input is a text to be archived, with what is known about how it came.
type Input struct {
	Article  *news.Article
	Captured time.Time // when it was seen; zero: not known, the clock stands in

	Capture    []byte // the bytes received, nil if none are to be kept
	CaptureExt string // their file name extension: "html"
	MediaType  string // as declared with them: it may name an encoding that they do not
	Extractor  string // name and version of what made the article from them

	Story string     // explicit story name; empty: match
	New   bool       // keep apart: do not match by likeness
	Class news.Class // empty: Publisher, or what the archive recognises
	Where string     // where it came from, for messages: "dir/file.jsonl:7"
}

// Status says what became of an Input.
type Status string

// What becomes of an input.
const (
	Added     Status = "added"     // a revision was written
	Unchanged Status = "unchanged" // the story already has this text at that time
	Refused   Status = "refused"   // Outcome.Err says why
)

// MatchKind says how a text was matched to its story.
type MatchKind string

// The ways to a story.
const (
	NoMatch    MatchKind = ""         // none: a new story
	ByName     MatchKind = "name"     // Input.Story
	ByID       MatchKind = "id"       // the publisher's identifier
	ByURL      MatchKind = "url"      // canonical URL or an alias
	ByLikeness MatchKind = "likeness" // the words are mostly the same
)

// Match says to which story a text was matched, and how.
type Match struct {
	Kind MatchKind `json:"kind,omitempty"`
	// Likeness is the share of three-word shingles in common (Jaccard), set for
	// ByLikeness and for Near.
	Likeness float64 `json:"likeness,omitempty"`
	// Near names a story that looks like the text but not clearly enough to be
	// taken for the same.
	Near string `json:"near,omitempty"`
}

// Outcome says what became of one Input. Added and Unchanged are reported only
// after what they tell is durable.
type Outcome struct {
	Input    *Input
	Status   Status
	Revision news.Revision // for Unchanged: the one that already has the text; see Options.Whole
	Match    Match
	Err      error // for Refused
}

// Summary counts what an Add did.
type Summary struct {
	Read      int `json:"read"`
	Added     int `json:"added"`   // revisions, those of new stories included
	Stories   int `json:"stories"` // new stories
	Unchanged int `json:"unchanged"`
	Refused   int `json:"refused"`
}

// Story is what all its revisions share, with what its latest one says.
type Story struct {
	ID        string    `json:"story"`
	Source    string    `json:"source"`
	Headline  string    `json:"headline"`
	URL       string    `json:"url,omitempty"`
	Published news.Time `json:"published,omitzero"` // as its latest revision claims
	Revisions int       `json:"revisions"`
	First     time.Time `json:"first"`  // captured time of the first revision
	Last      time.Time `json:"last"`   // captured time of the latest revision
	Commit    string    `json:"commit"` // of the latest revision
}

// Clock names one of the clocks of a revision.
type Clock string

// The clocks that a Filter can ask for. The third, event time, is package
// timeline's.
const (
	ByCaptured  Clock = "captured"  // seen by us
	ByPublished Clock = "published" // claimed
	ByModified  Clock = "modified"  // claimed; published where there is no claim of a change
)

// Filter narrows a list of revisions or stories. The zero value asks for all.
type Filter struct {
	Story   string       // a story name as Resolve takes it, or a range of revisions A..B
	Source  string       // as written or as the first part of story ids
	Classes []news.Class // any of these
	Clock   Clock        // what Since and Until speak of; ByCaptured when empty
	Since   time.Time    // at or after
	Until   time.Time    // before
	Match   string       // part of the headline, case ignored
	Limit   int          // at most so many; 0: all
	Reverse bool         // oldest first
	After   string       // go on after this revision, in the order of the list: a commit, or STORY@NUMBER
}

// SearchOptions narrow a search.
type SearchOptions struct {
	Filter
	AllRevisions bool // every revision, not only the latest of each story
	Offset       int  // pass over so many hits
	// Unreadable, when set, is told of each revision that may answer and cannot be
	// read.
	Unreadable func(error)
}

// Hit is a revision whose text answers a query.
type Hit struct {
	Revision news.Revision
	Score    float64 // higher is better; comparable within one search only
	Snippet  string  // one line of the text around the best match
	// Marks are byte spans of Snippet that answer the query.
	Marks [][2]int
	// First and Last are the numbers of the first and last revision of the story
	// that answer. Without AllRevisions both are the latest's.
	First, Last int
}

// VerifyOptions say how deep Verify looks.
type VerifyOptions struct {
	// Share of the texts and captures to read and hash, from 0 (none: commits
	// and trees only) to 1 (all).
	ReadData float64
}

// Problem is something that Verify found damaged or missing.
type Problem struct {
	Kind   ProblemKind `json:"kind"`
	Object string      `json:"object,omitempty"` // id of the object at fault
	Story  string      `json:"story,omitempty"`
	Commit string      `json:"commit,omitempty"` // the revision that suffers
	What   string      `json:"what"`             // one line
	Good   string      `json:"good,omitempty"`   // what is still good, where that helps
}

// ProblemKind says what part of the archive is at fault.
type ProblemKind string

// The kinds of problems. Only BadCatalog costs nothing to mend.
const (
	BadObject  ProblemKind = "object"  // missing, or its bytes do not have its hash
	BadTrailer ProblemKind = "trailer" // a trailer contradicts the content
	BadText    ProblemKind = "text"    // a stored text that does not decode
	BadRef     ProblemKind = "ref"     // a ref that leads nowhere
	BadCatalog ProblemKind = "catalog" // a row that git contradicts
	BadFile    ProblemKind = "file"    // a leftover, a pack without its index
)

// VerifySummary counts what Verify looked at.
type VerifySummary struct {
	Revisions int   `json:"revisions"`
	Stories   int   `json:"stories"`
	Captures  int   `json:"captures"`
	Objects   int64 `json:"objects"` // read and hashed by the store
	Bytes     int64 `json:"bytes"`   // of texts and captures read
	Rows      int   `json:"rows"`    // of the catalog, compared
	Problems  int   `json:"problems"`
}

// GCOptions say what GC may do.
type GCOptions struct {
	All  bool // one pack, however much that rewrites
	Heal bool // re-create what can be re-created, remove leftovers
}

// GCSummary says what GC did.
type GCSummary struct {
	PacksBefore int      `json:"packs_before"`
	PacksAfter  int      `json:"packs_after"`
	LooseBefore int      `json:"loose_before"` // objects outside of packs
	LooseAfter  int      `json:"loose_after"`
	BytesBefore int64    `json:"bytes_before"`
	BytesAfter  int64    `json:"bytes_after"`
	Healed      []string `json:"healed,omitempty"` // one line each
}
