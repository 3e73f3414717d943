package english

import (
	_ "embed"
	"strings"
	"sync"
)

// phrasal maps the words behind a verb to the verbs that they make another one
// of: "out" behind "carry" conducts.
var phrasal = sync.OnceValue(func() map[string][]verb {
	m := map[string][]verb{}
	for line := range strings.Lines(phrasalLines) {
		phrase, means, _ := strings.Cut(strings.TrimSpace(line), ": ")
		first, rest, _ := strings.Cut(phrase, " ")
		m[rest] = append(m[rest], verb{Sense(first), means})
		if particle, _, more := strings.Cut(rest, " "); more {
			m[particle] = append(m[particle], verb{}) // so that what begins a phrase is known
		}
	}
	return m
})

// verb is what a verb, by its stem, means in some company.
type verb struct{ stem, means string }

// phrasalLines holds a verb with its particles and what it means on each line,
// both without endings.
//
//go:embed phrasal.txt
var phrasalLines string

// nominal maps a noun that stands for what is done to the verb for it and to the
// verbs that only carry the noun: "made a complaint" is "complained".
var nominal = sync.OnceValue(func() map[string]carried {
	m := map[string]carried{}
	for line := range strings.Lines(nominalLines) {
		words := strings.Fields(line)
		c := carried{means: words[1]}
		for _, w := range words[2:] {
			c.by = append(c.by, Sense(w))
		}
		m[words[0]] = c
	}
	return m
})

// carried is what a noun means with one of some verbs, by their stems.
type carried struct {
	means string
	by    []string
}

// nominalLines holds a noun, the verb for it and the verbs that carry it on each
// line, all without endings.
//
//go:embed nominal.txt
var nominalLines string

// maxParticles is how many words behind a verb may belong to it.
const maxParticles = 4

// verbs replaces a verb and its particles, and a pronoun between them, by the verb
// that means the same: "called it off" by "cancel it". Endings do not matter to a
// sense, so that it has none.
func verbs(words []string) []string {
	out := make([]string, 0, len(words))
	for i := 0; i < len(words); {
		w := words[i]
		if i+2 < len(words) && Pronoun(words[i+1]) {
			if means, n := phrasalAt(w, words[i+2:]); n > 0 {
				out = append(append(out, strings.Fields(means)...), words[i+1])
				i += 2 + n
				continue
			}
		}
		if means, n := phrasalAt(w, words[i+1:]); n > 0 {
			out = append(out, strings.Fields(means)...)
			i += 1 + n
			continue
		}
		out = append(out, w)
		i++
	}
	return out
}

// phrasalAt returns what a verb means with the words behind it, and how many of
// those belong to it; most, if there is a choice.
func phrasalAt(w string, behind []string) (means string, n int) {
	if len(behind) == 0 || phrasal()[behind[0]] == nil {
		return "", 0
	}
	s := Sense(w)
	for k := min(maxParticles, len(behind)); k > 0; k-- {
		for _, v := range phrasal()[strings.Join(behind[:k], " ")] {
			if s == v.stem || synonymous(s, v.stem) {
				return v.means, k
			}
		}
	}
	return "", 0
}

// nouns replaces verbs that only carry a noun, with the noun and what stands
// between, by the verb for the noun.
func nouns(words []string) []string {
	out := make([]string, 0, len(words))
	for i := 0; i < len(words); {
		j := i + 1
		if j < len(words) && article(words[j]) {
			j++
		}
		if j < len(words) {
			if c, ok := nominal()[singular(words[j])]; ok && carries(words[i], c.by) {
				out = append(out, c.means)
				i = j + 1
				continue
			}
		}
		out = append(out, words[i])
		i++
	}
	return out
}

func carries(w string, by []string) bool {
	s := Sense(w)
	for _, v := range by {
		if s == v || synonymous(s, v) {
			return true
		}
	}
	return false
}

func article(w string) bool {
	switch w {
	case "a", "an", "the", "his", "her", "its", "their":
		return true
	}
	return false
}

// singular takes the ending of number from a noun.
func singular(w string) string {
	if s, ok := strings.CutSuffix(w, "ies"); ok {
		return s + "y"
	}
	return strings.TrimSuffix(w, "s")
}
