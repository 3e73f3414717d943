// Package text finds the parts of running text: paragraphs, sentences, words.
// It works on byte offsets and never changes a character. What the words mean
// is the work of its sub-packages: timex finds time expressions, claim finds
// quantities, quotes and names.
package text

// Span is a half-open range of bytes of some text.
type Span struct{ Start, End int }
