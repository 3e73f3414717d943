package signal

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/newsarc/newsarc/diff/align"
	"github.com/newsarc/newsarc/news"
)

// inventory is what a text states anywhere, found by reading all of it: what
// the reader's questions are answered from without that.
type inventory struct {
	figures, times, quotes, people map[string]bool
}

func takeInventory(rd *reader) inventory {
	in := inventory{map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}}
	names := func(fs *facts) {
		for _, x := range fs.names {
			for w := range strings.FieldsSeq(x.key) {
				in.people[w] = true
			}
		}
	}
	for i := range rd.Sentences {
		fs := rd.states([]int{i})
		for _, x := range fs.figures {
			in.figures[x.key] = true
		}
		for _, x := range fs.times {
			in.times[x.value] = true
		}
		for _, x := range fs.quotes {
			in.quotes[x.key] = true
		}
		names(fs)
	}
	names(fieldFacts(rd.article.Headline, rd.ref).gatherField(rd.ref))
	return in
}

func (in inventory) knows(key string) bool {
	for w := range strings.FieldsSeq(key) {
		if !in.people[w] {
			return false
		}
	}
	return true
}

// newReaders returns readers of the two texts that have answered nothing yet.
func newReaders(a, b *news.Article) (old, new *reader) {
	var m Finder
	f := m.begin(&Change{Old: a, New: b, From: textOf(a), To: textOf(b)})
	return f.old, f.new
}

// answersRight fails the test unless each fact of b's sentences is found in a by
// asking just when it is found by reading all.
func answersRight(t *testing.T, a, b *news.Article) {
	t.Helper()
	whole, source := newReaders(a, b)
	in := takeInventory(whole)
	asked, _ := newReaders(a, b)
	for i := range source.Sentences {
		fs := source.own(i)
		for k := range fs.figures {
			if x := &fs.figures[k]; asked.statesFigure(x) != in.figures[x.key] {
				t.Fatalf("figure %q: in the text %v\n%s", x.key, in.figures[x.key], whole.Body)
			}
		}
		for _, x := range fs.times {
			if asked.statesTime(x.value) != in.times[x.value] {
				t.Fatalf("time %q: in the text %v\n%s", x.value, in.times[x.value], whole.Body)
			}
		}
		for k := range fs.quotes {
			if x := &fs.quotes[k]; x.key != "" && asked.statesQuote(x) != in.quotes[x.key] {
				t.Fatalf("quote %q: in the text %v\n%s", x.key, in.quotes[x.key], whole.Body)
			}
		}
		for _, x := range fs.names {
			if asked.knows(x.key) != in.knows(x.key) {
				t.Fatalf("name %q: in the text %v\n%s", x.key, in.knows(x.key), whole.Body)
			}
		}
	}
}

// wireCopy are sentences with facts that are written in more than one way.
var wireCopy = []string{
	"At least 35 people were killed in Port Elba, officials said.",
	"The blast killed thirty-five people and wounded dozens.",
	"Officials counted 1,200 bodies; two companies and their company's owners fled.",
	"The U.S. sent $1.5 million on Monday, the United States said.",
	"J.R.R. Tolk met JRR Tolk Jr. in the U.K. on May 3, 2016.",
	"He stayed three weeks, not 21 days.",
	"“We ran,” said Ann O'Brien of the W.H.O.",
	"\"We ran,\" O’Brien told the WHO.",
	"The army's 3rd Division lost 14 tanks, 14 TANKS in all.",
	"Prices rose 3.5 percent, or €2, to €59 a barrel.",
	"Velkor, a maker of trams, cut 400 jobs at Velkor-Ostrava.",
	"See https://example.org/35-people for 35 people.",
	"Über 35 Menschen starben, sagte Élodie Brânză.",
	"On Tuesday nobody knew; by 9:30 p.m. all 35 knew.",
}

func TestAnswersAnywhere(t *testing.T) {
	for seed := range uint64(400) {
		rnd := rand.New(rand.NewPCG(seed, 7))
		article := func() *news.Article {
			var lines []string
			for range 1 + rnd.IntN(6) {
				words := strings.Fields(wireCopy[rnd.IntN(len(wireCopy))])
				for range rnd.IntN(3) {
					other := strings.Fields(wireCopy[rnd.IntN(len(wireCopy))])
					words[rnd.IntN(len(words))] = other[rnd.IntN(len(other))]
				}
				lines = append(lines, strings.Join(words, " "))
			}
			a := articleOf(strings.Join(lines, "\n"))
			a.Headline = wireCopy[rnd.IntN(len(wireCopy))]
			if rnd.IntN(5) == 0 {
				a.Language = "de"
			}
			return a
		}
		answersRight(t, article(), article())
	}
}

func FuzzAnywhere(f *testing.F) {
	for i := range wireCopy[1:] {
		f.Add(wireCopy[i], wireCopy[i+1])
	}
	f.Fuzz(func(t *testing.T, from, to string) {
		if len(from)+len(to) > 2000 {
			return
		}
		answersRight(t, articleOf(from), articleOf(to))
	})
}

// articleOf reads a text with one sentence per line and a blank line between
// paragraphs.
func articleOf(s string) *news.Article {
	a := &news.Article{Headline: "Headline"}
	for p := range strings.SplitSeq(s, "\n\n") {
		var sentences []string
		for l := range strings.Lines(p) {
			if l = news.Line(l); l != "" {
				sentences = append(sentences, l)
			}
		}
		if len(sentences) > 0 {
			a.Body = append(a.Body, news.Paragraph{Sentences: sentences})
		}
	}
	return a
}

// textOf returns the text of an article of which nothing is known.
func textOf(a *news.Article) Text {
	t := Text{Text: align.Text{Body: a.Body.Text(), Sentences: a.Body.Sentences()}}
	for range t.Sentences {
		t.Known = append(t.Known, new(Known))
	}
	return t
}
