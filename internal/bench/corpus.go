package main

import (
	"bufio"
	"container/heap"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"time"
)

// record is a line of the corpus: what newsarc add reads.
type record struct {
	ID        string `json:"id"`
	URL       string `json:"url"`
	Source    string `json:"source"`
	Headline  string `json:"headline"`
	Byline    string `json:"byline"`
	Dateline  string `json:"dateline"`
	Section   string `json:"section"`
	Published string `json:"published"`
	Modified  string `json:"modified,omitempty"`
	Captured  string `json:"captured"`
	Text      string `json:"text"`
}

// revisionsPerStory is the mean; a fifth of the stories is never edited and a
// few run to dozens of revisions, as on real news sites.
const revisionsPerStory = 4

// corpus makes news up: the same seed gives the same bytes. Words follow Zipf's
// law over a vocabulary of made-up stems, so that texts compress about as well
// as real ones, and edits are those of newsrooms: a changed number, a replaced
// word, a sentence added or cut, a new headline.
type corpus struct {
	rnd   *rand.Rand
	zipf  *rand.Zipf
	words []string
	names []string
}

func newCorpus(seed uint64) *corpus {
	rnd := rand.New(rand.NewPCG(seed, 0x6e657773))
	c := &corpus{rnd: rnd, zipf: rand.NewZipf(rnd, 1.07, 6, 29999)}
	onset := strings.Fields("b br c ch cl cr d dr f fl g gr h j k l m n p pl pr qu r s sc sh sl sp st str t th tr v w")
	nucleus := strings.Fields("a ai e ea ee i ie o oa oo ou u")
	coda := strings.Fields("b ck d f g l ll m n nd ng nt p r rd rk rt s ss st t th x")
	for len(c.words) < 30000 {
		var sb strings.Builder
		syllables := 1 // frequent words are short
		switch n := len(c.words); {
		case n >= 8000:
			syllables = 3
		case n >= 500:
			syllables = 2
		}
		for range syllables {
			sb.WriteString(onset[rnd.IntN(len(onset))])
			sb.WriteString(nucleus[rnd.IntN(len(nucleus))])
			if rnd.IntN(2) == 0 {
				sb.WriteString(coda[rnd.IntN(len(coda))])
			}
		}
		c.words = append(c.words, sb.String())
	}
	for range 4000 {
		c.names = append(c.names, title(c.words[rnd.IntN(len(c.words))]))
	}
	return c
}

// write writes n revisions as JSON lines, in the order in which a watcher would
// have captured them: at any time many stories are being edited, so that the
// revisions of one story lie far apart.
func (c *corpus) write(w io.Writer, n int) error {
	out := bufio.NewWriterSize(w, 1<<20)
	enc := json.NewEncoder(out)
	start := time.Date(2015, 1, 1, 0, 0, 0, 0, time.UTC)
	pause := 10 * 365 * 24 * time.Hour / time.Duration(max(1, n/revisionsPerStory))
	// A large site publishes a story every few minutes whatever the archive's size.
	pause = min(pause, 10*time.Minute)
	var live edited
	for story, left := 0, n; left > 0 || len(live) > 0; story++ {
		published := start.Add(pause * time.Duration(story))
		if left > 0 {
			s := c.begin(story, published, min(left, c.length()))
			left -= s.left
			heap.Push(&live, s)
		}
		for len(live) > 0 && (left == 0 || live[0].captured.Before(published.Add(pause))) {
			s := live[0]
			if err := enc.Encode(s.rec); err != nil {
				return err
			}
			if s.left--; s.left == 0 {
				heap.Pop(&live)
				continue
			}
			c.next(s)
			heap.Fix(&live, 0)
		}
	}
	return out.Flush()
}

// edited holds the stories that have revisions to come, the next one first.
type edited []*story

func (e edited) Len() int           { return len(e) }
func (e edited) Less(i, j int) bool { return e[i].captured.Before(e[j].captured) }
func (e edited) Swap(i, j int)      { e[i], e[j] = e[j], e[i] }
func (e *edited) Push(x any)        { *e = append(*e, x.(*story)) }
func (e *edited) Pop() any {
	last := (*e)[len(*e)-1]
	*e = (*e)[:len(*e)-1]
	return last
}

// length draws how many revisions a story has.
func (c *corpus) length() int {
	switch p := c.rnd.Float64(); {
	case p < 0.2:
		return 1
	case p < 0.98:
		return 2 + c.rnd.IntN(5)
	default:
		return 10 + c.rnd.IntN(30)
	}
}

// story is a story between two of its revisions.
type story struct {
	rec      record
	text     [][]string
	captured time.Time
	left     int // revisions to come, rec included
}

// begin makes the first revision of a story up.
func (c *corpus) begin(n int, published time.Time, revisions int) *story {
	source := fmt.Sprintf("outlet%03d.example", c.rnd.IntN(300))
	s := &story{left: revisions, captured: published.Add(3 * time.Minute), rec: record{
		ID: fmt.Sprint("s", n), Source: source, Headline: c.headline(), Byline: "By " + c.name(),
		Dateline: strings.ToUpper(c.names[c.rnd.IntN(200)]), Section: []string{"World", "Business", "Politics", "Sport"}[c.rnd.IntN(4)],
		Published: published.Format(time.RFC3339),
	}}
	s.rec.URL = fmt.Sprintf("https://%s/%s/%d-%s", source, published.Format("2006/01/02"), n, strings.ReplaceAll(strings.ToLower(s.rec.Headline), " ", "-"))
	s.text = make([][]string, 4+c.rnd.IntN(12))
	for i := range s.text {
		for range 1 + c.rnd.IntN(4) {
			s.text[i] = append(s.text[i], c.sentence())
		}
	}
	s.finish()
	return s
}

// next makes the following revision up.
func (c *corpus) next(s *story) {
	s.captured = s.captured.Add(time.Duration(5+c.rnd.IntN(600)) * time.Minute)
	s.rec.Modified = s.captured.Add(-time.Minute).Format(time.RFC3339)
	c.edit(&s.rec, &s.text)
	s.finish()
}

func (s *story) finish() {
	s.rec.Captured = s.captured.Format(time.RFC3339)
	paragraphs := make([]string, len(s.text))
	for i, p := range s.text {
		paragraphs[i] = strings.Join(p, " ")
	}
	s.rec.Text = strings.Join(paragraphs, "\n\n")
}

// edit makes one to four newsroom edits.
func (c *corpus) edit(rec *record, text *[][]string) {
	for range 1 + c.rnd.IntN(4) {
		p := c.rnd.IntN(len(*text))
		para := (*text)[p]
		s := c.rnd.IntN(len(para))
		switch c.rnd.IntN(8) {
		case 0:
			rec.Headline = c.headline()
		case 1, 2:
			para[s] = c.sentence()
		case 3:
			(*text)[p] = append(para, c.sentence())
		case 4:
			*text = append(*text, []string{c.sentence(), c.sentence()})
		case 5:
			if len(para) == 1 {
				para[s] = c.sentence()
				continue
			}
			(*text)[p] = append(para[:s:s], para[s+1:]...)
		default:
			words := strings.Fields(para[s])
			words[c.rnd.IntN(len(words))] = fmt.Sprint(2 + c.rnd.IntN(500))
			para[s] = strings.Join(words, " ")
		}
	}
}

func (c *corpus) word() string { return c.words[c.zipf.Uint64()] }

func (c *corpus) name() string {
	return c.names[c.rnd.IntN(len(c.names))] + " " + c.names[c.rnd.IntN(len(c.names))]
}

func (c *corpus) headline() string {
	words := make([]string, 5+c.rnd.IntN(5))
	for i := range words {
		words[i] = c.word()
	}
	return title(strings.Join(words, " "))
}

func (c *corpus) sentence() string {
	words := make([]string, 8+c.rnd.IntN(20))
	for i := range words {
		switch c.rnd.IntN(24) {
		case 0:
			words[i] = c.name()
		case 1:
			words[i] = fmt.Sprint(2 + c.rnd.IntN(500))
		default:
			words[i] = c.word()
		}
	}
	return title(strings.Join(words, " ")) + "."
}

func title(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
