package diff

import (
	"bufio"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/newsarc/newsarc/diff/signal"
	"github.com/newsarc/newsarc/news"
	"github.com/newsarc/newsarc/text"
)

var update = flag.Bool("update", false, "write the golden files of quality")

// signalCase is a line of testdata/signals.
type signalCase struct {
	line     string
	want     []signal.Kind
	may      []signal.Kind // may be there
	noise    string
	old, new string
}

func readCases(t *testing.T, name string) []signalCase {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", "signals", name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []signalCase
	sc := bufio.NewScanner(f)
	for sc.Scan() {
		labels, body, ok := strings.Cut(sc.Text(), " :: ")
		if !ok || strings.HasPrefix(labels, "#") {
			continue
		}
		c := signalCase{line: sc.Text()}
		c.old, c.new = sides(t, body)
		fields := strings.Fields(labels)
		for i := 0; i < len(fields); i++ {
			switch l := fields[i]; {
			case l == "noise":
				i++
				c.noise = fields[i]
			case l == "-":
			case strings.HasPrefix(l, "("):
				c.may = append(c.may, signal.Kind(strings.Trim(l, "()")))
			default:
				c.want = append(c.want, signal.Kind(l))
			}
		}
		for _, k := range append(slices.Clone(c.want), c.may...) {
			if !slices.Contains(signal.Kinds, k) {
				t.Fatalf("unknown signal %q in %q", k, c.line)
			}
		}
		out = append(out, c)
	}
	return out
}

// sides expands {old=>new}.
func sides(t *testing.T, s string) (o, n string) {
	var a, b strings.Builder
	for s != "" {
		i := strings.IndexByte(s, '{')
		if i < 0 {
			i = len(s)
		}
		a.WriteString(s[:i])
		b.WriteString(s[:i])
		if s = s[i:]; s == "" {
			break
		}
		end := strings.IndexByte(s, '}')
		x, y, ok := strings.Cut(s[1:end], "=>")
		if !ok {
			t.Fatalf("no => in %q", s)
		}
		a.WriteString(x)
		b.WriteString(y)
		s = s[end+1:]
	}
	return a.String(), b.String()
}

// article reads one side of a case.
func article(s string) *news.Article {
	a := &news.Article{Headline: "Headline", Published: news.Instant(time.Date(2016, 9, 6, 8, 0, 0, 0, time.UTC))}
	for p := range strings.SplitSeq(s, "¶") {
		p = strings.TrimSuffix(strings.TrimPrefix(p, " "), " ")
		if p == "" {
			continue
		}
		if key, rest, ok := strings.Cut(p, " "); ok && strings.HasPrefix(key, "@") {
			setField(a, key, rest)
			continue
		}
		var sentences []string
		for _, sp := range text.Sentences(p, "en") {
			sentences = append(sentences, sp.Of(p))
		}
		a.Body = append(a.Body, news.Paragraph{Sentences: sentences})
	}
	return a
}

func setField(a *news.Article, key, value string) {
	switch key {
	case "@headline":
		a.Headline = value
	case "@subhead":
		a.Subhead = value
	case "@byline":
		a.Byline = value
	case "@dateline":
		a.Dateline = value
	case "@url":
		a.URL = value
	case "@modified":
		a.Modified, _ = news.ParseTime(value)
	case "@note":
		kind, rest, _ := strings.Cut(value, " ")
		a.Notes = append(a.Notes, news.Note{Kind: news.NoteKind(kind), Text: rest})
	default:
		panic("unknown field " + key)
	}
}

// tallies counts hits and misses of one kind.
type tally struct{ hit, wrong, missed int }

func (c tally) precision() float64 { return ratio(c.hit, c.hit+c.wrong) }
func (c tally) recall() float64    { return ratio(c.hit, c.hit+c.missed) }

func ratio(a, b int) float64 {
	if b == 0 {
		return 1
	}
	return float64(a) / float64(b)
}

// measure runs the cases of a file in both directions.
func measure(t *testing.T, name string) map[string]*tally {
	score := map[string]*tally{}
	at := func(k string) *tally {
		if score[k] == nil {
			score[k] = &tally{}
		}
		return score[k]
	}
	for _, c := range readCases(t, name) {
		for _, dir := range [][2]string{{c.old, c.new}, {c.new, c.old}} {
			r := Articles(article(dir[0]), article(dir[1]), Options{})
			if err := r.Rebuild(); err != nil {
				t.Error(err)
			}
			ok := true
			got := r.Kinds()
			for _, k := range signal.Kinds {
				has, want := slices.Contains(got, k), slices.Contains(c.want, k)
				switch {
				case has && want:
					at(string(k)).hit++
				case want:
					at(string(k)).missed++
					ok = false
				case has && !slices.Contains(c.may, k):
					at(string(k)).wrong++
					ok = false
				}
			}
			rule := noiseOf(r)
			switch {
			case rule != "" && rule == c.noise:
				at("noise").hit++
			case c.noise != "":
				at("noise").missed++
				ok = false
			case rule != "":
				at("noise").wrong++
				ok = false
			}
			if !ok && testing.Verbose() {
				t.Logf("%s\n  got %v %s", c.line, got, rule)
			}
		}
	}
	return score
}

// noiseOf returns the rule where the whole change is noise.
func noiseOf(r *Result) string {
	if !r.AllNoise {
		return ""
	}
	return r.Noise[0].Rule
}

func TestSignalQuality(t *testing.T) {
	var sb strings.Builder
	all := map[string]*tally{}
	for _, name := range []string{"blind.txt", "tuned.txt", "unseen.txt", "fresh.txt", "wire.txt", "second.txt", "beats.txt", "beats2.txt", "beats3.txt", "desks.txt", "desks2.txt", "desks3.txt", "all"} {
		score := all
		if name != "all" {
			score = measure(t, name)
		}
		for k, c := range score {
			if name != "all" {
				if all[k] == nil {
					all[k] = &tally{}
				}
				all[k].hit, all[k].wrong, all[k].missed = all[k].hit+c.hit, all[k].wrong+c.wrong, all[k].missed+c.missed
			}
		}
		fmt.Fprintf(&sb, "%-14s %9s %7s %5s %6s %7s\n", name, "precision", "recall", "hits", "wrong", "missed")
		for _, k := range append(slices.Clone(signal.Kinds), "noise") {
			if c := score[string(k)]; c != nil {
				fmt.Fprintf(&sb, "%-14s %9.3f %7.3f %5d %6d %7d\n", k, c.precision(), c.recall(), c.hit, c.wrong, c.missed)
			}
		}
		sb.WriteByte('\n')
	}
	golden := filepath.Join("testdata", "signals", "quality.golden")
	if *update {
		if err := os.WriteFile(golden, []byte(sb.String()), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if sb.String() != string(want) {
		t.Errorf("quality changed (accept with -update):\n%s", sb.String())
	}
}
