package noise

import (
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// FuzzRule holds the rules of form to their law: letters, digits and quote
// marks are the same in both texts, apart from the addresses.
func FuzzRule(f *testing.F) {
	f.Add("The toll is 35.", "The toll is  35.")
	f.Add("“Yes,” he said.", "\"Yes,\" he said.")
	f.Add("See https://a.example/x?utm_source=b for 3.", "See https://a.example/x for 3.")
	f.Add("3 min read", "4 min read")
	f.Add("1 000", "1000")
	f.Add("½", "1/2")
	f.Add("www.a?ref=1", "www.a?ref=2")
	f.Fuzz(func(t *testing.T, a, b string) {
		switch Rule(a, b) {
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
	s = PlainMarks(PlainSpace(s))
	var sb strings.Builder
	at := 0
	for _, l := range Links(s) {
		sb.WriteString(s[at:l.Start])
		at = l.End
	}
	return sb.String() + s[at:]
}

func TestRule(t *testing.T) {
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
			if got := Rule(d[0], d[1]); got != c.rule {
				t.Errorf("Rule(%q, %q) = %q, want %q", d[0], d[1], got, c.rule)
			}
		}
	}
}

// TestQuickLooks holds the short ways of PlainSpace and PlainMarks to the long
// ones.
func TestQuickLooks(t *testing.T) {
	const alphabet = "a -.'`\t\u00a0—"
	letters := []rune(alphabet)
	var try func(s string, n int)
	try = func(s string, n int) {
		if marks.Replace(s) != s && !marked(s) {
			t.Fatalf("%q has marks", s)
		}
		if spacedPlainly(s) && PlainSpace("\u200b"+s) != s {
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

func TestFurniture(t *testing.T) {
	for _, s := range []string{"Updated 3h ago", "Just now", "NOW", "moments AGO", "4 min read", "1.2K shares"} {
		if Furniture(s) == "" {
			t.Errorf("%q is furniture", s)
		}
	}
	if mayStamp("The ministry said so.") {
		t.Error("a plain sentence is not spared")
	}
}
