package diff

import (
	"slices"
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"

	"github.com/newsarc/newsarc/diff/english"
	"github.com/newsarc/newsarc/diff/noise"
	"github.com/newsarc/newsarc/news"
	"github.com/newsarc/newsarc/text"
	"github.com/newsarc/newsarc/text/claim"
	"github.com/newsarc/newsarc/text/timex"
)

// reader reads the claims of one of the two texts, when they are asked for.
type reader struct {
	source
	article *news.Article
	ref     timex.Reference
	memo    *memo

	claims *claim.Text     // nil until asked
	alone  []*facts        // what each sentence states, nil until asked
	head   *facts          // what the headline states, nil until asked
	order  []int           // scratch of readFirst
	people map[string]bool // words of which it is known whether a name has them
}

// reference returns what relative times are resolved against. It is the same
// for both texts, so that the same words are the same time.
func reference(r *Result) timex.Reference {
	a := r.New
	t := a.Published
	if t.IsZero() {
		t = r.Old.Published
	}
	return timex.Reference{Time: t.Time, DateOnly: t.DateOnly, Language: a.Language}
}

// text returns the text from which claims are drawn.
func (rd *reader) text() *claim.Text {
	if rd.claims == nil {
		paragraphs := make([][]string, len(rd.article.Body))
		for i, p := range rd.article.Body {
			paragraphs[i] = p.Sentences
		}
		rd.claims = rd.memo.claims.NewText(paragraphs)
	}
	return rd.claims
}

// facts is what part of a text states. Spans are spans of text.
type facts struct {
	text    string
	extent  text.Span
	figures []figureFact
	times   []timeFact
	quotes  []quoteFact
	names   []nameFact
	sources []sourceFact
	cues    []cueFact // negations
	hedges  []cueFact
	links   []linkFact

	english bool
	plain   int8   // 1: one byte is one character; 2: not so; 0: not looked at
	borders []bool // where characters begin in the extent, if not plain
}

// whole widens s so that it cuts no character that is made of several code
// points, such as a letter with a mark on it.
func (fs *facts) whole(s text.Span) text.Span {
	if fs.extent.End <= fs.extent.Start || s.Start < fs.extent.Start || s.End > fs.extent.End {
		return s
	}
	in := fs.text[fs.extent.Start:fs.extent.End]
	if fs.plain == 0 {
		fs.plain = 1
		if !plainBytes(in) {
			fs.plain = 2
			fs.borders = make([]bool, len(in)+1)
			fs.borders[0] = true
			for g := graphemes.FromString(in); g.Next(); {
				fs.borders[g.End()] = true
			}
		}
	}
	if fs.plain == 1 {
		return s
	}
	empty := s.Start == s.End
	for !fs.borders[s.Start-fs.extent.Start] {
		s.Start--
	}
	if empty {
		return text.Span{Start: s.Start, End: s.Start}
	}
	for !fs.borders[s.End-fs.extent.Start] {
		s.End++
	}
	return s
}

// plainBytes reports whether each byte of s is a character.
func plainBytes(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf || s[i] == '\r' {
			return false
		}
	}
	return true
}

type figureFact struct {
	text.Span
	q    claim.Quantity
	noun string // what is counted, in lower case
	unit string
	key  string

	duration string // the value of a time expression that it comes from
}

type timeFact struct {
	text.Span
	surface string
	value   string
}

type quoteFact struct {
	text.Span
	words []string
	key   string
	by    int // index into sources, -1 for none
}

type nameFact struct {
	text.Span
	key    string
	title  string
	titled text.Span // the title
	kind   claim.NameKind
	bare   bool // no preposition before it
}

type sourceFact struct {
	text.Span           // of the source
	all       text.Span // with its verb
	key       string
	who       string
	whoKey    string
	pronoun   bool
	colon     bool
	named     bool // has a word with a capital, other than its first
}

type cueFact struct {
	text.Span
	key   string
	level int
}

type linkFact struct {
	text.Span
	key string
}

// states collects what the sentences which state.
func (rd *reader) states(which []int) *facts {
	fs := &facts{text: rd.Body, english: isEnglish(rd.ref), extent: text.Span{
		Start: rd.Sentences[which[0]].Start, End: rd.Sentences[which[len(which)-1]].End,
	}}
	for _, i := range which {
		s := &rd.Sentences[i]
		fs.gather(s.Text, s.Start, rd.text().Claims(i), rd.memo.tagOf(rd.known[i], s.Text, rd.ref))
	}
	return fs
}

// own collects what sentence i states, but not who says it and how firmly.
func (rd *reader) own(i int) *facts {
	fs := rd.stated(i)
	s := &rd.Sentences[i]
	if fs.extent.Start != s.Start || fs.text != rd.Body {
		fs = fs.moved(rd.Body, s.Start)
		rd.alone[i] = fs
	}
	return fs
}

// stated is own for who does not ask where in the text things stand: its spans
// may be those of another text that has the sentence.
func (rd *reader) stated(i int) *facts {
	if rd.alone == nil {
		rd.alone = make([]*facts, len(rd.Sentences))
	}
	if rd.alone[i] == nil {
		c := rd.text().Own(i)
		fs := rd.memo.facts(c, rd.ref)
		if fs == nil {
			s := &rd.Sentences[i]
			fs = &facts{text: rd.Body, english: isEnglish(rd.ref), extent: text.Span{Start: s.Start, End: s.End}}
			fs.gatherStated(s.Text, s.Start, c, rd.memo.tagOf(rd.known[i], s.Text, rd.ref))
			rd.memo.state(c, fs)
		}
		rd.known[i].read = true
		rd.alone[i] = fs
	}
	return rd.alone[i]
}

// moved returns what a sentence states where it stands at byte start of a text.
func (fs *facts) moved(body string, start int) *facts {
	by := start - fs.extent.Start
	to := &facts{text: body, english: fs.english, extent: shift(fs.extent, by)}
	to.figures, to.times, to.quotes = slices.Clone(fs.figures), slices.Clone(fs.times), slices.Clone(fs.quotes)
	to.names, to.links = slices.Clone(fs.names), slices.Clone(fs.links)
	for i := range to.figures {
		to.figures[i].Span = shift(to.figures[i].Span, by)
	}
	for i := range to.times {
		to.times[i].Span = shift(to.times[i].Span, by)
	}
	for i := range to.quotes {
		to.quotes[i].Span = shift(to.quotes[i].Span, by)
	}
	for i := range to.names {
		to.names[i].Span, to.names[i].titled = shift(to.names[i].Span, by), shift(to.names[i].titled, by)
	}
	for i := range to.links {
		to.links[i].Span = shift(to.links[i].Span, by)
	}
	return to
}

// fieldFacts returns the facts of a field's value without any of them.
func fieldFacts(s string, ref timex.Reference) *facts {
	return &facts{text: s, english: isEnglish(ref), extent: text.Span{End: len(s)}}
}

// gatherField adds what the value of a field states.
func (fs *facts) gatherField(ref timex.Reference) *facts {
	c := claim.Extract(fs.text)
	fs.gather(fs.text, 0, &c, timex.Tag(fs.text, ref))
	return fs
}

// gather adds the facts of sentence s, which stands at base.
func (fs *facts) gather(s string, base int, c *claim.Claims, times []timex.Expression) {
	first := len(fs.quotes)
	links := fs.gatherStated(s, base, c, times)
	if !fs.english {
		return
	}
	from := len(fs.sources)
	fs.gatherSources(s, base, c, links)
	fs.gatherWords(s, base, c)
	for k, q := range c.Quotes {
		if by := q.By + from; q.By >= 0 && by < len(fs.sources) {
			fs.quotes[first+k].by = by
		}
	}
}

// gatherStated adds what sentence s states: all but sources, negations and
// hedges. It returns the addresses in s.
func (fs *facts) gatherStated(s string, base int, c *claim.Claims, times []timex.Expression) []text.Span {
	links := noise.Links(s)
	for _, l := range links {
		fs.links = append(fs.links, linkFact{shift(l, base), noise.Link(l.Of(s))})
	}
	fs.gatherTimes(s, base, times, c, links)
	fs.gatherFigures(s, base, times, c, links)
	if fs.english {
		fs.gatherNames(s, base, times, c, links)
	}
	for _, q := range c.Quotes {
		words := english.Words(q.Inner.Of(s))
		fs.quotes = append(fs.quotes, quoteFact{shift(q.Span, base), words, strings.Join(words, " "), -1})
	}
	return links
}

// isEnglish reports whether the rules of English hold for a text. Others get the
// facts that need none: figures, quotes, dates, addresses.
func isEnglish(ref timex.Reference) bool {
	tag, _, _ := strings.Cut(ref.Language, "-")
	return tag == "" || strings.EqualFold(tag, "en")
}

// gatherFigures adds the quantities of a sentence.
func (fs *facts) gatherFigures(s string, base int, times []timex.Expression, c *claim.Claims, links []text.Span) {
	for _, q := range c.Quantities {
		if inside(q.Number, links) || overlapsTime(q.Span, times) {
			continue
		}
		if !fs.english {
			q = neutral(s, q)
		}
		fs.figures = append(fs.figures, newFigure(s, base, q))
	}
}

// neutral takes from a quantity what only the words of English say of it, and
// reads points between groups of three digits as most languages write them.
func neutral(s string, q claim.Quantity) claim.Quantity {
	q.Role, q.Bound = "", claim.Exact
	if q.Kind == claim.Casualty {
		q.Kind = claim.Count
	}
	digits := q.Number.Of(s)
	if i := strings.IndexByte(digits, '.'); i > 0 && i < 4 && !strings.Contains(digits, " ") && len(digits)-i == 4 {
		if v, err := strconv.ParseFloat(strings.ReplaceAll(digits, ".", ""), 64); err == nil {
			q.Low, q.High = v, v
		}
	}
	return q
}

// gatherSources adds who says what in a sentence.
func (fs *facts) gatherSources(s string, base int, c *claim.Claims, links []text.Span) {
	for _, a := range c.Attributions {
		if a.Form == claim.Gave && a.Source == (text.Span{}) || inside(a.Source, links) {
			continue
		}
		source := a.Source.Of(s)
		fs.sources = append(fs.sources, sourceFact{
			Span: shift(a.Source, base), all: shift(a.Span, base), key: sourceKey(source), who: a.Who, whoKey: sourceKey(a.Who), pronoun: isPronoun(source),
			colon: a.Form == claim.Colon, named: capitalInside(source),
		})
		if level := sayingLevel(strings.ToLower(a.Cue.Of(s))); level != 0 {
			fs.hedges = append(fs.hedges, cueFact{shift(a.Cue, base), strings.ToLower(a.Cue.Of(s)), level})
		}
	}
}

// gatherNames adds the names of a sentence.
func (fs *facts) gatherNames(s string, base int, times []timex.Expression, c *claim.Claims, links []text.Span) {
	for _, n := range c.Names {
		if inside(n.Span, links) || overlapsTime(n.Span, times) {
			continue
		}
		before := strings.ToLower(english.LastWord(s[:max(n.Start, 0)]))
		fs.names = append(fs.names, nameFact{
			shift(n.Span, base), nameKey(n.Of(s)), strings.ToLower(n.Title.Of(s)), shift(n.Title, base), n.Kind, !linking()[before],
		})
	}
}

// gatherWords adds the negations and hedges of a sentence.
func (fs *facts) gatherWords(s string, base int, c *claim.Claims) {
	for _, n := range c.Negations {
		fs.cues = append(fs.cues, cueFact{shift(n.Span, base), "not", 0})
	}
	for _, h := range c.Hedges {
		fs.hedges = append(fs.hedges, cueFact{shift(h.Span, base), strings.ToLower(h.Of(s)), h.Level})
	}
}

// gatherTimes adds the times of a sentence. A duration that claim found as a
// quantity is left to that.
func (fs *facts) gatherTimes(s string, base int, times []timex.Expression, c *claim.Claims, links []text.Span) {
	for _, t := range times {
		span := text.Span{Start: t.Start, End: t.End}
		if inside(span, links) {
			continue
		}
		surface := strings.ToLower(s[t.Start:t.End])
		if t.Type != timex.Duration {
			fs.times = append(fs.times, timeFact{shift(span, base), surface, timeKey(t, surface)})
			continue
		}
		if !overlapsQuantity(span, c) {
			fs.figures = append(fs.figures, figureFact{
				Span: shift(span, base), unit: "duration", key: "duration " + t.Value,
				q: claim.Quantity{Kind: claim.Duration, Number: span, By: -1}, duration: t.Value,
			})
		}
	}
}

// timeKey returns what two expressions for one time have in common. A time that
// is told in hours is known to the day only, so that its figures belong to it.
func timeKey(t timex.Expression, surface string) string {
	key := t.Value + string(t.Mod)
	if strings.HasSuffix(surface, "ago") || strings.Contains(surface, "hour") || strings.Contains(surface, "minute") {
		key += " " + english.Numbers(surface)
	}
	return key
}

func overlapsQuantity(span text.Span, c *claim.Claims) bool {
	qs := c.Quantities
	k := sort.Search(len(qs), func(i int) bool { return qs[i].End > span.Start })
	return k < len(qs) && qs[k].Number.Start < span.End
}

// overlapsTime reports whether span lies on a date or a time of day.
func overlapsTime(span text.Span, times []timex.Expression) bool {
	k := sort.Search(len(times), func(i int) bool { return times[i].End > span.Start })
	for ; k < len(times) && times[k].Start < span.End; k++ {
		if times[k].Type != timex.Duration {
			return true
		}
	}
	return false
}

// inside reports whether span begins in one of the spans of all.
func inside(span text.Span, all []text.Span) bool {
	k := sort.Search(len(all), func(i int) bool { return all[i].End > span.Start })
	return k < len(all) && all[k].Start <= span.Start
}

func shift(s text.Span, by int) text.Span {
	return text.Span{Start: s.Start + by, End: s.End + by}
}

// named reports whether one of the names has the word w.
func (fs *facts) named(w string) bool {
	for i := range fs.names {
		for x := range strings.FieldsSeq(fs.names[i].key) {
			if x == w {
				return true
			}
		}
	}
	return false
}
