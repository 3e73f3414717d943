package diff

import (
	"slices"
	"strings"
	"unicode"

	"github.com/newsarc/newsarc/text"
	"github.com/newsarc/newsarc/text/claim"
)

// times compares the dates and times of day.
func (c *comparison) times(f *finder) {
	o, n := cancel(c.old.times, c.new.times, func(x *timeFact) string { return x.surface })
	o, n = cancel(o, n, func(x *timeFact) string { return x.value })
	like := func(o, n *timeFact) int {
		if c.near(o.Span, n.Span) {
			return 2
		}
		return 1
	}
	couple(o, n, like, func(o, n *timeFact) {
		switch {
		case o == nil:
			if !vagueTime(n.value) && c.editedNew(n.Span) >= 0 {
				f.add(c.signal(Date, c.came(n.Span), n.Span, detailAdded))
			}
		case n == nil:
			if !vagueTime(o.value) && c.editedOld(o.Span) >= 0 {
				f.add(c.signal(Date, o.Span, c.gone(o.Span), detailRemoved))
			}
		case !vagueTime(o.value) || !vagueTime(n.value):
			f.add(c.signal(Date, o.Span, n.Span, detailChanged))
		}
	})
}

// vagueTime reports whether a value names no certain time: "now", "recently".
func vagueTime(value string) bool {
	return value == "" || strings.Contains(value, "_REF")
}

// quotes compares the quotes, and returns which sources of the two sides speak
// only a quote that came or went.
func (c *comparison) quotes(f *finder) (spoken map[text.Span]bool) {
	spoken = map[text.Span]bool{}
	o, n := cancel(c.old.quotes, c.new.quotes, func(x *quoteFact) string { return x.key })
	if len(o) == 0 && len(n) == 0 {
		return spoken
	}
	if joinQuotes(o) == joinQuotes(n) {
		return spoken // the same words, parted otherwise
	}
	couple(o, n, c.likeQuotes, func(o, n *quoteFact) {
		switch {
		case o == nil:
			detail := detailAdded
			if c.bareIn(c.old, c.beforeNew(n.Start), n) {
				detail = detailMarksOn
			}
			f.add(c.signal(Quote, c.came(n.Span), n.Span, detail))
			if n.by >= 0 && detail == detailAdded {
				spoken[c.new.sources[n.by].Span] = true
			}
		case n == nil:
			detail := detailRemoved
			if c.bareIn(c.new, c.afterOld(o.Start), o) {
				detail = detailMarksOff
			}
			f.add(c.signal(Quote, o.Span, c.gone(o.Span), detail))
			if o.by >= 0 && detail == detailRemoved {
				spoken[c.old.sources[o.by].Span] = true
			}
		case !sameWords(o.words, n.words):
			f.add(c.signal(Quote, o.Span, n.Span, detailReworded))
		}
	})
	return spoken
}

// bareIn reports whether the words of a quote stand in the other text, about
// byte at, without their marks.
func (c *comparison) bareIn(fs *facts, at int, q *quoteFact) bool {
	const around = 200
	from, to := max(fs.extent.Start, at-around), min(fs.extent.End, at+2*(q.End-q.Start)+around)
	return strings.Contains(" "+strings.Join(wordsOf(fs.text[from:to]), " ")+" ", " "+q.key+" ")
}

func joinQuotes(qs []quoteFact) string {
	var sb strings.Builder
	for _, q := range qs {
		sb.WriteString(q.key)
		sb.WriteByte(' ')
	}
	return sb.String()
}

// likeQuotes says how much two quotes look like one that was reworded.
func (c *comparison) likeQuotes(o, n *quoteFact) int {
	shared := 0
	seen := make(map[string]bool, len(o.words))
	for _, w := range o.words {
		seen[w] = true
	}
	for _, w := range n.words {
		if seen[w] {
			shared++
		}
	}
	if c.near(o.Span, n.Span) || 2*shared >= min(len(o.words), len(n.words)) {
		return 1 + shared
	}
	return 0
}

func sameWords(a, b []string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// names compares the proper names. A name that is there on both sides says
// nothing, however often.
func (c *comparison) names(f *finder) {
	o, n := c.unmatched(c.old.names, c.new.names), c.unmatched(c.new.names, c.old.names)
	like := func(o, n *nameFact) int {
		score := 0
		if c.near(o.Span, n.Span) {
			score += 3
		}
		if o.kind == n.kind {
			score++
		}
		return score
	}
	found := len(o)+len(n) > 0
	o, n = slices.DeleteFunc(o, c.recased(true)), slices.DeleteFunc(n, c.recased(false))
	couple(o, n, like, func(o, n *nameFact) {
		switch {
		case o == nil:
			if k := c.editedNew(n.Span); k >= 0 && !f.old.pronounFor(c, n) && !partOf(n.key, nameKey(c.edits[k].Old.Of(c.old.text))) {
				f.add(c.signal(NameChange, c.came(n.Span), n.Span, detailAdded))
			}
		case n == nil:
			if k := c.editedOld(o.Span); k >= 0 && !f.new.pronounAgainst(c, o) && !partOf(o.key, nameKey(c.edits[k].New.Of(c.new.text))) {
				f.add(c.signal(NameChange, o.Span, c.gone(o.Span), detailRemoved))
			}
		default:
			f.add(c.signal(NameChange, o.Span, n.Span, detailChanged))
		}
	})
	c.titles(f)
	c.parts(f)
	if !found {
		c.order(f)
	}
}

// parts reports names of which one word took the place of another, where the
// rest still makes one name of them: "General Motors", "Imperial Motors".
func (c *comparison) parts(f *finder) {
	for _, e := range c.edits {
		o, n := e.Old.Of(c.old.text), e.New.Of(c.new.text)
		if inName(c.old.names, e.Old) && inName(c.new.names, e.New) && !sameTitle(o, n) && nameKey(o) != nameKey(n) && !onlyPronoun(o) && !onlyPronoun(n) && !f.reported(c, e) {
			f.add(c.signal(NameChange, e.Old, e.New, detailChanged))
		}
	}
}

// reported reports whether one of the last signals has edit e as evidence.
func (f *finder) reported(c *comparison, e Edit) bool {
	for i := len(f.r.Signals) - 1; i >= max(0, len(f.r.Signals)-64); i-- {
		s := &f.r.Signals[i]
		if s.Pair != c.pair || s.Old.Field != c.field {
			return false
		}
		if s.Kind == NameChange && (meets(s.Old.Span, e.Old) || meets(s.New.Span, e.New)) {
			return true
		}
	}
	return false
}

// recased returns a test for names of which only the case was edited: "the
// Government", "the government".
func (c *comparison) recased(isOld bool) func(nameFact) bool {
	return func(x nameFact) bool {
		k := c.touchesNew(x.Span)
		if isOld {
			k = c.touchesOld(x.Span)
		}
		return k >= 0 && strings.EqualFold(c.edits[k].Old.Of(c.old.text), c.edits[k].New.Of(c.new.text))
	}
}

// unmatched returns the names of a that are none of b's.
func (c *comparison) unmatched(a, b []nameFact) []nameFact {
	keys := make(map[string]bool, len(b))
	for i := range b {
		keys[b[i].key] = true
	}
	var out []nameFact
	seen := map[string]bool{}
	for i := range a {
		x := &a[i]
		if keys[x.key] || seen[x.key] {
			continue
		}
		seen[x.key] = true
		same := false
		for j := 0; j < len(b) && j < 200 && !same; j++ {
			same = sameName(*x, b[j])
		}
		if !same {
			out = append(out, *x)
		}
	}
	return out
}

// pronounFor reports whether the new name n took the place of a pronoun, in a
// text that had the name already.
func (rd *reader) pronounFor(c *comparison, n *nameFact) bool {
	k := c.touchesNew(n.Span)
	return k >= 0 && onlyPronoun(c.edits[k].Old.Of(c.old.text)) && rd.inventory().knows(n.key)
}

// pronounAgainst is pronounFor for an old name that went.
func (rd *reader) pronounAgainst(c *comparison, o *nameFact) bool {
	k := c.touchesOld(o.Span)
	return k >= 0 && onlyPronoun(c.edits[k].New.Of(c.new.text)) && rd.inventory().knows(o.key)
}

func onlyPronoun(s string) bool {
	switch strings.ToLower(strings.TrimFunc(s, func(r rune) bool { return !unicode.IsLetter(r) })) {
	case "he", "she", "they", "it", "him", "her", "them", "his", "their", "its", "who":
		return true
	}
	return false
}

// titles reports names that both sides have under different titles.
func (c *comparison) titles(f *finder) {
	was := make(map[string]*nameFact, len(c.old.names))
	for i := range c.old.names {
		if x := &c.old.names[i]; x.title != "" {
			was[x.key] = x
		}
	}
	for i := range c.new.names {
		n := &c.new.names[i]
		if o := was[n.key]; o != nil && n.title != "" && !sameTitle(o.title, n.title) {
			f.add(c.signal(NameChange, o.titled, n.titled, detailTitle))
		}
	}
}

// sameTitle reports whether two titles are one, written in full or short.
func sameTitle(a, b string) bool {
	x, y := wordsOf(a), wordsOf(b)
	if partOf(strings.Join(x, " "), strings.Join(y, " ")) || partOf(strings.Join(y, " "), strings.Join(x, " ")) {
		return true
	}
	if len(x) != len(y) {
		return false
	}
	for i := range x {
		if !strings.HasPrefix(x[i], y[i]) && !strings.HasPrefix(y[i], x[i]) {
			return false
		}
	}
	return true
}

// order reports names that exchanged their places: "Veria attacked Sold" is not
// "Sold attacked Veria". A passive tells the same the other way round.
func (c *comparison) order(f *finder) {
	o, n := bareNames(c.old.names), bareNames(c.new.names)
	if len(o) < 2 || len(o) != len(n) || c.bys(c.old) != c.bys(c.new) {
		return
	}
	for i := range o {
		if o[i].key == n[i].key {
			continue
		}
		if i+1 < len(o) && o[i].key == n[i+1].key && o[i+1].key == n[i].key {
			f.add(c.signal(NameChange, text.Span{Start: o[i].Start, End: o[i+1].End}, text.Span{Start: n[i].Start, End: n[i+1].End}, detailOrder))
		}
		return
	}
}

func bareNames(names []nameFact) []nameFact {
	var out []nameFact
	for _, x := range names {
		if x.bare {
			out = append(out, x)
		}
	}
	return out
}

// bys counts the "by" of a side.
func (c *comparison) bys(fs *facts) int {
	return strings.Count(fs.text[fs.extent.Start:fs.extent.End], " by ")
}

// sources compares who says what. Sources that only speak a quote that came or
// went are part of that.
func (c *comparison) sources(f *finder, spoken map[text.Span]bool) {
	o, n := c.unspoken(c.old.sources, c.new.sources, spoken), c.unspoken(c.new.sources, c.old.sources, spoken)
	like := func(o, n *sourceFact) int {
		if c.near(o.all, n.all) {
			return 2
		}
		return 1
	}
	couple(o, n, like, func(o, n *sourceFact) {
		switch {
		case o == nil:
			if n.colon || c.touchesNew(inner(n.Span)) >= 0 {
				f.add(c.signal(Attribution, c.came(n.all), n.all, detailAdded))
			}
		case n == nil:
			if o.colon || c.touchesOld(inner(o.Span)) >= 0 {
				f.add(c.signal(Attribution, o.all, c.gone(o.all), detailRemoved))
			}
		default:
			f.add(c.signal(Attribution, o.all, n.all, detailChanged))
		}
	})
}

// inner returns s without its ends, which an edit beside it touches too.
func inner(s text.Span) text.Span {
	if s.End-s.Start > 2 {
		return text.Span{Start: s.Start + 1, End: s.End - 1}
	}
	return s
}

// unspoken returns the sources of a that are none of b's.
func (c *comparison) unspoken(a, b []sourceFact, spoken map[text.Span]bool) []sourceFact {
	var out []sourceFact
	seen := map[string]bool{}
	for i := range a {
		x := &a[i]
		if spoken[x.Span] || seen[x.key] {
			continue
		}
		seen[x.key] = true
		same := false
		for j := 0; j < len(b) && j < 200 && !same; j++ {
			same = sameSource(x, &b[j])
		}
		if !same {
			out = append(out, *x)
		}
	}
	return out
}

// sameSource reports whether two sources are one: the same words, the same
// person under a longer name, or a pronoun that stands for it.
func sameSource(a, b *sourceFact) bool {
	if a.key == b.key || !a.pronoun && withoutFigures(a.key) == withoutFigures(b.key) {
		return true
	}
	if a.pronoun || b.pronoun {
		return nameKey(a.who) == nameKey(b.who) && !(a.pronoun && b.pronoun)
	}
	if !a.named && !b.named && misspelled(a.key, b.key) {
		return true
	}
	x, y := a.whoKey, b.whoKey
	return x == y || capital(a.who) && capital(b.who) && (partOf(x, y) || partOf(y, x))
}

// misspelled reports whether two sources differ in nothing but slips.
func misspelled(a, b string) bool {
	x, y := strings.Fields(a), strings.Fields(b)
	if len(x) != len(y) {
		return false
	}
	for i := range x {
		if x[i] != y[i] && !slip(x[i], y[i]) {
			return false
		}
	}
	return true
}

// withoutFigures returns a source without its digits, whose change is told as a
// change of number: "a 21-year-old student".
func withoutFigures(key string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return -1
		}
		return r
	}, key)
}

// capital reports whether s begins with a capital letter.
func capital(s string) bool {
	for _, r := range s {
		return unicode.IsUpper(r)
	}
	return false
}

// negations compares how often the two sides deny.
func (c *comparison) negations(f *finder) {
	o, n := c.old.cues, c.new.cues
	if len(o) != len(n) {
		c.negation(f, o, n)
		return
	}
	if x, y, ok := c.contrary(); ok && c.new.english {
		f.add(c.signal(Negation, x, y, detailChanged))
	}
}

// negation reports the first negation that one side has more than the other.
func (c *comparison) negation(f *finder, o, n []cueFact) {
	if len(n) > len(o) {
		for _, x := range n {
			if c.editedNew(x.Span) >= 0 {
				f.add(c.signal(Negation, c.came(x.Span), x.Span, detailAdded))
				return
			}
		}
	}
	for _, x := range o {
		if len(o) > len(n) && c.editedOld(x.Span) >= 0 {
			f.add(c.signal(Negation, x.Span, c.gone(x.Span), detailRemoved))
			return
		}
	}
}

// contrary looks for an edit that turns a word into its contrary by a prefix:
// "lawful", "unlawful".
func (c *comparison) contrary() (o, n text.Span, ok bool) {
	for _, e := range c.edits {
		a, b := wordsOf(e.Old.Of(c.old.text)), wordsOf(e.New.Of(c.new.text))
		if len(a) == len(b) && len(a) > 0 && len(a) < 8 {
			for i := range a {
				if opposite(a[i], b[i]) || opposite(b[i], a[i]) {
					return e.Old, e.New, true
				}
			}
		}
	}
	return o, n, false
}

// opposite reports whether b is a with a prefix that denies.
func opposite(a, b string) bool {
	if len(a) < 4 || !strings.HasSuffix(b, a) {
		return false
	}
	switch strings.TrimSuffix(b, a) {
	case "un", "in", "im", "ir", "il", "non", "dis":
		return true
	}
	return false
}

// hedges compares how firmly the two sides speak.
func (c *comparison) hedges(f *finder) {
	o, n := cancel(c.old.hedges, c.new.hedges, func(x *cueFact) string { return x.key })
	if len(o) == 0 && len(n) == 0 {
		return
	}
	was, is := 0, 0
	var from, to text.Span
	for _, x := range o {
		was += x.level
		from = cover(from, x.Span)
	}
	for _, x := range n {
		is += x.level
		to = cover(to, x.Span)
	}
	if was == is {
		return
	}
	if len(o) == 0 {
		from = c.came(to)
	}
	if len(n) == 0 {
		to = c.gone(from)
	}
	f.add(c.signal(Hedge, from, to, firmness(was, is)))
}

// cover returns the span from the begin of a to the end of b.
func cover(a, b text.Span) text.Span {
	if a == (text.Span{}) {
		return b
	}
	return text.Span{Start: min(a.Start, b.Start), End: max(a.End, b.End)}
}

// links compares the addresses.
func (c *comparison) links(f *finder) {
	o, n := cancel(c.old.links, c.new.links, func(x *linkFact) string { return x.key })
	couple(o, n, func(_, _ *linkFact) int { return 1 }, func(o, n *linkFact) {
		switch {
		case o == nil:
			f.add(c.signal(Link, c.came(n.Span), n.Span, detailAdded))
		case n == nil:
			f.add(c.signal(Link, o.Span, c.gone(o.Span), detailRemoved))
		default:
			f.add(c.signal(Link, o.Span, n.Span, detailChanged))
		}
	})
}

// digits reports a change of digits or of a rank that is in none of the signals
// so far: "the third strike", "Flight 370".
func (c *comparison) digits(f *finder, first int) {
	covered := c.covered(f.r.Signals[first:])
	for k, e := range c.edits {
		if covered[k] {
			continue
		}
		if c.sign(e) {
			f.add(c.signal(Number, e.Old, e.New, detailChanged))
			continue
		}
		if ranks(e.Old.Of(c.old.text)) == ranks(e.New.Of(c.new.text)) {
			continue
		}
		f.add(c.signal(Number, e.Old, e.New, detailChanged))
	}
}

// sign reports whether edit e puts a mark before a digit, or takes one from it,
// that changes its value: "-5" is not "5".
func (c *comparison) sign(e Edit) bool {
	o, n := e.Old.Of(c.old.text), e.New.Of(c.new.text)
	if sameText(o, n) || !strings.ContainsAny(o+n, "-−+±~<>=.,/:") || strings.ContainsFunc(o+n, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsSpace(r) }) {
		return false
	}
	at := c.old.text[e.Old.End:c.old.extent.End]
	return at != "" && unicode.IsDigit(rune(at[0]))
}

// ranks returns the numbers of s, ranks included, in a form that compares. A
// number word counts like its digits.
func ranks(s string) string {
	var out []string
	for _, w := range wordsOf(s) {
		switch {
		case strings.ContainsFunc(w, unicode.IsDigit):
			out = append(out, w)
		case rankWords[w] != "":
			out = append(out, rankWords[w])
		}
	}
	return strings.Join(out, " ")
}

// rankWords are the ranks in words.
var rankWords = map[string]string{
	"first": "1st", "third": "3rd", "fourth": "4th", "fifth": "5th", "sixth": "6th", "seventh": "7th", "eighth": "8th",
	"ninth": "9th", "tenth": "10th", "eleventh": "11th", "twelfth": "12th", "second": "2nd", "twentieth": "20th",
	"two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9", "ten": "10",
	"eleven": "11", "twelve": "12", "twice": "2x", "double": "2x", "triple": "3x",
}

// lone finds the facts of a sentence without a counterpart that the other text
// states nowhere.
func (f *finder) lone(k int) {
	p := &f.r.Pairs[k]
	added := p.Kind == Inserted
	var fs *facts
	var other *inventory
	c := comparison{pair: k, old: &facts{text: f.r.oldText}, new: &facts{text: f.r.newText}}
	detail := detailRemoved
	if added {
		fs, other, detail = f.new.states(p.New), f.old.inventory(), detailAdded
	} else {
		fs, other = f.old.states(p.Old), f.new.inventory()
	}
	empty := f.gaps[k]
	if added {
		c.new.extent = fs.extent
	} else {
		c.old.extent = fs.extent
	}
	before := len(f.r.Signals)
	put := func(kind SignalKind, s text.Span) {
		o, n := s, empty
		if added {
			o, n = empty, s
		}
		f.add(c.signal(kind, o, n, detail))
	}
	for _, q := range fs.quotes {
		if !other.quotes[q.key] && q.key != "" {
			put(Quote, q.Span)
		}
	}
	for i := range fs.figures {
		if x := &fs.figures[i]; !other.figures[x.key] && telling(x) {
			f.loneFigure(c, x, empty, added, detail)
		}
	}
	for _, t := range fs.times {
		if !other.times[t.value] && !vagueTime(t.value) {
			put(Date, t.Span)
		}
	}
	seen := map[string]bool{}
	for _, n := range fs.names {
		if !other.knows(n.key) && !seen[n.key] && n.kind != claim.Nation {
			seen[n.key] = true
			put(NameChange, n.Span)
		}
	}
	for _, l := range fs.links {
		put(Link, l.Span)
	}
	if len(f.r.Signals) == before {
		put(Content, fs.extent)
	}
}

func (f *finder) loneFigure(c comparison, x *figureFact, empty text.Span, added bool, detail string) {
	if added {
		c.old.extent = empty
		f.addFigure(&c, nil, x, detail)
		f.r.Signals[len(f.r.Signals)-1].Old = evidence(f.r.oldText, empty)
		return
	}
	c.new.extent = empty
	f.addFigure(&c, x, nil, detail)
	f.r.Signals[len(f.r.Signals)-1].New = evidence(f.r.newText, empty)
}
