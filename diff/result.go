package diff

import (
	"github.com/newsarc/newsarc/diff/align"
	"github.com/newsarc/newsarc/diff/signal"
	"github.com/newsarc/newsarc/news"
)

// Sentences and words are compared by package align, in whose words a result
// speaks.
type (
	Kind = align.Kind // what became of the sentences of a pair
	Pair = align.Pair // sentences that stand for each other
	Edit = align.Edit // words that gave way to others
	Move = align.Move // sentences that changed their place
)

// The kinds of pairs.
const (
	Same     = align.Same
	Edited   = align.Edited
	Split    = align.Split
	Merged   = align.Merged
	Inserted = align.Inserted
	Deleted  = align.Deleted
)

// What a change means is found by package signal.
type (
	Field      = signal.Field    // a part of the article beside its body that changed
	Evidence   = signal.Evidence // a place in one of the two texts
	Signal     = signal.Signal   // one thing that changed, with its evidence in both texts
	SignalKind = signal.Kind     // a way in which a text can change that a reader may want to know of
	Noise      = signal.Noise    // a change that tells the reader nothing
)

// The kinds of signals.
const (
	Number      = signal.Number
	Casualty    = signal.Casualty
	Money       = signal.Money
	Date        = signal.Date
	Quote       = signal.Quote
	NameChange  = signal.NameChange
	Attribution = signal.Attribution
	Negation    = signal.Negation
	Hedge       = signal.Hedge
	Headline    = signal.Headline
	Byline      = signal.Byline
	Correction  = signal.Correction
	Link        = signal.Link
	Content     = signal.Content
	Style       = signal.Style
	Typo        = signal.Typo
	Layout      = signal.Layout
)

// SignalKinds lists every kind, those that matter most first.
var SignalKinds = signal.Kinds

// Words compares two lines of text word by word. Between the hunks the lines
// are equal; putting the new words of each hunk in the place of the old ones
// turns from into to.
func Words(from, to string) []Edit { return align.Words(from, to) }

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
	steps            int    // that the comparison took
	repaired         int    // pairs that check had to replace
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
		if p.Kind != align.Same {
			return true
		}
	}
	return r.Old != nil && !r.Old.Body.Equal(r.New.Body) // paragraphs, kinds
}

// Rebuild says where the pairs and edits of r contradict the two texts; nil when
// each text follows from the other and r.
func (r *Result) Rebuild() error {
	a := align.Alignment{
		Old:   align.Text{Body: r.oldText, Sentences: r.OldSentences},
		New:   align.Text{Body: r.newText, Sentences: r.NewSentences},
		Pairs: r.Pairs,
	}
	return a.Rebuild()
}

// Kinds returns the kinds of all signals of r, each once, in the order of
// SignalKinds.
func (r *Result) Kinds() []SignalKind {
	seen := map[signal.Kind]bool{}
	for i := range r.Signals {
		for _, k := range r.Signals[i].Kinds() {
			seen[k] = true
		}
	}
	var out []signal.Kind
	for _, k := range signal.Kinds {
		if seen[k] {
			out = append(out, k)
		}
	}
	return out
}
