package timex

// opPoint resolves a date or a time of day.
func opPoint(f *frame) bool {
	m, anchor, ok := f.date()
	if !ok {
		return false
	}
	m = f.timeOfDay(m)
	r := result{m: m, anchor: anchor}
	return f.emit(r)
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
	case f.has(slotOrd) && f.has(slotUnit):
		return f.ordinalUnit()
	case f.has(slotDeictic):
		return f.t.here().add(f.num(slotDeictic), Day), anchorReference, true
	case f.has(slotRel) && f.has(slotUnit):
		return f.relativeUnit()
	case f.has(slotDecade):
		return f.decadeDate()
	}
	if y, anchor, ok := f.year(); ok {
		return moment{gran: Year, year: y, month: 1, day: 1}, anchor, true
	}
	if f.has(slotClock) || f.has(slotHour) || f.has(slotPart) {
		m, anchor := f.t.today()
		return m, anchor, true
	}
	return m, "", false
}

// here is the day of the reference, or an unknown day.
func (t *tagger) here() moment {
	if t.ref.valid() {
		return t.ref
	}
	return moment{gran: Day, year: unknown, month: 1, day: 1}
}

// today is the day that a time of day belongs to if no day is said.
func (t *tagger) today() (moment, string) {
	if t.last.gran == Day || t.last.gran >= PartOfDay {
		return t.last.at(Day), anchorMention
	}
	return t.here(), anchorReference
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
	case f.has(slotRel) && f.has(slotUnit) && f.sym(slotUnit) == "Y":
		m, anchor, ok := f.relativeUnit()
		return m.year, anchor, ok
	default:
		return 0, "", false
	}
	if f.has(slotEra) && f.sym(slotEra) == "BC" {
		y = 1 - y
	}
	return y, anchorText, true
}

// nearYear completes a year of two digits to the last such year.
func (t *tagger) nearYear(yy int) int {
	now := 2000
	if t.ref.valid() {
		now = t.ref.year
	}
	y := now - now%100 + yy
	if y > now+20 {
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
	if day > daysIn(y, month) {
		return m, "", false
	}
	return m, anchor, true
}

// monthYear finds the year of a month or of a day without one: that of the
// story told, or the nearest to the reference.
func (f *frame) monthYear(m moment) (int, string) {
	t := f.t
	if t.story && t.last.known() {
		return t.last.year, anchorMention
	}
	if !t.ref.valid() {
		if t.last.known() {
			return t.last.year, anchorMention
		}
		return unknown, anchorText
	}
	if f.has(slotRel) {
		return f.relativeMonth(m), anchorReference
	}
	m.year = t.ref.year
	half := 182
	if m.gran == Month {
		m.day = 15
	}
	switch d := m.number() - t.ref.number(); {
	case d > half:
		return t.ref.year - 1, anchorReference
	case d < -half:
		return t.ref.year + 1, anchorReference
	}
	return t.ref.year, anchorReference
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
	if f.has(slotUnit) {
		m, anchor, ok := f.relativeUnit()
		if !ok || m.gran != Week || !m.known() {
			return m, "", false
		}
		return dayMoment(m.number() + w - 1), anchor, true
	}
	base, anchor := t.here(), anchorReference
	if t.story && t.last.known() {
		base, anchor = t.last.at(Day), anchorMention
	}
	if !base.known() {
		return moment{gran: Week, year: unknown}, anchorText, true
	}
	n := base.number()
	back := (weekdayOf(n) - w + 7) % 7 // days since the latest such day
	switch rel := f.num(slotRel); {
	case f.has(slotRel) && rel < 0 && back == 0:
		back = 7
	case f.has(slotRel) && rel > 0:
		back -= 7
	case f.has(slotRel) && rel == 0 && back > 0, !f.has(slotRel) && back > 0 && t.future(f.from, f.to):
		back -= 7
	}
	return dayMoment(n - back), anchor, true
}

// seasonDate resolves a season.
func (f *frame) seasonDate() (moment, string, bool) {
	t := f.t
	m := moment{gran: Season, season: f.sym(slotSeason), day: 1}
	m.month = seasonMonth[m.season]
	y, anchor, ok := f.year()
	switch {
	case ok:
	case t.story && t.last.known():
		y, anchor = t.last.year, anchorMention
	case !t.ref.valid():
		y, anchor = unknown, anchorText
	default:
		y, anchor = f.relativeMonth(m), anchorReference
	}
	m.year = y
	return m, anchor, true
}

var unitGranularity = map[string]Granularity{
	"C": Century, "E": Decade, "Y": Year, "H": HalfYear, "Q": Quarter, "M": Month, "W": Week, "WE": Weekend, "D": Day,
	"Th": Hour, "Tm": Minute, "Ts": Second,
}

// relativeUnit resolves "last week", "this year", "the following month".
func (f *frame) relativeUnit() (moment, string, bool) {
	g := unitGranularity[f.sym(slotUnit)]
	if g == None || g >= Hour {
		return moment{}, "", false
	}
	base, anchor := f.t.here(), anchorReference
	if f.t.story && f.t.last.known() {
		base, anchor = f.t.last, anchorMention
	}
	if f.sym(slotDir) == "mention" && f.t.last.known() {
		base, anchor = f.t.last, anchorMention
	}
	return base.add(f.num(slotRel), g), anchor, true
}

// ordinalUnit resolves "the third quarter", "the second half of 1990", "the
// 20th century".
func (f *frame) ordinalUnit() (moment, string, bool) {
	g := unitGranularity[f.sym(slotUnit)]
	n := f.num(slotOrd)
	switch g {
	case Century:
		y := (n - 1) * 100
		if f.sym(slotEra) == "BC" {
			y = 1 - n*100
		}
		return moment{gran: Century, year: y, month: 1, day: 1}, anchorText, n > 0
	case Quarter, HalfYear:
		step := 12 / (3 * int(Season-g))
		if g == HalfYear {
			step = 6
		} else {
			step = 3
		}
		m := moment{gran: g, month: (n-1)*step + 1, day: 1}
		if n < 1 || m.month > 12 {
			return m, "", false
		}
		y, anchor, ok := f.year()
		if !ok {
			y, anchor = f.latestYear(m)
		}
		m.year = y
		return m, anchor, true
	}
	return moment{}, "", false
}

// latestYear is the year of the latest such quarter or half that has begun.
func (f *frame) latestYear(m moment) (int, string) {
	t := f.t
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

// decadeDate resolves "the 1990s", "the '80s".
func (f *frame) decadeDate() (moment, string, bool) {
	y := f.num(slotDecade)
	if y < 100 {
		y = f.t.nearYear(y)
	}
	if f.sym(slotEra) == "BC" {
		return moment{gran: Decade, year: 1 - y, month: 1, day: 1}, anchorText, true
	}
	return moment{gran: Decade, year: y, month: 1, day: 1}, anchorText, true
}

// timeOfDay adds the frame's clock time or part of the day to a day.
func (f *frame) timeOfDay(m moment) moment {
	switch {
	case f.has(slotClock):
		t := f.token(slotClock)
		m.gran, m.hour, m.min, m.sec = Minute, int(t.num), int(t.aux/100), 0
		if s := int(t.aux % 100); s > 0 {
			m.gran, m.sec = Second, s-1
		}
	case f.has(slotHour):
		m.gran, m.hour, m.min = Minute, f.num(slotHour), 0
	case f.has(slotPart):
		m.gran, m.part = PartOfDay, f.sym(slotPart)
		return m
	default:
		return m
	}
	switch f.sym(slotAmpm) {
	case "p":
		if m.hour < 12 {
			m.hour += 12
		}
	case "a":
		m.hour %= 12
	}
	m.zone = f.sym(slotZone)
	return m
}
