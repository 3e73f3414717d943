package wire

import (
	"slices"
	"strings"

	"github.com/newsarc/newsarc/news"
)

// noticeHead is how much of a paragraph shows whether it may be a notice, in bytes.
const noticeHead = 120

// noticeWords stand at the beginning of every notice that says that something was
// wrong, or that the editors have to say something.
var noticeWords = []string{"correct", "clarif", "retract", "withdrawn", "amended", "editor", "earlier version", "previous version"}

// Notices moves the paragraphs of a body that are notices of the editors to the
// notes of the article: corrections, clarifications, retractions, editor's notes.
// It is for texts that come as records, without markup and without furniture. The
// first paragraph stays, and so does a notice that is all there is.
func Notices(a *news.Article) {
	for i := len(a.Body) - 1; i > 0; i-- {
		p := a.Body[i]
		if p.Kind != news.Text || !mayNotice(p.Sentences[0]) {
			continue
		}
		n, ok := Note(p.Text())
		if !ok || n.Kind == news.Credit || n.Kind == news.Print || n.Kind == news.Update {
			continue
		}
		a.Body = slices.Delete(slices.Clone(a.Body), i, i+1)
		if !slices.ContainsFunc(a.Notes, func(o news.Note) bool { return o.Text == n.Text }) {
			a.Notes = slices.Insert(a.Notes, 0, n)
		}
	}
}

// mayNotice is the quick look that spares nearly all paragraphs the slow one.
func mayNotice(s string) bool {
	s = s[:min(len(s), noticeHead)]
	if !mayOpen(s) || !mayHold(s) {
		return false
	}
	head := strings.ToLower(s)
	return slices.ContainsFunc(noticeWords, func(w string) bool { return strings.Contains(head, w) })
}

// mayOpen is the quickest look: whether s begins, behind marks, as notices of those
// kinds do: with a retraction, a correction, a clarification, a caption, an editor, a
// note, with "this", "the", "a", "an" or the name of an agency.
func mayOpen(s string) bool {
	s = strings.TrimLeft(s, noticeMarks)
	if len(s) < 2 {
		return false
	}
	second := ""
	switch s[0] | 0x20 {
	case 'r':
		second = "e"
	case 'c':
		second = "ola"
	case 'e':
		second = "d"
	case 'n':
		second = "o"
	case 't':
		second = "h"
	case 'a':
		second = " sn"
	}
	return strings.IndexByte(second, s[1]|0x20) >= 0
}

// mayHold is a quicker look yet: whether s has a part that one of noticeWords has
// and few other words, looked for at its last letter.
func mayHold(s string) bool {
	for i := range len(s) {
		part := ""
		switch s[i] | 0x20 {
		case 'f':
			part = "arif"
		case 'w':
			part = "draw"
		case 'c':
			if part = "rrec"; i > 0 && s[i-1]|0x20 == 'a' {
				part = "trac"
			}
		case 'n':
			part = "amen"
		case 't':
			part = "edit"
		case 'v':
			part = " v"
		}
		if part != "" && i+1 >= len(part) && foldedAt(s, i+1-len(part), part) {
			return true
		}
	}
	return false
}

// foldedAt reports whether part, in small letters, stands at byte i of s in any
// case.
func foldedAt(s string, i int, part string) bool {
	for k := range len(part) {
		if s[i+k]|0x20 != part[k] {
			return false
		}
	}
	return true
}
