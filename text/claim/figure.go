package claim

import (
	"math"
	"strconv"
	"strings"
	"unicode"
)

// figures is a number as it was read from the tokens from to to.
type figures struct {
	from, to  int // tokens, to exclusive
	low, high float64
	vague     bool
	part      bool // a fraction of something
	scaled    bool // a scale word belongs to it
}

// figure returns the value of digits with points, commas and spaces, or of a
// fraction that is one character. A comma parts thousands, unless two or fewer
// digits follow the last one and there is no point: "1,5" is one and a half.
func figure(s string) float64 {
	if v, err := strconv.ParseFloat(s, 64); err == nil {
		return v
	}
	var sb strings.Builder
	extra := 0.
	comma := strings.LastIndexByte(s, ',')
	decimal := comma >= 0 && strings.Count(s, ",") == 1 && !strings.Contains(s, ".") && len(s)-comma-1 < 3
	points := strings.Count(s, ".")
	for i, r := range s {
		switch {
		case vulgar[r] > 0:
			extra += vulgar[r]
		case r == ',' && decimal && i == comma:
			sb.WriteByte('.')
		case r == '.' && points == 1:
			sb.WriteByte('.')
		case unicode.IsDigit(r):
			sb.WriteByte('0' + byte(digit(r)))
		}
	}
	v, err := strconv.ParseFloat(sb.String(), 64)
	if err != nil || math.IsInf(v, 0) {
		v = 0
	}
	return v + extra
}

// digit returns the value of a decimal digit of any script: their blocks are
// ten characters long and begin with zero.
func digit(r rune) int {
	if r < 0x80 {
		return int(r - '0')
	}
	n := 0
	for n < 9 && unicode.IsDigit(r-rune(n)-1) {
		n++
	}
	return n
}

// figuresAt reads the number that begins at token i, ranges included.
func (p *parser) figuresAt(i int) (figures, bool) {
	if p.is(i, "between") {
		return p.betweenAt(i + 1)
	}
	a, ok := p.oneFigure(i)
	if !ok {
		return figures{}, false
	}
	j := a.to
	switch {
	case p.is(i-1, "from"):
		return a, true
	case p.is(j, "to") || p.is(j, "or"):
		j++
	case p.dash(j) && p.at(j).glued && (p.at(j+1).glued || p.sym(j+1, '$')):
		j++
	default:
		return a, true
	}
	if p.sym(j, '$') {
		j++
	}
	b, ok := p.oneFigure(j)
	if !ok || b.vague || b.part || a.part || a.vague && !b.vague {
		return a, true
	}
	r := join(a, b)
	if r.high < r.low && !(p.dash(a.to) && r.to-r.from == 3 && p.at(a.from).kind == number && p.at(b.from).kind == number) {
		return a, true // no range; two figures with a dash may be a score
	}
	return r, true
}

// betweenAt reads "3 and 5", "$3 million and $5 million" behind "between".
func (p *parser) betweenAt(i int) (figures, bool) {
	sign := func(i int) int {
		if t := p.at(i); t.kind == other && i < len(p.toks) && signs[p.str(t)] != "" {
			return i + 1
		}
		return i
	}
	a, ok := p.oneFigure(sign(i))
	if !ok || !p.is(a.to, "and") {
		return figures{}, false
	}
	b, ok := p.oneFigure(sign(a.to + 1))
	if !ok {
		return figures{}, false
	}
	r := join(a, b)
	return r, r.high >= r.low
}

// join makes one range of a and b. A scale after the second holds for the
// first as well: "3 to 5 million".
func join(a, b figures) figures {
	if b.scaled && !a.scaled && a.low < 1000 && b.high >= 1000 {
		for _, f := range [...]float64{1e12, 1e9, 1e6, 1e3, 100} {
			if b.low >= f {
				a.low *= f
				break
			}
		}
	}
	return figures{from: a.from, to: b.to, low: a.low, high: b.high, scaled: b.scaled}
}

// dash reports whether token i is a hyphen or a dash.
func (p *parser) dash(i int) bool {
	if i >= len(p.toks) || p.toks[i].kind != other {
		return false
	}
	switch p.str(p.toks[i]) {
	case "-", "–", "‐", "‑", "—", "−":
		return true
	}
	return false
}

// numeric reports whether a number may begin at token i.
func (p *parser) numeric(i int) bool {
	t := p.at(i)
	return t.kind == number || t.class&(numeral|vague|fraction) != 0 || t.class&scale != 0 && t.kind == word
}

// oneFigure reads a single number at token i.
func (p *parser) oneFigure(i int) (figures, bool) {
	t := p.at(i)
	switch {
	case t.kind == number:
		return p.digitsAt(i), true
	case t.class&numeral != 0:
		return p.wordsAt(i), true
	case t.class&vague != 0:
		return p.vagueAt(i)
	case p.is(i, "half"):
		return p.halfAt(i)
	case (p.is(i, "a") || p.is(i, "an")) && p.has(i+1, scale|vague|fraction) && len(p.at(i+1).word) > 3:
		return p.articleAt(i)
	}
	return figures{}, false
}

// digitsAt reads figures and the scale after them: "1.5 million", "3bn".
func (p *parser) digitsAt(i int) figures {
	v := figure(p.str(p.toks[i]))
	f := figures{from: i, to: i + 1, low: v, high: v}
	if t := p.at(i + 1); t.kind == number && vulgar[p.firstRune(i+1)] > 0 { // "2 ½"
		f.low += figure(p.str(t))
		f.to, f.high = i+2, f.low
	}
	if p.sym(i+1, '/') && p.at(i+1).glued && p.at(i+2).glued && p.at(i+2).kind == number {
		if d := figure(p.str(p.toks[i+2])); d > v && d <= 100 {
			f.low, f.to, f.part = v/d, i+3, true
			f.high = f.low
		}
	}
	p.scaleAt(&f)
	return f
}

func (p *parser) firstRune(i int) rune {
	for _, r := range p.str(p.toks[i]) {
		return r
	}
	return 0
}

// scaleAt multiplies f by the scale words that follow it.
func (p *parser) scaleAt(f *figures) {
	for p.has(f.to, scale) {
		t := p.at(f.to)
		if len(t.word) < 4 && !t.glued || t.word == "score" {
			return
		}
		if t.word == "m" && p.at(f.to+1).kind == other && p.sym(f.to+1, '/') {
			return
		}
		f.low *= t.value
		f.high *= t.value
		f.to++
		f.scaled = true
	}
	if p.sym(f.to, '-') && p.has(f.to+1, scale) && p.at(f.to).glued && len(p.at(f.to+1).word) > 4 {
		f.low *= p.at(f.to + 1).value
		f.high = f.low
		f.to += 2
		f.scaled = true
	}
}

// wordsAt reads number words: "twenty-five", "one hundred and five thousand".
func (p *parser) wordsAt(i int) figures {
	f := figures{from: i}
	total, part := 0., 0.
	j, last := i, 0. // last: the value of the word before
	for {
		t := p.at(j)
		switch {
		case t.class&numeral != 0 && (j == i || fits(last, t.value)):
			part += t.value
			last = t.value
		case t.class&scale != 0 && j > i && len(t.word) > 4 && t.word != "score":
			last = t.value
			f.scaled = true
			if t.value <= 100 {
				part = max(part, 1) * t.value
			} else {
				total, part = total+max(part, 1)*t.value, 0
			}
		case (p.sym(j, '-') || p.is(j, "and") && last >= 100) && p.has(j+1, numeral) && fits(last, p.at(j+1).value):
		default:
			f.low = total + part
			f.high, f.to = f.low, j
			p.fractionAt(&f)
			return f
		}
		j++
	}
}

// fits reports whether the word of value next can follow the word of value
// last within one number: "twenty" five, "hundred" twelve.
func fits(last, next float64) bool {
	return last >= 100 && next < 100 || last >= 20 && last < 100 && next > 0 && next < 10
}

// fractionAt reads what makes a fraction of the numeral f: "two-thirds",
// "one and a half million", "one in five".
func (p *parser) fractionAt(f *figures) {
	j := f.to
	if p.sym(j, '-') && p.at(j).glued {
		j++
	}
	switch {
	case p.has(j, fraction) && f.low < 10 && f.low > 0 && !p.is(j, "half"):
		f.low *= p.at(j).value
		f.part, f.to = true, j+1
	case p.is(j, "and") && p.is(j+1, "a") && p.is(j+2, "half"):
		f.low += .5
		f.to = j + 3
	default:
		return
	}
	f.high = f.low
	p.scaleAt(f)
}

// vagueAt reads "dozens", "tens of thousands", "several hundred".
func (p *parser) vagueAt(i int) (figures, bool) {
	t := p.at(i)
	f := figures{from: i, to: i + 1, low: t.value, high: t.to, vague: true}
	switch {
	case t.word == "couple" && !p.is(i-1, "a"):
		return f, false
	case t.word == "few" && !p.is(i-1, "a"):
		return f, false
	case t.word == "scores" && !p.is(i+1, "of") && !p.has(i+1, person):
		return f, false
	}
	if p.is(i+1, "of") && p.has(i+2, vague) && p.at(i+2).value >= 200 && t.word != "several" {
		f.low *= p.at(i+2).value / 2
		f.high = f.low/t.value*t.to + p.at(i+2).value/2 - 1
		f.to = i + 3
	}
	p.scaleAt(&f)
	if t.value == t.to {
		f.vague = false
	}
	return f, true
}

// halfAt reads "half", "half a dozen", "half a million".
func (p *parser) halfAt(i int) (figures, bool) {
	f := figures{from: i, to: i + 1, low: .5, high: .5, part: true}
	switch p.at(i - 1).word {
	case "first", "second", "other", "latter", "top", "bottom", "upper", "lower", "one", "better":
		return f, false // of a game, of a year
	}
	if (p.is(i+1, "a") || p.is(i+1, "an")) && p.has(i+2, scale) {
		f.to, f.part = i+2, false
		p.scaleAt(&f)
	}
	if p.sym(i+1, '-') && p.at(i+1).glued || p.at(i-1).kind == other && p.sym(i-1, '-') && p.at(i).glued {
		return f, false // "half-hour" is a word
	}
	return f, true
}

// noun1 reports whether token i may be a noun, so that the fraction before it is
// a rank: "a third day".
func (p *parser) noun1(i int) bool {
	t := p.at(i)
	return t.kind == word && t.class&(closed|adverb|determiner|scale|weekday|month) == 0 || p.sym(i, '-')
}

// articleAt reads "a dozen", "a hundred", "a third", "a couple", "a few".
func (p *parser) articleAt(i int) (figures, bool) {
	t := p.at(i + 1)
	switch {
	case t.class&vague != 0:
		f, ok := p.vagueAt(i + 1)
		f.from = i
		return f, ok
	case t.class&scale != 0 && t.word != "score":
		f := figures{from: i, to: i + 1, low: 1, high: 1}
		p.scaleAt(&f)
		return f, true
	case t.class&fraction != 0 && (p.is(i+2, "of") || (t.word == "half" || t.word == "third" || t.word == "quarter") && !p.noun1(i+2)):
		f := figures{from: i, to: i + 2, low: t.value, high: t.value, part: true}
		if p.is(i+2, "of") && p.is(i+3, "a") && p.has(i+4, scale) { // "a quarter of a million"
			f.to, f.part = i+4, false
			p.scaleAt(&f)
		}
		return f, true
	}
	return figures{}, false
}
