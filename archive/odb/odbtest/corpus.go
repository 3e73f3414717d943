package odbtest

import (
	"fmt"
	"iter"
	"math"
	"math/rand/v2"
	"strings"
	"time"
)

// Revision is one state of a story in a made-up history.
type Revision struct {
	Path     string // in the tree of the archive
	Text     string // the stored form
	Message  string // of the commit
	Author   string // "Name <mail>"
	Modified time.Time
	Captured time.Time
}

// Corpus makes a history that is like a news archive: some two dozen sources
// of very different size, stories that are filed through the day and revised
// up to a dozen times within hours or days (two thirds are never), revisions
// that change a number, a sentence, the headline, or add paragraphs. The words
// are drawn by Zipf's law, so texts deflate like English does. The same seed
// makes the same history.
type Corpus struct {
	Seed  uint64
	Words int // of a first revision, on average; 0 means 420
	// Texts, if any, are used instead of made-up ones, one sentence per line.
	Texts []string
}

type corpusState struct {
	rng     *rand.Rand
	words   []string
	weights []float64 // cumulative
	texts   []string
	mean    int
}

type liveStory struct {
	path, source, headline string
	paras                  []string
	born, next             time.Time
	left                   int // revisions to come
	n                      int
}

// Revisions yields n revisions in the order of their capture.
func (c Corpus) Revisions(n int) iter.Seq[Revision] {
	return func(yield func(Revision) bool) {
		s := c.start()
		clock := time.Date(2016, 1, 1, 0, 0, 0, 0, time.UTC)
		var live []*liveStory
		for i := range n {
			clock = clock.Add(time.Duration(40+s.rng.IntN(140)) * time.Second)
			st := s.due(live, clock)
			if st == nil {
				st = s.file(i, clock)
				if st.left > 0 {
					live = append(live, st)
				}
			} else {
				s.revise(st, clock)
			}
			if st.left == 0 {
				live = without(live, st)
			}
			if !yield(st.revision(clock)) {
				return
			}
		}
	}
}

func (c Corpus) start() *corpusState {
	s := &corpusState{rng: rand.New(rand.NewPCG(c.Seed, 17)), mean: c.Words, texts: c.Texts}
	if s.mean == 0 {
		s.mean = 420
	}
	s.words = strings.Fields(commonWords)
	seen := make(map[string]bool)
	for len(s.words) < 6000 {
		if w := s.coin(); !seen[w] {
			seen[w] = true
			s.words = append(s.words, w)
		}
	}
	sum := 0.0
	for i := range s.words {
		sum += 1 / math.Pow(float64(i)+2.7, 1.05)
		s.weights = append(s.weights, sum)
	}
	return s
}

// coin makes a word from syllables.
func (s *corpusState) coin() string {
	syllables := strings.Fields("ber con der fil gan hor in jus kel lan mer nor op per qui rel sta ter un ver wal ex ty ment ing ed tion al ist er ous ive")
	var b strings.Builder
	for range 2 + s.rng.IntN(2) {
		b.WriteString(syllables[s.rng.IntN(len(syllables))])
	}
	return b.String()
}

func (s *corpusState) word() string {
	x := s.rng.Float64() * s.weights[len(s.weights)-1]
	lo, hi := 0, len(s.weights)
	for lo < hi {
		if mid := (lo + hi) / 2; s.weights[mid] < x {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return s.words[min(lo, len(s.words)-1)]
}

func (s *corpusState) sentence() string {
	n := 8 + s.rng.IntN(22)
	words := make([]string, n)
	for i := range words {
		words[i] = s.word()
		if s.rng.IntN(25) == 0 {
			words[i] = fmt.Sprint(s.rng.IntN(2000))
		}
	}
	words[0] = strings.ToUpper(words[0][:1]) + words[0][1:]
	return strings.Join(words, " ") + "."
}

func (s *corpusState) paragraph() string {
	lines := make([]string, 1+s.rng.IntN(3))
	for i := range lines {
		lines[i] = s.sentence()
	}
	return strings.Join(lines, "\n")
}

// file starts a story.
func (s *corpusState) file(n int, now time.Time) *liveStory {
	// Source k is filed to half as often as source k/2.
	k := int(24 * math.Pow(s.rng.Float64(), 2.5))
	st := &liveStory{source: fmt.Sprintf("www.paper%02d.example.com", k), born: now}
	words := make([]string, 5+s.rng.IntN(5))
	for i := range words {
		words[i] = s.word()
	}
	st.headline = strings.ToUpper(words[0][:1]) + words[0][1:] + " " + strings.Join(words[1:], " ")
	st.path = fmt.Sprintf("%s/%s/%s-%d.md", st.source, now.Format("2006/01/02"), strings.Join(words, "-"), n)
	if len(s.texts) > 0 {
		st.paras = strings.Split(strings.TrimSpace(s.texts[n%len(s.texts)]), "\n")
	} else {
		length := float64(s.mean) * (0.3 + 1.4*s.rng.Float64())
		for total := 0; total < int(length); {
			p := s.paragraph()
			st.paras = append(st.paras, p)
			total += strings.Count(p, " ")
		}
	}
	if s.rng.IntN(2) == 0 {
		st.left = 1 + s.rng.IntN(11)
	}
	st.schedule(s, now)
	return st
}

// schedule sets when a story is revised next: within hours as a rule.
func (st *liveStory) schedule(s *corpusState, now time.Time) {
	st.next = now.Add(time.Duration(s.rng.ExpFloat64() * float64(4*time.Hour)))
}

func (s *corpusState) due(live []*liveStory, now time.Time) *liveStory {
	for _, st := range live {
		if !st.next.After(now) {
			return st
		}
	}
	return nil
}

func without(live []*liveStory, st *liveStory) []*liveStory {
	for i, x := range live {
		if x == st {
			return append(live[:i:i], live[i+1:]...)
		}
	}
	return live
}

// revise edits a story in one to three places.
func (s *corpusState) revise(st *liveStory, now time.Time) {
	for range 1 + s.rng.IntN(3) {
		i := s.rng.IntN(len(st.paras))
		switch s.rng.IntN(6) {
		case 0:
			st.headline += " " + s.word()
		case 1:
			st.paras = append(st.paras[:i:i], append([]string{s.paragraph()}, st.paras[i:]...)...)
		case 2:
			st.paras[i] = s.paragraph()
		case 3:
			j := s.rng.IntN(len(st.paras))
			st.paras[i], st.paras[j] = st.paras[j], st.paras[i]
		default:
			words := strings.Split(st.paras[i], " ")
			words[s.rng.IntN(len(words))] = fmt.Sprint(s.rng.IntN(5000))
			st.paras[i] = strings.Join(words, " ")
		}
	}
	st.n++
	st.left--
	st.schedule(s, now)
}

func (st *liveStory) revision(now time.Time) Revision {
	id := strings.TrimSuffix(st.path, ".md")
	published, modified := st.born.Add(-20*time.Minute), now.Add(-7*time.Minute)
	var b strings.Builder
	fmt.Fprintf(&b, "---\nheadline: %s\nsource: %s\nurl: https://%s\nsection: World\nlanguage: en\npublished: %s\nmodified: %s\n---\n",
		st.headline, st.source, id, published.Format(time.RFC3339), modified.Format(time.RFC3339))
	for _, p := range st.paras {
		b.WriteString("\n" + p + "\n")
	}
	text := b.String()
	msg := fmt.Sprintf("%s\n\nRevision %d of the story\n\nStory: %s\nClass: publisher\nSource-URL: https://%s\nPublished: %s\nModified: %s\nCaptured: %s\nText-SHA256: %s\nExtractor: newsarc/1\n",
		st.headline, st.n+1, id, id, published.Format(time.RFC3339), modified.Format(time.RFC3339), now.Format(time.RFC3339), sha256Hex(text))
	return Revision{
		Path: st.path, Text: text, Message: msg,
		Author:   st.source + " <" + st.source + "@sources.example.org>",
		Modified: modified, Captured: now,
	}
}

const commonWords = `the of to and a in that is for on it was said with as he at by his from has are be have an this not but they who were which will had their its more been would about one or after up out new people year when also if there all into over than last two could other first time some government police officials can no what state against before her him president years country million percent minister most city week many them now only three where between under since while made company group because such report between even during through support public former security forces killed another day both per national former still including part take military court leaders market called early late told reporters statement announced according agency spokesman region north south east west central authorities killed injured rescue emergency flood river coast quake storm election vote parliament party opposition talks deal agreement sanctions trade bank oil price prices economy growth workers strike union`
