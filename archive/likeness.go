package archive

import (
	"math/bits"
	"slices"
	"unicode"
	"unicode/utf8"

	"github.com/newsarc/newsarc/news"
)

// Two texts are alike by the share of three-word shingles that they have in
// common. Measured on news: different articles stay below .17, the same article
// with one word in twenty changed stays above .58. A text that has been
// rewritten further is only taken for the same under the same headline.
const (
	clearLikeness = 0.5  // is the same story
	namedLikeness = 0.25 // is the same story under the same headline
	weakLikeness  = 0.25 // is worth telling
	// containedLikeness is the share of the shorter text's shingles that makes
	// it the same story under the same headline, when one has grown.
	containedLikeness = 0.6
	minShingles       = 8 // below, only the same text is the same story
)

// sketchSize is how many hashes stand for a text. Two texts with half of their
// shingles in common share none of them once in four thousand.
const sketchSize = 12

// shingles are the hashes of the three-word sequences of a text, in order and
// each once.
type shingles []uint64

// newShingles returns the shingles of a body. Case and punctuation do not
// count; characters of scripts that are written without spaces count as words.
func newShingles(body news.Body) shingles {
	var set shingles
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
func (s shingles) common(t shingles) int {
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

// likeness returns the share of shingles in common (Jaccard) and the share of
// the shorter text's.
func (s shingles) likeness(t shingles) (jaccard, contained float64) {
	n := s.common(t)
	if n == 0 {
		return 0, 0
	}
	return float64(n) / float64(len(s)+len(t)-n), float64(n) / float64(min(len(s), len(t)))
}

// sketch returns the keys under which the catalog finds texts like this one
// among those of a source: the smallest of its hashes, after an order of the
// source's own.
func (s shingles) sketch(source string) []int64 {
	seed := uint64(14695981039346656037)
	for i := range len(source) {
		seed = (seed ^ uint64(source[i])) * 1099511628211
	}
	keys := make([]int64, 0, sketchSize+1)
	for _, h := range s {
		key := int64(mix(h, seed, 0) >> 1)
		if len(keys) == sketchSize && key >= keys[sketchSize-1] {
			continue
		}
		i, ok := slices.BinarySearch(keys, key)
		if ok {
			continue
		}
		keys = slices.Insert(keys, i, key)
		keys = keys[:min(len(keys), sketchSize)]
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

// sameStory reports whether two texts are clearly of one story.
func sameStory(jaccard, contained float64, n int, sameHeadline bool) bool {
	if n < minShingles {
		return jaccard == 1
	}
	return jaccard >= clearLikeness || sameHeadline && (jaccard >= namedLikeness || contained >= containedLikeness)
}
