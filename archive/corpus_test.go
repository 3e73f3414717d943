package archive

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/newsarc/newsarc/news"
)

// corpus makes up stories and their revisions: seeded, of about the size and the
// churn of wire copy. Revisions of different stories come mixed, in the order of
// their times.
type corpus struct {
	revisions int
	sources   int
	perStory  int
	anonymous bool // no addresses: stories are matched by likeness
}

var bank = strings.Fields(`the government said officials would meet on Monday after talks with union leaders
	broke down over pay and working hours while thousands of people marched through the capital in the third day of protests
	police used water cannon near the parliament building where lawmakers debated a budget that cuts spending on schools
	hospitals and roads a spokesman for the ministry told reporters that no decision had been taken but analysts expect
	the central bank to raise interest rates before the end of the quarter as inflation climbs above its target for a fifth
	month in a row residents of the coastal region have been told to leave their homes because the storm is forecast to
	bring heavy rain strong winds and flooding rescue teams searched for survivors through the night aid groups asked donors
	for food water tents and medicine the president promised help and called for calm`)

func (c corpus) sentence(r *rand.Rand) string {
	n := 12 + r.IntN(16)
	words := make([]string, n)
	for i := range words {
		switch r.IntN(12) {
		case 0:
			words[i] = fmt.Sprint(r.IntN(900) + 2)
		case 1:
			words[i] = strings.ToUpper(bank[r.IntN(len(bank))][:1]) + fmt.Sprintf("%x", r.IntN(1<<20))
		default:
			words[i] = bank[r.IntN(len(bank))]
		}
	}
	s := strings.Join(words, " ") + "."
	return strings.ToUpper(s[:1]) + s[1:]
}

// inputs yields the revisions.
func (c corpus) inputs() iter.Seq[Input] {
	return func(yield func(Input) bool) {
		r := rand.New(rand.NewPCG(1, 2))
		start := time.Date(2015, 1, 1, 0, 0, 0, 0, time.UTC)
		type story struct {
			art  *news.Article
			left int
		}
		var open []*story
		n := 0
		for i := range c.revisions {
			now := start.Add(time.Duration(i) * 7 * time.Minute)
			var s *story
			if k := len(open); k > 0 && (k > 400 || r.IntN(c.perStory) > 0) {
				j := r.IntN(k)
				s = open[j]
				s.art = c.revise(r, s.art, now)
				if s.left--; s.left <= 0 {
					open[j] = open[k-1]
					open = open[:k-1]
				}
			} else {
				s = &story{c.begin(r, n, now), 1 + r.IntN(2*c.perStory)}
				n++
				open = append(open, s)
			}
			if !yield(Input{Article: s.art, Captured: now.Add(time.Minute)}) {
				return
			}
		}
	}
}

func (c corpus) begin(r *rand.Rand, n int, now time.Time) *news.Article {
	a := &news.Article{
		Headline: fmt.Sprintf("%s %d", strings.TrimSuffix(c.sentence(r)[:40], " "), n),
		Source:   fmt.Sprintf("source%d.example", r.IntN(c.sources)),
	}
	a.Headline = news.Line(a.Headline)
	if !c.anonymous {
		a.ID = fmt.Sprint("story-", n)
		a.URL = fmt.Sprintf("https://%s/%s/%d", a.Source, now.Format("2006/01/02"), n)
		a.Published = news.Instant(now)
	}
	for range 6 + r.IntN(16) {
		var p news.Paragraph
		for range 1 + r.IntN(3) {
			p.Sentences = append(p.Sentences, c.sentence(r))
		}
		a.Body = append(a.Body, p)
	}
	return a
}

func (c corpus) revise(r *rand.Rand, old *news.Article, now time.Time) *news.Article {
	a := *old
	a.Body = make(news.Body, len(old.Body))
	for i, p := range old.Body {
		a.Body[i] = news.Paragraph{Kind: p.Kind, Sentences: append([]string(nil), p.Sentences...)}
	}
	if !c.anonymous {
		a.Modified = news.Instant(now)
	}
	for range 1 + r.IntN(3) {
		p := &a.Body[r.IntN(len(a.Body))]
		p.Sentences[r.IntN(len(p.Sentences))] = c.sentence(r)
	}
	if r.IntN(4) == 0 {
		a.Body = append(a.Body, news.Paragraph{Sentences: []string{c.sentence(r)}})
	}
	return &a
}
