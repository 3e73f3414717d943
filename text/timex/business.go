package timex

// Reports on business speak of quarters and compare them with those of the year
// before. The tagger remembers the period last spoken of.

// opQuarter resolves "the third quarter", "last year's first quarter".
func opQuarter(f *frame) bool {
	t := f.t
	n := f.num(slotOrd)
	y, anchor, ok := f.year()
	if n == 0 && ok { // last year's quarter
		m := moment{gran: Year, year: y, month: 1, day: 1}
		if t.period.gran == Quarter {
			m.gran, m.month = Quarter, t.period.month
		}
		return f.period(m, anchor)
	}
	m := moment{gran: Quarter, month: n*3 - 2, day: 1}
	if n < 1 || n > 4 {
		return false
	}
	if !ok {
		y, anchor = t.latestYear(m)
	}
	m.year = y
	return f.period(m, anchor)
}

// opQuarterMonths resolves "the April-June quarter".
func opQuarterMonths(f *frame) bool {
	m := moment{gran: Quarter, month: f.num(slotMonth), day: 1}
	if f.num(slotMonth2) != m.month+2 || m.month%3 != 1 {
		return false
	}
	y, anchor, ok := f.year()
	if !ok {
		y, anchor = f.t.latestYear(m)
	}
	m.year = y
	return f.period(m, anchor)
}

// opQuarterEnded resolves "the quarter ended July 31": the calendar quarter that
// most of it lies in. If the text has numbered its quarter, that is meant.
func opQuarterEnded(f *frame) bool {
	m, anchor, ok := f.date()
	if !ok || !m.known() || f.t.period.gran == Quarter {
		return false
	}
	return f.period(m.add(-45, Day).at(Quarter), anchor)
}

// period emits a business period and remembers it.
func (f *frame) period(m moment, anchor string) bool {
	if t := f.t; !t.period.known() || !t.ref.valid() || m.number()+80 < t.ref.number() || t.tenseAt(f.from, f.to) == pastTense {
		t.period = m
	}
	return f.emit(result{m: m, anchor: anchor})
}

// latestYear is the year of the latest such quarter that has begun or is about
// to.
func (t *tagger) latestYear(m moment) (int, string) {
	if t.story && t.last.known() {
		return t.last.year, anchorMention
	}
	if !t.ref.valid() {
		return unknown, anchorText
	}
	if m.month > t.ref.month+2 {
		return t.ref.year - 1, anchorReference
	}
	return t.ref.year, anchorReference
}

// current is the period that "the quarter" speaks of: the one last spoken of,
// or the last one that is complete.
func (t *tagger) current() (moment, string) {
	if t.period.known() {
		return t.period, anchorMention
	}
	if !t.ref.valid() {
		return moment{gran: Quarter, year: unknown}, anchorText
	}
	return t.ref.add(-1, Quarter), anchorReference
}

// opPeriod resolves "the quarter", "the latest period", "the 1988 period".
func opPeriod(f *frame) bool {
	m, anchor := f.t.current()
	if m.gran != Quarter && f.sym(slotUnit) == "Q" && f.t.ref.valid() {
		m, anchor = f.t.ref.add(-1, Quarter), anchorReference
	}
	if y, a, ok := f.year(); ok {
		m.year, anchor = y, a
		if f.sym(slotUnit) == "P" && !f.t.period.known() {
			m = m.at(Year) // no quarter has been spoken of
		}
	}
	if m.year == unknown || f.to < len(f.t.toks) && f.t.toks[f.to].has(flagHyphen) {
		return false
	}
	return f.emit(result{m: m, anchor: anchor})
}

// opYearAgo resolves "a year earlier", "the year-ago period": the period spoken
// of, a year before.
func opYearAgo(f *frame) bool {
	t := f.t
	if n := f.num(slotOrd); n >= 1 && n <= 4 {
		m := moment{gran: Quarter, month: n*3 - 2, day: 1}
		y, anchor := t.latestYear(m)
		if y == unknown {
			return false
		}
		m.year = y - 1
		return f.emit(result{m: m, anchor: anchor})
	}
	m, anchor := t.period, anchorMention
	if f.sym(slotUnit) == "Q" && m.gran != Quarter && t.ref.valid() {
		m, anchor = t.ref.add(-1, Quarter), anchorReference
	}
	if !m.known() {
		base, a := f.base()
		if !base.known() {
			return f.emit(result{typ: Date, value: "PAST_REF", anchor: a})
		}
		m, anchor = base.at(Year), a
	}
	m.year--
	return f.emit(result{m: m, anchor: anchor})
}

// opYearEnd resolves "year-end".
func opYearEnd(f *frame) bool {
	base, anchor := f.base()
	if !base.known() {
		return false
	}
	return f.emit(result{m: base.at(Year), anchor: anchor, mod: End})
}

// opHalf resolves "the first half of 1990".
func opHalf(f *frame) bool {
	y, anchor, ok := f.year()
	n := f.num(slotOrd)
	if !ok || n < 1 || n > 2 {
		return false
	}
	return f.emit(result{m: moment{gran: HalfYear, year: y, month: n*6 - 5, day: 1}, anchor: anchor})
}
