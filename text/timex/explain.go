package timex

import "strings"

// Explanation says how an expression came by its value.
type Explanation struct {
	Expression
	Text    string // the expression itself
	Pattern string // the rule's pattern, as the language file has it
	Slots   []Slot // what the words filled, in the order of the text
	// Against is the TIMEX3 value of the date that the expression was resolved
	// against: the reference, or an earlier mention; empty if it needed none.
	Against string
	// Tense is the tense of the clause, "past" or "future", if it was asked for
	// and found.
	Tense string
	// Narrative says that the text tells its own time, so that its mentions
	// outweigh the reference.
	Narrative bool
}

// Slot is a part of an expression's meaning and the word that gave it.
type Slot struct {
	Name  string // such as year, month, rel, unit
	Text  string // empty: the rule gave the value, no word
	Value string
}

// Explain tags the text as Tag does and says why for each expression.
func Explain(text string, ref Reference) []Explanation {
	lang := languages[primary(ref.Language)]
	if lang == nil {
		return nil
	}
	t := newTagger(lang(), text, ref)
	defer t.release()
	t.why = &[]Explanation{}
	t.run()
	return *t.why
}

// explain records why the expression just put out has its value. The context
// is still that before the expression.
func (f *frame) explain(e Expression) {
	t := f.t
	x := Explanation{
		Expression: e, Text: t.text[e.Start:e.End], Pattern: strings.Join(strings.Fields(f.rule.pattern), " "),
		Slots: f.slots(), Narrative: t.story, Tense: map[tense]string{pastTense: "past", futureTense: "future"}[t.asked],
	}
	switch {
	case e.Anchor == anchorReference:
		x.Against = t.ref.value()
	case e.Anchor == anchorMention && t.story && t.told.known():
		x.Against = t.told.value()
	case e.Anchor == anchorMention:
		x.Against = t.last.value()
	}
	*t.why = append(*t.why, x)
}

// slots lists what the frame holds.
func (f *frame) slots() []Slot {
	var list []Slot
	for i := f.from; i < f.to; i++ {
		for s := slotYear; s < numSlots; s++ {
			if f.caps[s].tok != 0 && f.index(s) == i {
				k := f.token(s)
				list = append(list, Slot{slotName(s), f.t.text[k.start:k.end], f.get(s).String()})
			}
		}
	}
	for _, c := range f.rule.consts {
		if f.caps[c.slot].tok == 0 {
			list = append(list, Slot{slotName(c.slot), "", c.value.String()})
		}
	}
	return list
}

// slotName returns the name of a slot. That of units has several, since most
// classes of units fill it.
func slotName(slot int) string {
	if slot == slotUnit {
		return "unit"
	}
	for n, s := range slotNames {
		if s == slot {
			return n
		}
	}
	return ""
}
