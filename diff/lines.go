package diff

import (
	"slices"

	"github.com/newsarc/newsarc/diff/align"
	"github.com/newsarc/newsarc/diff/signal"
	"github.com/newsarc/newsarc/news"
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
	l.memo.finder.Brief = true
	return articles(from, to, Options{}, &l.memo).Summary()
}

// Forget makes l ready for the texts of another story.
func (l *Lines) Forget() {
	m := &l.memo
	m.article = nil
	m.finder.Forget()
	clear(m.known)
	clear(m.room[:m.used])
	m.used = 0
	if m.aligner != nil {
		m.aligner.Forget()
	}
}

// memo is what is known of sentences from comparisons before.
type memo struct {
	brief   bool // the edits of fields are left out, of which no line speaks
	aligner *align.Aligner
	finder  signal.Finder

	article *news.Article  // that was the new one
	texts   [2]signal.Text // its text and the next, in turns
	turn    int            // which is that of the next

	known map[string]*known // by the sentence
	room  []known           // of the last of them and those to come
	used  int
}

// known is what is known of a sentence, wherever it stands.
type known struct {
	words align.Known
	facts signal.Known
}

// maxMemo bounds the sentences that are known, maxRoom those for which there is
// room at once.
const (
	maxMemo = 1 << 12
	maxRoom = 1 << 10
)

// begin makes ready for a comparison, in which no sentence is forgotten, and
// returns its aligner.
func (m *memo) begin() *align.Aligner {
	if len(m.known) > maxMemo {
		m.known, m.article = nil, nil
	}
	switch {
	case !m.brief:
		return align.New()
	case m.aligner == nil:
		m.aligner = align.NewBrief()
	default:
		m.aligner.Begin()
	}
	return m.aligner
}

// end ends the comparison: what a brief aligner returned holds for a while.
func (m *memo) end(a *align.Aligner) {
	if !m.brief {
		a.Free()
	}
}

// of returns what is known of a sentence.
func (m *memo) of(s string) *known {
	x := m.known[s]
	if x == nil {
		if m.known == nil {
			m.known = make(map[string]*known, 64)
		}
		if m.used == len(m.room) {
			m.room, m.used = make([]known, min(max(2*len(m.room), 32), maxRoom)), 0
		}
		x = &m.room[m.used]
		m.used++
		m.known[s] = x
	}
	return x
}

// lines returns some texts with what is known of them.
func (m *memo) lines(texts []string) align.Lines {
	l := align.Lines{Texts: texts, Known: make([]*align.Known, len(texts))}
	for i, s := range texts {
		l.Known[i] = &m.of(s).words
	}
	return l
}

// last returns the text that was the new one.
func (m *memo) last() *signal.Text { return &m.texts[1-m.turn] }

// old returns the text that is the old one.
func (m *memo) old(a *news.Article) signal.Text {
	if a == nil {
		return signal.Text{}
	}
	if m.article == a {
		return *m.last()
	}
	if m.brief && m.article == nil {
		room := m.last() // which nobody asks any more
		*room = m.read(*room, a)
		return *room
	}
	return m.read(signal.Text{}, a)
}

// new returns the text that is the new one.
func (m *memo) new(a *news.Article) signal.Text {
	if a == nil {
		return signal.Text{}
	}
	room := &m.texts[m.turn]
	*room = m.read(*room, a)
	return *room
}

// keep remembers the new text of a comparison that is over.
func (m *memo) keep(a *news.Article) {
	m.article = a
	m.turn = 1 - m.turn
}

// read returns the text of an article, in the memory of t. Most of its sentences
// follow each other in the last text as they do in this one, and are looked for
// there first.
func (m *memo) read(t signal.Text, a *news.Article) signal.Text {
	t.Body, t.Sentences = a.Body.Text(), a.Body.SentencesInto(t.Sentences)
	n := len(t.Sentences)
	t.Lines.Texts, t.Lines.Known, t.Known = slices.Grow(t.Lines.Texts[:0], n), slices.Grow(t.Lines.Known[:0], n), slices.Grow(t.Known[:0], n)
	var near signal.Text
	if m.article != nil {
		near = *m.last()
	}
	at := 0
	for i := range t.Sentences {
		s := t.Sentences[i].Text
		k := at
		for k < len(near.Lines.Texts) && k < at+3 && near.Lines.Texts[k] != s {
			k++
		}
		words, facts := (*align.Known)(nil), (*signal.Known)(nil)
		if k < len(near.Lines.Texts) && k < at+3 {
			words, facts, at = near.Lines.Known[k], near.Known[k], k+1
		} else {
			x := m.of(s)
			words, facts = &x.words, &x.facts
		}
		t.Lines.Texts, t.Lines.Known, t.Known = append(t.Lines.Texts, s), append(t.Lines.Known, words), append(t.Known, facts)
	}
	return t
}
