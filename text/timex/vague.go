package timex

// opConstant gives the value of the rule.
func opConstant(f *frame) bool {
	return f.emit(result{typ: Date, value: f.sym(slotValue), anchor: anchorReference})
}

// opSoon resolves "soon" where the clause speaks of the future; in a story it
// means shortly after.
func opSoon(f *frame) bool {
	return f.t.future(f.from, f.to) && f.emit(result{typ: Date, value: "FUTURE_REF", anchor: anchorReference})
}

// opOneDay resolves "will one day".
func opOneDay(f *frame) bool {
	return f.num(slotNum) == 1 && f.emit(result{typ: Date, value: "FUTURE_REF", anchor: anchorReference})
}

// opTheTime resolves "at the time", unless a clause says which.
func opTheTime(f *frame) bool {
	return !f.t.wordAt(f.to, classOf) && !f.t.wordAt(f.to, classFollows) && f.emit(result{typ: Date, value: "PAST_REF", anchor: anchorMention})
}

// opWhile gives "a while" a length nobody knows.
func opWhile(f *frame) bool {
	return f.emit(result{typ: Duration, value: "PXX", anchor: anchorText})
}

// opNarrative is for words that tell a time in a story but not in news:
// "former", "at the same time".
func opNarrative(f *frame) bool {
	if !f.t.story {
		return false
	}
	if f.has(slotValue) {
		return opConstant(f)
	}
	return opMention(f)
}
