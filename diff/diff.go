// Package diff says what changed between two states of an article: in its
// fields, in its sentences (edited, split, merged, moved, inserted, deleted),
// in the words of each sentence, and what that means (signals, noise).
//
// It joins what its parts find: align, which sentences stand for each other and
// which words differ; signal, what that means; noise, which changes mean nothing.
// Of its own it has the fields beside the body, the one line that says what
// changed, and the history of the sentences of a story.
//
// It compares two texts and knows nothing of archives, commits or output. It
// does not say why a text changed, and never says that a publisher deleted
// something: a sentence is present in one text and absent in the other.
package diff

import (
	"github.com/newsarc/newsarc/diff/signal"
	"github.com/newsarc/newsarc/news"
)

// Options say how far a comparison goes. The zero value compares everything.
type Options struct {
	Structure bool // only fields, sentences and words: no signals, no noise
}

// Articles compares two states of an article. Either may be nil: everything is
// then inserted or deleted. The same input always gives the same result.
//
// Both texts are rebuilt from the result before it is returned; a part that
// would not rebuild is replaced by one long edit and the result marked coarse.
func Articles(from, to *news.Article, opts Options) *Result {
	return articles(from, to, opts, &memo{})
}

// articles is Articles with what m knows of the texts.
func articles(from, to *news.Article, opts Options, m *memo) *Result {
	r := &Result{Old: from, New: to}
	a := m.begin()
	defer m.end(a)
	f := fields{Aligner: a, memo: m}
	r.Fields = f.between(from, to)
	old, new := m.old(from), m.new(to)
	r.OldSentences, r.oldText, r.NewSentences, r.newText = old.Sentences, old.Body, new.Sentences, new.Body
	texts := a.Texts(old.Text, new.Text)
	r.Pairs, r.Moves, r.Coarse, r.repaired, r.steps = texts.Pairs, texts.Moves, texts.Coarse, texts.Repaired, a.Steps()
	if !opts.Structure {
		found := m.finder.Find(&signal.Change{Old: from, New: to, From: old, To: new, Fields: r.Fields, Pairs: r.Pairs, Moves: r.Moves})
		r.Signals, r.Noise, r.AllNoise, r.Weight = found.Signals, found.Noise, found.OnlyNoise, found.Weight
		if from != nil && to != nil {
			m.keep(to)
		}
	}
	return r
}
