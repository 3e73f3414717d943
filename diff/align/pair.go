package align

import "github.com/newsarc/newsarc/text"

// Kind says what became of the sentences of a pair. A move is told apart from
// it: a sentence may be moved and edited at once.
type Kind string

// The kinds of pairs.
const (
	Same     Kind = "same"     // one sentence, to the letter
	Edited   Kind = "edited"   // one sentence, changed
	Split    Kind = "split"    // one old sentence, several new
	Merged   Kind = "merged"   // several old sentences, one new
	Inserted Kind = "inserted" // one new sentence
	Deleted  Kind = "deleted"  // one old sentence
)

// Pair is a group of sentences that stand for each other.
type Pair struct {
	Kind Kind  `json:"kind"`
	Old  []int `json:"old"` // ascending indices into the old sentences, empty when inserted
	New  []int `json:"new"` // ascending indices into the new sentences, empty when deleted

	// Move is the number, from 1, of the move of which this pair is part; 0
	// when it stayed in its place.
	Move int `json:"move,omitempty"`

	// Edits are the word hunks inside a pair that is edited, split or merged,
	// in order; what lies between them is equal but for white space between
	// sentences.
	Edits []Edit `json:"edits,omitempty"`
}

// Edit is a hunk of words: a span of the old text that gave way to a span of
// the new. One of them may be empty, and then marks the place. Spans in a pair
// are spans of the bodies, otherwise of the lines that were compared.
type Edit struct {
	Old text.Span `json:"old"`
	New text.Span `json:"new"`

	// Form says that the words are the same: what differs is white space, or
	// the capital of a word that now begins a sentence or no longer does.
	Form bool `json:"form,omitempty"`

	// Move is set where the words were not taken away or added but changed
	// their place within the pair or field: the edit that holds the old place
	// and the one that holds the new have the same number, from 1.
	Move int `json:"move,omitempty"`
}

// Move is a run of neighbouring sentences that changed its place among those
// that stayed.
type Move struct {
	Pairs []int `json:"pairs"` // indices into the pairs, in order
	Down  bool  `json:"down"`  // it stands nearer to the end than before
	By    int   `json:"by"`    // how many sentences that stayed it passed
}
