package claim

import "slices"

// Memo keeps what was read of sentences for other texts that have them too, such
// as the revisions of one story: they share most of theirs. What is drawn from a
// text with a Memo is what would be drawn without. The zero value is empty and
// ready.
//
// A Memo is for one goroutine, and so are all texts that share it.
type Memo struct {
	read map[string]*memory
	size int // bytes of the sentences

	spare *Text    // see Reuse
	room  []memory // of the last sentences and those to come
	used  int
}

// memory is what is known of a sentence, wherever it stands.
type memory struct {
	quotes  int8    // whether it may have a quote mark: 1 no, 2 yes, 0 not looked at
	looked  bool    // numbers is set
	numbers numbers // see Text.MayCount

	// What was read where no quote was open at its beginning.
	hasCount bool
	count    []Quantity
	drawn    *drawn
	asked    []question // what drawn rests on
}

// question is whether the text has a name with the word before the sentence.
type question struct {
	word string
	yes  bool
}

// memoBytes bounds the sentences that a Memo knows: a live story of a thousand
// revisions forgets those of its morning.
const memoBytes = 1 << 18

// maxRoom bounds the sentences for which a Memo has room at once.
const maxRoom = 1 << 10

// NewText is the function of that name, for a text whose sentences may be known;
// m may be nil.
func (m *Memo) NewText(paragraphs [][]string) *Text {
	var t *Text
	if m != nil && m.spare != nil {
		t, m.spare = m.spare, nil
	} else {
		t = new(Text)
	}
	t.memo = m
	return t.of(paragraphs)
}

// Reuse takes back the memory of a text, nil for none, that nobody asks any more.
func (m *Memo) Reuse(t *Text) {
	if t != nil {
		m.spare = t
	}
}

// of returns what is known of a sentence.
func (m *Memo) of(s string) *memory {
	x := m.read[s]
	if x == nil {
		if m.read == nil || m.size > memoBytes {
			m.read, m.size = make(map[string]*memory, 64), 0
		}
		if m.used == len(m.room) {
			m.room, m.used = make([]memory, min(max(2*len(m.room), 32), maxRoom)), 0
		}
		x = &m.room[m.used]
		m.used++
		m.read[s] = x
		m.size += len(s)
	}
	return x
}

// Forget empties m and keeps its memory for other texts. Those that were drawn
// from are not to be asked any more.
func (m *Memo) Forget() {
	clear(m.read)
	clear(m.room[:m.used])
	m.size, m.used = 0, 0
}

// memory returns what is known of sentence i; what is learned of it may be kept
// there.
func (t *Text) memory(i int) *memory {
	if t.memories[i] == nil {
		if t.memo != nil {
			t.memories[i] = t.memo.of(t.sentences[i])
		} else {
			t.memories[i] = new(memory)
		}
	}
	return t.memories[i]
}

// mayQuote reports whether sentence i may have a quote mark.
func (t *Text) mayQuote(i int) bool {
	x := t.memory(i)
	if x.quotes == 0 {
		if x.quotes = 1; mayQuote(t.sentences[i]) {
			x.quotes = 2
		}
	}
	return x.quotes == 2
}

// recall returns what was drawn from sentence i in another text, nil if that may
// be otherwise here.
func (t *Text) recall(i int) *drawn {
	m := t.memory(i)
	x, asked := m.drawn, m.asked // the same sentence may stand before this one, and be drawn anew
	if x == nil || slices.ContainsFunc(asked, func(q question) bool { return t.known(q.word, i) != q.yes }) {
		return nil
	}
	return x
}
