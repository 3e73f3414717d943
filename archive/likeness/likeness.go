// Package likeness says how much two texts are alike, and whether they are clearly
// of one story. It knows nothing of addresses, sources or archives: those who
// know that two texts have one address need not ask it.
//
// Two texts are alike by the share of three-word shingles that they have in
// common. Measured on news: different articles stay below .17, the same article
// with one word in twenty changed stays above .58. A text that has been rewritten
// further is only taken for the same under the same headline. Sketches, a few of a
// text's shingles, find the texts that are worth a comparison.
package likeness

import (
	"math/bits"
	"slices"
	"unicode"
	"unicode/utf8"

	"github.com/newsarc/newsarc/news"
)

// Weak is the likeness of texts that are not clearly of one story, but worth
// telling.
const Weak = 0.25

const (
	clear     = 0.5  // is the same story
	named     = 0.25 // is the same story under the same headline
	contained = 0.6  // share of the shorter text's that makes it so, when one has grown
	few       = 8    // shingles: below, only the same text is the same story
)

// SketchSize is how many hashes stand for a text. Two texts with half of their
// shingles in common share none of them once in four thousand.
const SketchSize = 12

// Shingles are the hashes of the three-word sequences of a text, in order and
// each once.
type Shingles []uint64

// Of returns the shingles of a body. Case and punctuation do not count;
// characters of scripts that are written without spaces count as words.
func Of(body news.Body) Shingles {
	var set Shingles
	var a, b uint64 // hashes of the two words before
	n := 0
	for _, p := range body {
		for _, s := range p.Sentences {
			eachWord(s, func(w uint64) {
				if n++; n >= 3 {
					set = append(set, mix(a, b, w))
				}
				a, b = b, w
			})
		}
	}
	if n < 3 {
		set = append(set, mix(a, b, 0))
	}
	slices.Sort(set)
	return slices.Compact(set)
}

const prime = 0x9e3779b97f4a7c15

func mix(a, b, c uint64) uint64 {
	h := bits.RotateLeft64(a, 17) ^ bits.RotateLeft64(b, 37) ^ c
	h ^= h >> 32
	h *= prime
	return h ^ h>>29
}

// eachWord calls f with a hash of each word of s.
func eachWord(s string, f func(uint64)) {
	const offset, fnv = 14695981039346656037, 1099511628211
	h := uint64(offset)
	in := false
	end := func() {
		if in {
			f(h * prime)
			h, in = offset, false
		}
	}
	for _, r := range s {
		switch {
		case r >= 'A' && r <= 'Z':
			r += 'a' - 'A'
		case r < utf8.RuneSelf:
			if (r < 'a' || r > 'z') && (r < '0' || r > '9') {
				end()
				continue
			}
		case !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r):
			end()
			continue
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar):
			end()
			h, in = (h^uint64(r))*fnv, true
			end()
			continue
		default:
			r = unicode.ToLower(r)
		}
		h, in = (h^uint64(r))*fnv, true
	}
	end()
}

// common returns how many shingles two texts have in common.
func (s Shingles) common(t Shingles) int {
	n := 0
	for i, j := 0, 0; i < len(s) && j < len(t); {
		switch {
		case s[i] < t[j]:
			i++
		case s[i] > t[j]:
			j++
		default:
			i, j, n = i+1, j+1, n+1
		}
	}
	return n
}

// Text is what likeness sees of a text.
type Text struct {
	Headline string
	Shingles Shingles
}

// TextOf returns what likeness sees of an article.
func TextOf(a *news.Article) Text { return Text{a.Headline, Of(a.Body)} }

// Compare returns the share of shingles that two texts have in common (Jaccard),
// from 0 to 1, and whether they are clearly of one story.
func (t Text) Compare(u Text) (share float64, same bool) {
	n := t.Shingles.common(u.Shingles)
	if n == 0 {
		return 0, false
	}
	shorter := min(len(t.Shingles), len(u.Shingles))
	share = float64(n) / float64(len(t.Shingles)+len(u.Shingles)-n)
	if shorter < few {
		return share, share == 1
	}
	grown := float64(n)/float64(shorter) >= contained
	return share, share >= clear || (share >= named || grown) && sameWords(t.Headline, u.Headline)
}

// Sketch returns the keys under which the catalog finds texts like this one
// among those of a source: the smallest of its hashes, after an order of the
// source's own.
func (s Shingles) Sketch(source string) []int64 {
	seed := uint64(14695981039346656037)
	for i := range len(source) {
		seed = (seed ^ uint64(source[i])) * 1099511628211
	}
	keys := make([]int64, 0, SketchSize+1)
	for _, h := range s {
		key := int64(mix(h, seed, 0) >> 1)
		if len(keys) == SketchSize && key >= keys[SketchSize-1] {
			continue
		}
		i, ok := slices.BinarySearch(keys, key)
		if ok {
			continue
		}
		keys = slices.Insert(keys, i, key)
		keys = keys[:min(len(keys), SketchSize)]
	}
	return keys
}

// sameWords reports whether two headlines have the same words.
func sameWords(a, b string) bool {
	var x, y []uint64
	eachWord(a, func(w uint64) { x = append(x, w) })
	eachWord(b, func(w uint64) { y = append(y, w) })
	return len(x) > 0 && slices.Equal(x, y)
}
