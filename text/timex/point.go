package timex

// opPoint resolves a date or a time of day.
func opPoint(f *frame) bool {
	m, anchor, ok := f.date()
	if !ok {
		return false
	}
	m, ok = f.timeOfDay(m)
	return ok && f.emit(result{m: m, anchor: anchor})
}

// opMonth resolves a month that stands alone.
func opMonth(f *frame) bool {
	return f.t.monthName(f.index(slotMonth)) && opPoint(f)
}

// opMentionMonth resolves "the previous April": the one before or after the last
// date mentioned.
func opMentionMonth(f *frame) bool {
	last := f.t.last
	if !last.known() {
		return false
	}
	m := moment{gran: Month, year: last.year, month: f.num(slotMonth), day: 1}
	switch rel := f.num(slotRel); {
	case rel < 0 && m.month >= last.month:
		m.year--
	case rel > 0 && m.month <= last.month:
		m.year++
	}
	return f.emit(result{m: m, anchor: anchorMention})
}

// opYear resolves a year that stands alone.
func opYear(f *frame) bool {
	return f.t.yearNumber(f.from, f.to) && opPoint(f)
}

// opDecade resolves a decade. Two bare digits need an apostrophe or an article:
// "in his 30s" is an age. Three need an era: "the 470s BC".
func opDecade(f *frame) bool {
	t := f.token(slotDecade)
	if t.num >= 100 && t.num < 1000 && !f.has(slotEra) {
		return false
	}
	if t.has(flagNumeric) && t.num < 100 && charClass[f.t.text[t.start]] == cDigit && !f.t.wordAt(f.from, classThe) {
		return false
	}
	return opPoint(f)
}

// date resolves what the frame says of the day or of something coarser.
func (f *frame) date() (m moment, anchor string, ok bool) {
	switch {
	case f.has(slotPacked):
		t := f.token(slotPacked)
		return moment{gran: Day, year: int(t.num), month: int(t.aux / 100), day: int(t.aux % 100)}, anchorText, true
	case f.has(slotMonth):
		return f.monthDate(f.num(slotMonth), f.num(slotDay))
	case f.has(slotWeekday):
		return f.weekdayDate()
	case f.has(slotSeason):
		return f.seasonDate()
	case f.has(slotOrd) && f.sym(slotUnit) == "C":
		return f.century()
	case f.has(slotDeictic):
		base, anchor := f.t.here(f.from), anchorReference
		return base.add(f.num(slotDeictic), Day), anchor, true
	case f.has(slotRel) && f.has(slotUnit):
		return f.relativeUnit()
	case f.has(slotDecade):
		return f.decadeDate()
	}
	if y, anchor, ok := f.year(); ok {
		return moment{gran: Year, year: y, month: 1, day: 1}, anchor, true
	}
	if f.has(slotClock) || f.has(slotMil) || f.has(slotHour) || f.has(slotPart) {
		return f.dayOfTime()
	}
	return m, "", false
}

// weekdayAt returns the day of the week that token i names.
func (t *tagger) weekdayAt(i int) (int, bool) {
	if !t.toks[i].is(classWeekday) {
		return 0, false
	}
	v, _ := t.toks[i].lex.val(classWeekday)
	return int(v.n), true
}

// weekday is the weekday w at token i, seen from base: the latest one, base's
// own day included, or the next one if the clause speaks of the future.
func (t *tagger) weekday(base moment, w, i int) moment {
	n := base.number()
	back := (weekdayOf(n) - w + 7) % 7
	if back > 0 && t.coming(i) {
		back -= 7
	}
	return dayMoment(n - back)
}

// coming reports whether the weekday at token i is one to come. "By Friday" sets
// a limit, which lies ahead unless the clause is told in the past.
func (t *tagger) coming(i int) bool {
	tense := t.tenseAt(i, i+1)
	return tense == futureTense || tense == noTense && t.wordAt(i-1, classBy)
}

// year resolves the year a frame gives, explicitly or as in "last year".
func (f *frame) year() (y int, anchor string, ok bool) {
	switch {
	case f.has(slotYear):
		y = f.num(slotYear)
	case f.has(slotOld):
		y = f.num(slotOld)
	case f.has(slotYY):
		y = f.t.nearYear(f.num(slotYY))
	case f.sym(slotUnit) == "Y" || f.sym(slotUnit2) == "Y":
		base, anchor := f.base()
		if k := f.token(slotRel); (k == nil || int(f.caps[slotRel].class) == classMention) && f.t.last.known() {
			base, anchor = f.t.last, anchorMention
		}
		return base.year + f.num(slotRel), anchor, base.known()
	default:
		return 0, "", false
	}
	if k := f.token(slotEra); k != nil {
		if !k.has(flagUpper) && !k.has(flagDot) {
			return 0, "", false // "ad" is a word too
		}
		if f.sym(slotEra) == "BC" {
			y = 1 - y
		}
	}
	return y, anchorText, true
}

// base is the date that relative words count from: the reference, or if the rule
// says so the last mention or where the story has got to. Even a story says
// "last week" of its writer's time.
func (f *frame) base() (moment, string) {
	t := f.t
	switch {
	case f.sym(slotDir) == "mention" && t.last.known():
		return t.last, anchorMention
	case f.sym(slotDir) == "told" && t.story && t.told.known(), !t.ref.valid() && t.told.known():
		return t.told, anchorMention
	}
	return t.here(f.from), anchorReference
}

// nearYear completes a year of two digits to the last such year.
func (t *tagger) nearYear(yy int) int {
	now := 2000
	if t.ref.valid() {
		now = t.ref.year
	}
	y := now - now%100 + yy
	if y > now+5 {
		y -= 100
	}
	return y
}

// monthDate resolves a month, with a day if day is not 0.
func (f *frame) monthDate(month, day int) (moment, string, bool) {
	m := moment{gran: Month, month: month, day: 1}
	if day > 0 {
		m.gran, m.day = Day, day
	}
	y, anchor, ok := f.year()
	if !ok {
		y, anchor = f.monthYear(m)
	}
	m.year = y
	if month == 2 && day == 29 && !ok && y != unknown {
		for daysIn(m.year, 2) < 29 { // the leap day tells its year
			m.year--
		}
	}
	return m, anchor, day <= daysIn(m.year, month)
}

// yearAhead looks for the year that a list or range of dates ends with: "in
// April and June 1955". It returns 0 if there is none.
func (t *tagger) yearAhead(i int) int {
	for months, end := 0, i+reach; i < min(len(t.toks), end) && !t.toks[i].has(flagSentence); i++ {
		t.work++
		switch k := &t.toks[i]; {
		case k.is(classYear) && months > 0:
			return int(k.num)
		case k.is(classMonth):
			months++
		case !k.is(classDay) && !k.is(classJoins) && !k.is(classComma):
			return 0
		}
	}
	return 0
}

// monthYear finds the year of a month or of a day without one: that of the
// story told, or the nearest to the reference.
func (f *frame) monthYear(m moment) (int, string) {
	t := f.t
	if y := t.yearAhead(f.to); y != 0 {
		return y, anchorText
	}
	if f.has(slotRel) && t.ref.valid() {
		return f.relativeMonth(m), anchorReference // even a story says "last May" of its writer's time
	}
	if t.told.known() && (t.story || !t.ref.valid()) {
		return t.storyYear(m), anchorMention
	}
	if !t.ref.valid() {
		return unknown, anchorText
	}
	if y := f.earlierYear(m); y != unknown {
		return y, anchorMention
	}
	m.year = t.ref.year
	if m.gran == Month {
		m.day = 15
	}
	d := m.number() - t.ref.number()
	tense := t.tenseAt(f.from, f.to)
	// A month still to come in this year is the last one all the same.
	if m.gran == Month && m.month > t.ref.month && tense == pastTense && t.happened(f.from) {
		return t.ref.year - 1, anchorReference
	}
	if d < -15 && tense == futureTense && t.wordAt(f.from-1, classBy) {
		return t.ref.year + 1, anchorReference // "will rule by July"
	}
	return t.ref.year + t.nearest(d, tense), anchorReference
}

// happened reports whether the words right before token i leave no doubt that
// what is dated there lies behind: "since March", "which began in March". A past
// verb farther off may have another date.
func (t *tagger) happened(i int) bool {
	if t.wordAt(i-1, classSince) {
		return true
	}
	if i < 2 || !t.wordAt(i-1, classLeads) || t.wordAt(i-1, classBy) || t.wordAt(i-1, classAhead) || t.wordAt(i-1, classFollows) ||
		t.wordAt(i-3, classPresentVerb) {
		return false // "planned for March", "when the case is heard in May"
	}
	v, _ := t.verb(i - 2)
	return v == pastTense
}

// ahead is how many days ahead a date without a year may be if no verb tells its
// time. News looks back more than forward.
const ahead = 120

// behind is how many days back a date without a year may lie although a verb
// speaks of what is to come: "must carry out the July 21 decisions" in September.
const behind = 100

// nearest tells by how many years to shift a day of the reference year that is
// d days after the reference, so that it is near the reference and fits the
// tense.
func (t *tagger) nearest(d int, tense tense) int {
	switch {
	case d > ahead && tense != futureTense, d > 60 && tense == pastTense:
		return -1
	case d < ahead-365 && tense != pastTense, d < -behind && tense == futureTense:
		return 1
	}
	return 0
}

// relativeMonth is the year of "last May", "this May", "next May".
func (f *frame) relativeMonth(m moment) int {
	ref := f.t.ref
	switch rel := f.num(slotRel); {
	case rel < 0 && m.month >= ref.month:
		return ref.year - 1
	case rel > 0 && m.month <= ref.month:
		return ref.year + 1
	}
	return ref.year
}

// weekdayDate resolves a day of the week.
func (f *frame) weekdayDate() (moment, string, bool) {
	t := f.t
	w := f.num(slotWeekday)
	base, anchor := f.base()
	if t.story && t.told.known() && !f.has(slotRel) {
		base, anchor = t.told, anchorMention
	}
	if !base.known() {
		return moment{gran: Week, year: unknown, day: w}, anchorText, true
	}
	n := base.at(Day).number()
	if f.has(slotUnit) {
		m, anchor, ok := f.relativeUnit()
		return dayMoment(m.number() + w - 1), anchor, ok && m.gran == Week
	}
	if !f.has(slotRel) {
		return t.weekday(base.at(Day), w, f.from), anchor, true
	}
	back := (weekdayOf(n) - w + 7) % 7 // days since the latest such day
	switch rel := f.num(slotRel); {
	case rel < 0 && back == 0:
		back = 7
	case rel > 0, rel == 0 && back > 0:
		back -= 7
	}
	return dayMoment(n - back), anchor, true
}

// century resolves "the 20th century", "the 4th century BC".
func (f *frame) century() (moment, string, bool) {
	n := f.num(slotOrd)
	y := (n - 1) * 100
	if f.sym(slotEra) == "BC" {
		y = -(n - 1) * 100
	}
	return moment{gran: Century, year: y, month: 1, day: 1}, anchorText, n > 0 && n < 100
}

// decadeDate resolves "the 1990s", "the '80s".
func (f *frame) decadeDate() (moment, string, bool) {
	y := f.num(slotDecade)
	if y < 100 {
		y = f.t.nearYear(y)
		if f.t.ref.valid() && y > f.t.ref.year {
			y -= 100
		}
	}
	if f.sym(slotEra) == "BC" {
		y = 1 - y
	}
	return moment{gran: Decade, year: y, month: 1, day: 1}, anchorText, true
}

// opDeictic resolves "today" and its like, but not the newspaper.
func opDeictic(f *frame) bool { return !f.t.title(f.index(slotDeictic)) && opPoint(f) }

// opUntitled resolves what is no title: "Late Night".
func opUntitled(f *frame) bool { return !f.t.title(f.to-1) && opPoint(f) }
