package wire

import (
	"strings"
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

// The quicker look lets everything through that the quick one does.
func TestMayHold(t *testing.T) {
	for _, w := range noticeWords {
		for _, s := range []string{w, strings.ToUpper(w), "İt is in" + w + "ed", "“" + strings.ToUpper(w[:1]) + w[1:] + "”"} {
			if !mayHold(s) {
				t.Errorf("%q is not seen", s)
			}
		}
	}
	if mayHold("At least 35 people were killed in the northern city, the ministry said on Tuesday.") {
		t.Error("a plain sentence is not spared")
	}
}

// FuzzMayNotice holds the quick look to the slow one: it lets every notice through
// that is moved.
func FuzzMayNotice(f *testing.F) {
	for _, s := range []string{
		"Retraction", "THIS STORY HAS BEEN WITHDRAWN", "(The Associated Press has retracted it.)", "associated press withdrawn",
		"Clarification: which", "“Clarified: which", "**Corrections & Clarifications, May 5, 2021**: a", "Corrected: b",
		"This report was since amended.", "- An earlier version of this column", "A previous version of the headline", "a caption in an earlier version",
		"An photo caption with an earlier version", "Editor's note", "Editors’ note:", "Note from the editor", "[—Editor’s Note—]", "The word", "Correct", "", "(", "c",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, ok := Note(s)
		if !ok || len(s) > noticeHead || strings.ContainsAny(s, "ſK") { // which are s and k in small letters
			return
		}
		if (n.Kind == news.Retraction || n.Kind == news.Clarification || n.Kind == news.Correction || n.Kind == news.EditorsNote) && !mayNotice(s) {
			t.Errorf("%q is a %s and passed over", s, n.Kind)
		}
	})
}
