package timex

import "strconv"

// opDuration gives "three days", "the past two months" a length.
func opDuration(f *frame) bool {
	v, ok := f.length()
	if !ok {
		return false
	}
	return f.emit(result{typ: Duration, value: v, anchor: anchorText})
}

// length spells the number and unit of a frame as a TIMEX3 duration.
func (f *frame) length() (string, bool) {
	unit := f.sym(slotUnit)
	if unit == "" {
		return "", false
	}
	n := "X"
	half := false
	switch {
	case f.has(slotNum):
		n = strconv.Itoa(f.num(slotNum))
		if t := f.token(slotNum); t != nil {
			half = t.has(flagHalf)
			if t.has(flagDecimal) {
				n = f.t.text[t.start:t.end]
			}
		}
	case f.has(slotVague):
	case f.has(slotValue):
		n = f.sym(slotValue)
	}
	return spell(n, unit, half), true
}

// spell writes a duration; decades and centuries become years.
func spell(n, unit string, half bool) string {
	switch unit {
	case "E":
		if n == "X" {
			return "PXE"
		}
		return "P" + n + "0Y"
	case "C":
		if n == "X" {
			return "PXC"
		}
		return "P" + n + "00Y"
	case "WE":
		return "P" + n + "WE"
	}
	p := "P"
	if len(unit) == 2 && unit[0] == 'T' {
		p, unit = "PT", string(unit[1]&^0x20)
	}
	if half {
		return p + n + halfOf(unit)
	}
	return p + n + unit
}

// halfOf spells the unit and half of it: Y6M.
func halfOf(unit string) string {
	switch unit {
	case "Y":
		return "Y6M"
	case "H":
		return "H30M"
	case "M":
		return "M30S"
	case "D":
		return "DT12H"
	}
	return ".5" + unit
}
