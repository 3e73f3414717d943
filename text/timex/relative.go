package timex

// opAgo resolves "three days ago", "two years later".
func opAgo(f *frame) bool {
	g := unitGranularity[f.sym(slotUnit)]
	if g == None {
		return false
	}
	dir := f.num(slotRel)
	base, anchor := f.t.here(), anchorReference
	if f.sym(slotDir) == "mention" && f.t.last.known() || f.t.story && f.t.last.known() {
		base, anchor = f.t.last, anchorMention
	}
	if !f.has(slotNum) {
		v := "PAST_REF"
		if dir > 0 {
			v = "FUTURE_REF"
		}
		return f.emit(result{typ: Date, value: v, anchor: anchor})
	}
	n := f.num(slotNum)
	if n > 1e6 {
		return false
	}
	return f.emit(result{m: base.add(dir*n, g), anchor: anchor})
}

// opConstant gives the value of the rule or of the word.
func opConstant(f *frame) bool {
	typ := Date
	if f.has(slotType) {
		typ = Type(f.sym(slotType))
	}
	return f.emit(result{typ: typ, value: f.sym(slotValue), anchor: anchorReference})
}

// opSet gives "every day", "Mondays", "weekly" a value.
func opSet(f *frame) bool {
	r := result{typ: Set, anchor: anchorText}
	switch {
	case f.has(slotValue):
		r.value = f.sym(slotValue)
	case f.has(slotWeekday):
		r.value = "XXXX-WXX-" + f.sym(slotWeekday)
		if f.has(slotPart) {
			r.value += "T" + f.sym(slotPart)
		}
	case f.has(slotMonth):
		r.value = "XXXX-" + two(f.num(slotMonth))
	case f.has(slotSeason):
		r.value = "XXXX-" + f.sym(slotSeason)
	case f.has(slotPart):
		r.value = "XXXX-XX-XXT" + f.sym(slotPart)
	default:
		n := "1"
		if f.has(slotNum) {
			v, ok := f.length()
			if !ok {
				return false
			}
			r.value = v
			return f.emit(r)
		}
		r.value = spell(n, f.sym(slotUnit), false)
	}
	return f.emit(r)
}

// opRange splits "Sept. 3-5" and "2009-11" into its two ends.
func opRange(f *frame) bool {
	switch {
	case f.has(slotDay2):
		m, anchor, ok := f.monthDate(f.num(slotMonth), f.num(slotDay))
		if !ok {
			return false
		}
		month := f.num(slotMonth)
		if f.has(slotMonth2) {
			month = f.num(slotMonth2)
		}
		m2 := m
		m2.month, m2.day = month, f.num(slotDay2)
		if m2.month < m.month {
			m2.year++
		}
		if m2.day > daysIn(m2.year, month) || m2.number() <= m.number() {
			return false
		}
		cut := f.index(slotDay2)
		if f.has(slotMonth2) {
			cut = min(cut, f.index(slotMonth2))
		}
		f.emitPart(result{m: m, anchor: anchor}, f.from, f.lastBefore(cut))
		return f.emitPart(result{m: m2, anchor: anchor}, cut, f.to)
	case f.has(slotYear2):
		y, y2 := f.num(slotYear), f.num(slotYear2)
		if y2 < 100 {
			y2 += y - y%100
		}
		if y2 <= y {
			return false
		}
		cut := f.index(slotYear2)
		f.emitPart(result{m: moment{gran: Year, year: y, month: 1, day: 1}, anchor: anchorText}, f.from, f.lastBefore(cut))
		return f.emitPart(result{m: moment{gran: Year, year: y2, month: 1, day: 1}, anchor: anchorText}, cut, f.to)
	}
	return false
}

// lastBefore returns the end of the first expression of a range whose second
// begins at token cut: words such as "to" and "and" belong to neither.
func (f *frame) lastBefore(cut int) int {
	k := f.from
	for i := f.from; i < cut; i++ {
		for s := slotYear; s < numSlots; s++ {
			if f.caps[s].tok != 0 && f.index(s) == i {
				k = i + 1
			}
		}
	}
	return k
}
