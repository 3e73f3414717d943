package english

import (
	"slices"
	"strings"
)

// SameSense reports whether two stretches of words keep the words that carry the
// sense: the same stems, perhaps in another order, or words for them that mean
// the same.
func SameSense(a, b []string) bool {
	a, b = plain(a), plain(b)
	a, b = again(a, b), again(b, a)
	return sameSenses(senses(a), senses(b)) && slices.Equal(directions(a), directions(b)) || joinedWords(a) == joinedWords(b)
}

// plain returns words with one word for each phrase.
func plain(words []string) []string { return nouns(unphrase(verbs(words))) }

// again returns a with "opened again" as "reopened" where b has that.
func again(a, b []string) []string {
	at := slices.IndexFunc(a, func(w string) bool { return w == "again" || w == "anew" })
	if at < 0 || slices.Contains(b, a[at]) {
		return a
	}
	for _, w := range b {
		verb, ok := strings.CutPrefix(w, "re")
		if !ok {
			continue
		}
		if i := slices.IndexFunc(a, func(v string) bool { return v == verb || Sense(v) == Sense(verb) }); i >= 0 {
			a = slices.Clone(a)
			a[i] = w
			return slices.Delete(a, at, at+1)
		}
	}
	return a
}

// joinedWords writes words without spaces and hyphens: "cease fire" is
// "ceasefire".
func joinedWords(ws []string) string { return strings.Join(ws, "") }

// directions returns the words of place and modality that turn a sense round,
// sorted: "to" is not "from".
func directions(words []string) []string {
	var out []string
	for _, w := range words {
		if turning()[w] {
			out = append(out, w)
		}
	}
	slices.Sort(out)
	return out
}

var turning = Set(`from before after against above below under up down out off without inside outside should must only`)

// senses returns the stems of the words that carry sense, sorted.
func senses(words []string) []string {
	var out []string
	for _, w := range words {
		for part := range strings.FieldsSeq(expand(w)) {
			if s := Sense(part); !Function(part) && !fillers()[part] && !silent(s) {
				out = append(out, s)
			}
		}
	}
	slices.Sort(out)
	return out
}

// silent reports whether a stem says nothing of the sense: a verb of saying,
// whose source is compared apart, and what stands for a function word.
func silent(stem string) bool {
	return stem == "accord" || synonymous(stem, "say") || synonymous(stem, "about")
}

// maxSenses bounds how many stems are matched by their synonyms.
const maxSenses = 64

// sameSenses reports whether two sorted lists of stems hold the same ones, or
// synonyms in their place.
func sameSenses(a, b []string) bool {
	var x, y []string // what has no equal
	for len(a) > 0 || len(b) > 0 {
		switch {
		case len(b) == 0 || len(a) > 0 && a[0] < b[0]:
			x, a = append(x, a[0]), a[1:]
		case len(a) == 0 || b[0] < a[0]:
			y, b = append(y, b[0]), b[1:]
		default:
			a, b = a[1:], b[1:]
		}
	}
	if len(x) != len(y) || len(x) > maxSenses {
		return false
	}
	for _, s := range x {
		k := slices.IndexFunc(y, func(t string) bool { return synonymous(s, t) })
		if k < 0 {
			return false
		}
		y = slices.Delete(y, k, k+1)
	}
	return true
}

// fillers are words that come and go without a change of sense.
var fillers = Set(`very really quite rather extremely truly simply actually basically indeed still already just even then thereby
	also himself herself itself themselves located situated ongoing currently respectively`)

// expand writes a contraction in full.
func expand(w string) string {
	switch w {
	case "won't":
		return "will not"
	case "can't", "cannot":
		return "can not"
	}
	if s, ok := strings.CutSuffix(w, "n't"); ok {
		return s + " not"
	}
	for _, e := range [...][2]string{{"'ll", " will"}, {"'re", " are"}, {"'ve", " have"}, {"'d", " would"}, {"'m", " am"}, {"'s", ""}} {
		if s, ok := strings.CutSuffix(w, e[0]); ok {
			return s + e[1]
		}
	}
	return w
}
