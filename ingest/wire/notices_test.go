package wire

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newsarc/newsarc/news"
)

func TestNotices(t *testing.T) {
	para := func(s ...string) news.Paragraph { return news.Paragraph{Sentences: s} }
	a := &news.Article{Body: news.Body{
		para("Correction: the word that the minister uses most, his aides say."),
		para("He used it twice on Tuesday."),
		para("Correction: An earlier version gave the wrong day.", "He spoke on Tuesday."),
		para("The correction of the budget takes until June."),
		para("Editor's note: This story is about the editor's brother."),
		para("Additional reporting by Ann Archer in Port Elba"),
		{Kind: news.Quote, Sentences: []string{"Correction: I never said it."}},
	}}
	Notices(a)
	want := &news.Article{
		Body: news.Body{
			para("Correction: the word that the minister uses most, his aides say."),
			para("He used it twice on Tuesday."),
			para("The correction of the budget takes until June."),
			para("Additional reporting by Ann Archer in Port Elba"),
			{Kind: news.Quote, Sentences: []string{"Correction: I never said it."}},
		},
		Notes: []news.Note{
			{Kind: news.Correction, Text: "Correction: An earlier version gave the wrong day. He spoke on Tuesday."},
			{Kind: news.EditorsNote, Text: "Editor's note: This story is about the editor's brother."},
		},
	}
	if diff := cmp.Diff(want, a); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
