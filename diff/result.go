package diff

import (
	"github.com/newsarc/newsarc/news"
	"github.com/newsarc/newsarc/text"
)

// Result is what changed between two states of an article. Its spans are byte
// ranges of Body.Text of the old or the new article, or of a field's value.
type Result struct {
	Old, New *news.Article // as given; nil where there was none

	// OldSentences and NewSentences are the sentences of the two bodies. The
	// indices in Pairs point into them.
	OldSentences, NewSentences []news.Sentence

	Fields []Field // the fields that differ, in the order in which they stand in an article
	Pairs  []Pair  // every sentence of both bodies exactly once, in reading order
	Moves  []Move  // the runs of sentences that changed their place

	Signals  []Signal // what changed in substance or form, by place
	Noise    []Noise  // the changes that say nothing, each with the rule that says so
	AllNoise bool     // everything that changed is noise
	Weight   float64  // how much the change matters, from its signals; 0 for none or only noise

	// Coarse says that the texts were too large or too unlike to be compared
	// in every detail: some pairs or edits are longer than they had to be.
	Coarse bool

	oldText, newText string // Body.Text of both
	ops              int    // steps taken
	repaired         int    // pairs that check had to replace
}

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
	Old  []int `json:"old"` // ascending indices into OldSentences, empty when inserted
	New  []int `json:"new"` // ascending indices into NewSentences, empty when deleted

	// Move is the number, from 1, of the move in Result.Moves of which this
	// pair is part; 0 when it stayed in its place.
	Move int `json:"move,omitempty"`

	// Edits are the word hunks inside a pair that is edited, split or merged,
	// in order; what lies between them is equal but for white space between
	// sentences.
	Edits []Edit `json:"edits,omitempty"`
}

// Edit is a hunk of words: a span of the old text that gave way to a span of
// the new. One of them may be empty, and then marks the place. Spans in a pair
// are spans of Body.Text, spans in a field are spans of its value.
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
	Pairs []int `json:"pairs"` // indices into Result.Pairs, in order
	Down  bool  `json:"down"`  // it stands nearer to the end than before
	By    int   `json:"by"`    // how many sentences that stayed it passed
}

// Field is a part of the article beside its body that changed.
type Field struct {
	// Name is the key of the field in the stored form: "headline", "byline",
	// "published", "alias", "note".
	Name string `json:"name"`

	// NoteKind is set for a note. OldIndex and NewIndex are the places of a
	// note or an alias in its list, -1 where it is absent.
	NoteKind news.NoteKind `json:"note_kind,omitempty"`
	OldIndex int           `json:"old_index"`
	NewIndex int           `json:"new_index"`

	Old   string `json:"old"`
	New   string `json:"new"`
	Edits []Edit `json:"edits,omitempty"`
}

// Evidence is a place in one of the two texts.
type Evidence struct {
	Field string `json:"field,omitempty"` // name of the field; empty: the body
	Index int    `json:"index,omitempty"` // of a note or an alias in its list
	text.Span
	Text string `json:"text"` // the words there; empty where nothing stands
}

// SignalKind names a way in which a text can change that a reader may want to
// know of.
type SignalKind string

// Signal is one thing that changed, with its evidence in both texts.
type Signal struct {
	Kind   SignalKind `json:"kind"`
	Pair   int        `json:"pair"` // index into Result.Pairs, -1 for a field
	Old    Evidence   `json:"old"`
	New    Evidence   `json:"new"`
	Detail string     `json:"detail,omitempty"` // such as "added", "firmer", "killed"

	OldValue *float64 `json:"old_value,omitempty"` // of a number, in Unit
	NewValue *float64 `json:"new_value,omitempty"`
	Unit     string   `json:"unit,omitempty"`
}

// Noise is a change that tells the reader nothing, with the rule that says so.
type Noise struct {
	Rule string   `json:"rule"`
	Pair int      `json:"pair"` // index into Result.Pairs, -1 for a field
	Old  Evidence `json:"old"`
	New  Evidence `json:"new"`
}

// OldText returns the old article's Body.Text, of which the old spans are spans.
func (r *Result) OldText() string { return r.oldText }

// NewText returns the new article's Body.Text, of which the new spans are spans.
func (r *Result) NewText() string { return r.newText }

// Changed reports whether the two articles differ at all.
func (r *Result) Changed() bool {
	if len(r.Fields) > 0 || len(r.Moves) > 0 || (r.Old == nil) != (r.New == nil) {
		return true
	}
	for _, p := range r.Pairs {
		if p.Kind != Same {
			return true
		}
	}
	return r.Old != nil && !r.Old.Body.Equal(r.New.Body) // paragraphs, kinds
}
