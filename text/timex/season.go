package timex

// seasonDate resolves a season.
func (f *frame) seasonDate() (moment, string, bool) {
	t := f.t
	m := moment{gran: Season, season: f.sym(slotSeason), day: 1}
	m.month = seasonMonth[m.season]
	y, anchor, ok := f.year()
	switch {
	case ok:
	case t.told.known() && (t.story || !t.ref.valid()):
		y, anchor = t.told.year, anchorMention
		if m.season == "WI" && t.told.gran > Year && t.told.month > 6 {
			y++ // in a story the winter is the one to come, named after its end
		}
	case !t.ref.valid():
		y, anchor = unknown, anchorText
	case f.has(slotRel):
		y, anchor = f.relativeMonth(m), anchorReference
	default:
		m.year = t.ref.year
		middle := m.number() + 45
		y, anchor = m.year+t.nearest(middle-t.ref.number(), t.tenseAt(f.from, f.to)), anchorReference
	}
	m.year = y
	return m, anchor, true
}

// opSeason resolves "the winter", but neither "the fall of the wall" nor the
// Winter Games.
func opSeason(f *frame) bool {
	t := f.t
	k := f.index(slotSeason)
	if next := t.after(f.to); next != nil && (next.is(classOf) && f.token(slotSeason).is(classMaySeason) ||
		next.has(flagUpper|flagWord) && t.toks[k].has(flagUpper) && !t.toks[k].has(flagSentence)) {
		return false
	}
	return opPoint(f)
}

// opThatSeason resolves "that winter", "the following spring": the one that
// begins in the year of the last date, or first after it or before.
func opThatSeason(f *frame) bool {
	t := f.t
	last := t.last
	if !last.known() || last.gran < Year || t.title(f.index(slotSeason)) {
		return false
	}
	m := moment{gran: Season, season: f.sym(slotSeason), year: last.year, month: seasonMonth[f.sym(slotSeason)], day: 1}
	switch rel, gap := f.num(slotRel), m.number()-last.number(); {
	case last.gran == Year:
		m.year += rel
	case rel > 0 && gap <= 0:
		m.year++
	case rel < 0 && gap >= 0, rel == 0 && last.gran > Season && last.month <= 2 && m.season == "WI":
		m.year--
	}
	return f.emit(result{m: m, anchor: anchorMention})
}
