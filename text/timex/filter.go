package timex

import "strings"

// The filters tell time expressions from what only looks like one: "may" the
// verb, "1984" the novel, "2010 people".

// wordAt reports whether token i is a word of the class.
func (t *tagger) wordAt(i, class int) bool {
	return i >= 0 && i < len(t.toks) && t.toks[i].is(class)
}

// before returns the token before i if it stands in the same sentence.
func (t *tagger) before(i int) *token {
	if i <= 0 || t.toks[i].has(flagSentence) {
		return nil
	}
	return &t.toks[i-1]
}

// after returns token i if it stands in the same sentence as the one before it.
func (t *tagger) after(i int) *token {
	if i >= len(t.toks) || t.toks[i].has(flagSentence) {
		return nil
	}
	return &t.toks[i]
}

// monthName reports whether the single word at i is the name of a month.
func (t *tagger) monthName(i int) bool {
	k := &t.toks[i]
	if t.lang.upper && !k.has(flagUpper) {
		return false
	}
	if !t.wordAt(i, classHomonym) {
		return true
	}
	if t.before(i) == nil {
		return t.wordAt(i+1, classColon) // June: Parliament votes
	}
	if k := t.after(i + 1); k != nil && k.has(flagWord|flagUpper) && k.lex == nil && t.wordAt(i-1, classJoins) {
		return false // Jan Smit and April Jones
	}
	if t.wordAt(i-1, classLeads) || t.wordAt(i-1, classMonth) || t.wordAt(i-1, classExtreme) {
		return !t.wordAt(i+1, classVerbal)
	}
	return t.wordAt(i-1, classThe) && !t.wordAt(i+1, classFollows)
}

// yearNumber reports whether the bare number of four digits in tokens [from,
// to) is a year.
func (t *tagger) yearNumber(from, to int) bool {
	k := &t.toks[to-1]
	y := int(k.num)
	if t.quoted(from, to) {
		return false
	}
	led := t.before(from) != nil && t.wordAt(from-1, classLeads)
	if k.has(flagHyphen) && !t.wordAt(to-2, classPrefix) {
		return false
	}
	if !led && (y < 1500 || t.ref.valid() && y > t.ref.year+60) {
		return false
	}
	if t.before(from) != nil && t.wordAt(from-1, classNumbered) {
		return false
	}
	if p := t.before(from); p != nil && !led && k.has(flagNumeric) && p.has(flagUpper) && p.lex == nil {
		return false // Vision 2030
	}
	return !t.counted(to, led)
}

// quoted reports whether quotation marks stand directly around the tokens [from,
// to), as around the title of a book.
func (t *tagger) quoted(from, to int) bool {
	mark := func(s string) bool {
		return s != "" && (s[0] == '"' || strings.HasPrefix(s, "“") || strings.HasPrefix(s, "”") || strings.HasPrefix(s, "''"))
	}
	i, k := int(t.toks[from].start), int(t.toks[to-1].end)
	return (i > 0 && t.text[i-1] == '"' || i > 2 && t.text[i-3:i] == "“" || i > 1 && t.text[i-2:i] == "``") && mark(t.text[k:])
}

// counted reports whether the word at i is what a number before it counts.
func (t *tagger) counted(i int, led bool) bool {
	k := t.after(i)
	if k == nil || !k.has(flagWord) || k.has(flagHyphen) {
		return false
	}
	if t.wordAt(i, classCounted) {
		return true
	}
	if led || k.has(flagUpper) {
		return false
	}
	w := t.text[k.start:k.end]
	return len(w) > 3 && w[len(w)-1] == 's' && w[len(w)-2] != 's' && !t.wordAt(i-2, classThe) && !t.wordAt(i-2, classPoss) && k.lex == nil
}

// title reports whether the word at i is written with a capital though it does
// not open a sentence, as in "USA Today" and "This Week".
func (t *tagger) title(i int) bool {
	k := &t.toks[i]
	if !k.has(flagUpper) || k.has(flagSentence) || i == 0 {
		return false
	}
	p := &t.toks[i-1]
	return p.has(flagWord) && p.has(flagUpper)
}
