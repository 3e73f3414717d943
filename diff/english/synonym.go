package english

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
)

// synonyms maps the stems of newsroom English to the sets of words that a copy
// editor exchanges for each other. Words that only resemble each other
// ("rebels", "terrorists") share none, because exchanging them changes what is
// said.
var synonyms = sync.OnceValue(func() map[string][]int16 {
	m := map[string][]int16{}
	n := int16(0)
	for line := range strings.Lines(synonymLines) {
		n++
		for w := range strings.FieldsSeq(line) {
			if s := Sense(w); !slices.Contains(m[s], n) {
				m[s] = append(m[s], n)
			}
		}
	}
	return m
})

// synonymous reports whether two stems are in one set of synonyms.
func synonymous(a, b string) bool {
	of := synonyms()
	for _, n := range of[a] {
		if slices.Contains(of[b], n) {
			return true
		}
	}
	return false
}

// synonymLines holds one set of synonyms a line: forms of a verb, or words that a
// desk exchanges for each other.
//
//go:embed synonyms.txt
var synonymLines string
