package timex

import "slices"

// number takes digits and what belongs to them: groups of thousands, fractions,
// clock times, whole dates, ordinal and decade endings.
func (x *lexer) number() {
	i := x.pos
	k, n := digits(x.text, i)
	width := k - i
	if x.written(i, k, n, width) {
		return
	}
	f := flagNumeric
	if x.next&flagMoney != 0 {
		f |= flagMoney
	}
	for width <= 3 && k+3 < len(x.text) && x.text[k] == ',' && digitAt(x.text, k+1) {
		e, m := digits(x.text, k+1)
		if e != k+4 {
			break
		}
		k, n, width = e, min(n*1000+m, 1<<30), 3
		f |= flagMoney // a grouped number is never a year or a day
	}
	lex, minutes := x.lang.shape(n, width), 0
	if k+1 < len(x.text) && x.text[k] == '.' && digitAt(x.text, k+1) {
		point := k
		k, minutes = digits(x.text, k+1)
		f |= flagDecimal
		lex = x.lang.shapes[0]
		if k == point+3 && width <= 2 && n <= 24 && minutes < 60 {
			lex = x.lang.dotted
		}
	}
	if f&flagMoney != 0 {
		lex = x.lang.shapes[0]
	}
	if x.next&flagMoney != 0 {
		lex = nil
	}
	if e := wordEnd(x.text, k); e > k {
		if k, lex = x.ending(k, e, n, width, lex); lex == nil {
			f &^= flagNumeric
		}
	}
	t := x.put(i, k, lex, f&^flagMoney|x.next&flagMoney)
	t.num, t.aux = int32(n), int32(minutes*100)
}

// digits returns the end of the digits at i and their value, which is cut off
// at a billion.
func digits(s string, i int) (end, n int) {
	for i < len(s) && s[i] >= '0' && s[i] <= '9' {
		if n < 1e8 {
			n = n*10 + int(s[i]-'0')
		}
		i++
	}
	return i, n
}

// ending reads the letters that follow a number without a space. It returns
// the token's end and lexeme.
func (x *lexer) ending(k, e, n, width int, lex *lexeme) (int, *lexeme) {
	switch w := x.text[k:e]; w {
	case "s":
		if n%10 == 0 && (width == 2 || width == 3 || width == 4 && n >= 1000 && n < 2200) {
			return e, x.lang.decade
		}
	case "a", "p": // 9a.m.
		return k, lex
	default:
		if slices.Contains(x.lang.ordinalEndings, w) {
			return e, x.lang.ordinals[min(n, 32)]
		}
		if a := x.lang.lookup(&x.low, w); a != nil && a.set.has(classAmpm) {
			return k, lex
		}
	}
	return e, nil
}

// written takes clock times, ISO and slashed dates, fractions, the forms that
// are told by the mark behind the first digits.
func (x *lexer) written(i, k, n, width int) bool {
	if k+1 >= len(x.text) || !digitAt(x.text, k+1) {
		return false
	}
	switch x.text[k] {
	case ':':
		return x.clock(i, k, n, width)
	case '-':
		return width == 4 && x.packed(i, k, '-', n)
	case '/':
		return x.packed(i, k, '/', n) || x.fraction(i, k, n)
	case '.':
		return width <= 2 && x.packed(i, k, '.', n)
	}
	return false
}

// clock takes h:mm and h:mm:ss.
func (x *lexer) clock(i, k, h, width int) bool {
	e, m := digits(x.text, k+1)
	if width > 2 || h > 24 || m > 59 || e != k+3 {
		return false
	}
	sec := -1
	if e+2 < len(x.text) && x.text[e] == ':' && digitAt(x.text, e+1) {
		if e2, s := digits(x.text, e+1); e2 == e+3 && s < 60 {
			e, sec = e2, s
		}
	}
	lex := x.lang.clock
	if e+1 < len(x.text) && x.text[e] == '.' && digitAt(x.text, e+1) {
		e, _ = digits(x.text, e+1) // 3:59.4 is what a runner needs
		lex = nil
	}
	t := x.put(i, e, lex, flagNumeric)
	t.num, t.aux = int32(h), int32(m*100+sec+1)
	return true
}

// packed takes a date of three numbers; aux holds month and day.
func (x *lexer) packed(i, k int, sep byte, a int) bool {
	k2, b := digits(x.text, k+1)
	if k2 > k+3 || k2+1 >= len(x.text) || x.text[k2] != sep || !digitAt(x.text, k2+1) {
		return false
	}
	end, c := digits(x.text, k2+1)
	if end < len(x.text) && (charClass[x.text[end]] == cLetter && x.text[end] != 'T' || x.text[end] == sep && digitAt(x.text, end+1)) {
		return false
	}
	y, m, d := a, b, c
	if k-i != 4 { // 12/25/1998, 25.12.1998
		y, m, d = c, a, b
		if sep == '.' || x.lang.dayFirst || m > 12 {
			m, d = d, m
		}
		if w := end - k2 - 1; w == 2 {
			y = centuryOf(y)
		} else if w != 4 {
			return false
		}
	}
	if m < 1 || m > 12 || d < 1 || d > daysIn(y, m) || y < 1000 {
		return false
	}
	t := x.put(i, end, x.lang.packed, flagNumeric)
	t.num, t.aux = int32(y), int32(m*100+d)
	return true
}

// centuryOf completes a year of two digits.
func centuryOf(y int) int {
	if y < 40 {
		return 2000 + y
	}
	return 1900 + y
}

// fraction takes 1/2, alone or after a whole number.
func (x *lexer) fraction(i, k, a int) bool {
	e, b := digits(x.text, k+1)
	if a != 1 || b != 2 {
		return false
	}
	if n := len(x.toks); n > 0 && x.toks[n-1].has(flagNumeric) && x.toks[n-1].lex != nil && x.next&flagPara == 0 {
		t := &x.toks[n-1]
		t.end, t.lex, t.aux = int32(e), x.lang.shapes[0], 1
		t.flags |= flagHalf
		x.pos, x.next = e, 0
		return true
	}
	x.put(i, e, nil, flagNumeric)
	return true
}

// shortYear takes '89 and '90s; i is the apostrophe, k the first digit.
func (x *lexer) shortYear(i, k int) {
	e, n := digits(x.text, k)
	lex := x.lang.shortYear
	if e < len(x.text) && x.text[e] == 's' && wordEnd(x.text, e) == e+1 && n%10 == 0 {
		e++
		lex = x.lang.decade
	} else if wordEnd(x.text, e) > e {
		lex = nil
	}
	x.put(i, e, lex, flagNumeric).num = int32(n)
}

// numerals joins number words to single tokens: "twenty four", "two hundred and
// fifty", "nineteen ninety-six", "two and a half".
func (x *lexer) numerals() {
	out := x.toks[:0]
	for i := 0; i < len(x.toks); {
		t := x.toks[i]
		if t.lex == nil || !t.lex.numeral {
			out = append(out, t)
			i++
			continue
		}
		n, lex, k := x.numeral(i)
		if k > i {
			t.end = x.toks[k-1].end
			t.num, t.lex = int32(n), lex
			i = k
		} else {
			i++
		}
		out = append(out, t)
	}
	x.toks = out
}

// numeral reads the number words at token i. It returns k == i if there are
// none to join or convert.
func (x *lexer) numeral(i int) (n int, lex *lexeme, k int) {
	l := x.lang
	sum, part, spoken := 0, 0, 0 // spoken: the first half of a year such as nineteen
	for k = i; k < len(x.toks); k++ {
		t := &x.toks[k]
		if k > i && t.flags&(flagPara|flagSentence) != 0 || t.lex == nil {
			break
		}
		if v, ok := t.lex.val(classCard); ok && t.is(classCard) {
			c := int(v.n)
			switch {
			case c == 100 && k > i && part > 0 && part < 100:
				part *= 100
			case c >= 1000 && k > i && part > 0:
				sum, part = min(sum+part*c, 1<<30), 0
			case k > i && part >= 13 && part <= 20 && c >= 10 && spoken == 0 && sum == 0:
				spoken, part = part, c
			case k == i || part == 0 || part%100 == 0 || part%10 == 0 && part%100 >= 20 && c < 10:
				part += c
			default:
				return x.finish(sum, part, spoken, k, i)
			}
			continue
		}
		if v, ok := t.lex.val(classOrd); ok && t.is(classOrd) && v.n < 20 && k > i && part%10 == 0 && part >= 20 && spoken == 0 {
			return sum + part + int(v.n), l.ordinals[min(32, sum+part+int(v.n))], k + 1
		}
		if t.is(classAnd) && part != 0 && part%100 == 0 && k+1 < len(x.toks) && x.toks[k+1].is(classCard) {
			continue
		}
		break
	}
	return x.finish(sum, part, spoken, k, i)
}

func (x *lexer) finish(sum, part, spoken, k, i int) (int, *lexeme, int) {
	n := sum + part
	switch {
	case k == i:
		return 0, nil, i
	case spoken > 0:
		return spoken*100 + part, x.lang.spokenYear, k
	case n >= 2000 && n < 2100 && k > i+1:
		return n, x.lang.spokenYear, k
	case n > 31:
		return n, x.lang.shapes[0], k
	}
	return n, x.lang.cardinal, k
}
