package claim

import "github.com/newsarc/newsarc/text"

// quantities finds the quantities of the sentence. Those that count people get
// their role later, from casualties.
func (p *parser) quantities() {
	for i := 0; i < len(p.toks); {
		if !p.opensQuantity(i) {
			i++
			continue
		}
		if p.toks[i].kind == number && p.excluded(i) {
			i = p.pastDate(i)
			continue
		}
		f, ok := p.figuresAt(i)
		if !ok {
			if p.single(i) {
				p.addSingle(i)
			}
			i++
			continue
		}
		i = p.addQuantity(f)
	}
}

// opensQuantity reports whether a quantity may begin at token i.
func (p *parser) opensQuantity(i int) bool {
	t := &p.toks[i]
	switch {
	case t.kind == number, t.class&(numeral|vague|fraction|scale) != 0:
		return true
	case t.kind != word:
		return false
	}
	switch t.end - t.start {
	case 1, 2:
		return p.is(i, "a") || p.is(i, "an")
	case int32(len("between")):
		return p.is(i, "between")
	}
	return false
}

// addQuantity adds the quantity of f with the words around it, and returns the
// token after it.
func (p *parser) addQuantity(f figures) int {
	q := Quantity{Low: f.low, High: f.high, Vague: f.vague, Kind: Count, By: -1}
	from, to := f.from, f.to
	money := p.currencyBefore(&q, &from)
	q.Number = p.span(from, to)
	switch {
	case money:
		q.Low, q.High = min(q.Low, q.High), max(q.Low, q.High)
		to = p.currencyAfter(&q, to)
	case p.scoreAt(f):
		q.Kind = Score
	default:
		to = p.unitAfter(&q, f, to)
	}
	if q.Kind == "" {
		return to
	}
	if p.negative(from) {
		from--
		q.Number.Start = int(p.toks[from].start)
		q.Low, q.High = -q.High, -q.Low
	}
	end, ok := p.countAfter(&q, f, to)
	if !ok {
		return end
	}
	if q.Bound == Exact {
		from, q.Bound = p.bound(from)
	}
	if q.Bound == Exact {
		end, q.Bound = p.boundAfter(end)
	}
	if f.part && q.Kind == Count {
		q.Kind, q.Unit, q.Low, q.High = Percent, "percent", 100*q.Low, 100*q.High
	}
	q.Former = p.is(from-1, "from") && (p.beforeFrom(from-1) || p.is(end, "to") || p.rises(from-2)) || p.is(from-1, "than") && p.is(from-2, "earlier") || p.withdrawn(from)
	q.Span = p.span(from, end)
	p.groups = append(p.groups, group{from: from, to: end, figures: f.from})
	p.out.Quantities = append(p.out.Quantities, q)
	return max(to, f.to)
}

// countAfter reads what a count counts, behind its number, which ends before
// token to. It returns the token after it, and whether it is a count at all.
func (p *parser) countAfter(q *Quantity, f figures, to int) (end int, ok bool) {
	switch {
	case q.Kind != Count:
		return to, true
	case p.aged(f):
		q.Kind, q.Unit = Age, "year"
		return to, true
	case p.is(f.from, "one") && f.to == f.from+1 && p.has(f.from-1, determiner|negative):
		return to, false // "no one", "the one"
	}
	if after, b := p.boundAfter(to); b != Exact { // "twenty or so trucks"
		to, q.Bound = after, b
	}
	if q.Of != (text.Span{}) {
		return to, true
	}
	end = p.counted(q, to)
	return end, q.Of != (text.Span{}) || p.bareCount(f)
}

// negative reports whether a minus stands before the number that begins at token
// i.
func (p *parser) negative(i int) bool {
	return p.is(i-1, "minus") || i > 0 && p.dash(i-1) && p.toks[i].glued && !p.toks[i-1].glued && p.str(p.toks[i-1]) != "—"
}

// aged reports whether f is the age of the one named before it: "Mara Kolt,
// 34,", "aged 34".
func (p *parser) aged(f figures) bool {
	if f.low > 120 || f.vague || f.part || f.to != f.from+1 {
		return false
	}
	if p.is(f.from-1, "aged") || p.is(f.from-1, "age") {
		return true
	}
	prev, next := p.at(f.from-2), p.at(f.to)
	return p.sym(f.from-1, ',') && prev.kind == word && prev.upper && prev.class&(month|weekday|place) == 0 &&
		(p.sym(f.to, ',') || f.to >= len(p.toks) || p.sym(f.to, '.')) && next.kind == other || p.sym(f.from-1, '(') && p.sym(f.to, ')') && prev.upper && prev.class&(month|place) == 0
}

// beforeFrom reports whether a quantity ends before the "from" at token i: "rose
// to 38 from 35".
func (p *parser) beforeFrom(i int) bool {
	n := len(p.groups)
	return n > 0 && p.groups[n-1].to == i && p.is(p.groups[n-1].from-1, "to")
}

// rises reports whether token i is a verb of change.
func (p *parser) rises(i int) bool {
	for range 2 {
		switch p.at(i).word {
		case "rose", "rise", "rises", "rising", "up", "fell", "fall", "falls", "falling", "down", "increased", "decreased",
			"climbed", "jumped", "dropped", "grew", "raised", "revised", "lowered":
			return true
		}
		i--
	}
	return false
}

// withdrawnReach is how many words before a number may say that it was given
// before, and no longer is.
const withdrawnReach = 9

// withdrawn reports whether the words before token from say that the number
// there was given before: "had earlier put the number of dead at", "an earlier
// toll of". What was "said earlier" is not taken back by that.
func (p *parser) withdrawn(from int) bool {
	counts := false // a word for a count, or a verb that gives one
	for i := from - 1; i >= 0 && i >= from-withdrawnReach; i-- {
		t := p.toks[i]
		if t.kind == other && !p.dash(i) || t.word == "but" {
			return false
		}
		switch t.word {
		case "put", "estimated", "reported", "announced", "stated", "counted", "gave", "given",
			"toll", "count", "figure", "number", "tally", "estimate", "report", "reports", "death":
			counts = true
		case "earlier", "previously", "initially", "originally", "previous", "initial", "preliminary":
			return counts
		}
	}
	return false
}

// currencyBefore reads a currency sign or code before the number.
func (p *parser) currencyBefore(q *Quantity, from *int) bool {
	i := *from - 1
	if i < 0 {
		return false
	}
	t := p.toks[i]
	code := ""
	if t.kind == other {
		code = signs[p.str(t)]
	} else if t.caps && t.class&currency != 0 && t.sense != "cent" {
		code = t.sense
	} else {
		code = signs[p.str(t)]
	}
	if code == "" {
		return false
	}
	q.Kind, q.Unit = Money, code
	*from = i
	if code != "USD" || t.kind != other || i == 0 || !p.toks[i].glued {
		return true
	}
	if c := dollars[p.str(p.toks[i-1])]; c != "" { // "A$5", "US$5"
		q.Unit = c
		*from = i - 1
	}
	return true
}

// signs are the currency signs and the letters that stand for one.
var signs = map[string]string{
	"Rs": "INR", "rs": "INR", "Sh": "KES", "KSh": "KES", "Ksh": "KES", "$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "₽": "RUB", "₩": "KRW", "₺": "TRY", "₪": "ILS", "₴": "UAH", "฿": "THB",
}

// dollars are the prefixes of the dollar sign.
var dollars = map[string]string{
	"US": "USD", "U.S.": "USD", "A": "AUD", "AU": "AUD", "C": "CAD", "CA": "CAD", "NZ": "NZD", "HK": "HKD", "S": "SGD", "R": "BRL", "NT": "TWD",
}

// currencyAfter skips a currency word that repeats the sign before the number,
// "$5 million US".
func (p *parser) currencyAfter(q *Quantity, to int) int {
	if t := p.at(to); t.class&currency != 0 && t.sense == q.Unit {
		return to + 1
	}
	return to
}

// unitAfter reads the unit behind the number and returns the token after it.
func (p *parser) unitAfter(q *Quantity, f figures, to int) int {
	j := to
	if p.dash(j) && p.at(j).glued && p.at(j+1).glued { // "90-minute", "5-year-old"
		j++
	}
	t := p.at(j)
	switch {
	case t.kind == other && (p.sym(j, '%') || p.str(t) == "％"):
		q.Kind, q.Unit = Percent, "percent"
		return p.points(q, j+1)
	case t.word == "percent" || t.word == "pct" || t.word == "percentage" || t.word == "basis":
		q.Kind, q.Unit = Percent, "percent"
		return p.points(q, j+1)
	case t.word == "per" && p.is(j+1, "cent"):
		q.Kind, q.Unit = Percent, "percent"
		return j + 2
	case t.kind == other && p.sym(j, '-') || f.part && !f.scaled && t.class&(period|unit) == 0:
		return to
	case j > to && t.kind == word && t.class&(unit|period|currency|scale) == 0 && t.word != "pound": // "140-page"
		q.Of = p.span(j, j+1)
		return j + 1
	}
	k := j
	for p.has(k, nation) || p.is(k, "u.s.") || p.is(k, "us") || p.is(k, "square") || p.is(k, "cubic") || p.is(k, "metric") || p.is(k, "nautical") {
		k++
	}
	u := p.at(k)
	switch {
	case u.class&currency != 0 && p.plainCurrency(u, f):
		q.Kind, q.Unit = Money, u.sense
		if k > j {
			q.Unit = national(p.at(j).word, u.sense)
		}
		return k + 1
	case u.word == "pounds" || u.word == "pound":
		q.Kind, q.Unit = Money, "GBP"
		if p.is(k+1, "of") || k > to && p.sym(k-1, '-') || p.weighs(f.from) {
			q.Kind, q.Unit = Measure, "pound"
		}
		return k + 1
	case p.sym(k, '°') || t.kind == other && p.str(t) == "°":
		q.Kind, q.Unit = Measure, "degree"
		return k + 1
	case u.class&unit != 0 && (len(u.word) > 2 || u.glued || k == to) && !(u.word == "magnitude"):
		return p.measure(q, j, k)
	case u.class&period != 0 && k == j:
		return p.periodAfter(q, k)
	}
	return to
}

// plainCurrency reports whether the word u after f is money and no other noun.
func (p *parser) plainCurrency(u token, f figures) bool {
	switch u.word {
	case "pound", "pounds":
		return false
	case "won", "real", "lira", "rand":
		return f.scaled || f.low >= 100 && u.word != "won"
	}
	return true
}

// national returns the code of a currency named with an adjective.
func national(adjective, code string) string {
	switch {
	case code == "USD" && adjective == "canadian":
		return "CAD"
	case code == "USD" && adjective == "australian":
		return "AUD"
	case code == "GBP" && adjective == "egyptian":
		return "EGP"
	case code == "GBP" && adjective == "syrian":
		return "SYP"
	}
	return code
}

// weighs reports whether the words before token i speak of weight.
func (p *parser) weighs(i int) bool {
	for j := i - 1; j >= 0 && j > i-4; j-- {
		switch p.at(j).word {
		case "weighs", "weighed", "weighing", "weigh":
			return true
		}
	}
	return false
}

// points reads "percentage points", "basis points".
func (p *parser) points(q *Quantity, j int) int {
	if p.is(j, "points") || p.is(j, "point") {
		q.Unit = "percentage point"
		if p.is(j-1, "basis") {
			q.Unit = "basis point"
		}
		return j + 1
	}
	return j
}

// measure reads a unit of measure at k with what may follow: "of explosives".
func (p *parser) measure(q *Quantity, j, k int) int {
	q.Kind, q.Unit = Measure, p.at(k).sense
	if k > j {
		q.Unit = p.at(j).word + " " + q.Unit
		if p.has(j, nation) {
			q.Unit = p.at(k).sense
		}
	}
	k++
	if p.is(k-1, "miles") && p.is(k, "per") || p.is(k-1, "kilometers") && p.is(k, "per") {
		return k + 2
	}
	if (p.is(k-1, "degrees") || p.is(k-1, "degree")) && (p.is(k, "celsius") || p.is(k, "fahrenheit")) {
		return k + 1
	}
	return k
}

// periodAfter reads a unit of time at k, which makes a duration or an age.
func (p *parser) periodAfter(q *Quantity, k int) int {
	if p.is(k+1, "ago") || p.is(k+1, "earlier") || p.is(k+1, "later") {
		q.Kind = ""
		return k + 1 // a date, which is not our work
	}
	q.Kind, q.Unit = Duration, p.at(k).sense
	k++
	switch {
	case p.sym(k, '-') && p.is(k+1, "old"):
		q.Kind = Age
		return k + 2
	case p.is(k, "old"):
		q.Kind = Age
		return k + 1
	}
	return k
}
