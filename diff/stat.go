package diff

import (
	"github.com/newsarc/newsarc/diff/align"
	"github.com/newsarc/newsarc/text"
)

// Stat counts what a comparison found.
type Stat struct {
	Fields int `json:"fields"` // fields, notes and aliases that differ

	// Sentences, those of the old text unless the name says otherwise. A
	// sentence that moved is counted under Moved and under what became of it.
	Same     int `json:"same"`
	Edited   int `json:"edited"`
	Split    int `json:"split"`
	Merged   int `json:"merged"`
	Deleted  int `json:"deleted"`
	Inserted int `json:"inserted"` // of the new text
	Moved    int `json:"moved"`

	// Words and numbers, of bodies and fields. One that only moved inside its
	// sentence or got a capital is not counted.
	WordsInserted int `json:"words_inserted"`
	WordsDeleted  int `json:"words_deleted"`
}

// Stat counts what changed.
func (r *Result) Stat() Stat {
	t := r.sentenceStat()
	for i := range r.Pairs {
		p := &r.Pairs[i]
		switch p.Kind {
		case align.Deleted:
			t.WordsDeleted += countWords(r.OldSentences[p.Old[0]].Text)
		case align.Inserted:
			t.WordsInserted += countWords(r.NewSentences[p.New[0]].Text)
		}
		t.edits(p.Edits, r.oldText, r.newText)
	}
	for _, f := range r.Fields {
		t.edits(f.Edits, f.Old, f.New)
	}
	return t
}

// sentenceStat is Stat without the words.
func (r *Result) sentenceStat() Stat {
	t := Stat{Fields: len(r.Fields)}
	for i := range r.Pairs {
		p := &r.Pairs[i]
		n := len(p.Old)
		switch p.Kind {
		case align.Same:
			t.Same += n
		case align.Edited:
			t.Edited += n
		case align.Split:
			t.Split += n
		case align.Merged:
			t.Merged += n
		case align.Deleted:
			t.Deleted += n
		case align.Inserted:
			t.Inserted++
		}
		if p.Move > 0 {
			t.Moved += n
		}
	}
	return t
}

func (t *Stat) edits(edits []align.Edit, from, to string) {
	for _, e := range edits {
		if !e.Form && e.Move == 0 {
			t.WordsDeleted += countWords(from[e.Old.Start:e.Old.End])
			t.WordsInserted += countWords(to[e.New.Start:e.New.End])
		}
	}
}

func countWords(s string) int {
	n := 0
	for _, w := range text.Words(s) {
		if w.Kind == text.Letters || w.Kind == text.Number {
			n++
		}
	}
	return n
}
