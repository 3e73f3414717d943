package timex

// opRange splits "Sept. 3-5" and "2009-11" into its two ends.
func opRange(f *frame) bool {
	if f.has(slotYear2) {
		return f.years()
	}
	month, month2 := f.num(slotMonth), f.num(slotMonth)
	if f.has(slotMonth2) {
		month2 = f.num(slotMonth2)
	}
	m, anchor, ok := f.monthDate(month, f.num(slotDay))
	if !ok {
		return false
	}
	m2 := m
	m2.month, m2.day = month2, f.num(slotDay2)
	if month2 < month {
		m2.year++
	}
	if m2.day > daysIn(m2.year, month2) || m2.number() <= m.number() {
		return false
	}
	cut := f.index(slotDay2)
	f.emitPart(result{m: m, anchor: anchor}, f.from, f.lastBefore(cut))
	return f.emitPart(result{m: m2, anchor: anchor}, cut, f.to)
}

// years splits a range of years.
func (f *frame) years() bool {
	y, y2 := f.num(slotYear), f.num(slotYear2)
	if y2 < 100 && y >= 1000 {
		y2 += y - y%100
	}
	if bc := f.sym(slotEra) == "BC"; bc == (y2 > y) || y2 > y+200 || y > y2+200 {
		return false
	}
	if f.sym(slotEra) == "BC" {
		y, y2 = 1-y, 1-y2
	}
	cut := f.index(slotYear2)
	f.emitPart(result{m: moment{gran: Year, year: y, month: 1, day: 1}, anchor: anchorText}, f.from, f.lastBefore(cut))
	return f.emitPart(result{m: moment{gran: Year, year: y2, month: 1, day: 1}, anchor: anchorText}, cut, f.to)
}

// lastBefore returns the end of the first expression of a range whose second
// begins at token cut: words such as "to" and "and" belong to neither.
func (f *frame) lastBefore(cut int) int {
	k := f.from + 1
	for s := slotYear; s < numSlots; s++ {
		if f.caps[s].tok != 0 && f.index(s) < cut {
			k = max(k, f.index(s)+1)
		}
	}
	return k
}
