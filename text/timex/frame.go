package timex

import "time"

// The slots that a pattern can fill.
const (
	slotAfter = iota // the first token of context after the expression
	slotYear
	slotYear2
	slotYY
	slotOld
	slotEra
	slotMonth
	slotMonth2
	slotDay
	slotDay2
	slotWeekday
	slotUnit
	slotUnit2
	slotNum
	slotNum2
	slotNum3
	slotUnit3
	slotOrd
	slotDecade
	slotSeason
	slotPart
	slotHoliday
	slotZone
	slotAmpm
	slotClock
	slotPacked
	slotHour
	slotRel
	slotDeictic
	slotMod
	slotValue
	slotDir
	slotHead
	slotBig
	slotMil
	numSlots
)

var slotNames = map[string]int{
	"year": slotYear, "year2": slotYear2, "yy": slotYY, "old": slotOld, "era": slotEra, "month": slotMonth, "month2": slotMonth2,
	"day": slotDay, "day2": slotDay2, "weekday": slotWeekday, "unit": slotUnit, "len": slotUnit, "lens": slotUnit, "cal": slotUnit, "unit2": slotUnit2,
	"num": slotNum, "num2": slotNum2, "num3": slotNum3, "unit3": slotUnit3, "ord": slotOrd, "decade": slotDecade, "season": slotSeason, "part": slotPart,
	"holiday": slotHoliday, "zone": slotZone, "ampm": slotAmpm, "clock": slotClock, "packed": slotPacked, "hour": slotHour,
	"rel": slotRel, "deictic": slotDeictic, "mod": slotMod, "value": slotValue,
	"dir": slotDir, "head": slotHead, "big": slotBig, "mil": slotMil,
}

// frame is a match with its slots, ready to be given a value.
type frame struct {
	t        *tagger
	rule     *rule
	first    int // the token that capture offsets count from
	from, to int // tokens of the expression
	caps     *captures
}

func (t *tagger) frame(h *hit) frame {
	f := frame{t: t, rule: &t.lang.rules[h.rule], first: h.from, from: h.from, to: h.to, caps: &h.caps}
	if c := h.caps[slotAfter]; c.tok != 0 {
		f.to = h.from + int(c.tok) - 1
	}
	return f
}

// has reports whether a slot is filled.
func (f *frame) has(slot int) bool {
	if f.caps[slot].tok != 0 {
		return true
	}
	for i := range f.rule.consts {
		if f.rule.consts[i].slot == slot {
			return true
		}
	}
	return false
}

// token returns the token in a slot, or nil.
func (f *frame) token(slot int) *token {
	c := f.caps[slot]
	if c.tok == 0 {
		return nil
	}
	return &f.t.toks[f.index(slot)]
}

// index returns the token number of what is in a slot.
func (f *frame) index(slot int) int { return f.first + int(f.caps[slot].tok) - 1 }

// get returns what a slot holds: the number of a numeric token, the value of a
// word in its class, or the rule's own constant.
func (f *frame) get(slot int) value {
	if t := f.token(slot); t != nil {
		v, _ := t.lex.val(int(f.caps[slot].class))
		if v == (value{}) {
			v.n = t.num
		}
		return v
	}
	for i := range f.rule.consts {
		if f.rule.consts[i].slot == slot {
			return f.rule.consts[i].value
		}
	}
	return value{}
}

func (f *frame) num(slot int) int    { return int(f.get(slot).n) }
func (f *frame) sym(slot int) string { return f.get(slot).s }

// result is what an op makes of a frame.
type result struct {
	typ          Type
	value        string // if empty, the moment's
	mod          Mod
	m            moment
	anchor       string
	begin, until time.Time // if the moment does not tell
	passing      bool      // it does not tell where a story has got to
}

const (
	anchorText      = "text"
	anchorReference = "reference"
	anchorMention   = "mention"
)

// emit appends the frame's expression to the output.
func (f *frame) emit(r result) bool { return f.emitPart(r, f.from, f.to) }

// emitPart appends an expression over tokens [from, to).
func (f *frame) emitPart(r result, from, to int) bool {
	t := f.t
	e := Expression{
		Start: int(t.toks[from].start), End: int(t.toks[to-1].end),
		Type: r.typ, Value: r.value, Mod: r.mod, Anchor: r.anchor, Rule: f.rule.name, Begin: r.begin, Until: r.until,
	}
	if r.m.valid() {
		if e.Value == "" {
			e.Value = r.m.value()
		}
		e.Granularity = r.m.gran
		if e.Type == "" {
			e.Type = Date
			if r.m.gran >= PartOfDay {
				e.Type = Clock
			}
		}
		e.Begin, e.Until = r.m.period(t.loc)
	}
	if e.Mod == "" && f.has(slotMod) {
		e.Mod = Mod(f.sym(slotMod))
	}
	t.out = append(t.out, e)
	if t.why != nil {
		f.explain(e)
	}
	if r.m.valid() {
		t.head(r.m, from, to)
		t.mention(r.m, to, !r.passing && (r.m.gran >= Season || t.opens(from)) && !(t.story && r.anchor == anchorReference))
	}
	return true
}

// opens reports whether a sentence begins with token i, or with the one before
// it: "In 1914".
func (t *tagger) opens(i int) bool {
	return i == 0 || t.toks[i].has(flagSentence) || t.toks[i-1].has(flagSentence)
}
