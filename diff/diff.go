// Package diff says what changed between two states of an article: in its
// fields, in its sentences (edited, split, merged, moved, inserted, deleted),
// in the words of each sentence, and what that means (signals, noise).
//
// It compares two texts and knows nothing of archives, revisions' ids or
// output. It does not say why a text changed, and never says that a publisher
// deleted something: a sentence is present in one text and absent in the other.
package diff

import "github.com/newsarc/newsarc/news"

// Options say how far a comparison goes. The zero value compares everything.
type Options struct {
	Structure bool // only fields, sentences and words: no signals, no noise
}

// Articles compares two states of an article. Either may be nil: everything is
// then inserted or deleted. The same input always gives the same result.
func Articles(from, to *news.Article, opts Options) *Result {
	r := &Result{Old: from, New: to}
	if from != nil {
		r.OldSentences = from.Body.Sentences()
	}
	if to != nil {
		r.NewSentences = to.Body.Sentences()
	}
	r.Fields = fields(from, to)
	if !opts.Structure {
		signals(r)
		noise(r)
	}
	return r
}
