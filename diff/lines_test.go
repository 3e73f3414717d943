package diff

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/newsarc/newsarc/news"
)

// chainOf returns the texts of a story: sentences of wire copy that come, go, are
// edited and moved, and come again.
func chainOf(rnd *rand.Rand) []*news.Article {
	line := func() string {
		s := wireLines[rnd.IntN(len(wireLines))]
		switch rnd.IntN(4) {
		case 0:
			s = strings.Replace(s, "the", fmt.Sprint(2+rnd.IntN(40)), 1)
		case 1:
			s = strings.Replace(s, "said", "claimed", 1)
		}
		return s
	}
	var body news.Body
	for range 2 + rnd.IntN(5) {
		p := news.Paragraph{}
		for range 1 + rnd.IntN(4) {
			p.Sentences = append(p.Sentences, line())
		}
		body = append(body, p)
	}
	headline := line()
	published := news.Time{Time: time.Date(2016, 9, 6, 0, 0, 0, 0, time.UTC), DateOnly: true}
	var chain []*news.Article
	for range 2 + rnd.IntN(6) {
		chain = append(chain, &news.Article{Headline: headline, Body: body, Source: "elbapost.example", Published: published})
		next := make(news.Body, len(body))
		for i, p := range body {
			next[i] = news.Paragraph{Kind: p.Kind, Sentences: slices.Clone(p.Sentences)}
		}
		for range rnd.IntN(4) {
			p := &next[rnd.IntN(len(next))]
			at := rnd.IntN(len(p.Sentences))
			switch rnd.IntN(6) {
			case 0:
				p.Sentences = slices.Insert(p.Sentences, at, line())
			case 1:
				if len(p.Sentences) > 1 {
					p.Sentences = slices.Delete(p.Sentences, at, at+1)
				}
			case 2:
				headline = line()
			case 3:
				q := &next[rnd.IntN(len(next))]
				q.Sentences[0], p.Sentences[at] = p.Sentences[at], q.Sentences[0]
			case 4:
				published.Time = published.AddDate(0, 0, rnd.IntN(3))
			default:
				words := strings.Fields(p.Sentences[at])
				words[rnd.IntN(len(words))] = []string{"12", "Velkor", "not", "Tuesday", "“no”"}[rnd.IntN(5)]
				p.Sentences[at] = strings.Join(words, " ")
			}
		}
		body = next
	}
	return chain
}

// What is known of sentences changes the time that a line takes and never the
// line, in whatever order the texts are asked for.
func TestLinesAreSummaries(t *testing.T) {
	var l Lines
	for seed := range uint64(200) {
		rnd := rand.New(rand.NewPCG(seed, 3))
		chain := chainOf(rnd)
		for i := range len(chain) * 2 {
			from, to := chain[max(i-1, 0)%len(chain)], chain[i%len(chain)]
			if rnd.IntN(5) == 0 {
				from = chain[rnd.IntN(len(chain))]
			}
			got, want := l.Between(from, to), Articles(from, to, Options{}).Summary()
			if got != want {
				t.Fatalf("seed %d, text %d: got %q, want %q\n%s\n---\n%s", seed, i, got, want, from.Body.Text(), to.Body.Text())
			}
		}
		if rnd.IntN(2) == 0 {
			l.Forget()
		}
	}
}

// wireLines are sentences with facts that are written in more than one way.
var wireLines = []string{
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
