package signal

import (
	"github.com/newsarc/newsarc/diff/align"
	"github.com/newsarc/newsarc/news"
	"github.com/newsarc/newsarc/text/timex"
)

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

	Old   string       `json:"old"`
	New   string       `json:"new"`
	Edits []align.Edit `json:"edits,omitempty"`
}

// Text is the body of an article in its sentences, with what is known of each.
type Text struct {
	align.Text
	Known []*Known
}

// Known is what is known of a sentence from the comparisons before, wherever it
// stands. The zero value knows nothing.
type Known struct {
	times  []timex.Expression
	tagged int    // by which reference of the finder it has times, 0 for none
	notice int8   // whether it is a notice: 1 no, 2 yes, 0 not looked at
	read   bool   // what it states was asked for
	looked bool   // dotted and heads are set
	dotted bool   // there may be a point inside a word
	heads  heads  // with what letters its words begin
	low    string // in lower case with a line feed behind it; see reader.low
}

// Change is what changed between two articles, whose meaning is asked for.
type Change struct {
	Old, New *news.Article
	From, To Text // their bodies
	Fields   []Field
	Pairs    []align.Pair // of the sentences of From and To
	Moves    []align.Move
}

// Found is what a change means.
type Found struct {
	Signals   []Signal // what changed in substance or form, by place
	Noise     []Noise  // the changes that say nothing, each with the rule that says so
	OnlyNoise bool     // everything that changed is noise
	Weight    float64  // how much the change matters, from its signals; 0 for none or only noise
}
