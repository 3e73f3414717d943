package timex

import (
	"strconv"
	"strings"
)

// A language file gives a holiday's date by one of these forms:
//
//	12-25         month and day
//	11@4.4+1      the fourth Thursday of November, and days to add; nth -1 is the last
//	easter-2      days before or after Easter Sunday (Gregorian)
//	islam9.1      month and day of the tabular Islamic calendar, a day off at times
//	tishri10      day of the first month of the Jewish year; passover is its own word
//
// Ramadan is the whole of its month.

// holiday returns the day number of a holiday in a year, and its length.
func holiday(code string, year int) (day, length int, ok bool) {
	switch {
	case code == "ramadan":
		d, ok := islamic(9, 1, year)
		return d, 30, ok
	case code == "passover":
		return newYear(year+3761) - 163, 8, true
	case strings.HasPrefix(code, "easter"):
		return easter(year) + number(code[6:]), 1, true
	case strings.HasPrefix(code, "islam"):
		m, d, _ := strings.Cut(code[5:], ".")
		n, ok := islamic(number(m), number(d), year)
		return n, 1, ok
	case strings.HasPrefix(code, "tishri"):
		return newYear(year+3761) + number(code[6:]) - 1, 1, true
	case strings.Contains(code, "@"):
		return floating(code, year), 1, true
	}
	m, d, _ := strings.Cut(code, "-")
	return civil(year, number(m), number(d)), 1, true
}

// number reads a small signed number; language files are tested for it.
func number(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

// floating returns the day of month@nth.weekday+days.
func floating(code string, year int) int {
	month, rest, _ := strings.Cut(code, "@")
	rest, plus, _ := strings.Cut(rest, "+")
	nth, weekday, _ := strings.Cut(rest, ".")
	m, n, w := number(month), number(nth), number(weekday)
	first := civil(year, m, 1)
	d := first + (w-weekdayOf(first)+7)%7
	if n > 0 {
		d += 7 * (n - 1)
	} else {
		last := first + daysIn(year, m) - 1
		d = last - (weekdayOf(last)-w+7)%7
	}
	return d + number(plus)
}

// easter returns Easter Sunday by the algorithm of Meeus, Jones and Butcher.
func easter(y int) int {
	a, b, c := y%19, y/100, y%100
	h := (19*a + b - b/4 - (b-(b+8)/25+1)/3 + 15) % 30
	l := (32 + 2*(b%4) + 2*(c/4) - h - c%4) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return civil(y, n/31, n%31+1)
}

// islamic returns the day on which the Islamic month and day falls that comes
// last to begin in the civil year.
func islamic(month, day, year int) (int, bool) {
	for y := (year-622)*33/32 + 2; y > (year-622)*33/32-2; y-- {
		n := day + (59*(month-1)+1)/2 + (y-1)*354 + (3+11*y)/30 + 1948439 - 2440588
		if cy, _, _ := fromCivil(n); cy == year {
			return n, year > 622
		}
	}
	return 0, false
}

// newYear returns the first of Tishri of a Jewish year, after Dershowitz and
// Reingold, Calendrical Calculations.
func newYear(y int) int {
	elapsed := func(y int) int {
		months := (235*y - 234) / 19
		d := 29*months + (12084+13753*months)/25920
		if 3*(d+1)%7 < 3 {
			d++
		}
		return d
	}
	before, this, after := elapsed(y-1), elapsed(y), elapsed(y+1)
	switch {
	case after-this == 356:
		this += 2
	case this-before == 382:
		this++
	}
	return this - 2092590
}

// opHoliday resolves "Christmas", "last Thanksgiving", "Easter 1916", "Easter
// week".
func opHoliday(f *frame) bool {
	t := f.t
	code := f.sym(slotHoliday)
	y, anchor, ok := f.year()
	if !ok {
		if y, anchor = f.holidayYear(code); y == unknown {
			return f.emit(result{typ: Date, value: holidayValue(code), anchor: anchorText})
		}
	}
	d, length, ok := holiday(code, y)
	if !ok || t.lang.upper && !t.toks[f.index(slotHoliday)].has(flagUpper) && f.from+1 == f.to {
		return false
	}
	m := dayMoment(d + f.num(slotNum))
	switch {
	case f.sym(slotUnit) != "":
		m = m.at(unitGranularity[f.sym(slotUnit)])
	case length > 1:
		m.gran, m.days = Month, length
	}
	mod := Mod("")
	if strings.HasPrefix(code, "islam") || code == "ramadan" {
		mod = Approx
	}
	return f.emit(result{m: m, anchor: anchor, mod: mod, passing: anchor != anchorText})
}

// holidayValue is the value of a holiday whose year nothing tells.
func holidayValue(code string) string {
	if m, d, ok := strings.Cut(code, "-"); ok && number(m) > 0 {
		return "XXXX-" + m + "-" + d
	}
	return "XXXX-XX-XX"
}

// holidayYear finds the year of a holiday: the one told, or the nearest to the
// reference that fits the tense.
func (f *frame) holidayYear(code string) (int, string) {
	t := f.t
	if t.told.known() && (t.story || !t.ref.valid()) {
		return t.told.year, anchorMention
	}
	if !t.ref.valid() {
		return unknown, anchorText
	}
	y := t.ref.year
	d, _, _ := holiday(code, y)
	d -= t.ref.number()
	rel := f.num(slotRel)
	switch {
	case f.has(slotRel) && rel < 0 && d >= 0:
		y--
	case f.has(slotRel) && rel > 0 && d <= 0:
		y++
	case !f.has(slotRel):
		y += t.nearest(d, t.tenseAt(f.from, f.to))
	}
	return y, anchorReference
}
