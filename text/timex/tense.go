package timex

// future reports whether the clause around tokens [from, to) speaks of what is
// to come.
func (t *tagger) future(from, to int) bool {
	will := t.lang.classOf("WILL")
	for i := from - 1; i >= 0 && i >= from-12; i-- {
		k := &t.toks[i]
		if k.is(will) {
			return true
		}
		if t.toks[i+1].has(flagSentence) {
			break
		}
	}
	return false
}
