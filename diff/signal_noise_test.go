package diff

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"github.com/newsarc/newsarc/news"
)

// plainSentences returns sentences of wire copy: those of the gold articles of
// the timeline and of the cases of signals.
func plainSentences(t testing.TB) []string {
	names, err := filepath.Glob("../timeline/testdata/gold/*.txt")
	if err != nil || len(names) == 0 {
		t.Fatalf("no gold articles: %v", err)
	}
	var out []string
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		_, body, _ := strings.Cut(string(b), "\n\n")
		for l := range strings.Lines(body) {
			if l = strings.TrimSpace(l); l != "" && !strings.HasPrefix(l, ">") {
				out = append(out, l)
			}
		}
	}
	return out
}

var (
	digitAt  = regexp.MustCompile(`\d`)
	nameAt   = regexp.MustCompile(`[a-z,] ([A-Z][a-z]{3,})`)
	helperAt = regexp.MustCompile(`\b(was|were|is|are|will|would|could|has|have|had)\b`)
	quoteAt  = regexp.MustCompile(`["“”]`)
	saidAt   = regexp.MustCompile(`, [a-z ]+ said\b`)
	pointAt  = regexp.MustCompile(`\d\.\d`)
)

// mutations change one thing that matters, and report whether s has it.
var mutations = map[string]func(r *rapid.T, s string) (string, bool){
	"digit": func(r *rapid.T, s string) (string, bool) {
		all := digitAt.FindAllStringIndex(s, -1)
		if len(all) == 0 {
			return s, false
		}
		at := rapid.SampledFrom(all).Draw(r, "digit")[0]
		d := rapid.SampledFrom([]string{"", "1", "4", "8", "00"}).Draw(r, "new digit")
		return s[:at] + d + s[at+1:], d != s[at:at+1]
	},
	"decimal point": func(r *rapid.T, s string) (string, bool) {
		m := pointAt.FindStringIndex(s)
		if m == nil {
			return s, false
		}
		return s[:m[0]+1] + s[m[1]-1:], true
	},
	"name": func(r *rapid.T, s string) (string, bool) {
		m := nameAt.FindStringSubmatchIndex(s)
		if m == nil {
			return s, false
		}
		return s[:m[2]] + "Zorvand" + s[m[3]:], true
	},
	"negation": func(r *rapid.T, s string) (string, bool) {
		m := helperAt.FindStringIndex(s)
		if m == nil {
			return s, false
		}
		return s[:m[1]] + " not" + s[m[1]:], true
	},
	"quote mark": func(r *rapid.T, s string) (string, bool) {
		all := quoteAt.FindAllStringIndex(s, -1)
		if len(all) == 0 {
			return s, false
		}
		m := rapid.SampledFrom(all).Draw(r, "mark")
		return s[:m[0]] + s[m[1]:], true
	},
	"attribution": func(r *rapid.T, s string) (string, bool) {
		m := saidAt.FindStringIndex(s)
		if m == nil {
			return s, false
		}
		return s[:m[0]] + s[m[1]:], true
	},
	"colon": func(r *rapid.T, s string) (string, bool) {
		head, rest, ok := strings.Cut(s, " ")
		return head + ": " + rest, ok && unicode.IsUpper(rune(head[0])) && unicode.IsLetter(rune(head[len(head)-1]))
	},
}

// disguises are changes that are noise on their own.
var disguises = []func(string) string{
	func(s string) string { return s },
	func(s string) string { return strings.ReplaceAll(s, " ", "  ") },
	func(s string) string { return strings.ReplaceAll(s, " ", "\u00a0") },
	func(s string) string { return strings.ReplaceAll(s, "'", "’") },
	func(s string) string { return strings.ReplaceAll(s, "-", "‑") },
	func(s string) string { return strings.ReplaceAll(s, ".", "\u200b.") },
}

// A change of number, name, quote mark, negation or attribution is never noise,
// whatever other change goes with it and however small it is.
func TestFactsAreNeverNoise(t *testing.T) {
	sentences := plainSentences(t)
	names := make([]string, 0, len(mutations))
	for n := range mutations {
		names = append(names, n)
	}
	slices.Sort(names)
	rapid.Check(t, func(r *rapid.T) {
		s := rapid.SampledFrom(sentences).Draw(r, "sentence")
		name := rapid.SampledFrom(names).Draw(r, "mutation")
		mutated, ok := mutations[name](r, s)
		if !ok || mutated == s {
			return
		}
		mutated = rapid.SampledFrom(disguises).Draw(r, "disguise")(mutated)
		for _, stamp := range []string{"", "Updated 3 hours ago"} {
			a, b := stamped(s, stamp), stamped(mutated, strings.Replace(stamp, "3", "4", 1))
			for _, dir := range [][2]*news.Article{{a, b}, {b, a}} {
				res := Articles(dir[0], dir[1], Options{})
				if res.AllNoise || len(res.Signals) == 0 {
					t.Fatalf("%s: noise %v, signals %v\n  %q\n  %q", name, res.Noise, res.Kinds(), s, mutated)
				}
			}
		}
	})
}

func stamped(s, stamp string) *news.Article {
	a := &news.Article{Headline: "Headline", Body: news.Body{{Sentences: []string{s}}}}
	if stamp != "" {
		a.Body = append(news.Body{{Sentences: []string{stamp}}}, a.Body...)
	}
	return a
}
