package timeline

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/newsarc/newsarc/news"
)

var update = flag.Bool("update", false, "write the golden file of quality")

// goldArticle is a file of testdata/gold: an article, and for each sentence the
// times at which it places something.
type goldArticle struct {
	rev  *news.Revision
	want map[string][]string // sentence -> "VALUE MODALITY"
}

func readGold(t *testing.T, name string) goldArticle {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	head, body, _ := strings.Cut(string(b), "\n\n")
	g := goldArticle{rev: &news.Revision{Story: name, Number: 1, Article: &news.Article{}}, want: make(map[string][]string)}
	a := g.rev.Article
	for l := range strings.Lines(head) {
		key, value, _ := strings.Cut(strings.TrimSpace(l), ": ")
		switch key {
		case "headline":
			a.Headline = value
		case "source":
			a.Source = value
		case "published":
			if a.Published, err = news.ParseTime(value); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
	}
	for p := range strings.SplitSeq(strings.TrimSpace(body), "\n\n") {
		var para news.Paragraph
		for l := range strings.Lines(p) {
			l = strings.TrimSpace(l)
			rest, isGold := strings.CutPrefix(l, "> ")
			if !isGold {
				para.Sentences = append(para.Sentences, l)
			} else if ev, ok := strings.CutPrefix(rest, "event "); ok {
				last := para.Sentences[len(para.Sentences)-1]
				g.want[last] = append(g.want[last], ev)
			}
		}
		a.Body = append(a.Body, para)
	}
	return g
}

type goldScore struct {
	right, given, wanted int
	modality             int // right ones with the right modality
}

// judge compares the dated events of an article with its gold. An inherited
// time is no answer: the gold labels what sentences say themselves.
func (s *goldScore) judge(t *testing.T, name string, g goldArticle) {
	got := make(map[string][]string)
	for _, ev := range Extract(g.rev) {
		if in := ev.Mentions[0].Inherited; in == "" || in == byOffset {
			got[ev.Sentence] = append(got[ev.Sentence], fmt.Sprintf("%s %s", ev.Time.Value, ev.Modality))
		}
	}
	for _, p := range g.rev.Article.Body {
		for _, sentence := range p.Sentences {
			want := g.want[sentence]
			s.wanted += len(want)
			s.given += len(got[sentence])
			for _, w := range want {
				s.match(t, name, sentence, w, got[sentence])
			}
			if len(got[sentence]) > len(want) {
				t.Logf("%s: too much: got %q, want %q: %s", name, got[sentence], want, sentence)
			}
		}
	}
}

func (s *goldScore) match(t *testing.T, name, sentence, want string, got []string) {
	value, _, _ := strings.Cut(want, " ")
	for _, g := range got {
		if g == want {
			s.modality++
		}
		if v, _, _ := strings.Cut(g, " "); v == value {
			s.right++
			if g != want {
				t.Logf("%s: modality: got %q, want %q: %s", name, g, want, sentence)
			}
			return
		}
	}
	t.Logf("%s: missed: got %q, want %q: %s", name, got, want, sentence)
}

// TestGold scores the events found in articles of our own against their
// labels. A change of quality is a change of the golden file.
func TestGold(t *testing.T) {
	names, err := filepath.Glob("testdata/gold/*.txt")
	if err != nil || len(names) < 20 {
		t.Fatalf("%d gold files: %v", len(names), err)
	}
	var s goldScore
	for _, name := range names {
		s.judge(t, filepath.Base(name), readGold(t, name))
	}
	got := fmt.Sprintf("events: precision %.3f, recall %.3f (%d right, %d given, %d wanted)\nmodality: %.3f of the right ones\n",
		float64(s.right)/float64(s.given), float64(s.right)/float64(s.wanted), s.right, s.given, s.wanted, float64(s.modality)/float64(s.right))
	golden := filepath.Join("testdata", "gold.golden")
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("quality changed; -update keeps it\ngot:\n%swant:\n%s", got, want)
	}
}
