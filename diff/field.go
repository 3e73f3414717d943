package diff

import (
	"slices"

	"github.com/newsarc/newsarc/diff/align"
	"github.com/newsarc/newsarc/diff/signal"
	"github.com/newsarc/newsarc/news"
)

// fields compares the parts of two articles beside their bodies.
type fields struct {
	*align.Aligner
	memo *memo
}

// between returns the fields that differ.
func (c *fields) between(from, to *news.Article) []signal.Field {
	var none news.Article
	if from == nil {
		from = &none
	}
	if to == nil {
		to = &none
	}
	var out []signal.Field
	for _, f := range []struct{ name, old, new string }{
		{"headline", from.Headline, to.Headline},
		{"subhead", from.Subhead, to.Subhead},
		{"byline", from.Byline, to.Byline},
		{"dateline", from.Dateline, to.Dateline},
		{"source", from.Source, to.Source},
		{"id", from.ID, to.ID},
		{"url", from.URL, to.URL},
		{"section", from.Section, to.Section},
		{"language", from.Language, to.Language},
	} {
		out = c.one(out, f.name, f.old, f.new)
	}
	if from.Published != to.Published {
		out = c.one(out, "published", from.Published.String(), to.Published.String())
	}
	if from.Modified != to.Modified {
		out = c.one(out, "modified", from.Modified.String(), to.Modified.String())
	}
	out = c.list(out, "alias", aliases(from), aliases(to))
	return c.list(out, "note", from.Notes, to.Notes)
}

// one appends the field of that name if it differs.
func (c *fields) one(out []signal.Field, name, from, to string) []signal.Field {
	if from == to {
		return out
	}
	return append(out, c.field(signal.Field{Name: name, OldIndex: -1, NewIndex: -1, Old: from, New: to}))
}

func aliases(a *news.Article) []news.Note {
	notes := make([]news.Note, len(a.Aliases))
	for i, s := range a.Aliases {
		notes[i].Text = s
	}
	return notes
}

func (c *fields) field(f signal.Field) signal.Field {
	if c.memo.brief && f.Name != "headline" && f.Name != "subhead" {
		return f
	}
	f.Edits = c.Words(f.Old, f.New)
	return f
}

// list compares two lists of notes. A note that only changed its place in the
// list is a field without edits.
func (c *fields) list(out []signal.Field, name string, from, to []news.Note) []signal.Field {
	oldOf, newOf := c.pairNotes(from, to)
	for i, n := range from {
		if newOf[i] < 0 {
			out = append(out, c.field(signal.Field{Name: name, NoteKind: n.Kind, OldIndex: i, NewIndex: -1, Old: n.Text}))
		}
	}
	last := -1
	for j, n := range to {
		switch i := oldOf[j]; {
		case i < 0:
			out = append(out, c.field(signal.Field{Name: name, NoteKind: n.Kind, OldIndex: -1, NewIndex: j, New: n.Text}))
		case from[i] != n || i < last:
			out = append(out, c.field(signal.Field{Name: name, NoteKind: n.Kind, OldIndex: i, NewIndex: j, Old: from[i].Text, New: n.Text}))
		default:
			last = i
		}
	}
	return out
}

// pairNotes finds for each new note the old one it comes from, and the other
// way round; -1 for none. Notes are paired as sentences are, but only with
// notes of their kind; addresses only with equal ones.
func (c *fields) pairNotes(from, to []news.Note) (oldOf, newOf []int) {
	oldOf, newOf = slices.Repeat([]int{-1}, len(to)), slices.Repeat([]int{-1}, len(from))
	if len(from) == 0 || len(to) == 0 {
		return oldOf, newOf
	}
	for _, l := range c.Counterparts(c.memo.lines(noteTexts(from)), c.memo.lines(noteTexts(to))) {
		i, j := l.Old, l.New
		isAddress := from[i].Kind == ""
		if from[i].Kind == to[j].Kind && (!isAddress || from[i].Text == to[j].Text) {
			oldOf[j], newOf[i] = i, j
		}
	}
	return oldOf, newOf
}

func noteTexts(notes []news.Note) []string {
	out := make([]string, len(notes))
	for i, n := range notes {
		out[i] = n.Text
	}
	return out
}
