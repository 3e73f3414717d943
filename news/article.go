// Package news holds the article model: what a story, a revision and an
// article are, when an article is valid, and the Markdown form in which one is
// stored. It does not know git, the file system or the network, and imports no
// other package of newsarc.
package news

import (
	"slices"
	"strings"
)

// Article is the text of one published item at one moment, with what its
// publisher said about it. The zero value is an empty article, which is not
// valid.
type Article struct {
	// Headline is the title above the text. StandIn says that the input had
	// none and that the first sentence took its place.
	Headline string
	StandIn  bool

	Subhead  string // second line under the headline
	Byline   string // who wrote it, as printed: "By Ann Lee and Raj Patel"
	Dateline string // place, as printed: "HANGZHOU, China"
	Source   string // publisher: a host name ("apnews.com") or, for local files, a name

	ID      string   // the publisher's own identifier of the story, where it gave one
	URL     string   // canonical address
	Aliases []string // other addresses of the same story

	Section  string // "World", "Business"
	Language string // BCP 47 tag; empty means English

	Published Time // claimed by the publisher
	Modified  Time // claimed by the publisher

	Notes []Note // corrections and other notices, in the order printed
	Body  Body
}

// NoteKind says what a notice beside the text is.
type NoteKind string

// The kinds of notes. A correction says that something was wrong, a
// clarification that something was unclear, a retraction that the text is
// withdrawn, an update that something was added.
const (
	Correction    NoteKind = "correction"
	Clarification NoteKind = "clarification"
	Retraction    NoteKind = "retraction"
	EditorsNote   NoteKind = "editors-note"
	Update        NoteKind = "update"
	Credit        NoteKind = "credit" // who contributed: "Information was contributed by ..."
	Print         NoteKind = "print"  // where it stood in print: "A Section on 09/06/2016"
)

// NoteKinds lists every kind that Validate accepts.
var NoteKinds = []NoteKind{Correction, Clarification, Retraction, EditorsNote, Update, Credit, Print}

// Note is a notice that stands beside the text and is not part of the story
// told: a correction, a credit line, a print reference.
type Note struct {
	Kind NoteKind `json:"kind" yaml:"kind"`
	Text string   `json:"text" yaml:"text"`
}

// Equal reports whether a and b hold the same text and the same metadata.
func (a *Article) Equal(b *Article) bool {
	return a.Headline == b.Headline && a.StandIn == b.StandIn && a.Subhead == b.Subhead &&
		a.Byline == b.Byline && a.Dateline == b.Dateline && a.Source == b.Source &&
		a.ID == b.ID && a.URL == b.URL && slices.Equal(a.Aliases, b.Aliases) &&
		a.Section == b.Section && a.Language == b.Language &&
		a.Published.Equal(b.Published) && a.Modified.Equal(b.Modified) &&
		slices.Equal(a.Notes, b.Notes) && a.Body.Equal(b.Body)
}

// Lang returns the primary language subtag of a, "en" when none is given.
func (a *Article) Lang() string {
	tag, _, _ := strings.Cut(a.Language, "-")
	if tag == "" {
		return "en"
	}
	return strings.ToLower(tag)
}
