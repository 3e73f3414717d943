package diff

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"
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

// FuzzNoiseRule holds the rules of form to their law: letters, digits and quote
// marks are the same in both texts, apart from the addresses.
func FuzzNoiseRule(f *testing.F) {
	f.Add("The toll is 35.", "The toll is  35.")
	f.Add("“Yes,” he said.", "\"Yes,\" he said.")
	f.Add("See https://a.example/x?utm_source=b for 3.", "See https://a.example/x for 3.")
	f.Add("3 min read", "4 min read")
	f.Add("1 000", "1000")
	f.Add("½", "1/2")
	f.Add("www.a?ref=1", "www.a?ref=2")
	f.Fuzz(func(t *testing.T, a, b string) {
		switch NoiseRule(a, b) {
		case WhiteSpace, Typographic:
			if essence(a) != essence(b) {
				t.Fatalf("noise: %q, %q", a, b)
			}
		case TrackingLink:
			if essence(withoutLinks(a)) != essence(withoutLinks(b)) {
				t.Fatalf("noise: %q, %q", a, b)
			}
		case RelativeTime, ReadTime, ShareCounter:
			if len(a) > 200 || len(b) > 200 {
				t.Fatalf("noise in running text: %q, %q", a, b)
			}
		}
	})
}

// essence returns the letters and digits of s in order, and a mark where it has
// quote marks.
func essence(s string) string {
	s = strings.NewReplacer("ﬁ", "fi", "ﬂ", "fl", "ﬀ", "ff", "ﬃ", "ffi", "ﬄ", "ffl", "``", `"`, "''", `"`).Replace(norm.NFC.String(s))
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsLetter(r) || unicode.IsNumber(r):
			return r
		case strings.ContainsRune(`"“”„‟«»＂`, r):
			return '"'
		}
		return -1
	}, s)
}

func withoutLinks(s string) string {
	s = plainMarks(plainSpace(s))
	var sb strings.Builder
	at := 0
	for _, l := range findLinks(s) {
		sb.WriteString(s[at:l.Start])
		at = l.End
	}
	return sb.String() + s[at:]
}

func TestNoiseRules(t *testing.T) {
	for _, c := range []struct{ rule, a, b string }{
		{WhiteSpace, "a b", "a  b"},
		{WhiteSpace, "a b", "a\u00a0b "},
		{WhiteSpace, "cafe\u0301", "café"},
		{"", "10 000", "10000"},
		{"", "3. 5", "3.5"},
		{Typographic, "a -- b", "a—b"},
		{Typographic, "“a”", `"a"`},
		{"", `"a"`, "a"},
		{"", "“a”", "'a'"},
		{"", "x²", "x2"},
		{TrackingLink, "https://a.example/?utm_campaign=1", "https://a.example/"},
		{TrackingLink, "https://a.example/?id=1&fbclid=2#top", "https://a.example/?id=1#top"},
		{"", "https://a.example/?id=1", "https://a.example/?id=2"},
		{RelativeTime, "3 hours ago", "4 hours ago"},
		{RelativeTime, "Updated 1 hour 5 minutes ago", "Updated 1 hour 7 minutes ago"},
		{RelativeTime, "Posted: 2d ago", "Posted: 3d ago"},
		{RelativeTime, "3 hours ago", ""},
		{RelativeTime, "By Ann Lee, 3 hours ago", "By Ann Lee, 4 hours ago"},
		{"", "By Ann Lee, 3 hours ago", "By Ann Li, 4 hours ago"},
		{RelativeTime, "Ann Lee | 3 hours ago", "Ann Lee | 4 hours ago"},
		{RelativeTime, "Example News, 3 hours ago", "Example News, 4 hours ago"},
		{RelativeTime, "Published 3 hours ago · 4 min read", "Published 5 hours ago · 4 min read"},
		{RelativeTime, "This article was last updated 3 hours ago.", "This article was last updated 4 hours ago."},
		{ShareCounter, "45 likes · 12 comments", "51 likes · 13 comments"},
		{"", "The ship sank, 3 hours ago", "The ship sank, 4 hours ago"},
		{"", "Ann Lee | 3 dead", "Ann Lee | 4 dead"},
		{"", "He left 3 hours ago.", "He left 4 hours ago."},
		{"", "Updated Sept. 3", "Updated Sept. 13"},
		{ReadTime, "3 min read", "4 min read"},
		{ReadTime, "Estimated reading time: 3 minutes", "Estimated reading time: 4 minutes"},
		{"", "The book took 3 minutes to read", "The book took 4 minutes to read"},
		{ShareCounter, "1.2K shares", "1,305 shares"},
		{ShareCounter, "Comments (12)", "Comments (13)"},
		{ShareCounter, "", "45 likes"},
		{"", "35 killed", "38 killed"},
		{"", "12 people", "13 people in"},
		{"", "3 min read", "12 comments"},
	} {
		for _, d := range [][2]string{{c.a, c.b}, {c.b, c.a}} {
			if got := NoiseRule(d[0], d[1]); got != c.rule {
				t.Errorf("NoiseRule(%q, %q) = %q, want %q", d[0], d[1], got, c.rule)
			}
		}
	}
}

// TestQuickLooks holds the short ways of plainSpace and plainMarks to the long
// ones.
func TestQuickLooks(t *testing.T) {
	const alphabet = "a -.'`\t\u00a0—"
	letters := []rune(alphabet)
	var try func(s string, n int)
	try = func(s string, n int) {
		if marks.Replace(s) != s && !marked(s) {
			t.Fatalf("%q has marks", s)
		}
		if spacedPlainly(s) && plainSpace("\u200b"+s) != s {
			t.Fatalf("%q is not spaced plainly", s)
		}
		if n > 0 {
			for _, r := range letters {
				try(s+string(r), n-1)
			}
		}
	}
	try("", 6)
}
