package timex

// opSet gives "every day", "Mondays", "weekly" a value.
func opSet(f *frame) bool {
	r := result{typ: Set, anchor: anchorText}
	switch {
	case f.has(slotWeekday):
		r.value = "XXXX-WXX-" + f.sym(slotWeekday)
		if f.has(slotPart) {
			r.value += "T" + f.sym(slotPart)
		}
	case f.has(slotMonth):
		r.value = string(appendPadded([]byte("XXXX-"), f.num(slotMonth), 2))
	case f.has(slotSeason):
		r.value = "XXXX-" + f.sym(slotSeason)
	case f.has(slotPart):
		r.value = "XXXX-XX-XXT" + f.sym(slotPart)
	case f.has(slotNum):
		v, ok := f.length()
		if !ok {
			return false
		}
		r.value = v
	default:
		r.value = recurring(f.sym(slotUnit))
	}
	return f.emit(r)
}

// recurring is the value of "every" before a unit.
func recurring(unit string) string {
	switch unit {
	case "MO", "AF", "EV", "NI":
		return "XXXX-XX-XXT" + unit
	case "S":
		return "XXXX-XX"
	}
	return spell("1", unit, false)
}

// opDaily resolves "daily", but not the newspaper.
func opDaily(f *frame) bool {
	return !f.t.title(f.from) && opSet(f)
}
