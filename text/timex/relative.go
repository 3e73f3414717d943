package timex

// unitGranularity maps the symbols of units in language files.
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
	base, anchor := f.base()
	return base.add(f.num(slotRel), g), anchor, true
}

// opDefinite resolves "the year", "the weekend": the one that the text is in.
func opDefinite(f *frame) bool {
	g := unitGranularity[f.sym(slotUnit)]
	base, anchor := f.base()
	if !base.known() || g == None || f.to < len(f.t.toks) && f.t.toks[f.to].has(flagHyphen) {
		return false
	}
	m := base.at(g)
	if g == Weekend && m.number() > base.at(Day).number() && !f.t.future(f.from, f.to) {
		m = m.add(-1, Weekend)
	}
	return f.emit(result{m: m, anchor: anchor})
}

// opBeforeDay resolves "the day before Friday".
func opBeforeDay(f *frame) bool {
	m, anchor, ok := f.date()
	return ok && f.emit(result{m: m.add(-1, Day), anchor: anchor})
}

// opWeekOf resolves "the week of March 6".
func opWeekOf(f *frame) bool {
	m, anchor, ok := f.date()
	return ok && f.emit(result{m: m.at(Week), anchor: anchor})
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
	case Decade:
		n, g = n*10, Year
	case Century:
		n, g = n*100, Year
	case Weekend:
		g = Weekend
	}
	if g >= Hour {
		return f.emit(result{m: base.at(Day), anchor: anchor})
	}
	return f.emit(result{m: base.add(dir*n, g), anchor: anchor})
}
