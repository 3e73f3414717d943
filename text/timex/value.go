package timex

import "strconv"

// value spells the moment as TIMEX3 does.
func (m moment) value() string {
	var buf [32]byte
	return string(m.append(buf[:0]))
}

func (m moment) append(b []byte) []byte {
	switch m.gran {
	case None:
		return b
	case Century:
		return appendYear(b, m.year, 100, 2)
	case Decade:
		return appendYear(b, m.year, 10, 3)
	case Week, Weekend:
		return m.appendWeek(b)
	}
	b = appendYear(b, m.year, 1, 4)
	switch m.gran {
	case Year:
		return b
	case HalfYear:
		return append(b, '-', 'H', byte('0'+(m.month+5)/6))
	case Quarter:
		return append(b, '-', 'Q', byte('0'+(m.month+2)/3))
	case Season:
		return append(append(b, '-'), m.season...)
	}
	b = appendPart(append(b, '-'), m.month)
	if m.gran == Month {
		return b
	}
	b = appendPart(append(b, '-'), m.day)
	return m.appendTime(b)
}

// appendTime adds the part of the day or the clock time.
func (m moment) appendTime(b []byte) []byte {
	switch {
	case m.gran < PartOfDay:
		return b
	case m.gran == PartOfDay:
		return append(append(b, 'T'), m.part...)
	}
	b = appendPadded(append(b, 'T'), m.hour, 2)
	if m.gran >= Minute {
		b = appendPadded(append(b, ':'), m.min, 2)
	}
	if m.gran >= Second {
		b = appendPadded(append(b, ':'), m.sec, 2)
	}
	if m.zone == "GMT" || m.zone == "UTC" {
		b = append(b, 'Z')
	}
	return b
}

func (m moment) appendWeek(b []byte) []byte {
	if m.year == unknown {
		b = append(b, "XXXX-WXX"...)
		if m.day > 0 {
			b = append(b, '-', byte('0'+m.day))
		}
		return b
	}
	y, w := isoWeek(m.number())
	b = appendPadded(append(appendYear(b, y, 1, 4), "-W"...), w, 2)
	if m.gran == Weekend {
		b = append(b, "-WE"...)
	}
	return b
}

// appendYear spells a year without its last digits: div is 10 for a decade.
// Before Christ it counts back from 1 BC.
func appendYear(b []byte, y, div, width int) []byte {
	if y == unknown {
		return append(b, "XXXX"[:width]...)
	}
	if y <= 0 {
		b = append(b, "BC"...)
		y = 1 - y
	}
	return appendPadded(b, y/div, width)
}

// appendPart spells a month or a day; 0 is unknown.
func appendPart(b []byte, n int) []byte {
	if n == 0 {
		return append(b, "XX"...)
	}
	return appendPadded(b, n, 2)
}

func appendPadded(b []byte, n, width int) []byte {
	for limit := 10; width > 1; width-- {
		if n < limit {
			b = append(b, '0')
		}
		limit *= 10
	}
	return strconv.AppendInt(b, int64(n), 10)
}

// isoWeek returns the ISO 8601 year and week of a day number.
func isoWeek(n int) (year, week int) {
	thursday := n - weekdayOf(n) + 4
	y, _, _ := fromCivil(thursday)
	return y, (thursday-civil(y, 1, 1))/7 + 1
}
