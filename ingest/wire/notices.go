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
	head := strings.ToLower(s[:min(len(s), noticeHead)])
	return slices.ContainsFunc(noticeWords, func(w string) bool { return strings.Contains(head, w) })
}
