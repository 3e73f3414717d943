package signal

import (
	"github.com/newsarc/newsarc/news"
	"github.com/newsarc/newsarc/text"
	"github.com/newsarc/newsarc/text/claim"
	"github.com/newsarc/newsarc/text/timex"
)

// reader reads the claims of one of the two texts, when they are asked for.
type reader struct {
	Text
	article *news.Article
	ref     timex.Reference
	finder  *Finder

	claims *claim.Text     // nil until asked
	alone  []*facts        // what each sentence states, nil until asked
	head   *facts          // what the headline states, nil until asked
	order  []int           // scratch of readFirst
	people map[string]bool // words of which it is known whether a name has them
}

// reference returns what relative times are resolved against. It is the same
// for both texts, so that the same words are the same time.
func reference(r *Change) timex.Reference {
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
		rd.claims = rd.finder.claims.NewText(paragraphs)
	}
	return rd.claims
}

// states collects what the sentences which state.
func (rd *reader) states(which []int) *facts {
	fs := &facts{text: rd.Body, english: isEnglish(rd.ref), extent: text.Span{
		Start: rd.Sentences[which[0]].Start, End: rd.Sentences[which[len(which)-1]].End,
	}}
	for _, i := range which {
		s := &rd.Sentences[i]
		fs.gather(s.Text, s.Start, rd.text().Claims(i), rd.finder.tagOf(rd.Known[i], s.Text, rd.ref))
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
		fs := rd.finder.facts(c, rd.ref)
		if fs == nil {
			s := &rd.Sentences[i]
			fs = &facts{text: rd.Body, english: isEnglish(rd.ref), extent: text.Span{Start: s.Start, End: s.End}}
			fs.gatherStated(s.Text, s.Start, c, rd.finder.tagOf(rd.Known[i], s.Text, rd.ref))
			rd.finder.state(c, fs)
		}
		rd.Known[i].read = true
		rd.alone[i] = fs
	}
	return rd.alone[i]
}
