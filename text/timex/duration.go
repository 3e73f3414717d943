package timex

import (
	"strconv"
	"strings"
	"time"
)

// lasts reports whether "last" at the head of f is the verb: "may last three
// weeks".
func (f *frame) lasts() bool {
	return f.t.before(f.from) != nil && (f.t.wordAt(f.from-1, classTo) || f.t.wordAt(f.from-1, classWill))
}

// opDuration gives "three days", "the past two months" a length.
func opDuration(f *frame) bool {
	v, ok := f.length()
	if !ok || f.rejectLength() || f.token(slotRel) == &f.t.toks[f.from] && f.lasts() {
		return false
	}
	if n := f.num(slotNum); (n == 9 || n == 6) && f.sym(slotUnit) == "M" && f.t.ref.valid() {
		f.t.period = f.t.ref.at(Year) // the nine months of a report are those of the year
	}
	r := result{typ: Duration, value: v, anchor: anchorText}
	if f.has(slotRel) && f.has(slotNum) && f.t.ref.valid() && !f.t.story {
		r.anchor = anchorReference
		r.begin, r.until = f.span(f.num(slotRel)*f.num(slotNum), unitGranularity[f.sym(slotUnit)])
	}
	return f.emit(r)
}

// span is the time from the reference over so many units, which may be
// negative: the day of the reference is always in it.
func (f *frame) span(n int, g Granularity) (begin, until time.Time) {
	if g == None || n > 1000 || n < -1000 {
		return begin, until
	}
	r := f.t.ref
	day := time.Date(r.year, time.Month(r.month), r.day, 0, 0, 0, 0, f.t.loc)
	years, months, days := 0, 0, n
	switch g {
	case Century:
		years, days = 100*n, 0
	case Decade:
		years, days = 10*n, 0
	case Year:
		years, days = n, 0
	case Quarter:
		months, days = 3*n, 0
	case Month:
		months, days = n, 0
	case Week, Weekend:
		days = 7 * n
	case Hour, Minute, Second:
		days = 0
	}
	if n < 0 {
		return day.AddDate(years, months, days), day.AddDate(0, 0, 1)
	}
	return day, day.AddDate(years, months, max(days, 1))
}

// opAeons gives "4.6 billion years" a length: the digits with as many zeros as
// the second number has, less those that the fraction fills.
func opAeons(f *frame) bool {
	k := f.token(slotNum)
	if !k.has(flagNumeric) || f.num(slotBig) < 1000 {
		return false
	}
	whole, fraction, _ := strings.Cut(strings.ReplaceAll(f.t.text[k.start:k.end], ",", ""), ".")
	zeros := len(strconv.Itoa(f.num(slotBig))) - 1
	if len(fraction) > zeros {
		return false
	}
	n := strings.TrimLeft(whole+fraction+strings.Repeat("0", zeros-len(fraction)), "0")
	return n != "" && f.emit(result{typ: Duration, value: spell(n, f.sym(slotUnit), false), anchor: anchorText})
}

// opCompound joins the lengths of "four years and six months": each must be of a
// finer unit than the one before it.
func opCompound(f *frame) bool {
	const order = "Y M W D Th Tm Ts"
	parts := [3]struct{ num, unit int }{{slotNum, slotUnit}, {slotNum2, slotUnit2}, {slotNum3, slotUnit3}}
	value, last := "P", -1
	for _, p := range parts {
		unit := f.sym(p.unit)
		if unit == "" {
			break
		}
		at := strings.Index(order, unit)
		if at <= last || f.num(p.num) > 10000 || f.token(p.num).has(flagDecimal) {
			return false
		}
		last = at
		if unit[0] == 'T' && !strings.Contains(value, "T") {
			value += "T"
		}
		value += strconv.Itoa(f.num(p.num)) + strings.ToUpper(unit[len(unit)-1:])
	}
	return !f.rejectLength() && f.emit(result{typ: Duration, value: value, anchor: anchorText})
}

// opLength is a length of one unit: "the year ended June 30".
func opLength(f *frame) bool {
	return f.emit(result{typ: Duration, value: spell("1", f.sym(slotUnit), false), anchor: anchorText})
}

// rejectLength tells fractions, ordinals and years from numbers of units: "a
// quarter of", "a second term", "the 1988 second".
func (f *frame) rejectLength() bool {
	t := f.t
	if f.to < len(t.toks) && t.toks[f.to].has(flagHyphen) {
		return true // a year-earlier loss
	}
	if f.has(slotBig) {
		return f.num(slotBig) < 100
	}
	k := f.token(slotNum)
	if k == nil {
		return false
	}
	unit := f.sym(slotUnit)
	single := !f.has(slotNum2) && k.is(classNum) && !t.toks[f.to-1].has(flagHyphen)
	switch {
	case unit == "Ts" && t.wordAt(f.index(slotNum), classOne):
		return true
	case unit == "Q" && (t.wordAt(f.index(slotNum), classOne) || t.wordAt(f.to, classOf)):
		return true
	case single && k.is(classYear) && t.wordAt(f.to-1, classLen):
		return true
	}
	return false
}

// opHalfLength gives "half an hour" a length.
func opHalfLength(f *frame) bool {
	v := map[string]string{"Th": "PT30M", "Tm": "PT30S", "D": "PT12H", "M": "P15D", "Y": "P6M", "E": "P5Y", "C": "P50Y"}[f.sym(slotUnit)]
	return v != "" && f.emit(result{typ: Duration, value: v, anchor: anchorText})
}

// opHalfAgo resolves "half a century ago"; half of less than a year is a day.
func opHalfAgo(f *frame) bool {
	base, anchor := f.base()
	years := map[string]int{"E": 5, "C": 50, "L": 500}[f.sym(slotUnit)]
	if !base.known() {
		return false
	}
	if years > 0 {
		return f.emit(result{m: base.add(-years, Year), anchor: anchor})
	}
	months := map[string]int{"Y": 6}[f.sym(slotUnit)]
	if months > 0 {
		return f.emit(result{m: base.add(-months, Month), anchor: anchor})
	}
	return f.emit(result{m: base.at(Day), anchor: anchor})
}

// opAndHalf gives "a minute and a half" a length.
func opAndHalf(f *frame) bool {
	return f.emit(result{typ: Duration, value: spell(strconv.Itoa(f.num(slotNum)), f.sym(slotUnit), true), anchor: anchorText})
}

// opRecent resolves "recent weeks", "coming months". Years are too long for a
// length to be meant: "recent years" are the recent past.
func opRecent(f *frame) bool {
	if f.sym(slotUnit) == "Y" && f.t.wordAt(f.from, classLately) {
		return f.emit(result{typ: Date, value: "PAST_REF", anchor: anchorReference})
	}
	return f.emit(result{typ: Duration, value: spell("X", f.sym(slotUnit), false), anchor: anchorText})
}

// opRate tells the "a year" of a rate from a length: "twice a year" is a set,
// "$5 million a year" tells no time at all.
func opRate(f *frame) bool {
	t := f.t
	switch {
	case t.wordAt(f.from-1, classTimes):
		return f.emit(result{typ: Set, value: spell("1", f.sym(slotUnit), false), anchor: anchorText})
	case t.wordAt(f.from-1, classPrep):
		return false
	}
	return f.rated()
}

// rated reports whether a number stands shortly before the expression.
func (f *frame) rated() bool {
	t := f.t
	for i := f.from - 1; i >= 0 && i >= f.from-4 && !t.toks[i+1].has(flagSentence); i-- {
		switch k := &t.toks[i]; {
		case k.has(flagNumeric), k.is(classNum):
			return true
		case !k.has(flagWord):
			return false
		}
	}
	return false
}

// opFrequency resolves "annually" unless it makes a rate.
func opFrequency(f *frame) bool { return !f.rated() && opSet(f) }

// length spells the number and unit of a frame as a TIMEX3 duration.
func (f *frame) length() (string, bool) {
	unit := f.sym(slotUnit)
	if unit == "" {
		return "", false
	}
	if f.has(slotBig) {
		return spell(strconv.Itoa(f.num(slotBig)), unit, false), true
	}
	if !f.has(slotNum) {
		return spell("X", unit, false), true
	}
	n := strconv.Itoa(f.num(slotNum))
	half := false
	if t := f.token(slotNum); t != nil {
		half = t.has(flagHalf)
		if t.has(flagDecimal) {
			n = f.t.text[t.start:t.end]
		}
	}
	return spell(n, unit, half), true
}

// spell writes a duration; decades and centuries become years.
func spell(n, unit string, half bool) string {
	zeros := ""
	switch unit {
	case "F":
		if k, err := strconv.Atoi(n); err == nil {
			n = strconv.Itoa(2 * k)
		}
		unit = "W"
	case "E":
		zeros = "0"
	case "C":
		zeros = "00"
	case "L":
		zeros = "000"
	}
	if zeros != "" {
		if n == "X" {
			return "PX" + unit
		}
		return "P" + n + zeros + "Y"
	}
	p := "P"
	if len(unit) == 2 && unit[0] == 'T' {
		p, unit = "PT", string(unit[1]&^0x20)
	}
	if half {
		return p + n + halfOf(p, unit)
	}
	return p + n + unit
}

// halfOf spells the unit and half of it: Y6M.
func halfOf(p, unit string) string {
	switch p + unit {
	case "PY":
		return "Y6M"
	case "PTH":
		return "H30M"
	case "PTM":
		return "M30S"
	case "PD":
		return "DT12H"
	}
	return ".5" + unit
}
