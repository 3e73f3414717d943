package news

import "time"

// Class says why a revision exists. Only Publisher and Correction are edits by
// the newspaper.
type Class string

// The classes of revisions.
const (
	Publisher    Class = "publisher"  // the publisher's text changed
	CorrectionBy Class = "correction" // it changed, and a notice says so
	Extraction   Class = "extraction" // a newer extractor read the same capture
	Import       Class = "import"     // taken over from another archive
	Merge        Class = "merge"      // two archives were joined
)

// Valid reports whether c is one of the classes.
func (c Class) Valid() bool {
	switch c {
	case Publisher, CorrectionBy, Extraction, Import, Merge:
		return true
	}
	return false
}

// Revision is one state of a story's text. The archive fills it; nothing in it
// needs git to be understood.
type Revision struct {
	Story  string `json:"story"`  // id: path without ".md"
	Number int    `json:"number"` // 1, 2, 3 by Captured within the story; a backfill may shift it
	Commit string `json:"commit"` // 40 hex digits; never changes
	Blob   string `json:"blob"`   // 40 hex digits of the stored text
	Class  Class  `json:"class"`

	Headline string `json:"headline"`
	Summary  string `json:"summary,omitempty"` // one line on what changed
	Source   string `json:"source"`
	URL      string `json:"url,omitempty"`

	Published Time      `json:"published,omitzero"` // claimed
	Modified  Time      `json:"modified,omitzero"`  // claimed
	Captured  time.Time `json:"captured"`           // seen by us, UTC, to the second

	TextSHA256    string `json:"text_sha256"`              // of the stored text
	Capture       string `json:"capture,omitempty"`        // commit id on refs/heads/captures
	CaptureSHA256 string `json:"capture_sha256,omitempty"` // of the bytes received
	Extractor     string `json:"extractor,omitempty"`      // name and version of what read the capture

	Article *Article `json:"-"` // the text, where it was asked for
}
