package timex

import "strings"

// unitGranularity maps the symbols of units in language files.
var unitGranularity = map[string]Granularity{
	"C": Century, "E": Decade, "Y": Year, "H": HalfYear, "Q": Quarter, "M": Month, "W": Week, "F": Week, "WE": Weekend, "D": Day,
	"Th": Hour, "Tm": Minute, "Ts": Second,
}

// relativeUnit resolves "last week", "this year", "the following month".
func (f *frame) relativeUnit() (moment, string, bool) {
	g := unitGranularity[f.sym(slotUnit)]
	if g == None || g >= Hour {
		return moment{}, "", false
	}
	base, anchor := f.base()
	if k := f.index(slotRel); f.t.story && f.caps[slotRel].tok != 0 && f.num(slotRel) > 0 && f.t.wordAt(k-1, classThe) && f.t.told.known() {
		base, anchor = f.t.told, anchorMention // "the next year" is one of the story
	}
	if f.sym(slotDir) == "mention" && (f.t.story || f.num(slotRel) == 0) {
		base = f.t.finest(g, f.from)
		if g == Quarter {
			base = f.t.period
		}
		if !base.known() {
			return base, "", false
		}
	}
	return base.add(f.num(slotRel), g), anchor, true
}

// opRelUnit resolves "last week", but not the broadcast "This Week".
func opRelUnit(f *frame) bool {
	if f.t.title(f.index(slotUnit)) || f.sym(slotUnit) == "D" && (f.num(slotRel) == 0 || f.t.wordAt(f.to, classOf)) {
		return false // nor the days of "we waited for this day", "the last day of the season"
	}
	return opPoint(f)
}

// opDayOf resolves "the day" before or after something: next to a date it is
// that date, otherwise nobody knows.
func opDayOf(f *frame) bool {
	t := f.t
	if t.last.known() && t.last.gran >= Day && f.from-1 == t.lastEnd {
		return f.emit(result{m: t.last.at(Day), anchor: anchorMention})
	}
	return f.emit(result{typ: Date, value: "XXXX-XX-XX", anchor: anchorText})
}

// opMention gives "then" the value of the last mention.
func opMention(f *frame) bool {
	return f.t.last.known() && f.emit(result{m: f.t.last, anchor: anchorMention})
}

// opNthDay resolves "the second day" of something that goes on: the reference
// in news, the last day mentioned in a story.
func opNthDay(f *frame) bool {
	t := f.t
	base, anchor := f.base()
	if t.story && t.told.known() {
		base, anchor = t.told, anchorMention
	}
	if !base.known() || f.to < len(t.toks) && t.toks[f.to].has(flagHyphen) || t.wordAt(f.from-1, classOne) {
		return false // nor "for a third day"
	}
	return f.emit(result{m: base.at(Day), anchor: anchor})
}

// opDefinite resolves "the year", "the weekend": the one that the text is in.
func opDefinite(f *frame) bool {
	g := unitGranularity[f.sym(slotUnit)]
	t := f.t
	base, anchor := f.base()
	if t.story && t.told.known() {
		base, anchor = t.told, anchorMention
	}
	if !base.known() || g == None || f.to < len(t.toks) && t.toks[f.to].has(flagHyphen) {
		return false
	}
	if !t.over(f.from) && (t.wordAt(f.to, classEarlier) || t.wordAt(f.to, classAfter)) || t.title(f.to-1) {
		return false // "the week before the summit", "In the Year of the Pig"
	}
	m := base.at(g)
	if g == Weekend && m.number() > base.at(Day).number() && !t.future(f.from, f.to) {
		m = m.add(-1, Weekend)
	}
	return f.emit(result{m: m, anchor: anchor})
}

// over reports whether "over" stands before token i: "over the weekend after
// the match" is whole, and what follows is when it began.
func (t *tagger) over(i int) bool {
	k := t.before(i)
	return k != nil && strings.EqualFold(t.text[k.start:k.end], "over")
}

// opBeforeDay resolves "the day before Friday".
func opBeforeDay(f *frame) bool {
	m, anchor, ok := f.date()
	return ok && f.emit(result{m: m.add(-1, Day), anchor: anchor})
}

// opAttacks resolves "9/11", the one day that is known by its numbers; other
// numbers with a stroke are fractions and scores, and so are nine "of" eleven.
func opAttacks(f *frame) bool {
	t := f.t
	if f.num(slotNum) != 9 || f.num(slotNum2) != 11 || t.wordAt(f.to, classOf) || t.toks[f.to-1].has(flagSpace) || t.toks[f.to-2].has(flagSpace) {
		return false
	}
	return f.emit(result{typ: Date, value: "2001-09-11", anchor: anchorText})
}

// opFromDay resolves "two weeks from Tuesday", "a week on Thursday": whole units
// after a day that is itself to come.
func opFromDay(f *frame) bool {
	m, anchor, ok := f.date()
	g := unitGranularity[f.sym(slotUnit)]
	n := f.num(slotNum)
	if !ok || g == None || g > Day || !f.has(slotNum) || n > 1000 {
		return false
	}
	if base, _ := f.base(); f.has(slotWeekday) && !f.has(slotMonth) && base.known() && m.number() < base.number() {
		m = m.add(7, Day)
	}
	switch g {
	case Week:
		if f.sym(slotUnit) == "F" {
			n *= 2
		}
		n, g = 7*n, Day
	case Decade:
		n, g = 10*n, Year
	case Month, Year, Day:
	default:
		return false
	}
	return f.emit(result{m: m.add(n, g).at(Day), anchor: anchor})
}

// opBareDay resolves "the 14th": of the month last spoken of, or in a story the
// next such day.
func opBareDay(f *frame) bool {
	t := f.t
	day, last := f.num(slotDay), t.last
	if !t.endsDay(f.to) || !f.token(slotDay).has(flagNumeric) || !last.known() || last.gran != Month && last.gran < Day || f.from-t.lastEnd > memory {
		return false
	}
	m := moment{gran: Day, year: last.year, month: last.month, day: day}
	if t.story && last.gran >= Day && day < last.day {
		m.year, m.month = floorDiv(last.year*12+last.month, 12), last.month%12+1
	}
	if t.ref.valid() && !t.story && m.number() > t.ref.number() && t.tenseAt(f.from, f.to) == pastTense {
		m.year, m.month = floorDiv(m.year*12+m.month-2, 12), (m.month+10)%12+1
	}
	if day > daysIn(m.year, m.month) {
		return false
	}
	m, ok := f.timeOfDay(m)
	return ok && f.emit(result{m: m, anchor: anchorMention})
}

// endsDay reports whether token i goes on after "the 14th" if that is a day: what
// else is counted would follow it.
func (t *tagger) endsDay(i int) bool {
	k := t.after(i)
	switch {
	case k == nil || !k.has(flagWord):
		return k == nil || !k.has(flagHyphen) && !k.has(flagNumeric)
	case k.is(classOf):
		return false
	case k.is(classJoins):
		return i+1 < len(t.toks) && !t.toks[i+1].is(classOrd)
	}
	return k.is(classLeads) || k.is(classThe) || k.is(classClause) || k.is(classPresentVerb) || k.is(classPastVerb) || k.is(classWill)
}

// opLastDay resolves "the last day of March".
func opLastDay(f *frame) bool {
	m, anchor, ok := f.date()
	return ok && m.known() && m.gran >= Year && m.gran < Day && f.emit(result{m: m.add(1, m.gran).at(Day).add(-1, Day), anchor: anchor})
}

// opMonthWeek resolves "the first week of May", "the last weekend of June". A
// week is of the month that most of it lies in; a weekend is that of its Saturday.
func opMonthWeek(f *frame) bool {
	m, anchor, ok := f.date()
	n, day := f.num(slotOrd), 4 // Thursday
	if !ok || !m.known() || m.gran != Month || n > 5 {
		return false
	}
	g := unitGranularity[f.sym(slotUnit)]
	if g == Weekend {
		day = 6
	}
	first := m.at(Day)
	if n < 0 {
		first, n = m.add(1, Month).at(Day).add(-7, Day), 1
	}
	first = first.add((day-weekdayOf(first.number())+7)%7+7*(n-1), Day)
	return f.emit(result{m: first.at(g), anchor: anchor})
}

// opWeekOf resolves "the week of March 6".
func opWeekOf(f *frame) bool {
	m, anchor, ok := f.date()
	return ok && f.emit(result{m: m.at(Week), anchor: anchor})
}

// hours resolves "two hours ago" to its day. "Two
// hours later" is counted from the clock time last told; if there is none, it is
// the length.
func (f *frame) hours(n int, g Granularity, base moment, anchor string) bool {
	if f.sym(slotDir) == "mention" {
		if t := f.t; t.last.gran >= Minute && f.from-t.lastEnd <= nearby && (g == Minute || g == Hour && max(n, -n) <= 12) {
			return f.emit(result{m: t.last.clockAfter(n, g), anchor: anchorMention})
		}
		v, ok := f.length()
		return ok && f.emitPart(result{typ: Duration, value: v, anchor: anchorText}, f.from, f.to-1)
	}
	return f.emit(result{m: base.at(Day), anchor: anchor})
}

// opAgo resolves "three days ago", "two years later".
func opAgo(f *frame) bool {
	dir := f.num(slotRel)
	g := unitGranularity[f.sym(slotUnit)]
	if g == None {
		return false
	}
	base, anchor := f.base()
	n := f.num(slotNum)
	if !f.has(slotNum) || !base.known() || n > 100000 {
		v := "PAST_REF"
		if dir > 0 {
			v = "FUTURE_REF"
		}
		return f.emit(result{typ: Date, value: v, anchor: anchor})
	}
	switch g {
	case Week:
		if f.sym(slotUnit) == "F" {
			n *= 2
		}
	case Decade:
		n, g = n*10, Year
	case Century:
		n, g = n*100, Year
	case Weekend:
		g = Weekend
	}
	if g >= Hour {
		return f.hours(dir*n, g, base, anchor)
	}
	return f.emit(result{m: base.add(dir*n, g), anchor: anchor})
}
