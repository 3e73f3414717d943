package timex

// dayOfTime is the day of a time of day that names none.
func (f *frame) dayOfTime() (moment, string, bool) {
	t := f.t
	if f.has(slotRel) { // the next morning
		m := t.finest(Day, f.from)
		return m.add(f.num(slotRel), Day), anchorMention, m.known()
	}
	if f.sym(slotDir) == "here" && t.ref.valid() {
		return t.here(f.from), anchorReference, true
	}
	for i := f.to; i < min(len(t.toks), f.to+8) && !t.toks[i].has(flagSentence); i++ {
		if v, ok := t.weekdayAt(i); ok && t.ref.valid() { // 10:35 a.m. (0735 GMT) Friday
			return t.weekday(t.ref, v, i), anchorReference, true
		}
	}
	m, anchor := t.today(f.from)
	return m, anchor, true
}

// timeOfDay adds the frame's clock time or part of the day to a day.
func (f *frame) timeOfDay(m moment) (moment, bool) {
	switch {
	case f.has(slotClock):
		t := f.token(slotClock)
		m.gran, m.hour, m.min, m.sec = Minute, int(t.num), int(t.aux/100), 0
		if s := int(t.aux % 100); s > 0 {
			m.gran, m.sec = Second, s-1
		}
	case f.has(slotMil):
		n := f.num(slotMil)
		m.gran, m.hour, m.min = Minute, n/100, n%100
	case f.has(slotHour):
		m.gran, m.hour, m.min = Minute, f.num(slotHour), 0
	case f.has(slotPart):
		m.gran, m.part = PartOfDay, f.sym(slotPart)
		return m, true
	default:
		return m, true
	}
	switch f.sym(slotAmpm) {
	case "p", "AF", "EV", "NI":
		if m.hour < 12 {
			m.hour += 12
		}
	case "a", "MO":
		m.hour %= 12
	}
	m.zone = f.sym(slotZone)
	return m, m.hour <= 24
}

// opThatPart resolves "that night": of the last day mentioned, if any.
func opThatPart(f *frame) bool {
	m := f.t.finest(Day, f.from)
	if !m.known() {
		return false
	}
	m.gran, m.part = PartOfDay, f.sym(slotPart)
	return f.emit(result{m: m, anchor: anchorMention})
}

// opClockWords resolves "half past six" and "ten to four": num minutes after the
// hour, or before it. Only the minutes of a clock face are said of the hour to
// come, so that "twenty-two to four" is a score.
func opClockWords(f *frame) bool {
	minutes, hour, to := f.num(slotNum), f.num(slotHour), f.sym(slotDir) == "to"
	if minutes < 1 || minutes > 59 || hour < 1 || hour > 12 && hour != 24 || to && minutes%5 != 0 {
		return false
	}
	if k := f.t.after(f.to); k != nil && (k.has(flagHyphen) || k.is(classNum) || k.is(classCounted) || k.is(classLen)) {
		return false
	}
	m, anchor, ok := f.date()
	if !ok {
		return false
	}
	if m, ok = f.timeOfDay(m); !ok {
		return false
	}
	m.min = minutes
	switch {
	case to:
		m.hour, m.min = (m.hour+23)%24, 60-minutes
	case hour == 24: // past midnight
		m.hour = 0
	}
	return f.emit(result{m: m, anchor: anchor})
}
