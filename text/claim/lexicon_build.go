package claim

import "strings"

// buildLexicon reads the lists of words. Tests do that, and write lexicon.bin: to
// read them takes a process that compares two texts a millisecond.
func buildLexicon() map[string]*entry {
	lex := make(map[string]*entry, 3000)
	add := func(w string) *entry {
		e := lex[w]
		if e == nil {
			e = &entry{word: w}
			lex[w] = e
		}
		return e
	}
	for _, g := range wordGroups {
		for w := range strings.FieldsSeq(g.words) {
			e := add(w)
			e.class |= g.class
			if g.role != "" {
				e.role = g.role
			}
			if g.level != 0 {
				e.level = g.level
			}
		}
	}
	for _, g := range harmVerbs {
		for base := range strings.FieldsSeq(g.words) {
			for _, w := range inflect(base) {
				addHarm(add(w), g.class, g.role)
			}
		}
	}
	for _, g := range irregular {
		for w := range strings.FieldsSeq(g.words) {
			addHarm(add(w), g.class, g.role)
		}
	}
	for w, pt := range particles {
		addHarm(add(w), harm, pt.role)
	}
	for _, l := range []struct {
		class class
		text  string
	}{{numeral, numerals}, {scale, scales}, {vague, vagues}, {fraction, fractions}} {
		for line := range strings.Lines(strings.TrimSpace(l.text)) {
			var e *entry
			for i, f := range strings.Fields(line) {
				switch i {
				case 0:
					e = add(f)
					e.class |= l.class
				case 1:
					e.value = figure(f)
				default:
					e.to = figure(f)
				}
			}
		}
	}
	for c, lines := range map[class]string{currency: currencies, unit: units, period: periods} {
		for line := range strings.Lines(strings.TrimSpace(lines)) {
			sense, words, _ := strings.Cut(strings.TrimSpace(line), ": ")
			for w := range strings.FieldsSeq(words) {
				e := add(w)
				e.class |= c
				e.sense = sense
			}
		}
	}
	return lex
}

// addHarm adds a class of harm to e. What the hand-written lists say of its role
// goes before.
func addHarm(e *entry, c class, r Role) {
	e.class |= c
	if e.role == "" {
		e.role = r
	}
}
