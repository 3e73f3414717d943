package diff

import (
	"slices"

	"github.com/newsarc/newsarc/news"
	"github.com/newsarc/newsarc/text"
	"github.com/newsarc/newsarc/text/claim"
	"github.com/newsarc/newsarc/text/timex"
)

// Lines says what changed from text to text of a story: what Articles and
// Summary say of the two, and for less work where the texts follow each other,
// since what was read of a sentence is known in the next text too. The zero value
// is ready.
//
// Lines is for one goroutine. The articles must not change while it knows them.
type Lines struct{ memo memo }

// Between returns the Summary of what changed.
func (l *Lines) Between(from, to *news.Article) string {
	l.memo.brief = true
	r := articles(from, to, Options{}, &l.memo)
	line := r.Summary()
	l.memo.reuse(r)
	return line
}

// Forget makes l ready for the texts of another story.
func (l *Lines) Forget() {
	m := &l.memo
	m.last, m.ref = nil, timex.Reference{}
	m.claims.Forget()
	clear(m.stated)
	clear(m.known)
	m.atoms.forget()
	m.knowns.forget()
}

// memo is what is known of sentences from comparisons before.
type memo struct {
	brief  bool    // the edits of fields are left out, of which no line speaks
	last   *reader // of the text that was the new one
	claims claim.Memo

	// Memory for the next comparison, if that is a brief one.
	comparer *comparer
	pairs    []Pair
	signals  []Signal
	gaps     []text.Span
	finder   finder
	rooms    [2]room // of the last text and the next, in turns
	turn     int     // which is that of the next
	atoms    chunk[atom]
	knowns   chunk[known]

	// stated holds what sentences state, with the spans of some text that they
	// stand in, by what claims were drawn; it holds by the reference ref.
	stated map[*claim.Claims]*facts
	ref    timex.Reference

	known map[string]*known // by the sentence
}

// known is what is known of a sentence, wherever it stands.
type known struct {
	id     int32  // in one comparison; see aligner.number
	tagged bool   // times has its time expressions, by memo.ref
	notice int8   // whether it is a notice: 1 no, 2 yes, 0 not looked at
	read   bool   // what it states was asked for
	looked bool   // dotted and heads are set
	dotted bool   // there may be a point inside a word
	heads  heads  // with what letters its words begin
	low    string // in lower case with a line feed behind it; see reader.low
	atoms  []atom // its words and marks, nil until asked
	times  []timex.Expression
}

// reuse takes the memory of a result that nobody has.
func (m *memo) reuse(r *Result) {
	if cap(r.Pairs) > maxMemo || cap(r.Signals) > maxMemo {
		return
	}
	clear(r.Pairs)
	clear(r.Signals)
	m.pairs, m.signals = r.Pairs[:0], r.Signals[:0]
}

// maxMemo bounds the sentences that are known.
const maxMemo = 1 << 12

// begin makes ready for a comparison, in which no sentence is forgotten.
func (m *memo) begin() {
	if len(m.known) > maxMemo {
		m.known, m.last = nil, nil
	}
}

// of returns what is known of a sentence.
func (m *memo) of(s string) *known {
	x := m.known[s]
	if x == nil {
		if m.known == nil {
			m.known = make(map[string]*known, 64)
		}
		x = &m.knowns.take(1)[0]
		m.known[s] = x
	}
	return x
}

// all returns what is known of some sentences.
func (m *memo) all(sentences []string) []*known {
	return m.allInto(make([]*known, 0, len(sentences)), sentences)
}

func (m *memo) allInto(dst []*known, sentences []string) []*known {
	for _, s := range sentences {
		dst = append(dst, m.of(s))
	}
	return dst
}

// allNear is allInto for a text that is much like the last one: most of its
// sentences follow each other there.
func (m *memo) allNear(dst []*known, sentences []string) []*known {
	if m.last == nil {
		return m.allInto(dst, sentences)
	}
	l, at := &m.last.source, 0
	for _, s := range sentences {
		k := at
		for k < len(l.texts) && k < at+3 && l.texts[k] != s {
			k++
		}
		if k < len(l.texts) && k < at+3 {
			dst, at = append(dst, l.known[k]), k+1
		} else {
			dst = append(dst, m.of(s))
		}
	}
	return dst
}

// room is memory for what is known of a text while it is compared with the one
// before and the one after.
type room struct {
	sentences []news.Sentence
	texts     []string
	known     []*known
	alone     []*facts
	order     []int
	claims    *claim.Text
}

// source is one of the two texts of a comparison.
type source struct {
	sentences []news.Sentence
	texts     []string // of the sentences
	known     []*known // what is known of them
	body      string
}

// old returns the text that is the old one.
func (m *memo) old(a *news.Article) source {
	if a == nil {
		return source{}
	}
	if l := m.last; l != nil && l.article == a {
		return l.source
	}
	s := source{sentences: a.Body.Sentences(), body: a.Body.Text()}
	s.texts = textsInto(nil, s.sentences)
	s.known = m.all(s.texts)
	return s
}

// new returns the text that is the new one.
func (m *memo) new(a *news.Article) source {
	if a == nil {
		return source{}
	}
	r := new(room)
	if m.brief {
		r = &m.rooms[m.turn]
	}
	r.sentences = a.Body.SentencesInto(r.sentences)
	r.texts = textsInto(r.texts, r.sentences)
	r.known = m.allNear(r.known[:0], r.texts)
	return source{r.sentences, r.texts, r.known, a.Body.Text()}
}

// reader returns the reader of an article, nil if there is none.
func (m *memo) reader(a *news.Article, ref timex.Reference) *reader {
	if m.last != nil && m.last.article == a && m.last.ref == ref {
		return m.last
	}
	return nil
}

// keep remembers the texts of a comparison that is over.
func (m *memo) keep(f *finder) {
	m.last = f.new
	if m.brief {
		r := &m.rooms[m.turn]
		r.alone, r.order, r.claims = f.new.alone, f.new.order, f.new.claims
		m.turn = 1 - m.turn
	}
}

// furnish gives the reader of the new text its memory.
func (m *memo) furnish(rd *reader) {
	if !m.brief {
		return
	}
	r := &m.rooms[m.turn]
	rd.alone = slices.Grow(r.alone[:0], len(rd.sentences))[:len(rd.sentences)]
	clear(rd.alone)
	rd.order = r.order
	m.claims.Reuse(r.claims)
	r.claims = nil
}

// facts returns what a sentence with these claims states, nil if that is not
// known.
func (m *memo) facts(c *claim.Claims, ref timex.Reference) *facts {
	m.refer(ref)
	return m.stated[c]
}

// refer forgets what holds by another reference only.
func (m *memo) refer(ref timex.Reference) {
	if m.ref == ref {
		return
	}
	clear(m.stated)
	for _, x := range m.known {
		x.tagged, x.times = false, nil
	}
	m.ref = ref
}

// tagOf returns the time expressions of a sentence of which x is known.
func (m *memo) tagOf(x *known, s string, ref timex.Reference) []timex.Expression {
	m.refer(ref)
	if !x.tagged {
		x.tagged, x.times = true, timex.Tag(s, ref)
	}
	return x.times
}

// state remembers what a sentence states.
func (m *memo) state(c *claim.Claims, fs *facts) {
	if m.stated == nil || len(m.stated) > maxMemo {
		m.stated = make(map[*claim.Claims]*facts, 32)
	}
	m.stated[c] = fs
}
